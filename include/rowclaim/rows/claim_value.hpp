// SPDX-License-Identifier: BSL-1.0
// The values of a user's claims that columns are compared with.
#pragma once

#include <rowclaim/rows/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rowclaim::inline v0_1 {

/// One scalar of a claim.
using claim_scalar = std::variant<std::string, std::int64_t, double, bool>;

/// A claim's values. One that was absent, malformed or left out by the provider is not usable: comparing with it is unknown.
struct claim_values {
  bool is_usable = false;
  bool is_list = false;
  std::vector<claim_scalar> scalars;
};

namespace detail {

/// The claim's value as a column's kind; nothing if it does not fit exactly. Dates and times arrive as text.
inline std::optional<value> converted_to(const claim_scalar& scalar, value_kind kind) {
  const auto* text = std::get_if<std::string>(&scalar);
  const auto* integer = std::get_if<std::int64_t>(&scalar);
  const auto* real = std::get_if<double>(&scalar);
  const auto* truth = std::get_if<bool>(&scalar);
  const auto as_value = [](const auto& parsed) { return parsed ? std::optional(value::of(*parsed)) : std::nullopt; };
  constexpr std::int64_t largest_exact = std::int64_t{1} << 53;  // beyond it a double skips integers
  switch (kind) {
    case value_kind::boolean: return truth ? std::optional(value::of(*truth)) : std::nullopt;
    case value_kind::integer: return integer ? std::optional(value::of(*integer)) : std::nullopt;
    case value_kind::real:
      if (real) return value::of(*real);
      if (integer && *integer <= largest_exact && *integer >= -largest_exact) return value::of(static_cast<double>(*integer));
      return std::nullopt;
    case value_kind::string: return text ? std::optional(value::of(std::string_view(*text))) : std::nullopt;
    case value_kind::date: return text ? as_value(parse_date(*text)) : std::nullopt;
    case value_kind::time: return text ? as_value(parse_time(*text)) : std::nullopt;
    case value_kind::timestamp: return text ? as_value(parse_timestamp(*text)) : std::nullopt;
    case value_kind::null: break;
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
