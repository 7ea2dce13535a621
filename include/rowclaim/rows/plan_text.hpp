// SPDX-License-Identifier: BSL-1.0
// A plan in words, for people: "Country is one of France, Spain and Amount is at least 1000".
#pragma once

#include <rowclaim/rows/plan.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

namespace detail {

inline void append_padded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out.append(digits);
}

inline void append_date(std::string& out, std::int64_t days) {
  // The inverse of days_since_epoch, in years that begin in March.
  const std::int64_t z = days + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t day_of_era = z - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  append_padded(out, year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
  out += '-';
  append_padded(out, month, 2);
  out += '-';
  append_padded(out, day_of_year - (153 * shifted_month + 2) / 5 + 1, 2);
}

inline void append_time(std::string& out, std::int64_t nanoseconds) {
  const std::int64_t seconds = nanoseconds / 1'000'000'000;
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  if (std::int64_t fraction = nanoseconds % 1'000'000'000; fraction != 0) {
    std::size_t width = 9;
    for (; fraction % 10 == 0; fraction /= 10) --width;
    out += '.';
    append_padded(out, fraction, width);
  }
}

}  // namespace detail

/// A value as text: dates and times in ISO 8601, anything else as it would be written.
inline std::string to_text(const value& v) {
  std::string out;
  switch (v.kind) {
    case value_kind::boolean: out = v.integer != 0 ? "true" : "false"; break;
    case value_kind::integer: out = std::to_string(v.integer); break;
    case value_kind::real: {
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, v.real).ptr;
      out.assign(digits, end);
      break;
    }
    case value_kind::string: out = v.text; break;
    case value_kind::date: detail::append_date(out, v.integer); break;
    case value_kind::time: detail::append_time(out, v.integer); break;
    case value_kind::timestamp: {
      constexpr std::int64_t day = 86'400'000'000;
      const std::int64_t days = v.integer / day - (v.integer % day < 0 ? 1 : 0);
      detail::append_date(out, days);
      out += 'T';
      detail::append_time(out, (v.integer - days * day) * 1000 + v.nanoseconds);
      out += 'Z';
      break;
    }
    case value_kind::null: out = "null"; break;
  }
  return out;
}

namespace detail {

// Text among other words: in quotes where it could be taken for several values or for none.
inline std::string in_sentence(const value& v) {
  std::string text = to_text(v);
  if (v.kind != value_kind::string) return text;
  const bool is_plain =
      !text.empty() && text.front() != ' ' && text.back() != ' ' && text.find_first_of(",\"") == std::string::npos;
  return is_plain ? text : '"' + text + '"';
}

}  // namespace detail

/// What a comparison is called in a sentence.
constexpr std::string_view phrase(comparison op) {
  switch (op) {
    case comparison::equal: return "is";
    case comparison::not_equal: return "is not";
    case comparison::less: return "is less than";
    case comparison::less_equal: return "is at most";
    case comparison::greater: return "is greater than";
    case comparison::greater_equal: return "is at least";
    case comparison::in: return "is one of";
    case comparison::not_in: return "is none of";
    case comparison::starts_with: return "starts with";
    case comparison::does_not_start_with: return "does not start with";
    case comparison::is_null: return "is null";
    case comparison::is_not_null: return "is not null";
  }
  return "?";
}

/// The condition of a plan in words; empty if the plan has none.
inline std::string condition_text(const plan& p, std::size_t at = 0) {
  using node_kind = plan_node::node_kind;
  std::string out;
  if (at >= p.nodes().size()) return out;
  const plan_node& node = p.nodes()[at];
  if (node.kind == node_kind::compare) {
    out.append(p.table()->columns[node.column].name).append(" ").append(phrase(node.op));
    std::string_view separator = " ";
    for (const value& v : p.values(node)) {
      out.append(separator).append(detail::in_sentence(v));
      separator = ", ";
    }
    return out;
  }
  const bool is_all_of = node.kind == node_kind::all_of;
  for (std::size_t part = at + 1; part < at + node.extent; part += p.nodes()[part].extent) {
    if (!out.empty()) out += is_all_of ? " and " : " or ";
    const bool is_joined = p.nodes()[part].kind != node_kind::compare;
    if (is_joined) out += '(';
    out += condition_text(p, part);
    if (is_joined) out += ')';
  }
  return out;
}

/// The plan as a sentence.
inline std::string in_words(const plan& p) {
  switch (p.verdict()) {
    case plan::kind::deny_all: return "no row";
    case plan::kind::allow_all: return "every row";
    case plan::kind::where: return "rows where " + condition_text(p);
  }
  return "no row";
}

}  // namespace rowclaim::inline v0_1
