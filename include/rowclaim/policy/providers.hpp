// SPDX-License-Identifier: BSL-1.0
// Where well-known providers put a user's name and roles: structs to derive a policy from.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/core/static_name.hpp>
#include <rowclaim/policy/required_claims.hpp>

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace rowclaim::inline v0_1 {

namespace detail {

template <static_name Text>
inline constexpr std::string_view kept_text = Text.view();

constexpr claim_source claim_at(std::initializer_list<std::string_view> segments) {
  claim_source source;
  for (std::string_view segment : segments) source.path.append(segment);
  return source;
}

}  // namespace detail

/// A policy derives from one of these, and says what the roles mean: `struct sales_policy : providers::keycloak<"sales-app"> {...}`.
/// What a policy says itself counts in place of what it derives. Names are those that the provider keeps unique, where it has one.
namespace providers {

/// Keycloak: the realm's roles and those of one client, in one namespace; a role of both is one role.
template <static_name Client>
struct keycloak {
  static constexpr auto name_claim = claim("preferred_username");
  static constexpr auto roles_claims = claims(claim("realm_access", "roles").strings(),
                                              detail::claim_at({"resource_access", detail::kept_text<Client>, "roles"}).strings());
};

/// Auth0: a custom claim, which an action adds under a name that is a URL: `auth0<"https://example.com/roles">`.
template <static_name RolesClaim>
struct auth0 {
  static constexpr auto name_claim = claim("sub");
  static constexpr auto roles_claims = claims(detail::claim_at({detail::kept_text<RolesClaim>}).strings());
};

/// Microsoft Entra ID: the application's roles, and groups by their object ids, of one tenant. A user of too many groups has none in the
/// token, and is refused (A4): assign groups to the application, or use its roles. The name is the user's object id, as names can change.
template <static_name Tenant>
struct entra_id {
  static constexpr auto name_claim = claim("oid");
  static constexpr auto roles_claims = claims(claim("roles").strings(), claim("groups").strings());
  static constexpr auto required_claims =
      rowclaim::required_claims(requirement<1>{{required_value{claim("tid").path, value::of(detail::kept_text<Tenant>)}}});
};

/// Google: no roles. Accounts of these hosted domains sign in, and the domain counts as the provider's role: map it, or give roles by
/// name. Anybody has a Google account: without a domain, default roles would be for all the world (A17).
template <static_name... Domains>
struct google {
  static_assert(sizeof...(Domains) > 0,
                "Google signs anybody in; name the hosted domains whose accounts may come, as in google<\"example.com\">");
  static constexpr auto name_claim = claim("email");
  static constexpr auto roles_claims = claims(claim("hd").string().required());
  static constexpr auto required_claims = rowclaim::required_claims(
      requirement<sizeof...(Domains)>{{required_value{claim("hd").path, value::of(detail::kept_text<Domains>)}...}},
      require(claim("email_verified"), true));
};

/// Okta: the groups that the authorization server's claim of that name lets through.
struct okta {
  static constexpr auto name_claim = claim("preferred_username");
  static constexpr auto roles_claims = claims(claim("groups").strings());
};

/// Amazon Cognito, ID tokens: the groups of the user pool.
struct cognito {
  static constexpr auto name_claim = claim("cognito:username");
  static constexpr auto roles_claims = claims(claim("cognito:groups").strings());
};

/// Zitadel: the roles of the project that the client belongs to, as the names of members.
struct zitadel {
  static constexpr auto name_claim = claim("preferred_username");
  static constexpr auto roles_claims = claims(claim("urn:zitadel:iam:org:project:roles").object_keys());
};

/// Authentik: the names of the groups, in the scope `profile`.
struct authentik {
  static constexpr auto name_claim = claim("preferred_username");
  static constexpr auto roles_claims = claims(claim("groups").strings());
};

}  // namespace providers
}  // namespace rowclaim::inline v0_1
