// SPDX-License-Identifier: BSL-1.0
// Tests of identities: only the door makes them, and they need nothing of what they were made from.
#include "signed_in.hpp"
#include <rowclaim/policy/identity.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_identity)

namespace {

struct row {
  std::string tenant;
};
using rows = rc::table<"rows", rc::column<"Tenant", &row::tenant>>;

struct example {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"b", {"ROLE_B"}}, {"user", {"ROLE_USER"}}, {"a", {"ROLE_A"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<rows>("ROLE_A", rc::col<"Tenant"> == rc::claim("tenant")));
};
struct another : example {};

static_assert(!std::is_default_constructible_v<rc::identity<example>>);
static_assert(!std::is_constructible_v<rc::identity<example>, std::string>);
static_assert(!std::is_convertible_v<rc::identity<example>, rc::identity<another>>, "a user of one policy is none of another");
static_assert(std::is_copy_constructible_v<rc::identity<example>> && std::is_nothrow_move_constructible_v<rc::identity<example>>);

}  // namespace

BOOST_AUTO_TEST_CASE(lists_roles_in_the_order_of_the_policy) {
  const auto user = test::sign_in<example>(R"({"name":"x","groups":["a","user","b"]})");
  BOOST_TEST(test::joined(user->roles()) == "ROLE_B ROLE_USER ROLE_A");
  BOOST_TEST(user->has("ROLE_A"));
  BOOST_TEST(!user->has("ROLE_ADMIN"));
  BOOST_TEST(!user->has("ROLE_UNKNOWN"));
  BOOST_TEST(!user->has("role_a"));
  BOOST_TEST(!user->has(""));
}

BOOST_AUTO_TEST_CASE(outlives_the_token_it_was_made_from) {
  // For the address sanitizer, with text long enough to be on the heap, escaped and not.
  std::optional<rc::identity<example>> kept;
  {
    const auto token = std::make_unique<rc::verified_claims>(test::verified(
        R"({"iss":"https://issuer.example/a/long/path/to/it","sub":"a subject that is long enough \u00e9","name":"a name that is long enough, too","groups":"user","tenant":"a tenant that is long enough \u00e9"})"));
    const auto user = rc::authorize<example>(*token);
    BOOST_TEST_REQUIRE(user.has_value());
    kept = *user;
  }
  BOOST_TEST(kept->issuer() == "https://issuer.example/a/long/path/to/it");
  BOOST_TEST(kept->subject() == "a subject that is long enough \xc3\xa9");
  BOOST_TEST(kept->name() == "a name that is long enough, too");
  const rc::identity_view view = kept->view();
  BOOST_TEST_REQUIRE(view.compared_claims.size() == 1u);
  BOOST_TEST(view.compared_claims[0].is_usable);
  BOOST_TEST(std::get<std::string>(view.compared_claims[0].scalars.at(0)) == "a tenant that is long enough \xc3\xa9");
  BOOST_TEST(view.is_allowed);
}

BOOST_AUTO_TEST_CASE(B3_a_compared_claim_that_cannot_be_read_is_unusable_and_refuses_nobody) {
  for (const std::string_view tenant : {"null", "{}", "[null]", "[[]]", R"("x\u0000")", R"(["a",{}])"}) {
    const auto user = test::sign_in<example>(R"({"name":"x","groups":"user","tenant":)" + std::string(tenant) + "}");
    BOOST_TEST_REQUIRE(user.has_value(), tenant);
    BOOST_TEST(!user->view().compared_claims[0].is_usable, tenant);
  }
  BOOST_TEST(!test::sign_in<example>(R"({"name":"x","groups":"user"})")->view().compared_claims[0].is_usable);
  BOOST_TEST(!test::sign_in<example>(R"({"name":"x","groups":"user","tenant":"a","_claim_names":{"tenant":"s"}})")
                  ->view()
                  .compared_claims[0]
                  .is_usable);
}

BOOST_AUTO_TEST_SUITE_END()
