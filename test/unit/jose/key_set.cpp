// SPDX-License-Identifier: BSL-1.0
// Which keys of a published set count, and which of them a token gets.
#include "example_keys.hpp"
#include "signing.hpp"
#include <rowclaim/jose/key_set.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace rowclaim;
using jose_test::outcome;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(key_sets)

namespace {

std::string set_of(const std::vector<std::string>& keys) {
  std::string text = R"({"keys":[)";
  for (std::size_t i = 0; i < keys.size(); ++i) text += (i == 0 ? "" : ",") + keys[i];
  return text + "]}";
}
std::string rsa(std::string_view more = {}) { return signer_for(algorithm::rs256).jwk(more); }
std::string ec(std::string_view more = {}) { return signer_for(algorithm::es256).jwk(more); }
std::string_view outcome_of(const std::string& set) { return outcome(read_key_set(set)); }

const std::string encryption_key = rsa(R"("kid":"e","use":"enc","alg":"RSA-OAEP",)");
const std::string unknown_curve = R"({"kty":"EC","crv":"secp256k1","kid":"k1","x":"AA","y":"AA"})";
const std::string unknown_kind = R"({"kty":"AKP","kid":"pq","alg":"ML-DSA-44","pub":"AA"})";
const std::string broken_key = R"({"kty":"RSA","kid":"b","n":"!","e":"AQAB"})";

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_sets_of_rfc_7517) {
  // A.1: an EC key for encryption, and an RSA key.
  const std::string ec = R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
                         R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"})";
  const std::string rsa =
      R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3)"
      R"(oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr)"
      R"(n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB",)"
      R"("alg":"RS256","kid":"2011-04-29"})";
  const auto read = read_key_set(R"({"keys":[)" + ec + "," + rsa + "]}");
  BOOST_REQUIRE(outcome(read) == "ok");
  BOOST_TEST(read->size() == 1u);
  BOOST_TEST(read->skipped() == 1u);
  BOOST_TEST(read->refused().empty());
  BOOST_TEST(outcome(read->select("2011-04-29", algorithm::rs256)) == "ok");
  BOOST_TEST(outcome(read->select("1", algorithm::es256)) == "key_does_not_fit");
  // A.2: the same with their private members; each of the two alone refuses the set.
  const std::string ec_pair = jose_test::with_private_members(ec, jose_test::rfc7517_a2_ec_private);
  const std::string rsa_pair = jose_test::with_private_members(rsa, jose_test::rfc7517_a2_private);
  for (const std::string& keys : {ec_pair + "," + rsa_pair, ec_pair + "," + rsa, ec + "," + rsa_pair})
    BOOST_TEST(outcome(read_key_set(R"({"keys":[)" + keys + "]}")) == "key_set_has_secret");
  // A.3: a key for wrapping, and one for HMAC.
  const std::string wrapping = R"({"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"})";
  const std::string hmac =
      R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",)"
      R"("kid":"HMAC key used in JWS spec Appendix A.1 example"})";
  BOOST_TEST(outcome(read_key_set(R"({"keys":[)" + wrapping + "," + hmac + "]}")) == "key_set_has_secret");
  BOOST_TEST(outcome(read_jwk(wrapping)) == "key_unsupported");
  BOOST_TEST((read_jwk(hmac)->algorithms() == symmetric_algorithms));
}

BOOST_AUTO_TEST_CASE(skips_and_counts_what_is_not_for_it) {
  const auto set = read_key_set(
      set_of({encryption_key, rsa(R"("kid":"1",)"), unknown_curve, broken_key, unknown_kind, "7", ec(R"("kid":"2",)")}));
  BOOST_REQUIRE(outcome(set) == "ok");
  BOOST_TEST(set->size() == 2u);
  BOOST_TEST(set->skipped() == 3u);
  BOOST_REQUIRE(set->refused().size() == 2u);
  BOOST_TEST(set->refused()[0].index == 3u);
  BOOST_TEST((set->refused()[0].why == error{errc::key_malformed, step::key}));
  BOOST_TEST(set->refused()[1].index == 5u);
}

BOOST_AUTO_TEST_CASE(a_set_without_a_usable_key_is_an_error) {
  for (const std::string& set : {set_of({}), set_of({encryption_key}), set_of({unknown_kind, broken_key})})
    BOOST_TEST(outcome_of(set) == "key_set_empty");
}

BOOST_AUTO_TEST_CASE(a_private_or_symmetric_key_refuses_the_set) {
  const std::string private_key = ec(R"("kid":"2","d":"AQ",)");
  for (const std::string& bad : {private_key, signer_for(algorithm::hs256).jwk(), std::string(R"({"kty":"oct"})"),
                                 std::string(R"({"kty":"new","k":"AQ"})")}) {
    BOOST_TEST(outcome_of(set_of({rsa(), bad})) == "key_set_has_secret");
    BOOST_TEST(outcome_of(set_of({bad, rsa()})) == "key_set_has_secret");
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_key_set) {
  for (const std::string set : {"{}", "[]", "null", R"({"keys":{}})", R"({"keys":null})", R"({"Keys":[]})"})
    BOOST_TEST(outcome_of(set) == "key_set_malformed", set);
  BOOST_TEST(outcome_of("<html>") == "json_syntax");
  BOOST_TEST(outcome_of(set_of({rsa()}) + "}") == "json_trailing_bytes");
  BOOST_TEST(outcome_of(R"({"keys":[],"keys":[]})") == "json_duplicate_member");
  BOOST_TEST(outcome_of(set_of({R"({"kty":"RSA","n":"AQ","e":"AQAB","\u006e":"AQ"})"})) == "json_duplicate_member");
  BOOST_TEST((read_key_set("").error().where == step::key_set));
}

BOOST_AUTO_TEST_CASE(keeps_to_its_limits) {
  const std::string two = set_of({rsa(R"("kid":"1",)"), ec()});
  BOOST_TEST(outcome(read_key_set(two, {.keys = 2})) == "ok");
  BOOST_TEST(outcome(read_key_set(two, {.keys = 1})) == "key_set_too_large");
  BOOST_TEST(outcome(read_key_set(two, {.bytes = two.size()})) == "ok");
  BOOST_TEST(outcome(read_key_set(two, {.bytes = two.size() - 1})) == "json_too_large");
  BOOST_TEST(outcome(read_key_set(two, {.members = 4})) == "json_too_many_members");
  BOOST_TEST(outcome_of(R"({"keys":)" + std::string(100, '[') + std::string(100, ']') + "}") == "json_too_deep");
}

BOOST_AUTO_TEST_CASE(a_kid_chooses_byte_by_byte_and_the_key_must_then_fit) {
  const auto set =
      read_key_set(set_of({rsa(R"("kid":"a","alg":"RS256",)"), ec(R"("kid":"b",)"), encryption_key, unknown_curve})).value();
  BOOST_TEST(set.select("a", algorithm::rs256)->key_id().value() == "a");
  BOOST_TEST(outcome(set.select("b", algorithm::es256)) == "ok");
  for (const algorithm a : {algorithm::rs384, algorithm::ps256, algorithm::es256, algorithm::hs256})
    BOOST_TEST(outcome(set.select("a", a)) == "key_does_not_fit");
  BOOST_TEST(outcome(set.select("b", algorithm::es384)) == "key_does_not_fit");
  BOOST_TEST(outcome(set.select("e", algorithm::rs256)) == "key_does_not_fit");
  BOOST_TEST(outcome(set.select("k1", algorithm::es256)) == "key_does_not_fit");
  for (const std::string_view other :
       {std::string_view("A"), std::string_view("a "), std::string_view(""), std::string_view("a\0", 2),
        std::string_view("../../dev/null"), std::string_view("' or 1=1 --")})
    BOOST_TEST(outcome(set.select(other, algorithm::rs256)) == "key_not_found");
}

BOOST_AUTO_TEST_CASE(a_key_without_kid_is_not_found_by_one) {
  const auto set = read_key_set(set_of({rsa()})).value();
  BOOST_TEST(outcome(set.select("a", algorithm::rs256)) == "key_not_found");
  BOOST_TEST(outcome(set.select("", algorithm::rs256)) == "key_not_found");
  BOOST_TEST(outcome(set.select(std::nullopt, algorithm::rs256)) == "ok");
}

BOOST_AUTO_TEST_CASE(without_a_kid_exactly_one_key_must_fit) {
  const auto set = read_key_set(set_of({rsa(R"("kid":"1","alg":"RS256",)"), rsa(R"("kid":"2","alg":"RS256",)"), ec(R"("kid":"3",)"),
                                        encryption_key}))
                       .value();
  BOOST_TEST(outcome(set.select(std::nullopt, algorithm::rs256)) == "key_ambiguous");
  BOOST_TEST(outcome(set.select(std::nullopt, algorithm::es256)) == "ok");
  BOOST_TEST(outcome(set.select(std::nullopt, algorithm::eddsa)) == "key_not_found");
  BOOST_TEST(outcome(set.select(std::nullopt, static_cast<algorithm>(99))) == "key_not_found");
}

BOOST_AUTO_TEST_CASE(one_kid_twice_is_ambiguous_only_if_both_fit) {
  const auto same_kind = read_key_set(set_of({rsa(R"("kid":"1",)"), rsa(R"("kid":"1",)")})).value();
  BOOST_TEST(outcome(same_kind.select("1", algorithm::rs256)) == "key_ambiguous");
  const auto two_kinds =
      read_key_set(set_of({rsa(R"("kid":"1",)"), ec(R"("kid":"1",)"), rsa(R"("kid":"1","use":"enc",)")})).value();
  BOOST_TEST((two_kinds.select("1", algorithm::rs256)->type() == key_type::rsa));
  BOOST_TEST((two_kinds.select("1", algorithm::es256)->type() == key_type::ec));
}

BOOST_AUTO_TEST_CASE(finds_each_of_a_thousand_keys) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back(signer_for(algorithm::eddsa).jwk(R"("kid":"key-)" + std::to_string(i) + R"(",)"));
  const auto set = read_key_set(set_of(keys)).value();
  BOOST_TEST(set.size() == 1000u);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "key-" + std::to_string(i);
    BOOST_TEST(set.select(id, algorithm::eddsa)->key_id().value() == id);
  }
  BOOST_TEST(outcome(set.select("key-1000", algorithm::eddsa)) == "key_not_found");
}

BOOST_AUTO_TEST_CASE(a_caller_may_bring_a_shared_secret) {
  const key_set set({hmac_key(secret(std::string(32, 's')), {algorithm::hs256}, "mine").value(), read_jwk(rsa()).value()});
  BOOST_TEST(set.size() == 2u);
  BOOST_TEST(outcome(set.select("mine", algorithm::hs256)) == "ok");
  BOOST_TEST(outcome(set.select("mine", algorithm::hs384)) == "key_does_not_fit");
  BOOST_TEST(outcome(key_set({}).select("mine", algorithm::hs256)) == "key_not_found");
}

BOOST_AUTO_TEST_SUITE_END()
