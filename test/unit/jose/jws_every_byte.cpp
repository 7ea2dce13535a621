// SPDX-License-Identifier: BSL-1.0
// No byte of a token may be another one.
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace rowclaim;
using jose_test::every_algorithm;
using jose_test::outcome;
using jose_test::signer;

BOOST_AUTO_TEST_SUITE(jws_every_byte)

namespace {

void refuses_every_change(const signer& by, algorithm a) {
  const std::string token = by.token(R"({"alg":")" + std::string(name(a)) + R"(","kid":"1"})", R"({"sub":"alice"})", a);
  const key_set keys({read_jwk(by.jwk(R"("kid":"1",)")).value()});
  BOOST_REQUIRE(outcome(verify_jws(token, keys, every_algorithm)) == "ok");
  std::size_t tried = 0;
  const auto refuses = [&](const std::string& changed) {
    ++tried;
    BOOST_REQUIRE(outcome(verify_jws(changed, keys, every_algorithm)) != "ok");
    BOOST_REQUIRE(outcome(verify_jws(changed, keys, every_algorithm)) != "cryptography_failed");
  };
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const int flip : {0x01, 0x04, 0x20, 0x80}) {
      std::string changed = token;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      refuses(changed);
    }
    refuses(std::string(token).erase(i, 1));
  }
  for (std::size_t size = 0; size < token.size(); size += 7) refuses(token.substr(0, size));
  for (const char more : {'A', '=', '.', ' ', '\n', '\0'}) {
    refuses(token + more);
    refuses(more + token);
  }
  BOOST_TEST(tried > 5 * token.size());
  BOOST_TEST(outcome(verify_jws(token, keys, every_algorithm)) == "ok");
}

}  // namespace

BOOST_AUTO_TEST_CASE(refuses_a_token_with_any_byte_changed_or_missing) {
  for (const algorithm a : jose_test::all_algorithms) BOOST_TEST_CONTEXT(name(a)) refuses_every_change(jose_test::signer_for(a), a);
}

BOOST_AUTO_TEST_CASE(refuses_them_for_ed448_as_well) { refuses_every_change(signer(algorithm::eddsa, "ED448"), algorithm::eddsa); }

BOOST_AUTO_TEST_SUITE_END()
