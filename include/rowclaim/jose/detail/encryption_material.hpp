// SPDX-License-Identifier: BSL-1.0
// What a key that encrypts or opens tokens consists of, and which algorithms its members leave to it.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/content_cipher.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/detail/key_agreement.hpp>
#include <rowclaim/jose/detail/key_wrap.hpp>
#include <rowclaim/jose/detail/private_key.hpp>
#include <rowclaim/jose/encryption.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/encryption_key.hpp>

namespace rowclaim::inline v0_1::detail {

enum class key_half : bool { public_half, private_half };

/// Which algorithms a key may serve. `direct` are those of the content that `dir` may name.
struct encryption_uses {
  key_management_set management;
  content_encryption_set direct;

  bool is_empty() const noexcept { return management.is_empty(); }
};

struct encryption_material {
  encryption_uses uses;
  std::optional<std::string> key_id;
  openssl_handle<EVP_PKEY> handle;      // of an RSA, EC or OKP key
  const agreement_curve* on = nullptr;  // of an EC or OKP key
  secret shared;                        // of a shared secret
  bool names_use = false;               // says `use`, and so that it is for encryption

  bool fits(key_management k, content_encryption c) const noexcept {
    return uses.management.contains(k) && (k != key_management::dir || uses.direct.contains(c));
  }
};

inline std::optional<std::string_view> view_of(const std::optional<std::string>& text) noexcept {
  return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

/// What a shared secret of that length may do: each algorithm has one length (RFC 7518 4.4, 4.5 and 4.7).
inline encryption_uses uses_of_secret(std::size_t bytes, bool may_wrap, bool may_encrypt) noexcept {
  encryption_uses uses;
  for (std::size_t i = 0; i < std::size(key_management_names); ++i) {
    const auto k = static_cast<key_management>(i);
    if (may_wrap && symmetric_key_management.contains(k) && wrapping_key_bytes(k) == bytes) uses.management.insert(k);
  }
  for (std::size_t i = 0; i < std::size(content_encryption_names); ++i) {
    const auto c = static_cast<content_encryption>(i);
    if (!may_encrypt || scheme_of(c).key_bytes != bytes) continue;
    uses.management.insert(key_management::dir);
    uses.direct.insert(c);
  }
  return uses;
}

/// What `alg` leaves of a key's uses. It names a key's management, or the content's encryption where the key is the content's.
/// Errors: `key_unsupported` for another algorithm; `key_malformed` for one that the key cannot serve.
inline result<encryption_uses> uses_declared_by(const boost::json::object& jwk, encryption_uses of_kind) {
  const auto text = jwk_text(jwk, "alg");
  if (!text) return text.error();
  if (!*text) return of_kind;
  const auto management = key_management_named(**text);
  const auto content = content_encryption_named(**text);
  if (!management && !content) return key_refusal(errc::key_unsupported, "alg");
  if (management) {
    of_kind.management = of_kind.management & key_management_set{*management};
  } else {
    of_kind.management = of_kind.management & key_management_set{key_management::dir};
    of_kind.direct = of_kind.direct & content_encryption_set{*content};
    if (of_kind.direct.is_empty()) return key_refusal(errc::key_malformed, "alg");
  }
  if (of_kind.is_empty()) return key_refusal(errc::key_malformed, "alg");
  return of_kind;
}

/// A shared secret (RFC 7518 6.4).
inline result<encryption_material> shared_material_of(const boost::json::object& jwk, key_half half) {
  const bool opens = half == key_half::private_half;
  const std::string_view wraps = opens ? "unwrapKey" : "wrapKey";
  const std::string_view encrypts = opens ? "decrypt" : "encrypt";
  if (const auto purpose = check_purpose(jwk, "enc", {wraps, encrypts}); !purpose) return purpose.error();
  const auto may_wrap = allows_one_of(jwk, {wraps});
  if (!may_wrap) return may_wrap.error();
  const auto may_encrypt = allows_one_of(jwk, {encrypts});
  if (!may_encrypt) return may_encrypt.error();
  auto shared = required_jwk_secret(jwk, "k");
  if (!shared) return shared.error();
  const std::size_t bytes = shared->reveal().size();
  if (bytes < 16) return key_refusal(errc::key_too_weak, "k");
  const encryption_uses of_length = uses_of_secret(bytes, *may_wrap, *may_encrypt);
  if (of_length.is_empty()) return key_refusal(errc::key_unsupported, "k");
  const auto uses = uses_declared_by(jwk, of_length);
  if (!uses) return uses.error();
  return encryption_material{*uses, {}, nullptr, nullptr, std::move(*shared), false};
}

/// A key pair, or its public half.
inline result<encryption_material> pair_material_of(const boost::json::object& jwk, std::string_view kind, key_half half) {
  const bool opens = half == key_half::private_half;
  // RFC 7517 4.3; a public key to agree with has no operation of its own, but some writers give it the private one's.
  const auto purpose = kind == "RSA" ? check_purpose(jwk, "enc", {opens ? "unwrapKey" : "wrapKey", opens ? "decrypt" : "encrypt"})
                                     : check_purpose(jwk, "enc", {"deriveKey", "deriveBits"});
  if (!purpose) return purpose.error();
  const error_queue_mark mark;
  encryption_material made{};
  std::string_view curve_name;
  if (opens) {
    auto key = private_key_of(jwk, kind);
    if (!key) return key.error();
    made.handle = std::move(key->handle);
    curve_name = key->public_half.curve_name;
  } else {
    auto key = public_key_of(jwk, kind);
    if (!key) return key.error();
    made.handle = std::move(key->handle);
    curve_name = key->curve_name;
  }
  if (kind == "RSA") {
    made.uses.management = {key_management::rsa_oaep, key_management::rsa_oaep_256};
  } else {
    made.on = agreement_curve_named(curve_name);
    if (made.on == nullptr) return key_refusal(errc::key_unsupported, "crv");
    made.uses.management = {key_management::ecdh_es, key_management::ecdh_es_a128kw, key_management::ecdh_es_a192kw,
                            key_management::ecdh_es_a256kw};
  }
  const auto uses = uses_declared_by(jwk, made.uses);
  if (!uses) return uses.error();
  made.uses = *uses;
  return made;
}

inline result<encryption_material> encryption_material_of(const boost::json::object& jwk, key_half half) {
  const auto kind = required_jwk_text(jwk, "kty");
  if (!kind) return kind.error();
  const auto id = jwk_text(jwk, "kid");
  if (!id) return id.error();
  auto made = *kind == "oct" ? shared_material_of(jwk, half) : pair_material_of(jwk, *kind, half);
  if (!made) return made;
  if (*id) made->key_id.emplace(**id);
  made->names_use = jwk.contains("use");
  return made;
}

inline result<boost::json::object> jwk_object(std::string_view json) {
  auto jwk = parse_strict_json_object(json, {.bytes = 64u << 10, .members = 256});
  if (!jwk) {
    error why = jwk.error();
    why.where = step::key;
    return why;
  }
  return jwk;
}

}  // namespace rowclaim::inline v0_1::detail
