// SPDX-License-Identifier: BSL-1.0
// Which keys are read, which are refused, and which algorithms are left to them.
#include "signing.hpp"
#include <rowclaim/jose/jwk.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bn.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace rowclaim;
using jose_test::b64;
using jose_test::outcome;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(jwk)

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

// CVE-2017-15361: moduli made here in the form that the broken generator gave them, as its paper describes it.
struct big_numbers {
  BN_CTX* context = BN_CTX_new();
  std::vector<BIGNUM*> owned;
  big_numbers() = default;
  big_numbers(const big_numbers&) = delete;
  big_numbers& operator=(const big_numbers&) = delete;
  ~big_numbers() {
    for (BIGNUM* number : owned) BN_free(number);
    BN_CTX_free(context);
  }
  BIGNUM* make(unsigned long value = 0) {
    BIGNUM* number = BN_new();
    jose_test::must(number != nullptr && BN_set_word(number, value) == 1);
    owned.push_back(number);
    return number;
  }
};

/// The product of the first so many primes: 126 of them for keys of 2048 bits.
BIGNUM* product_of_primes(big_numbers& numbers, int count) {
  BIGNUM* product = numbers.make(1);
  for (unsigned long candidate = 2; count > 0; ++candidate) {
    bool is_prime = true;
    for (unsigned long divisor = 2; divisor * divisor <= candidate; ++divisor) is_prime = is_prime && candidate % divisor != 0;
    if (!is_prime) continue;
    jose_test::must(BN_mul_word(product, candidate) == 1);
    --count;
  }
  return product;
}

/// k * M + (65537^exponent mod M): what the generator tried until one was prime, which does not matter to the fingerprint.
BIGNUM* candidate_of(big_numbers& numbers, const BIGNUM* m, unsigned long exponent, unsigned long k) {
  BIGNUM* power = numbers.make();
  BIGNUM* multiple = numbers.make(k);
  jose_test::must(BN_mod_exp(power, numbers.make(65537), numbers.make(exponent), m, numbers.context) == 1);
  jose_test::must(BN_mul(multiple, multiple, m, numbers.context) == 1 && BN_add(multiple, multiple, power) == 1);
  return multiple;
}

std::string product_of(big_numbers& numbers, const BIGNUM* a, const BIGNUM* b) {
  BIGNUM* product = numbers.make();
  jose_test::must(BN_mul(product, a, b, numbers.context) == 1);
  return jose_test::bytes_of(product, static_cast<std::size_t>(BN_num_bytes(product)));
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(refuses_rsa_keys_of_the_generator_of_cve_2017_15361) {
  big_numbers numbers;
  const BIGNUM* m = product_of_primes(numbers, 126);
  for (const unsigned long i : {0ul, 1ul, 1000ul, 123'456'789ul}) {
    const std::string n = product_of(numbers, candidate_of(numbers, m, 77'777 + i, (1ul << 53) - 2 - i % 1000),
                                     candidate_of(numbers, m, 5 + 3 * i, (1ul << 53) - 999 + i % 1000));
    BOOST_REQUIRE(n.size() == 256u);
    const auto refused = read_jwk(rsa(b64(n), "AQAB"));
    BOOST_TEST(outcome(refused) == "key_too_weak");
    BOOST_TEST(refused.error().detail == "n has the form of CVE-2017-15361");
  }
}

// Each remainder is then a power of 65537, but of no common exponent: about one modulus in 2^27 is so, and nothing is wrong with it.
BOOST_AUTO_TEST_CASE(reads_rsa_keys_that_only_resemble_those) {
  big_numbers numbers;
  const BIGNUM* m = product_of_primes(numbers, 39);
  const BIGNUM* one = candidate_of(numbers, m, 1, 0);
  // 65537 modulo 3, and 65537^2 modulo every other prime: orders 2 and 4 share a factor, and the exponents differ in it.
  BIGNUM* resembling = candidate_of(numbers, m, 2, 1);
  BIGNUM* third = numbers.make();
  jose_test::must(BN_div(third, nullptr, m, numbers.make(3), numbers.context) == 1);
  while (BN_mod_word(resembling, 3) != BN_mod_word(one, 3)) jose_test::must(BN_add(resembling, resembling, third) == 1);
  BOOST_TEST(BN_mod_word(resembling, 5) == 65537ul * 65537ul % 5);
  BIGNUM* rest = numbers.make(1);
  jose_test::must(BN_lshift(rest, rest, 1840) == 1 && BN_mul(rest, rest, m, numbers.context) == 1);  // changes no remainder
  jose_test::must(BN_add(rest, rest, resembling) == 1);
  const std::string n = jose_test::bytes_of(rest, static_cast<std::size_t>(BN_num_bytes(rest)));
  BOOST_REQUIRE(n.size() >= 256u);
  BOOST_TEST(outcome_of(rsa(b64(n), "AQAB")) == "ok");
  // With the exponent in common it is refused: the test is of that, and not of its own construction.
  BIGNUM* same = numbers.make(1);
  jose_test::must(BN_lshift(same, same, 1840) == 1 && BN_mul(same, same, m, numbers.context) == 1);
  jose_test::must(BN_add(same, same, candidate_of(numbers, m, 2, 1)) == 1);
  BOOST_TEST(outcome_of(rsa(b64(jose_test::bytes_of(same, n.size())), "AQAB")) == "key_too_weak");
}

BOOST_AUTO_TEST_CASE(reads_rsa_keys_of_openssl) {
  for (int i = 0; i < 4; ++i) BOOST_TEST(outcome_of(jose_test::signer(algorithm::rs256).jwk()) == "ok");
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
