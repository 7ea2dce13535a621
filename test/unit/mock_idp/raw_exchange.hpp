// SPDX-License-Identifier: BSL-1.0
// One HTTP exchange over a bare socket, for what an HTTP client hides: resets, single bytes, answers that break off or never come.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace raw {

struct outcome {
  std::string bytes;
  std::size_t first_read = 0;
  bool was_reset = false;
  bool was_closed = false;
  bool timed_out = false;

  std::string body() const {
    const auto end = bytes.find("\r\n\r\n");
    return end == std::string::npos ? "" : bytes.substr(end + 4);
  }
  bool has(const std::string& text) const { return bytes.find(text) != std::string::npos; }
};

// Sends the request to 127.0.0.1 and reads until the end, or until nothing has come for that long.
outcome exchange(std::uint16_t port, const std::string& request, std::chrono::milliseconds patience);

// A connection that has sent something and waits.
class connection {
 public:
  connection(std::uint16_t port, const std::string& sent);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

 private:
  int socket_;
};

std::uint16_t port_of(const std::string& issuer);
std::string get_request(const std::string& path, const std::string& more_headers = "");
std::string post_request(const std::string& path, const std::string& form, const std::string& more_headers = "");

}  // namespace raw
