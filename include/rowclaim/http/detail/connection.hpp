// SPDX-License-Identifier: BSL-1.0
// One connection to a server, plain or TLS, which ends at its deadline and at its limits of bytes.
#pragma once

#include <rowclaim/http/detail/response_head.hpp>
#include <rowclaim/http/detail/tls.hpp>
#include <rowclaim/http/transport.hpp>

#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <string_view>

// IWYU pragma: private, include <rowclaim/http/httplib_transport.hpp>

namespace rowclaim::inline v0_1::detail {

/// Reads and writes until the deadline, and guards the head of the response while it passes: a parser that recurses or buffers
/// without bound (httplib 0.11 matches the status line with std::regex, and a long one overflows the stack) never sees a long line.
class guarded_connection {
 public:
  guarded_connection(int socket, SSL* tls, deadline until, const http_limits& limits)
      : socket_(socket), tls_(tls), until_(until), total_left_(most_bytes(limits)), head_(limits.header_bytes) {}

  /// Result: bytes read, 0 at the end, -1 with `failure()` set.
  ssize_t read(char* into, std::size_t size) {
    for (;;) {
      if (has_passed()) return fail({errc::deadline_exceeded, step::transport});
      ssize_t got = 0;
      if (auto received = receive(into, size, got); !received) return fail(received.error());
      if (got < 0) continue;
      return accept({into, static_cast<std::size_t>(got)}) ? got : -1;
    }
  }

  ssize_t write(const char* from, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      if (has_passed()) return fail({errc::deadline_exceeded, step::transport});
      ssize_t sent = 0;
      if (auto written = transmit(from + done, size - done, sent); !written) return fail(written.error());
      if (sent > 0) done += static_cast<std::size_t>(sent);
    }
    return static_cast<ssize_t>(size);
  }

  bool has_failed() const { return has_failed_; }
  const error& failure() const { return failure_; }
  bool has_received() const { return has_received_; }
  int socket() const { return socket_; }
  const response_head& head() const { return head_; }

 private:
  /// Chunked bodies come with framing; a body is never more framing than text by more than this.
  static std::size_t most_bytes(const http_limits& limits) {
    constexpr std::size_t endless = SIZE_MAX;
    constexpr std::size_t room = 4096;
    const std::size_t body = limits.response_bytes < endless / 2 ? 2 * limits.response_bytes : endless;
    const std::size_t head = limits.header_bytes < endless - room ? limits.header_bytes + room : endless;
    return body < endless - head ? body + head : endless;
  }

  bool has_passed() const { return std::chrono::steady_clock::now() >= until_; }

  ssize_t fail(const error& why) {
    if (!has_failed_) failure_ = why;
    has_failed_ = true;
    return -1;
  }

  /// `got` becomes -1 if there was nothing yet and the wait is over.
  result<void> receive(char* into, std::size_t size, ssize_t& got) {
    const int most = static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int read = SSL_read(tls_, into, most);
      got = read;
      if (read > 0) return {};
      if (SSL_get_error(tls_, read) == SSL_ERROR_ZERO_RETURN) {
        got = 0;
        return {};
      }
      got = -1;
      auto waited = wait_for_tls(*tls_, read, socket_, until_, closed());
      ERR_clear_error();
      return waited;
    }
    got = ::recv(socket_, into, static_cast<std::size_t>(most), 0);
    if (got >= 0 || errno == EINTR) return {};
    if (errno == EAGAIN) return wait_for(socket_, POLLIN, until_);
    return error{closed(), step::transport, "reset"};
  }

  result<void> transmit(const char* from, std::size_t size, ssize_t& sent) {
    const int most = static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    if (tls_ != nullptr) {
      ERR_clear_error();
      const int written = SSL_write(tls_, from, most);
      sent = written;
      if (written > 0) return {};
      auto waited = wait_for_tls(*tls_, written, socket_, until_, errc::connection_failed);
      ERR_clear_error();
      return waited;
    }
    sent = ::send(socket_, from, static_cast<std::size_t>(most), MSG_NOSIGNAL);
    if (sent >= 0 || errno == EINTR) return {};
    if (errno == EAGAIN) return wait_for(socket_, POLLOUT, until_);
    return error{errc::connection_failed, step::transport, "reset"};
  }

  /// Before the first byte there is no response that could be malformed.
  errc closed() const { return has_received_ ? errc::response_malformed : errc::connection_failed; }

  bool accept(std::string_view bytes) {
    if (!bytes.empty()) has_received_ = true;
    if (bytes.size() > total_left_) return fail({errc::response_too_large, step::transport, "body"}) >= 0;
    total_left_ -= bytes.size();
    if (const auto refused = head_.accept(bytes)) return fail(*refused) >= 0;
    return true;
  }

  int socket_;
  SSL* tls_;
  deadline until_;
  std::size_t total_left_;
  response_head head_;
  bool has_received_ = false;
  bool has_failed_ = false;
  error failure_{errc::connection_failed, step::transport};
};

}  // namespace rowclaim::inline v0_1::detail
