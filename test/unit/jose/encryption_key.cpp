// SPDX-License-Identifier: BSL-1.0
// Tests of the keys of encrypted tokens: what each may do, what is refused, and how a set is searched.
#include "encryption_keys.hpp"
#include <rowclaim/jose/encryption_key.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace rowclaim;
using jose_test::outcome;
using jose_test::p256_pair;
using jose_test::rsa_pair;
using jose_test::secret_jwk;
using jose_test::x25519_pair;

BOOST_AUTO_TEST_SUITE(encryption_keys)

namespace {

/// The algorithms that a key serves with some content encryption.
key_management_set managements(const decryption_key& key) {
  key_management_set found;
  for (const key_management k : jose_test::all_key_managements)
    for (const content_encryption c : jose_test::all_content_encryptions)
      if (key.fits(k, c)) found.insert(k);
  return found;
}

key_management_set managements(const std::string& jwk) { return managements(read_decryption_jwk(jwk).value()); }

content_encryption_set direct(const std::string& jwk) {
  const auto key = read_decryption_jwk(jwk).value();
  content_encryption_set found;
  for (const content_encryption c : jose_test::all_content_encryptions)
    if (key.fits(key_management::dir, c)) found.insert(c);
  return found;
}

constexpr key_management_set oaep{key_management::rsa_oaep, key_management::rsa_oaep_256};

}  // namespace

BOOST_AUTO_TEST_CASE(a_key_serves_the_algorithms_of_its_kind_and_length) {
  using enum key_management;
  using enum content_encryption;
  BOOST_TEST((managements(rsa_pair.private_jwk()) == oaep));
  for (const auto& pair : jose_test::agreement_pairs)
    BOOST_TEST((managements(pair.private_jwk()) == key_management_set{ecdh_es, ecdh_es_a128kw, ecdh_es_a192kw, ecdh_es_a256kw}));
  BOOST_TEST((managements(secret_jwk(16)) == key_management_set{a128kw, a128gcmkw, dir}));
  BOOST_TEST((managements(secret_jwk(24)) == key_management_set{a192kw, a192gcmkw, dir}));
  BOOST_TEST((managements(secret_jwk(32)) == key_management_set{a256kw, a256gcmkw, dir}));
  BOOST_TEST((managements(secret_jwk(48)) == key_management_set{dir}));
  BOOST_TEST((direct(secret_jwk(16)) == content_encryption_set{a128gcm}));
  BOOST_TEST((direct(secret_jwk(24)) == content_encryption_set{a192gcm}));
  BOOST_TEST((direct(secret_jwk(32)) == content_encryption_set{a256gcm, a128cbc_hs256}));
  BOOST_TEST((direct(secret_jwk(48)) == content_encryption_set{a192cbc_hs384}));
  BOOST_TEST((direct(secret_jwk(64)) == content_encryption_set{a256cbc_hs512}));
}

BOOST_AUTO_TEST_CASE(use_operations_and_algorithm_leave_less) {
  using enum key_management;
  BOOST_TEST((managements(rsa_pair.private_jwk(R"("alg":"RSA-OAEP-256",)")) == key_management_set{rsa_oaep_256}));
  BOOST_TEST((managements(secret_jwk(16, R"("alg":"A128GCM",)")) == key_management_set{dir}));
  BOOST_TEST((managements(secret_jwk(16, R"("alg":"dir",)")) == key_management_set{dir}));
  BOOST_TEST((managements(secret_jwk(32, R"("alg":"A256KW",)")) == key_management_set{a256kw}));
  BOOST_TEST((managements(secret_jwk(32, R"("key_ops":["unwrapKey"],)")) == key_management_set{a256kw, a256gcmkw}));
  BOOST_TEST((managements(secret_jwk(32, R"("key_ops":["decrypt"],)")) == key_management_set{dir}));
  BOOST_TEST((direct(secret_jwk(32, R"("alg":"A128CBC-HS256",)")) == content_encryption_set{content_encryption::a128cbc_hs256}));
  BOOST_TEST((managements(rsa_pair.private_jwk(R"("use":"enc","key_ops":["unwrapKey"],)")) == oaep));

  const auto refusal = [](const std::string& jwk) { return outcome(read_decryption_jwk(jwk)); };
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("use":"sig",)")) == "key_unsupported");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("key_ops":["sign"],)")) == "key_unsupported");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("alg":"RS256",)")) == "key_unsupported");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("alg":"RSA1_5",)")) == "key_unsupported");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("alg":"ECDH-ES",)")) == "key_malformed");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("alg":"A128GCM",)")) == "key_malformed");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("alg":1,)")) == "key_malformed");
  BOOST_TEST(refusal(rsa_pair.private_jwk(R"("kid":1,)")) == "key_malformed");
  BOOST_TEST(refusal(p256_pair.private_jwk(R"("key_ops":["sign"],)")) == "key_unsupported");
  BOOST_TEST(refusal(secret_jwk(32, R"("use":"sig",)")) == "key_unsupported");
  BOOST_TEST(refusal(secret_jwk(32, R"("alg":"HS256",)")) == "key_unsupported");
  BOOST_TEST(refusal(secret_jwk(32, R"("alg":"A128KW",)")) == "key_malformed");
  BOOST_TEST(refusal(secret_jwk(16, R"("alg":"A256GCM",)")) == "key_malformed");
  BOOST_TEST(refusal(secret_jwk(0)) == "key_too_weak");
  BOOST_TEST(refusal(secret_jwk(15)) == "key_too_weak");
  BOOST_TEST(refusal(secret_jwk(17)) == "key_unsupported");
  BOOST_TEST(refusal(secret_jwk(48, R"("key_ops":["unwrapKey"],)")) == "key_unsupported");
}

BOOST_AUTO_TEST_CASE(each_side_wants_its_half) {
  for (const auto& pair : {rsa_pair, p256_pair, x25519_pair}) {
    BOOST_TEST(outcome(read_encryption_jwk(pair.public_jwk())) == "ok");
    BOOST_TEST(outcome(read_encryption_jwk(pair.private_jwk())) == "key_is_private");
    BOOST_TEST(outcome(read_decryption_jwk(pair.public_jwk())) == "key_is_public");
  }
  BOOST_TEST(outcome(read_encryption_jwk(secret_jwk(16))) == "ok");
  // The halves of two pairs.
  BOOST_TEST(outcome(read_decryption_jwk('{' + std::string(x25519_pair.public_members) + ',' +
                                         std::string(p256_pair.private_members) + '}')) == "key_malformed");
  BOOST_TEST(outcome(read_encryption_jwk("[]")) == "json_wrong_type");
  BOOST_TEST(outcome(read_encryption_jwk(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")) ==
             "key_unsupported");
}

BOOST_AUTO_TEST_CASE(a_set_is_chosen_from_by_kid_first_and_the_key_must_fit) {
  using enum key_management;
  using enum content_encryption;
  const std::string keys = R"({"keys":[)" + rsa_pair.private_jwk(R"("kid":"1",)") + ',' + p256_pair.private_jwk(R"("kid":"2",)") +
                           ',' + secret_jwk(16, R"("kid":"3",)") + ',' + secret_jwk(16, R"("kid":"3",)") + ',' +
                           rsa_pair.public_jwk(R"("kid":"4",)") + ',' + secret_jwk(32, R"("kid":"5","use":"sig",)") + ',' +
                           secret_jwk(3, R"("kid":"6",)") + R"(,7]})";
  const auto set = read_decryption_key_set(keys);
  BOOST_REQUIRE(outcome(set) == "ok");
  BOOST_TEST(set->size() == 4u);
  BOOST_TEST(set->skipped() == 2u);
  BOOST_REQUIRE(set->refused().size() == 2u);
  BOOST_TEST(set->refused()[0].index == 6u);
  BOOST_TEST((set->refused()[0].why.code == errc::key_too_weak));
  BOOST_TEST(set->refused()[1].index == 7u);
  const auto select = [&](std::optional<std::string_view> id, key_management k, content_encryption c) {
    return outcome(set->select(id, k, c));
  };
  BOOST_TEST(select("1", rsa_oaep, a128gcm) == "ok");
  BOOST_TEST(select(std::nullopt, rsa_oaep, a128gcm) == "ok");
  BOOST_TEST(select("2", rsa_oaep, a128gcm) == "key_does_not_fit");
  BOOST_TEST(select("2", ecdh_es, a128gcm) == "ok");
  BOOST_TEST(select("3", a128kw, a256gcm) == "key_ambiguous");
  BOOST_TEST(select(std::nullopt, a128kw, a256gcm) == "key_ambiguous");
  BOOST_TEST(select("3", a256kw, a256gcm) == "key_does_not_fit");
  BOOST_TEST(select("4", rsa_oaep, a128gcm) == "key_does_not_fit");
  BOOST_TEST(select("5", a256kw, a128gcm) == "key_does_not_fit");
  BOOST_TEST(select("7", rsa_oaep, a128gcm) == "key_not_found");
  BOOST_TEST(select("", rsa_oaep, a128gcm) == "key_not_found");
  BOOST_TEST(select(std::nullopt, a256kw, a128gcm) == "key_not_found");
}

BOOST_AUTO_TEST_CASE(a_published_set_gives_a_key_to_encrypt_with) {
  using enum key_management;
  using enum content_encryption;
  const std::string keys = R"({"keys":[)" + rsa_pair.public_jwk(R"("kid":"1","use":"sig",)") + ',' +
                           rsa_pair.public_jwk(R"("kid":"2",)") + ',' + rsa_pair.public_jwk(R"("kid":"3","use":"enc",)") + ',' +
                           rsa_pair.public_jwk(R"("kid":"4","use":"enc",)") + ',' +
                           x25519_pair.public_jwk(R"("kid":"5","alg":"ECDH-ES+A256KW",)") + R"(,{"kty":"RSA"}]})";
  const auto set = read_encryption_key_set(keys);
  BOOST_REQUIRE(outcome(set) == "ok");
  BOOST_TEST(set->size() == 4u);
  BOOST_TEST(set->skipped() == 1u);
  BOOST_TEST(set->refused().size() == 1u);
  BOOST_TEST((set->select(rsa_oaep, a128gcm)->key_id() == "3"));
  BOOST_TEST((set->select(ecdh_es_a256kw, a128gcm)->key_id() == "5"));
  BOOST_TEST(outcome(set->select(ecdh_es, a128gcm)) == "key_not_found");
  BOOST_TEST(outcome(set->select(dir, a128gcm)) == "key_not_found");
  BOOST_TEST(
      (read_encryption_key_set(R"({"keys":[)" + rsa_pair.public_jwk(R"("kid":"2",)") + "]}")->select(rsa_oaep, a128gcm)->key_id() ==
       "2"));
  BOOST_TEST(outcome(read_encryption_key_set(R"({"keys":[)" + rsa_pair.public_jwk() + ',' + rsa_pair.private_jwk() + "]}")) ==
             "key_set_has_secret");
  BOOST_TEST(outcome(read_encryption_key_set(R"({"keys":[)" + rsa_pair.public_jwk() + ',' + secret_jwk(16) + "]}")) ==
             "key_set_has_secret");
  BOOST_TEST(outcome(read_encryption_key_set(R"({"keys":[]})")) == "key_set_empty");
  BOOST_TEST(outcome(read_encryption_key_set("[]")) == "key_set_malformed");
}

// OpenID Connect Core 10.2: SHA-256 of "secret" is 2bb80d53 7b1da3e3 8bd30361 aa855686 bde0eacd 7162fef6 a25fe97b f527a25b.
BOOST_AUTO_TEST_CASE(a_client_s_secret_becomes_a_key_of_the_length_that_is_wanted) {
  const auto derived = [](key_management k, content_encryption c) {
    const auto key = client_secret_key(secret("secret"), k, c);
    return key ? std::string(detail::material_access::of(*key).shared.reveal()) : std::string(name(key.error().code));
  };
  const std::string front = decode_base64url("K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols").value();
  BOOST_TEST((derived(key_management::a128kw, content_encryption::a256cbc_hs512) == front.substr(0, 16)));
  BOOST_TEST((derived(key_management::a192gcmkw, content_encryption::a128gcm) == front.substr(0, 24)));
  BOOST_TEST((derived(key_management::dir, content_encryption::a128cbc_hs256) == front));
  BOOST_TEST(
      (derived(key_management::dir, content_encryption::a192cbc_hs384) == digest(digest_algorithm::sha384, "secret").value()));
  BOOST_TEST(
      (derived(key_management::dir, content_encryption::a256cbc_hs512) == digest(digest_algorithm::sha512, "secret").value()));
  BOOST_TEST(derived(key_management::rsa_oaep, content_encryption::a128gcm) == "key_does_not_fit");
  BOOST_TEST(derived(key_management::ecdh_es, content_encryption::a128gcm) == "key_does_not_fit");
  BOOST_TEST(outcome(client_secret_key(secret(), key_management::dir, content_encryption::a128gcm)) == "client_misconfigured");
  const auto key = client_secret_key(secret("secret"), key_management::a128kw, content_encryption::a128gcm).value();
  BOOST_TEST(key.fits(key_management::a128kw, content_encryption::a256gcm));
  BOOST_TEST(!key.fits(key_management::dir, content_encryption::a128gcm));
}

BOOST_AUTO_TEST_CASE(a_set_must_be_one_and_have_a_key) {
  BOOST_TEST(outcome(read_decryption_key_set("{}")) == "key_set_malformed");
  BOOST_TEST(outcome(read_decryption_key_set(R"({"keys":{}})")) == "key_set_malformed");
  BOOST_TEST(outcome(read_decryption_key_set(R"({"keys":[]})")) == "key_set_empty");
  BOOST_TEST(outcome(read_decryption_key_set(R"({"keys":[)" + rsa_pair.public_jwk() + "]}")) == "key_set_empty");
  BOOST_TEST(outcome(read_decryption_key_set(R"({"keys":[)" + secret_jwk(16) + ',' + secret_jwk(16) + "]}", {.keys = 1})) ==
             "key_set_too_large");
  BOOST_TEST(outcome(read_decryption_key_set(R"({"keys":[],"keys":[]})")) == "json_duplicate_member");
}

BOOST_AUTO_TEST_SUITE_END()
