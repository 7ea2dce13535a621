// SPDX-License-Identifier: BSL-1.0
// What an ID token tells, and who can make one.
#include "signed_tokens.hpp"
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>

namespace rc = rowclaim;

static_assert(rc::ProvesClaims<rc::id_token>);
static_assert(!std::is_default_constructible_v<rc::id_token>);
static_assert(!std::is_constructible_v<rc::id_token, rc::verified_claims, rc::secret>);
static_assert(!std::is_constructible_v<rc::id_token, std::string>);

BOOST_AUTO_TEST_SUITE(id_token)

BOOST_AUTO_TEST_CASE(tells_what_the_token_says) {
  const rc::seconds_since_epoch now = 1'000'000;
  rc::key_source keys(rc::read_key_set(rowclaim_test::key_set_json()).value());
  const rc::id_token_verifier verifier({.issuer = "https://a.example", .audience = "app"}, keys, rc::clock::reading(now));
  const std::string text = rowclaim_test::signed_token({{"iss", "https://a.example"},
                                                        {"sub", "alice"},
                                                        {"aud", boost::json::array{"app"}},
                                                        {"iat", 999'999.75},
                                                        {"exp", 1'000'300.5},
                                                        {"auth_time", 999'000},
                                                        {"roles", boost::json::array{"a", "b"}}});
  const auto token = verifier.verify(text);
  BOOST_REQUIRE(token.has_value());
  BOOST_TEST(token->issuer() == "https://a.example");
  BOOST_TEST(token->subject() == "alice");
  BOOST_TEST(token->audience().size() == 1);
  BOOST_TEST(token->issued_at() == 999'999);
  BOOST_TEST(token->expires_at() == 1'000'300);
  BOOST_TEST(token->authenticated_at().value() == 999'000);
  BOOST_TEST(token->claims().json().find(R"("roles":["a","b"])") != std::string_view::npos);
  BOOST_TEST(token->encoded().reveal() == text);
}

BOOST_AUTO_TEST_SUITE_END()
