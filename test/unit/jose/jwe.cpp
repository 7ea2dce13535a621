// SPDX-License-Identifier: BSL-1.0
// Encrypted tokens there and back, and attacks on them, each with the error that it must end in.
#include "encryption_keys.hpp"
#include <rowclaim/jose/jwe.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace rowclaim;
using jose_test::b64;
using jose_test::every_key_management;
using jose_test::outcome;
using jose_test::p256_pair;
using jose_test::rsa_pair;
using jose_test::secret_jwk;
using jose_test::x25519_pair;

BOOST_AUTO_TEST_SUITE(jwe)

namespace {

const decryption_rules every_rule{every_key_management};

decryption_key own(const std::string& jwk) { return read_decryption_jwk(jwk).value(); }

std::string encrypted(const std::string& recipient, key_management k, content_encryption c, std::string_view plaintext,
                      const encryption_options& options = {}) {
  return encrypt_jwe(plaintext, read_encryption_jwk(recipient).value(), k, c, options).value();
}

/// The bytes that `secret_jwk` writes.
std::string secret_of(std::size_t bytes) {
  std::string key;
  for (std::size_t i = 0; i < bytes; ++i) key += static_cast<char>(0xa0 + i);
  return key;
}

/// A token by a sender who has the secret of 16 bytes and writes whatever header he likes.
std::string direct_token(std::string_view header, std::string_view plaintext = "{}") {
  const std::string encoded = b64(header);
  const auto sealed =
      detail::seal_content(content_encryption::a128gcm, secret_of(16), std::string(12, 'i'), plaintext, encoded).value();
  return encoded + ".." + b64(sealed.iv) + '.' + b64(sealed.ciphertext) + '.' + b64(sealed.tag);
}

std::string_view of_header(std::string_view header) {
  return outcome(decrypt_jwe(direct_token(header), own(secret_jwk(16)), every_rule));
}

std::vector<std::string> parts_of(const std::string& token) {
  std::vector<std::string> parts(1);
  for (const char c : token) {
    if (c == '.') parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string token;
  for (const std::string& part : parts) token += (token.empty() ? "" : ".") + part;
  return token;
}

/// The token with another text in one of its parts.
std::string with_part(const std::string& token, std::size_t i, std::string part) {
  auto parts = parts_of(token);
  parts.at(i) = std::move(part);
  return joined(parts);
}

}  // namespace

BOOST_AUTO_TEST_CASE(opens_what_it_encrypts_for_every_pair_of_algorithms_and_every_kind_of_key) {
  std::size_t pairs = 0;
  for (const key_management k : jose_test::all_key_managements)
    for (const content_encryption c : jose_test::all_content_encryptions) {
      for (const auto& keys : jose_test::keys_for(k, c, R"("kid":"a\"b",)")) {
        BOOST_TEST_CONTEXT(name(k) << ' ' << name(c)) {
          const auto recipient = read_encryption_jwk(keys.recipient).value();
          const decryption_key_set set({own(keys.own)});
          for (const std::string& plaintext : {std::string(), std::string("x"), std::string(16, '\0'), std::string(1000, '\xff')}) {
            const auto token = encrypt_jwe(plaintext, recipient, k, c, {.type = "t", .content_type = "JWT"});
            BOOST_REQUIRE(outcome(token) == "ok");
            const auto opened = decrypt_jwe(*token, set, {{k}, {c}});
            BOOST_REQUIRE(outcome(opened) == "ok");
            BOOST_TEST((opened->plaintext.reveal() == plaintext));
            BOOST_TEST((opened->header.management == k && opened->header.encryption == c));
            BOOST_TEST((opened->header.key_id == "a\"b" && opened->header.type == "t" && opened->header.content_type == "JWT"));
          }
          BOOST_TEST(outcome(decrypt_jwe(*encrypt_jwe("x", recipient, k, c, {.key_id = "other"}), set, {{k}, {c}})) ==
                     "key_not_found");
        }
        ++pairs;
      }
    }
  BOOST_TEST(pairs == (2u + 4u * 4u + 7u) * 6u);
  BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_CASE(no_two_tokens_are_alike) {
  for (const key_management k : jose_test::all_key_managements) {
    const auto keys = jose_test::keys_for(k, content_encryption::a128gcm).front();
    const auto one = parts_of(encrypted(keys.recipient, k, content_encryption::a128gcm, "x"));
    const auto other = parts_of(encrypted(keys.recipient, k, content_encryption::a128gcm, "x"));
    BOOST_TEST(one[2] != other[2]);
    BOOST_TEST((one[1] != other[1] || one[1].empty()));
  }
}

BOOST_AUTO_TEST_CASE(a_key_is_not_used_for_what_it_does_not_serve) {
  const auto recipient = read_encryption_jwk(rsa_pair.public_jwk(R"("alg":"RSA-OAEP-256",)")).value();
  BOOST_TEST(outcome(encrypt_jwe("x", recipient, key_management::rsa_oaep, content_encryption::a128gcm)) == "key_does_not_fit");
  BOOST_TEST(outcome(encrypt_jwe("x", recipient, key_management::dir, content_encryption::a128gcm)) == "key_does_not_fit");
  const auto options = encryption_options{.type = "\xff"};
  BOOST_TEST(outcome(encrypt_jwe("x", recipient, key_management::rsa_oaep_256, content_encryption::a128gcm, options)) ==
             "json_bad_utf8");
  const std::string token = encrypted(rsa_pair.public_jwk(), key_management::rsa_oaep, content_encryption::a128gcm, "x");
  BOOST_TEST(outcome(decrypt_jwe(token, own(rsa_pair.private_jwk(R"("alg":"RSA-OAEP-256",)")), every_rule)) == "key_does_not_fit");
  BOOST_TEST(outcome(decrypt_jwe(token, own(p256_pair.private_jwk()), every_rule)) == "key_does_not_fit");
}

BOOST_AUTO_TEST_CASE(the_kid_chooses_the_key) {
  const auto set = read_decryption_key_set(R"({"keys":[)" + secret_jwk(16, R"("kid":"1",)") + R"(,{"kty":"oct","kid":"2","k":")" +
                                           b64(std::string(16, 'k')) + R"("}]})")
                       .value();
  const auto open = [&](const encryption_options& options) {
    return outcome(
        decrypt_jwe(encrypted(secret_jwk(16), key_management::a128kw, content_encryption::a128gcm, "x", options), set, every_rule));
  };
  BOOST_TEST(open({.key_id = "1"}) == "ok");
  BOOST_TEST(open({.key_id = "2"}) == "decryption_failed");
  BOOST_TEST(open({.key_id = "3"}) == "key_not_found");
  BOOST_TEST(open({}) == "key_ambiguous");
}

BOOST_AUTO_TEST_CASE(the_algorithms_must_be_known_and_allowed) {
  BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM"})") == "ok");
  for (const std::string bad : {"none", "RSA1_5", "PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW", "DIR", "dir ",
                                "", "ECDH-1PU", "RSA-OAEP-512", "HS256"})
    BOOST_TEST(of_header(R"({"alg":")" + bad + R"(","enc":"A128GCM"})") == "algorithm_unknown");
  for (const std::string bad : {"none", "a128gcm", "A128CBC", "A128CBC-HS512", "dir", ""})
    BOOST_TEST(of_header(R"({"alg":"dir","enc":")" + bad + "\"}") == "algorithm_unknown");
  for (const std::string_view bad : {R"({"enc":"A128GCM"})", R"({"alg":"dir"})", R"({"alg":null,"enc":"A128GCM"})",
                                     R"({"alg":["dir"],"enc":"A128GCM"})", R"({"alg":"dir","enc":1})", "[]", "1", "\"dir\""})
    BOOST_TEST(of_header(bad) == "header_malformed");
  const std::string token = direct_token(R"({"alg":"dir","enc":"A128GCM"})");
  const auto key = own(secret_jwk(16));
  BOOST_TEST(outcome(decrypt_jwe(token, key, {})) == "algorithm_not_allowed");
  BOOST_TEST(outcome(decrypt_jwe(token, key, {asymmetric_key_management})) == "algorithm_not_allowed");
  BOOST_TEST(outcome(decrypt_jwe(token, key, {every_key_management, {content_encryption::a256gcm}})) == "algorithm_not_allowed");
}

BOOST_AUTO_TEST_CASE(the_header_is_strict_and_has_nothing_critical_or_compressed) {
  for (const std::string more : {R"("zip":"DEF")", R"("zip":"")", R"("zip":null)", R"("zip":["DEF"])"})
    BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM",)" + more + "}") == "compression_refused");
  for (const std::string more :
       {R"("crit":["exp"])", R"("crit":[])", R"("crit":null)", R"("crit":"exp")", R"("crit":["alg","alg"])"})
    BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM",)" + more + "}") == "critical_header_unknown");
  for (const std::string more : {R"("kid":1)", R"("typ":null)", R"("cty":{})"})
    BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM",)" + more + "}") == "header_malformed");
  for (const std::string more :
       {R"("jku":"https://attacker.example/")", R"("jwk":{"kty":"oct","k":"AA"})", R"("x5u":1)", R"("p2c":1e9)"})
    BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM",)" + more + "}") == "ok");
  BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM","alg":"dir"})") == "json_duplicate_member");
  BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM"} )"
                       "{}") == "json_trailing_bytes");
  BOOST_TEST(of_header(R"({"alg":"dir","enc":"A128GCM","x":[[[[[[[[1]]]]]]]]})") == "json_too_deep");
  BOOST_TEST(of_header("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"x\":\"\xff\"}") == "json_bad_utf8");
}

BOOST_AUTO_TEST_CASE(a_token_has_five_parts_in_base64url_and_within_the_limits) {
  const std::string token = direct_token(R"({"alg":"dir","enc":"A128GCM"})");
  const auto key = own(secret_jwk(16));
  const auto open = [&](const std::string& text) { return outcome(decrypt_jwe(text, key, every_rule)); };
  for (const std::string& bad : {std::string(), std::string("."), std::string("...."), std::string("....."), token + ".",
                                 "." + token, token.substr(0, token.rfind('.')), with_part(token, 0, ""), with_part(token, 2, ""),
                                 with_part(token, 4, ""), std::string("eyJhbGciOiJkaXIifQ.e30.AA")})
    BOOST_TEST(open(bad) == "token_malformed");
  for (const std::size_t part : {0u, 2u, 3u, 4u})
    for (const std::string_view bad : {"A", "AB", "A=", "AA==", "A+", "A/", "A A", "AA\n"})
      BOOST_TEST(open(with_part(token, part, std::string(bad))) == "base64url_malformed");
  BOOST_TEST(outcome(decrypt_jwe(token, key, {every_key_management, every_content_encryption, {.token_bytes = 20}})) ==
             "token_too_large");
  BOOST_TEST(outcome(decrypt_jwe(token, key, {every_key_management, every_content_encryption, {.header_bytes = 20}})) ==
             "token_too_large");
  BOOST_TEST(outcome(decrypt_jwe(token, key, {every_key_management, every_content_encryption, {.header_members = 1}})) ==
             "json_too_many_members");
  BOOST_TEST(outcome(read_jwe_header(token)) == "ok");
  BOOST_TEST(outcome(read_jwe_header("e30.e30.AA")) == "token_malformed");
  // And no encrypted token is a signed one.
  BOOST_TEST(outcome(read_jws_header(token)) == "token_malformed");
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_is_there_exactly_if_the_algorithm_sends_one) {
  for (const key_management k : jose_test::all_key_managements) {
    const auto keys = jose_test::keys_for(k, content_encryption::a128gcm).front();
    const std::string token = encrypted(keys.recipient, k, content_encryption::a128gcm, "x");
    const bool sends = !parts_of(token)[1].empty();
    BOOST_TEST(sends == (k != key_management::dir && k != key_management::ecdh_es));
    BOOST_TEST(outcome(decrypt_jwe(with_part(token, 1, sends ? "" : "AAAA"), own(keys.own), every_rule)) == "token_malformed");
  }
}

BOOST_AUTO_TEST_CASE(an_ephemeral_key_is_a_public_one_on_our_curve) {
  const auto key = own(p256_pair.private_jwk());
  const auto open = [&](const std::string& epk) {
    const std::string header = b64(R"({"alg":"ECDH-ES","enc":"A128GCM")" + epk + "}");
    return outcome(decrypt_jwe(header + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", key, every_rule));
  };
  const auto epk = [&](const std::string& jwk) { return open(R"(,"epk":)" + jwk); };
  BOOST_TEST(open("") == "header_malformed");
  for (const std::string bad : {"null", "1", "\"P-256\"", "[]", "[{}]"}) BOOST_TEST(epk(bad) == "header_malformed");
  BOOST_TEST(epk("{}") == "key_malformed");
  BOOST_TEST(epk(p256_pair.public_jwk()) == "decryption_failed");
  BOOST_TEST(epk(p256_pair.private_jwk()) == "key_is_private");
  BOOST_TEST(epk(jose_test::p384_pair.public_jwk()) == "key_does_not_fit");
  BOOST_TEST(epk(x25519_pair.public_jwk()) == "key_does_not_fit");
  BOOST_TEST(epk(rsa_pair.public_jwk()) == "key_unsupported");
  BOOST_TEST(epk(secret_jwk(32)) == "key_unsupported");
  BOOST_TEST(epk(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})") == "key_unsupported");
  BOOST_TEST(epk(R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})") == "key_unsupported");
  // A point of another curve (CVE-2017-2800 and its kind: the private key leaks bit by bit), the point at infinity, short coordinates.
  std::string off = p256_pair.public_jwk();
  off.replace(off.find("Ze2l"), 4, "Ze2m");
  BOOST_TEST(epk(off) == "key_malformed");
  BOOST_TEST(epk(R"({"kty":"EC","crv":"P-256","x":")" + b64(std::string(32, '\0')) + R"(","y":")" + b64(std::string(32, '\0')) +
                 "\"}") == "key_malformed");
  BOOST_TEST(epk(R"({"kty":"EC","crv":"P-256","x":"","y":""})") == "key_malformed");
  for (const std::string party : {R"("apu":1)", R"("apv":null)", R"("apu":"A")", R"("apv":"AA==")"})
    BOOST_TEST(open(R"(,"epk":)" + p256_pair.public_jwk() + "," + party) == "header_malformed");
}

// RFC 7748 6.1: of a point of small order everything is zero, whoever the other side is.
BOOST_AUTO_TEST_CASE(a_point_of_small_order_agrees_on_nothing) {
  const auto key = own(x25519_pair.private_jwk());
  for (const char first : {'\0', '\1'}) {
    const std::string header = b64(R"({"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"OKP","crv":"X25519","x":")" +
                                   b64(first + std::string(31, '\0')) + "\"}}");
    const auto derived = detail::derive_key(secret(std::string(32, '\0')), {"A128GCM", "", "", 16}).value();
    const auto sealed =
        detail::seal_content(content_encryption::a128gcm, derived.reveal(), std::string(12, 'i'), "x", header).value();
    const std::string token = header + ".." + b64(sealed.iv) + '.' + b64(sealed.ciphertext) + '.' + b64(sealed.tag);
    BOOST_TEST(outcome(decrypt_jwe(token, key, every_rule)) == "decryption_failed");
  }
}

BOOST_AUTO_TEST_CASE(the_parties_are_part_of_what_is_derived) {
  const auto recipient = read_encryption_jwk(p256_pair.public_jwk()).value();
  const detail::encryption_material& material = detail::material_access::of(recipient);
  const auto ephemeral = detail::ephemeral_key(*material.on).value();
  const auto shared = detail::agree(ephemeral.handle.get(), material.handle.get()).value();
  const auto open = [&](const std::string& parties) {
    boost::json::object members{{"alg", "ECDH-ES"}, {"enc", "A128GCM"}, {"epk", detail::public_jwk_of(ephemeral).value()}};
    std::string header = boost::json::serialize(members);
    header = b64(header.substr(0, header.size() - 1) + parties + "}");
    const auto derived = detail::derive_key(shared, {"A128GCM", "Alice", "Bob", 16}).value();
    const auto sealed =
        detail::seal_content(content_encryption::a128gcm, derived.reveal(), std::string(12, 'i'), "x", header).value();
    const std::string token = header + ".." + b64(sealed.iv) + '.' + b64(sealed.ciphertext) + '.' + b64(sealed.tag);
    return outcome(decrypt_jwe(token, own(p256_pair.private_jwk()), every_rule));
  };
  BOOST_TEST(open(R"(,"apu":"QWxpY2U","apv":"Qm9i")") == "ok");
  BOOST_TEST(open(R"(,"apv":"QWxpY2U","apu":"Qm9i")") == "decryption_failed");
  BOOST_TEST(open("") == "decryption_failed");
}

BOOST_AUTO_TEST_CASE(a_gcm_wrapping_has_its_vector_and_tag_in_the_header) {
  const auto key = own(secret_jwk(16));
  const auto open = [&](const std::string& more) {
    const std::string header = b64(R"({"alg":"A128GCMKW","enc":"A128GCM")" + more + "}");
    return outcome(decrypt_jwe(header + ".AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", key, every_rule));
  };
  const std::string iv = R"(,"iv":"AAAAAAAAAAAAAAAA")";
  const std::string tag = R"(,"tag":"AAAAAAAAAAAAAAAAAAAAAA")";
  BOOST_TEST(open(iv + tag) == "decryption_failed");
  BOOST_TEST(open(iv) == "header_malformed");
  BOOST_TEST(open(tag) == "header_malformed");
  BOOST_TEST(open(iv + R"(,"tag":1)") == "header_malformed");
  BOOST_TEST(open(tag + R"(,"iv":"A")") == "header_malformed");
  BOOST_TEST(open(tag + R"(,"iv":"AAAA")") == "decryption_failed");
  BOOST_TEST(open(iv + R"(,"tag":"AAAA")") == "decryption_failed");
  BOOST_TEST(open(iv + R"(,"tag":"")") == "decryption_failed");
}

// RFC 7516 11.5: a sender learns that decryption failed, and nothing about where.
BOOST_AUTO_TEST_CASE(all_failures_of_decryption_look_alike) {
  const std::string aes_key = secret_of(16);
  std::set<std::string> messages;
  std::size_t tried = 0;
  for (const key_management k : jose_test::all_key_managements)
    for (const content_encryption c : {content_encryption::a128gcm, content_encryption::a128cbc_hs256}) {
      const auto keys = jose_test::keys_for(k, c).front();
      const auto key = own(keys.own);
      const std::string token = encrypted(keys.recipient, k, c, "the content");
      const auto parts = parts_of(token);
      std::vector<std::string> wrong;
      const auto flipped = [](std::string text, std::size_t i) {
        text[i] = text[i] == 'A' ? 'B' : 'A';
        return text;
      };
      for (const std::size_t part : {1u, 2u, 3u, 4u})
        if (!parts[part].empty()) {
          wrong.push_back(with_part(token, part, flipped(parts[part], 0)));  // another wrapping, vector, content or tag
          wrong.push_back(with_part(token, part, "AAAA"));  // a wrong length
          wrong.push_back(with_part(token, part, parts[part] + "AAAA"));
        }
      wrong.push_back(with_part(token, 3, ""));
      for (const std::string& bad : wrong) {
        const auto opened = decrypt_jwe(bad, key, every_rule);
        BOOST_TEST_CONTEXT(name(k) << ' ' << name(c)) BOOST_REQUIRE(outcome(opened) == "decryption_failed");
        messages.insert(opened.error().message());
        BOOST_TEST((opened.error().detail.empty() && opened.error().position == error::no_position));
        ++tried;
      }
    }
  // A key of a wrong length inside a good wrapping, and bad padding under a good tag.
  const std::string header = b64(R"({"alg":"A128KW","enc":"A256GCM"})");
  const std::string wrapped = b64(detail::aes_wrap(aes_key, std::string(16, 'c')).value());
  const auto short_key =
      decrypt_jwe(header + '.' + wrapped + ".AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", own(secret_jwk(16)), every_rule);
  BOOST_REQUIRE(outcome(short_key) == "decryption_failed");
  messages.insert(short_key.error().message());
  const std::string cbc_header = b64(R"({"alg":"dir","enc":"A128CBC-HS256"})");
  for (const std::size_t size : {std::size_t{16}, std::size_t{17}}) {
    const detail::content_scheme scheme = detail::scheme_of(content_encryption::a128cbc_hs256);
    const std::string iv(16, 'i');
    const std::string garbage(size, 'g');
    const auto tag = detail::cbc_tag(scheme, secret_of(32).substr(0, 16), cbc_header, iv, garbage).value();
    const auto padding =
        decrypt_jwe(cbc_header + ".." + b64(iv) + '.' + b64(garbage) + '.' + b64(tag), own(secret_jwk(32)), every_rule);
    BOOST_REQUIRE(outcome(padding) == "decryption_failed");
    messages.insert(padding.error().message());
  }
  BOOST_TEST(messages.size() == 1u);
  BOOST_TEST(tried > 200u);
  BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_CASE(errors_contain_nothing_of_keys_and_plaintexts) {
  const std::string canary = "canary-7c1b";
  const std::string key = R"({"kty":"oct","kid":"canary-7c1b","k":")" + b64("canary-7c1b-2345") + "\"}";
  const std::string token = encrypted(key, key_management::a128kw, content_encryption::a128gcm, canary, {.type = canary});
  const auto fitting = read_decryption_jwk(key).value();
  std::size_t refused = 0;
  const auto look = [&](const auto& outcome_of) {
    if (outcome_of.has_value()) return;
    ++refused;
    const std::string message = outcome_of.error().message();
    BOOST_TEST(message.find("canary") == std::string::npos);
    BOOST_TEST(message.find(b64("canary").substr(0, 7)) == std::string::npos);
  };
  for (std::size_t i = 0; i < token.size(); ++i) look(decrypt_jwe(std::string(token).erase(i, 1), fitting, every_rule));
  for (std::size_t i = 0; i < key.size(); ++i) look(read_decryption_jwk(std::string(key).erase(i, 1)));
  look(decrypt_jwe(token, own(secret_jwk(24)), every_rule));
  BOOST_TEST(refused > token.size());
}

BOOST_AUTO_TEST_CASE(opens_a_signed_token_inside_an_encrypted_one_and_no_deeper) {
  const jose_test::signer& provider = jose_test::signer_for(algorithm::es256);
  const std::string signed_token = provider.plain_token();
  const std::string recipient = p256_pair.public_jwk();
  const decryption_key_set keys({own(p256_pair.private_jwk())});
  const auto wrap = [&](std::string_view inside, const encryption_options& options) {
    return encrypted(recipient, key_management::ecdh_es, content_encryption::a128gcm, inside, options);
  };
  for (const std::string type : {"JWT", "jwt", "application/jwt", "Application/JWT"}) {
    const auto inner = open_nested(wrap(signed_token, {.content_type = type}), keys, every_rule);
    BOOST_REQUIRE(outcome(inner) == "ok");
    BOOST_TEST(inner->reveal() == signed_token);
    BOOST_TEST(outcome(verify_jws(inner->reveal(), read_jwk(provider.jwk()).value(), {algorithm::es256})) == "ok");
  }
  const auto refusal = [&](const std::string& token) { return outcome(open_nested(token, keys, every_rule)); };
  for (const std::string type : {"", "JW", "JWTT", "application/", "text/jwt", "at+jwt", "json"})
    BOOST_TEST(refusal(wrap(signed_token, {.content_type = type})) == "token_type_mismatch");
  BOOST_TEST(refusal(wrap(signed_token, {})) == "token_type_mismatch");
  BOOST_TEST(refusal(wrap(wrap(signed_token, {.content_type = "JWT"}), {.content_type = "JWT"})) == "nested_too_deeply");
  for (const std::string_view inside : {"", "{}", "a.b", "a.b.", ".b.c", "a.b.c.d"})
    BOOST_TEST(refusal(wrap(inside, {.content_type = "JWT"})) == "token_malformed");
  BOOST_TEST(refusal(signed_token) == "token_malformed");
  BOOST_TEST(refusal(with_part(wrap(signed_token, {.content_type = "JWT"}), 4, "AAAA")) == "decryption_failed");
}

BOOST_AUTO_TEST_SUITE_END()
