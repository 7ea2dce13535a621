// SPDX-License-Identifier: BSL-1.0
// The members of a JWK as the specification types them.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/make_public_key.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwk.hpp>

namespace rowclaim::inline v0_1::detail {

/// A member's text; nothing if there is no such member. `name` is static text, for the error.
inline result<std::optional<std::string_view>> jwk_text(const boost::json::object& jwk, std::string_view name) {
  const boost::json::value* member = jwk.if_contains(boost::json::string_view(name.data(), name.size()));
  if (member == nullptr) return std::optional<std::string_view>();
  const boost::json::string* text = member->if_string();
  if (text == nullptr) return key_refusal(errc::key_malformed, name);
  return std::optional<std::string_view>(std::in_place, text->data(), text->size());
}

inline result<std::string_view> required_jwk_text(const boost::json::object& jwk, std::string_view name) {
  const auto text = jwk_text(jwk, name);
  if (!text) return text.error();
  if (!*text) return key_refusal(errc::key_malformed, name);
  return **text;
}

inline result<std::string> required_jwk_bytes(const boost::json::object& jwk, std::string_view name) {
  const auto text = required_jwk_text(jwk, name);
  if (!text) return text.error();
  auto bytes = decode_base64url(*text);
  if (!bytes) return key_refusal(errc::key_malformed, name);
  return bytes;
}

inline result<secret> required_jwk_secret(const boost::json::object& jwk, std::string_view name) {
  auto bytes = required_jwk_bytes(jwk, name);
  if (!bytes) return bytes.error();
  return secret(std::move(*bytes));
}

/// Reads the text of one JWK. Errors: `json_*` in step `key`.
inline result<boost::json::object> parse_jwk(std::string_view json) {
  auto jwk = parse_strict_json_object(json, {.bytes = 64u << 10, .members = 256});
  if (jwk) return jwk;
  error why = jwk.error();
  why.where = step::key;
  return why;
}

/// The `kid`, if there is one.
inline result<std::optional<std::string>> key_id_of(const boost::json::object& jwk) {
  const auto id = jwk_text(jwk, "kid");
  if (!id) return id.error();
  return *id ? std::optional<std::string>(**id) : std::nullopt;
}

/// Whether a key has a member of private keys (RFC 7518 6.2.2, 6.3.2 and 6.4; RFC 8037 2; `priv` of ML-DSA and its like, which we do
/// not use, but must not pass on either), of whatever kind it says it is.
inline bool has_private_member(const boost::json::object& jwk) {
  static constexpr std::array<std::string_view, 8> names{"d", "p", "q", "dp", "dq", "qi", "oth", "priv"};
  for (const std::string_view name : names)
    if (jwk.contains(boost::json::string_view(name.data(), name.size()))) return true;
  return false;
}

/// Whether `key_ops` allows one of the operations; without the member it does (RFC 7517 4.3).
inline result<bool> allows_one_of(const boost::json::object& jwk, std::initializer_list<std::string_view> wanted) {
  const boost::json::value* member = jwk.if_contains("key_ops");
  if (member == nullptr) return true;
  const boost::json::array* operations = member->if_array();
  if (operations == nullptr || operations->size() > 16) return key_refusal(errc::key_malformed, "key_ops");
  bool allows = false;
  for (std::size_t i = 0; i < operations->size(); ++i) {
    const boost::json::string* operation = (*operations)[i].if_string();
    if (operation == nullptr) return key_refusal(errc::key_malformed, "key_ops");
    for (std::size_t j = 0; j < i; ++j)
      if ((*operations)[j].get_string() == *operation) return key_refusal(errc::key_malformed, "key_ops");
    for (const std::string_view name : wanted)
      if (std::string_view(operation->data(), operation->size()) == name) allows = true;
  }
  return allows;
}

/// Refuses a key that is meant for something else: `use` must be the one given, and `key_ops` have one of the operations, where they
/// are there (RFC 7517 4.2 and 4.3).
/// Errors: `key_unsupported`; `key_malformed` if a member is of another type.
inline result<void> check_purpose(const boost::json::object& jwk, std::string_view use,
                                  std::initializer_list<std::string_view> operations) {
  const auto declared = jwk_text(jwk, "use");
  if (!declared) return declared.error();
  if (*declared && **declared != use) return key_refusal(errc::key_unsupported, "use");
  const auto allows = allows_one_of(jwk, operations);
  if (!allows) return allows.error();
  if (!*allows) return key_refusal(errc::key_unsupported, "key_ops");
  return {};
}

/// What is left of the algorithms of a key's kind after its `use`, `key_ops` and `alg` have been honoured; never empty.
/// `operation` is "verify" or "sign".
/// Errors: `key_unsupported` for a key that is meant for something else; `key_malformed` for one that contradicts itself.
inline result<algorithm_set> declared_algorithms(const boost::json::object& jwk, algorithm_set of_kind,
                                                 std::string_view operation) {
  if (of_kind.is_empty()) return key_refusal(errc::key_unsupported, "crv");
  if (const auto purpose = check_purpose(jwk, "sig", {operation}); !purpose) return purpose.error();
  const auto text = jwk_text(jwk, "alg");
  if (!text) return text.error();
  if (!*text) return of_kind;
  const auto only = algorithm_named(**text);
  if (!only) return key_refusal(errc::key_unsupported, "alg");
  if (!of_kind.contains(*only)) return key_refusal(errc::key_malformed, "alg");
  return algorithm_set{*only};
}

/// A shared secret serves the HMAC algorithms listed: at least one, and none whose hash is longer than it (RFC 7518 3.2).
inline result<void> check_hmac_secret(const secret& shared, algorithm_set algorithms) {
  if (algorithms.is_empty() || algorithms != (algorithms & symmetric_algorithms)) return error{errc::key_does_not_fit, step::key};
  for (const algorithm a : {algorithm::hs256, algorithm::hs384, algorithm::hs512})
    if (algorithms.contains(a) && shared.reveal().size() < scheme_of(a).digest_bytes) return error{errc::key_too_weak, step::key};
  return {};
}

/// `declared_algorithms` of a shared secret, without those whose hash is longer than it. Errors: `key_too_weak` if none is left, too.
inline result<algorithm_set> declared_hmac_algorithms(const boost::json::object& jwk, const secret& shared,
                                                      std::string_view operation) {
  const auto declared = declared_algorithms(jwk, symmetric_algorithms, operation);
  if (!declared) return declared.error();
  algorithm_set fitting;
  for (const algorithm a : {algorithm::hs256, algorithm::hs384, algorithm::hs512})
    if (declared->contains(a) && shared.reveal().size() >= scheme_of(a).digest_bytes) fitting.insert(a);
  if (fitting.is_empty()) return key_refusal(errc::key_too_weak, "k");
  return fitting;
}

/// The public key that `kty` and its members describe.
inline result<public_key> public_key_of(const boost::json::object& jwk, std::string_view kind) {
  if (kind == "RSA") {
    const auto n = required_jwk_bytes(jwk, "n");
    if (!n) return n.error();
    const auto e = required_jwk_bytes(jwk, "e");
    if (!e) return e.error();
    return make_rsa_key(*n, *e);
  }
  if (kind != "EC" && kind != "OKP") return key_refusal(errc::key_unsupported, "kty");
  const auto crv = required_jwk_text(jwk, "crv");
  if (!crv) return crv.error();
  const auto x = required_jwk_bytes(jwk, "x");
  if (!x) return x.error();
  if (kind == "OKP") return make_okp_key(*crv, *x);
  const auto y = required_jwk_bytes(jwk, "y");
  if (!y) return y.error();
  return make_ec_key(*crv, *x, *y);
}

}  // namespace rowclaim::inline v0_1::detail
