// SPDX-License-Identifier: BSL-1.0
// Keys that verify signatures: read once, checked once, and bound to the algorithms that they may serve.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/detail/kept_verifier.hpp>
#include <rowclaim/jose/detail/key_material.hpp>
#include <rowclaim/jose/digest.hpp>

#include <boost/json/object.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

enum class der_form : unsigned char;

/// A key that verifies signatures by the algorithms that its kind, curve, `alg`, `use` and `key_ops` leave to it: at least one.
/// Immutable, safe to use from several threads, and as cheap to copy as a `shared_ptr`.
class verification_key {
 public:
  key_type type() const noexcept { return material_->type(); }

  /// The `kid`, compared byte by byte; nothing if the key has none.
  std::optional<std::string_view> key_id() const noexcept {
    const std::optional<std::string>& id = material_->key_id();
    return id ? std::optional<std::string_view>(*id) : std::nullopt;
  }

  /// The algorithms that this key may serve.
  algorithm_set algorithms() const noexcept { return material_->fits(); }

  bool fits(algorithm a) const noexcept { return algorithms().contains(a); }

  /// The hash that goes with this key's signatures by the algorithm: with EdDSA, the one in the key's curve.
  digest_algorithm digest_of(algorithm a) const noexcept {
    if (a == algorithm::eddsa) a = material_->curve_name() == "Ed448" ? algorithm::ed448 : algorithm::ed25519;
    return detail::digest_of_exact(a);
  }

  /// Checks a signature as JWS carries it (ECDSA as R || S).
  ///
  /// Errors: `key_does_not_fit`; `signature_malformed` for a wrong length, or an r or s outside of 1 to n - 1; `signature_mismatch`;
  ///   `cryptography_failed`.
  /// Specification: RFC 7518 sections 3.2 to 3.5; RFC 8037 section 3.1.
  [[nodiscard]] result<void> verify(algorithm a, std::string_view signed_bytes, std::string_view signature) const {
    return material_->verify(a, signed_bytes, signature);
  }

  /// The same with contexts that stay with the caller. Errors and specification: those of the form without.
  [[nodiscard]] result<void> verify(algorithm a, std::string_view signed_bytes, std::string_view signature,
                                    detail::kept_verifier& contexts) const {
    return contexts.verify(material_, a, signed_bytes, signature);
  }

 private:
  explicit verification_key(std::shared_ptr<const detail::key_material> material) : material_(std::move(material)) {}

  friend result<verification_key> read_jwk(const boost::json::object& jwk);
  friend result<verification_key> read_public_key_der(std::string_view der, der_form form, algorithm_set algorithms,
                                                      std::optional<std::string> key_id);
  friend result<verification_key> hmac_key(const secret& shared, algorithm_set algorithms, std::optional<std::string> key_id);

  std::shared_ptr<const detail::key_material> material_;
};

/// Makes a key from a shared secret, for the HMAC algorithms listed. Allow one algorithm only unless you know better.
///
/// Errors: `key_too_weak` if the secret is empty or shorter than the hash of any algorithm listed; `key_does_not_fit` if the list is
///   empty or has an algorithm that is not HMAC.
/// Specification: RFC 7518 section 3.2.
[[nodiscard]] inline result<verification_key> hmac_key(const secret& shared, algorithm_set algorithms,
                                                       std::optional<std::string> key_id = std::nullopt) {
  if (const auto checked = detail::check_hmac_secret(shared, algorithms); !checked) return checked.error();
  return verification_key(std::make_shared<const detail::key_material>(shared, algorithms, std::move(key_id)));
}

/// Reads a JWK: a public key (RSA, EC, OKP), or a shared secret (oct) if the caller has one in that form.
/// A shared secret without `alg` serves the HMAC algorithms whose hash is not longer than it.
///
/// Errors: `key_malformed` with the member's name; `key_unsupported` for other kinds, curves, uses and algorithms;
///   `key_too_weak`; `key_is_private` for anything with private members.
/// Complexity: about 8 us for RSA; an EC key costs a check of its point as well.
/// Specification: RFC 7517 section 4; RFC 7518 section 6; RFC 8037 section 2.
[[nodiscard]] inline result<verification_key> read_jwk(const boost::json::object& jwk) {
  if (detail::has_private_member(jwk)) return error{errc::key_is_private, step::key};
  const auto kind = detail::required_jwk_text(jwk, "kty");
  if (!kind) return kind.error();
  auto key_id = detail::key_id_of(jwk);
  if (!key_id) return key_id.error();
  if (*kind == "oct") {
    const auto shared = detail::required_jwk_secret(jwk, "k");
    if (!shared) return shared.error();
    const auto fitting = detail::declared_hmac_algorithms(jwk, *shared, "verify");
    if (!fitting) return fitting.error();
    return hmac_key(*shared, *fitting, std::move(*key_id));
  }

  auto key = detail::public_key_of(jwk, *kind);
  if (!key) return key.error();
  const auto fitting = detail::declared_algorithms(jwk, key->algorithms, "verify");
  if (!fitting) return fitting.error();
  return verification_key(std::make_shared<const detail::key_material>(std::move(*key), *fitting, std::move(*key_id)));
}

/// Reads the text of a JWK. Errors: those of the form with an object, and `json_*` in step `key`.
[[nodiscard]] inline result<verification_key> read_jwk(std::string_view json) {
  auto jwk = detail::parse_jwk(json);
  if (!jwk) return jwk.error();
  return read_jwk(*jwk);
}

}  // namespace rowclaim::inline v0_1
