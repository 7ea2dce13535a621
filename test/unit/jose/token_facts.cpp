// SPDX-License-Identifier: BSL-1.0
// Identities of verifiers are nobody else's.
#include <rowclaim/jose/token_facts.hpp>

#include <boost/test/unit_test.hpp>

using rowclaim::verifier_identity;

BOOST_AUTO_TEST_SUITE(token_facts)

BOOST_AUTO_TEST_CASE(each_identity_is_another) {
  const auto one = verifier_identity::make();
  const auto other = verifier_identity::make();
  BOOST_TEST(one.is_known());
  BOOST_TEST((one == one));
  BOOST_TEST((one != other));
  BOOST_TEST(!verifier_identity().is_known());
}

BOOST_AUTO_TEST_SUITE_END()
