// SPDX-License-Identifier: BSL-1.0
// Looks at one role's condition: is it ever true, is it always true, and does each of its parts change something?
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/balanced_joiner.hpp>
#include <rowclaim/live/detail/condition_reader.hpp>
#include <rowclaim/live/detail/lint_list.hpp>
#include <rowclaim/live/detail/row_samples.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition_compiler.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_lint.hpp>

namespace rowclaim::inline v0_1::detail {

/// What is said holds for every row and every claim. A comparison with a claim is true, false or unknown as it likes, which is more
/// than claims can be: so nothing is said that is wrong, and of claims not everything that could be.
class condition_lint {
 public:
  /// `steps` is how much work may go into one condition: comparisons with a value, and parts compiled.
  condition_lint(const table_schema& table, combination how, std::size_t steps, std::string key, lint_list& out)
      : table_(table), how_(how), budget_(steps), key_(std::move(key)), out_(out), samples_(table) {}

  /// Requires: a condition without mistakes.
  void look_at(const json_node& condition) {
    mistake_list none({});
    condition_reader(table_, tokens_, none).read(condition);
    whole_ = part_of(condition);
    condition_ = compile();
    prepare();
    bool is_telling = true;  // a part of what is always or never true changes nothing, and that is no news
    for (const group& g : groups_) is_telling = judge(g, condition) && is_telling;
    if (is_telling) leave_out_what_can_be(whole_);
    if (budget_.is_exhausted())
      out_.add(lint_kind::not_looked_at, condition.place, key_,
               "the condition tells too many rows apart to be looked through; split the role, or check it by other means");
  }

  /// The number of a claim, for the compiler of conditions.
  std::uint32_t number_of(std::span<const std::string_view> segments) {
    const std::vector<std::string_view> path(segments.begin(), segments.end());
    const auto known = std::ranges::find(claims_, path);
    const auto number = static_cast<std::uint32_t>(known - claims_.begin());
    if (known == claims_.end()) claims_.push_back(path);
    return number;
  }

 private:
  using node_kind = plan_node::node_kind;

  /// A comparison, or what joins parts, as the file has it.
  struct part {
    token_kind kind = token_kind::compare;
    std::uint32_t place = 0;
    std::size_t first_token = 0;  // of a comparison
    std::size_t token_count = 0;
    std::vector<part> parts = {};
    bool is_left_out = false;
  };
  struct compiled {
    std::vector<compiled_factor> factors;
    std::vector<plan_node> nodes;
    std::vector<value> values;
  };
  /// Comparisons with one claim that are true, false or unknown together.
  struct variable {
    std::uint32_t claim;
    std::uint32_t column;
    comparison op;
    enum { unknown, is_true, is_false } state = unknown;
  };
  /// What is decided by itself: the factors of one group of columns where roles are combined per column, everything otherwise.
  struct group {
    std::uint32_t number;
    std::vector<std::size_t> columns;
    std::vector<std::size_t> variables;
    bool asks_only_for_null = true;
  };

  // ---- from the file to parts, and from parts to what the engine evaluates

  part part_of(const json_node& node) {
    if (json_tree::find(node, "column") != nullptr) return comparison_at(node.place, json_tree::find(node, "value"));
    part made{.kind = token_kind::all_of, .place = node.place};
    for (const json_node& member : json_tree::children(node)) {
      if (member.name == "not") {
        made.kind = token_kind::negate;
        made.parts.push_back(part_of(member));
      } else if (member.name == "and" || member.name == "or") {
        made.kind = member.name == "and" ? token_kind::all_of : token_kind::any_of;
        for (const json_node& one : json_tree::children(member)) made.parts.push_back(part_of(one));
      } else {
        made.parts.push_back(comparison_at(member.name_place, &member));
      }
    }
    return made;
  }

  // Comparisons come in the order of the file; what joins and negates them stands in between.
  part comparison_at(std::uint32_t place, const json_node* operand) {
    while (tokens_[at_].kind == token_kind::all_of || tokens_[at_].kind == token_kind::any_of ||
           tokens_[at_].kind == token_kind::negate)
      ++at_;
    part made{.place = place, .first_token = at_};
    while (tokens_[at_].kind == token_kind::literal || tokens_[at_].kind == token_kind::segment) ++at_;
    ++at_;
    made.token_count = at_ - made.first_token;
    if (operand != nullptr && operand->kind == json_kind::array) find_twins(*operand, made);
    return made;
  }

  void find_twins(const json_node& list, const part& comparison) {
    const bool are_real = table_.columns[table_.find(tokens_[at_ - 1].column)].kind == value_kind::real;
    std::vector<std::pair<value, std::uint32_t>> placed;
    for (const json_node& element : json_tree::children(list)) {
      const value& literal = tokens_[comparison.first_token + placed.size()].literal;
      const bool is_whole = are_real && literal.kind == value_kind::integer;
      placed.emplace_back(is_whole ? value::of(static_cast<double>(literal.integer)) : literal, element.place);
    }
    std::ranges::sort(placed, [](const auto& a, const auto& b) {
      return comes_before(a.first, b.first) || (are_same(a.first, b.first) && a.second < b.second);
    });
    for (std::size_t i = 1; i < placed.size(); ++i)
      if (are_same(placed[i - 1].first, placed[i].first))
        out_.add(lint_kind::entry_comes_twice, placed[i].second, key_,
                 "the value is in this list already; remove one of the two, or write what was meant");
  }

  compiled compile() {
    std::vector<condition_token> tokens;
    emit(whole_, tokens);
    budget_.spend(tokens.size());
    compiled made;
    condition_compiler<compiled, condition_lint>(tokens, table_, made, *this).compile();
    return made;
  }
  void emit(const part& p, std::vector<condition_token>& out) const {
    if (p.kind == token_kind::compare) {
      const auto first = tokens_.begin() + static_cast<std::ptrdiff_t>(p.first_token);
      out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(p.token_count));
      return;
    }
    if (p.kind == token_kind::negate) {
      emit(p.parts.front(), out);
      return out.push_back({.kind = token_kind::negate});
    }
    balanced_joiner joiner(out, p.kind);
    for (const part& one : p.parts) {
      if (one.is_left_out) continue;
      emit(one, out);
      joiner.add();
    }
    joiner.finish();
  }

  // ---- rows and claims

  std::uint32_t group_of(const compiled_factor& factor) const { return how_ == combination::per_column ? factor.group : 0; }

  void prepare() {
    for (const compiled_factor& factor : condition_.factors) {
      group& g = find_or_add(
          groups_, [&](const group& one) { return one.number == group_of(factor); }, group{group_of(factor), {}, {}});
      for (const plan_node& node : std::span(condition_.nodes).subspan(factor.first_node, factor.node_count)) {
        if (node.kind != node_kind::compare && node.kind != node_kind::compare_with_claim) continue;
        find_or_add(
            g.columns, [&](std::size_t column) { return column == node.column; }, node.column);
        g.asks_only_for_null = g.asks_only_for_null && (node.op == comparison::is_null || node.op == comparison::is_not_null);
        if (node.kind == node_kind::compare) {
          samples_.add(node.column, node.op, std::span(condition_.values).subspan(node.first_value, node.value_count));
        } else {
          samples_.use(node.column);
          const std::size_t number = variable_of(node);
          if (number == variables_.size()) variables_.push_back({node.first_value, node.column, base_of(node.op)});
          find_or_add(
              g.variables, [&](std::size_t v) { return v == number; }, number);
        }
      }
    }
    samples_.settle();
  }

  template <class List, class Is, class Element>
  static typename List::value_type& find_or_add(List& list, Is is, Element&& element) {
    const auto known = std::ranges::find_if(list, is);
    return known != list.end() ? *known : list.emplace_back(std::forward<Element>(element));
  }

  static comparison base_of(comparison op) { return std::min(op, opposite(op)); }
  std::size_t variable_of(const plan_node& node) const {
    const auto known = std::ranges::find_if(variables_, [&](const variable& v) {
      return v.claim == node.first_value && v.column == node.column && v.op == base_of(node.op);
    });
    return static_cast<std::size_t>(known - variables_.begin());
  }

  /// Calls `visit` for every kind of row and claims of a group, until it says true or the work has become too much.
  template <class Visit>
  bool any_case(const group& g, Visit visit) {
    return samples_.any_row(g.columns, [&] { return any_state(g.variables, visit); });
  }
  template <class Visit>
  bool any_state(std::span<const std::size_t> left, Visit& visit) {
    if (budget_.is_exhausted()) return true;
    if (left.empty()) return visit();
    variable& v = variables_[left.front()];
    v.state = variable::unknown;
    if (any_state(left.subspan(1), visit)) return true;
    if (is_null(v.column)) return false;  // and unknown it stays
    v.state = variable::is_true;
    if (any_state(left.subspan(1), visit)) return true;
    v.state = variable::is_false;
    return any_state(left.subspan(1), visit);
  }
  bool is_null(std::size_t column) const { return samples_.row()[column].kind == value_kind::null; }

  bool is_true(const compiled& c, std::span<const plan_node> nodes) {
    const plan_node& node = nodes.front();
    if (node.kind == node_kind::compare) {
      budget_.spend(1 + node.value_count);
      return compare_cell(samples_.row()[node.column], node.op, std::span(c.values).subspan(node.first_value, node.value_count)) ==
             truth::is_true;
    }
    if (node.kind == node_kind::compare_with_claim) {
      budget_.spend(1);
      const variable& v = variables_[variable_of(node)];
      return v.state == (node.op == v.op ? variable::is_true : variable::is_false);
    }
    const bool is_all_of = node.kind == node_kind::all_of;
    for (std::size_t at = 1; at < node.extent; at += nodes[at].extent)
      if (is_true(c, nodes.subspan(at)) != is_all_of) return !is_all_of;
    return is_all_of;
  }
  bool is_true(const compiled& c, const group& g) {
    return std::ranges::all_of(c.factors, [&](const compiled_factor& factor) {
      return group_of(factor) != g.number ||
             is_true(c, std::span<const plan_node>(c.nodes).subspan(factor.first_node, factor.node_count));
    });
  }

  // ---- what is said of it

  /// Result: whether the group is sometimes true and sometimes not.
  bool judge(const group& g, const json_node& condition) {
    bool is_ever_true = false;
    bool hides = false;
    bool hides_without_null = false;
    any_case(g, [&] {
      if (is_true(condition_, g)) {
        is_ever_true = true;
      } else {
        hides = true;
        hides_without_null = hides_without_null || std::ranges::none_of(g.columns, [&](std::size_t c) { return is_null(c); });
      }
      return is_ever_true && hides_without_null;
    });
    if (budget_.is_exhausted()) return false;
    const std::string about = columns_of(g);
    if (!is_ever_true)
      out_.add(lint_kind::condition_is_never_true, condition.place, key_,
               "what it asks of " + about + " is true of no row, so that nobody sees anything by this role; write what was meant");
    else if (!hides)
      out_.add(lint_kind::condition_is_always_true, condition.place, key_,
               "what it asks of " + about + " is true of every row, which restricts nothing; write what was meant, or remove it");
    else if (!hides_without_null && !g.asks_only_for_null)
      out_.add(lint_kind::condition_is_always_true, condition.place, key_,
               "what it asks of " + about +
                   " is true of every row but those with null there; write what was meant, or ask for is_not_null");
    return is_ever_true && hides;
  }

  std::string columns_of(const group& g) const {
    std::string names;
    for (std::size_t column : g.columns) names.append(names.empty() ? "" : " and ").append(table_.columns[column].name);
    return names;
  }

  /// From behind, so that of two that say the same the later one goes; what went stays away, so that all may be removed together.
  void leave_out_what_can_be(part& p) {
    for (auto one = p.parts.rbegin(); one != p.parts.rend(); ++one) {
      if (p.kind != token_kind::negate && std::ranges::count(p.parts, false, &part::is_left_out) > 1) {
        one->is_left_out = true;
        if (means_the_same(compile())) {
          out_.add(lint_kind::part_changes_nothing, one->place, key_,
                   "without this part the condition shows the same rows; remove it, or write what was meant");
          continue;
        }
        one->is_left_out = false;
      }
      if (budget_.is_exhausted()) return;
      leave_out_what_can_be(*one);
    }
  }

  /// Whether other factors do what the condition's do, group by group: what a role does not ask of a column, other roles may.
  bool means_the_same(const compiled& other) {
    const auto is_of = [&](const group& g) {
      return [this, &g](const compiled_factor& factor) { return group_of(factor) == g.number; };
    };
    for (const group& g : groups_)
      if (std::ranges::none_of(other.factors, is_of(g)) ||
          any_case(g, [&] { return is_true(condition_, g) != is_true(other, g); }) || budget_.is_exhausted())
        return false;
    return true;
  }

  const table_schema& table_;
  combination how_;
  step_budget budget_;
  std::string key_;
  lint_list& out_;
  std::vector<condition_token> tokens_;
  std::size_t at_ = 0;  // among the tokens, while parts are made
  part whole_;
  std::vector<std::vector<std::string_view>> claims_;
  compiled condition_;
  row_samples samples_;
  std::vector<variable> variables_;
  std::vector<group> groups_;
};

}  // namespace rowclaim::inline v0_1::detail
