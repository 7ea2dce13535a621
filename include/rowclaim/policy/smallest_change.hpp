// SPDX-License-Identifier: BSL-1.0
// The smallest change, of a provider's role, an individual role or a claim, that would show a hidden row, or hide a visible one.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/policy/claim_change.hpp>
#include <rowclaim/policy/detail/change_candidates.hpp>
#include <rowclaim/policy/row_explanation.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// How far to search.
struct change_limits {
  std::size_t changes = 3;         ///< at once
  std::size_t evaluations = 20'000;
  std::size_t listed = 3;          ///< of equally small ones
};

namespace detail {

/// What the user's own source of roles gave, and some roles more. Another name would be another answer, which nobody has.
struct replayed_roles {
  std::string_view name;
  std::vector<std::string_view> roles;

  result<std::vector<std::string_view>> operator()(std::string_view asked) const {
    if (asked != name) return error{errc::role_source_failed, step::policy};
    return roles;
  }
};

class change_searcher {
 public:
  change_searcher(const compiled_policy& policy, const explanation& told, const table_schema& table, record row,
                  const json_limits& json, const change_limits& limits)
      : policy_(policy), told_(told), table_(table), row_(row), json_(json), limits_(limits) {}

  change_search search(std::string_view claims_text) {
    change_search found;
    const auto claims = parse_strict_json_object(claims_text, json_);
    if (!claims) return found;
    const std::optional<bool> shown_now = shows(*claims, {});
    if (!shown_now) return found;
    wanted_ = !*shown_now;
    candidates_ = change_candidates(policy_, told_, table_, row_).list(*claims);
    found.looked_at = try_sizes(*claims, 1, found.smallest);
    if (!found.smallest.empty() && std::ranges::all_of(found.smallest, &row_flip::makes_administrator)) {
      std::erase_if(candidates_, [&](const change_candidate& one) { return one.gives(policy_.admin); });
      try_sizes(*claims, found.looked_at + 1, found.without_administrator);
    }
    return found;
  }

 private:
  // Result: the size up to which all was tried.
  std::size_t try_sizes(const boost::json::object& claims, std::size_t size, std::vector<row_flip>& found) {
    for (; size <= limits_.changes && found.empty(); ++size)
      if (!try_all(claims, 0, size, found)) break;
    return size - 1;
  }

  // In lexicographic order of the candidates, so that what is preferred comes first. Result: false if the limit was met.
  bool try_all(const boost::json::object& claims, std::size_t first, std::size_t more, std::vector<row_flip>& found) {
    for (std::size_t i = first; i < candidates_.size() && found.size() < limits_.listed; ++i) {
      if (evaluations_ >= limits_.evaluations) return !found.empty();
      boost::json::object changed = claims;
      if (!candidates_[i].apply(changed)) continue;
      chosen_.push_back(i);
      const bool goes_on = more == 1 ? (try_one(changed, found), true) : try_all(changed, i + 1, more - 1, found);
      chosen_.pop_back();
      if (!goes_on) return false;
    }
    return true;
  }

  void try_one(const boost::json::object& claims, std::vector<row_flip>& found) {
    ++evaluations_;
    if (shows(claims, chosen_) != std::optional(wanted_)) return;
    row_flip& flip = found.emplace_back();
    for (std::size_t i : chosen_) {
      flip.changes.push_back(candidates_[i].told);
      flip.makes_administrator = flip.makes_administrator || candidates_[i].gives(policy_.admin);
    }
  }

  // The engine judges: the changed claims are signed in with, planned for and tested as any others. Nothing if they are refused.
  std::optional<bool> shows(const boost::json::object& claims, std::span<const std::size_t> chosen) const {
    replayed_roles source{told_.name, {}};
    for (const role_reason& reason : told_.reasons)
      if (reason.origin == role_origin::from_source) source.roles.push_back(reason.role);
    for (std::size_t i : chosen)
      if (candidates_[i].told.kind == change_kind::add_individual_role) source.roles.push_back(candidates_[i].told.value);
    std::vector<std::uint64_t> roles(words_for(policy_.role_count()));
    grant_listener nobody;
    evaluated_claims read;
    const std::string text = boost::json::serialize(claims);
    if (!evaluate_claims(policy_, text, source, json_, roles, nobody, read)) return std::nullopt;
    return record_filter(make_plan({policy_, roles, read.compared, read.is_allowed}, table_)).shows(row_);
  }

  const compiled_policy& policy_;
  const explanation& told_;
  const table_schema& table_;
  record row_;
  json_limits json_;
  change_limits limits_;
  bool wanted_ = true;
  std::vector<change_candidate> candidates_;
  std::vector<std::size_t> chosen_;
  std::size_t evaluations_ = 0;
};

}  // namespace detail

/// Searches for the fewest changes that would show a hidden row, or hide a visible one: one change, then two, then three.
///
/// A change is one role more or fewer in a claim of roles, an individual role, or another value of a claim that columns are compared
/// with. Each result was judged by the engine on the changed claims. More comes before less, and the policy's order decides. What would
/// make an administrator comes after what would not; if nothing else is as small, what is larger is sought for besides.
/// Requires: `told` explains these claims under this policy.
/// Complexity: one evaluation for each set of changes that is tried, up to `limits.evaluations`.
[[nodiscard]] inline change_search smallest_changes(const compiled_policy& policy, std::string_view claims, const explanation& told,
                                                    const table_schema& table, record row, const json_limits& json = claims_limits,
                                                    const change_limits& limits = {}) {
  return detail::change_searcher(policy, told, table, row, json, limits).search(claims);
}

}  // namespace rowclaim::inline v0_1
