// SPDX-License-Identifier: BSL-1.0
// Tests of the policies to start from: each of them, as a struct and as a file, on tokens as its provider documents them.
#include "signed_in.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/policy/providers.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_providers)

namespace {

// What the policies say beside what they derive.
template <class Provider>
struct with_roles : Provider {
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}}, {"sales-france", {"ROLE_FRANCE"}}});
};
using keycloak = with_roles<rc::providers::keycloak<"sales-app">>;
using auth0 = with_roles<rc::providers::auth0<"https://sales.example.com/roles">>;
using zitadel = with_roles<rc::providers::zitadel>;
struct entra_id : rc::providers::entra_id<"aaaabbbb-0000-cccc-1111-dddd2222eeee"> {
  static constexpr auto role_mapping =
      rc::role_mapping({{"Sales.User", {"ROLE_USER"}}, {"11111111-2222-3333-4444-555555555555", {"ROLE_FRANCE"}}});
};
struct google : rc::providers::google<"example.com"> {
  static constexpr auto role_mapping = rc::role_mapping({{"example.com", {"ROLE_USER"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"jane@example.com", {"ROLE_FRANCE"}}});
};
struct okta : rc::providers::okta {
  static constexpr auto role_mapping = rc::role_mapping({{"Everyone", {"ROLE_USER"}}, {"sales-france", {"ROLE_FRANCE"}}});
};
struct cognito : rc::providers::cognito {
  static constexpr auto role_mapping = rc::role_mapping({{"users", {"ROLE_USER"}}, {"sales-france", {"ROLE_FRANCE"}}});
};
struct authentik : rc::providers::authentik {
  static constexpr auto role_mapping = rc::role_mapping({{"authentik Users", {"ROLE_USER"}}, {"sales-france", {"ROLE_FRANCE"}}});
};

/// "name: roles" or the refusal, by the struct and by the file, which must agree.
template <class Policy>
std::string outcome(std::string_view file, std::string_view token) {
  const auto told = [](const auto& user) {
    return user ? std::string(user->name()) + ": " + test::joined(user->roles()) : std::string(rc::name(user.error().code));
  };
  std::ifstream in(std::string(ROWCLAIM_EXAMPLE_POLICIES "/") + std::string(file) + ".json");
  const auto read = rc::read_policy(std::string(std::istreambuf_iterator<char>(in), {}));
  BOOST_TEST_REQUIRE((read.policy != nullptr), read.text());
  const std::string by_file = told(rc::authorize(read.policy, test::verified(token)));
  BOOST_TEST(told(test::sign_in<Policy>(token)) == by_file);
  return by_file;
}

}  // namespace

// An access token: https://www.keycloak.org/docs/latest/server_admin/ (roles).
BOOST_AUTO_TEST_CASE(keycloak_has_roles_of_the_realm_and_of_clients) {
  BOOST_TEST(outcome<keycloak>("keycloak", R"({
    "exp": 1763820000, "iat": 1763819700, "jti": "onrtac:2f0a", "iss": "https://sso.example.com/realms/sales", "aud": ["sales-app", "account"],
    "sub": "f2a7b1de-0b1e-4c87-8f33-7d2b1c7f4e55", "typ": "Bearer", "azp": "sales-app", "sid": "2c9b", "acr": "1",
    "allowed-origins": ["https://sales.example.com"],
    "realm_access": {"roles": ["default-roles-sales", "offline_access", "uma_authorization", "user"]},
    "resource_access": {"sales-app": {"roles": ["sales-france"]}, "account": {"roles": ["manage-account", "view-profile"]}},
    "scope": "openid email profile", "email_verified": true, "name": "Jane Doe", "preferred_username": "jane", "email": "jane@example.com"})") ==
             "jane: ROLE_USER ROLE_FRANCE");
  // Another client's role is not this one's, and a client without roles is not there.
  BOOST_TEST(outcome<keycloak>("keycloak", R"({"preferred_username": "tim", "realm_access": {"roles": ["user"]},
    "resource_access": {"other-app": {"roles": ["sales-france"]}}})") == "tim: ROLE_USER");
  BOOST_TEST(outcome<keycloak>("keycloak", R"({"preferred_username": "tim", "realm_access": {"roles": "user"}})") ==
             "claim_malformed");
}

// Custom claims are under a URL: https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
BOOST_AUTO_TEST_CASE(auth0_has_a_namespaced_claim) {
  BOOST_TEST(outcome<auth0>("auth0", R"({
    "https://sales.example.com/roles": ["user", "sales-france"], "iss": "https://example.eu.auth0.com/", "sub": "auth0|6560f1",
    "aud": ["https://api.sales.example.com", "https://example.eu.auth0.com/userinfo"], "iat": 1763819700, "exp": 1763906100,
    "scope": "openid profile email", "azp": "my_client_id", "permissions": []})") == "auth0|6560f1: ROLE_USER ROLE_FRANCE");
  BOOST_TEST(outcome<auth0>("auth0", R"({"sub": "auth0|1", "https:": {"": {"sales": {"example": {"com/roles": ["user"]}}}}})") ==
             "auth0|1: ");
}

// https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
BOOST_AUTO_TEST_CASE(entra_id_has_roles_and_groups_and_says_when_they_are_too_many) {
  BOOST_TEST(outcome<entra_id>("entra-id", R"({
    "aud": "00001111-aaaa-2222-bbbb-3333cccc4444", "iss": "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
    "iat": 1763819700, "nbf": 1763819700, "exp": 1763823600, "name": "Jane Doe", "oid": "99990000-aaaa-bbbb-cccc-ddddeeeeffff",
    "preferred_username": "jane@example.com", "rh": "0.AAA", "sub": "hKwGz", "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee", "uti": "x", "ver": "2.0",
    "roles": ["Sales.User"], "groups": ["11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"]})") ==
             "99990000-aaaa-bbbb-cccc-ddddeeeeffff: ROLE_USER ROLE_FRANCE");
  // More than 200 groups, and the implicit flow's way of saying it.
  BOOST_TEST(outcome<entra_id>("entra-id", R"({"oid": "o", "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee", "roles": ["Sales.User"],
    "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.microsoft.com/v1.0/users/o/getMemberObjects"}}})") ==
             "claim_overflowed");
  BOOST_TEST(outcome<entra_id>("entra-id", R"({"oid": "o", "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee", "hasgroups": true})") ==
             "claim_overflowed");
  BOOST_TEST(
      outcome<entra_id>("entra-id", R"({"oid": "o", "tid": "00000000-0000-0000-0000-000000000000", "roles": ["Sales.User"]})") ==
      "claim_not_accepted");
}

// https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
BOOST_AUTO_TEST_CASE(google_has_a_hosted_domain_and_no_roles) {
  BOOST_TEST(outcome<google>("google", R"({
    "iss": "https://accounts.google.com", "azp": "1234987819200.apps.googleusercontent.com", "aud": "1234987819200.apps.googleusercontent.com",
    "sub": "10769150350006150715113082367", "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q", "hd": "example.com", "email": "jane@example.com",
    "email_verified": true, "iat": 1763819700, "exp": 1763823300, "nonce": "0394852-3190485-2490358"})") ==
             "jane@example.com: ROLE_USER ROLE_FRANCE");
  // A private account has no hosted domain; another company's is another; an address may be one's own or not.
  BOOST_TEST(outcome<google>("google", R"({"email": "jane@gmail.com", "email_verified": true})") == "claim_missing");
  BOOST_TEST(outcome<google>("google", R"({"email": "eve@example.org", "hd": "example.org", "email_verified": true})") ==
             "claim_not_accepted");
  BOOST_TEST(outcome<google>("google", R"({"email": "jane@example.com", "hd": "example.com", "email_verified": false})") ==
             "claim_not_accepted");
}

// https://developer.okta.com/docs/guides/customize-tokens-groups-claim/
BOOST_AUTO_TEST_CASE(okta_has_groups) {
  BOOST_TEST(outcome<okta>("okta", R"({
    "ver": 1, "sub": "00uid4BxXw6I6TV4m0g3", "iss": "https://example.okta.com/oauth2/default", "aud": "0oabcd", "iat": 1763819700, "exp": 1763823300,
    "jti": "ID.4eAWJOCMB3SX8XewDfVR", "amr": ["pwd"], "idp": "00oid", "nonce": "n", "preferred_username": "jane@example.com", "auth_time": 1763819600,
    "groups": ["Everyone", "sales-france"]})") == "jane@example.com: ROLE_USER ROLE_FRANCE");
}

// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
BOOST_AUTO_TEST_CASE(cognito_has_groups_of_the_user_pool) {
  BOOST_TEST(outcome<cognito>("cognito", R"({
    "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "cognito:groups": ["users", "sales-france"], "email_verified": true,
    "cognito:preferred_role": "arn:aws:iam::111122223333:role/my-test-role", "iss": "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example",
    "cognito:username": "jane", "origin_jti": "x", "cognito:roles": ["arn:aws:iam::111122223333:role/my-test-role"], "aud": "xxxxxxxxxxxxexample",
    "event_id": "64f513be", "token_use": "id", "auth_time": 1763819700, "exp": 1763823300, "iat": 1763819700, "email": "jane@example.com"})") ==
             "jane: ROLE_USER ROLE_FRANCE");
  BOOST_TEST(outcome<cognito>("cognito", R"({"cognito:username": "tim", "cognito:roles": ["users"]})") == "tim: ");
}

// https://zitadel.com/docs/guides/integrate/retrieve-user-roles
BOOST_AUTO_TEST_CASE(zitadel_has_roles_as_names_of_members) {
  BOOST_TEST(outcome<zitadel>("zitadel", R"({
    "iss": "https://sales.zitadel.cloud", "sub": "223281986649719809", "aud": ["223281939119866113", "223281901119866113"], "exp": 1763823300,
    "iat": 1763819700, "preferred_username": "jane@sales.zitadel.cloud", "urn:zitadel:iam:org:project:roles":
    {"user": {"223279178085982209": "sales.zitadel.cloud"}, "sales-france": {"223279178085982209": "sales.zitadel.cloud"}}})") ==
             "jane@sales.zitadel.cloud: ROLE_USER ROLE_FRANCE");
  BOOST_TEST(outcome<zitadel>("zitadel", R"({"preferred_username": "j", "urn:zitadel:iam:org:project:roles": ["user"]})") ==
             "claim_malformed");
}

// https://docs.goauthentik.io/docs/add-secure-apps/providers/oauth2/ (scope `profile`)
BOOST_AUTO_TEST_CASE(authentik_has_groups_by_name) {
  BOOST_TEST(outcome<authentik>("authentik", R"({
    "iss": "https://authentik.example.com/application/o/sales/", "sub": "f8c2a1", "aud": "client", "exp": 1763823300, "iat": 1763819700,
    "auth_time": 1763819600, "acr": "goauthentik.io/providers/oauth2/default", "amr": ["pwd"], "email": "jane@example.com", "email_verified": true,
    "name": "Jane Doe", "given_name": "Jane Doe", "preferred_username": "jane", "nickname": "jane", "groups": ["authentik Users", "sales-france"]})") ==
             "jane: ROLE_USER ROLE_FRANCE");
}

BOOST_AUTO_TEST_SUITE_END()
