// SPDX-License-Identifier: BSL-1.0
// The way of a valid token allocates nothing, once its memory has seen one.
#include "counted_new.hpp"
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/access_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(no_allocation)

BOOST_AUTO_TEST_CASE(a_valid_token_costs_none_in_memory_that_has_seen_one) {
  const auto claims = claims_with(
      R"({"exp":1700000300,"iat":1700000000,"aud":["app"],"name":"Zoë Müller of Östersund","sub":"a\"b","realm_access":{"roles":["a","b"]}})");
  for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA}) {
    const std::string token = signed_token(claims, signing_key(algorithm));
    const rc::id_token_verifier verifier(
        {.issuer = kinds_issuer, .audience = "app", .algorithms = {rc::algorithm_named(name_of(algorithm)).value()}}, kinds_keys(),
        kinds_clock());
    rc::token_memory memory;
    BOOST_REQUIRE(verifier.verify(token, memory).has_value());
    const std::size_t before = allocations();
    const bool is_valid = verifier.verify(token, memory).has_value();
    const std::size_t after = allocations();
    BOOST_TEST(is_valid);
    BOOST_TEST(after - before == 0u);
    // The counter counts.
    BOOST_TEST(verifier.verify(token).has_value());
    BOOST_TEST(allocations() > after);
  }
}

BOOST_AUTO_TEST_CASE(nor_does_a_refused_one_or_another_header) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const std::string good = typed_token("at+jwt", access_token_claims());
  const std::string wrong = typed_token("at+jwt", changed(access_token_claims(), "aud", R"("other")"));
  const std::string other_kind = typed_token("JWT", access_token_claims());
  rc::token_memory memory;
  for (const std::string& token : {good, wrong, other_kind}) static_cast<void>(verifier.verify(token, memory).has_value());
  const std::size_t before = allocations();
  const bool is_good = verifier.verify(good, memory).has_value();
  const bool is_wrong = verifier.verify(wrong, memory).has_value();
  const bool is_of_other_kind = verifier.verify(other_kind, memory).has_value();
  const std::size_t after = allocations();
  BOOST_TEST(is_good);
  BOOST_TEST(!is_wrong);
  BOOST_TEST(!is_of_other_kind);
  BOOST_TEST(after - before == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
