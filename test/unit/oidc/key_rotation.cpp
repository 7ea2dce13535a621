// SPDX-License-Identifier: BSL-1.0
// Keys that change between and during sign-ins.
#include "at_provider.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::at_provider;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(key_rotation)

namespace {

struct party_at : at_provider {
  rc::relying_party party{rc::discover(transport, provider.issuer()).value(), client(), transport, clock};
};

}  // namespace

BOOST_AUTO_TEST_CASE(sign_ins_before_and_after_a_rotation_succeed) {
  party_at at;
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  at.provider.rotate_keys();
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  BOOST_TEST(at.provider.count_requests("/jwks") == 2);
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  BOOST_TEST(at.provider.count_requests("/jwks") == 2);
}

BOOST_AUTO_TEST_CASE(rotations_faster_than_the_cool_down_wait_for_it) {
  party_at at;
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  at.provider.rotate_keys();
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  at.provider.rotate_keys();
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "key_refresh_too_soon in key_set");
  at.time.advance(std::chrono::seconds(30));
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_withdrawn_key_is_no_longer_accepted_once_its_successor_is_known) {
  party_at at;
  const auto before = at.sign_in_at(at.party);
  BOOST_REQUIRE(before.has_value());
  at.provider.rotate_keys();
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  BOOST_TEST(!at.party.id_tokens().verify(before->id_token.encoded().reveal()).has_value());
}

BOOST_AUTO_TEST_CASE(an_outage_of_the_key_set_does_not_stop_known_keys) {
  party_at at;
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  at.provider.misbehave(mock_idp::misbehaviour::server_error_jwks);
  at.time.advance(std::chrono::hours(2));
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
  at.time.advance(std::chrono::hours(23));
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "keys_too_old in key_set (status_unexpected)");
  at.provider.misbehave({});
  at.time.advance(std::chrono::seconds(30));
  BOOST_TEST(outcome(at.sign_in_at(at.party)) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_bearer_token_is_verified_with_the_same_keys) {
  party_at at;
  const auto done = at.sign_in_at(at.party);
  BOOST_REQUIRE(done.has_value());
  BOOST_TEST(outcome(at.party.id_tokens().verify(done->id_token.encoded().reveal())) == "accepted");
  at.time.advance(std::chrono::seconds(400));
  BOOST_TEST(outcome(at.party.id_tokens().verify(done->id_token.encoded().reveal())) == "expired in id_token");
}

BOOST_AUTO_TEST_SUITE_END()
