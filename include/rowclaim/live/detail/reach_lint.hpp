// SPDX-License-Identifier: BSL-1.0
// Looks at which rows sets of roles see: defaults that see more than mapped roles, and roles that take rows away from others.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/lint_list.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/live/detail/row_samples.hpp>
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_lint.hpp>

namespace rowclaim::inline v0_1::detail {

/// Looks for a row that one plan shows and another does not, part by part: columns that no part brings together are looked at apart.
class row_difference {
 public:
  row_difference(const plan& shown_by, const plan& hidden_by, step_budget& budget)
      : shown_by_(shown_by), hidden_by_(hidden_by), budget_(budget), samples_(*shown_by.table()) {
    budget.spend(steps_of(shown_by) + steps_of(hidden_by));
    if (budget.is_exhausted()) return;
    samples_.add(shown_by);
    samples_.add(hidden_by);
    samples_.settle();
  }

  /// Such a row in words; nothing if there is none, or if the budget does not reach to find out.
  std::optional<std::string> find() {
    if (budget_.is_exhausted() || shown_by_.shows_none() || hidden_by_.shows_all()) return std::nullopt;
    const std::vector<std::size_t> hiding = parts_of(hidden_by_);
    if (hiding.empty()) return find_hidden_by({});
    for (std::size_t part : hiding)
      if (auto row = find_hidden_by(part)) return row;
    return std::nullopt;
  }

 private:
  static std::size_t steps_of(const plan& p) {
    std::size_t steps = 1;
    for (const plan_node& node : p.nodes()) steps += 1 + node.value_count;
    return steps;
  }

  /// The parts that must all be true.
  static std::vector<std::size_t> parts_of(const plan& p) {
    if (p.nodes().empty()) return {};
    if (p.nodes().front().kind != plan_node::node_kind::all_of) return {0};
    std::vector<std::size_t> parts;
    for (std::size_t at = 1; at < p.nodes().size(); at += p.nodes()[at].extent) parts.push_back(at);
    return parts;
  }
  static std::vector<std::size_t> columns_of(const plan& p, std::size_t part) {
    std::vector<std::size_t> columns;
    for (const plan_node& node : p.nodes().subspan(part, p.nodes()[part].extent))
      if (node.kind == plan_node::node_kind::compare) join(columns, {node.column});
    return columns;
  }
  static void join(std::vector<std::size_t>& columns, const std::vector<std::size_t>& more) {
    for (std::size_t column : more)
      if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
  }
  static bool meet(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    return std::ranges::any_of(a, [&](std::size_t column) { return std::ranges::find(b, column) != b.end(); });
  }

  /// A row that all parts of the one show, and a part of the other does not; any part if it has none, as it shows nothing then.
  std::optional<std::string> find_hidden_by(std::optional<std::size_t> part) {
    std::vector<std::size_t> left = parts_of(shown_by_);
    const auto is_hidden = [&] { return !is_true(hidden_by_, *part); };
    if (part && !set_columns(columns_of(hidden_by_, *part), left, is_hidden)) return std::nullopt;
    while (!left.empty())
      if (!set_columns(columns_of(shown_by_, left.front()), left, [] { return true; })) return std::nullopt;
    return row_in_words();
  }

  /// Sets these columns, and those that parts bring together with them, so that the parts are true; the parts are no longer left then.
  template <class More>
  bool set_columns(std::vector<std::size_t> columns, std::vector<std::size_t>& left, More is_true_also) {
    std::vector<std::size_t> parts;
    for (std::size_t i = 0; i < left.size();) {
      const std::vector<std::size_t> own = columns_of(shown_by_, left[i]);
      if (!meet(own, columns)) {
        ++i;
        continue;
      }
      join(columns, own);
      parts.push_back(left[i]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;
    }
    const auto is_sought = [&] {
      return is_true_also() && std::ranges::all_of(parts, [&](std::size_t part) { return is_true(shown_by_, part); });
    };
    const auto has_null = [&] {
      return std::ranges::any_of(columns, [&](std::size_t c) { return samples_.row()[c].kind == value_kind::null; });
    };
    // Null is the odd case, and no good example where there is another.
    const auto found = [&](bool with_null) {
      return samples_.any_row(columns, [&] {
        budget_.spend(1);
        return budget_.is_exhausted() || ((with_null || !has_null()) && is_sought());
      });
    };
    return (found(false) || found(true)) && !budget_.is_exhausted();
  }

  /// What a comparison costs is the values that it looks at.
  bool is_true(const plan& p, std::size_t part) {
    for (const plan_node& node : p.nodes().subspan(part, p.nodes()[part].extent)) budget_.spend(1 + node.value_count);
    return evaluate(p, samples_.row(), part) == truth::is_true;
  }

  std::string row_in_words() const {
    std::string words;
    for (std::size_t column = 0; column < samples_.size(); ++column) {
      if (!samples_.is_used(column)) continue;
      const value& cell = samples_.row()[column];
      words.append(words.empty() ? "" : ", ").append(samples_.name(column)).append(" is ");
      words.append(cell.kind == value_kind::null ? "null" : is_foreign_text(cell) ? bytes_of(cell.text) : in_sentence(cell));
    }
    return words;
  }

  /// Text that neither plan has: between two others, and maybe no characters at all.
  bool is_foreign_text(const value& cell) const {
    const auto has = [&](const plan& p) {
      return std::ranges::any_of(p.nodes(), [&](const plan_node& node) {
        return node.kind == plan_node::node_kind::compare &&
               std::ranges::any_of(p.values(node), [&](const value& v) { return v == cell; });
      });
    };
    return cell.kind == value_kind::string && !has(shown_by_) && !has(hidden_by_);
  }
  static std::string bytes_of(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string shown = "\"";
    for (const char c : text)
      if (c >= ' ' && c <= '~') shown += c;
      else shown.append("\\x").append({digits[static_cast<unsigned char>(c) / 16u], digits[static_cast<unsigned char>(c) % 16u]});
    return shown + '"';
  }

  const plan& shown_by_;
  const plan& hidden_by_;
  step_budget& budget_;
  row_samples samples_;
};

/// Restrictions that compare with a claim are left out: what they show depends on who asks.
class reach_lint {
 public:
  reach_lint(const compiled_policy& policy, const json_node& root, std::size_t steps, lint_list& out)
      : policy_(policy), root_(root), steps_(steps), out_(out) {}

  void look() {
    for (const compiled_table& table : policy_.tables) {
      step_budget budget(steps_);
      look_at_defaults(table, budget);
      if (table.how == combination::per_column) look_at_additions(table, budget);
      if (budget.is_exhausted())
        out_.add(lint_kind::not_looked_at, table_node(table).name_place, "tables." + std::string(table.schema->name),
                 "its restrictions tell too many rows apart to compare what all roles see; compare roles by other means");
    }
  }

 private:
  using role_set = std::vector<role_number>;
  using group_set = std::vector<std::uint32_t>;

  bool compares_with_claim(const table_restriction& restriction) const {
    return std::ranges::any_of(policy_.conditions.factors_of(restriction.rows), [&](const compiled_factor& factor) {
      return std::ranges::any_of(policy_.conditions.nodes_of(factor),
                                 [](const plan_node& node) { return node.kind == plan_node::node_kind::compare_with_claim; });
    });
  }

  const json_node& table_node(const compiled_table& table) const {
    return *json_tree::find(*json_tree::find(root_, "tables"), table.schema->name);
  }

  /// What whoever has these roles, and is let in, sees of a table.
  plan plan_of(std::span<const role_number> roles, const compiled_table& table) const {
    std::vector<std::uint64_t> bits(words_for(policy_.role_count()));
    for (role_number role : roles) bits[role / 64] |= std::uint64_t{1} << (role % 64);
    return make_plan({policy_, bits, {}, true}, *table.schema);
  }

  /// Those of the roles that are restricted on a table; nothing if one of them is compared with a claim.
  std::optional<role_set> restricted_on(const compiled_table& table, std::span<const role_number> roles) const {
    role_set made;
    for (const table_restriction& restriction : policy_.restrictions_of(table)) {
      if (std::ranges::find(roles, restriction.role) == roles.end()) continue;
      if (compares_with_claim(restriction)) return std::nullopt;
      made.push_back(restriction.role);
    }
    return made;
  }

  bool has_admin(std::span<const role_number> roles) const { return std::ranges::find(roles, policy_.admin) != roles.end(); }

  // ---- losing a claim

  void look_at_defaults(const compiled_table& table, step_budget& budget) {
    const bool is_let_in = policy_.gate.empty() || std::ranges::any_of(policy_.default_roles, [&](role_number role) {
                             return std::ranges::find(policy_.gate, role) != policy_.gate.end();
                           });
    // Defaults that are restricted nowhere have a finding of their own.
    const bool is_restricted = std::ranges::any_of(policy_.restrictions, [&](const table_restriction& restriction) {
      return std::ranges::find(policy_.default_roles, restriction.role) != policy_.default_roles.end();
    });
    if (!is_let_in || !is_restricted || has_admin(policy_.default_roles)) return;
    const auto own = restricted_on(table, policy_.default_roles);
    if (!own) return;
    const plan by_default = plan_of(*own, table);
    std::set<role_set> seen;
    for (const grant_table* grants : {&policy_.role_mapping, &policy_.name_mapping, &policy_.individual_roles})
      for (std::size_t key = 0; key < grants->grants.size(); ++key) {
        const auto given = policy_.roles_of(grants->grants[key]);
        const auto restricted = restricted_on(table, given);
        if (!restricted || restricted->empty() || has_admin(given) || !seen.insert(*restricted).second) continue;
        if (budget.is_exhausted()) return;
        const plan mapped = plan_of(*restricted, table);
        const auto row = row_difference(by_default, mapped, budget).find();
        if (!row) continue;
        const json_node& place = *json_tree::find(root_, "default_roles");
        out_.add(lint_kind::default_sees_more, place.name_place, "default_roles",
                 "on the table " + quoted(table.schema->name) + " they see more than " + quoted(grants->keys.names[key]) +
                     " gives, so that losing it shows more, such as a row where " + *row +
                     "; restrict the default roles further, or take away what lets them in");
        return;
      }
  }

  // ---- getting a role

  void look_at_additions(const compiled_table& table, step_budget& budget) {
    std::map<group_set, std::vector<const table_restriction*>> by_columns;  // roles that ask something of the same columns
    for (const table_restriction& restriction : policy_.restrictions_of(table)) {
      if (compares_with_claim(restriction)) continue;
      group_set groups;
      for (const compiled_factor& factor : policy_.conditions.factors_of(restriction.rows)) groups.push_back(factor.group);
      std::ranges::sort(groups);
      const auto rest = std::ranges::unique(groups);
      groups.erase(rest.begin(), rest.end());
      by_columns[groups].push_back(&restriction);
    }
    for (const auto& [columns, added] : by_columns)
      for (const auto& [others, had] : by_columns)
        if (!std::ranges::includes(others, columns) && find_addition(table, added, had, budget)) break;
  }

  /// Roles on the same columns narrow alike, unless a condition is always or never true: a few of each are tried.
  bool find_addition(const compiled_table& table, const std::vector<const table_restriction*>& added,
                     const std::vector<const table_restriction*>& had, step_budget& budget) {
    constexpr std::size_t some = 4;
    for (const table_restriction* one : std::span(added).first(std::min(some, added.size())))
      for (const table_restriction* other : std::span(had).first(std::min(some, had.size()))) {
        if (budget.is_exhausted()) return false;
        const role_number both[] = {one->role, other->role};
        const plan before = plan_of(std::span(both).last(1), table);
        const plan after = plan_of(both, table);
        const auto row = row_difference(before, after, budget).find();
        if (!row) continue;
        say_narrows(table, *one, *other, *row, added.size() - 1);
        return true;
      }
    return false;
  }

  void say_narrows(const compiled_table& table, const table_restriction& added, const table_restriction& had,
                   const std::string& row, std::size_t more) {
    const std::string_view role = policy_.roles.names[added.role];
    const json_node& place = *json_tree::find(*json_tree::find(table_node(table), "restrictions"), role);
    std::string sentence = "whoever has " + quoted(policy_.roles.names[had.role]) +
                           " and is given this role as well sees less, for example no row where " + row +
                           "; if roles are to add up, set \"combination\" to any_role";
    if (more != 0)
      sentence += " (" + std::to_string(more) + (more == 1 ? " other role" : " other roles") + " on these columns likewise)";
    out_.add(lint_kind::role_narrows, place.name_place,
             "tables." + std::string(table.schema->name) + ".restrictions." + std::string(role), std::move(sentence));
  }

  const compiled_policy& policy_;
  const json_node& root_;
  std::size_t steps_;
  lint_list& out_;
};

}  // namespace rowclaim::inline v0_1::detail
