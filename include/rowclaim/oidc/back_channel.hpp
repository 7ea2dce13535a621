// SPDX-License-Identifier: BSL-1.0
// What a client says to a provider without a browser: forms under its own name, and requests with an access token.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/detail/authentication_challenge.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/dpop.hpp>
#include <rowclaim/oidc/form.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// How an access token is used: by whoever has it, or by whoever has its key as well.
enum class access_token_type : unsigned char { bearer, dpop };

/// The scheme of the `Authorization` header.
constexpr std::string_view name(access_token_type type) { return type == access_token_type::dpop ? "DPoP" : "Bearer"; }

namespace detail {

/// Whether a refusal asks for the same request with a nonce (RFC 9449 section 8).
inline bool asks_for_nonce(const http_response& response) {
  if (response.status != 400 && response.status != 401) return false;
  const auto body = read_json_body(response, step::unknown);
  if (!body) return false;
  const auto code = text_member(*body, "error", errc::json_wrong_type, step::unknown);
  return code && *code == "use_dpop_nonce";
}

}  // namespace detail

/// How a form is sent.
struct form_post_options {
  std::string_view accept = "application/json";
  bool without_proof = false;  ///< for endpoints that give no tokens, where a proof would prove nothing
};

/// A request to a resource with an access token.
struct resource_request {
  std::string url;
  const secret& access_token;
  access_token_type token_type = access_token_type::bearer;
  std::string method = "GET";
  std::string accept = "application/json";
  std::string content_type = {};
  std::string body = {};
};

/// The client at one provider. Several threads may use it at once. The transport must outlive it, and so must the prover, with which
/// each request for tokens has a proof.
class back_channel {
 public:
  back_channel(transport_ref transport, std::string issuer, client_identification client, rowclaim::clock clock = {},
               const dpop_prover* dpop = nullptr)
      : transport_(transport), issuer_(std::move(issuer)), client_(std::move(client)), clock_(clock), dpop_(dpop) {}

  const std::string& issuer() const noexcept { return issuer_; }
  const client_identification& client() const noexcept { return client_; }
  const rowclaim::clock& clock() const noexcept { return clock_; }
  const dpop_prover* dpop() const noexcept { return dpop_; }
  const transport_ref& transport() const noexcept { return transport_; }

  /// Posts a form in the client's name. A response of any status is a result; one that asks for a nonce has been answered, once.
  ///
  /// Errors: those of the transport, in step `where`; those of `authenticate_client` and of `dpop_prover::proof`.
  /// Specification: RFC 6749 section 2.3; RFC 9449 sections 5, 8 and 10.1.
  [[nodiscard]] result<http_response> post(std::string_view endpoint, const form_parameters& form, step where,
                                           const form_post_options& options = {}) const {
    const dpop_prover* prover = options.without_proof ? nullptr : dpop_;
    const dpop_request proven{.method = "POST", .url = endpoint};
    const auto attempt = [&]() -> result<http_response> {
      http_request request{
          .method = "POST",
          .url = std::string(endpoint),
          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", std::string(options.accept)}}};
      // Each attempt has an assertion and a proof of its own, as each of them counts once.
      form_parameters whole = form;
      if (auto added = authenticate_client(client_, issuer_, clock_.now(), request, whole); !added) return added.error();
      request.body = form_encode(whole);
      return send(request, prover, proven, where);
    };
    bool has_nonce = false;
    auto response = attempt();
    if (response && prover != nullptr) has_nonce = prover->learn(proven, *response);
    if (!has_nonce || !detail::asks_for_nonce(*response)) return response;
    response = attempt();
    if (response) prover->learn(proven, *response);
    return response;
  }

  /// Sends a request with an access token. A response of any status is a result; one that asks for a nonce has been answered, once.
  ///
  /// Errors: those of the transport and of `dpop_prover::proof`, in step `where`; `client_misconfigured` for a token that no header
  ///   can carry, and for one that is bound to a key without a prover.
  /// Specification: RFC 6750 section 2.1; RFC 9449 sections 7.1, 8 and 9.
  [[nodiscard]] result<http_response> request_resource(const resource_request& wanted, step where) const {
    if (!detail::is_sendable_token(wanted.access_token.reveal())) return error{errc::client_misconfigured, where, "access token"};
    const bool is_bound = wanted.token_type == access_token_type::dpop;
    if (is_bound && dpop_ == nullptr) return error{errc::client_misconfigured, where, "dpop"};
    const dpop_prover* prover = is_bound ? dpop_ : nullptr;
    const dpop_request proven{.method = wanted.method, .url = wanted.url, .access_token = &wanted.access_token};
    http_request request{
        .method = wanted.method,
        .url = wanted.url,
        .headers = {{"Authorization", std::string(name(wanted.token_type)).append(" ").append(wanted.access_token.reveal())},
                    {"Accept", wanted.accept}},
        .body = wanted.body};
    if (!wanted.content_type.empty()) request.headers.push_back({"Content-Type", wanted.content_type});
    bool has_nonce = false;
    auto response = send(request, prover, proven, where);
    if (response && prover != nullptr) has_nonce = prover->learn(proven, *response);
    if (!has_nonce || response->status != 401 || detail::challenge_error(*response, "DPoP") != "use_dpop_nonce") return response;
    response = send(std::move(request), prover, proven, where);
    if (response) prover->learn(proven, *response);
    return response;
  }

 private:
  result<http_response> send(http_request request, const dpop_prover* prover, const dpop_request& proven, step where) const {
    if (prover != nullptr) {
      auto proof = prover->proof(proven);
      if (!proof) return detail::in_step(proof.error(), where);
      request.headers.push_back({"DPoP", std::move(*proof)});
    }
    return detail::send_in_step(transport_, request, where);
  }

  transport_ref transport_;
  std::string issuer_;
  client_identification client_;
  rowclaim::clock clock_;
  const dpop_prover* dpop_;
};

}  // namespace rowclaim::inline v0_1
