// SPDX-License-Identifier: BSL-1.0
// Why a user has the roles that the user has: where each came from, and what was ignored (A18).
#pragma once

#include <rowclaim/policy/authorize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

/// How a role came to a user.
enum class role_origin : std::uint8_t {
  mapped,           ///< a provider's role, through `role_mapping`
  passed_through,   ///< a provider's role of the same name
  mapped_name,      ///< the user's name, through `name_mapping`
  individual,       ///< the policy's `individual_roles`
  from_source,      ///< a source of individual roles at run time
  by_default,       ///< `default_roles`, as there was nothing else
};

/// One reason for one role.
struct role_reason {
  std::string role;
  role_origin origin = role_origin::by_default;
  std::string claim;  ///< the path of the claim it came from, segments joined by " > "; empty if it came from no claim
  std::string key;    ///< the provider's role or the user's name that gave it
};

/// A provider's role that gave nothing.
struct ignored_role {
  std::string claim;
  std::string value;
};

/// The whole answer.
struct explanation {
  std::string name;
  bool is_allowed = false;
  std::vector<role_reason> reasons;  ///< in the order in which they were found; a role may have several
  std::vector<ignored_role> ignored;
};

/// A reason in words.
inline std::string in_words(const role_reason& reason) {
  switch (reason.origin) {
    case role_origin::mapped: return reason.role + ": mapped from \"" + reason.key + "\" in claim " + reason.claim;
    case role_origin::passed_through: return reason.role + ": passed through from claim " + reason.claim;
    case role_origin::mapped_name: return reason.role + ": mapped from the name " + reason.key;
    case role_origin::individual: return reason.role + ": given to " + reason.key + " by the policy";
    case role_origin::from_source: return reason.role + ": given to " + reason.key + " at run time";
    case role_origin::by_default: return reason.role + ": by default, as nothing else gave a role";
  }
  return reason.role;
}

namespace detail {

inline std::string path_text(const claim_path& path) {
  std::string text;
  for (std::string_view segment : path.segments()) {
    if (!text.empty()) text += " > ";
    text += segment;
  }
  return text;
}

/// Writes down what the collector of roles says.
class explaining_listener {
 public:
  explaining_listener(const compiled_policy& policy, explanation& out) : policy_(policy), out_(out) {}

  void mapped(std::size_t source, std::string_view value, role_number role) {
    add(role, role_origin::mapped, claim_of(source), value);
  }
  void passed_through(std::size_t source, std::string_view value, role_number role) {
    add(role, role_origin::passed_through, claim_of(source), value);
  }
  void ignored(std::size_t source, std::string_view value) { out_.ignored.push_back({claim_of(source), std::string(value)}); }
  void mapped_name(std::string_view name, role_number role) { add(role, role_origin::mapped_name, {}, name); }
  void individual(std::string_view name, role_number role) { add(role, role_origin::individual, {}, name); }
  void from_source(std::string_view name, role_number role) { add(role, role_origin::from_source, {}, name); }
  void by_default(role_number role) { add(role, role_origin::by_default, {}, {}); }
  void restart() {
    out_.reasons.clear();
    out_.ignored.clear();
  }

 private:
  std::string claim_of(std::size_t source) const { return path_text(policy_.role_sources[source].path); }
  void add(role_number role, role_origin origin, std::string claim, std::string_view key) {
    out_.reasons.push_back({std::string(policy_.roles.names[role]), origin, std::move(claim), std::string(key)});
  }

  const compiled_policy& policy_;
  explanation& out_;
};

template <class Source>
result<explanation> explain_claims(const compiled_policy& policy, std::string_view json, const authorize_options<Source>& options) {
  explanation out;
  explaining_listener listener(policy, out);
  std::vector<std::uint64_t> roles(words_for(policy.role_count()));
  evaluated_claims read;
  const auto evaluated = evaluate_claims(policy, json, options.individual_roles, options.limits, roles, listener, read);
  if (!evaluated) return evaluated.error();
  out.name = read.name.view();
  out.is_allowed = read.is_allowed;
  return out;
}

}  // namespace detail

/// Says where each role of a user comes from: the same evaluation as `authorize`, with notes taken.
/// Errors: those of `authorize`. The result contains values of claims: it is for the user and the administrator, not for logs.
template <class Policy, ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<explanation> explain(const Token& token, const authorize_options<Source>& options = {}) {
  if constexpr (detail::opens_for<Policy>()) return detail::explain_claims(compiled<Policy>(), token.claims().json(), options);
  else return error{errc::policy_is_not_sound, step::policy};
}
template <class Policy, class Claims, RoleSource Source = no_role_source>
  requires(!ProvesClaims<Claims>)
[[nodiscard]] result<explanation> explain(const Claims&, const authorize_options<Source>& = {}) {
  constexpr bool are_verified = ProvesClaims<Claims>;
  static_assert(are_verified, "these claims are not verified; pass the token that a verifier returned, with * if it is a result");
  return error{errc::policy_is_not_sound, step::policy};
}

}  // namespace rowclaim::inline v0_1
