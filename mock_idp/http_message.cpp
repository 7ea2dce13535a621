// SPDX-License-Identifier: BSL-1.0
// Reading the head of a request and writing a response.
#include "http_message.hpp"

#include "encoding.hpp"

#include <algorithm>
#include <charconv>

namespace mock_idp {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 302: return "Found";
    case 303: return "See Other";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 500: return "Internal Server Error";
    default: return "Status";
  }
}

}  // namespace

const std::string* find_header(const header_list& headers, std::string_view name) {
  for (const auto& [each, value] : headers)
    if (is_same_name(each, name)) return &value;
  return nullptr;
}

const std::string* http_request::header(std::string_view name) const { return find_header(headers, name); }

http_response error_page(int status, std::string_view sentence) {
  return {.status = status,
          .content_type = "text/html; charset=utf-8",
          .body =
              "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mock provider: error</title>"
              "<body style=\"font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem\">"
              "<h1>This request cannot be answered</h1><p role=\"alert\">" +
              html_escape(sentence) + "</p></body></html>\n",
          .headers = {{"Cache-Control", "no-store"}, {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}}};
}

std::optional<http_request> parse_request_head(std::string_view head) {
  http_request request;
  bool is_first = true;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
    if (is_first) {
      const auto method_end = line.find(' ');
      const auto target_end = line.rfind(' ');
      if (method_end == std::string_view::npos || target_end <= method_end) return std::nullopt;
      const auto version = line.substr(target_end + 1);
      if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::nullopt;
      const auto target = line.substr(method_end + 1, target_end - method_end - 1);
      if (!target.starts_with('/')) return std::nullopt;
      const auto query = target.find('?');
      request.method = line.substr(0, method_end);
      request.path = target.substr(0, query);
      if (query != std::string_view::npos) request.query = target.substr(query + 1);
      request.wants_keep_alive = version == "HTTP/1.1";
      is_first = false;
    } else {
      const auto colon = line.find(':');
      if (colon == std::string_view::npos || colon == 0) return std::nullopt;
      request.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
  }
  if (is_first) return std::nullopt;
  if (const auto* connection = request.header("connection"); connection && is_same_name(*connection, "close"))
    request.wants_keep_alive = false;
  return request;
}

std::optional<std::size_t> content_length(const http_request& request) {
  if (request.header("transfer-encoding")) return std::nullopt;
  const auto* text = request.header("content-length");
  if (!text) return 0;
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return length;
}

std::string to_wire(const http_response& response, bool keep_alive) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ' + std::string(reason(response.status)) + "\r\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\r\n";
  if (!response.content_type.empty()) out += "Content-Type: " + response.content_type + "\r\n";
  out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out + response.body;
}

}  // namespace mock_idp
