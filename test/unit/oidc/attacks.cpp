// SPDX-License-Identifier: BSL-1.0
// The attacks on what tokens say that have worked elsewhere, one case each, with the exact error that each ends in.
#include "kinds_of_token.hpp"
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <type_traits>

using namespace rowclaim;
using namespace std::string_literals;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(oidc_attacks)

namespace {

id_token_verifier verifier(id_token_options options = {.issuer = kinds_issuer, .audience = "app"}) {
  return {std::move(options), kinds_keys(), kinds_clock()};
}

/// "ok", or the cause and the step.
template <class Value>
std::string ending(const result<Value>& r) {
  return r ? "ok" : std::string(name(r.error().code)).append(" in ").append(name(r.error().where));
}

const std::string header = boost::json::serialize(usual_header(signing_key()));

/// What becomes of a token whose claims are that text, soundly signed.
std::string claims_outcome(const std::string& claims) {
  return ending(verifier().verify(signed_text(header, claims, signing_key())));
}
std::string header_outcome(const std::string& text) { return ending(verifier().verify(signed_text(text, "{}", signing_key()))); }

/// Sound claims with more members in front.
std::string claims_with_text(const std::string& more) {
  return "{" + more + R"("iss":"https://a.example","sub":"alice","aud":"app","iat":1700000000,"exp":1700000300})";
}
std::string claim_outcome(const std::string& member, const std::string& value) {
  boost::json::object claims{{"iss", kinds_issuer}, {"sub", "alice"}, {"aud", "app"}, {"iat", kinds_now}, {"exp", kinds_now + 300}};
  claims.erase(member);
  std::string text = boost::json::serialize(claims);
  text.pop_back();
  if (!value.empty()) text.append(",\"").append(member).append("\":").append(value);
  return claims_outcome(text + "}");
}

/// The header with one more member.
std::string header_with(const std::string& member) { return header.substr(0, header.size() - 1) + "," + member + "}"; }

}  // namespace

BOOST_AUTO_TEST_CASE(J15_base64url_is_written_in_one_way) {
  const std::string token = signed_text(header, claims_with_text(""), signing_key());
  BOOST_TEST(ending(verifier().verify(token)) == "ok");
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  BOOST_TEST(ending(verifier().verify(token + "=")) == "base64url_malformed in signature");
  BOOST_TEST(ending(verifier().verify(token + "\n")) == "base64url_malformed in signature");
  BOOST_TEST(ending(verifier().verify(" " + token)) == "base64url_malformed in signature");
  BOOST_TEST(ending(verifier().verify(std::string(token).insert(first, "="))) == "base64url_malformed in signature");
  // 256 bytes of signature leave four bits in the last character that mean nothing: only zeros are written there.
  std::string twin = token;
  twin.back() = twin.back() == 'A' ? 'B' : static_cast<char>(twin.back() + 1);
  BOOST_TEST(ending(verifier().verify(twin)) == "base64url_malformed in signature");
  for (std::size_t i = second + 1; i < token.size(); ++i)
    if (token[i] == '-' || token[i] == '_') {
      std::string other_alphabet = token;
      other_alphabet[i] = token[i] == '-' ? '+' : '/';
      BOOST_TEST(ending(verifier().verify(other_alphabet)) == "base64url_malformed in signature");
    }
}

// CVE-2025-59420, CVE-2026-32597
BOOST_AUTO_TEST_CASE(J16_what_must_be_understood_and_is_not_refuses) {
  for (const auto crit :
       {R"("crit":["exp"],"exp":1)", R"("crit":["b64"],"b64":false)", R"("crit":["b64"],"b64":true)", R"("crit":["x"])"})
    BOOST_TEST(header_outcome(header_with(crit)) == "critical_header_unknown in signature", crit);
  for (const auto crit : {R"("crit":[])", R"("crit":"x")", R"("crit":{})", R"("crit":null)", R"("crit":[1])"})
    BOOST_TEST(header_outcome(header_with(crit)) == "critical_header_unknown in signature", crit);
  BOOST_TEST(header_outcome(header_with(R"("b64":false)")) == "critical_header_unknown in signature");
}

BOOST_AUTO_TEST_CASE(J17_no_member_comes_twice) {
  BOOST_TEST(header_outcome(header_with(R"("alg":"none")")) == "json_duplicate_member in signature");
  BOOST_TEST(header_outcome(header_with(R"("\u0061lg":"none")")) == "json_duplicate_member in signature");
  BOOST_TEST(claims_outcome(claims_with_text(R"("sub":"admin",)")) == "json_duplicate_member in id_token");
  BOOST_TEST(claims_outcome(claims_with_text(R"("s\u0075b":"admin",)")) == "json_duplicate_member in id_token");
  BOOST_TEST(claims_outcome(claims_with_text(R"("cnf":{"x":[{"a":1,"a":2}]},)")) == "json_duplicate_member in id_token");
}

BOOST_AUTO_TEST_CASE(J18_claims_are_one_json_text_and_nothing_else) {
  BOOST_TEST(claims_outcome(claims_with_text("") + "{}") == "json_trailing_bytes in id_token");
  BOOST_TEST(claims_outcome(claims_with_text("") + "\0"s) == "json_trailing_bytes in id_token");
  BOOST_TEST(claims_outcome("\xef\xbb\xbf" + claims_with_text("")) == "json_syntax in id_token");
  BOOST_TEST(claims_outcome(claims_with_text("/* */")) == "json_syntax in id_token");
  for (const auto number : {"NaN", "Infinity", "-Infinity", "+1", "01", "1.", "0x10"})
    BOOST_TEST(claim_outcome("exp", number) == "json_syntax in id_token", number);
  BOOST_TEST(claims_outcome(claims_with_text(R"("x":"\ud800",)")) == "json_bad_utf8 in id_token");
}

BOOST_AUTO_TEST_CASE(J19_text_is_utf8_without_control_characters) {
  for (const std::string bytes : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"})
    BOOST_TEST(claims_outcome(claims_with_text("\"x\":\"" + bytes + "\",")) == "json_bad_utf8 in id_token");
  BOOST_TEST(claim_outcome("sub", R"("ali\u0000ce")") == "subject_malformed in id_token");
  BOOST_TEST(claim_outcome("sub", R"("alice\n")") == "subject_malformed in id_token");
  BOOST_TEST(claim_outcome("iss", R"("https://a.example\u0000")") == "issuer_mismatch in id_token");
}

// CVE-2025-53864
BOOST_AUTO_TEST_CASE(J20_nesting_is_limited) {
  const std::string deep = std::string(1'200, '[') + std::string(1'200, ']');
  BOOST_TEST(claims_outcome(claims_with_text("\"x\":" + deep + ",")) == "json_too_deep in id_token");
  BOOST_TEST(header_outcome(header_with("\"x\":" + deep)) == "json_too_deep in signature");
}

BOOST_AUTO_TEST_CASE(J21_sizes_are_limited) {
  BOOST_TEST(ending(verifier().verify(std::string(100'000, 'a'))) == "token_too_large in signature");
  BOOST_TEST(header_outcome(header_with("\"x\":\"" + std::string(5'000, 'x') + "\"")) == "token_too_large in signature");
  std::string many;
  for (int i = 0; i < 300; ++i) many += "\"m" + std::to_string(i) + "\":0,";
  BOOST_TEST(claims_outcome(claims_with_text(many)) == "json_too_many_members in id_token");
  BOOST_TEST(claim_outcome("exp", std::string(65, '1')) == "json_bad_number in id_token");
  BOOST_TEST(claims_outcome(claims_with_text("\"x\":\"" + std::string(9'000, 'x') + "\",")) == "json_string_too_long in id_token");
}

BOOST_AUTO_TEST_CASE(J22_times_are_numbers_that_make_sense) {
  for (const auto exp : {"1e300", "-1", "\"1700000300\"", "true", "null", "9223372036854775808", "253402300800", "[]", "{}"})
    BOOST_TEST(claim_outcome("exp", exp) == "expiry_malformed in id_token", exp);
  BOOST_TEST(claim_outcome("exp", "1700000300.5") == "ok");
  BOOST_TEST(claim_outcome("exp", "253402300799") == "ok");
  for (const auto iat : {"1e300", "\"1\"", "false"})
    BOOST_TEST(claim_outcome("iat", iat) == "issued_at_malformed in id_token", iat);
  for (const auto nbf : {"1e300", "\"1\"", "[]"}) BOOST_TEST(claim_outcome("nbf", nbf) == "not_before_malformed in id_token", nbf);
}

BOOST_AUTO_TEST_CASE(J23_tokens_without_an_expiry_do_not_last_for_ever) {
  BOOST_TEST(claim_outcome("exp", "") == "expiry_missing in id_token");
}

BOOST_AUTO_TEST_CASE(J24_leeway_is_limited_and_times_count_in_64_bits) {
  const auto with_leeway = [](std::int64_t leeway, const std::string& exp) {
    const id_token_verifier lenient({.issuer = kinds_issuer, .audience = "app", .leeway = leeway}, kinds_keys(), kinds_clock());
    return ending(lenient.verify(signed_text(
        header, R"({"iss":"https://a.example","sub":"alice","aud":"app","iat":1699999000,"exp":)" + exp + "}", signing_key())));
  };
  BOOST_TEST(with_leeway(1'000'000, "1699999699") == "expired in id_token");  // 301 seconds ago
  BOOST_TEST(with_leeway(1'000'000, "1699999701") == "ok");
  BOOST_TEST(with_leeway(-1'000'000, "1700000001") == "ok");
  BOOST_TEST(with_leeway(9'223'372'036'854'775'807, "1699999699") == "expired in id_token");
  BOOST_TEST(claim_outcome("exp", "4102444800") == "ok");  // 2100
  BOOST_TEST(claim_outcome("iat", "1700086400") == "issued_in_the_future in id_token");
  BOOST_TEST(claim_outcome("iat", "1699000000") == "issued_too_long_ago in id_token");
}

// CVE-2020-26160
BOOST_AUTO_TEST_CASE(J25_the_audience_is_this_client) {
  BOOST_TEST(claim_outcome("aud", "") == "audience_malformed in id_token");
  for (const auto aud : {"[]", "null", "1", "{}", "[1]", R"(["app",1])", R"(["app",null])", R"([["app"]])", "true"})
    BOOST_TEST(claim_outcome("aud", aud).starts_with("audience_m"), aud);
  for (const auto aud : {"\"other\"", R"(["other"])", "\"app \"", "\"App\"", "\"ap\"", "\"application\""})
    BOOST_TEST(claim_outcome("aud", aud) == "audience_mismatch in id_token", aud);
}

BOOST_AUTO_TEST_CASE(J26_other_audiences_must_be_trusted_and_the_asking_party_be_us) {
  BOOST_TEST(claim_outcome("aud", R"(["app","other"])") == "audience_untrusted in id_token");
  const id_token_verifier trusting({.issuer = kinds_issuer, .audience = "app", .trusted_audiences = {"other"}}, kinds_keys(),
                                   kinds_clock());
  const auto trusted = [&](const std::string& azp) {
    return ending(trusting.verify(signed_text(
        header, R"({"iss":"https://a.example","sub":"alice","aud":["app","other"],"iat":1700000000,"exp":1700000300)" + azp + "}",
        signing_key())));
  };
  BOOST_TEST(trusted("") == "authorized_party_missing in id_token");
  BOOST_TEST(trusted(R"(,"azp":"other")") == "authorized_party_mismatch in id_token");
  BOOST_TEST(trusted(R"(,"azp":"app")") == "ok");
}

BOOST_AUTO_TEST_CASE(J27_a_verifier_has_an_issuer_and_an_audience) {
  BOOST_TEST(!std::is_default_constructible_v<id_token_options>);
  BOOST_TEST(!std::is_default_constructible_v<required_text>);
  const std::string token = signed_text(header, claims_with_text(""), signing_key());
  BOOST_TEST(ending(verifier({.issuer = "", .audience = "app"}).verify(token)).starts_with("client_misconfigured"));
  BOOST_TEST(ending(verifier({.issuer = kinds_issuer, .audience = ""}).verify(token)).starts_with("client_misconfigured"));
}

BOOST_AUTO_TEST_CASE(J28_the_issuer_is_the_same_to_the_byte) {
  for (const auto iss : {"\"https://a.example/\"", "\"https://a.exampl\"", "\"https://A.example\"", "\"http://a.example\"",
                         "\"https://a.example \"", "[\"https://a.example\"]", "1", "null"})
    BOOST_TEST(claim_outcome("iss", iss) == "issuer_mismatch in id_token", iss);
  BOOST_TEST(claim_outcome("iss", "") == "issuer_missing in id_token");
  const auto told = verifier().verify(signed_text(
      header, R"({"iss":"https://a.example/","sub":"alice","aud":"app","iat":1700000000,"exp":1700000300})", signing_key()));
  BOOST_TEST_REQUIRE(told.has_error());
  BOOST_TEST(told.error().detail.find('/') != std::string_view::npos);
}

// CVE-2023-51774
BOOST_AUTO_TEST_CASE(J30_encrypted_tokens_are_no_signed_ones) {
  for (const auto token : {"a.b.c.d.e", "a.b", "a", "", "...", "a.b.c.d", "....", "a.b.c."})
    BOOST_TEST(ending(verifier().verify(token)) != "ok", token);
  BOOST_TEST(ending(verifier().verify("a.b.c.d.e")) == "token_malformed in signature");
}

// CVE-2023-50966, CVE-2023-49290, CVE-2023-52428, CVE-2022-36083
BOOST_AUTO_TEST_CASE(J31_nothing_is_inflated_and_nobody_counts_rounds_for_us) {
  const auto opened = [](const std::string& protected_header) {
    const auto key = read_decryption_jwk(R"({"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"})").value();
    const std::string token = encode_base64url(protected_header) + "." + encode_base64url(std::string(24, 'k')) + "." +
                              encode_base64url(std::string(12, 'i')) + ".AA." + encode_base64url(std::string(16, 't'));
    return ending(decrypt_jwe(token, key, {asymmetric_key_management | symmetric_key_management}));
  };
  BOOST_TEST(opened(R"({"alg":"A128KW","enc":"A128GCM","zip":"DEF"})") == "compression_refused in decryption");
  BOOST_TEST(opened(R"({"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647,"p2s":"AA"})") ==
             "algorithm_unknown in decryption");
  BOOST_TEST(opened(R"({"alg":"RSA1_5","enc":"A128GCM"})") == "algorithm_unknown in decryption");
  BOOST_TEST(opened(R"({"alg":"A128KW","enc":"A128GCM"})") == "decryption_failed in decryption");
}

BOOST_AUTO_TEST_SUITE_END()
