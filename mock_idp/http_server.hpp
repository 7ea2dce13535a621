// SPDX-License-Identifier: BSL-1.0
// A small HTTP/1.1 server on the loopback interface that can also deliver its answers badly.
#pragma once

#include "http_message.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <thread>

namespace mock_idp {

// Our own and not a library's, because a test provider must own its sockets: it drips, truncates and resets answers on request, and
// its destructor must not wait for a client that hangs.
class http_server {
 public:
  struct options {
    std::uint16_t port = 0;
    bool tls = false;
    std::chrono::milliseconds slow_delay;
    std::chrono::milliseconds drip_interval;
  };
  // Called on the connections' own threads.
  using handler = std::function<http_response(const http_request&)>;

  // Listens when the constructor returns. Throws std::system_error when the port cannot be had.
  http_server(options chosen, handler answer);
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  std::uint16_t port() const { return options_.port; }

 private:
  struct worker {
    std::thread thread;
    std::atomic<bool> is_done = false;
  };

  void accept_connections();
  void serve(int socket);
  void join_finished();

  options options_;
  handler answer_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  // Touched by the accepting thread alone, and by the destructor after that has ended.
  std::list<worker> workers_;
  std::thread accepting_;
};

}  // namespace mock_idp
