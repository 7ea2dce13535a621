// SPDX-License-Identifier: BSL-1.0
// What could be otherwise about a user, so that a row would be shown or hidden.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

/// The kinds of change.
enum class change_kind : std::uint8_t {
  add_provider_role,     ///< the provider names one role more
  add_individual_role,   ///< the policy, or a source of roles, gives the user one role more by name
  set_claim,             ///< a claim has another value
  remove_provider_role,  ///< the provider names one role fewer
  remove_claim,          ///< a claim is not there
};

constexpr std::string_view name(change_kind kind) {
  switch (kind) {
    case change_kind::add_provider_role: return "add_provider_role";
    case change_kind::add_individual_role: return "add_individual_role";
    case change_kind::set_claim: return "set_claim";
    case change_kind::remove_provider_role: return "remove_provider_role";
    case change_kind::remove_claim: return "remove_claim";
  }
  return "unknown";
}

/// One change.
struct claim_change {
  change_kind kind = change_kind::add_provider_role;
  std::string claim;               ///< its path, segments joined by " > "; empty for an individual role
  std::string value;               ///< the role, or the claim's new values, separated by commas
  std::vector<std::string> gives;  ///< the application roles of a provider's role
};

/// Changes that together show a hidden row, or hide a visible one.
struct row_flip {
  std::vector<claim_change> changes;
  bool makes_administrator = false;  ///< who sees every row
};

/// What a search for the smallest change found.
struct change_search {
  std::vector<row_flip> smallest;  ///< equally small ones; empty if none was found
  std::vector<row_flip> without_administrator;  ///< larger ones, if all of the smallest make an administrator
  std::size_t looked_at = 0;       ///< all sets of up to so many changes were tried, or enough of them to find what is listed
};

namespace detail {

inline std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

}  // namespace detail

/// A change in words, as something that could be done.
inline std::string in_words(const claim_change& change) {
  const std::string gives = change.gives.empty() ? std::string() : ", which gives " + detail::listed(change.gives);
  switch (change.kind) {
    case change_kind::add_provider_role: return "add \"" + change.value + "\" to claim " + change.claim + gives;
    case change_kind::add_individual_role: return "give the user " + change.value + " by name";
    case change_kind::set_claim:
      return change.value.empty() ? "empty claim " + change.claim : "set claim " + change.claim + " to " + change.value;
    case change_kind::remove_provider_role: return "take \"" + change.value + "\" out of claim " + change.claim + gives;
    case change_kind::remove_claim: return "leave out claim " + change.claim;
  }
  return {};
}

}  // namespace rowclaim::inline v0_1
