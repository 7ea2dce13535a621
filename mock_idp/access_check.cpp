// SPDX-License-Identifier: BSL-1.0
// Access tokens at resources: Bearer (RFC 6750), DPoP (RFC 9449 7) and certificate-bound (RFC 8705 3).
#include "access_check.hpp"

#include "client_certificate.hpp"
#include "dpop.hpp"

#include <algorithm>

namespace mock_idp {
namespace {

bool is_same_word(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [&](char a, char b) { return lower(a) == lower(b); });
}

struct shown_token {
  std::string scheme = "Bearer";
  std::string token;
};

std::variant<shown_token, http_response> token_in(provider_state& provider, const http_request& request, const parameter_list& sent,
                                                  token_place wanted) {
  const auto refuse = [&](int status, std::string_view error, std::string_view why) {
    provider.note(note_kind::failure, "access to " + request.path + ": " + std::string(why));
    return refuse_access(status, "Bearer", error, why);
  };
  const auto* header = request.header("authorization");
  const bool is_in_form = sent.has("access_token");
  if (!header && !is_in_form) {
    provider.note(note_kind::fact, "access to " + request.path + " without a token");
    return refuse_access(401, "Bearer", "", "");
  }
  const auto in_query = parse_form(request.query);
  if (is_in_form && (!in_query || in_query->has("access_token")))
    return refuse(400, "invalid_request", "an access token does not belong in a URL");
  if (request.method == "GET" && is_in_form) return refuse(400, "invalid_request", "a GET has no form for the access token");
  if (header && is_in_form) return refuse(400, "invalid_request", "the access token came in two ways");
  if (header && wanted == token_place::body) return refuse(400, "invalid_request", "the access token belongs in the form");
  if (!header) {
    if (wanted == token_place::header) return refuse(400, "invalid_request", "the access token belongs in the header");
    return shown_token{.token = sent.value("access_token")};
  }
  const auto space = header->find(' ');
  const auto scheme = header->substr(0, space);
  const auto token = space == std::string::npos ? std::string() : header->substr(space + 1);
  if (is_same_word(scheme, "DPoP")) return shown_token{"DPoP", token};
  if (!is_same_word(scheme, "Bearer")) return refuse(401, "invalid_request", "the scheme must be Bearer or DPoP");
  return shown_token{"Bearer", token};
}

http_response dpop_refusal(provider_state& provider, const dpop_problem& problem) {
  auto response = refuse_access(401, provider.options.services.dpop_scheme, problem.error, problem.description);
  give_dpop_nonce(provider, dpop_side::resource, response);
  return response;
}

}  // namespace

http_response refuse_access(int status, std::string_view scheme, std::string_view error, std::string_view description) {
  auto value = std::string(scheme) + " realm=\"mock_idp\"";
  if (is_same_word(scheme, "DPoP")) value += ", algs=\"ES256 RS256 PS256 EdDSA\"";
  if (!error.empty()) value += ", error=\"" + std::string(error) + "\", error_description=\"" + std::string(description) + '"';
  return {.status = status, .headers = {{"WWW-Authenticate", std::move(value)}, {"Cache-Control", "no-store"}}};
}

std::variant<checked_access, http_response> check_access(provider_state& provider, const http_request& request,
                                                         const parameter_list& sent, token_place wanted) {
  auto in_request = token_in(provider, request, sent, wanted);
  if (auto* refusal = std::get_if<http_response>(&in_request)) return std::move(*refusal);
  const auto& shown = std::get<shown_token>(in_request);
  const auto refuse = [&](std::string_view why) {
    provider.note(note_kind::failure, "access to " + request.path + ": " + std::string(why));
    return refuse_access(401, shown.scheme, "invalid_token", why);
  };
  const auto* found = provider.given.find_access_token(shown.token, provider.now());
  if (!found) return refuse("the access token is unknown, expired or revoked");
  if (!provider.options.clients.contains(found->client_id)) return refuse("the access token's client is no longer registered");
  if (found->dpop_key.empty() != (shown.scheme == "Bearer"))
    return refuse("the scheme is not that of the access token's token_type");
  if (!found->dpop_key.empty()) {
    const auto proof = check_dpop_proof(provider, request, dpop_side::resource, shown.token);
    if (const auto* problem = std::get_if<dpop_problem>(&proof)) return dpop_refusal(provider, *problem);
    const auto& key = std::get<std::string>(proof);
    if (key.empty()) return refuse("the request has no DPoP proof");
    if (key != found->dpop_key) return refuse("the access token is bound to another key");
  }
  if (!found->certificate.empty() && thumbprint_of_certificate(provider.certificate_of(request)) != found->certificate)
    return refuse("the access token is bound to another certificate");
  return checked_access{shown.token, *found};
}

}  // namespace mock_idp
