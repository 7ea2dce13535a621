// SPDX-License-Identifier: BSL-1.0
// The search for mistakes, on descriptions as any door may make them.
#include <rowclaim/policy/check.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace rc = rowclaim;
using enum rc::policy_problem;

// Roles compiled into bounded arrays that are large enough for anything here.
constexpr rc::detail::policy_sizes room{.roles = 64,
                                        .grants = 64,
                                        .mapped_keys = 16,
                                        .named_keys = 16,
                                        .individual_keys = 16,
                                        .default_roles = 16,
                                        .gate = 16,
                                        .restrictions = 16,
                                        .tokens = 64,
                                        .claim_nodes = 64,
                                        .claim_requests = 64,
                                        .compared_claims = 64};

constexpr rc::policy_finding finding_of(const rc::policy_description& written) {
  rc::detail::policy_arrays<rc::detail::bounded_vector, room> made;
  rc::detail::policy_compiler(written, made).compile_roles();
  return rc::detail::find_problem(written, made);
}

constexpr rc::policy_description named() {
  rc::policy_description written;
  written.name_claim = rc::claim("sub");
  return written;
}
static_assert(finding_of(named()).problem == none);
static_assert(finding_of({}).problem == name_claim_is_empty, "a description that nobody filled in is refused");

// A policy has 64 requests: three for the identity and 61 for the rest.
template <std::size_t Sources>
constexpr rc::policy_problem with_sources() {
  std::array<rc::claim_source, Sources> sources;
  for (rc::claim_source& source : sources) source = rc::claim("groups");
  rc::policy_description written = named();
  written.roles_claims = sources;
  return rc::detail::check_claims(written).problem;
}
static_assert(with_sources<0>() == none);
static_assert(with_sources<61>() == none);
static_assert(with_sources<62>() == too_many_claims);

constexpr rc::policy_finding with_gate(std::string_view role) {
  const std::array<std::string_view, 2> gate{"ROLE_A", role};
  rc::policy_description written = named();
  written.gate = gate;
  return finding_of(written);
}
static_assert(with_gate("ROLE_B").problem == none && with_gate("").problem == role_name_is_empty);

constexpr rc::policy_finding incomplete() {
  rc::policy_description written = named();
  written.individual_roles.is_complete = false;
  return finding_of(written);
}
static_assert(incomplete().problem == mapping_has_too_many_roles);
