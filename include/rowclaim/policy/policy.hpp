// SPDX-License-Identifier: BSL-1.0
// The compile-time door: a struct of constants becomes a policy, checked by the compiler.
#pragma once

#include <rowclaim/policy/check.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/policy/policy_compiler.hpp>
#include <rowclaim/policy/verdict.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr claim_source usual_name_claim = claim("sub");
inline constexpr role_list<2> usual_gate = roles("ROLE_USER", "ROLE_ADMIN");
inline constexpr admin_role usual_admin_role("ROLE_ADMIN");

/// Reads the constants of a policy; what is not there has its usual value.
template <class Policy>
constexpr policy_description describe() {
  policy_description p;
  if constexpr (requires { Policy::name_claim; }) p.name_claim = Policy::name_claim;
  else p.name_claim = usual_name_claim;
  if constexpr (requires { Policy::roles_claims; }) p.roles_claims = Policy::roles_claims.sources;
  if constexpr (requires { Policy::required_claims; }) p.required_claims = Policy::required_claims.view();
  if constexpr (requires { Policy::role_mapping; }) p.role_mapping = Policy::role_mapping.view();
  if constexpr (requires { Policy::name_mapping; }) p.name_mapping = Policy::name_mapping.view();
  if constexpr (requires { Policy::individual_roles; }) p.individual_roles = Policy::individual_roles.view();
  if constexpr (requires { Policy::default_roles; }) p.default_roles = Policy::default_roles.span();
  if constexpr (requires { Policy::gate; }) p.gate = Policy::gate.span();
  else p.gate = usual_gate.span();
  if constexpr (requires { Policy::admin_role; }) p.admin_role = Policy::admin_role.name;
  else p.admin_role = usual_admin_role.name;
  if constexpr (requires { Policy::run_time_roles; }) p.run_time_roles = Policy::run_time_roles.span();
  if constexpr (requires { Policy::pass_through; }) p.pass_through = Policy::pass_through.globs;
  if constexpr (requires { Policy::namespaces; }) p.namespaces = Policy::namespaces;
  if constexpr (requires { Policy::combination; }) p.combination = Policy::combination;
  if constexpr (requires { Policy::table_combinations; }) p.table_combinations = Policy::table_combinations.entries;
  if constexpr (requires { Policy::unlisted_tables; }) p.unlisted_tables = Policy::unlisted_tables;
  if constexpr (requires { Policy::restrictions; }) p.restrictions = Policy::restrictions.view();
  return p;
}

// A misspelt member would be no member at all, and a policy without restrictions shows everything. The usual slips are caught.
template <class Policy>
concept HasMisspeltMember =
    requires { Policy::name_claims; } || requires { Policy::namme_claim; } || requires { Policy::role_claims; } ||
    requires { Policy::roles_claim; } || requires { Policy::role_claim; } || requires { Policy::required_claim; } ||
    requires { Policy::require_claims; } || requires { Policy::role_mappings; } || requires { Policy::roles_mapping; } ||
    requires { Policy::role_maping; } || requires { Policy::name_mappings; } || requires { Policy::individual_role; } ||
    requires { Policy::default_role; } || requires { Policy::defaults; } || requires { Policy::restriction; } ||
    requires { Policy::restrictons; } || requires { Policy::restricitons; } || requires { Policy::restrict; } ||
    requires { Policy::gates; } || requires { Policy::admin; } || requires { Policy::admin_roles; } ||
    requires { Policy::combinations; } || requires { Policy::table_combination; } || requires { Policy::unlisted_table; } ||
    requires { Policy::deny_unlisted_tables; } || requires { Policy::runtime_roles; } || requires { Policy::run_time_role; } ||
    requires { Policy::pass_through_roles; };

/// All that the compiler works out for one policy.
template <class Policy>
struct static_policy {
  static constexpr policy_description description = describe<Policy>();

  using arrays = policy_arrays<bounded_vector, sizes_of(description)>;

  static constexpr arrays roles = [] {
    arrays made;
    policy_compiler<arrays>(description, made).compile_roles();
    return made;
  }();

  static constexpr policy_finding finding =
      HasMisspeltMember<Policy> ? policy_finding{policy_problem::member_is_misspelt} : find_problem(description, roles);

  using verdict = decltype(make_verdict<finding>());
  static constexpr bool is_sound = std::is_same_v<verdict, sound>;
};

/// The rest, which only sound policies have.
template <class Policy>
struct compiled_static_policy {
  using base = static_policy<Policy>;

  static constexpr typename base::arrays arrays = [] {
    typename base::arrays made = base::roles;
    policy_compiler<typename base::arrays> compiler(base::description, made);
    compiler.compile_rows();
    compiler.compile_claims();
    return made;
  }();

  static constexpr compiled_policy compiled = view_of(arrays, base::description);
};

// Stands in for a policy that is not sound, so that one mistake is reported once.
inline constexpr compiled_policy nothing{};

}  // namespace detail

/// What the compiler thinks of a policy: `sound`, or `refused<...>` with the particulars. Never an error by itself.
template <class Policy>
using verdict_of = typename detail::static_policy<Policy>::verdict;

/// Whether a policy is sound; for `static_assert` beside the policy, where no door is near.
template <class Policy>
inline constexpr bool is_sound = detail::static_policy<Policy>::is_sound;

/// The policy ready for use. Requires: it is sound; else the program does not compile.
template <class Policy>
constexpr const compiled_policy& compiled() {
  if constexpr (detail::opens_for<Policy>()) {
    return detail::compiled_static_policy<Policy>::compiled;
  } else {
    return detail::nothing;
  }
}

}  // namespace rowclaim::inline v0_1
