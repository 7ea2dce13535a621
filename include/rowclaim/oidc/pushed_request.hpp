// SPDX-License-Identifier: BSL-1.0
// Authorization requests that the client gives the provider itself, before the browser goes there with a reference to them.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/request_object.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/url/parse.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// Where a request is pushed to, and where the browser goes then.
struct pushed_request_endpoints {
  std::string_view pushed_authorization_request_endpoint;
  std::string_view authorization_endpoint;
};

/// What the provider made of a pushed request: it can be used once, and soon.
struct pushed_request {
  std::string request_uri;
  std::int64_t expires_in;  ///< seconds
};

namespace detail {

/// What is pushed: all the parameters, or the Request Object that has them and the client's name (RFC 9126 section 3).
inline result<form_parameters> parameters_to_push(const form_parameters& parameters, const std::optional<request_object>& object) {
  if (!object) return parameters;
  if (!object->is_signed) return request_refusal("unsigned Request Object");
  form_parameters form;
  std::ranges::copy_if(parameters, std::back_inserter(form),
                       [](const form_parameter& parameter) { return parameter.name == "client_id"; });
  form.push_back({"request", object->text});
  return form;
}

inline result<pushed_request> read_pushed_request(const boost::json::object& body) {
  auto address = text_member(body, "request_uri", errc::json_wrong_type, step::authorization_request);
  if (!address) return address.error();
  if (!*address) return error{errc::json_missing_member, step::authorization_request, "request_uri"};
  // RFC 9101 5.2: a name or an https URL, in at most 512 characters.
  const std::string& text = **address;
  const bool is_sound = (text.starts_with("urn:") || text.starts_with("https://")) && text.size() <= 512 &&
                        boost::urls::parse_absolute_uri({text.data(), text.size()}).has_value();
  if (!is_sound) return error{errc::json_wrong_type, step::authorization_request, "request_uri"};
  const boost::json::value* seconds = body.if_contains("expires_in");
  if (seconds == nullptr) return error{errc::json_missing_member, step::authorization_request, "expires_in"};
  if (!seconds->is_int64() || seconds->get_int64() <= 0)
    return error{errc::json_wrong_type, step::authorization_request, "expires_in"};
  return pushed_request{.request_uri = std::move(**address), .expires_in = seconds->get_int64()};
}

}  // namespace detail

/// Pushes the parameters of a request, with the client's authentication.
///
/// Errors: those of the back channel, in step `authorization_request`; `client_misconfigured` for a Request Object that is not signed;
///   `provider_refused` with the registered error code; `status_unexpected` for anything but 201; `content_type_unexpected`, `json_*`.
/// Specification: RFC 9126 sections 2 and 3.
[[nodiscard]] inline result<pushed_request> push_parameters(const back_channel& channel, std::string_view endpoint,
                                                            const form_parameters& parameters,
                                                            const std::optional<request_object>& object = {}) {
  const auto form = detail::parameters_to_push(parameters, object);
  if (!form) return form.error();
  const auto response = channel.post(endpoint, *form, step::authorization_request);
  if (!response) return response.error();
  // 2.3: errors are those of the token endpoint, by more statuses.
  const bool may_name_error = response->status >= 400 && response->status < 500;
  if (response->status != 201 && !may_name_error) return error{errc::status_unexpected, step::authorization_request};
  const auto body = detail::read_json_body(*response, step::authorization_request);
  if (!may_name_error) return body ? detail::read_pushed_request(*body) : body.error();
  const boost::json::value* refusal = body ? body->if_contains("error") : nullptr;
  if (refusal == nullptr || !refusal->is_string()) return error{errc::status_unexpected, step::authorization_request};
  return detail::provider_refusal(std::string_view(refusal->get_string()), step::authorization_request);
}

/// Pushes a request; the address for the browser then has the client's name and the reference, and nothing else.
///
/// Errors: those of `push_parameters`.
/// Specification: RFC 9126 sections 2 to 4.
[[nodiscard]] inline result<started_sign_in> push_request(const back_channel& channel, const pushed_request_endpoints& endpoints,
                                                          prepared_sign_in prepared,
                                                          const std::optional<request_object>& object = {}) {
  auto pushed = push_parameters(channel, endpoints.pushed_authorization_request_endpoint, prepared.parameters, object);
  if (!pushed) return pushed.error();
  const form_parameters reference{{"client_id", channel.client().client_id}, {"request_uri", std::move(pushed->request_uri)}};
  return started_sign_in{.url = add_to_query(endpoints.authorization_endpoint, reference), .pending = std::move(prepared.pending)};
}

}  // namespace rowclaim::inline v0_1
