// SPDX-License-Identifier: BSL-1.0
// Keys from PEM and DER files, read once: the caller says what they are for, as such a file does not.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/encoded_key.hpp>
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/signing_key.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

namespace detail {

/// A key from a file serves what the caller lists: at least one algorithm, and none of another kind of key.
inline result<void> check_listed(algorithm_set listed, algorithm_set of_kind) {
  if (of_kind.is_empty()) return key_refusal(errc::key_unsupported, "kind");
  if (listed.is_empty() || listed != (listed & of_kind)) return error{errc::key_does_not_fit, step::key};
  return {};
}

}  // namespace detail

/// Makes a key that verifies by the algorithms listed from DER of that form: `public_key_info`, `rsa_public_key` or `certificate`.
/// Of a certificate only the key is used; whom it belongs to and until when, the caller knows.
///
/// Errors: `key_is_private` for the form of a private key; `key_malformed` for anything but one whole key; `key_unsupported` for
///   other kinds and curves, curves that are spelled out, and certificates that are not for signatures; `key_too_weak`;
///   `key_does_not_fit` if the list is empty or has an algorithm of another kind of key.
/// Specification: RFC 5280 section 4.1; RFC 5480 section 2; RFC 8017 appendix A.1.1; RFC 8410.
[[nodiscard]] inline result<verification_key> read_public_key_der(std::string_view der, der_form form, algorithm_set algorithms,
                                                                  std::optional<std::string> key_id = std::nullopt) {
  auto key = detail::public_key_of_der(der, form);
  if (!key) return key.error();
  if (const auto checked = detail::check_listed(algorithms, key->algorithms); !checked) return checked.error();
  return verification_key(std::make_shared<const detail::key_material>(std::move(*key), algorithms, std::move(key_id)));
}

/// The same from PEM text that has one key and nothing else; its label says which form it is.
///
/// Errors: those of `read_public_key_der`; `key_malformed` for several keys or none; `key_unsupported` for other labels.
/// Specification: RFC 7468 sections 2, 5 and 13.
[[nodiscard]] inline result<verification_key> read_public_key_pem(std::string_view text, algorithm_set algorithms,
                                                                  std::optional<std::string> key_id = std::nullopt) {
  const auto block = detail::read_pem(text);
  if (!block) return block.error();
  return read_public_key_der(block->der.reveal(), block->form, algorithms, std::move(key_id));
}

/// Makes a key that signs by the algorithms listed from DER of that form: `private_key_info`, `rsa_private_key` or `ec_private_key`.
///
/// Errors: `key_is_public` for the form of a public key; those of `read_public_key_der`; `key_malformed` also for halves that do not
///   belong together.
/// Complexity: that of `read_signing_jwk`.
/// Specification: RFC 5958 section 2; RFC 8017 appendix A.1.2; RFC 5915 section 3; RFC 8410.
[[nodiscard]] inline result<signing_key> read_signing_key_der(std::string_view der, der_form form, algorithm_set algorithms,
                                                              std::optional<std::string> key_id = std::nullopt) {
  auto key = detail::private_key_of_der(der, form);
  if (!key) return key.error();
  if (const auto checked = detail::check_listed(algorithms, key->public_half.algorithms); !checked) return checked.error();
  return signing_key(std::make_shared<const detail::signing_material>(std::move(*key), algorithms, std::move(key_id)));
}

/// The same from PEM text that has one key and nothing else, but for the parameters that `openssl ecparam` writes in front.
///
/// Errors: those of `read_signing_key_der`; `key_malformed` for several keys or none; `key_unsupported` for other labels, and for a
///   key under a pass phrase.
/// Specification: RFC 7468 sections 2 and 10.
[[nodiscard]] inline result<signing_key> read_signing_key_pem(std::string_view text, algorithm_set algorithms,
                                                              std::optional<std::string> key_id = std::nullopt) {
  const auto block = detail::read_pem(text);
  if (!block) return block.error();
  return read_signing_key_der(block->der.reveal(), block->form, algorithms, std::move(key_id));
}

}  // namespace rowclaim::inline v0_1
