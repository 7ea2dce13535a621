// SPDX-License-Identifier: BSL-1.0
// The key of one token's content: how each algorithm hands it to the recipient.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/content_cipher.hpp>
#include <rowclaim/jose/detail/encryption_material.hpp>
#include <rowclaim/jose/detail/jwe_header.hpp>
#include <rowclaim/jose/detail/key_agreement.hpp>
#include <rowclaim/jose/detail/key_wrap.hpp>
#include <rowclaim/jose/encryption.hpp>

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwe.hpp>

namespace rowclaim::inline v0_1::detail {

constexpr bool wraps_with_gcm(key_management k) noexcept {
  return k == key_management::a128gcmkw || k == key_management::a192gcmkw || k == key_management::a256gcmkw;
}

constexpr bool agrees(key_management k) noexcept {
  return k == key_management::ecdh_es || k == key_management::ecdh_es_a128kw || k == key_management::ecdh_es_a192kw ||
         k == key_management::ecdh_es_a256kw;
}

/// Whether the content's key is not sent, because both sides have it or derive it.
constexpr bool is_direct(key_management k) noexcept { return k == key_management::dir || k == key_management::ecdh_es; }

/// What is derived from an agreement: the content's key, or the one that wraps it. Specification: RFC 7518 section 4.6.2.
inline derivation_purpose purpose_of(const jwe_header& header, std::string_view party_u, std::string_view party_v) {
  if (header.management == key_management::ecdh_es)
    return {name(header.encryption), party_u, party_v, scheme_of(header.encryption).key_bytes};
  return {name(header.management), party_u, party_v, wrapping_key_bytes(header.management)};
}

/// Derives from our key and the token's ephemeral one, which must be a public key on our curve.
inline result<secret> agreed_key(const encryption_material& own, const opened_jwe_header& token) {
  const boost::json::value* member = token.members.if_contains("epk");
  const boost::json::object* jwk = member != nullptr ? member->if_object() : nullptr;
  if (jwk == nullptr) return jwe_refusal(errc::header_malformed, "epk");
  const auto ephemeral = public_agreement_key(*jwk);
  if (!ephemeral) return jwe_refusal(ephemeral.error().code, "epk");
  if (ephemeral->on != own.on) return jwe_refusal(errc::key_does_not_fit, "epk");
  const auto party_u = parameter_bytes(token.members, "apu");
  if (!party_u) return party_u.error();
  const auto party_v = parameter_bytes(token.members, "apv");
  if (!party_v) return party_v.error();
  const auto shared = agree(own.handle.get(), ephemeral->handle.get());
  if (!shared) return shared.error();
  return derive_key(*shared, purpose_of(token.header, *party_u, *party_v));
}

/// AES-GCM as a wrapping, with its own vector and tag in the header. Specification: RFC 7518 section 4.7.
inline result<secret> gcm_unwrap(const encryption_material& own, const opened_jwe_header& token, std::string encrypted_key) {
  if (!token.members.contains("iv")) return jwe_refusal(errc::header_malformed, "iv");
  if (!token.members.contains("tag")) return jwe_refusal(errc::header_malformed, "tag");
  auto iv = parameter_bytes(token.members, "iv");
  if (!iv) return iv.error();
  auto tag = parameter_bytes(token.members, "tag");
  if (!tag) return tag.error();
  return open_content(gcm_with(own.shared.reveal().size()), own.shared.reveal(),
                      {std::move(*iv), std::move(encrypted_key), std::move(*tag)}, {});
}

inline result<secret> unwrapped(const encryption_material& own, const opened_jwe_header& token, const std::string& encrypted_key) {
  const key_management k = token.header.management;
  if (k == key_management::dir) return own.shared;
  if (k == key_management::rsa_oaep || k == key_management::rsa_oaep_256) return rsa_unwrap(own.handle.get(), k, encrypted_key);
  if (wraps_with_gcm(k)) return gcm_unwrap(own, token, encrypted_key);
  if (!agrees(k)) return aes_unwrap(own.shared.reveal(), encrypted_key);
  auto agreed = agreed_key(own, token);
  if (!agreed || is_direct(k)) return agreed;
  return aes_unwrap(agreed->reveal(), encrypted_key);
}

/// The content's key of a token that somebody sent, or random bytes in its place.
///
/// Requires: a key that fits.
/// Errors: those that do not depend on secrets: `token_malformed` for an encrypted key where there is none, or none where one is due;
///   `header_malformed` and `key_*` for the parameters of single algorithms; `cryptography_failed`; `random_failed`.
/// Specification: RFC 7516 section 5.2, steps 9 to 12.
inline result<unwrapped_key> opened_content_key(const encryption_material& own, const opened_jwe_header& token,
                                                const std::string& encrypted_key) {
  if (is_direct(token.header.management) != encrypted_key.empty()) return jwe_refusal(errc::token_malformed, "encrypted key");
  return unwrapped_key::of(unwrapped(own, token, encrypted_key), scheme_of(token.header.encryption).key_bytes);
}

/// A content's key, and how it is written for the recipient.
struct sent_content_key {
  secret content_key;
  std::string encrypted_key;
};

/// A fresh key for one token; adds what its recipient needs to the header.
///
/// Requires: a key that fits.
/// Errors: `random_failed`; `cryptography_failed`.
/// Specification: RFC 7516 section 5.1, steps 1 to 6.
inline result<sent_content_key> new_content_key(const encryption_material& recipient, key_management k, content_encryption c,
                                                boost::json::object& header) {
  if (k == key_management::dir) return sent_content_key{recipient.shared, {}};
  secret wrapping_key = recipient.shared;
  if (agrees(k)) {
    const auto ephemeral = ephemeral_key(*recipient.on);
    if (!ephemeral) return ephemeral.error();
    auto public_half = public_jwk_of(*ephemeral);
    if (!public_half) return public_half.error();
    header["epk"] = std::move(*public_half);
    const auto shared = agree(ephemeral->handle.get(), recipient.handle.get());
    if (!shared) return shared.error();
    auto derived = derive_key(*shared, purpose_of({k, c, {}, {}, {}}, {}, {}));
    if (!derived) return derived.error();
    if (is_direct(k)) return sent_content_key{std::move(*derived), {}};
    wrapping_key = std::move(*derived);
  }
  auto fresh = random_bytes(scheme_of(c).key_bytes);
  if (!fresh) return fresh.error();
  if (wraps_with_gcm(k)) {
    const auto iv = random_bytes(12);
    if (!iv) return iv.error();
    auto sealed =
        seal_content(gcm_with(wrapping_key.reveal().size()), wrapping_key.reveal(), std::string(iv->reveal()), fresh->reveal(), {});
    if (!sealed) return sealed.error();
    header["iv"] = encode_base64url(sealed->iv);
    header["tag"] = encode_base64url(sealed->tag);
    return sent_content_key{std::move(*fresh), std::move(sealed->ciphertext)};
  }
  auto wrapped = wrapping_key_bytes(k) != 0 ? aes_wrap(wrapping_key.reveal(), fresh->reveal())
                                            : rsa_wrap(recipient.handle.get(), k, fresh->reveal());
  if (!wrapped) return wrapped.error();
  return sent_content_key{std::move(*fresh), std::move(*wrapped)};
}

}  // namespace rowclaim::inline v0_1::detail
