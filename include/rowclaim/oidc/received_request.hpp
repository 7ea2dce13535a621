// SPDX-License-Identifier: BSL-1.0
// A request that reached the application's server, as far as the protocols need it: any web framework can fill it in.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/form.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A view into the server's own text, which must live while the request is read. Nothing in it is believed.
struct received_request {
  std::string_view method;             ///< "GET", "POST", as the request line spells it
  std::string_view url = {};           ///< a whole URL, or path and query
  std::string_view content_type = {};  ///< the header's value, parameters included
  std::string_view body = {};
};

namespace detail {

/// A parameter that is looked for, and where it goes.
struct wanted_parameter {
  std::string_view name;
  std::optional<std::string>* into;
};

inline constexpr std::size_t longest_parameter = 2048;

inline std::string_view query_of(std::string_view url) noexcept {
  url = url.substr(0, url.find('#'));
  const std::size_t question = url.find('?');
  return question == std::string_view::npos ? std::string_view() : url.substr(question + 1);
}

inline bool is_form(std::string_view content_type) noexcept {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ') || content_type.ends_with('\t')) content_type.remove_suffix(1);
  return equals_ignoring_case(content_type, "application/x-www-form-urlencoded");
}

/// Takes the parameters that are wanted, each at most once (RFC 6749 3.1), and passes over all others.
/// Errors: `url_malformed`; `parameter_duplicated`, with the parameter's name.
[[nodiscard]] inline result<void> take_parameters(std::string_view encoded, std::initializer_list<wanted_parameter> wanted,
                                                  step where) {
  auto form = read_form(encoded);
  if (!form) return error{form.error().code, where, form.error().detail};
  for (form_parameter& parameter : *form)
    for (const wanted_parameter& known : wanted) {
      if (parameter.name != known.name) continue;
      if (*known.into) return error{errc::parameter_duplicated, where, known.name};
      *known.into = std::move(parameter.value);
    }
  return {};
}

/// Whether a parameter that is there is one line of text of a size that somebody can mean.
[[nodiscard]] inline result<void> parameter_is_sound(const std::optional<std::string>& value, std::string_view name, step where) {
  if (value && (value->empty() || value->size() > longest_parameter || !is_one_line(*value)))
    return error{errc::parameter_malformed, where, name};
  return {};
}

/// Errors: `request_too_large`; `content_type_unexpected`.
[[nodiscard]] inline result<void> body_is_a_form(const received_request& request, std::size_t most_bytes, step where) {
  if (!is_form(request.content_type)) return error{errc::content_type_unexpected, where};
  if (request.body.size() > most_bytes) return error{errc::request_too_large, where};
  return {};
}

/// An answer that nobody keeps.
inline http_response answer(int status, std::string content_type, std::string body) {
  http_response made{.status = status, .headers = {{"Cache-Control", "no-store"}}, .body = std::move(body)};
  if (!content_type.empty()) made.headers.push_back({"Content-Type", std::move(content_type)});
  return made;
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1
