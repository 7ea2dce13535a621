// SPDX-License-Identifier: BSL-1.0
// Claims without which, or with other values of which, nobody signs in: `require(claim("hd"), "example.com")`.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rowclaim::inline v0_1 {

/// One value that a claim may have. Those of one group are alternatives; of each group, one must be there.
struct required_value {
  claim_path path;
  value accepted;
  std::uint32_t group = 0;
};

/// What one claim may be.
template <std::size_t Count>
struct requirement {
  std::array<required_value, Count> values{};
};

/// Requires a claim to be there and to be one of these texts, whole numbers or booleans. Texts are compared by their bytes.
template <ColumnLiteral... Accepted>
constexpr requirement<sizeof...(Accepted)> require(const claim_source& source, const Accepted&... accepted) {
  return {{required_value{source.path, detail::literal_value<Accepted>(accepted)}...}};
}

/// All requirements of a policy as a constant.
template <std::size_t Count>
struct requirement_list {
  std::array<required_value, Count> values{};

  constexpr std::span<const required_value> view() const { return values; }
};

/// Lists the claims that a policy requires: `required_claims(require(claim("hd"), "example.com"), require(claim("email_verified"), true))`.
template <std::size_t... Counts>
constexpr requirement_list<(std::size_t{0} + ... + Counts)> required_claims(const requirement<Counts>&... listed) {
  requirement_list<(std::size_t{0} + ... + Counts)> made;
  std::size_t at = 0;
  std::uint32_t group = 0;
  const auto keep = [&](const auto& one) {
    for (const required_value& v : one.values) made.values[at++] = {v.path, v.accepted, group};
    ++group;
  };
  (keep(listed), ...);
  return made;
}

}  // namespace rowclaim::inline v0_1
