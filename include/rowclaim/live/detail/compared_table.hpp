// SPDX-License-Identifier: BSL-1.0
// One table of two policies: the rows, claims and roles that their conditions tell apart, and what each policy shows of a row.
#pragma once

#include <rowclaim/live/detail/row_samples.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1::detail {

/// What the search for differences works on. A constant expression but for the texts.
class compared_table {
 public:
  constexpr bool is_decided() const { return undecided_ == reason::none; }

  /// The roles that either policy restricts on the table, by name.
  constexpr std::vector<std::string_view> restricted_roles() const {
    std::vector<std::string_view> found;
    for (const side& s : sides_)
      for (const restricted_role& r : s.restricted) found.push_back(role_names_[r.role]);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// Why the table could not be looked at whole; empty if it was.
  std::string undecided_because() const {
    const std::string about = '"' + std::string(undecided_about_) + '"';
    switch (undecided_) {
      case reason::none: return {};
      case reason::types_differ: return "the column " + about + " has different types in the two policies";
      case reason::prefix_is_a_claim: return "the column " + about + " is asked whether it starts with what a claim says";
      case reason::claim_has_several_columns: return "the claim " + about + " is compared with several columns";
      case reason::too_many_rows:
        return "too large to decide exactly: the conditions tell more than " + std::to_string(limit_) + " kinds of rows apart";
    }
    return {};
  }

 protected:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  using node_kind = plan_node::node_kind;
  using roles = std::vector<char>;  // one flag a role

  enum class reason : std::uint8_t { none, types_differ, prefix_is_a_claim, claim_has_several_columns, too_many_rows };

  struct restricted_role {
    std::size_t role;
    std::span<const compiled_factor> factors;
    std::vector<std::uint32_t> satisfiable;  // groups
  };
  struct group_place {
    std::uint32_t group;  // that a factor is about
    std::size_t component;
  };
  struct side {
    const compiled_policy* policy = nullptr;
    const compiled_table* table = nullptr;
    std::vector<std::size_t> gate;
    std::size_t admin = none;
    std::vector<restricted_role> restricted;
    std::vector<std::size_t> columns;  // of the table's columns: their place among all
    std::vector<std::size_t> claims;   // likewise
    std::vector<group_place> groups;

    constexpr bool is_per_column() const { return table == nullptr || table->how == combination::per_column; }
    /// All restrictions on the table, or those of one role.
    constexpr std::span<const table_restriction> restrictions(std::string_view only_role) const {
      const auto all = policy->restrictions_of(*table);
      if (only_role.empty()) return all;
      const role_number role = policy->roles.find(only_role);
      const auto at = std::ranges::lower_bound(all, role, {}, &table_restriction::role);
      return at != all.end() && at->role == role ? all.subspan(static_cast<std::size_t>(at - all.begin()), 1) : all.first(0);
    }
  };
  struct claim_use {
    claim_path path;
    std::size_t column;
  };
  struct claim_state {
    bool is_usable = false;
    bool is_list = false;
    std::vector<value> values = {};
  };

  /// With `only_role` for users who have that role, and no other, and were let in.
  constexpr compared_table(const compiled_policy& first, const compiled_policy& second, std::string_view table, std::size_t limit,
                           std::string_view only_role)
      : limit_(limit), only_role_(only_role) {
    sides_[0].policy = &first;
    sides_[1].policy = &second;
    for (side& s : sides_) s.table = s.policy->find_table(table);
    name_roles();
    for (side& s : sides_) add_gate(s);
    for (side& s : sides_)
      if (s.table != nullptr) add_conditions(s);
    rows_.settle();
    make_components();
    for (side& s : sides_) find_satisfiable(s);
  }

  constexpr void undecided(reason why, std::string_view about = {}) {
    if (!is_decided()) return;
    undecided_ = why;
    undecided_about_ = about;
  }

  // Growing one by one is what compilers of constant expressions agree on.
  constexpr roles flags(bool are_set) const {
    roles made;
    for (std::size_t i = 0; i < role_names_.size(); ++i) made.push_back(are_set ? 1 : 0);
    return made;
  }

  // ---- what both policies are about

  // No others matter here: whoever has them sees what he sees without them.
  constexpr void name_roles() {
    for (const side& s : sides_) {
      const auto name = [&](role_number role) { role_names_.push_back(s.policy->roles.names[role]); };
      for (role_number role : s.policy->gate) name(role);
      if (s.policy->admin != name_table::not_found) name(s.policy->admin);
      if (s.table == nullptr) continue;
      for (const table_restriction& r : s.restrictions(only_role_)) name(r.role);
    }
    std::sort(role_names_.begin(), role_names_.end());
    role_names_.erase(std::unique(role_names_.begin(), role_names_.end()), role_names_.end());
  }
  constexpr std::size_t role_of(const side& s, role_number role) const {
    const auto at = std::lower_bound(role_names_.begin(), role_names_.end(), s.policy->roles.names[role]);
    return static_cast<std::size_t>(at - role_names_.begin());
  }

  constexpr void add_gate(side& s) {
    for (role_number role : s.policy->gate) s.gate.push_back(role_of(s, role));
    if (s.policy->admin != name_table::not_found) s.admin = role_of(s, s.policy->admin);
  }

  constexpr void add_conditions(side& s) {
    for (const column_info& info : s.table->schema->columns) {
      std::size_t known = rows_.find(info.name);
      if (known == row_samples::no_column) known = rows_.add_column(info.name, info.kind);
      else if (rows_.kind(known) != info.kind) undecided(reason::types_differ, info.name);
      s.columns.push_back(known);
    }
    for (std::size_t i = 0; i < s.policy->compared_claims.size(); ++i) s.claims.push_back(none);
    const compiled_conditions& all = s.policy->conditions;
    for (const table_restriction& r : s.restrictions(only_role_)) {
      const auto factors = all.factors_of(r.rows);
      s.restricted.push_back({role_of(s, r.role), factors, {}});
      for (const compiled_factor& factor : factors) {
        if (std::ranges::find(s.groups, factor.group, &group_place::group) == s.groups.end())
          s.groups.push_back({factor.group, none});
        for (const plan_node& node : all.nodes_of(factor)) add_node(s, node);
      }
    }
  }

  constexpr void add_node(side& s, const plan_node& node) {
    if (node.kind == node_kind::compare) rows_.add(s.columns[node.column], node.op, s.policy->conditions.values_of(node));
    if (node.kind != node_kind::compare_with_claim) return;
    const std::size_t place = s.columns[node.column];
    rows_.use(place);
    if (node.op == comparison::starts_with || node.op == comparison::does_not_start_with)
      undecided(reason::prefix_is_a_claim, rows_.name(place));
    const claim_path& path = s.policy->compared_claims[node.first_value];
    const auto known = std::ranges::find(claims_, path, &claim_use::path);
    s.claims[node.first_value] = static_cast<std::size_t>(known - claims_.begin());
    if (known == claims_.end()) claims_.push_back({path, place});
    else if (known->column != place) undecided(reason::claim_has_several_columns, path.names[0]);
  }

  // Columns whose conditions must be looked at together: levels of a hierarchy; all of them where roles' conditions are combined whole.
  constexpr void make_components() {
    const bool is_joint = !sides_[0].is_per_column() || !sides_[1].is_per_column();
    std::vector<std::size_t> of_column;
    for (std::size_t i = 0; i < rows_.size(); ++i) of_column.push_back(is_joint ? 0 : i);
    for (const side& s : sides_)
      for (std::size_t i = 0; i < s.columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (s.table->schema->columns[i].group == s.table->schema->columns[j].group)
            std::ranges::replace(of_column, std::size_t{of_column[s.columns[i]]}, std::size_t{of_column[s.columns[j]]});
    components_.resize(rows_.size());
    for (std::size_t i = 0; i < of_column.size(); ++i)
      if (rows_.is_used(i)) components_[of_column[i]].push_back(i);
    for (side& s : sides_)
      for (group_place& place : s.groups)
        for (std::size_t i = 0; i < s.columns.size(); ++i)
          if (place.group == compiled_factor::several_groups || s.table->schema->columns[i].group == place.group)
            place.component = of_column[s.columns[i]];
    // Where a component has two groups of one policy, they are true of the same cells, or not: that is looked at for all together.
    for (const side& s : sides_)
      for (const group_place& a : s.groups)
        for (const group_place& b : s.groups)
          if (a.group != b.group && a.component == b.component) has_several_groups_ = true;
    for (const claim_use& use : claims_) claim_components_.push_back(of_column[use.column]);
    states_.resize(claims_.size());
    for (std::size_t component = 0; component < components_.size(); ++component) {
      std::size_t cells = rows_.count(components_[component], limit_ + 1);
      for (std::size_t own : claim_components_)
        if (own == component) cells = std::min(limit_ + 1, cells * 8);
      if (cells > limit_) undecided(reason::too_many_rows);
    }
  }

  // ---- rows

  /// Calls `visit` with each cell of a component in the row and `states_`, until it says true.
  template <class Visit>
  constexpr bool any_cell(std::size_t component, Visit visit) {
    return rows_.any_row(components_[component], [&] { return any_state_from(component, 0, visit); });
  }
  template <class Visit>
  constexpr bool any_state_from(std::size_t component, std::size_t from, Visit& visit) {
    while (from < claims_.size() && claim_components_[from] != component) ++from;
    if (from == claims_.size()) return visit();
    for (claim_state& state : states_for(claims_[from].column)) {
      states_[from] = std::move(state);
      if (any_state_from(component, from + 1, visit)) return true;
    }
    return false;
  }

  // A claim is compared with nothing but its column: it is that value, less, greater, a list with it or without it, or cannot be used.
  constexpr std::vector<claim_state> states_for(std::size_t column) {
    const value& content = rows_.row()[column];
    std::vector<claim_state> states(1);
    if (content.kind == value_kind::null) return states;
    const auto behind = rows_.values(column).just_behind(content);
    const auto before = rows_.values(column).just_before(content);
    states.push_back({true, false, {content}});
    states.push_back({true, true, {content}});
    states.push_back({true, true, {}});
    if (behind) states.push_back({true, false, {*behind}});
    if (before) states.push_back({true, false, {*before}});
    if (behind || before) states.push_back({true, true, {behind ? *behind : *before}});
    return states;
  }

  constexpr bool is_true(const side& s, std::span<const plan_node> nodes) const {
    const plan_node& node = nodes.front();
    switch (node.kind) {
      case node_kind::compare:
        return compare_cell(rows_.row()[s.columns[node.column]], node.op, s.policy->conditions.values_of(node)) == truth::is_true;
      case node_kind::compare_with_claim: {
        const claim_state& state = states_[s.claims[node.first_value]];
        const bool wants_list = node.op == comparison::in || node.op == comparison::not_in;
        if (!state.is_usable || state.is_list != wants_list) return false;
        return compare_cell(rows_.row()[s.columns[node.column]], node.op, state.values) == truth::is_true;
      }
      case node_kind::always: return true;
      case node_kind::never: return false;
      case node_kind::all_of:
      case node_kind::any_of: {
        const bool is_all = node.kind == node_kind::all_of;
        for (std::size_t at = 1; at < node.extent; at += nodes[at].extent)
          if (is_true(s, nodes.subspan(at)) != is_all) return !is_all;
        return is_all;
      }
    }
    return false;
  }
  constexpr bool is_true(const side& s, const compiled_factor& factor) const {
    return is_true(s, s.policy->conditions.nodes_of(factor));
  }
  static constexpr bool is_about(const restricted_role& r, std::uint32_t group) {
    return std::ranges::find(r.factors, group, &compiled_factor::group) != r.factors.end();
  }
  /// Whether a role's conditions on a group are true; on all groups without one.
  constexpr bool admits(const side& s, const restricted_role& r, std::optional<std::uint32_t> group = {}) const {
    return std::ranges::all_of(r.factors, [&](const compiled_factor& f) { return (group && f.group != *group) || is_true(s, f); });
  }
  static constexpr bool is_satisfiable(const restricted_role& r, std::uint32_t group) {
    return std::ranges::find(r.satisfiable, group) != r.satisfiable.end();
  }

  constexpr void find_satisfiable(side& s) {
    if (!is_decided() || !s.is_per_column()) return;
    for (const group_place& place : s.groups)
      any_cell(place.component, [&] {
        for (restricted_role& r : s.restricted)
          if (is_about(r, place.group) && !is_satisfiable(r, place.group) && admits(s, r, place.group))
            r.satisfiable.push_back(place.group);
        return false;
      });
  }

  constexpr bool passes(const side& s, const roles& has) const {
    return !only_role_.empty() || s.gate.empty() || std::ranges::any_of(s.gate, [&](std::size_t r) { return has[r] != 0; });
  }

  /// The whole semantics, for the row as it is: what a witness is confirmed by.
  constexpr bool shows(const side& s, const roles& has) const {
    if (!passes(s, has)) return false;
    if (s.admin != none && has[s.admin] != 0) return true;
    if (s.table == nullptr) return s.policy->unlisted_tables == unlisted_tables::allow;
    bool is_restricted = false;
    bool is_admitted_by_one = false;
    bool is_admitted_by_all = true;
    for (const restricted_role& r : s.restricted) {
      if (has[r.role] == 0) continue;
      is_restricted = true;
      if (s.is_per_column()) continue;
      const bool is_admitted = admits(s, r);
      is_admitted_by_one = is_admitted_by_one || is_admitted;
      is_admitted_by_all = is_admitted_by_all && is_admitted;
    }
    if (!is_restricted) return true;
    if (s.table->how == combination::any_role) return is_admitted_by_one;
    if (s.table->how == combination::all_roles) return is_admitted_by_all;
    return std::ranges::all_of(s.groups, [&](const group_place& place) { return shows_group(s, has, place.group); });
  }
  constexpr bool shows_group(const side& s, const roles& has, std::uint32_t group) const {
    bool is_restricted = false;
    for (const restricted_role& r : s.restricted) {
      if (has[r.role] == 0 || !is_about(r, group)) continue;
      if (admits(s, r, group)) return true;
      is_restricted = true;
    }
    return !is_restricted;
  }

  std::size_t limit_;
  std::string_view only_role_;
  side sides_[2];
  std::vector<std::string_view> role_names_;  // sorted
  row_samples rows_;
  std::vector<claim_use> claims_;
  std::vector<std::size_t> claim_components_;
  std::vector<std::vector<std::size_t>> components_;  // their columns
  bool has_several_groups_ = false;
  std::vector<claim_state> states_;
  reason undecided_ = reason::none;
  std::string_view undecided_about_;
};

}  // namespace rowclaim::inline v0_1::detail
