// SPDX-License-Identifier: BSL-1.0
// Checks a written condition against its table, and compiles it for plans.
#pragma once

#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What is wrong with a condition.
enum class condition_problem : std::uint8_t {
  none,
  column_is_unknown,
  value_has_wrong_type,
  value_is_null,
  value_does_not_exist,  ///< NaN, a number beyond 64 bits, 30 February
  set_is_empty,
  prefix_needs_text,
  claim_path_is_empty,
  claim_path_is_too_long,
  columns_are_mixed,
};

namespace detail {

struct condition_finding {
  condition_problem problem = condition_problem::none;
  std::string_view column = {};
};

constexpr bool fits(const value& literal, value_kind column) {
  if (literal.kind == column) return true;
  constexpr std::int64_t largest_exact = std::int64_t{1} << 53;
  return column == value_kind::real && literal.kind == value_kind::integer && literal.integer <= largest_exact &&
         literal.integer >= -largest_exact;
}

constexpr condition_finding check_literals(std::span<const condition_token> literals, const column_info& column) {
  for (const condition_token& token : literals) {
    if (token.literal.kind == value_kind::null) return {condition_problem::value_is_null, column.name};
    if (!token.literal.is_valid) return {condition_problem::value_does_not_exist, column.name};
    if (!fits(token.literal, column.kind)) return {condition_problem::value_has_wrong_type, column.name};
  }
  return {};
}

/// Looks for the first mistake of a condition, comparison by comparison.
constexpr condition_finding check_condition(std::span<const condition_token> tokens, const table_schema& table) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const condition_token& token = tokens[i];
    if (token.kind != token_kind::compare && token.kind != token_kind::compare_with_claim) continue;
    const std::size_t position = table.find(token.column);
    if (position == table_schema::no_column) return {condition_problem::column_is_unknown, token.column};
    const column_info& column = table.columns[position];
    const bool is_prefix = token.op == comparison::starts_with || token.op == comparison::does_not_start_with;
    if (is_prefix && column.kind != value_kind::string) return {condition_problem::prefix_needs_text, column.name};
    if (token.kind == token_kind::compare_with_claim) {
      if (token.operands == 0) return {condition_problem::claim_path_is_empty, column.name};
      if (token.operands > max_claim_segments) return {condition_problem::claim_path_is_too_long, column.name};
      continue;
    }
    if (token.operands == 0 && (token.op == comparison::in || token.op == comparison::not_in))
      return {condition_problem::set_is_empty, column.name};
    if (const auto found = check_literals(tokens.subspan(i - token.operands, token.operands), column);
        found.problem != condition_problem::none)
      return found;
  }
  return {};
}

/// Compiles sound conditions into shared arrays. `Arrays` has `factors`, `nodes` and `values`, each with `push_back`, `size` and `[]`;
/// `Claims` gives the number of a claim for its segments.
template <class Arrays, class Claims>
class condition_compiler {
 public:
  using node_kind = plan_node::node_kind;

  constexpr condition_compiler(std::span<const condition_token> tokens, const table_schema& table, Arrays& out, Claims& claims)
      : tokens_(tokens), table_(table), out_(out), claims_(claims) {}

  constexpr compiled_restriction compile() {
    compiled_restriction made{static_cast<std::uint32_t>(out_.factors.size()), 0};
    split_factors(tokens_.size(), false);
    made.factor_count = static_cast<std::uint32_t>(out_.factors.size()) - made.first_factor;
    return made;
  }

 private:
  // Each part of a condition is known by where it ends; its last token says what it is. Parts keep their order.

  static constexpr node_kind joining(token_kind token, bool is_negated) {
    return (token == token_kind::all_of) != is_negated ? node_kind::all_of : node_kind::any_of;  // De Morgan
  }
  static constexpr bool joins(token_kind token) { return token == token_kind::all_of || token == token_kind::any_of; }
  static constexpr std::size_t operands_before(const condition_token& comparison) {
    return comparison.kind == token_kind::compare_with_claim ? max_claim_segments : comparison.operands;
  }

  /// Where the part before the one that ends at `end` ends. Complexity: linear in the part that is passed over, which is short in
  /// chains of & or |, as they lean to the left.
  constexpr std::size_t end_before(std::size_t end) const {
    for (std::size_t missing = 1; missing > 0;) {
      const condition_token& token = tokens_[--end];
      if (joins(token.kind)) {
        ++missing;
      } else if (token.kind != token_kind::negate) {
        end -= operands_before(token);
        --missing;
      }
    }
    return end;
  }

  constexpr void split_factors(std::size_t end, bool is_negated) {
    const condition_token& token = tokens_[end - 1];
    if (token.kind == token_kind::negate) {
      split_factors(end - 1, !is_negated);
    } else if (joins(token.kind) && joining(token.kind, is_negated) == node_kind::all_of) {
      split_factors(end_before(end - 1), is_negated);
      split_factors(end - 1, is_negated);
    } else {
      factor_group_ = no_group;
      const auto first = static_cast<std::uint32_t>(out_.nodes.size());
      emit(end, is_negated);
      out_.factors.push_back(compiled_factor{factor_group_, first, static_cast<std::uint32_t>(out_.nodes.size()) - first});
    }
  }

  constexpr void emit(std::size_t end, bool is_negated) {
    const condition_token& token = tokens_[end - 1];
    if (token.kind == token_kind::negate) {
      emit(end - 1, !is_negated);
    } else if (joins(token.kind)) {
      const std::size_t opened = out_.nodes.size();
      out_.nodes.push_back(plan_node{.kind = joining(token.kind, is_negated)});
      emit_parts(end, is_negated, joining(token.kind, is_negated));
      out_.nodes[opened].extent = static_cast<std::uint32_t>(out_.nodes.size() - opened);
    } else {
      emit_comparison(tokens_.subspan(end - 1 - operands_before(token), operands_before(token)), token, is_negated);
    }
  }

  // What is joined alike becomes parts of one node, however it was grouped: a | b | c, a | (b | c) and a list are one condition.
  constexpr void emit_parts(std::size_t end, bool is_negated, node_kind joined) {
    std::size_t inner = end;
    bool is_inner_negated = is_negated;
    for (; tokens_[inner - 1].kind == token_kind::negate; --inner) is_inner_negated = !is_inner_negated;
    const token_kind kind = tokens_[inner - 1].kind;
    if (joins(kind) && joining(kind, is_inner_negated) == joined) {
      emit_parts(end_before(inner - 1), is_inner_negated, joined);
      emit_parts(inner - 1, is_inner_negated, joined);
    } else {
      emit(end, is_negated);
    }
  }

  constexpr void emit_comparison(std::span<const condition_token> operands, const condition_token& token, bool is_negated) {
    const auto column = static_cast<std::uint32_t>(table_.find(token.column));
    const auto group = static_cast<std::uint32_t>(table_.columns[column].group);
    factor_group_ = factor_group_ == no_group || factor_group_ == group ? group : compiled_factor::several_groups;

    plan_node node{.kind = node_kind::compare, .op = is_negated ? opposite(token.op) : token.op, .column = column};
    if (token.kind == token_kind::compare_with_claim) {
      std::array<std::string_view, max_claim_segments> segments{};
      for (std::uint32_t i = 0; i < token.operands; ++i) segments[i] = operands[i].literal.text;
      node.kind = node_kind::compare_with_claim;
      node.first_value = claims_.number_of(std::span<const std::string_view>(segments).first(token.operands));
    } else {
      node.first_value = static_cast<std::uint32_t>(out_.values.size());
      node.value_count = token.operands;
      for (const condition_token& operand : operands) {
        value literal = operand.literal;
        if (table_.columns[column].kind == value_kind::real && literal.kind == value_kind::integer)
          literal = value::of(static_cast<double>(literal.integer));
        out_.values.push_back(literal);
      }
    }
    out_.nodes.push_back(node);
  }

  static constexpr std::uint32_t no_group = compiled_factor::several_groups - 1;

  std::span<const condition_token> tokens_;
  const table_schema& table_;
  Arrays& out_;
  Claims& claims_;
  std::uint32_t factor_group_ = no_group;
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
