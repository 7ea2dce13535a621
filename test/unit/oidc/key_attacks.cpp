// SPDX-License-Identifier: BSL-1.0
// Tokens and key sets that want to flood a provider, to replace its keys, or to be verified with the wrong one.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/key_source.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;
using rowclaim_test::signed_text;
using rowclaim_test::signing_algorithm;
using rowclaim_test::signing_key;

BOOST_AUTO_TEST_SUITE(key_attacks)

namespace {

const char* const jwks_uri = "https://a.example/jwks";

/// A public key as a set has it, with other members, or without the ones that are null.
json::object jwk(signing_algorithm algorithm, int generation, const json::object& changes) {
  json::object key = signing_key(algorithm, generation).public_jwk();
  key["kid"] = signing_key(algorithm, generation).id();
  key["use"] = "sig";
  for (const auto& [name, value] : changes) {
    if (value.is_null()) key.erase(name);
    else key[name] = value;
  }
  return key;
}

std::string set_of(const std::vector<json::value>& keys) {
  return json::serialize(json::object{{"keys", json::array(keys.begin(), keys.end())}});
}

json::value named(const std::string& key_id) { return json::string(key_id); }

std::string token_by(signing_algorithm algorithm, int generation, const json::value& key_id) {
  const auto& key = signing_key(algorithm, generation);
  json::object header{{"alg", name_of(algorithm)}};
  if (!key_id.is_null()) header["kid"] = key_id;
  return signed_text(json::serialize(header), "{}", key);
}
std::string token_naming(const std::string& key_id) { return token_by(signing_algorithm::RS256, 0, named(key_id)); }
const json::value nameless = nullptr;

struct verifying {
  scripted_transport transport;
  rc::seconds_since_epoch now = 1'000'000;
  rc::key_source source{
      transport, jwks_uri, rc::clock::reading(now), {.max_age = 1000, .cool_down = 30, .stale_if_error = 5000, .absent_for = 60}};
  rc::token_keys keys{source};
  rc::jws_memory memory;

  explicit verifying(std::string first_set = key_set_json()) { transport.will_answer(std::move(first_set)); }

  std::string verify(const std::string& token) { return outcome(keys.verify(token, rc::asymmetric_algorithms, memory)); }
  std::string verify_usual(int generation = 0) {
    return verify(token_by(signing_algorithm::RS256, generation, named(signing_key(signing_algorithm::RS256, generation).id())));
  }
  std::size_t fetches() const { return transport.requests.size(); }
};

}  // namespace

// Unknown keys: who may cause a fetch.

BOOST_AUTO_TEST_CASE(ten_thousand_made_up_keys_cause_one_fetch_in_each_cool_down) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  const std::string token = token_naming("made up");
  const auto tail = token.substr(token.find('.'));
  for (int round = 1; round <= 3; ++round) {
    at.transport.will_answer(key_set_json());
    for (int i = 0; i < 10'000; ++i) {
      const std::string header = json::serialize(json::object{{"alg", "RS256"}, {"kid", std::to_string(round * 10'000 + i)}});
      const std::string refusal = at.verify(rowclaim::encode_base64url(header) + tail);
      BOOST_TEST_REQUIRE(refusal == (i == 0 ? "key_not_found in key_set (kid)" : "key_refresh_too_soon in key_set"));
    }
    BOOST_TEST(at.fetches() == 1u + static_cast<std::size_t>(round));
    at.now += 30;
  }
  BOOST_TEST(at.verify_usual() == "accepted");
  for (const auto& request : at.transport.requests) BOOST_TEST(request.url == jwks_uri);
}

BOOST_AUTO_TEST_CASE(the_cool_down_counts_failed_fetches) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(at.verify(token_naming("a")) == "deadline_exceeded in key_set");
  for (int i = 0; i < 100; ++i) BOOST_TEST_REQUIRE(at.verify(token_naming("a")) == "key_refresh_too_soon in key_set");
  BOOST_TEST(at.fetches() == 2);
  BOOST_TEST(at.verify_usual() == "accepted");
}

BOOST_AUTO_TEST_CASE(the_cool_down_holds_when_there_are_no_keys_at_all) {
  verifying at(R"({"keys":[]})");
  for (int i = 0; i < 100; ++i) BOOST_TEST_REQUIRE(at.verify(token_naming("a")) == "key_set_empty in key_set");
  BOOST_TEST(at.fetches() == 1);
}

BOOST_AUTO_TEST_CASE(a_key_that_was_fetched_for_in_vain_is_not_fetched_for_in_the_next_cool_down) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.transport.will_answer(key_set_json());
  BOOST_TEST(at.verify(token_naming("gone")) == "key_not_found in key_set (kid)");
  at.now += 45;
  BOOST_TEST(at.verify(token_naming("gone")) == "key_not_found in key_set (kid)");
  BOOST_TEST(at.fetches() == 2);
  // Another one is, and so is this one after a while.
  at.transport.will_answer(key_set_json());
  BOOST_TEST(at.verify(token_naming("other")) == "key_not_found in key_set (kid)");
  BOOST_TEST(at.fetches() == 3);
  at.now += 30;
  at.transport.will_answer(key_set_json());
  BOOST_TEST(at.verify(token_naming("gone")) == "key_not_found in key_set (kid)");
  BOOST_TEST(at.fetches() == 4);
}

BOOST_AUTO_TEST_CASE(a_key_asked_for_before_it_was_published_serves_once_it_is) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.transport.will_answer(key_set_json());
  BOOST_TEST(at.verify_usual(1) == "key_not_found in key_set (kid)");
  at.now += 30;
  at.transport.will_answer(key_set_json(1));
  BOOST_TEST(at.verify(token_naming("any other")) == "key_not_found in key_set (kid)");
  BOOST_TEST(at.verify_usual(1) == "accepted");
  BOOST_TEST(at.fetches() == 3);
}

BOOST_AUTO_TEST_CASE(what_needs_no_key_causes_no_fetch) {
  verifying at;
  BOOST_TEST(at.verify("a.b.c") != "accepted");
  BOOST_TEST(at.verify(signed_text(R"({"alg":"none"})", "{}", signing_key())) == "algorithm_unknown in signature (alg)");
  BOOST_TEST(at.verify(signed_text(R"({"alg":"HS256"})", "{}", signing_key())) == "algorithm_not_allowed in signature (alg)");
  BOOST_TEST(at.fetches() == 0);
}

// Outages.

BOOST_AUTO_TEST_CASE(an_outage_ends_with_an_error_of_its_own) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.now += 4000;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.now += 1000;
  BOOST_TEST(at.verify_usual() == "keys_too_old in key_set (connection_failed)");
  at.now += 30;
  at.transport.will_answer("<html>", 503, "text/html");
  BOOST_TEST(at.verify_usual() == "keys_too_old in key_set (status_unexpected)");
  at.now += 30;
  at.transport.will_answer(key_set_json());
  BOOST_TEST(at.verify_usual() == "accepted");
}

// Sets that would replace good keys.

BOOST_AUTO_TEST_CASE(no_bad_answer_replaces_good_keys) {
  const std::string good = key_set_json();
  const std::pair<std::string, std::string> bad_answers[] = {{"{\"keys\":[]}", "application/json"},
                                                             {"<html>maintenance</html>", "text/html"},
                                                             {good.substr(0, good.size() / 2), "application/json"},
                                                             {good, "text/plain"},
                                                             {good + good, "application/json"},
                                                             {"{\"keys\":{}}", "application/json"},
                                                             {"[" + good + "]", "application/json"},
                                                             {set_of({1, "a", nullptr, json::array{}}), "application/json"},
                                                             {std::string(5u << 20, ' '), "application/json"}};
  for (const auto& [body, type] : bad_answers) {
    verifying at;
    BOOST_TEST(at.verify_usual() == "accepted");
    at.transport.will_answer(body, 200, type);
    BOOST_TEST(at.verify(token_naming("new")) != "accepted");
    BOOST_TEST(at.fetches() == 2);
    BOOST_TEST(at.verify_usual() == "accepted");
    at.now += 1000;
    at.transport.will_answer(body, 200, type);
    BOOST_TEST(at.verify_usual() == "accepted");
    BOOST_TEST(at.fetches() == 3);
  }
}

BOOST_AUTO_TEST_CASE(a_bad_set_followed_by_a_good_one_is_followed_at_once) {
  verifying at;
  BOOST_TEST(at.verify_usual() == "accepted");
  at.now += 1000;
  at.transport.will_answer("{}");
  BOOST_TEST(at.verify_usual() == "accepted");
  at.transport.will_answer(key_set_json(1));
  BOOST_TEST(at.verify_usual(1) == "accepted");
}

BOOST_AUTO_TEST_CASE(keys_change_with_and_without_overlap) {
  verifying at(set_of({jwk(signing_algorithm::RS256, 0, {})}));
  BOOST_TEST(at.verify_usual(0) == "accepted");
  at.transport.will_answer(set_of({jwk(signing_algorithm::RS256, 0, {}), jwk(signing_algorithm::RS256, 1, {})}));
  BOOST_TEST(at.verify_usual(1) == "accepted");
  BOOST_TEST(at.verify_usual(0) == "accepted");
  at.now += 1000;
  at.transport.will_answer(set_of({jwk(signing_algorithm::RS256, 1, {})}));
  BOOST_TEST(at.verify_usual(1) == "accepted");
  // A removed key stops working with the next set, whatever it has signed before.
  at.transport.will_answer(set_of({jwk(signing_algorithm::RS256, 1, {})}));
  BOOST_TEST(at.verify_usual(0) == "key_not_found in key_set (kid)");
  BOOST_TEST(at.verify_usual(1) == "accepted");
}

// Keys of a set that are not for this.

BOOST_AUTO_TEST_CASE(a_set_with_a_private_or_symmetric_key_is_refused) {
  const json::value good = jwk(signing_algorithm::RS256, 0, {});
  for (const json::value& bad : {json::value{{"kty", "oct"}, {"k", "AAAA"}}, json::value{{"kty", "oct"}},
                                 json::value(signing_key(signing_algorithm::ES256).private_jwk()),
                                 json::value(jwk(signing_algorithm::RS256, 1, {{"d", "AAAA"}}))}) {
    verifying at(set_of({good, bad}));
    BOOST_TEST(at.verify_usual() == "key_set_has_secret in key_set");
  }
}

BOOST_AUTO_TEST_CASE(keys_for_other_things_never_verify) {
  for (const json::object& changes : {json::object{{"use", "enc"}}, json::object{{"alg", "RSA-OAEP"}},
                                      json::object{{"alg", "PS256"}}, json::object{{"use", nullptr}, {"key_ops", {"encrypt"}}}}) {
    verifying at(set_of({jwk(signing_algorithm::RS256, 0, changes), jwk(signing_algorithm::ES256, 0, {})}));
    BOOST_TEST(at.verify_usual() == "key_does_not_fit in key_set (kid)");
    BOOST_TEST(at.fetches() == 1);
  }
}

BOOST_AUTO_TEST_CASE(certificates_beside_a_key_are_not_read) {
  const json::object garbage{{"x5c", {"not base64", "!"}}, {"x5t", "?"}, {"x5u", "http://127.0.0.1/"}, {"unknown", {1, 2}}};
  verifying at(set_of({jwk(signing_algorithm::RS256, 0, garbage)}));
  BOOST_TEST(at.verify_usual() == "accepted");
  BOOST_TEST(at.fetches() == 1);
}

BOOST_AUTO_TEST_CASE(keys_that_do_not_exist_here_leave_the_others_alone) {
  verifying at(set_of({jwk(signing_algorithm::ES256K, 0, {}),
                       {{"kty", "quantum"}},
                       {{"kty", "RSA"}},
                       {{"kty", "EC"}, {"crv", "P-256"}, {"x", "AAAA"}, {"y", "AAAA"}},
                       jwk(signing_algorithm::RS256, 0, {})}));
  BOOST_TEST(at.verify_usual() == "accepted");
  BOOST_TEST(at.verify(token_by(signing_algorithm::ES256K, 0, named(signing_key(signing_algorithm::ES256K).id()))) ==
             "algorithm_unknown in signature (alg)");
}

BOOST_AUTO_TEST_CASE(a_set_with_members_twice_is_refused) {
  verifying at(R"({"keys":[{"kty":"RSA","kty":"EC"}]})");
  BOOST_TEST(at.verify_usual() == "json_duplicate_member in key_set");
}

// Tokens and keys without names.

BOOST_AUTO_TEST_CASE(a_token_without_a_key_id_needs_exactly_one_key_that_fits) {
  const json::object bare{{"kid", nullptr}};
  const auto rsa = [&](int generation) { return json::value(jwk(signing_algorithm::RS256, generation, bare)); };
  const json::value others[] = {jwk(signing_algorithm::ES256, 0, bare), jwk(signing_algorithm::ES256K, 0, bare),
                                jwk(signing_algorithm::EdDSA, 0, bare),
                                jwk(signing_algorithm::RS256, 2, {{"kid", nullptr}, {"use", "enc"}})};
  verifying one(set_of({others[0], others[1], rsa(0), others[2], others[3]}));
  BOOST_TEST(one.verify(token_by(signing_algorithm::RS256, 0, nameless)) == "accepted");
  BOOST_TEST(one.verify(token_by(signing_algorithm::EdDSA, 0, nameless)) == "accepted");
  verifying several(set_of({others[0], rsa(0), rsa(1), others[1], rsa(2), others[2]}));
  BOOST_TEST(several.verify(token_by(signing_algorithm::RS256, 0, nameless)) == "key_ambiguous in key_set");
  BOOST_TEST(several.fetches() == 1);
}

BOOST_AUTO_TEST_CASE(two_keys_of_one_name_are_ambiguous_unless_only_one_fits) {
  verifying twins(set_of({jwk(signing_algorithm::RS256, 0, {{"kid", "k"}}), jwk(signing_algorithm::RS256, 1, {{"kid", "k"}}),
                          jwk(signing_algorithm::ES256, 0, {{"kid", "k"}})}));
  BOOST_TEST(twins.verify(token_naming("k")) == "key_ambiguous in key_set (kid)");
  BOOST_TEST(twins.verify(token_by(signing_algorithm::ES256, 0, "k")) == "accepted");
}

BOOST_AUTO_TEST_CASE(keys_without_names_change_too) {
  const auto only = [](int generation) { return set_of({jwk(signing_algorithm::RS256, generation, {{"kid", nullptr}})}); };
  verifying at(only(0));
  BOOST_TEST(at.verify(token_by(signing_algorithm::RS256, 0, nameless)) == "accepted");
  at.transport.will_answer(only(1));
  BOOST_TEST(at.verify(token_by(signing_algorithm::RS256, 1, nameless)) == "accepted");
  // A forged signature costs one fetch in a cool-down, like a made-up key, and is told as what it is.
  for (int i = 0; i < 100; ++i)
    BOOST_TEST_REQUIRE(at.verify(token_by(signing_algorithm::RS256, 2, nameless)) == "signature_mismatch in signature");
  BOOST_TEST(at.fetches() == 2);
}

BOOST_AUTO_TEST_CASE(a_named_key_with_a_wrong_signature_causes_no_fetch) {
  verifying at;
  BOOST_TEST(at.verify(token_by(signing_algorithm::RS256, 1, named(signing_key().id()))) == "signature_mismatch in signature");
  BOOST_TEST(at.fetches() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
