// SPDX-License-Identifier: BSL-1.0
// JWK Sets: which keys a provider publishes, and which of them a token may be checked with.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/key_table.hpp>
#include <rowclaim/jose/jwk.hpp>

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

/// How large a JWK Set may be.
struct key_set_limits {
  std::size_t bytes = 4u << 20;
  std::size_t keys = 1024;
  std::size_t members = 32u << 10;  ///< of all keys together
};

/// A key of a set that was left out because something is wrong with it.
struct refused_key {
  std::size_t index;  ///< its place in `keys`
  error why;
};

/// Keys to check tokens with. Immutable, safe to use from several threads, and as cheap to copy as a `shared_ptr`.
class key_set {
 public:
  /// A set of keys that the caller has; shared secrets only come into a set in this way.
  explicit key_set(std::vector<verification_key> keys) : key_set(entries_of(std::move(keys)), 0, {}) {}

  /// How many keys can verify something.
  std::size_t size() const noexcept { return contents_->table.usable(); }

  /// How many keys were left out because they are of a kind, curve, use or algorithm that is not for verifying signatures here.
  std::size_t skipped() const noexcept { return contents_->skipped; }

  /// The keys that were left out because something is wrong with them.
  const std::vector<refused_key>& refused() const noexcept { return contents_->refused; }

  /// The key for a token. A `kid` chooses first and the key must then fit; without one, exactly one key of the set must fit.
  ///
  /// Errors: `key_not_found`; `key_does_not_fit` if the `kid` is known and no key of that name serves the algorithm;
  ///   `key_ambiguous` if several do.
  /// Complexity: constant.
  /// Specification: RFC 7515 section 4.1.4 and appendix D; OpenID Connect Core 10.1; RFC 8725 section 3.1.
  [[nodiscard]] result<verification_key> select(std::optional<std::string_view> key_id, algorithm a) const {
    const auto found = find(key_id, a);
    if (!found) return found.error();
    return **found;
  }

  /// The same key, which lives as long as a copy of this set. Errors and specification: those of `select`.
  [[nodiscard]] result<const verification_key*> find(std::optional<std::string_view> key_id, algorithm a) const {
    return key_id ? contents_->table.with_id(*key_id, a) : contents_->table.only_one_for(a);
  }

 private:
  struct contents {
    detail::key_table table;
    std::size_t skipped;
    std::vector<refused_key> refused;
  };

  key_set(std::vector<detail::key_entry> entries, std::size_t skipped, std::vector<refused_key> refused)
      : contents_(std::make_shared<const contents>(detail::key_table(std::move(entries)), skipped, std::move(refused))) {}

  static std::vector<detail::key_entry> entries_of(std::vector<verification_key> keys) {
    std::vector<detail::key_entry> entries;
    entries.reserve(keys.size());
    for (verification_key& key : keys) {
      std::optional<std::string> key_id;
      if (key.key_id()) key_id.emplace(*key.key_id());
      entries.push_back({std::move(key_id), std::move(key)});
    }
    return entries;
  }

  friend result<key_set> read_key_set(std::string_view json, const key_set_limits& limits);

  std::shared_ptr<const contents> contents_;
};

/// Reads a JWK Set as a provider publishes it: public keys only. Keys that are not for verifying signatures here are skipped and
/// counted, malformed ones are skipped and listed.
///
/// Errors: `json_*` in step `key_set`; `key_set_malformed` without an array `keys`; `key_set_too_large`; `key_set_has_secret` for a
///   private or symmetric key anywhere in it; `key_set_empty` if no key is left.
/// Specification: RFC 7517 section 5; RFC 8725 section 3.1.
[[nodiscard]] inline result<key_set> read_key_set(std::string_view json, const key_set_limits& limits = {}) {
  auto document = parse_strict_json(json, {.bytes = limits.bytes, .members = limits.members});
  if (!document) {
    error why = document.error();
    why.where = step::key_set;
    return why;
  }
  const boost::json::object* set = document->if_object();
  const boost::json::value* member = set != nullptr ? set->if_contains("keys") : nullptr;
  const boost::json::array* keys = member != nullptr ? member->if_array() : nullptr;
  if (keys == nullptr) return error{errc::key_set_malformed, step::key_set, "keys"};
  if (keys->size() > limits.keys) return error{errc::key_set_too_large, step::key_set};

  std::vector<detail::key_entry> entries;
  std::size_t skipped = 0;
  std::vector<refused_key> refused;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    const boost::json::object* jwk = (*keys)[i].if_object();
    if (jwk == nullptr) {
      refused.push_back({i, {errc::key_malformed, step::key}});
      continue;
    }
    const auto kind = detail::jwk_text(*jwk, "kty");
    if (detail::has_private_member(*jwk) || jwk->contains("k") || (kind && *kind && **kind == "oct"))
      return error{errc::key_set_has_secret, step::key_set};
    auto key = read_jwk(*jwk);
    const auto id = detail::jwk_text(*jwk, "kid");
    std::optional<std::string> key_id;
    if (id && *id) key_id.emplace(**id);
    if (key) {
      entries.push_back({std::move(key_id), std::move(*key)});
    } else if (key.error().code == errc::key_unsupported) {
      ++skipped;
      entries.push_back({std::move(key_id), std::nullopt});
    } else {
      refused.push_back({i, key.error()});
    }
  }
  key_set read(std::move(entries), skipped, std::move(refused));
  if (read.size() == 0) return error{errc::key_set_empty, step::key_set};
  return read;
}

}  // namespace rowclaim::inline v0_1
