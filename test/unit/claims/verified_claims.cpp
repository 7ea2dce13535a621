// SPDX-License-Identifier: BSL-1.0
// Tests of verified claims: text that nobody vouched for cannot take their place.
#include <rowclaim/claims/verified_claims.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(claims_verified_claims)

namespace {

struct token {
  rc::verified_claims inside;
  const rc::verified_claims& claims() const { return inside; }
};
struct careless_token {
  std::string claims() const { return "{}"; }
};

static_assert(rc::ProvesClaims<rc::verified_claims>);
static_assert(rc::ProvesClaims<token>);
static_assert(!rc::ProvesClaims<careless_token>);
static_assert(!rc::ProvesClaims<std::string>);
static_assert(!std::is_constructible_v<rc::verified_claims, std::string>);
static_assert(!std::is_constructible_v<rc::verified_claims, const char*>);
static_assert(!std::is_constructible_v<rc::verified_claims, std::string_view>);
static_assert(!std::is_default_constructible_v<rc::verified_claims>);
static_assert(!std::convertible_to<std::string, rc::verified_claims>);

}  // namespace

BOOST_AUTO_TEST_CASE(holds_the_text_that_the_caller_vouched_for) {
  const token carrying{rc::verified_claims::assume_verified(R"({"sub":"x"})")};
  BOOST_TEST(carrying.claims().json() == R"({"sub":"x"})");
  BOOST_TEST(&carrying.claims().claims() == &carrying.claims());
}

BOOST_AUTO_TEST_SUITE_END()
