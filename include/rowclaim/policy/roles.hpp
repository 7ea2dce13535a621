// SPDX-License-Identifier: BSL-1.0
// Application roles: lists of names as a policy writes them, the gate, and the administrator.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Some application roles, by name.
template <std::size_t N>
struct role_list {
  std::array<std::string_view, N> names;

  constexpr std::span<const std::string_view> span() const { return names; }
};

/// Lists application roles: `roles("ROLE_USER", "ROLE_UK")`.
template <std::size_t... Sizes>
constexpr role_list<sizeof...(Sizes)> roles(const char (&... names)[Sizes]) {
  return {{std::string_view(names, Sizes - 1)...}};
}

/// The roles of which a user needs one to be let in at all (A9). A policy that says nothing asks for ROLE_USER or ROLE_ADMIN.
template <std::size_t... Sizes>
  requires(sizeof...(Sizes) > 0)
constexpr role_list<sizeof...(Sizes)> gate(const char (&... names)[Sizes]) {
  return roles(names...);
}

/// Lets everybody in who can sign in.
inline constexpr role_list<0> no_gate{};

/// The role that sees every row (B10). A policy that says nothing gives this to ROLE_ADMIN.
struct admin_role {
  std::string_view name;

  template <std::size_t Size>
  constexpr explicit admin_role(const char (&text)[Size]) : name(text, Size - 1) {}
  constexpr admin_role() = default;
};

/// The strict mode: no role sees more than its restrictions say.
inline constexpr admin_role no_admin_role{};

/// Provider roles that count as the application roles of the same name: globs with `*` and `?` over the whole name (A6).
/// Only roles that the policy knows are passed through; anything else stays ignored.
template <std::size_t N>
struct glob_list {
  std::array<std::string_view, N> globs;
};

template <std::size_t... Sizes>
constexpr glob_list<sizeof...(Sizes)> pass_through(const char (&... globs)[Sizes]) {
  return {{std::string_view(globs, Sizes - 1)...}};
}

/// Whether a provider's role names and the users' names are looked up in separate mappings, or both in `role_mapping` (A5).
enum class mapping_namespaces : unsigned char {
  separate,
  shared,  ///< for compatibility: a user named like a provider's role gets that role's application roles
};

/// The roles that no policy may restrict (B4).
inline constexpr std::array<std::string_view, 3> reserved_roles{"ROLE_ADMIN", "ROLE_USER", "ROLE_ANONYMOUS"};

namespace detail {

constexpr bool matches_glob(std::string_view text, std::string_view glob) {
  std::size_t t = 0;
  std::size_t g = 0;
  std::size_t star = std::string_view::npos;  // the last star, and where its match may be made longer
  std::size_t retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && (glob[g] == '?' || (glob[g] == text[t] && glob[g] != '*'))) {
      ++t;
      ++g;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
