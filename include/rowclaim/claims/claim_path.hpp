// SPDX-License-Identifier: BSL-1.0
// Where a value stands in the claims: a list of segments, and the shape that the value must have.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// The way to a claim, one member name a segment. A dot in a segment is a dot, a star is a star: nothing is split or expanded.
struct claim_path {
  static constexpr std::size_t max_segments = 8;

  std::array<std::string_view, max_segments> names{};
  std::size_t size = 0;  ///< beyond `max_segments` if more were given, which the policy's check refuses

  constexpr void append(std::string_view segment) {
    if (size < max_segments) names[size] = segment;
    ++size;
  }
  constexpr std::span<const std::string_view> segments() const { return {names.data(), size < max_segments ? size : max_segments}; }

  friend constexpr bool operator==(const claim_path&, const claim_path&) = default;
};

namespace detail {

/// A path for people: its segments joined by " > ".
inline std::string path_text(const claim_path& path) {
  std::string text;
  for (std::string_view segment : path.segments()) {
    if (!text.empty()) text += " > ";
    text += segment;
  }
  return text;
}

}  // namespace detail

/// What a claim must look like. Nothing is converted: a value of another shape is malformed.
enum class claim_shape : std::uint8_t {
  string_or_strings,  ///< one string or an array of strings, because providers send both
  string,
  strings,
  space_separated,    ///< one string, as an OAuth scope (RFC 6749, 3.3)
  comma_separated,    ///< one string; spaces belong to the values
  object_keys,        ///< the member names of an object
  object_member,      ///< one member, a string, of each object in an array
  scalar_or_list,     ///< strings, numbers and booleans, for comparison with a column
};

/// A claim that a policy reads: its path, its shape, and what to do when it is not there.
struct claim_source {
  claim_path path;
  claim_shape shape = claim_shape::string_or_strings;
  std::string_view member = {};       ///< for `object_member`
  bool is_required = false;           ///< absent refuses the sign-in
  bool is_malformed_allowed = false;  ///< malformed counts as absent instead of refusing
  bool is_overflow_allowed = false;   ///< overflowed counts as absent instead of refusing

  constexpr claim_source string() const { return with(claim_shape::string); }
  constexpr claim_source strings() const { return with(claim_shape::strings); }
  constexpr claim_source space_separated() const { return with(claim_shape::space_separated); }
  constexpr claim_source comma_separated() const { return with(claim_shape::comma_separated); }
  constexpr claim_source object_keys() const { return with(claim_shape::object_keys); }
  constexpr claim_source member_of_each(std::string_view name) const {
    claim_source other = with(claim_shape::object_member);
    other.member = name;
    return other;
  }

  /// Without this claim nobody signs in.
  constexpr claim_source required() const {
    claim_source other = *this;
    other.is_required = true;
    return other;
  }
  /// Loosens rule A4: a value of another shape gives no roles instead of refusing. Default roles are not given in its place.
  constexpr claim_source allow_malformed() const {
    claim_source other = *this;
    other.is_malformed_allowed = true;
    return other;
  }
  /// Loosens rule A4: a value that the provider left out as too large gives no roles instead of refusing. Default roles are not given
  /// in its place.
  constexpr claim_source allow_overflow() const {
    claim_source other = *this;
    other.is_overflow_allowed = true;
    return other;
  }

 private:
  constexpr claim_source with(claim_shape other_shape) const {
    claim_source other = *this;
    other.shape = other_shape;
    return other;
  }
};

/// A claim by its segments: `claim("resource_access", "sales-app", "roles")`.
template <std::size_t... Sizes>
constexpr claim_source claim(const char (&... segments)[Sizes]) {
  claim_source source;
  (source.path.append({segments, Sizes - 1}), ...);
  return source;
}

/// Several claims, whose values are united.
template <std::size_t N>
struct claim_list {
  std::array<claim_source, N> sources;
};

/// Lists the claims that carry roles: `claims(claim("groups"), claim("scope").space_separated())`.
template <class... Sources>
constexpr claim_list<sizeof...(Sources)> claims(const Sources&... sources) {
  return {{sources...}};
}

}  // namespace rowclaim::inline v0_1
