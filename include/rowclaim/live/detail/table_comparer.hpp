// SPDX-License-Identifier: BSL-1.0
// Looks for roles and a row of one table that one policy shows and another does not.
#pragma once

#include <rowclaim/live/detail/value_samples.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
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

class table_comparer {
 public:
  table_comparer(const compiled_policy& first, const compiled_policy& second, std::string_view table, std::size_t limit)
      : limit_(limit) {
    for (auto& [policy, side] : {std::pair(&first, &sides_[0]), std::pair(&second, &sides_[1])}) {
      side->policy = policy;
      side->table = policy->find_table(table);
      for (role_number role : policy->gate) side->gate.push_back(role_of(policy->roles.names[role]));
      for (std::string_view name : policy->roles.names) role_of(name);
      if (policy->admin != name_table::not_found) side->admin = role_of(policy->roles.names[policy->admin]);
      if (side->table != nullptr) add_conditions(*side);
    }
    for (column& c : columns_) c.values = c.samples.values();
    make_components();
    for (side& s : sides_) find_satisfiable(s);
  }

  std::optional<comparison_witness> shown_by_first_alone() { return find(sides_[0], sides_[1]); }
  std::optional<comparison_witness> shown_by_second_alone() { return find(sides_[1], sides_[0]); }
  const std::string& undecided_because() const { return undecided_; }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  using node_kind = plan_node::node_kind;

  struct restricted_role {
    std::size_t role;
    std::vector<compiled_factor> factors;
    std::vector<std::uint32_t> satisfiable;  // groups
  };
  struct side {
    const compiled_policy* policy = nullptr;
    const compiled_table* table = nullptr;
    std::vector<std::size_t> gate;
    std::size_t admin = none;
    std::vector<restricted_role> restricted;
    std::vector<std::size_t> columns;        // of the table's columns: their place among all
    std::vector<std::size_t> claims;         // likewise
    std::vector<std::uint32_t> groups;       // that a factor is about
    std::map<std::uint32_t, std::size_t> component_of;  // of each such group

    bool is_per_column() const { return table == nullptr || table->how == combination::per_column; }
  };
  struct column {
    std::string_view name;
    value_kind kind;
    value_samples samples;
    std::vector<value> values = {};
    bool is_used = false;
    std::size_t component = none;
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
  using roles = std::vector<char>;  // one flag a role

  void undecided(std::string why) {
    if (undecided_.empty()) undecided_ = std::move(why);
  }

  std::size_t role_of(std::string_view name) {
    const auto [at, is_new] = role_numbers_.try_emplace(name, role_names_.size());
    if (is_new) role_names_.push_back(name);
    return at->second;
  }

  // ---- what both policies' conditions are about

  void add_conditions(side& s) {
    const table_schema& schema = *s.table->schema;
    for (const column_info& info : schema.columns) {
      const auto known = std::ranges::find(columns_, info.name, &column::name);
      s.columns.push_back(static_cast<std::size_t>(known - columns_.begin()));
      if (known == columns_.end()) columns_.push_back({info.name, info.kind, value_samples(info.kind)});
      else if (known->kind != info.kind) undecided("the column \"" + std::string(info.name) + "\" has different types");
    }
    s.claims.assign(s.policy->compared_claims.size(), none);
    const compiled_conditions& all = s.policy->conditions;
    for (const table_restriction& r : s.policy->restrictions.subspan(s.table->first_restriction, s.table->restriction_count)) {
      const auto factors = all.factors.subspan(r.rows.first_factor, r.rows.factor_count);
      s.restricted.push_back({role_of(s.policy->roles.names[r.role]), {factors.begin(), factors.end()}, {}});
      for (const compiled_factor& factor : factors) {
        if (std::ranges::find(s.groups, factor.group) == s.groups.end()) s.groups.push_back(factor.group);
        for (const plan_node& node : all.nodes.subspan(factor.first_node, factor.node_count)) add_node(s, node);
      }
    }
  }

  void add_node(side& s, const plan_node& node) {
    if (node.kind != node_kind::compare && node.kind != node_kind::compare_with_claim) return;
    const std::size_t place = s.columns[node.column];
    column& about = columns_[place];
    about.is_used = true;
    const bool is_prefix = node.op == comparison::starts_with || node.op == comparison::does_not_start_with;
    if (node.kind == node_kind::compare) {
      for (const value& v : s.policy->conditions.values.subspan(node.first_value, node.value_count))
        is_prefix ? about.samples.add_prefix(v) : about.samples.add_value(v);
      return;
    }
    const claim_path& path = s.policy->compared_claims[node.first_value];
    if (is_prefix) undecided("a column is compared with the beginning that a claim says");
    const auto known = std::ranges::find(claims_, path, &claim_use::path);
    s.claims[node.first_value] = static_cast<std::size_t>(known - claims_.begin());
    if (known == claims_.end()) claims_.push_back({path, place});
    else if (known->column != place) undecided("the claim \"" + std::string(path.names[0]) + "\" is compared with several columns");
  }

  // Columns whose conditions must be looked at together: levels of a hierarchy; all of them where roles' conditions are combined whole.
  void make_components() {
    const bool is_joint = !sides_[0].is_per_column() || !sides_[1].is_per_column();
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].component = is_joint ? 0 : i;
    const auto unite = [&](std::size_t a, std::size_t b) {
      const std::size_t from = columns_[a].component;
      const std::size_t to = columns_[b].component;
      for (column& c : columns_)
        if (c.component == from) c.component = to;
    };
    for (const side& s : sides_)
      for (std::size_t i = 0; i < s.columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (s.table->schema->columns[i].group == s.table->schema->columns[j].group) unite(s.columns[i], s.columns[j]);
    for (side& s : sides_)
      for (std::uint32_t group : s.groups)
        for (std::size_t i = 0; i < s.columns.size(); ++i)
          if (s.table->schema->columns[i].group == group || group == compiled_factor::several_groups)
            s.component_of[group] = columns_[s.columns[i]].component;
    // Where a component has two groups of one policy, they are true of the same cells, or not: that is looked at for all together.
    for (const side& s : sides_)
      for (const auto& [group, component] : s.component_of)
        for (const auto& [other, same] : s.component_of)
          if (group != other && component == same) has_several_groups_ = true;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].is_used && std::ranges::find(components_, columns_[i].component) == components_.end())
        components_.push_back(columns_[i].component);
    row_.resize(columns_.size());
    states_.resize(claims_.size());
    for (std::size_t component : components_) {
      std::size_t cells = 1;
      for (const column& c : columns_)
        if (c.is_used && c.component == component) cells = std::min(limit_ + 1, cells * (c.values.size() + 1));
      for (const claim_use& use : claims_)
        if (columns_[use.column].component == component) cells = std::min(limit_ + 1, cells * 8);
      if (cells > limit_) undecided("the conditions tell more than " + std::to_string(limit_) + " kinds of rows apart");
    }
  }

  // ---- rows

  /// Calls `visit` with each cell of a component in `row_` and `states_`, until it says true.
  template <class Visit>
  bool any_cell(std::size_t component, Visit visit) {
    return any_cell_from(component, 0, visit);
  }
  template <class Visit>
  bool any_cell_from(std::size_t component, std::size_t from, Visit& visit) {
    while (from < columns_.size() && !(columns_[from].is_used && columns_[from].component == component)) ++from;
    if (from == columns_.size()) return any_state_from(component, 0, visit);
    row_[from].reset();
    if (any_cell_from(component, from + 1, visit)) return true;
    for (const value& v : columns_[from].values) {
      row_[from] = v;
      if (any_cell_from(component, from + 1, visit)) return true;
    }
    return false;
  }
  template <class Visit>
  bool any_state_from(std::size_t component, std::size_t from, Visit& visit) {
    while (from < claims_.size() && columns_[claims_[from].column].component != component) ++from;
    if (from == claims_.size()) return visit();
    for (claim_state& state : states_for(columns_[claims_[from].column], row_[claims_[from].column])) {
      states_[from] = std::move(state);
      if (any_state_from(component, from + 1, visit)) return true;
    }
    return false;
  }

  // A claim is compared with nothing but its column: it is that value, less, greater, a list with it or without it, or cannot be used.
  std::vector<claim_state> states_for(column& about, const std::optional<value>& content) {
    std::vector<claim_state> states(1);
    if (!content) return states;
    const auto behind = about.samples.just_behind(*content);
    const auto before = about.samples.just_before(*content);
    states.push_back({true, false, {*content}});
    states.push_back({true, true, {*content}});
    states.push_back({true, true, {}});
    if (behind) states.push_back({true, false, {*behind}});
    if (before) states.push_back({true, false, {*before}});
    if (behind || before) states.push_back({true, true, {behind ? *behind : *before}});
    return states;
  }

  static bool compare(const std::optional<value>& content, comparison op, std::span<const value> values) {
    if (!content) return op == comparison::is_null;
    const auto is_among = [&] { return std::ranges::any_of(values, [&](const value& v) { return are_same(*content, v); }); };
    switch (op) {
      case comparison::equal: return are_same(*content, values.front());
      case comparison::not_equal: return !are_same(*content, values.front());
      case comparison::less: return comes_before(*content, values.front());
      case comparison::greater_equal: return !comes_before(*content, values.front());
      case comparison::greater: return comes_before(values.front(), *content);
      case comparison::less_equal: return !comes_before(values.front(), *content);
      case comparison::in: return is_among();
      case comparison::not_in: return !is_among();
      case comparison::starts_with: return content->text.starts_with(values.front().text);
      case comparison::does_not_start_with: return !content->text.starts_with(values.front().text);
      case comparison::is_null: return false;
      case comparison::is_not_null: return true;
    }
    return false;
  }

  bool is_true(const side& s, std::span<const plan_node> nodes) const {
    const plan_node& node = nodes.front();
    switch (node.kind) {
      case node_kind::compare:
        return compare(row_[s.columns[node.column]], node.op,
                       s.policy->conditions.values.subspan(node.first_value, node.value_count));
      case node_kind::compare_with_claim: {
        const claim_state& state = states_[s.claims[node.first_value]];
        const bool wants_list = node.op == comparison::in || node.op == comparison::not_in;
        if (!state.is_usable || state.is_list != wants_list) return false;
        if (state.values.empty()) return node.op == comparison::not_in && row_[s.columns[node.column]].has_value();
        return compare(row_[s.columns[node.column]], node.op, state.values);
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
  bool is_true(const side& s, const compiled_factor& factor) const {
    return is_true(s, s.policy->conditions.nodes.subspan(factor.first_node, factor.node_count));
  }
  bool is_about(const restricted_role& r, std::uint32_t group) const {
    return std::ranges::find(r.factors, group, &compiled_factor::group) != r.factors.end();
  }
  /// Whether a role's conditions on a group are true; on all groups without one.
  bool admits(const side& s, const restricted_role& r, std::optional<std::uint32_t> group = {}) const {
    return std::ranges::all_of(r.factors, [&](const compiled_factor& f) { return (group && f.group != *group) || is_true(s, f); });
  }

  void find_satisfiable(side& s) {
    if (!undecided_.empty() || !s.is_per_column()) return;
    for (const auto& [group, component] : s.component_of)
      any_cell(component, [&] {
        for (restricted_role& r : s.restricted)
          if (is_about(r, group) && std::ranges::find(r.satisfiable, group) == r.satisfiable.end() && admits(s, r, group))
            r.satisfiable.push_back(group);
        return false;
      });
  }

  /// The whole semantics, for the row as it is: what a witness is confirmed by.
  bool shows(const side& s, const roles& has) const {
    if (!s.gate.empty() && std::ranges::none_of(s.gate, [&](std::size_t r) { return has[r] != 0; })) return false;
    if (s.admin != none && has[s.admin] != 0) return true;
    if (s.table == nullptr) return s.policy->unlisted_tables == unlisted_tables::allow;
    std::vector<const restricted_role*> own;
    for (const restricted_role& r : s.restricted)
      if (has[r.role] != 0) own.push_back(&r);
    if (own.empty()) return true;
    const auto admits_row = [&](const restricted_role* r) { return admits(s, *r); };
    if (s.table->how == combination::any_role) return std::ranges::any_of(own, admits_row);
    if (s.table->how == combination::all_roles) return std::ranges::all_of(own, admits_row);
    return std::ranges::all_of(s.groups, [&](std::uint32_t group) {
      bool is_restricted = false;
      for (const restricted_role* r : own) {
        if (!is_about(*r, group)) continue;
        if (admits(s, *r, group)) return true;
        is_restricted = true;
      }
      return !is_restricted;
    });
  }

  // ---- roles

  /// Roles and a row that `a` shows and `b` does not.
  std::optional<comparison_witness> find(const side& a, const side& b) {
    if (!undecided_.empty() && (a.table != nullptr || b.table != nullptr)) return std::nullopt;
    witness_.reset();
    const roles everybody(role_names_.size(), 1);
    // Kept out at the gate: by having none of its roles.
    if (!b.gate.empty()) {
      roles outside = everybody;
      for (std::size_t r : b.gate) outside[r] = 0;
      if (find_anywhere(a, b, outside)) return witness_;
    }
    roles others = everybody;
    if (b.admin != none) others[b.admin] = 0;
    if (b.table == nullptr) {
      if (b.policy->unlisted_tables == unlisted_tables::deny) find_anywhere(a, b, others);
      return witness_;
    }
    for (std::size_t component : components_)
      if (any_cell(component, [&] { return find_hidden(a, b, component, others); })) return witness_;
    return witness_;
  }

  /// The row's cells of a component are set. Each way in which `b` may not show it leaves some roles, of which a culprit must be there.
  bool find_hidden(const side& a, const side& b, std::size_t component, const roles& others) {
    const auto attempt = [&](auto admits_row, auto is_restricted, bool may_have_others) {
      roles left = others;
      roles culprits(role_names_.size(), 0);
      bool is_possible = false;
      for (const restricted_role& r : b.restricted) {
        if (!is_restricted(r)) continue;
        if (admits_row(r)) {
          if (!may_have_others) left[r.role] = 0;
        } else if (others[r.role] != 0) {
          culprits[r.role] = 1;
          is_possible = true;
        }
      }
      return is_possible && complete(a, b, component, left, &culprits);
    };
    const auto any = [](const restricted_role&) { return true; };
    if (b.table->how == combination::any_role) return attempt([&](const auto& r) { return admits(b, r); }, any, false);
    if (b.table->how == combination::all_roles) return attempt([&](const auto& r) { return admits(b, r); }, any, true);
    for (const auto& [group, where] : b.component_of) {
      if (where != component) continue;
      const std::uint32_t g = group;
      if (attempt([&](const auto& r) { return admits(b, r, g); }, [&](const auto& r) { return is_about(r, g); }, false))
        return true;
    }
    return false;
  }

  bool find_anywhere(const side& a, const side& b, const roles& left) {
    if ((a.is_per_column() && !has_several_groups_) || a.table == nullptr) return complete(a, b, none, left, nullptr);
    for (std::size_t component : components_)
      if (any_cell(component, [&] { return complete(a, b, component, left, nullptr); })) return true;
    return false;
  }

  /// The most of the roles left with which `a` shows the row, whose cells outside of the component may still be chosen.
  bool complete(const side& a, const side& b, std::size_t component, roles left, const roles* culprits) {
    const bool is_admin = a.admin != none && left[a.admin] != 0;
    if (!is_admin && a.table != nullptr) {
      if (a.table->how == combination::per_column) {
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
    const auto has_one_of = [&](const auto& wanted) {
      return std::ranges::any_of(wanted, [&](std::size_t r) { return left[r] != 0; });
    };
    if (!a.gate.empty() && !has_one_of(a.gate)) return false;
    if (culprits != nullptr) {
      bool has_culprit = false;
      for (std::size_t r = 0; r < left.size(); ++r) has_culprit = has_culprit || (left[r] != 0 && (*culprits)[r] != 0);
      if (!has_culprit) return false;
    }
    if (!is_admin) choose_other_cells(a, component, left);
    return keep_witness(a, b, left);
  }

  /// Where no role that is left admits a row on some columns, whoever is restricted there must go; and so on.
  void remove_hopeless(const side& a, std::size_t component, roles& left) const {
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (const auto& [group, where] : a.component_of) {
        bool is_restricted = false;
        bool is_admitted = false;
        for (const restricted_role& r : a.restricted) {
          if (left[r.role] == 0 || !is_about(r, group)) continue;
          is_restricted = true;
          is_admitted = is_admitted ||
                        (where == component ? admits(a, r, group) : std::ranges::find(r.satisfiable, group) != r.satisfiable.end());
        }
        if (!is_restricted || is_admitted) continue;
        for (const restricted_role& r : a.restricted)
          if (is_about(r, group)) left[r.role] = 0;
        is_changed = true;
      }
    }
  }

  void choose_other_cells(const side& a, std::size_t component, const roles& left) {
    for (const auto& [group, where] : a.component_of) {
      if (where == component) continue;
      const std::uint32_t g = group;
      const auto admitting = std::ranges::find_if(a.restricted, [&](const restricted_role& r) {
        return left[r.role] != 0 && is_about(r, g) && std::ranges::find(r.satisfiable, g) != r.satisfiable.end();
      });
      if (admitting != a.restricted.end()) any_cell(where, [&] { return admits(a, *admitting, g); });
    }
  }

  bool keep_witness(const side& a, const side& b, roles has) {
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
    comparison_witness& made = witness_.emplace();
    for (std::size_t r = 0; r < has.size(); ++r)
      if (has[r] != 0) made.roles.emplace_back(role_names_[r]);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].is_used) continue;
      comparison_witness::cell& cell = made.row.emplace_back();
      cell.column = columns_[i].name;
      cell.kind = columns_[i].kind;
      if (row_[i]) cell.value = to_text(*row_[i]);
    }
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      comparison_witness::claim& claim = made.claims.emplace_back();
      for (std::string_view segment : claims_[i].path.segments())
        claim.path.append(claim.path.empty() ? "" : " > ").append(segment);
      claim.is_usable = states_[i].is_usable;
      claim.is_list = states_[i].is_list;
      for (const value& v : states_[i].values) claim.values.push_back(to_text(v));
    }
    return true;
  }

  std::size_t limit_;
  side sides_[2];
  std::map<std::string_view, std::size_t> role_numbers_;
  std::vector<std::string_view> role_names_;
  std::deque<column> columns_;
  std::vector<claim_use> claims_;
  std::vector<std::size_t> components_;
  bool has_several_groups_ = false;
  std::vector<std::optional<value>> row_;
  std::vector<claim_state> states_;
  std::string undecided_;
  std::optional<comparison_witness> witness_;
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
