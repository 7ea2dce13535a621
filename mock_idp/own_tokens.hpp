// SPDX-License-Identifier: BSL-1.0
// What the tables of our own modules about tokens share: how an entry is written, and spoiling the bytes that are signed.
#pragma once

#include "own_modules.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace mock_idp::own_tokens {

using own_modules::beginning;
using own_modules::good;
using own_modules::state;

inline constexpr auto rejects_token = "rejects the ID token: no token or userinfo request follows, and there is no session";

constexpr module_entry bad(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_token, .judge = judgement::rejects, .begin = begin};
}
constexpr module_entry of_types(module_entry entry, response_types types) {
  entry.types = types;
  return entry;
}

template <signing_algorithm Algorithm>
void signed_with(provider_options& options) {
  options.algorithm = Algorithm;
  for (auto& [id, party] : options.clients) party.id_token_signed_response_alg = Algorithm;
}
// ID tokens are signed with that algorithm.
template <signing_algorithm Algorithm>
constexpr module_entry in(module_entry entry, std::string_view needs = {}) {
  entry.prepare = signed_with<Algorithm>;
  if (!needs.empty()) entry.needs = needs;
  return entry;
}

// A key that no key set has.
inline const signing_key& foreign_key(const state& provider) { return provider.keys.decoy(signing_algorithm::RS256, 77); }

// The text of an object with one more member at its beginning, whatever the text says.
inline std::string with_first(std::string text, std::string_view member) {
  return '{' + std::string(member) + ',' + text.substr(1);
}

// `Change` makes other text from the text of the ID token's claims or header, which is then signed as it is.
template <auto Change>
void claims_bytes(state& provider) {
  deeds::signed_id_token<[](const state& s, std::string& compact) {
    deeds::sign_text(s, compact, deeds::header_text(compact), Change(deeds::claims_text(compact)));
  }>(provider);
}
template <auto Change>
void header_bytes(state& provider) {
  deeds::signed_id_token<[](const state& s, std::string& compact) {
    deeds::sign_text(s, compact, Change(deeds::header_text(compact)), deeds::claims_text(compact));
  }>(provider);
}
// Members of the header, signed over as they are.
template <auto Change>
void header_members(state& provider) {
  deeds::id_token_header<[](const state& s, deeds::object& header) { Change(s, header); }>(provider);
}

}  // namespace mock_idp::own_tokens
