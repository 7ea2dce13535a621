// SPDX-License-Identifier: BSL-1.0
// A token that is bound is for who shows what it is bound to.
#include <rowclaim/jose/possession.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(possession)

namespace {

std::string checked(const rowclaim::token_facts& token, const rowclaim::shown_possession& shown) {
  const auto done = rowclaim::check_possession(token, shown, rowclaim::step::access_token);
  if (done) return "fits";
  BOOST_TEST((done.error().code == rowclaim::errc::possession_not_proved));
  BOOST_TEST((done.error().where == rowclaim::step::access_token));
  return std::string(done.error().detail);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_a_token_is_bound_to_must_be_shown) {
  BOOST_TEST(checked({}, {}) == "fits");
  BOOST_TEST(checked({.key_thumbprint = "k"}, {}) == "key");
  BOOST_TEST(checked({.key_thumbprint = "k"}, {.key_thumbprint = "kk"}) == "key");
  BOOST_TEST(checked({.key_thumbprint = "k"}, {.certificate_thumbprint = "k"}) == "key");
  BOOST_TEST(checked({.key_thumbprint = "k"}, {.key_thumbprint = "k"}) == "fits");
  BOOST_TEST(checked({.certificate_thumbprint = "c"}, {}) == "certificate");
  BOOST_TEST(checked({.certificate_thumbprint = "c"}, {.certificate_thumbprint = "C"}) == "certificate");
  BOOST_TEST(checked({.certificate_thumbprint = "c"}, {.certificate_thumbprint = "c"}) == "fits");
  BOOST_TEST(checked({.key_thumbprint = "k", .certificate_thumbprint = "c"}, {.key_thumbprint = "k"}) == "certificate");
  BOOST_TEST(checked({.key_thumbprint = "k", .certificate_thumbprint = "c"}, {"k", "c"}) == "fits");
}

BOOST_AUTO_TEST_CASE(a_proof_that_nothing_is_bound_to_proves_nothing_and_a_certificate_does_no_harm) {
  BOOST_TEST(checked({}, {.key_thumbprint = "k"}) == "key");
  BOOST_TEST(checked({}, {.certificate_thumbprint = "c"}) == "fits");
  BOOST_TEST(checked({.key_thumbprint = "k"}, {"k", "c"}) == "fits");
}

BOOST_AUTO_TEST_SUITE_END()
