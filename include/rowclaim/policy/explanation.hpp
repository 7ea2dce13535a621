// SPDX-License-Identifier: BSL-1.0
// Why a user has the roles that the user has: where each came from, what was ignored, and what that meant for the gate (A18).
#pragma once

#include <rowclaim/claims/presence.hpp>
#include <rowclaim/policy/authorize.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

/// What was found of a claim that the policy reads.
struct claim_reading {
  std::string claim;
  presence found = presence::absent;
  std::vector<std::string> values;  ///< as text
};

/// A role of which a user needs one to be let in.
struct gate_role {
  std::string role;
  bool is_held = false;
};

/// What became of the default roles (A8).
enum class defaults_outcome : std::uint8_t {
  none_declared,  ///< the policy has none
  given,          ///< there was no other role
  not_needed,     ///< there was another role
  withheld,       ///< a claim of roles could not be read, and losing it must not widen access
};

constexpr std::string_view name(defaults_outcome outcome) {
  switch (outcome) {
    case defaults_outcome::none_declared: return "none_declared";
    case defaults_outcome::given: return "given";
    case defaults_outcome::not_needed: return "not_needed";
    case defaults_outcome::withheld: return "withheld";
  }
  return "unknown";
}

constexpr std::string_view name(role_origin origin) {
  switch (origin) {
    case role_origin::mapped: return "mapped";
    case role_origin::passed_through: return "passed_through";
    case role_origin::mapped_name: return "mapped_name";
    case role_origin::individual: return "individual";
    case role_origin::from_source: return "from_source";
    case role_origin::by_default: return "by_default";
  }
  return "unknown";
}

/// The whole answer.
struct explanation {
  std::string name;
  bool is_allowed = false;
  std::vector<role_reason> reasons;  ///< in the order in which they were found; a role may have several
  std::vector<ignored_role> ignored;
  std::string name_claim;                   ///< the claim that `name` stands in
  std::vector<claim_reading> role_claims;   ///< the claims of the provider's roles, as the policy lists them
  std::vector<claim_reading> other_claims;  ///< the claims that columns are compared with, or that are required
  defaults_outcome defaults = defaults_outcome::none_declared;
  std::vector<std::string> default_roles;
  std::vector<gate_role> gate;  ///< empty if the gate is off
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

inline std::string scalar_text(const claim_scalar& scalar) {
  if (const auto* text = std::get_if<std::string>(&scalar)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&scalar)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth ? "true" : "false";
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, std::get<double>(scalar)).ptr};
}

inline void explain_claims_found(const compiled_policy& policy, const claim_findings& found, const evaluated_claims& read,
                                 explanation& out) {
  out.name_claim = path_text(policy.name_claim.path);
  bool are_withheld = false;
  for (std::size_t i = 0; i < policy.role_sources.size(); ++i) {
    claim_reading& one = out.role_claims.emplace_back();
    one.claim = path_text(policy.role_sources[i].path);
    one.found = found.of(compiled_policy::first_role_request + i);
    are_withheld = are_withheld || one.found == presence::malformed || one.found == presence::overflowed;
    const auto note = [&](const std::string& claim, const std::string& value) {
      if (claim == one.claim && std::ranges::find(one.values, value) == one.values.end()) one.values.push_back(value);
    };
    for (const role_reason& reason : out.reasons) note(reason.claim, reason.key);
    for (const ignored_role& ignored : out.ignored) note(ignored.claim, ignored.value);
  }
  for (std::size_t i = 0; i < policy.compared_claims.size(); ++i) {
    claim_reading& one = out.other_claims.emplace_back();
    one.claim = path_text(policy.compared_claims[i]);
    one.found = found.of(policy.first_compared_request() + i);
    for (const claim_scalar& scalar : read.compared[i].scalars) one.values.push_back(scalar_text(scalar));
  }
  for (role_number role : policy.default_roles) out.default_roles.emplace_back(policy.roles.names[role]);
  const bool are_given = !out.reasons.empty() && out.reasons.front().origin == role_origin::by_default;
  if (out.default_roles.empty()) out.defaults = defaults_outcome::none_declared;
  else if (are_given) out.defaults = defaults_outcome::given;
  else if (out.reasons.empty() && are_withheld) out.defaults = defaults_outcome::withheld;
  else out.defaults = defaults_outcome::not_needed;
}

/// A user with the notes taken, and with what plans are made from.
struct explained_user {
  explanation told;
  std::vector<std::uint64_t> roles;
  evaluated_claims read;

  identity_view view(const compiled_policy& policy) const { return {policy, roles, read.compared, read.is_allowed}; }
};

template <class Source>
result<explained_user> explain_user(const compiled_policy& policy, std::string_view json,
                                    const authorize_options<Source>& options) {
  explained_user user;
  user.roles.resize(words_for(policy.role_count()));
  explaining_listener listener(policy, user.told);
  const auto evaluated = evaluate_claims(policy, json, options.individual_roles, options.limits, user.roles, listener, user.read);
  if (!evaluated) return evaluated.error();
  user.told.name = user.read.name.view();
  user.told.is_allowed = user.read.is_allowed;
  for (role_number role : policy.gate)
    user.told.gate.push_back({std::string(policy.roles.names[role]), has_role(user.roles, role)});
  claim_sink no_values;
  const auto found = read_claims(json, policy.claims, no_values, options.limits);  // once more, for what was found of each claim
  if (!found) return found.error();
  explain_claims_found(policy, *found, user.read, user.told);
  return user;
}

template <class Source>
result<explanation> explain_claims(const compiled_policy& policy, std::string_view json, const authorize_options<Source>& options) {
  auto user = explain_user(policy, json, options);
  if (!user) return user.error();
  return std::move(user->told);
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
