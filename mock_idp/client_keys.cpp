// SPDX-License-Identifier: BSL-1.0
// The keys of clients, and messages signed and encrypted as a client registered.
#include "client_keys.hpp"

#include "encoding.hpp"
#include "jwt.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>

namespace mock_idp {

namespace json = boost::json;

json::object keys_of(provider_state& provider, const std::string& client_id) {
  const auto found = provider.options.clients.find(client_id);
  if (found == provider.options.clients.end()) return {};
  if (found->second.jwks_uri.empty()) return found->second.jwks;
  const auto answer = provider.send_unlocked({.url = found->second.jwks_uri});
  boost::system::error_code error;
  auto document = json::parse(answer.body, error);
  if (!answer.is_success() || error || !document.is_object()) {
    provider.note(note_kind::failure, "the client's jwks_uri does not answer with a key set");
    return {};
  }
  return std::move(document.get_object());
}

std::string encrypted_to_client(provider_state& provider, const std::string& client_id, const registered_encryption& how,
                                std::string message, bool is_jwt) {
  if (how.alg.empty()) return message;
  const auto enc = how.enc.empty() ? std::string("A128CBC-HS256") : how.enc;
  // RFC 7519 5.2.
  const auto further = is_jwt ? json::object{{"cty", "JWT"}} : json::object();
  if (is_symmetric_encryption(how.alg)) {
    const auto found = provider.options.clients.find(client_id);
    if (found == provider.options.clients.end() || found->second.secret.empty())
      throw std::invalid_argument("the client registered an encryption with a secret that it does not have");
    return encrypt_with(found->second.secret, how.alg, enc, message, further);
  }
  const auto keys = keys_of(provider, client_id);
  const auto* key = encryption_key_in(keys, how.alg);
  if (!key) throw std::invalid_argument("the client has no key for the encryption that it registered");
  return encrypt_for(*key, how.alg, enc, message, further);
}

std::string signed_for_client(const provider_state& provider, const std::string& client_id, signed_message message) {
  auto& header = message.header;
  if (!header.contains("alg")) header["alg"] = name_of(message.algorithm);
  const auto signed_text = base64url(json::serialize(header)) + '.' + base64url(json::serialize(message.claims));
  if (message.algorithm == signing_algorithm::none) return signed_text + '.';
  if (uses_secret(message.algorithm)) {
    const auto found = provider.options.clients.find(client_id);
    const auto secret = found == provider.options.clients.end() ? std::string() : found->second.secret;
    return signed_text + '.' + base64url(sign_with_secret(message.algorithm, secret, signed_text));
  }
  return signed_text + '.' + base64url(provider.keys.current(message.algorithm).sign(signed_text, message.algorithm));
}

}  // namespace mock_idp
