// SPDX-License-Identifier: BSL-1.0
// A minimal relying party for the mock provider's own tests: HTTP by cpp-httplib, signatures by OpenSSL, nothing of rowclaim.
#pragma once

#include <boost/json/object.hpp>
#include <mock_idp/provider.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace relying_party {

struct answer {
  int status = 0;
  std::string body;
  // Names in lower case.
  std::multimap<std::string, std::string> headers;
  // Why there is no answer.
  std::string failure;

  std::string header(const std::string& name) const;
  // Throws when the body is not a JSON object.
  boost::json::object json() const;
};

using header_map = std::map<std::string, std::string>;
// Parameters to send in place of the usual ones; nothing to leave one out.
using changes = std::map<std::string, std::optional<std::string>>;

// Never follows a redirect. A certificate file makes https possible.
answer get(const std::string& url, const header_map& headers = {}, const std::string& ca_file = "");
answer post(const std::string& url, const std::string& form, const header_map& headers = {});
// https, with a client's certificate; the server's is not looked at.
answer post_with_certificate(const std::string& url, const std::string& form, const std::string& certificate_pem,
                             const std::string& key_pem);

// RFC 7636 appendix B.
inline constexpr const char* code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr const char* code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
inline constexpr const char* redirect_uri = "http://127.0.0.1:8080/callback";
inline constexpr const char* state = "state-1";
inline constexpr const char* nonce = "nonce-1";

std::string authorization_form(const changes& different = {});
std::string authorization_url(const mock_idp::provider& at, const changes& different = {});
std::string token_form(const std::string& code, const changes& different = {});
// As the default client, with client_secret_basic.
answer redeem(const mock_idp::provider& at, const std::string& code, const changes& different = {});

// The value of a parameter in a URL's query, or nothing.
std::optional<std::string> in_query(const std::string& url, std::string_view name);

struct tokens {
  std::string access_token;
  std::string id_token;
};
// A scripted sign-in and the exchange of its code.
tokens sign_in(mock_idp::provider& at, std::string_view user = "alice", const changes& different = {});

boost::json::object header_of(const std::string& jws);
boost::json::object payload_of(const std::string& jws);
// With EVP alone, from the members of the JWK.
bool is_signed_by(const std::string& jws, const boost::json::object& jwk);
// The key with the token's kid in the provider's key set; throws when there is none.
boost::json::object key_for(const mock_idp::provider& at, const std::string& jws);

std::string base64(std::string_view bytes);
std::string decode_base64url(std::string_view text);
std::string basic(std::string_view id, std::string_view secret);

}  // namespace relying_party
