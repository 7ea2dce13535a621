// SPDX-License-Identifier: BSL-1.0
// The algorithms' names and sets of them.
#include "signing.hpp"
#include <rowclaim/jose/algorithm.hpp>

#include <boost/test/unit_test.hpp>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(algorithms)

namespace {
constexpr algorithm_set two{algorithm::rs256, algorithm::eddsa};
static_assert(two.contains(algorithm::rs256) && two.contains(algorithm::eddsa) && !two.contains(algorithm::hs256));
static_assert(algorithm_set{}.is_empty() && !two.is_empty());
static_assert((asymmetric_algorithms & symmetric_algorithms).is_empty());
static_assert((two | algorithm_set{algorithm::hs512}) == algorithm_set{algorithm::hs512, algorithm::eddsa, algorithm::rs256});
static_assert(!algorithm_named("none") && !two.contains(static_cast<algorithm>(200)));
}  // namespace

BOOST_AUTO_TEST_CASE(names_lead_back_to_their_algorithms) {
  for (const algorithm a : jose_test::all_algorithms) BOOST_TEST((algorithm_named(name(a)) == a));
  BOOST_TEST(name(algorithm::rs256) == "RS256");
  BOOST_TEST(name(algorithm::eddsa) == "EdDSA");
  BOOST_TEST(name(static_cast<algorithm>(200)) == "unknown");
}

BOOST_AUTO_TEST_CASE(knows_no_other_spelling_and_no_none) {
  for (const auto text : {"none", "None", "NONE", "nOnE", "", "rs256", "Rs256", "RS256 ", " RS256", "RS-256", "EDDSA", "ED25519",
                          "Ed25519ph", "RS1", "HS1", "ES256K", "RSA-OAEP", "dir"})
    BOOST_TEST(!algorithm_named(text), text);
  BOOST_TEST(!algorithm_named(std::string_view("RS256\0", 6)));
}

BOOST_AUTO_TEST_CASE(every_algorithm_is_either_symmetric_or_not) {
  for (const algorithm a : jose_test::all_algorithms)
    BOOST_TEST(asymmetric_algorithms.contains(a) != symmetric_algorithms.contains(a));
}

BOOST_AUTO_TEST_SUITE_END()
