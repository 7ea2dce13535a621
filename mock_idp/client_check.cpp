// SPDX-License-Identifier: BSL-1.0
// The seven ways of client authentication (RFC 6749 2.3, OpenID Connect Core 9, RFC 7523, RFC 8705).
#include "client_check.hpp"

#include "digest.hpp"
#include "endpoints.hpp"

namespace mock_idp {
namespace {

struct credentials {
  std::string client_id;
  std::string secret;
  std::string method = "none";
};

// RFC 6749 2.3.1: id and secret are form-encoded before they are joined by the colon.
std::optional<credentials> basic_credentials(std::string_view header) {
  constexpr std::string_view scheme = "Basic ";
  if (!header.starts_with(scheme)) return std::nullopt;
  const auto joined = decode_base64(header.substr(scheme.size()));
  const auto colon = joined ? joined->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  auto id = form_decode(std::string_view(*joined).substr(0, colon));
  auto secret = form_decode(std::string_view(*joined).substr(colon + 1));
  if (!id || !secret) return std::nullopt;
  return credentials{std::move(*id), std::move(*secret), "client_secret_basic"};
}

http_response invalid_client(const http_request& request, std::string_view description) {
  auto response = oauth_error(401, "invalid_client", description);
  // RFC 6749 5.2: a challenge for a client that tried the Authorization header.
  if (request.header("authorization")) response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"mock_idp\"");
  return response;
}

}  // namespace

http_response oauth_error(int status, std::string_view error, std::string_view description) {
  return json_response(status, {{"error", error}, {"error_description", description}});
}

std::variant<checked_client, http_response> check_client(provider_state& provider, const http_request& request,
                                                         const parameter_list& sent) {
  credentials shown{.client_id = sent.value("client_id"), .secret = sent.value("client_secret")};
  if (sent.has("client_secret")) shown.method = "client_secret_post";
  if (const auto* header = request.header("authorization")) {
    if (sent.has("client_secret")) return oauth_error(400, "invalid_request", "the client authenticates in two ways");
    auto basic = basic_credentials(*header);
    if (!basic) return invalid_client(request, "the Authorization header is not Basic with form-encoded credentials");
    if (sent.has("client_id") && sent.value("client_id") != basic->client_id)
      return oauth_error(400, "invalid_request", "client_id differs from the Authorization header's");
    shown = std::move(*basic);
  }
  const auto client = provider.options.clients.find(shown.client_id);
  if (client == provider.options.clients.end()) return invalid_client(request, "no such client");
  const auto& registered = client->second;
  if (!is_same_secret(registered.secret, shown.secret)) return invalid_client(request, "the client's secret is wrong");
  if (!registered.token_endpoint_auth_method.empty() && registered.token_endpoint_auth_method != shown.method)
    return invalid_client(request, "the client is registered for " + registered.token_endpoint_auth_method);
  return checked_client{client->first, shown.method};
}

}  // namespace mock_idp
