// SPDX-License-Identifier: BSL-1.0
// Conditions as they are written in a program: `col<"Country"> == "France" & col<"Amount"> >= 1000`.
#pragma once

#include <rowclaim/core/static_name.hpp>
#include <rowclaim/rows/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace rowclaim::inline v0_1 {

/// What a condition asks of a column. Each has its opposite beside it; but for the last two, both are unknown for null.
enum class comparison : std::uint8_t {
  equal,
  not_equal,
  less,
  greater_equal,
  greater,
  less_equal,
  in,
  not_in,
  starts_with,
  does_not_start_with,
  is_null,
  is_not_null,
};

/// The comparison that is true where this one is false, and unknown where this one is unknown.
constexpr comparison opposite(comparison c) { return static_cast<comparison>(static_cast<std::uint8_t>(c) ^ 1u); }

namespace detail {

enum class token_kind : std::uint8_t { literal, segment, compare, compare_with_claim, all_of, any_of, negate };

/// One token of a condition in postfix order: operands come before what joins them.
struct condition_token {
  token_kind kind = token_kind::literal;
  comparison op = comparison::equal;
  std::uint32_t operands = 0;      // literals before a comparison, segments before a comparison with a claim
  std::string_view column = {};
  value literal = {};              // a segment's text is a literal, too
};

}  // namespace detail

/// A condition as a value: its type depends on its length alone, so that many conditions share few types.
template <std::size_t Length>
struct condition {
  std::array<detail::condition_token, Length> tokens{};
};

/// A type that a condition may compare a column with.
template <class Literal>
concept ColumnLiteral = std::integral<Literal> || std::floating_point<Literal> || std::convertible_to<Literal, std::string_view> ||
                        std::same_as<Literal, date> || std::same_as<Literal, time_of_day> || std::same_as<Literal, timestamp> ||
                        std::same_as<Literal, std::nullptr_t>;

/// A claim that a column can be compared with: it has a path, whose segments can be listed.
template <class Claim>
concept ClaimOperand = requires(const Claim& claim) {
  { claim.path.size } -> std::convertible_to<std::size_t>;
  { claim.path.segments().size() } -> std::convertible_to<std::size_t>;
};

namespace detail {

/// The segments that a comparison with a claim has room for.
inline constexpr std::size_t max_claim_segments = 8;

template <ColumnLiteral Literal>
constexpr value literal_value(const Literal& literal) {
  if constexpr (std::same_as<Literal, std::nullptr_t>) return {};
  else if constexpr (std::same_as<Literal, bool>) return value::of(literal);
  else if constexpr (std::unsigned_integral<Literal> && sizeof(Literal) == 8)
    return literal <= 0x7fffffffffffffffu ? value::of(static_cast<std::int64_t>(literal))
                                          : value{.kind = value_kind::integer, .is_valid = false};
  else if constexpr (std::integral<Literal>) return value::of(static_cast<std::int64_t>(literal));
  else if constexpr (std::floating_point<Literal>) return value::of(static_cast<double>(literal));
  else if constexpr (std::is_array_v<Literal>)
    return value::of(std::string_view(literal, std::extent_v<Literal> - 1));  // a literal's bytes, zeros among them
  else if constexpr (std::convertible_to<Literal, std::string_view>) return value::of(std::string_view(literal));
  else return value::of(literal);
}

template <std::size_t Added, std::size_t Left, std::size_t Right>
constexpr condition<Left + Right + Added> join(const condition<Left>& left, const condition<Right>& right) {
  condition<Left + Right + Added> joined;
  for (std::size_t i = 0; i < Left; ++i) joined.tokens[i] = left.tokens[i];
  for (std::size_t i = 0; i < Right; ++i) joined.tokens[Left + i] = right.tokens[i];
  return joined;
}

template <ClaimOperand Claim>
constexpr condition<max_claim_segments + 1> compare_with_claim(std::string_view column, comparison op, const Claim& claim) {
  // All paths take the same room, as their lengths are not part of their type; what is left is filled with unused segments.
  condition<max_claim_segments + 1> made;
  const auto segments = claim.path.segments();
  for (std::size_t i = 0; i < max_claim_segments; ++i)
    made.tokens[i] = {.kind = token_kind::segment, .literal = value::of(i < segments.size() ? segments[i] : std::string_view{})};
  made.tokens.back() = {
      .kind = token_kind::compare_with_claim, .op = op, .operands = static_cast<std::uint32_t>(claim.path.size), .column = column};
  return made;
}

}  // namespace detail

/// Names a column in a condition.
template <static_name Name>
struct column_name {
  static constexpr std::string_view text = Name.view();

  /// True if the column equals one of the values.
  template <ColumnLiteral... Literals>
  constexpr condition<sizeof...(Literals) + 1> isin(const Literals&... literals) const {
    condition<sizeof...(Literals) + 1> made{{detail::condition_token{.literal = detail::literal_value<Literals>(literals)}...}};
    made.tokens.back() = {.kind = detail::token_kind::compare,
                          .op = comparison::in,
                          .operands = static_cast<std::uint32_t>(sizeof...(Literals)),
                          .column = text};
    return made;
  }
  /// True if the column equals one of the values in the user's claim, which is an array.
  template <ClaimOperand Claim>
  constexpr auto isin(const Claim& claim) const {
    return detail::compare_with_claim(text, comparison::in, claim);
  }

  /// True from `low` to `high`, both included.
  template <ColumnLiteral Low, ColumnLiteral High>
  constexpr auto between(const Low& low, const High& high) const {
    auto made = detail::join<1>(compare(comparison::greater_equal, low), compare(comparison::less_equal, high));
    made.tokens.back() = {.kind = detail::token_kind::all_of};
    return made;
  }
  /// True if the column begins with these bytes. There are no wildcards.
  template <ColumnLiteral Literal>
  constexpr condition<2> starts_with(const Literal& prefix) const {
    return compare(comparison::starts_with, prefix);  // a literal keeps its bytes, zeros among them
  }
  template <ClaimOperand Claim>
  constexpr auto starts_with(const Claim& claim) const {
    return detail::compare_with_claim(text, comparison::starts_with, claim);
  }

  constexpr condition<1> is_null() const {
    return {{detail::condition_token{.kind = detail::token_kind::compare, .op = comparison::is_null, .column = text}}};
  }

  template <ColumnLiteral Literal>
  static constexpr condition<2> compare(comparison op, const Literal& literal) {
    return {{detail::condition_token{.literal = detail::literal_value<Literal>(literal)},
             detail::condition_token{.kind = detail::token_kind::compare, .op = op, .operands = 1, .column = text}}};
  }
  template <ClaimOperand Claim>
  static constexpr auto compare(comparison op, const Claim& claim) {
    return detail::compare_with_claim(text, op, claim);
  }

  // What is neither a value nor a claim: the sentence, then a condition that does no harm.
  template <class Operand>
    requires(!ColumnLiteral<Operand> && !ClaimOperand<Operand>)
  static constexpr condition<1> compare(comparison, const Operand&) {
    constexpr bool is_value = ColumnLiteral<Operand>;
    static_assert(
        is_value,
        "a column is compared with something that is no value; write a number, text, bool, rowclaim::date or the like, or a claim");
    return column_name().is_null();
  }
  template <class... Operands>
    requires(!(... && ColumnLiteral<Operands>) && !(... && ClaimOperand<Operands>))
  constexpr condition<1> isin(const Operands&...) const {
    constexpr bool are_values = (... && ColumnLiteral<Operands>);
    static_assert(
        are_values,
        "a column is compared with something that is no value; write a number, text, bool, rowclaim::date or the like, or a claim");
    return is_null();
  }
};

/// The column of that name, for conditions: `col<"Country">`.
template <static_name Name>
inline constexpr column_name<Name> col{};

// `!` binds more tightly than a comparison, and would be taken for the opposite of the whole.
template <static_name Name>
constexpr column_name<Name> operator!(column_name<Name>) {
  constexpr bool is_condition = sizeof(Name) == 0;  // never
  static_assert(is_condition, "a column is negated; write !(column == value), with parentheses around the comparison");
  return {};
}
// A literal may be any scalar or a claim of the user's.
template <static_name Name, class Operand>
constexpr auto operator==(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::equal, operand);
}
template <static_name Name, class Operand>
constexpr auto operator!=(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::not_equal, operand);
}
template <static_name Name, class Operand>
constexpr auto operator<(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::less, operand);
}
template <static_name Name, class Operand>
constexpr auto operator<=(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::less_equal, operand);
}
template <static_name Name, class Operand>
constexpr auto operator>(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::greater, operand);
}
template <static_name Name, class Operand>
constexpr auto operator>=(column_name<Name>, const Operand& operand) {
  return column_name<Name>::compare(comparison::greater_equal, operand);
}

template <std::size_t Left, std::size_t Right>
constexpr condition<Left + Right + 1> operator&(const condition<Left>& left, const condition<Right>& right) {
  auto joined = detail::join<1>(left, right);
  joined.tokens.back() = {.kind = detail::token_kind::all_of};
  return joined;
}
template <std::size_t Left, std::size_t Right>
constexpr condition<Left + Right + 1> operator|(const condition<Left>& left, const condition<Right>& right) {
  auto joined = detail::join<1>(left, right);
  joined.tokens.back() = {.kind = detail::token_kind::any_of};
  return joined;
}
// && and || would suggest that the right side may be left out.
template <std::size_t Left, std::size_t Right>
constexpr condition<Left + Right + 1> operator&&(const condition<Left>& left, const condition<Right>& right) {
  constexpr bool is_one_sign = Left + Right == 0;  // never
  static_assert(is_one_sign, "conditions are joined with && or ||; write & for and, | for or");
  return left & right;
}
template <std::size_t Left, std::size_t Right>
constexpr condition<Left + Right + 1> operator||(const condition<Left>& left, const condition<Right>& right) {
  constexpr bool is_one_sign = Left + Right == 0;  // never
  static_assert(is_one_sign, "conditions are joined with && or ||; write & for and, | for or");
  return left | right;
}
template <std::size_t Length>
constexpr condition<Length + 1> operator!(const condition<Length>& negated) {
  auto made = detail::join<1>(negated, condition<0>{});
  made.tokens.back() = {.kind = detail::token_kind::negate};
  return made;
}

}  // namespace rowclaim::inline v0_1
