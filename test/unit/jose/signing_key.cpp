// SPDX-License-Identifier: BSL-1.0
// Which private keys are read, which are refused, and what they may sign by.
#include "example_keys.hpp"
#include "signing.hpp"
#include <rowclaim/jose/signing_key.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::b64;
using jose_test::outcome;
using jose_test::signer;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(signing_keys)

namespace {

// RFC 7517 A.2, the second key's public half.
const std::string rsa =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o)"
    R"(knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1)"
    R"(n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"})";
// The first one's, which is for encryption there.
const std::string ec =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})";
// RFC 8037 A.2
const std::string ed25519 = R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

std::string with(const std::string& jwk, std::string_view members) { return jose_test::with_private_members(jwk, members); }
std::string_view outcome_of(const std::string& jwk) { return outcome(read_signing_jwk(jwk)); }

/// The JWK with another text in the place of what comes between quotation marks after that member's name.
std::string changed(std::string jwk, const std::string& member, const std::string& value) {
  const std::size_t at = jwk.find("\"" + member + "\":\"");
  BOOST_REQUIRE(at != std::string::npos);
  const std::size_t start = at + member.size() + 4;
  return jwk.replace(start, jwk.find('"', start) - start, value);
}

/// The JWK without that member, or with it under a name that means nothing.
std::string without(std::string jwk, const std::string& member) {
  const std::size_t at = jwk.find("\"" + member + "\":\"");
  BOOST_REQUIRE(at != std::string::npos);
  return jwk.replace(at, member.size() + 2, "\"not " + member + "\"");
}

const std::string rsa_pair = with(rsa, jose_test::rfc7517_a2_private);
const std::string rsa_alone = with(rsa, jose_test::rfc7517_a2_private.substr(0, jose_test::rfc7517_a2_private.find(",\"p\"")));
const std::string ec_pair = with(ec, jose_test::rfc7517_a2_ec_private);
const std::string ed25519_pair = with(ed25519, jose_test::rfc8037_a1_private);

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_private_keys_of_the_specifications) {
  const auto key = read_signing_jwk(with(rsa_pair, R"("alg":"RS256","kid":"2011-04-29")"));
  BOOST_REQUIRE(outcome(key) == "ok");
  BOOST_TEST((key->type() == key_type::rsa));
  BOOST_TEST(key->key_id().value() == "2011-04-29");
  BOOST_TEST((key->algorithms() == algorithm_set{algorithm::rs256}));
  BOOST_TEST((read_signing_jwk(rsa_alone)->algorithms() == read_jwk(rsa)->algorithms()));
  BOOST_TEST((read_signing_jwk(ec_pair)->algorithms() == algorithm_set{algorithm::es256}));
  BOOST_TEST((read_signing_jwk(ed25519_pair)->algorithms() == algorithm_set{algorithm::eddsa, algorithm::ed25519}));
  BOOST_TEST(!read_signing_jwk(ec_pair)->key_id().has_value());
  // As the specification has it, that key is for encryption.
  BOOST_TEST(outcome_of(with(ec_pair, R"("use":"enc","kid":"1")")) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(an_rsa_key_signs_with_and_without_its_factors) {
  const auto with_factors = read_signing_jwk(rsa_pair)->sign(algorithm::rs384, "text");
  BOOST_TEST(outcome(read_jwk(rsa)->verify(algorithm::rs384, "text", with_factors.value())) == "ok");
  BOOST_TEST(read_signing_jwk(rsa_alone)->sign(algorithm::rs384, "text").value() == with_factors.value());
}

BOOST_AUTO_TEST_CASE(refuses_public_keys) {
  for (const std::string& jwk : {rsa, ec, ed25519}) BOOST_TEST(outcome_of(jwk) == "key_is_public");
}

BOOST_AUTO_TEST_CASE(refuses_halves_that_do_not_belong_together) {
  const signer other_ec(algorithm::es256);
  BOOST_TEST(outcome_of(with(other_ec.jwk(), jose_test::rfc7517_a2_ec_private)) == "key_malformed");
  BOOST_TEST(outcome_of(with(signer_for(algorithm::ed25519).jwk(), jose_test::rfc8037_a1_private)) == "key_malformed");
  const std::string& other_rsa = signer_for(algorithm::rs256).jwk();
  BOOST_TEST(outcome_of(with(other_rsa, jose_test::rfc7517_a2_private)) == "key_malformed");
  BOOST_TEST(outcome_of(changed(rsa_alone, "n", b64(signer_for(algorithm::rs256).number("n")))) == "key_malformed");
  // One bit of the last byte, of each number in turn.
  for (const std::string member : {"d", "p", "q", "dp", "dq", "qi"}) {
    const std::size_t at = rsa_pair.find("\"" + member + "\":\"") + member.size() + 4;
    std::string number = decode_base64url(rsa_pair.substr(at, rsa_pair.find('"', at) - at)).value();
    number.back() = static_cast<char>(number.back() ^ 2);
    BOOST_TEST(outcome_of(changed(rsa_pair, member, b64(number))) == "key_malformed", member);
  }
}

BOOST_AUTO_TEST_CASE(refuses_rsa_keys_with_some_of_the_factors_numbers) {
  for (const std::string member : {"d", "p", "q", "dp", "dq", "qi"}) {
    BOOST_TEST(outcome_of(without(rsa_pair, member)) == "key_malformed", member);
    for (const std::string& number : {std::string(), std::string("\0\x01", 2), std::string(257, '\x01')})
      BOOST_TEST(outcome_of(changed(rsa_pair, member, b64(number))) == "key_malformed", member);
  }
  BOOST_TEST(outcome_of(with(rsa_pair, R"("oth":[])")) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(refuses_private_numbers_of_another_width_or_range) {
  const std::string order = std::string("\xff\xff\xff\xff\0\0\0\0", 8) + std::string(8, '\xff') +
                            "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
  for (const std::string& d : {std::string(31, '\x01'), std::string(33, '\x01'), std::string(32, '\0'), order, std::string()})
    BOOST_TEST(outcome_of(changed(ec_pair, "d", b64(d))) == "key_malformed");
  // The right number with a zero in front is still not as wide as the order.
  const std::string d = decode_base64url("870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE").value();
  BOOST_TEST(outcome_of(changed(ec_pair, "d", b64(d))) == "ok");
  BOOST_TEST(outcome_of(changed(ec_pair, "d", b64('\0' + d))) == "key_malformed");
  for (const std::size_t size : {0u, 31u, 33u, 57u})
    BOOST_TEST(outcome_of(changed(ed25519_pair, "d", b64(std::string(size, '\x01')))) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(what_a_public_key_must_be_the_public_half_is) {
  BOOST_TEST(outcome_of(changed(rsa_pair, "n", b64("\x80" + std::string(126, '\x01') + "\x01"))) == "key_too_weak");
  BOOST_TEST(outcome_of(changed(rsa_pair, "e", b64("\x02"))) == "key_malformed");
  BOOST_TEST(outcome_of(changed(ec_pair, "x", b64(std::string(32, '\x01')))) == "key_malformed");
  BOOST_TEST(outcome_of(changed(ec_pair, "crv", "secp256k1")) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(honours_use_key_ops_and_alg) {
  BOOST_TEST(outcome_of(with(ec_pair, R"("use":"sig","key_ops":["sign"],"alg":"ES256")")) == "ok");
  BOOST_TEST(outcome_of(with(ec_pair, R"("key_ops":["verify","sign"])")) == "ok");
  for (const auto more : {R"("use":"enc")", R"("key_ops":["verify"])", R"("key_ops":[])", R"("key_ops":["deriveKey","decrypt"])",
                          R"("alg":"ECDH-ES")", R"("alg":"none")"})
    BOOST_TEST(outcome_of(with(ec_pair, more)) == "key_unsupported", more);
  for (const auto more : {R"("use":1)", R"("key_ops":"sign")", R"("alg":"ES384")", R"("alg":"HS256")", R"("kid":1)"})
    BOOST_TEST(outcome_of(with(ec_pair, more)) == "key_malformed", more);
  // A key that only verifies verifies, and one that only signs signs.
  BOOST_TEST(outcome(read_jwk(with(ec, R"("key_ops":["sign"])"))) == "key_unsupported");
  BOOST_TEST(outcome(read_jwk(with(ec, R"("key_ops":["verify"])"))) == "ok");
}

// RFC 7748 6.1, Alice's key.
BOOST_AUTO_TEST_CASE(a_key_for_agreement_never_signs) {
  const std::string x25519 = R"({"kty":"OKP","crv":"X25519","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo",)"
                             R"("x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"})";
  BOOST_TEST(outcome_of(x25519) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(a_shared_secret_is_as_long_as_the_hash) {
  const auto oct = [](std::size_t bytes, std::string_view more = {}) {
    return R"({"kty":"oct","k":")" + b64(std::string(bytes, 'k')) + "\"" + std::string(more) + "}";
  };
  BOOST_TEST((read_signing_jwk(oct(32))->algorithms() == algorithm_set{algorithm::hs256}));
  BOOST_TEST((read_signing_jwk(oct(64))->algorithms() == symmetric_algorithms));
  BOOST_TEST((read_signing_jwk(oct(64))->type() == key_type::oct));
  BOOST_TEST(outcome_of(oct(0)) == "key_too_weak");
  BOOST_TEST(outcome_of(oct(31)) == "key_too_weak");
  BOOST_TEST(outcome_of(oct(63, R"(,"alg":"HS512")")) == "key_too_weak");
  BOOST_TEST(outcome_of(oct(64, R"(,"alg":"RS256")")) == "key_malformed");
  BOOST_TEST(outcome_of(oct(64, R"(,"use":"enc")")) == "key_unsupported");
  BOOST_TEST(outcome_of(oct(64, R"(,"key_ops":["verify"])")) == "key_unsupported");
  BOOST_TEST(outcome(hmac_signing_key(secret(), {algorithm::hs256})) == "key_too_weak");
  BOOST_TEST(outcome(hmac_signing_key(secret(std::string(32, 'k')), {algorithm::hs384})) == "key_too_weak");
  BOOST_TEST(outcome(hmac_signing_key(secret(std::string(64, 'k')), {})) == "key_does_not_fit");
  BOOST_TEST(outcome(hmac_signing_key(secret(std::string(64, 'k')), {algorithm::es256})) == "key_does_not_fit");
  BOOST_TEST(hmac_signing_key(secret(std::string(64, 'k')), {algorithm::hs256}, "1")->key_id().value() == "1");
}

BOOST_AUTO_TEST_CASE(signs_by_its_own_algorithms_only) {
  for (const algorithm a : jose_test::all_algorithms) {
    BOOST_TEST((outcome(read_signing_jwk(ec_pair)->sign(a, "")) == "ok") == (a == algorithm::es256));
    if (a != algorithm::es256) BOOST_TEST(outcome(read_signing_jwk(ec_pair)->sign(a, "")) == "key_does_not_fit");
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_jwk) {
  BOOST_TEST(outcome_of(R"({"kty":"RSA","kty":"EC"})") == "json_duplicate_member");
  BOOST_TEST(outcome_of("-----BEGIN PRIVATE KEY-----\nMIGb") == "json_syntax");
  BOOST_TEST(outcome_of(R"({"kty":"AKP","alg":"ML-DSA-44","priv":"AA"})") == "key_unsupported");
  BOOST_TEST(outcome_of("{}") == "key_malformed");
}

BOOST_AUTO_TEST_CASE(no_error_contains_anything_of_the_key) {
  for (const std::string& jwk :
       {changed(rsa_pair, "qi", "canary"), changed(ec_pair, "d", "canary"), changed(ed25519_pair, "d", "canary"),
        std::string(R"({"kty":"oct","k":"canary"})"), std::string(R"({"kty":"oct","k":"canary)")}) {
    const auto refused = read_signing_jwk(jwk);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().message().find("canary") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(leaves_openssls_error_queue_as_it_was) {
  ERR_clear_error();
  BOOST_TEST(outcome_of(changed(ec_pair, "d", b64(std::string(32, '\xff')))) == "key_malformed");
  BOOST_TEST(outcome_of(changed(rsa_pair, "qi", b64("\x01"))) == "key_malformed");
  BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
