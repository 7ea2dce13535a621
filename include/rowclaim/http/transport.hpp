// SPDX-License-Identifier: BSL-1.0
// What the library asks of an HTTP client: one request, one response or a typed error, and never an exception.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

struct http_header {
  std::string name;
  std::string value;
};

struct http_request {
  std::string method;
  std::string url;
  std::vector<http_header> headers = {};
  std::string body = {};
};

struct http_response {
  int status = 0;
  std::vector<http_header> headers = {};
  std::string body = {};

  /// The value of the first header of that name, in any case; none if there is none.
  std::optional<std::string_view> header(std::string_view name) const;

  /// The media type of the body without its parameters, in lower case; empty if the response names none.
  std::string media_type() const;
};

/// How much of a response is read, and how long it may take in all.
struct http_limits {
  int total_milliseconds = 10'000;  ///< from the first packet to the last byte of the body, whatever the server's pace
  std::size_t response_bytes = 1u << 20;
  std::size_t header_bytes = 32u << 10;
};

/// Something that sends a request and hands back the response whatever its status. Several threads may use one at once.
template <class Candidate>
concept Transport = requires(Candidate& transport, const http_request& request) {
  { transport.send(request) } -> std::same_as<result<http_response>>;
};

/// A transport of any type, referred to: what the parts of `oidc/` hold. The transport must outlive it.
class transport_ref {
 public:
  template <class Candidate>
    requires(Transport<Candidate> && !std::same_as<std::remove_const_t<Candidate>, transport_ref>)
  transport_ref(Candidate& transport)  // NOLINT(google-explicit-constructor): it is how a transport is passed
      : state_(const_cast<void*>(static_cast<const void*>(std::addressof(transport)))),
        send_([](void* state, const http_request& request) { return static_cast<Candidate*>(state)->send(request); }) {
    // A transport that may use plain http on loopback says so, and what it fetches is then read with the same permission.
    if constexpr (requires {
                    { transport.urls() } -> std::convertible_to<url_policy>;
                  })
      urls_ = transport.urls();
  }

  /// Errors: those of the transport; `connection_failed` if it throws.
  [[nodiscard]] result<http_response> send(const http_request& request) const try { return send_(state_, request); } catch (...) {
    return error{errc::connection_failed, step::transport, "the transport threw an exception"};
  }

  const url_policy& urls() const { return urls_; }

 private:
  void* state_;
  result<http_response> (*send_)(void*, const http_request&);
  url_policy urls_ = {};
};

namespace detail {

/// Whether a text can stand in a request's line or header without starting another one.
constexpr bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// What names of headers and schemes are made of (RFC 9110 5.6.2).
constexpr bool is_token_character(char c) {
  return c > 0x20 && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
}

}  // namespace detail

inline std::optional<std::string_view> http_response::header(std::string_view name) const {
  for (const http_header& candidate : headers)
    if (detail::equals_ignoring_case(candidate.name, name)) return candidate.value;
  return std::nullopt;
}

inline std::string http_response::media_type() const {
  std::string_view type = header("Content-Type").value_or("");
  type = type.substr(0, type.find(';'));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  std::string lower(type);
  std::ranges::transform(lower, lower.begin(), detail::ascii_lower);
  return lower;
}

}  // namespace rowclaim::inline v0_1
