// SPDX-License-Identifier: BSL-1.0
// Looks for roles and a row of one table that one policy shows and another does not.
#pragma once

#include <rowclaim/live/detail/row_samples.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/plan_text.hpp>
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

namespace rowclaim::inline v0_1 {

/// Roles and a row that one policy shows to whoever has just these roles, and the other does not.
struct comparison_witness {
  struct cell {
    std::string column;
    value_kind kind = value_kind::null;
    std::optional<std::string> value;  ///< as `to_text` writes it; nothing for null
  };
  struct claim {
    std::string path;  ///< segments joined by " > "
    bool is_usable = false;
    bool is_list = false;
    std::vector<std::string> values;
  };

  std::vector<std::string> roles;
  std::vector<cell> row;  ///< of the columns that matter
  std::vector<claim> claims;
};

namespace detail {

/// Which of the two policies shows more.
enum class shown_by : std::uint8_t { first_alone, second_alone };

/// Compares two policies on one table. All of it is a constant expression but for the texts.
class table_comparer {
 public:
  constexpr table_comparer(const compiled_policy& first, const compiled_policy& second, std::string_view table, std::size_t limit)
      : limit_(limit) {
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
    is_allowed_ = flags(true);
  }

  constexpr bool is_decided() const { return undecided_ == reason::none; }

  /// Whether there are roles and a row that one policy alone shows. If so, they are kept for `witness`.
  constexpr bool finds(shown_by which) {
    return which == shown_by::first_alone ? find(sides_[0], sides_[1]) : find(sides_[1], sides_[0]);
  }

  /// From here on, only users who have this role, and no other, and were let in.
  constexpr void look_at_role(std::size_t role) {
    is_gate_open_ = true;
    is_allowed_ = flags(false);
    is_allowed_[role] = 1;
  }
  constexpr std::string_view role_name(std::size_t role) const { return role_names_[role]; }
  /// The roles that either policy restricts on the table.
  constexpr std::vector<std::size_t> restricted_roles() const {
    std::vector<std::size_t> found;
    for (const side& s : sides_)
      for (const restricted_role& r : s.restricted) found.push_back(r.role);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  /// What was found last.
  comparison_witness witness() const {
    comparison_witness made;
    for (std::size_t r = 0; r < found_.size(); ++r)
      if (found_[r] != 0) made.roles.emplace_back(role_names_[r]);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_.is_used(i)) continue;
      comparison_witness::cell& cell = made.row.emplace_back();
      cell.column = rows_.name(i);
      cell.kind = rows_.kind(i);
      if (found_row_[i].kind != value_kind::null) cell.value = to_text(found_row_[i]);
    }
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      comparison_witness::claim& claim = made.claims.emplace_back();
      for (std::string_view segment : claims_[i].path.segments())
        claim.path.append(claim.path.empty() ? "" : " > ").append(segment);
      claim.is_usable = states_[i].is_usable;
      claim.is_list = states_[i].is_list;
      for (const value& v : states_[i].values) claim.values.push_back(to_text(v));
    }
    return made;
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

 private:
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
    constexpr std::span<const table_restriction> restrictions() const {
      return policy->restrictions.subspan(table->first_restriction, table->restriction_count);
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
      for (const table_restriction& r : s.restrictions()) name(r.role);
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
    for (const table_restriction& r : s.restrictions()) {
      const auto factors = all.factors.subspan(r.rows.first_factor, r.rows.factor_count);
      s.restricted.push_back({role_of(s, r.role), factors, {}});
      for (const compiled_factor& factor : factors) {
        if (std::ranges::find(s.groups, factor.group, &group_place::group) == s.groups.end())
          s.groups.push_back({factor.group, none});
        for (const plan_node& node : all.nodes.subspan(factor.first_node, factor.node_count)) add_node(s, node);
      }
    }
  }

  constexpr void add_node(side& s, const plan_node& node) {
    if (node.kind == node_kind::compare)
      rows_.add(s.columns[node.column], node.op, s.policy->conditions.values.subspan(node.first_value, node.value_count));
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
        return compare_cell(rows_.row()[s.columns[node.column]], node.op,
                            s.policy->conditions.values.subspan(node.first_value, node.value_count)) == truth::is_true;
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
    return is_true(s, s.policy->conditions.nodes.subspan(factor.first_node, factor.node_count));
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
    return is_gate_open_ || s.gate.empty() || std::ranges::any_of(s.gate, [&](std::size_t r) { return has[r] != 0; });
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

  // ---- roles

  /// Roles and a row that `a` shows and `b` does not.
  constexpr bool find(const side& a, const side& b) {
    if (!is_decided() && (a.table != nullptr || b.table != nullptr)) return false;
    // Kept out at the gate: by having none of its roles.
    if (!b.gate.empty() && !is_gate_open_) {
      roles outside = is_allowed_;
      for (std::size_t r : b.gate) outside[r] = 0;
      if (find_anywhere(a, b, outside)) return true;
    }
    roles others = is_allowed_;
    if (b.admin != none) others[b.admin] = 0;
    if (b.table == nullptr) return b.policy->unlisted_tables == unlisted_tables::deny && find_anywhere(a, b, others);
    for (std::size_t component = 0; component < components_.size(); ++component)
      if (!components_[component].empty() && any_cell(component, [&] { return find_hidden(a, b, component, others); })) return true;
    return false;
  }

  /// The row's cells of a component are set. Each way in which `b` may not show it leaves some roles, of which a culprit must be there.
  constexpr bool find_hidden(const side& a, const side& b, std::size_t component, const roles& others) {
    if (!b.is_per_column()) return find_hidden(a, b, component, others, std::nullopt, b.table->how == combination::all_roles);
    return std::ranges::any_of(b.groups, [&](const group_place& place) {
      return place.component == component && find_hidden(a, b, component, others, place.group, false);
    });
  }
  constexpr bool find_hidden(const side& a, const side& b, std::size_t component, const roles& others,
                             std::optional<std::uint32_t> group, bool may_be_admitted) {
    roles left = others;
    roles culprits = flags(false);
    bool is_possible = false;
    for (const restricted_role& r : b.restricted) {
      if (others[r.role] == 0 || (group && !is_about(r, *group))) continue;
      if (admits(b, r, group)) {
        if (!may_be_admitted) left[r.role] = 0;
      } else {
        culprits[r.role] = 1;
        is_possible = true;
      }
    }
    return is_possible && complete(a, b, component, std::move(left), &culprits);
  }

  constexpr bool find_anywhere(const side& a, const side& b, const roles& left) {
    if ((a.is_per_column() && !has_several_groups_) || a.table == nullptr) return complete(a, b, none, left, nullptr);
    for (std::size_t component = 0; component < components_.size(); ++component)
      if (!components_[component].empty() && any_cell(component, [&] { return complete(a, b, component, left, nullptr); }))
        return true;
    return false;
  }

  /// The most of the roles left with which `a` shows the row, whose cells outside of the component may still be chosen.
  constexpr bool complete(const side& a, const side& b, std::size_t component, roles left, const roles* culprits) {
    const bool is_admin = a.admin != none && left[a.admin] != 0;
    if (!is_admin && a.table != nullptr) {
      if (a.is_per_column()) {
        remove_hopeless(a, component, left);
      } else {
        const bool is_any = a.table->how == combination::any_role;
        const bool is_admitted =
            std::ranges::any_of(a.restricted, [&](const restricted_role& r) { return left[r.role] != 0 && admits(a, r); });
        if (!(is_any && is_admitted))
          for (const restricted_role& r : a.restricted)
            if (is_any || !admits(a, r)) left[r.role] = 0;
      }
    } else if (!is_admin && a.policy->unlisted_tables == unlisted_tables::deny) {
      return false;
    }
    if (!passes(a, left)) return false;
    if (culprits != nullptr) {
      bool has_culprit = false;
      for (std::size_t r = 0; r < left.size(); ++r) has_culprit = has_culprit || (left[r] != 0 && (*culprits)[r] != 0);
      if (!has_culprit) return false;
    }
    if (!is_admin) choose_other_cells(a, component, left);
    return keep(a, b, std::move(left));
  }

  /// Where no role that is left admits a row on some columns, whoever is restricted there must go; and so on.
  constexpr void remove_hopeless(const side& a, std::size_t component, roles& left) const {
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (const group_place& place : a.groups) {
        bool is_restricted = false;
        bool is_admitted = false;
        for (const restricted_role& r : a.restricted) {
          if (left[r.role] == 0 || !is_about(r, place.group)) continue;
          is_restricted = true;
          is_admitted = is_admitted || (place.component == component ? admits(a, r, place.group) : is_satisfiable(r, place.group));
        }
        if (!is_restricted || is_admitted) continue;
        for (const restricted_role& r : a.restricted)
          if (is_about(r, place.group)) left[r.role] = 0;
        is_changed = true;
      }
    }
  }

  constexpr void choose_other_cells(const side& a, std::size_t component, const roles& left) {
    for (const group_place& place : a.groups) {
      if (place.component == component) continue;
      const auto admitting = std::ranges::find_if(a.restricted, [&](const restricted_role& r) {
        return left[r.role] != 0 && is_about(r, place.group) && is_satisfiable(r, place.group);
      });
      if (admitting != a.restricted.end()) any_cell(place.component, [&] { return admits(a, *admitting, place.group); });
    }
  }

  constexpr bool keep(const side& a, const side& b, roles has) {
    if (!shows(a, has) || shows(b, has)) return false;
    for (bool is_changed = true; is_changed;) {  // roles that do not matter are left out
      is_changed = false;
      for (char& one : has) {
        if (one == 0) continue;
        one = 0;
        if (shows(a, has) && !shows(b, has)) is_changed = true;
        else one = 1;
      }
    }
    found_ = std::move(has);
    found_row_.clear();
    for (const value& cell : rows_.row()) found_row_.push_back(cell);
    return true;
  }

  std::size_t limit_;
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
  roles is_allowed_;
  bool is_gate_open_ = false;
  roles found_;
  std::vector<value> found_row_;
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
