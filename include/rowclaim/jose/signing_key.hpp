// SPDX-License-Identifier: BSL-1.0
// Keys that sign: what a client shows that it has, in its assertions and request objects.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/detail/private_key.hpp>
#include <rowclaim/jose/detail/signer.hpp>
#include <rowclaim/jose/jwk.hpp>

#include <boost/json/object.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A private key, or a shared secret, that signs by the algorithms that its kind, curve, `alg`, `use` and `key_ops` leave to it: at
/// least one. Immutable, safe to use from several threads, and as cheap to copy as a `shared_ptr`. It has no way to print itself.
class signing_key {
 public:
  key_type type() const noexcept { return material_->type(); }

  /// The `kid`; nothing if the key has none.
  std::optional<std::string_view> key_id() const noexcept {
    const std::optional<std::string>& id = material_->key_id();
    return id ? std::optional<std::string_view>(*id) : std::nullopt;
  }

  /// The algorithms that this key may sign by.
  algorithm_set algorithms() const noexcept { return material_->fits(); }

  bool fits(algorithm a) const noexcept { return algorithms().contains(a); }

  /// A signature as JWS carries it (ECDSA as R || S).
  ///
  /// Errors: `key_does_not_fit`, `cryptography_failed`.
  /// Specification: RFC 7518 sections 3.2 to 3.5; RFC 8037 section 3.1.
  [[nodiscard]] result<std::string> sign(algorithm a, std::string_view bytes) const { return material_->sign(a, bytes); }

 private:
  explicit signing_key(std::shared_ptr<const detail::signing_material> material) : material_(std::move(material)) {}

  friend result<signing_key> read_signing_jwk(const boost::json::object& jwk);
  friend result<signing_key> read_signing_key_der(std::string_view der, der_form form, algorithm_set algorithms,
                                                  std::optional<std::string> key_id);
  friend result<signing_key> generate_signing_key(algorithm by, std::optional<std::string> key_id);
  friend result<boost::json::object> public_jwk(const signing_key& key);
  friend result<signing_key> hmac_signing_key(const secret& shared, algorithm_set algorithms, std::optional<std::string> key_id);

  std::shared_ptr<const detail::signing_material> material_;
};

/// Makes a signing key from a shared secret, for the HMAC algorithms listed. Errors and specification: those of `hmac_key`.
[[nodiscard]] inline result<signing_key> hmac_signing_key(const secret& shared, algorithm_set algorithms,
                                                          std::optional<std::string> key_id = std::nullopt) {
  if (const auto checked = detail::check_hmac_secret(shared, algorithms); !checked) return checked.error();
  return signing_key(std::make_shared<const detail::signing_material>(shared, algorithms, std::move(key_id)));
}

/// Reads a private JWK (RSA with or without its factors, EC, OKP) or a shared secret (oct). Its halves must belong together.
/// The text stays the caller's, to wipe or to keep.
///
/// Errors: `key_is_public` without a private half; `key_malformed` with the member's name, or for halves that do not belong together;
///   `key_unsupported` for other kinds, curves, uses, algorithms and more than two factors; `key_too_weak`.
/// Complexity: for RSA with factors, about 50 ms at 2048 bits and 350 ms at 4096, as OpenSSL checks that they are prime.
/// Specification: RFC 7517 section 4; RFC 7518 section 6; RFC 8037 section 2.
[[nodiscard]] inline result<signing_key> read_signing_jwk(const boost::json::object& jwk) {
  const auto kind = detail::required_jwk_text(jwk, "kty");
  if (!kind) return kind.error();
  auto key_id = detail::key_id_of(jwk);
  if (!key_id) return key_id.error();
  if (*kind == "oct") {
    const auto shared = detail::required_jwk_secret(jwk, "k");
    if (!shared) return shared.error();
    const auto fitting = detail::declared_hmac_algorithms(jwk, *shared, "sign");
    if (!fitting) return fitting.error();
    return hmac_signing_key(*shared, *fitting, std::move(*key_id));
  }
  // What it is for comes first: it costs nothing, and the check of the halves does.
  if (const auto purpose = detail::check_purpose(jwk, "sig", {"sign"}); !purpose) return purpose.error();
  auto key = detail::private_key_of(jwk, *kind);
  if (!key) return key.error();
  const auto fitting = detail::declared_algorithms(jwk, key->public_half.algorithms, "sign");
  if (!fitting) return fitting.error();
  return signing_key(std::make_shared<const detail::signing_material>(std::move(*key), *fitting, std::move(*key_id)));
}

/// Reads the text of a private JWK. Errors: those of the form with an object, and `json_*` in step `key`.
[[nodiscard]] inline result<signing_key> read_signing_jwk(std::string_view json) {
  auto jwk = detail::parse_jwk(json);
  if (!jwk) return jwk.error();
  return read_signing_jwk(*jwk);
}

}  // namespace rowclaim::inline v0_1
