// SPDX-License-Identifier: BSL-1.0
// What state a file is in, and waiting until it may be in another.
#pragma once

#include <rowclaim/core/version.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

// IWYU pragma: private, include <rowclaim/live/policy_watcher.hpp>

namespace rowclaim::inline v0_1::detail {

/// Two equal states of a file have the same contents, as far as the file system tells.
struct file_state {
  bool is_there = false;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;

  static file_state of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
    return {true, found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
  }

  friend bool operator==(const file_state&, const file_state&) = default;
};

/// Waits for changes of a file's folder: editors replace a file by another one, which is a change of the folder and not of the file.
class file_changes {
 public:
  file_changes(const std::string& path, bool is_told) : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!is_told) return;
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    told_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (told_ < 0) return;
    constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB;
    if (::inotify_add_watch(told_, folder.c_str(), events) >= 0) return;
    ::close(told_);
    told_ = -1;
  }
  file_changes(const file_changes&) = delete;
  file_changes& operator=(const file_changes&) = delete;
  ~file_changes() {
    if (told_ >= 0) ::close(told_);
    if (wake_ >= 0) ::close(wake_);
  }

  bool is_told() const noexcept { return told_ >= 0; }

  /// Ends a `wait` or `pause`, now or later.
  void wake() const {
    const std::uint64_t one = 1;
    static_cast<void>(::write(wake_, &one, sizeof one));
  }

  /// Until something happens in the folder, the time is over, or somebody wakes us.
  void wait(int milliseconds) const { wait_for(told_, milliseconds); }

  /// Until the time is over or somebody wakes us.
  void pause(int milliseconds) const { wait_for(-1, milliseconds); }

 private:
  void wait_for(int told, int milliseconds) const {
    std::array<::pollfd, 2> waited{{{wake_, POLLIN, 0}, {told, POLLIN, 0}}};  // a negative one is left out
    ::poll(waited.data(), waited.size(), milliseconds);
    alignas(::inotify_event) std::array<char, 4096> events;
    while (told >= 0 && ::read(told, events.data(), events.size()) > 0) {
    }
  }

  int wake_;
  int told_ = -1;
};

}  // namespace rowclaim::inline v0_1::detail
