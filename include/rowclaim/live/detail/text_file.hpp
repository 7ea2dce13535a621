// SPDX-License-Identifier: BSL-1.0
// Reads a whole file, and notices if it is not one state of it that was read.
#pragma once

#include <rowclaim/core/version.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

// IWYU pragma: private, include <rowclaim/live/policy_store.hpp>

namespace rowclaim::inline v0_1::detail {

/// A file's text, or why there is none.
struct text_file {
  std::string text;
  std::string complaint;
};

class open_file {
 public:
  explicit open_file(const std::string& path) : handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (handle_ >= 0) ::close(handle_);
  }
  int handle() const { return handle_; }

 private:
  int handle_;
};

inline bool is_same_state(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// A file system tells changes apart by its clock, which stands still for some milliseconds: what was changed just now may change again
/// and look the same. Waits until that is over; false if the file does not rest.
inline bool wait_until_settled(int handle, struct stat& state) {
  constexpr std::int64_t clock_step = 20'000'000;  // nanoseconds; the coarsest in use is 10 ms
  for (int attempt = 0; attempt < 50; ++attempt) {
    if (::fstat(handle, &state) != 0) return false;
    struct timespec now {};
    if (::clock_gettime(CLOCK_REALTIME, &now) != 0) return false;
    const std::int64_t age = (now.tv_sec - state.st_mtim.tv_sec) * 1'000'000'000 + now.tv_nsec - state.st_mtim.tv_nsec;
    if (age < 0 || age > clock_step) return true;  // a time to come is another machine's, which says nothing
    constexpr struct timespec half_a_step {
      .tv_sec = 0, .tv_nsec = clock_step / 2
    };
    ::nanosleep(&half_a_step, nullptr);
  }
  return false;
}

/// Reads a plain file of at most `limit` bytes. What is written over while it is read is refused.
inline text_file read_text_file(const std::string& path, std::size_t limit) {
  const auto failed = [](int code) { return "the file cannot be read: " + std::generic_category().message(code); };
  const open_file file(path);
  if (file.handle() < 0) return {{}, failed(errno)};
  struct stat before {};
  if (::fstat(file.handle(), &before) != 0) return {{}, failed(errno)};
  if (S_ISDIR(before.st_mode)) return {{}, "this is a folder; name a file"};
  if (!S_ISREG(before.st_mode)) return {{}, "this is no plain file; name one"};
  if (!wait_until_settled(file.handle(), before)) return {{}, "the file does not rest; load it when it is written"};
  const auto size = static_cast<std::size_t>(before.st_size);
  if (size > limit)
    return {{}, "the file has more than " + std::to_string(limit) + " bytes, which is the limit; give roles by fewer names"};
  std::string text(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ::ssize_t got = ::read(file.handle(), text.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {{}, failed(errno)};
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  struct stat after {};
  if (::fstat(file.handle(), &after) != 0) return {{}, failed(errno)};
  if (done != size || !is_same_state(before, after)) return {{}, "the file changed while it was read; load it again"};
  return {std::move(text), {}};
}

}  // namespace rowclaim::inline v0_1::detail
