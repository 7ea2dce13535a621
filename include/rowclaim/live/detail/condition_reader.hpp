// SPDX-License-Identifier: BSL-1.0
// Reads one condition of a policy file into the tokens that a condition of the program's has.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/balanced_joiner.hpp>
#include <rowclaim/live/detail/column_value.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/live/detail/policy_keys.hpp>
#include <rowclaim/rows/condition_compiler.hpp>
#include <rowclaim/rows/table.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_reader.hpp>

namespace rowclaim::inline v0_1::detail {

class condition_reader {
 public:
  condition_reader(const table_schema& table, std::vector<condition_token>& tokens, mistake_list& mistakes)
      : table_(table), tokens_(tokens), mistakes_(mistakes) {}

  /// Adds the condition's tokens. After a mistake they are good for nothing.
  void read(const json_node& node) {
    if (!mistakes_.expect(node, json_kind::object, "a condition is an object")) return;
    const auto members = json_tree::children(node);
    if (members.empty()) return mistakes_.add(node, "an empty condition restricts nothing; write one, or leave the role out");
    if (json_tree::find(node, "column") != nullptr) return read_comparison(node);
    for (const json_node& member : members) {
      if (member.name != "and" && member.name != "or" && member.name != "not") continue;
      if (node.extent != member.extent + 1)
        return mistakes_.add_at_name(member, "it stands alone in its object; put the other conditions into its list");
      const auto inside = mistakes_.inside(member);
      if (member.name == "not") {
        read(member);
        return push({.kind = token_kind::negate});
      }
      return read_joined(member, member.name == "and" ? token_kind::all_of : token_kind::any_of);
    }
    balanced_joiner joiner(tokens_, token_kind::all_of);
    for (const json_node& member : members) {
      const auto inside = mistakes_.inside(member);
      read_equality(member);
      joiner.add();
    }
    joiner.finish();
  }

 private:
  void push(const condition_token& token) { tokens_.push_back(token); }

  void read_joined(const json_node& list, token_kind how) {
    if (!mistakes_.expect(list, json_kind::array, "the conditions are a list")) return;
    if (json_tree::children(list).empty()) return mistakes_.add(list, "the list is empty; write at least one condition");
    balanced_joiner joiner(tokens_, how);
    for (const json_node& part : json_tree::children(list)) {
      read(part);
      joiner.add();
    }
    joiner.finish();
  }

  // `{"Country": "France"}` or `{"Country": ["France", "UK"]}`.
  void read_equality(const json_node& member) {
    const column_info* column = find_column(member.name, member.name_place);
    if (column == nullptr) return;
    if (member.kind == json_kind::array) return read_set(member, *column, comparison::in);
    read_literal(member, *column);
    push({.kind = token_kind::compare, .op = comparison::equal, .operands = 1, .column = column->name});
  }

  // `{"column": C, "op": OP, "value": V}`, or `"claim"` in place of `"value"`.
  void read_comparison(const json_node& node) {
    const std::size_t before = mistakes_.size();
    const json_node* parts[comparison_keys.size()] = {};
    for (const json_node& member : json_tree::children(node)) {
      const auto key = std::ranges::find(comparison_keys, member.name);
      if (key == comparison_keys.end()) {
        nearest_name nearest(member.name);
        for (std::string_view known : comparison_keys) nearest.consider(known);
        mistakes_.add_at_name(member, "a comparison has no such key" + suggestion(nearest.name()));
        continue;
      }
      parts[key - comparison_keys.begin()] = &member;
    }
    if (mistakes_.size() != before) return;  // what is missing is what was misspelt
    const auto [column_name, op_name, value, claim] = parts;
    const column_info* column = nullptr;
    if (mistakes_.expect(*column_name, json_kind::string, "a column is named by text"))
      column = find_column(column_name->text, column_name->place);
    comparison op = comparison::equal;
    if (op_name == nullptr) return mistakes_.add(node, "the comparison has no \"op\"; write one, for example \"==\"");
    if (!mistakes_.read_word(*op_name, comparison_words, op) || column == nullptr) return;
    const bool is_about_null = op == comparison::is_null || op == comparison::is_not_null;
    if (is_about_null && (value != nullptr || claim != nullptr))
      return mistakes_.add(value != nullptr ? *value : *claim, "this comparison takes no value; leave it out");
    if (!is_about_null && (value == nullptr) == (claim == nullptr))
      return mistakes_.add(node, "the comparison needs either a \"value\" or a \"claim\"");
    if (op == comparison::starts_with && column->kind != value_kind::string)
      return mistakes_.add(*op_name, "only text starts with something; the column " + quoted(column->name) + " is of type " +
                                         std::string(name(column->kind)));
    if (claim != nullptr) return read_claim(*claim, *column, op);
    if (op == comparison::in || op == comparison::not_in) return read_set(*value, *column, op);
    if (!is_about_null) read_literal(*value, *column);
    push({.kind = token_kind::compare, .op = op, .operands = is_about_null ? 0u : 1u, .column = column->name});
  }

  void read_claim(const json_node& node, const column_info& column, comparison op) {
    claim_path path;
    if (!mistakes_.read_path(node, path)) return;
    for (std::size_t i = 0; i < max_claim_segments; ++i)
      push({.kind = token_kind::segment, .literal = value::of(i < path.size ? path.names[i] : std::string_view{})});
    push({.kind = token_kind::compare_with_claim,
          .op = op,
          .operands = static_cast<std::uint32_t>(path.size),
          .column = column.name});
  }

  void read_set(const json_node& list, const column_info& column, comparison op) {
    if (!mistakes_.expect(list, json_kind::array, "the values to choose from are a list")) return;
    std::uint32_t count = 0;
    for (const json_node& element : json_tree::children(list)) {
      read_literal(element, column);
      ++count;
    }
    if (count == 0) mistakes_.add(list, "no value is in an empty list, so that no row would be shown; list at least one");
    push({.kind = token_kind::compare, .op = op, .operands = count, .column = column.name});
  }

  void read_literal(const json_node& node, const column_info& column) {
    if (node.kind == json_kind::null)
      return mistakes_.add(node,
                           "nothing is equal to null; ask with {\"column\": " + quoted(column.name) + ", \"op\": \"is_null\"}");
    if (const std::optional<value> literal = value_in_column(node, column.kind)) return push({.literal = *literal});
    std::string sentence = "the column " + quoted(column.name) + " is of type " + std::string(name(column.kind));
    sentence.append("; write ").append(what_to_write(column.kind));
    mistakes_.add(node, std::move(sentence));
  }

  const column_info* find_column(std::string_view name, std::size_t place) {
    const std::size_t i = table_.find(name);
    if (i != table_schema::no_column) return &table_.columns[i];
    nearest_name nearest(name);
    for (const column_info& known : table_.columns) nearest.consider(known.name);
    mistakes_.add_here(place, "the table " + quoted(table_.name) + " has no column " + quoted(name) + suggestion(nearest.name()));
    return nullptr;
  }

  const table_schema& table_;
  std::vector<condition_token>& tokens_;
  mistake_list& mistakes_;
};

}  // namespace rowclaim::inline v0_1::detail
