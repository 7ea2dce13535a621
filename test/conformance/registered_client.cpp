// SPDX-License-Identifier: BSL-1.0
// Registers the client at the provider.
#include "registered_client.hpp"

#include <boost/json/array.hpp>
#include <mock_idp/module.hpp>
#include <mock_idp/words.hpp>

#include <utility>

namespace conformance {
namespace {

boost::json::object public_half(boost::json::object jwk) {
  for (const char* secret_part : {"d", "p", "q", "dp", "dq", "qi"}) jwk.erase(secret_part);
  return jwk;
}

}  // namespace

client_urls urls_below(const std::string& base) {
  return {.redirect_uri = base + "/callback",
          .request_uri = base + "/request_object",
          .initiate_login_uri = base + "/login",
          .post_logout_redirect_uri = base + "/logged_out",
          .backchannel_logout_uri = base + "/backchannel_logout",
          .frontchannel_logout_uri = base + "/frontchannel_logout"};
}

const mock_idp::signing_key& client_key() {
  // Far from the provider's own.
  static const std::shared_ptr<const mock_idp::signing_key> one =
      mock_idp::signing_key::shared(mock_idp::signing_algorithm::RS256, 90'000);
  return *one;
}

boost::json::object client_encryption_key() {
  // Another key of the same kind, used for nothing else.
  static const std::shared_ptr<const mock_idp::signing_key> one =
      mock_idp::signing_key::shared(mock_idp::signing_algorithm::RS256, 90'001);
  boost::json::object jwk = one->private_jwk();
  jwk["use"] = "enc";
  jwk["alg"] = "RSA-OAEP";
  return jwk;
}

const mock_idp::client_certificate& client_certificate() {
  static const mock_idp::client_certificate one = mock_idp::make_client_certificate(client_id);
  return one;
}

std::string needs_of(const planned_run& run) {
  const mock_idp::module_entry* module = mock_idp::module_named(run.module);
  std::string words(module == nullptr ? std::string_view() : module->needs);
  const auto add = [&](std::string_view word) {
    if (!mock_idp::has_word(words, word)) words.append(words.empty() ? "" : " ").append(word);
  };
  if (!run.module.starts_with("fapi2-")) return words;
  add("pushed_request");
  if (run.how.client_auth_type == "private_key_jwt") add("dpop");
  return words;
}

bool needs_word(const planned_run& run, std::string_view word) {
  const std::string words = needs_of(run);
  return mock_idp::has_word(words, word);
}

bool shows_certificate(const planned_run& run) {
  return run.how.client_auth_type.ends_with("tls_client_auth") || needs_word(run, "client_certificate");
}

bool uses_keys_alone(const mock_idp::variant& how) {
  return how.client_auth_type == "none" || how.client_auth_type == "private_key_jwt" ||
         how.client_auth_type.ends_with("tls_client_auth");
}

bool needs_tls(const planned_run& run) {
  return shows_certificate(run) || run.module.find("webfinger") != std::string::npos || needs_word(run, "https");
}

mock_idp::provider_options provider_for(const planned_run& run, const client_urls& urls, bool tls) {
  mock_idp::client app{.secret = client_secret, .redirect_uris = {urls.redirect_uri}};
  app.token_endpoint_auth_method = run.how.client_auth_type;
  if (uses_keys_alone(run.how)) app.secret.clear();
  app.jwks = {
      {"keys", boost::json::array{client_key().public_jwk(), client_certificate().jwk, public_half(client_encryption_key())}}};
  if (run.how.client_auth_type == "tls_client_auth") app.tls_client_auth_subject_dn = std::string("CN=") + client_id;
  app.initiate_login_uri = urls.initiate_login_uri;
  app.post_logout_redirect_uris = {urls.post_logout_redirect_uri};
  if (run.module.starts_with("fapi2-")) {
    app.require_pushed_authorization_requests = true;
    app.dpop_bound_access_tokens = needs_word(run, "dpop");
    app.tls_client_certificate_bound_access_tokens = !app.dpop_bound_access_tokens;
  }
  if (needs_word(run, "back_channel_logout")) {
    app.backchannel_logout_uri = urls.backchannel_logout_uri;
    app.backchannel_logout_session_required = true;
  }
  if (needs_word(run, "front_channel_logout")) {
    app.frontchannel_logout_uri = urls.frontchannel_logout_uri;
    app.frontchannel_logout_session_required = true;
  }
  mock_idp::provider_options options;
  options.clients = {{client_id, std::move(app)}};
  options.tls = tls;
  options.module = run.module;
  options.variant = run.how;
  // As most issuers are more than an origin.
  options.issuer_path = "/test";
  options.signs_in_by_itself = true;
  return options;
}

}  // namespace conformance
