// SPDX-License-Identifier: BSL-1.0
// The requests that the provider itself sends: to the relying party's logout, request and key URLs, on the loopback interface alone.
#pragma once

#include "http_message.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace mock_idp {

struct outgoing_request {
  std::string method = "GET";
  // http or https, of 127.0.0.1 or localhost.
  std::string url;
  std::string body{};
  std::string content_type{};
  header_list headers{};
  // Whom to trust with https; when empty any certificate will do, for a test's relying party has one of its own making.
  std::string ca_certificate_pem{};
  // For all of it: connecting, sending and reading.
  std::chrono::milliseconds deadline{2000};
};

struct received_answer {
  // 0 when there was no answer, and then `failure` says why.
  int status = 0;
  std::string content_type{};
  std::string body{};
  header_list headers{};
  std::string failure{};

  // Names are compared without case. The first value, or null.
  const std::string* header(std::string_view name) const;
  // 200 to 299.
  bool is_success() const { return status >= 200 && status < 300; }
};

// Follows no redirects and never throws for what the other side does.
received_answer send(const outgoing_request& request);

inline received_answer get(std::string url) { return send({.url = std::move(url)}); }
inline received_answer post_form(std::string url, std::string form) {
  return send(
      {.method = "POST", .url = std::move(url), .body = std::move(form), .content_type = "application/x-www-form-urlencoded"});
}

}  // namespace mock_idp
