// SPDX-License-Identifier: BSL-1.0
// Tokens of each kind, all signed by one key for one issuer, one subject and one audience: nothing but their kind tells them apart.
#pragma once

#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/core/clock.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <string>

namespace rowclaim_test {

inline constexpr rowclaim::seconds_since_epoch kinds_now = 1'700'000'000;
inline constexpr const char* kinds_issuer = "https://a.example";

inline const rowclaim::key_set& kinds_keys() {
  static const rowclaim::key_set keys = rowclaim::read_key_set(key_set_json()).value();
  return keys;
}

inline rowclaim::clock kinds_clock() { return rowclaim::clock::reading(kinds_now); }

/// What the claims of every kind have, the subject being the issuer as in a client assertion; `more` is JSON.
inline boost::json::object claims_with(const char* more) {
  boost::json::object claims{{"iss", kinds_issuer}, {"sub", kinds_issuer}, {"aud", "app"}};
  const boost::json::value parsed = boost::json::parse(more);
  for (const auto& [name, value] : parsed.as_object()) claims[name] = value;
  return claims;
}

/// A token of that `typ`, or of none, with any text for claims.
inline std::string typed_text(const char* type, const std::string& payload) {
  auto header = usual_header(signing_key());
  if (type == nullptr) header.erase("typ");
  else header["typ"] = type;
  return signed_text(boost::json::serialize(header), payload, signing_key());
}
inline std::string typed_token(const char* type, const boost::json::object& claims) {
  return typed_text(type, boost::json::serialize(claims));
}

/// The claims with one changed, its value written as JSON; without a value it is left out.
inline boost::json::object changed(boost::json::object claims, const char* name, const char* value) {
  if (value == nullptr) claims.erase(name);
  else claims[name] = boost::json::parse(value);
  return claims;
}

inline boost::json::object access_token_claims() {
  return claims_with(R"({"exp":1700000300,"iat":1700000000,"jti":"a1","client_id":"web","scope":"read write"})");
}
inline boost::json::object logout_token_claims() {
  return claims_with(
      R"({"exp":1700000100,"iat":1700000000,"jti":"l1","sid":"s1","events":{"http://schemas.openid.net/event/backchannel-logout":{}}})");
}
inline boost::json::object client_assertion_claims() { return claims_with(R"({"exp":1700000060,"jti":"c1"})"); }
inline boost::json::object userinfo_claims() { return claims_with(R"({"email":"alice@a.example"})"); }

}  // namespace rowclaim_test
