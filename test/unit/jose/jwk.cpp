// SPDX-License-Identifier: BSL-1.0
// Which keys are read, which are refused, and which algorithms are left to them.
#include "signing.hpp"
#include <rowclaim/jose/jwk.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace rowclaim;
using jose_test::b64;
using jose_test::outcome;
using jose_test::signer_for;

namespace {

// RFC 7517 appendix A.1, the second key.
constexpr std::string_view rsa_n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-"
    "5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
    "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
    "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
// RFC 7517 appendix A.1, the first key.
const std::string ec_x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
const std::string ec_y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

std::string rsa(std::string_view n, std::string_view e, std::string_view more = {}) {
  return R"({"kty":"RSA","n":")" + std::string(n) + R"(","e":")" + std::string(e) + "\"" + std::string(more) + "}";
}
std::string rsa_with(std::string_view more) { return rsa(rsa_n, "AQAB", more); }
std::string ec(std::string_view crv, std::string_view x, std::string_view y, std::string_view more = {}) {
  return R"({"kty":"EC","crv":")" + std::string(crv) + R"(","x":")" + std::string(x) + R"(","y":")" + std::string(y) + "\"" +
         std::string(more) + "}";
}
std::string okp(std::string_view crv, std::size_t bytes) {
  return R"({"kty":"OKP","crv":")" + std::string(crv) + R"(","x":")" + b64(std::string(bytes, '\x09')) + "\"}";
}
std::string oct(std::size_t bytes, std::string_view more = {}) {
  return R"({"kty":"oct","k":")" + b64(std::string(bytes, 'k')) + "\"" + std::string(more) + "}";
}
std::string_view outcome_of(const std::string& jwk) { return outcome(read_jwk(jwk)); }

std::string modulus(std::size_t bytes, unsigned char first, unsigned char last = 0x01) {
  std::string n(bytes, '\x5a');
  n.front() = static_cast<char>(first);
  n.back() = static_cast<char>(last);
  return b64(n);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jwk)

BOOST_AUTO_TEST_CASE(reads_the_keys_of_the_specification) {
  const auto rsa_key = read_jwk(rsa_with(R"(,"alg":"RS256","kid":"2011-04-29")"));
  BOOST_REQUIRE(outcome(rsa_key) == "ok");
  BOOST_TEST((rsa_key->type() == key_type::rsa));
  BOOST_TEST(rsa_key->key_id().value() == "2011-04-29");
  BOOST_TEST((rsa_key->algorithms() == algorithm_set{algorithm::rs256}));
  const auto ec_key = read_jwk(ec("P-256", ec_x, ec_y, R"(,"kid":"1")"));
  BOOST_REQUIRE(outcome(ec_key) == "ok");
  BOOST_TEST((ec_key->algorithms() == algorithm_set{algorithm::es256}));
  // The same key as the specification has it is for encryption.
  BOOST_TEST(outcome_of(ec("P-256", ec_x, ec_y, R"(,"use":"enc","kid":"1")")) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(leaves_to_each_key_the_algorithms_of_its_kind) {
  BOOST_TEST((read_jwk(rsa_with(""))->algorithms() == algorithm_set{algorithm::rs256, algorithm::rs384, algorithm::rs512,
                                                                    algorithm::ps256, algorithm::ps384, algorithm::ps512}));
  for (const algorithm a : {algorithm::es256, algorithm::es384, algorithm::es512})
    BOOST_TEST((read_jwk(signer_for(a).jwk())->algorithms() == algorithm_set{a}));
  for (const algorithm a : {algorithm::ed25519, algorithm::ed448})
    BOOST_TEST((read_jwk(signer_for(a).jwk())->algorithms() == algorithm_set{algorithm::eddsa, a}));
  BOOST_TEST((read_jwk(oct(32))->algorithms() == algorithm_set{algorithm::hs256}));
  BOOST_TEST((read_jwk(oct(63))->algorithms() == algorithm_set{algorithm::hs256, algorithm::hs384}));
  BOOST_TEST((read_jwk(oct(64))->algorithms() == symmetric_algorithms));
  BOOST_TEST(!read_jwk(rsa_with(""))->key_id().has_value());
}

BOOST_AUTO_TEST_CASE(honours_use_key_ops_and_alg) {
  BOOST_TEST(outcome_of(rsa_with(R"(,"use":"sig","key_ops":["verify"],"alg":"PS384")")) == "ok");
  BOOST_TEST(outcome_of(rsa_with(R"(,"key_ops":["sign","verify"])")) == "ok");
  for (const auto more : {R"(,"use":"enc")", R"(,"use":"Sig")", R"(,"use":"")", R"(,"key_ops":[])", R"(,"key_ops":["encrypt"])",
                          R"(,"alg":"RSA-OAEP")", R"(,"alg":"none")", R"(,"alg":"rs256")"})
    BOOST_TEST(outcome_of(rsa_with(more)) == "key_unsupported", more);
  for (const auto more :
       {R"(,"use":1)", R"(,"use":null)", R"(,"key_ops":"verify")", R"(,"key_ops":["verify","verify"])", R"(,"key_ops":[1])",
        R"(,"alg":"ES256")", R"(,"alg":"HS256")", R"(,"alg":7)", R"(,"kid":7)", R"(,"kid":null)"})
    BOOST_TEST(outcome_of(rsa_with(more)) == "key_malformed", more);
  BOOST_TEST(outcome_of(ec("P-256", ec_x, ec_y, R"(,"alg":"ES384")")) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(never_reads_certificates_or_their_addresses) {
  BOOST_TEST(outcome_of(rsa_with(R"(,"x5c":"not an array","x5u":1,"x5t":[],"unknown":{"a":[1]})")) == "ok");
}

BOOST_AUTO_TEST_CASE(refuses_rsa_keys_that_are_too_small) {
  BOOST_TEST(outcome_of(rsa(modulus(128, 0x80), "AQAB")) == "key_too_weak");
  BOOST_TEST(outcome_of(rsa(modulus(256, 0x7f), "AQAB")) == "key_too_weak");  // 2047 bits
  BOOST_TEST(outcome_of(rsa(modulus(256, 0x80), "AQAB")) == "ok");
  BOOST_TEST(outcome_of(rsa(modulus(2048, 0xff), "AQAB")) == "ok");
  BOOST_TEST(outcome_of(rsa(modulus(2049, 0x01), "AQAB")) == "key_unsupported");  // 16385 bits
}

BOOST_AUTO_TEST_CASE(refuses_rsa_keys_whose_numbers_are_not_what_they_must_be) {
  BOOST_TEST(outcome_of(rsa(modulus(256, 0x80, 0x02), "AQAB")) == "key_malformed");  // even modulus
  BOOST_TEST(outcome_of(rsa(modulus(257, 0x00), "AQAB")) == "key_malformed");        // leading zero
  BOOST_TEST(outcome_of(rsa("", "AQAB")) == "key_malformed");
  BOOST_TEST(outcome_of(rsa(std::string(rsa_n) + "=", "AQAB")) == "key_malformed");
  for (const std::string& e : {std::string("\x02"), std::string("\x01\x00\x02", 3), std::string("\x00\x01\x00\x01", 4),
                               std::string(1, '\0'), std::string()})
    BOOST_TEST(outcome_of(rsa(rsa_n, b64(e))) == "key_malformed");
  BOOST_TEST(outcome_of(rsa(rsa_n, b64("\x01"))) == "key_too_weak");
  BOOST_TEST(outcome_of(rsa(rsa_n, b64("\x03"))) == "ok");
  BOOST_TEST(outcome_of(rsa(rsa_n, b64(std::string(8, '\xff')))) == "ok");  // 2^64 - 1
  BOOST_TEST(outcome_of(rsa(rsa_n, b64(std::string(9, '\x01')))) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(refuses_points_that_are_not_on_the_curve) {
  const std::string zero = b64(std::string(32, '\0'));
  const std::string most = b64(std::string(32, '\xff'));  // not below the field's prime
  for (const std::string& jwk : {ec("P-256", ec_y, ec_x), ec("P-256", zero, zero), ec("P-256", most, ec_y), ec("P-256", ec_x, most),
                                 ec("P-256", ec_x, ec_x)})
    BOOST_TEST(outcome_of(jwk) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_coordinates_without_their_full_width) {
  const std::string short_one = b64(std::string(31, '\x01'));
  const std::string long_one = b64(std::string(1, '\0') + std::string(32, '\x01'));
  BOOST_TEST(outcome_of(ec("P-256", short_one, ec_y)) == "key_malformed");
  BOOST_TEST(outcome_of(ec("P-256", ec_x, short_one)) == "key_malformed");
  BOOST_TEST(outcome_of(ec("P-256", long_one, ec_y)) == "key_malformed");
  BOOST_TEST(outcome_of(ec("P-384", ec_x, ec_y)) == "key_malformed");
  BOOST_TEST(outcome_of(ec("P-521", ec_x, ec_y)) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_other_curves_and_kinds) {
  BOOST_TEST(outcome_of(ec("secp256k1", ec_x, ec_y)) == "key_unsupported");
  BOOST_TEST(outcome_of(ec("p-256", ec_x, ec_y)) == "key_unsupported");
  BOOST_TEST(outcome_of(okp("X25519", 32)) == "key_unsupported");
  BOOST_TEST(outcome_of(okp("Ed25519", 31)) == "key_malformed");
  BOOST_TEST(outcome_of(okp("Ed25519", 33)) == "key_malformed");
  BOOST_TEST(outcome_of(okp("Ed448", 32)) == "key_malformed");
  BOOST_TEST(outcome_of(R"({"kty":"AKP","alg":"ML-DSA-44","pub":"AA"})") == "key_unsupported");
  BOOST_TEST(outcome_of(R"({"kty":"rsa"})") == "key_unsupported");
  BOOST_TEST(outcome_of(R"({"kty":1})") == "key_malformed");
  BOOST_TEST(outcome_of(R"({})") == "key_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_private_keys) {
  for (const auto member : {"d", "p", "q", "dp", "dq", "qi", "oth"})
    BOOST_TEST(outcome_of(rsa_with(R"(,")" + std::string(member) + R"(":"AQ")")) == "key_is_private", member);
  BOOST_TEST(outcome_of(ec("P-256", ec_x, ec_y, R"(,"d":"AQ")")) == "key_is_private");
}

BOOST_AUTO_TEST_CASE(refuses_secrets_shorter_than_the_hash) {
  BOOST_TEST(outcome_of(oct(0)) == "key_too_weak");
  BOOST_TEST(outcome_of(oct(31)) == "key_too_weak");
  BOOST_TEST(outcome_of(oct(63, R"(,"alg":"HS512")")) == "key_too_weak");
  BOOST_TEST(outcome_of(R"({"kty":"oct"})") == "key_malformed");
  BOOST_TEST(outcome(hmac_key(secret(), {algorithm::hs256})) == "key_too_weak");
  BOOST_TEST(outcome(hmac_key(secret(std::string(31, 'k')), {algorithm::hs256})) == "key_too_weak");
  BOOST_TEST(outcome(hmac_key(secret(std::string(32, 'k')), {algorithm::hs256})) == "ok");
  BOOST_TEST(outcome(hmac_key(secret(std::string(32, 'k')), {algorithm::hs256, algorithm::hs512})) == "key_too_weak");
  BOOST_TEST(outcome(hmac_key(secret(std::string(64, 'k')), {algorithm::rs256})) == "key_does_not_fit");
  BOOST_TEST(outcome(hmac_key(secret(std::string(64, 'k')), {})) == "key_does_not_fit");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_strict_json) {
  BOOST_TEST(outcome_of(R"({"kty":"RSA","kty":"EC"})") == "json_duplicate_member");
  BOOST_TEST(outcome_of(R"({"kty":"RSA","\u006bty":"EC"})") == "json_duplicate_member");
  BOOST_TEST(outcome_of("[]") == "json_wrong_type");
  BOOST_TEST(outcome_of(rsa_with("") + "x") == "json_trailing_bytes");
  BOOST_TEST(outcome_of("-----BEGIN PUBLIC KEY-----\nMIGb") == "json_syntax");
  BOOST_TEST(outcome_of("") == "json_syntax");
}

BOOST_AUTO_TEST_CASE(leaves_openssls_error_queue_as_it_was) {
  ERR_clear_error();
  BOOST_TEST(outcome_of(ec("P-256", ec_y, ec_x)) == "key_malformed");
  BOOST_TEST(ERR_peek_error() == 0u);
  ERR_raise(ERR_LIB_USER, 77);
  const unsigned long before = ERR_peek_last_error();
  BOOST_TEST(outcome_of(ec("P-256", ec_y, ec_x)) == "key_malformed");
  BOOST_TEST(ERR_peek_error() == before);
  BOOST_TEST(ERR_peek_last_error() == before);
  ERR_clear_error();
}

BOOST_AUTO_TEST_SUITE_END()
