// SPDX-License-Identifier: BSL-1.0
// HTTP requests and responses as the endpoints see them, and their text on the wire.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock_idp {

using header_list = std::vector<std::pair<std::string, std::string>>;

// Names are compared without case. The first value, or null.
const std::string* find_header(const header_list& headers, std::string_view name);

struct http_request {
  std::string method;
  std::string path;
  std::string query;
  header_list headers;
  std::string body;
  bool wants_keep_alive = true;
  // The certificate of the connection in its DER form; empty without one.
  std::string client_certificate{};

  // Names are compared without case. The first value, or null.
  const std::string* header(std::string_view name) const;
};

// How the answer reaches the client; all but `whole` are faults.
enum class delivery { whole, slow, dripping, truncated, reset };

struct http_response {
  int status = 200;
  std::string content_type{};
  std::string body{};
  header_list headers{};
  delivery how = delivery::whole;
};

http_response error_page(int status, std::string_view sentence);

// The head of a request without its body. A malformed head gives nothing.
std::optional<http_request> parse_request_head(std::string_view head);
// Nothing when the length is not a number, or the body comes in a transfer coding, which this server does not read.
std::optional<std::size_t> content_length(const http_request& request);

std::string to_wire(const http_response& response, bool keep_alive);

}  // namespace mock_idp
