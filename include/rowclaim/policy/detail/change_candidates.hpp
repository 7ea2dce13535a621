// SPDX-License-Identifier: BSL-1.0
// The changes that are worth trying on a user's claims: those that touch what a table's plan depends on.
#pragma once

#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/claim_change.hpp>
#include <rowclaim/policy/detail/claims_editor.hpp>
#include <rowclaim/policy/explanation.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/smallest_change.hpp>

namespace rowclaim::inline v0_1::detail {

/// A change that can be made.
struct change_candidate {
  claim_change told;
  const claim_source* source = nullptr;  // of a provider's role
  const claim_path* path = nullptr;      // of a claim that is set or removed
  boost::json::value value = nullptr;    // that it is set to
  std::vector<role_number> relevant;     // what of the roles given matters for the table

  bool gives(role_number role) const { return std::ranges::find(relevant, role) != relevant.end(); }

  bool apply(boost::json::object& claims) const {
    switch (told.kind) {
      case change_kind::add_provider_role: return add_provider_role(claims, *source, told.value);
      case change_kind::add_individual_role: return true;
      case change_kind::set_claim: return set_claim(claims, *path, value);
      case change_kind::remove_provider_role: return remove_provider_role(claims, *source, told.value);
      case change_kind::remove_claim: return remove_claim(claims, *path);
    }
    return false;
  }
};

class change_candidates {
 public:
  change_candidates(const compiled_policy& policy, const explanation& told, const table_schema& table, record row)
      : policy_(policy), told_(told), table_(table), row_(row), is_relevant_(policy.role_count()) {
    if (policy.admin != name_table::not_found) is_relevant_[policy.admin] = true;
    for (role_number role : policy.gate) is_relevant_[role] = true;
    for (const table_restriction& one : restrictions()) is_relevant_[one.role] = true;
  }

  /// In the order of preference.
  std::vector<change_candidate> list(const boost::json::object& claims) && {
    add_provider_roles(claims);
    add_individual_roles();
    set_claims();
    remove_provider_roles();
    remove_claims();
    const auto is_administrators = [&](const change_candidate& one) { return one.gives(policy_.admin); };
    std::vector<change_candidate> last;
    std::ranges::copy_if(found_, std::back_inserter(last), is_administrators);
    std::erase_if(found_, is_administrators);
    found_.insert(found_.end(), last.begin(), last.end());
    return std::move(found_);
  }

 private:
  std::span<const table_restriction> restrictions() const {
    const compiled_table* known = policy_.find_table(table_.name);
    return known == nullptr ? std::span<const table_restriction>() : policy_.restrictions_of(*known);
  }

  // Keys that give the same of what matters are alike, and the first stands for them.
  void add_provider_roles(const boost::json::object& claims) {
    const grant_table& mapping = policy_.role_mapping;
    for (std::size_t key = 0; key < mapping.grants.size(); ++key)
      add_provider_role_of(claims, mapping.keys.names[key], policy_.roles_of(mapping.grants[key]));
    for (role_number role = 0; role < policy_.role_count(); ++role) {
      const std::string_view named = policy_.roles.names[role];
      const bool passes =
          std::ranges::any_of(policy_.pass_through, [&](std::string_view glob) { return matches_glob(named, glob); });
      if (passes && mapping.keys.find(named) == name_table::not_found) add_provider_role_of(claims, named, {&role, 1});
    }
  }
  void add_provider_role_of(const boost::json::object& claims, std::string_view key, std::span<const role_number> given) {
    change_candidate made;
    made.relevant = relevant_of(given);
    // A role that means nothing here still ends the default roles.
    if (given.empty() || (made.relevant.empty() && told_.defaults != defaults_outcome::given)) return;
    const auto has_key = [&](const claim_reading& one) { return std::ranges::find(one.values, key) != one.values.end(); };
    if (std::ranges::any_of(told_.role_claims, has_key)) return;
    if (std::ranges::any_of(found_, [&](const change_candidate& other) { return other.relevant == made.relevant; })) return;
    for (const presence wanted : {presence::present, presence::absent})
      for (std::size_t i = 0; i < policy_.role_sources.size(); ++i) {
        if (told_.role_claims[i].found != wanted) continue;
        boost::json::object changed = claims;
        if (!add_provider_role(changed, policy_.role_sources[i], key)) continue;
        made.source = &policy_.role_sources[i];
        made.told = {change_kind::add_provider_role, told_.role_claims[i].claim, std::string(key), names_of(given)};
        found_.push_back(std::move(made));
        return;
      }
  }

  void add_individual_roles() {
    for (role_number role = 0; role < policy_.role_count(); ++role) {
      if (!is_relevant_[role]) continue;
      change_candidate made;
      made.told = {change_kind::add_individual_role, {}, std::string(policy_.roles.names[role]), names_of({&role, 1})};
      made.relevant = {role};
      found_.push_back(std::move(made));
    }
  }

  void remove_provider_roles() {
    for (std::size_t i = 0; i < policy_.role_sources.size(); ++i)
      for (const std::string& value : told_.role_claims[i].values) {
        change_candidate made;
        made.source = &policy_.role_sources[i];
        made.told = {change_kind::remove_provider_role, told_.role_claims[i].claim, value, {}};
        for (const role_reason& reason : told_.reasons) {
          const bool is_of_value = reason.claim == made.told.claim && reason.key == value;
          if (is_of_value && std::ranges::find(made.told.gives, reason.role) == made.told.gives.end())
            made.told.gives.push_back(reason.role);
        }
        const bool is_relevant =
            std::ranges::any_of(made.told.gives, [&](const std::string& role) { return is_relevant_[policy_.roles.find(role)]; });
        // Without any role the defaults come back, whatever the others were.
        if (is_relevant || (!made.told.gives.empty() && !policy_.default_roles.empty())) found_.push_back(std::move(made));
      }
  }

  // Calls `use` with each comparison with a claim that the table's restrictions have, those of the user's roles first.
  template <class Use>
  void for_claims(Use use) {
    for (const bool of_user : {true, false})
      for (const table_restriction& one : restrictions()) {
        const std::string_view role = policy_.roles.names[one.role];
        const bool is_held = std::ranges::any_of(told_.reasons, [&](const role_reason& reason) { return reason.role == role; });
        if (is_held != of_user) continue;
        for (const compiled_factor& factor : policy_.conditions.factors_of(one.rows))
          for (const plan_node& node : policy_.conditions.nodes_of(factor))
            if (node.kind == plan_node::node_kind::compare_with_claim) use(node, policy_.compared_claims[node.first_value]);
      }
  }

  void set_claims() {
    for_claims([&](const plan_node& node, const claim_path& path) {
      const value& cell = row_[node.column];
      if (cell.kind == value_kind::null || !cell.is_valid) return;  // no claim is comparable with null
      const claim_reading& now = told_.other_claims[node.first_value];
      boost::json::array list;
      boost::json::value wanted;
      std::string told;
      if (node.op == comparison::in || node.op == comparison::not_in) {
        if (now.found == presence::present) keep_other_values(now, cell, list, told);
        if (node.op == comparison::in) {
          list.push_back(as_json(cell));
          told.append(told.empty() ? "" : ", ").append(to_text(cell));
        }
        wanted = std::move(list);
      } else if (const std::optional<value> other = satisfying(node.op, cell)) {
        wanted = as_json(*other);
        told = to_text(*other);
      } else {
        return;
      }
      change_candidate made;
      made.path = &path;
      made.value = std::move(wanted);
      made.told = {change_kind::set_claim, now.claim, std::move(told), {}};
      add_once(std::move(made));
    });
  }
  void remove_claims() {
    for_claims([&](const plan_node& node, const claim_path& path) {
      if (told_.other_claims[node.first_value].found == presence::absent) return;
      change_candidate made;
      made.path = &path;
      made.told = {change_kind::remove_claim, told_.other_claims[node.first_value].claim, {}, {}};
      add_once(std::move(made));
    });
  }
  void add_once(change_candidate&& made) {
    const auto is_same = [&](const change_candidate& one) {
      return one.told.kind == made.told.kind && one.path == made.path && one.value == made.value;
    };
    if (std::ranges::none_of(found_, is_same)) found_.push_back(std::move(made));
  }

  static void keep_other_values(const claim_reading& now, const value& cell, boost::json::array& list, std::string& told) {
    if (cell.kind != value_kind::string) return;  // values of other kinds were turned into text; the list begins anew
    for (const std::string& one : now.values) {
      if (one == cell.text) continue;
      list.push_back(boost::json::value(one));
      told.append(told.empty() ? "" : ", ").append(one);
    }
  }

  static boost::json::value as_json(const value& v) {
    switch (v.kind) {
      case value_kind::boolean: return v.integer != 0;
      case value_kind::integer: return v.integer;
      case value_kind::real: return v.real;
      default: return boost::json::value(to_text(v));
    }
  }

  // What a claim could say so that the cell compares as wanted with it.
  static std::optional<value> satisfying(comparison op, const value& cell) {
    const auto shifted = [&](std::int64_t by) -> std::optional<value> {
      const bool overflows = by > 0 ? cell.integer == std::numeric_limits<std::int64_t>::max()
                                    : cell.integer == std::numeric_limits<std::int64_t>::min();
      if (cell.kind != value_kind::integer || overflows) return std::nullopt;
      return value::of(cell.integer + by);
    };
    switch (op) {
      case comparison::equal:
      case comparison::less_equal:
      case comparison::greater_equal:
      case comparison::starts_with: return cell;
      case comparison::less: return shifted(1);
      case comparison::greater: return shifted(-1);
      case comparison::not_equal:
      case comparison::does_not_start_with:
        if (cell.kind == value_kind::string) return value::of(std::string_view(cell.text == "other" ? "another" : "other"));
        return shifted(1);
      default: return std::nullopt;
    }
  }

  std::vector<role_number> relevant_of(std::span<const role_number> given) const {
    std::vector<role_number> found;
    for (role_number role : given)
      if (is_relevant_[role]) found.push_back(role);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
  std::vector<std::string> names_of(std::span<const role_number> given) const {
    std::vector<std::string> names;
    for (role_number role : given) names.emplace_back(policy_.roles.names[role]);
    return names;
  }

  const compiled_policy& policy_;
  const explanation& told_;
  const table_schema& table_;
  record row_;
  std::vector<bool> is_relevant_;
  std::vector<change_candidate> found_;
};

}  // namespace rowclaim::inline v0_1::detail
