// SPDX-License-Identifier: BSL-1.0
// The claims and the policy that the benchmarks evaluate: an ID token's as Keycloak writes it, with ten realm roles.
#pragma once

#include <rowclaim/rowclaim.hpp>

#include <array>
#include <string_view>

namespace bench {

namespace rc = rowclaim;

/// 790 bytes; names beyond ASCII, as real ones are.
inline constexpr std::string_view sample_claims =
    R"({"exp":1790000300,"iat":1790000000,"auth_time":1789999990,"jti":"9d5f1c1e-5f0b-4a6b-8f5d-0c0e6a1b2c3d",)"
    R"("iss":"https://sso.example.com/realms/sales","aud":"sales-app","sub":"f3c1a0de-7a52-4d1c-9b1e-2f6d8e9a0b1c","typ":"ID",)"
    R"("azp":"sales-app","nonce":"n-0S6_WzA2Mj-tgR5xK1","sid":"1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901",)"
    R"("at_hash":"MTIzNDU2Nzg5MDEyMzQ1Ng","s_hash":"QUJDREVGR0hJSktMTU5PUA","session_state":"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",)"
    R"("acr":"1","locale":"nb","email_verified":true,)"
    R"("realm_access":{"roles":["app users","France","Norvège","sales-emea","offline_access","uma_authorization","report-writer","Österreich","default-roles-sales","auditor"]},)"
    R"("name":"Zoë Müller","preferred_username":"zoe.mueller","given_name":"Zoë","family_name":"Müller","email":"zoe.mueller@example.com"})";

/// The same ten roles, already taken out.
inline constexpr std::array<std::string_view, 10> sample_roles{
    "app users",         "France",        "Norvège",    "sales-emea",          "offline_access",
    "uma_authorization", "report-writer", "Österreich", "default-roles-sales", "auditor"};

struct sample_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims =
      rc::claims(rc::claim("realm_access", "roles"), rc::claim("resource_access", "sales-app", "roles"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"app users", {"ROLE_USER"}},       {"app admins", {"ROLE_ADMIN"}},
                        {"France", {"ROLE_FRANCE"}},        {"Norvège", {"ROLE_NORWAY"}},
                        {"Österreich", {"ROLE_AUSTRIA"}},   {"Deutschland", {"ROLE_GERMANY"}},
                        {"España", {"ROLE_SPAIN"}},         {"Italia", {"ROLE_ITALY"}},
                        {"Portugal", {"ROLE_PORTUGAL"}},    {"United Kingdom", {"ROLE_UK"}},
                        {"sales-emea", {"ROLE_EMEA"}},      {"sales-apac", {"ROLE_APAC"}},
                        {"sales-amer", {"ROLE_AMER"}},      {"report-writer", {"ROLE_WRITER", "ROLE_READER"}},
                        {"report-reader", {"ROLE_READER"}}, {"auditor", {"ROLE_AUDIT"}},
                        {"controller", {"ROLE_CONTROL"}},   {"treasurer", {"ROLE_TREASURY"}},
                        {"buyer", {"ROLE_BUYER"}},          {"seller", {"ROLE_SELLER"}}});
  static constexpr auto default_roles = rc::roles("ROLE_GUEST");
};

}  // namespace bench
