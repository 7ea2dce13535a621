// SPDX-License-Identifier: BSL-1.0
// Fetching, opening, verifying and reading Request Objects.
#include "request_object.hpp"

#include "client_keys.hpp"
#include "jwt.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace mock_idp {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_request_uri = 512;

using resolved = std::variant<parameter_list, protocol_problem>;

protocol_problem invalid_object(std::string why) { return {"invalid_request_object", std::move(why)}; }

// Core 6.1 and RFC 9101 4 have the parameters as members, whose kinds JSON knows.
void add_member(parameter_list& to, std::string_view name, const json::value& value) {
  if (value.is_string()) {
    to.add(std::string(name), std::string(std::string_view(value.get_string())));
  } else if (value.is_array()) {
    // RFC 8707: several resources.
    for (const auto& each : value.get_array()) add_member(to, name, each);
  } else {
    to.add(std::string(name), json::serialize(value));
  }
}

bool is_about_the_token(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{"iss", "aud", "exp", "iat", "nbf", "jti", "sub"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool names_audience(const json::object& claims, std::string_view issuer) {
  const auto* audience = claims.if_contains("aud");
  if (!audience) return false;
  if (audience->is_string()) return std::string_view(audience->get_string()) == issuer;
  if (!audience->is_array()) return false;
  const auto& all = audience->get_array();
  return std::any_of(all.begin(), all.end(),
                     [&](const json::value& each) { return each.is_string() && std::string_view(each.get_string()) == issuer; });
}

// Whether a time is there and what it is; nothing for one that is no number.
std::optional<double> time_in(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::optional<protocol_problem> problem_with_claims(const provider_state& provider, const std::string& client_id,
                                                    const json::object& claims) {
  const auto now = static_cast<double>(provider.now());
  const auto warn = [&](const char* what) { provider.note(note_kind::warning, std::string("Request Object: ") + what); };
  if (claims.contains("request") || claims.contains("request_uri")) return invalid_object("a Request Object contains no other one");
  // RFC 9101 10.8: it would pass as a client assertion.
  if (text_in(claims, "sub") == client_id) return invalid_object("sub is the client_id");
  if (claims.contains("client_id") && text_in(claims, "client_id") != client_id)
    return invalid_object("client_id is another inside than outside");
  const auto expiry = time_in(claims, "exp");
  if (claims.contains("exp") && (!expiry || *expiry <= now)) return invalid_object("exp is over");
  const auto begin = time_in(claims, "nbf");
  if (claims.contains("nbf") && (!begin || *begin > now + 5)) return invalid_object("nbf is in the future");
  if (!expiry) warn("exp is missing");
  if (!claims.contains("client_id")) warn("client_id is missing");
  const auto issued = time_in(claims, "iat");
  if (!issued) warn("iat is missing");
  else if (*issued > now + 5) warn("iat is in the future");
  if (text_in(claims, "iss") != client_id) warn("iss is not the client_id");
  if (!names_audience(claims, provider.issuer)) warn("aud is not the issuer");
  return std::nullopt;
}

std::optional<std::string> opened(provider_state& provider, const client& party, const std::string& text) {
  const auto header = header_of_encrypted(text).value();
  const auto alg = text_in(header, "alg");
  if (!party.request_object_encryption_alg.empty() && alg != party.request_object_encryption_alg) return std::nullopt;
  if (!party.request_object_encryption_enc.empty() && text_in(header, "enc") != party.request_object_encryption_enc)
    return std::nullopt;
  if (is_symmetric_encryption(alg)) return decrypt_with(text, party.secret);
  const auto& key = provider.keys.encryption(alg.starts_with("ECDH-ES") ? "ECDH-ES" : "RSA-OAEP");
  if (!header.contains("kid")) provider.note(note_kind::failure, "Request Object: encrypted without a kid");
  else if (text_in(header, "kid") != key.id()) return std::nullopt;
  return decrypt(text, key);
}

// Signed as registered. The lock may be released.
std::optional<protocol_problem> problem_with_signature(provider_state& provider, const std::string& client_id, const client& party,
                                                       const signed_jwt& token) {
  const auto alg = token.algorithm();
  if (!party.request_object_signing_alg.empty() && alg != party.request_object_signing_alg)
    return invalid_object("it is not signed with the algorithm that the client registered");
  if (token.header.contains("crit")) return invalid_object("the header has crit");
  const auto algorithm = signing_algorithm_named(alg);
  if (!algorithm) return invalid_object("the algorithm is not known");
  if (*algorithm == signing_algorithm::none) {
    // RFC 9101 4 wants a signature; OpenID Connect Core 6.1 does not.
    if (party.require_signed_request_object) return invalid_object("it must be signed");
    if (!token.signature.empty()) return invalid_object("there is a signature, and the algorithm is none");
    return std::nullopt;
  }
  const bool is_genuine =
      uses_secret(*algorithm) ? is_signed_with(token, party.secret) : is_signed_by_one_of(token, keys_of(provider, client_id));
  if (!is_genuine) return invalid_object("the signature is not the client's");
  return std::nullopt;
}

resolved read_object(provider_state& provider, const std::string& client_id, const client& party, std::string text) {
  if (is_encrypted(text)) {
    auto inner = opened(provider, party, text);
    if (!inner) return invalid_object("it cannot be decrypted as the client registered");
    text = std::move(*inner);
    provider.note(note_kind::fact, "Request Object: encrypted");
  } else if (!party.request_object_encryption_alg.empty()) {
    return invalid_object("it is not encrypted, as the client registered");
  }
  const auto token = parse_signed_jwt(text);
  if (!token) return invalid_object("it is not a signed token");
  if (auto problem = problem_with_signature(provider, client_id, party, *token)) return std::move(*problem);
  if (auto problem = problem_with_claims(provider, client_id, token->claims)) return std::move(*problem);
  provider.note(note_kind::fact, "Request Object: signed " + token->algorithm());
  parameter_list inside;
  for (const auto& [name, value] : token->claims)
    if (!is_about_the_token(name)) add_member(inside, name, value);
  return inside;
}

// Core 6.3.1, RFC 9101 5.2: https, or this machine's http, which only a test has.
std::optional<protocol_problem> problem_with_uri(const client& party, const std::string& uri) {
  const auto wrong = [](const char* why) { return protocol_problem{"invalid_request_uri", why}; };
  if (uri.size() > longest_request_uri) return wrong("request_uri is longer than 512 characters");
  if (!uri.starts_with("https://") && !uri.starts_with("http://127.0.0.1:") && !uri.starts_with("http://localhost:"))
    return wrong("request_uri is not https");
  const auto& registered = party.request_uris;
  const auto without_fragment = [](std::string_view text) { return text.substr(0, text.find('#')); };
  const bool is_registered = std::any_of(registered.begin(), registered.end(), [&](const std::string& each) {
    return each == uri || without_fragment(each) == without_fragment(uri);
  });
  if (!registered.empty() && !is_registered) return wrong("request_uri is not registered");
  return std::nullopt;
}

std::variant<std::string, protocol_problem> fetched(provider_state& provider, const client& party, const std::string& uri) {
  if (auto problem = problem_with_uri(party, uri)) return std::move(*problem);
  const auto answer = provider.send_unlocked({.url = uri});
  if (!answer.is_success()) return protocol_problem{"invalid_request_uri", "request_uri does not answer"};
  if (!answer.content_type.starts_with("application/oauth-authz-req+jwt") && !answer.content_type.starts_with("application/jwt"))
    provider.note(note_kind::warning, "Request Object: its content type is not application/oauth-authz-req+jwt");
  return answer.body;
}

// Core 6.1: response_type and client_id are outside as well, and the same.
std::optional<protocol_problem> problem_outside(const provider_state& provider, const parameter_list& sent,
                                                const parameter_list& inside) {
  if (!sent.has("response_type")) {
    provider.note(note_kind::warning, "Request Object: response_type is not outside as well");
  } else if (inside.has("response_type") && inside.value("response_type") != sent.value("response_type")) {
    return protocol_problem{"invalid_request", "response_type is another inside than outside"};
  }
  return std::nullopt;
}

}  // namespace

resolved resolve_request(provider_state& provider, const std::string& client_id, const parameter_list& sent, sent_by whom) {
  // A copy, for the lock may be released.
  const auto party = provider.options.clients.find(client_id)->second;
  // RFC 9126 2.1.
  if (whom == sent_by::client && sent.has("request_uri"))
    return protocol_problem{"invalid_request", "request_uri cannot be pushed"};
  if (sent.has("request") && sent.has("request_uri"))
    return protocol_problem{"invalid_request", "request and request_uri came together"};
  if (!sent.has("request") && !sent.has("request_uri")) {
    if (party.require_signed_request_object) return protocol_problem{"invalid_request", "this client must send a Request Object"};
    return sent;
  }
  auto text = sent.value("request");
  if (sent.has("request_uri")) {
    auto answer = fetched(provider, party, sent.value("request_uri"));
    if (auto* problem = std::get_if<protocol_problem>(&answer)) return std::move(*problem);
    text = std::get<std::string>(std::move(answer));
    provider.note(note_kind::fact, "Request Object: by reference");
  } else {
    provider.note(note_kind::fact, "Request Object: by value");
  }
  auto read = read_object(provider, client_id, party, std::move(text));
  auto* inside = std::get_if<parameter_list>(&read);
  if (!inside) return read;
  if (!inside->has("client_id")) inside->add("client_id", client_id);
  // RFC 9101 6.3, RFC 9126 3: what is outside does not count.
  const bool counts_alone = party.require_signed_request_object || whom == sent_by::client;
  if (counts_alone) return read;
  if (auto problem = problem_outside(provider, sent, *inside)) return std::move(*problem);
  for (const auto& [name, value] : sent)
    if (name != "request" && name != "request_uri" && !inside->has(name)) inside->add(name, value);
  return read;
}

}  // namespace mock_idp
