// SPDX-License-Identifier: BSL-1.0
// What a JSON scalar means in a column: the same in the conditions of a policy file and in rows.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/rows/condition_compiler.hpp>
#include <rowclaim/rows/value.hpp>

#include <optional>
#include <string_view>

// IWYU pragma: private, include <rowclaim/live/policy_reader.hpp>

namespace rowclaim::inline v0_1::detail {

/// The value; nothing if the column is of another type, as it always is of null. A whole number in a column of type double stays one.
inline std::optional<value> value_in_column(const json_node& node, value_kind kind) {
  const auto parsed = [](const auto& made) { return made ? std::optional(value::of(*made)) : std::nullopt; };
  const bool is_text = node.kind == json_kind::string;
  switch (kind) {
    case value_kind::boolean:
      if (node.kind == json_kind::boolean) return value::of(node.integer != 0);
      return std::nullopt;
    case value_kind::integer:
      if (node.kind == json_kind::integer) return value::of(node.integer);
      return std::nullopt;
    case value_kind::real:
      if (node.kind == json_kind::real) return value::of(node.real);
      if (node.kind == json_kind::integer && fits(value::of(node.integer), value_kind::real)) return value::of(node.integer);
      return std::nullopt;
    case value_kind::string:
      if (is_text) return value::of(node.text);
      return std::nullopt;
    case value_kind::date: return is_text ? parsed(parse_date(node.text)) : std::nullopt;
    case value_kind::time: return is_text ? parsed(parse_time(node.text)) : std::nullopt;
    case value_kind::timestamp: return is_text ? parsed(parse_timestamp(node.text)) : std::nullopt;
    case value_kind::null: return std::nullopt;
  }
  return std::nullopt;
}

/// The same for a row: of the column's kind to the bit.
inline std::optional<value> cell_in_column(const json_node& node, value_kind kind) {
  const std::optional<value> read = value_in_column(node, kind);
  return read && read->kind != kind ? value::of(static_cast<double>(read->integer)) : read;
}

constexpr std::string_view what_to_write(value_kind kind) {
  switch (kind) {
    case value_kind::boolean: return "true or false";
    case value_kind::integer: return "a whole number of at most 64 bits";
    case value_kind::real: return "a number, whole ones of at most 53 bits";
    case value_kind::string: return "text";
    case value_kind::date: return "a day that exists, as \"2026-11-22\"";
    case value_kind::time: return "a time of the day, as \"13:45:00\"";
    case value_kind::timestamp: return "a point in time in UTC, as \"2026-11-22T13:45:00Z\"";
    case value_kind::null: break;
  }
  return "something else";
}

}  // namespace rowclaim::inline v0_1::detail
