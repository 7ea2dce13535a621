// SPDX-License-Identifier: BSL-1.0
// Keys that encrypt tokens and keys that open them: read once, checked once, and bound to the algorithms that they may serve.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/encryption_material.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {
struct material_access;
}

/// A recipient's public key, or a secret that both sides have. Immutable, safe to use from several threads, cheap to copy.
class encryption_key {
 public:
  /// The `kid`, compared byte by byte; nothing if the key has none.
  std::optional<std::string_view> key_id() const noexcept { return detail::view_of(material_->key_id); }

  /// Whether its kind, curve, length, `alg`, `use` and `key_ops` allow the two algorithms together.
  bool fits(key_management k, content_encryption c) const noexcept { return material_->fits(k, c); }

 private:
  explicit encryption_key(detail::encryption_material material)
      : material_(std::make_shared<const detail::encryption_material>(std::move(material))) {}

  friend struct detail::material_access;
  friend result<encryption_key> read_encryption_jwk(const boost::json::object& jwk);

  std::shared_ptr<const detail::encryption_material> material_;
};

/// A private key of ours, or a secret that both sides have. Immutable, safe to use from several threads, cheap to copy.
class decryption_key {
 public:
  /// The `kid`, compared byte by byte; nothing if the key has none.
  std::optional<std::string_view> key_id() const noexcept { return detail::view_of(material_->key_id); }

  /// Whether its kind, curve, length, `alg`, `use` and `key_ops` allow the two algorithms together.
  bool fits(key_management k, content_encryption c) const noexcept { return material_->fits(k, c); }

 private:
  explicit decryption_key(detail::encryption_material material)
      : material_(std::make_shared<const detail::encryption_material>(std::move(material))) {}

  friend struct detail::material_access;
  friend result<decryption_key> read_decryption_jwk(const boost::json::object& jwk);
  friend result<decryption_key> client_secret_key(const secret& client_secret, key_management k, content_encryption c);

  std::shared_ptr<const detail::encryption_material> material_;
};

namespace detail {

struct material_access {
  template <class Key>
  static const encryption_material& of(const Key& key) noexcept {
    return *key.material_;
  }
};

}  // namespace detail

/// Reads a recipient's public key (RSA, EC, X25519), or a shared secret (oct) if the caller has one in that form.
///
/// Errors: `key_malformed` with the member's name; `key_unsupported` for other kinds, curves, lengths, uses and algorithms;
///   `key_too_weak`; `key_is_private` for anything with private members.
/// Specification: RFC 7517 section 4; RFC 7518 sections 4 and 6; RFC 8037 section 3.2.
[[nodiscard]] inline result<encryption_key> read_encryption_jwk(const boost::json::object& jwk) {
  if (detail::has_private_member(jwk)) return error{errc::key_is_private, step::key};
  auto material = detail::encryption_material_of(jwk, detail::key_half::public_half);
  if (!material) return material.error();
  return encryption_key(std::move(*material));
}

/// Reads the text of such a JWK. Errors: those of the form with an object, and `json_*` in step `key`.
[[nodiscard]] inline result<encryption_key> read_encryption_jwk(std::string_view json) {
  const auto jwk = detail::jwk_object(json);
  if (!jwk) return jwk.error();
  return read_encryption_jwk(*jwk);
}

/// Reads a private key of ours (RSA, EC, X25519), or a shared secret (oct).
///
/// Errors: those of `read_encryption_jwk` but for private members; `key_is_public` without them; `key_malformed` for halves that do not
///   belong together.
[[nodiscard]] inline result<decryption_key> read_decryption_jwk(const boost::json::object& jwk) {
  auto material = detail::encryption_material_of(jwk, detail::key_half::private_half);
  if (!material) return material.error();
  return decryption_key(std::move(*material));
}

/// Reads the text of such a JWK. Errors: those of the form with an object, and `json_*` in step `key`.
[[nodiscard]] inline result<decryption_key> read_decryption_jwk(std::string_view json) {
  const auto jwk = detail::jwk_object(json);
  if (!jwk) return jwk.error();
  return read_decryption_jwk(*jwk);
}

namespace detail {

/// The keys of a set that can be used, and what became of the others.
template <class Key>
struct keys_read {
  std::vector<Key> keys;
  std::vector<std::string> skipped_ids;
  std::size_t skipped = 0;
  std::vector<refused_key> refused;
};

/// The members of a JWK Set. Errors: those of `read_key_set` about the set itself.
inline result<boost::json::array> members_of_key_set(std::string_view json, const key_set_limits& limits) {
  auto document = parse_strict_json(json, {.bytes = limits.bytes, .members = limits.members});
  if (!document) {
    error why = document.error();
    why.where = step::key_set;
    return why;
  }
  boost::json::object* set = document->if_object();
  boost::json::value* member = set != nullptr ? set->if_contains("keys") : nullptr;
  boost::json::array* keys = member != nullptr ? member->if_array() : nullptr;
  if (keys == nullptr) return error{errc::key_set_malformed, step::key_set, "keys"};
  if (keys->size() > limits.keys) return error{errc::key_set_too_large, step::key_set};
  return std::move(*keys);
}

template <class Key>
keys_read<Key> read_keys(const boost::json::array& members, result<Key> (*read_one)(const boost::json::object&)) {
  keys_read<Key> read;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const boost::json::object* jwk = members[i].if_object();
    auto key = jwk != nullptr ? read_one(*jwk) : error{errc::key_malformed, step::key};
    if (key) {
      read.keys.push_back(std::move(*key));
    } else if (key.error().code == errc::key_unsupported || key.error().code == errc::key_is_public) {
      ++read.skipped;
      if (const auto id = jwk_text(*jwk, "kid"); id && *id) read.skipped_ids.emplace_back(**id);
    } else {
      read.refused.push_back({i, key.error()});
    }
  }
  return read;
}

}  // namespace detail

/// Our keys, to open tokens with. Immutable, safe to use from several threads, and as cheap to copy as a `shared_ptr`.
class decryption_key_set {
 public:
  explicit decryption_key_set(std::vector<decryption_key> keys) : decryption_key_set(contents{std::move(keys), {}, 0, {}}) {}

  /// How many keys can open something.
  std::size_t size() const noexcept { return contents_->keys.size(); }

  /// How many keys were left out because they are for something else.
  std::size_t skipped() const noexcept { return contents_->skipped; }

  /// The keys that were left out because something is wrong with them.
  const std::vector<refused_key>& refused() const noexcept { return contents_->refused; }

  /// The key for a token. A `kid` chooses first and the key must then fit; without one, exactly one key of the set must fit.
  ///
  /// Errors: `key_not_found`; `key_does_not_fit` if the `kid` is known and no key of that name serves the algorithms;
  ///   `key_ambiguous` if several do.
  /// Complexity: linear in the keys, of which a recipient has few.
  /// Specification: RFC 7516 section 4.1.6 and RFC 7515 appendix D; RFC 8725 section 3.1.
  [[nodiscard]] result<decryption_key> select(std::optional<std::string_view> key_id, key_management k,
                                              content_encryption c) const {
    bool is_known = false;
    const decryption_key* found = nullptr;
    for (const decryption_key& key : contents_->keys) {
      if (key_id && key.key_id() != key_id) continue;
      is_known = true;
      if (!key.fits(k, c)) continue;
      if (found != nullptr) return error{errc::key_ambiguous, step::decryption};
      found = &key;
    }
    if (found != nullptr) return *found;
    if (!key_id) return error{errc::key_not_found, step::decryption};
    for (const std::string& other : contents_->skipped_ids) is_known = is_known || other == *key_id;
    return error{is_known ? errc::key_does_not_fit : errc::key_not_found, step::decryption, "kid"};
  }

 private:
  using contents = detail::keys_read<decryption_key>;

  explicit decryption_key_set(contents read) : contents_(std::make_shared<const contents>(std::move(read))) {}

  friend result<decryption_key_set> read_decryption_key_set(std::string_view json, const key_set_limits& limits);

  std::shared_ptr<const contents> contents_;
};

/// Reads a JWK Set with private keys and shared secrets of ours. Keys that are not for opening tokens are skipped and counted,
/// malformed ones are skipped and listed.
///
/// Errors: `json_*` in step `key_set`; `key_set_malformed` without an array `keys`; `key_set_too_large`; `key_set_empty` if no key is
///   left.
/// Specification: RFC 7517 section 5.
[[nodiscard]] inline result<decryption_key_set> read_decryption_key_set(std::string_view json, const key_set_limits& limits = {}) {
  const auto members = detail::members_of_key_set(json, limits);
  if (!members) return members.error();
  auto read = detail::read_keys<decryption_key>(*members, read_decryption_jwk);
  if (read.keys.empty()) return error{errc::key_set_empty, step::key_set};
  return decryption_key_set(std::move(read));
}

/// A recipient's published keys, to encrypt with. Immutable, safe to use from several threads, and cheap to copy.
class encryption_key_set {
 public:
  /// How many keys can encrypt something.
  std::size_t size() const noexcept { return contents_->keys.size(); }

  /// How many keys were left out because they are for something else.
  std::size_t skipped() const noexcept { return contents_->skipped; }

  /// The keys that were left out because something is wrong with them.
  const std::vector<refused_key>& refused() const noexcept { return contents_->refused; }

  /// A key for the two algorithms: one that says that it is for encryption, rather than one that only does not say otherwise.
  /// Errors: `key_not_found`. Complexity: linear.
  [[nodiscard]] result<encryption_key> select(key_management k, content_encryption c) const {
    const encryption_key* found = nullptr;
    for (const encryption_key& key : contents_->keys) {
      if (!key.fits(k, c)) continue;
      if (detail::material_access::of(key).names_use) return key;
      if (found == nullptr) found = &key;
    }
    if (found == nullptr) return error{errc::key_not_found, step::key_set};
    return *found;
  }

 private:
  using contents = detail::keys_read<encryption_key>;

  explicit encryption_key_set(contents read) : contents_(std::make_shared<const contents>(std::move(read))) {}

  friend result<encryption_key_set> read_encryption_key_set(std::string_view json, const key_set_limits& limits);

  std::shared_ptr<const contents> contents_;
};

/// Reads a JWK Set as a recipient publishes it: public keys only. Keys that are not for encryption are skipped and counted, malformed
/// ones are skipped and listed.
///
/// Errors: those of `read_decryption_key_set`; `key_set_has_secret` for a private or symmetric key anywhere in it.
/// Specification: RFC 7517 section 5; OpenID Connect Core 10.2.
[[nodiscard]] inline result<encryption_key_set> read_encryption_key_set(std::string_view json, const key_set_limits& limits = {}) {
  const auto members = detail::members_of_key_set(json, limits);
  if (!members) return members.error();
  for (const boost::json::value& member : *members)
    if (const boost::json::object* jwk = member.if_object();
        jwk != nullptr && (detail::has_private_member(*jwk) || jwk->contains("k")))
      return error{errc::key_set_has_secret, step::key_set};
  auto read = detail::read_keys<encryption_key>(*members, read_encryption_jwk);
  if (read.keys.empty()) return error{errc::key_set_empty, step::key_set};
  return encryption_key_set(std::move(read));
}

/// The key that a provider derives from a client's secret, where it encrypts with a secret that both have.
///
/// Errors: `key_does_not_fit` for algorithms that use no shared secret; `client_misconfigured` for an empty secret;
///   `cryptography_failed`.
/// Specification: OpenID Connect Core 10.2: the front of a SHA-2 hash of the secret, the shortest hash that is long enough.
[[nodiscard]] inline result<decryption_key> client_secret_key(const secret& client_secret, key_management k, content_encryption c) {
  if (!symmetric_key_management.contains(k)) return error{errc::key_does_not_fit, step::key};
  if (client_secret.is_empty()) return error{errc::client_misconfigured, step::key, "client_secret"};
  const std::size_t bytes = k == key_management::dir ? detail::scheme_of(c).key_bytes : detail::wrapping_key_bytes(k);
  const digest_algorithm method = bytes <= 32   ? digest_algorithm::sha256
                                  : bytes <= 48 ? digest_algorithm::sha384
                                                : digest_algorithm::sha512;
  auto hash = digest(method, client_secret.reveal());
  if (!hash) return hash.error();
  detail::encryption_material made{};
  made.shared = secret(std::move(hash->erase(bytes)));
  made.uses.management = {k};
  if (k == key_management::dir) made.uses.direct = {c};
  return decryption_key(std::move(made));
}

}  // namespace rowclaim::inline v0_1
