// SPDX-License-Identifier: BSL-1.0
// Our own modules about the provider's key set: what is in it, how it comes, and how it changes.
#include "own_modules.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace mock_idp {
namespace {

using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_key_set = "finds no key in the key set, rejects the ID token, and does not ask userinfo";

constexpr module_entry bad_keys(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_key_set, .judge = rejects_keys, .begin = begin};
}

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
      bad_keys("rowclaim-jwks-empty", "the key set has no keys", misbehave_at<jwks_empty, endpoint::jwks>),
      bad_keys("rowclaim-jwks-kid-repeated", "all keys of the key set share one kid",
               misbehave_at<jwks_with_repeated_key_id, endpoint::jwks>),
      {.id = "rowclaim-jwks-private-keys",
       .effect = "the key set gives the private members of its keys away",
       .expects = "rejects such keys, or ignores their private members",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_private_key, endpoint::jwks>},
      {.id = "rowclaim-jwks-symmetric-key",
       .effect = "the key set has an oct key",
       .expects = "ignores that key, or rejects the key set",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_symmetric_key, endpoint::jwks>},
      good("rowclaim-jwks-unknown-keys", "the key set has keys of kinds that nobody knows", key_set<[](const state&, object& s) {
             auto& keys = s["keys"].as_array();
             keys.insert(keys.begin(), object{{"kty", "LATTICE"}, {"kid", "new"}, {"use", "sig"}});
             keys.insert(keys.begin(), object{{"kty", "EC"}, {"crv", "P-999"}, {"kid", "curve"}, {"x", "AA"}, {"y", "AA"}});
           }>),
      bad_keys("rowclaim-jwks-not-an-array", "the key set's keys are an object",
               key_set<[](const state&, object& s) { s["keys"] = object(); }>),
      bad_keys("rowclaim-jwks-redirect", "the key set answers with a redirect", transport_fault<redirecting_jwks>),
      bad_keys("rowclaim-jwks-oversized", "the key set is several megabytes large", transport_fault<oversized_jwks>),
      bad_keys("rowclaim-jwks-malformed", "the key set's JSON breaks off", transport_fault<malformed_jwks>),
      bad_keys("rowclaim-jwks-duplicate-member", "the key set has one member twice", transport_fault<duplicate_member_jwks>),
      bad_keys("rowclaim-jwks-html", "the key set is an HTML page", transport_fault<html_jwks>),
      bad_keys("rowclaim-jwks-error", "the key set answers with status 500", transport_fault<server_error_jwks>),
      bad_keys("rowclaim-jwks-truncated", "the connection closes after half of the key set", transport_fault<truncated_jwks>),
      bad_keys("rowclaim-jwks-reset", "the key set's connection is reset", transport_fault<reset_jwks>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_key_set_modules() { return table(); }

}  // namespace mock_idp
