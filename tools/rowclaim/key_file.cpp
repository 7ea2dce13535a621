// SPDX-License-Identifier: BSL-1.0
// Telling a key from a set of keys, and reading either.
#include "key_file.hpp"

#include "lines.hpp"
#include "verb.hpp"
#include <rowclaim/core/json_document.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

complaint about(const std::string& file, const error& why) { return complaint("the keys in \"" + file + "\": " + why.message()); }

struct key_document {
  std::string text;
  boost::json::object members;

  bool is_set() const { return members.contains("keys"); }
};

key_document read_document(const std::string& file) {
  std::string text = contents_of(file);
  const key_set_limits limits;
  auto members = parse_strict_json_object(text, {.bytes = limits.bytes, .members = limits.members});
  if (!members) throw about(file, members.error());
  return {std::move(text), std::move(*members)};
}

void warn_of(const std::string& file, const std::vector<refused_key>& refused) {
  for (const refused_key& key : refused)
    std::cerr << "rowclaim: key " << key.index << " in \"" << file << "\" is left out: " << key.why.message() << '\n';
}

/// A set of the caller's own, in which shared secrets may be.
key_set own_key_set(const std::string& file, const key_document& document) {
  const boost::json::array* members = document.members.at("keys").if_array();
  if (members == nullptr) throw about(file, {errc::key_set_malformed, step::key_set, "keys"});
  std::vector<verification_key> keys;
  std::vector<refused_key> refused;
  for (std::size_t i = 0; i < members->size(); ++i) {
    const boost::json::object* jwk = (*members)[i].if_object();
    auto key = jwk != nullptr ? read_jwk(*jwk) : error{errc::key_malformed, step::key};
    if (key) {
      keys.push_back(std::move(*key));
    } else if (key.error().code == errc::key_is_private) {
      throw about(file, key.error());
    } else if (key.error().code != errc::key_unsupported) {
      refused.push_back({i, key.error()});
    }
  }
  warn_of(file, refused);
  if (keys.empty()) throw about(file, {errc::key_set_empty, step::key_set});
  return key_set(std::move(keys));
}

}  // namespace

verification_keys verification_keys_in(const std::string& file, algorithm_set wanted) {
  const key_document document = read_document(file);
  if (!document.is_set()) {
    auto key = read_jwk(document.members);
    if (!key) throw about(file, key.error());
    if (!key->key_id()) return std::move(*key);
    return key_set({std::move(*key)});
  }
  if (!(wanted & symmetric_algorithms).is_empty()) return own_key_set(file, document);
  auto keys = read_key_set(document.text);
  if (!keys && keys.error().code == errc::key_set_has_secret)
    throw complaint("the keys in \"" + file + "\": " + keys.error().message() +
                    "; a shared secret in a set is used only with its algorithm in --alg");
  if (!keys) throw about(file, keys.error());
  warn_of(file, keys->refused());
  return std::move(*keys);
}

decryption_keys decryption_keys_in(const std::string& file) {
  const key_document document = read_document(file);
  if (!document.is_set()) {
    auto key = read_decryption_jwk(document.members);
    if (!key) throw about(file, key.error());
    if (!key->key_id()) return std::move(*key);
    return decryption_key_set({std::move(*key)});
  }
  auto keys = read_decryption_key_set(document.text);
  if (!keys) throw about(file, keys.error());
  warn_of(file, keys->refused());
  return std::move(*keys);
}

}  // namespace rowclaim_command
