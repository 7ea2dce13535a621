// SPDX-License-Identifier: BSL-1.0
// A server that does to one connection whatever a test wants, byte by byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace rowclaim_test {

class raw_connection {
 public:
  raw_connection(int socket, const std::atomic<bool>& is_over) : socket_(socket), is_over_(is_over) {}

  std::string read_request() {
    std::string head;
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos && ::recv(socket_, &byte, 1, 0) == 1) head += byte;
    return head;
  }
  /// False once nobody listens any more.
  bool write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0 || is_over_) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// One byte at a time, as long as anybody listens.
  void drip(std::string_view text, std::chrono::milliseconds between) {
    for (std::size_t i = 0; write(text.substr(i % text.size(), 1)); ++i) std::this_thread::sleep_for(between);
  }
  void wait_until_closed() {
    char byte = 0;
    while (::recv(socket_, &byte, 1, 0) > 0) {
    }
  }
  /// Closes with a reset in place of an orderly end.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  int socket_;
  const std::atomic<bool>& is_over_;
};

class raw_server {
 public:
  explicit raw_server(std::function<void(raw_connection&)> behave) : behave_(std::move(behave)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 || ::getsockname(listener_, generic, &size) != 0)
      throw std::runtime_error("the test's server cannot listen");
    port_ = ntohs(address.sin_port);
    serving_ = std::thread([this] { serve(); });
  }
  raw_server(const raw_server&) = delete;
  raw_server& operator=(const raw_server&) = delete;
  ~raw_server() {
    is_over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    serving_.join();
    ::close(listener_);
  }

  std::string url(std::string_view path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + std::string(path); }
  std::string https_url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/"; }
  int count() const { return count_; }

 private:
  void serve() {
    for (;;) {
      const int accepted = ::accept(listener_, nullptr, nullptr);
      if (accepted < 0) return;
      ++count_;
      raw_connection connection(accepted, is_over_);
      behave_(connection);
      ::close(accepted);
    }
  }

  std::function<void(raw_connection&)> behave_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> is_over_ = false;
  std::atomic<int> count_ = 0;
  std::thread serving_;
};

}  // namespace rowclaim_test
