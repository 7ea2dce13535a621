// SPDX-License-Identifier: BSL-1.0
// No byte of an encrypted token may be another one.
#include "encryption_keys.hpp"
#include <rowclaim/jose/jwe.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::outcome;

BOOST_AUTO_TEST_SUITE(jwe_every_byte)

namespace {

enum class changes { few, some, all };  // few for RSA, as its private operation takes milliseconds

void refuses_every_change(key_management k, content_encryption c, changes tried_at_each_byte) {
  // Of the curves the first and the last, which have different kinds of key: the larger ones take ten times as long.
  const auto candidates = jose_test::keys_for(k, c, R"("kid":"1",)");
  for (std::size_t chosen = 0; chosen < candidates.size(); chosen += 3) {
    const jose_test::two_keys& keys = candidates[chosen];
    const std::string token = encrypt_jwe(R"({"sub":"alice"})", read_encryption_jwk(keys.recipient).value(), k, c).value();
    const decryption_key_set own({read_decryption_jwk(keys.own).value()});
    const decryption_rules rules{jose_test::every_key_management};
    BOOST_REQUIRE(outcome(decrypt_jwe(token, own, rules)) == "ok");
    std::size_t tried = 0;
    const auto refuses = [&](const std::string& changed) {
      ++tried;
      const auto opened = decrypt_jwe(changed, own, rules);
      BOOST_REQUIRE(outcome(opened) != "ok");
      BOOST_REQUIRE(outcome(opened) != "cryptography_failed");
    };
    for (std::size_t i = 0; i < token.size(); ++i) {
      for (int flip = 1; flip < 256; ++flip) {
        const bool is_among_some = flip == 0x01 || flip == 0x04 || flip == 0x20 || flip == 0x80;
        const bool is_among_few = flip == 0x01 || flip == 0x80;
        if (tried_at_each_byte == changes::some ? !is_among_some : tried_at_each_byte == changes::few && !is_among_few) continue;
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
    BOOST_TEST(tried > 3 * token.size());
    BOOST_TEST(outcome(decrypt_jwe(token, own, rules)) == "ok");
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(refuses_a_token_with_any_byte_changed_or_missing) {
  using enum key_management;
  using enum content_encryption;
  refuses_every_change(rsa_oaep, a256gcm, changes::few);
  refuses_every_change(rsa_oaep_256, a128cbc_hs256, changes::few);
  refuses_every_change(ecdh_es, a128gcm, changes::some);
  refuses_every_change(ecdh_es_a256kw, a192cbc_hs384, changes::some);
  refuses_every_change(a128gcmkw, a192gcm, changes::some);
  refuses_every_change(a192kw, a256cbc_hs512, changes::some);
}

BOOST_AUTO_TEST_CASE(refuses_every_other_value_of_every_byte) {
  using enum key_management;
  using enum content_encryption;
  refuses_every_change(dir, a128gcm, changes::all);
  refuses_every_change(a256kw, a128cbc_hs256, changes::all);
}

BOOST_AUTO_TEST_SUITE_END()
