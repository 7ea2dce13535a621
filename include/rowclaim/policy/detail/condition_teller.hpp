// SPDX-License-Identifier: BSL-1.0
// Goes through a role's condition with the user's claims put in: says it in words, and what each comparison is of a row.
#pragma once

#include <rowclaim/policy/explanation.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/row_explanation.hpp>

namespace rowclaim::inline v0_1::detail {

/// One comparison of a condition, and what it is of a row.
struct told_comparison {
  std::uint32_t column = 0;
  std::string asks;     // "is one of France, Spain"
  std::string claim;    // the path of the claim that the cell is compared with; empty for none
  truth met = truth::is_unknown;
  std::string because;  // why it is not true; empty without a row
};

/// A condition in words, and what it is of a row.
struct told_condition {
  std::string words;
  truth met = truth::is_true;
  std::vector<told_comparison> comparisons;
};

class condition_teller {
 public:
  using node_kind = plan_node::node_kind;

  /// Without a row every comparison is unknown.
  condition_teller(const identity_view& user, const table_schema& table, record row = {}) : user_(user), table_(table), row_(row) {}

  /// Factors, all of which must be true.
  told_condition tell(std::span<const compiled_factor> factors) const {
    told_condition told;
    for (const compiled_factor& factor : factors) {
      told_condition one = tell_node(factor.first_node);
      const bool is_alternative = user_.policy.conditions.nodes[factor.first_node].kind == node_kind::any_of;
      add(told, std::move(one), node_kind::all_of, is_alternative && factors.size() > 1);
    }
    return told;
  }

 private:
  static void add(told_condition& whole, told_condition part, node_kind joining, bool in_parentheses) {
    const bool is_all_of = joining == node_kind::all_of;
    if (!whole.words.empty()) whole.words += is_all_of ? " and " : " or ";
    whole.words += in_parentheses ? '(' + part.words + ')' : part.words;
    whole.met = is_all_of ? std::min(whole.met, part.met) : std::max(whole.met, part.met);
    std::ranges::move(part.comparisons, std::back_inserter(whole.comparisons));
  }

  told_condition tell_node(std::uint32_t at) const {
    const plan_node& node = user_.policy.conditions.nodes[at];
    told_condition told;
    if (node.kind == node_kind::compare || node.kind == node_kind::compare_with_claim) {
      told_comparison one = tell_comparison(node, at);
      told.words = std::string(table_.columns[node.column].name) + " " + one.asks;
      told.met = one.met;
      told.comparisons.push_back(std::move(one));
      return told;
    }
    if (node.kind == node_kind::any_of) told.met = truth::is_false;
    for (std::uint32_t part = at + 1; part < at + node.extent; part += user_.policy.conditions.nodes[part].extent)
      add(told, tell_node(part), node.kind, user_.policy.conditions.nodes[part].extent > 1);
    return told;
  }

  // The engine itself puts the claim in and compares: a condition of this node alone, combined with nothing.
  told_comparison tell_comparison(const plan_node& node, std::uint32_t at) const {
    const compiled_factor factor{0, at, 1};
    const compiled_restriction alone{0, 1};
    const plan bound = combine(table_, {{&factor, 1}, user_.policy.conditions.nodes, user_.policy.conditions.values}, {&alone, 1},
                               combination::all_roles, user_.compared_claims);
    told_comparison told;
    told.column = node.column;
    const bool is_with_claim = node.kind == node_kind::compare_with_claim;
    if (is_with_claim) told.claim = path_text(user_.policy.compared_claims[node.first_value]);
    const std::string claim = "claim " + told.claim;
    if (bound.verdict() != plan::kind::where) {
      const std::string problem = is_with_claim ? problem_of(node) : std::string();
      told.asks = std::string(phrase(node.op)) + " " + claim + ", which " + problem;
      told.because = claim + " " + problem;
      return told;
    }
    told.asks = phrase(bound.nodes().front().op);
    std::string_view separator = " ";
    for (const value& v : bound.values(bound.nodes().front())) {
      told.asks.append(separator).append(in_sentence(v));
      separator = ", ";
    }
    if (is_with_claim) told.asks += " (" + claim + ")";
    if (row_.size() != table_.columns.size()) return told;
    told.met = evaluate(bound, row_);
    if (told.met != truth::is_true) told.because = std::string(table_.columns[node.column].name) + " is " + cell_text(node.column);
    return told;
  }

  std::string cell_text(std::uint32_t column) const {
    const value& cell = row_[column];
    if (cell.kind == value_kind::null || !cell.is_valid) return "null";
    return cell.kind == table_.columns[column].kind ? in_sentence(cell) : "of another type";
  }

  std::string problem_of(const plan_node& node) const {
    const bool wants_list = node.op == comparison::in || node.op == comparison::not_in;
    if (node.first_value >= user_.compared_claims.size() || !user_.compared_claims[node.first_value].is_usable)
      return "is missing or malformed";
    const claim_values& claim = user_.compared_claims[node.first_value];
    if (claim.is_list != wants_list) return claim.is_list ? "is a list" : "is not a list";
    return claim.scalars.empty() ? "is empty" : "does not fit the column";
  }

  const identity_view& user_;
  const table_schema& table_;
  record row_;
};

}  // namespace rowclaim::inline v0_1::detail
