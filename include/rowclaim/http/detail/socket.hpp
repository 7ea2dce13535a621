// SPDX-License-Identifier: BSL-1.0
// A TCP connection whose every step ends at one deadline.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/detail/public_address.hpp>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>

// IWYU pragma: private, include <rowclaim/http/httplib_transport.hpp>

namespace rowclaim::inline v0_1::detail {

using deadline = std::chrono::steady_clock::time_point;

/// Waits until the socket can be read from or written to. Errors: `deadline_exceeded`; `connection_failed` if polling fails.
[[nodiscard]] inline result<void> wait_for(int socket, short events, deadline until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return error{errc::deadline_exceeded, step::transport};
    pollfd polled{socket, events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return error{errc::connection_failed, step::transport, "poll"};
  }
}

struct address_list_deleter {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using address_list = std::unique_ptr<addrinfo, address_list_deleter>;

/// A socket that is closed with its owner. It never blocks: who uses it waits with `wait_for`.
class owned_socket {
 public:
  owned_socket() = default;
  explicit owned_socket(int socket) : socket_(socket) {}
  owned_socket(owned_socket&& other) noexcept : socket_(other.release()) {}
  owned_socket& operator=(owned_socket&& other) noexcept {
    if (this != &other) {
      close();
      socket_ = other.release();
    }
    return *this;
  }
  ~owned_socket() { close(); }

  int get() const { return socket_; }
  int release() {
    const int socket = socket_;
    socket_ = -1;
    return socket;
  }

 private:
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  int socket_ = -1;
};

[[nodiscard]] inline result<owned_socket> connect_to(const addrinfo& address, deadline until) {
  owned_socket made(::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.ai_protocol));
  if (made.get() < 0) return error{errc::connection_failed, step::transport, "socket"};
  const int on = 1;
  // Without it a request over TLS waits for the peer's delayed acknowledgement: 36 ms.
  ::setsockopt(made.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(made.get(), address.ai_addr, address.ai_addrlen) == 0) return made;
  if (errno != EINPROGRESS) return error{errc::connection_failed, step::transport, "connect"};
  if (auto ready = wait_for(made.get(), POLLOUT, until); !ready) return ready.error();
  int failure = 0;
  socklen_t size = sizeof failure;
  if (::getsockopt(made.get(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0 || failure != 0)
    return error{errc::connection_failed, step::transport, "connect"};
  return made;
}

enum class reachable { every_address, public_addresses };

/// Connects to the first address that answers. The resolver of the system keeps its own time; everything after it keeps ours.
/// Addresses are judged after the look-up, so that a name that leads inside, now or the next time, is no way round.
[[nodiscard]] inline result<owned_socket> connect_to(const std::string& host, std::uint16_t port, deadline until,
                                                     reachable within) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 || found == nullptr)
    return error{errc::connection_failed, step::transport, "the host name is unknown"};
  const address_list addresses(found);
  error last{errc::connection_failed, step::transport};
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    if (within == reachable::public_addresses && !is_public_address(*address->ai_addr, address->ai_addrlen)) {
      last = {errc::host_not_allowed, step::transport, "a private address"};
      continue;
    }
    auto made = connect_to(*address, until);
    if (made) return made;
    last = made.error();
    if (last.code == errc::deadline_exceeded) break;
  }
  return last;
}

/// Keeps SIGPIPE from ending the program while OpenSSL writes to a connection that the peer has closed.
class without_sigpipe {
 public:
  without_sigpipe() {
    sigset_t pending;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    if (!was_pending_) pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  without_sigpipe(const without_sigpipe&) = delete;
  without_sigpipe& operator=(const without_sigpipe&) = delete;
  ~without_sigpipe() {
    if (was_pending_) return;
    const timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) == -1 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_;
};

}  // namespace rowclaim::inline v0_1::detail
