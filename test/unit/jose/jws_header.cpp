// SPDX-License-Identifier: BSL-1.0
// Headers that are refused although the right key signed them.
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::b64;
using jose_test::outcome;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(jws_headers)

namespace {

const jose_test::signer& provider = signer_for(algorithm::es256);

const key_set& keys() {
  static const key_set set = read_key_set(R"({"keys":[)" + provider.jwk() + "]}").value();
  return set;
}

/// What becomes of a token with that header, well signed.
std::string_view with_header(std::string_view header, const algorithm_set& allowed = {algorithm::es256}) {
  return outcome(verify_jws(provider.token(header), keys(), allowed));
}

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_a_plain_one) {
  BOOST_TEST(with_header(R"({"alg":"ES256"})") == "ok");
  BOOST_TEST(with_header(R"( { "typ" : "JWT" , "alg" : "ES256" } )") == "ok");
  BOOST_TEST(with_header(R"({"\u0061lg":"ES25\u0036"})") == "ok");
}

BOOST_AUTO_TEST_CASE(hands_out_what_it_says) {
  const auto header = read_jws_header(provider.token(R"({"alg":"ES256","kid":"a\u0062c\n","typ":"at+jwt","cty":"JWT"})"));
  BOOST_REQUIRE(outcome(header) == "ok");
  BOOST_TEST((header->algorithm == algorithm::es256));
  BOOST_TEST(header->key_id.value() == "abc\n");
  BOOST_TEST(header->type.value() == "at+jwt");
  BOOST_TEST(header->content_type.value() == "JWT");
  const auto bare = read_jws_header(provider.token(R"({"alg":"ES256"})"));
  BOOST_TEST((!bare->key_id && !bare->type && !bare->content_type));
}

BOOST_AUTO_TEST_CASE(knows_no_none_in_any_case) {
  for (const std::string none : {"none", "None", "NONE", "nOnE", "none ", "es256", "Es256", "", "ES256\\u0000"})
    BOOST_TEST(with_header(R"({"alg":")" + none + "\"}", jose_test::every_algorithm) == "algorithm_unknown", none);
}

BOOST_AUTO_TEST_CASE(refuses_an_algorithm_that_is_missing_or_not_a_string) {
  for (const auto header : {"{}", R"({"typ":"JWT"})", R"({"alg":null})", R"({"alg":256})", R"({"alg":true})",
                            R"({"alg":["ES256"]})", R"({"alg":{"alg":"ES256"}})", R"({"Alg":"ES256"})", R"({"x":{"alg":"ES256"}})"})
    BOOST_TEST(with_header(header) == "header_malformed", header);
}

BOOST_AUTO_TEST_CASE(the_allow_list_comes_before_anything_else_that_it_says) {
  BOOST_TEST(with_header(R"({"alg":"ES256"})", {algorithm::rs256}) == "algorithm_not_allowed");
  BOOST_TEST(with_header(R"({"alg":"ES256"})", {}) == "algorithm_not_allowed");
  BOOST_TEST(with_header(R"({"crit":["x"],"b64":false,"kid":1,"typ":[],"alg":"ES256"})", {algorithm::rs256}) ==
             "algorithm_not_allowed");
}

BOOST_AUTO_TEST_CASE(refuses_crit_in_every_form) {
  for (const std::string crit :
       {R"(["x"])", R"(["exp"])", R"(["alg"])", "[]", R"(["b64"])", R"(["x","x"])", R"("x")", "null", "1", "{}", "true", R"([1])"})
    BOOST_TEST(with_header(R"({"alg":"ES256","x":1,"crit":)" + crit + "}") == "critical_header_unknown", crit);
  BOOST_TEST(with_header(R"({"alg":"ES256","cr\u0069t":["x"]})") == "critical_header_unknown");
  BOOST_TEST(with_header(R"({"alg":"ES256","x":{"crit":["x"]}})") == "ok");
}

BOOST_AUTO_TEST_CASE(refuses_unencoded_payloads) {
  for (const auto header : {R"({"alg":"ES256","b64":false})", R"({"alg":"ES256","b64":true})", R"({"alg":"ES256","b64":null})",
                            R"({"alg":"ES256","b64":false,"crit":["b64"]})"})
    BOOST_TEST(with_header(header) == "critical_header_unknown", header);
}

BOOST_AUTO_TEST_CASE(refuses_names_and_types_that_are_not_strings) {
  for (const auto member : {"kid", "typ", "cty"})
    for (const auto value : {"1", "null", "[]", R"(["1"])", "{}", "false"})
      BOOST_TEST(with_header(R"({"alg":"ES256",")" + std::string(member) + "\":" + value + "}") == "header_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_a_member_twice_also_after_unescaping) {
  BOOST_TEST(with_header(R"({"alg":"ES256","alg":"ES256"})") == "json_duplicate_member");
  BOOST_TEST(with_header(R"({"alg":"none","alg":"ES256"})") == "json_duplicate_member");
  BOOST_TEST(with_header(R"({"alg":"ES256","\u0061lg":"none"})") == "json_duplicate_member");
  BOOST_TEST(with_header(R"({"alg":"ES256","x":{"a":1,"a":2}})") == "json_duplicate_member");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_one_json_object) {
  for (const auto header : {"[]", R"(["alg"])", R"("alg")", "1", "null", "true", "1.5", "18446744073709551615"})
    BOOST_TEST(with_header(header) == "header_malformed", header);
  for (const auto header : {R"({"alg":"ES256"} x)", R"({"alg":"ES256"}{})", R"({"alg":"ES256"},)"})
    BOOST_TEST(with_header(header) == "json_trailing_bytes", header);
  BOOST_TEST(with_header(std::string_view("{\"alg\":\"ES256\"}\0", 16)) == "json_trailing_bytes");
  for (const auto header : {"{", R"({"alg":"ES256")", R"({"alg":"ES256",})", R"({'alg':'ES256'})", R"({"alg":"ES256"/**/})",
                            R"({"alg":"ES256","x":NaN})", R"({"alg":"ES256","x":01})", "\xef\xbb\xbf{\"alg\":\"ES256\"}", " "})
    BOOST_TEST(with_header(header) == "json_syntax", header);
}

BOOST_AUTO_TEST_CASE(refuses_strings_that_are_not_utf_8) {
  for (const auto kid : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82", R"(\ud800)", R"(\udc00\ud800)"})
    BOOST_TEST(with_header(R"({"alg":"ES256","kid":")" + std::string(kid) + "\"}") == "json_bad_utf8");
}

BOOST_AUTO_TEST_CASE(refuses_depth_before_it_costs_anything) {
  const auto nested = [](std::size_t depth) {
    return R"({"alg":"ES256","x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  BOOST_TEST(with_header(nested(7)) == "ok");
  BOOST_TEST(with_header(nested(8)) == "json_too_deep");
  BOOST_TEST(with_header(nested(1200)) == "json_too_deep");
  BOOST_TEST(with_header(R"({"alg":"ES256","x":)" + std::string(2500, '[')) == "json_too_deep");
}

BOOST_AUTO_TEST_CASE(keeps_to_its_limits) {
  const std::string token = provider.token(R"({"alg":"ES256","a":1,"b":2})");
  const std::size_t header = token.find('.');
  BOOST_TEST(outcome(verify_jws(token, keys(), {algorithm::es256}, {.token_bytes = token.size()})) == "ok");
  BOOST_TEST(outcome(verify_jws(token, keys(), {algorithm::es256}, {.token_bytes = token.size() - 1})) == "token_too_large");
  BOOST_TEST(outcome(verify_jws(token, keys(), {algorithm::es256}, {.header_bytes = header})) == "ok");
  BOOST_TEST(outcome(verify_jws(token, keys(), {algorithm::es256}, {.header_bytes = header - 1})) == "token_too_large");
  BOOST_TEST(outcome(verify_jws(token, keys(), {algorithm::es256}, {.header_members = 2})) == "json_too_many_members");
  BOOST_TEST(with_header(R"({"alg":"ES256","x":")" + std::string(4096, 'x') + "\"}") == "token_too_large");
  BOOST_TEST(outcome(verify_jws(provider.token(R"({"alg":"ES256"})", std::string(16384, 'x')), keys(), {algorithm::es256})) ==
             "token_too_large");
  // A header larger than the usual ones is read if the caller says so.
  const std::string large = provider.token(R"({"alg":"ES256","x":")" + std::string(8000, 'x') + "\"}");
  BOOST_TEST(outcome(verify_jws(large, keys(), {algorithm::es256}, {.header_bytes = 16384})) == "ok");
}

BOOST_AUTO_TEST_CASE(never_reads_keys_or_their_addresses) {
  BOOST_TEST(with_header(R"({"alg":"ES256","jwk":7,"jku":[],"x5u":{"a":1},"x5c":"no","x5t":null})") == "ok");
  const jose_test::signer attacker(algorithm::es256);
  for (const std::string& header :
       {R"({"alg":"ES256","jwk":)" + attacker.jwk() + "}",
        R"({"alg":"ES256","jwk":)" + attacker.jwk(R"("kid":"1",)") + R"(,"jku":"https://attacker.example/keys"})"})
    BOOST_TEST(outcome(verify_jws(attacker.token(header), keys(), {algorithm::es256})) == "signature_mismatch");
}

BOOST_AUTO_TEST_CASE(read_alone_it_is_judged_alike) {
  BOOST_TEST(outcome(read_jws_header(b64(R"({"alg":"none"})") + ".AA.AA")) == "algorithm_unknown");
  BOOST_TEST(outcome(read_jws_header(b64(R"({"alg":"RS256","crit":[]})") + ".AA.AA")) == "critical_header_unknown");
  BOOST_TEST(outcome(read_jws_header(b64(R"({"alg":"RS256"})") + ".AA.AA")) == "ok");
  BOOST_TEST(outcome(read_jws_header("AA.AA")) == "token_malformed");
  BOOST_TEST(outcome(read_jws_header(b64(R"({"alg":"RS256"})") + ".AA.AA", {.token_bytes = 4})) == "token_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
