// SPDX-License-Identifier: BSL-1.0
// Each check of OpenID Connect Core 3.1.3.7, at its edges.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::signed_text;
using rowclaim_test::signed_token;
using rowclaim_test::signing_algorithm;
using rowclaim_test::signing_key;

BOOST_AUTO_TEST_SUITE(id_token_verifier)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;

rc::id_token_options usual_options() { return {.issuer = "https://a.example", .audience = "app"}; }

json::object usual_claims() {
  return {{"iss", "https://a.example"}, {"sub", "alice"}, {"aud", "app"}, {"iat", now}, {"exp", now + 300}};
}

std::string verifying(const std::string& token, const rc::id_token_context& context = {},
                      rc::id_token_options options = usual_options()) {
  static rc::key_source keys(rc::read_key_set(key_set_json()).value());
  const rc::id_token_verifier verifier(std::move(options), keys, rc::clock::reading(now));
  return outcome(verifier.verify(token, context));
}

std::string verifying_claims(const json::object& claims, const rc::id_token_context& context = {},
                             rc::id_token_options options = usual_options()) {
  return verifying(signed_token(claims), context, std::move(options));
}

/// The usual claims with one changed, its value written as JSON; without a value it is left out.
std::string with(const char* name, const char* value, const rc::id_token_context& context = {},
                 rc::id_token_options options = usual_options()) {
  json::object claims = usual_claims();
  if (value == nullptr) claims.erase(name);
  else claims[name] = json::parse(value);
  return verifying_claims(claims, context, std::move(options));
}

std::string with_time(const char* name, double offset, rc::id_token_options options = usual_options()) {
  json::object claims = usual_claims();
  claims[name] = static_cast<double>(now) + offset;
  return verifying_claims(claims, {}, std::move(options));
}

std::string with_header(const std::string& header) {
  return verifying(signed_text(header, json::serialize(usual_claims()), signing_key()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_a_sound_token_of_each_algorithm_that_is_allowed) {
  for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA}) {
    rc::id_token_options options = usual_options();
    options.algorithms = {rc::algorithm_named(name_of(algorithm)).value()};
    BOOST_TEST(verifying(signed_token(usual_claims(), signing_key(algorithm)), {}, options) == "accepted");
  }
  BOOST_TEST(verifying(signed_token(usual_claims(), signing_key(signing_algorithm::ES256))) ==
             "algorithm_not_allowed in signature (alg)");
}

BOOST_AUTO_TEST_CASE(cannot_do_without_an_issuer_and_an_audience) {
  BOOST_TEST(with("iss", R"("")", {}, {.issuer = "", .audience = "app"}) == "client_misconfigured in id_token (issuer)");
  BOOST_TEST(with("aud", R"("")", {}, {.issuer = "https://a.example", .audience = ""}) ==
             "client_misconfigured in id_token (audience)");
}

BOOST_AUTO_TEST_CASE(checks_the_issuer_byte_by_byte) {
  BOOST_TEST(with("iss", nullptr) == "issuer_missing in id_token");
  BOOST_TEST(with("iss", R"("https://a.example/")") == "issuer_mismatch in id_token (the one given ends with '/')");
  BOOST_TEST(with("iss", R"("https://A.example")") == "issuer_mismatch in id_token (they differ in upper and lower case)");
  for (const char* wrong :
       {R"("https://b.example")", R"("https://a.example:443")", R"("http://a.example")", R"("https://a.example\u0000")", R"("")"})
    BOOST_TEST(with("iss", wrong) == "issuer_mismatch in id_token");
  for (const char* wrong : {"1", "null", R"(["https://a.example"])", "{}"})
    BOOST_TEST(with("iss", wrong) == "issuer_mismatch in id_token (not a string)");
}

BOOST_AUTO_TEST_CASE(checks_the_subject) {
  BOOST_TEST(with("sub", nullptr) == "subject_missing in id_token");
  for (const char* wrong : {"1", "null", "true", R"(["alice"])"})
    BOOST_TEST(with("sub", wrong) == "subject_malformed in id_token (not a string)");
  BOOST_TEST(with("sub", R"("")") == "subject_malformed in id_token (length)");
  BOOST_TEST(with("sub", ('"' + std::string(255, 'a') + '"').c_str()) == "accepted");
  BOOST_TEST(with("sub", ('"' + std::string(256, 'a') + '"').c_str()) == "subject_malformed in id_token (length)");
  for (const char* wrong : {R"("a\u0000")", R"("a\nb")", R"("\u007f")"})
    BOOST_TEST(with("sub", wrong) == "subject_malformed in id_token (control character)");
  for (const char* wrong : {R"("al\u00efce")", R"("\u0080")", "\"\xf0\x9f\x91\xa9\""})
    BOOST_TEST(with("sub", wrong) == "subject_malformed in id_token (not ASCII)");
}

BOOST_AUTO_TEST_CASE(checks_the_audience) {
  BOOST_TEST(with("aud", R"(["app"])") == "accepted");
  BOOST_TEST(with("aud", nullptr) == "audience_malformed in id_token (missing)");
  for (const char* wrong : {"[]", "{}", "1", "null", R"(["app",1])", R"([["app"]])", R"({"app":"app"})"})
    BOOST_TEST(with("aud", wrong) == "audience_malformed in id_token");
  for (const char* wrong : {R"("app1")", R"("ap")", R"("APP")", R"("")", R"(["other"])", R"(["app1","other"])"})
    BOOST_TEST(with("aud", wrong) == "audience_mismatch in id_token");
}

BOOST_AUTO_TEST_CASE(checks_further_audiences_and_the_authorized_party) {
  rc::id_token_options trusting = usual_options();
  trusting.trusted_audiences = {"api"};
  json::object claims = usual_claims();
  claims["aud"] = {"app", "api"};
  BOOST_TEST(verifying_claims(claims) == "audience_untrusted in id_token");
  BOOST_TEST(verifying_claims(claims, {}, trusting) == "authorized_party_missing in id_token");
  claims["azp"] = "api";
  BOOST_TEST(verifying_claims(claims, {}, trusting) == "authorized_party_mismatch in id_token");
  claims["azp"] = "app";
  BOOST_TEST(verifying_claims(claims, {}, trusting) == "accepted");
  BOOST_TEST(verifying_claims(claims) == "audience_untrusted in id_token");
  BOOST_TEST(with("azp", R"("app")") == "accepted");
  for (const char* wrong : {R"("other")", R"("")", "1", "null", R"(["app"])"})
    BOOST_TEST(with("azp", wrong) == "authorized_party_mismatch in id_token");
}

BOOST_AUTO_TEST_CASE(checks_the_expiry_to_the_second) {
  rc::id_token_options exact = usual_options();
  exact.leeway = 0;
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in id_token");
  BOOST_TEST(with_time("exp", 1, exact) == "accepted");
  BOOST_TEST(with_time("exp", 0.5, exact) == "accepted");
  BOOST_TEST(with_time("exp", 0, exact) == "expired in id_token");
  BOOST_TEST(with_time("exp", -59.5) == "accepted");
  BOOST_TEST(with_time("exp", -60) == "expired in id_token");
  rc::id_token_options lax = usual_options();
  lax.leeway = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(with_time("exp", -299, lax) == "accepted");
  BOOST_TEST(with_time("exp", -300, lax) == "expired in id_token");
  lax.leeway = std::numeric_limits<std::int64_t>::min();
  BOOST_TEST(with_time("exp", 0, lax) == "expired in id_token");
}

BOOST_AUTO_TEST_CASE(takes_only_times_that_are_times) {
  const std::pair<const char*, const char*> times[] = {{"exp", "expiry_malformed"},
                                                       {"iat", "issued_at_malformed"},
                                                       {"nbf", "not_before_malformed"},
                                                       {"auth_time", "auth_time_malformed"}};
  for (const auto& [claim, cause] : times)
    for (const char* wrong : {R"("1700000300")", "null", "true", "[]", "{}", "-1", "-0.5", "253402300800", "253402300799.5",
                              "1e300", "18446744073709551615", "9223372036854775807", "-9223372036854775808"})
      BOOST_TEST(with(claim, wrong) == std::string(cause) + " in id_token (" + claim + ")", claim << " " << wrong);
  BOOST_TEST(with("exp", "253402300799") == "accepted");
  BOOST_TEST(with("exp", "1.7000003e9") == "accepted");
  BOOST_TEST(with("nbf", "0") == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_are_not_json) {
  for (const char* number : {"NaN", "Infinity", "1e400", "-", "01"}) {
    std::string payload = json::serialize(usual_claims());
    payload.insert(payload.size() - 1, R"(,"x":)" + std::string(number));
    BOOST_TEST(
        verifying(signed_text(json::serialize(rowclaim_test::usual_header(signing_key())), payload, signing_key())) != "accepted",
        number);
  }
}

BOOST_AUTO_TEST_CASE(checks_the_time_of_issue_and_not_before) {
  BOOST_TEST(with("iat", nullptr) == "issued_at_missing in id_token");
  BOOST_TEST(with_time("iat", 60) == "accepted");
  BOOST_TEST(with_time("iat", 61) == "issued_in_the_future in id_token");
  BOOST_TEST(with_time("iat", -86'460) == "accepted");
  BOOST_TEST(with_time("iat", -86'461) == "issued_too_long_ago in id_token");
  BOOST_TEST(with_time("iat", -7 * 86'400) == "issued_too_long_ago in id_token");
  BOOST_TEST(with_time("nbf", 60) == "accepted");
  BOOST_TEST(with_time("nbf", 61) == "not_yet_valid in id_token");
}

BOOST_AUTO_TEST_CASE(checks_the_nonce_that_was_sent) {
  const rc::secret nonce("n-0S6");
  const rc::id_token_context sent{.nonce = &nonce};
  BOOST_TEST(with("nonce", R"("n-0S6")", sent) == "accepted");
  BOOST_TEST(with("nonce", nullptr, sent) == "nonce_missing in id_token");
  for (const char* wrong : {R"("n-0S61")", R"("n-0S")", R"("N-0S6")", R"("")"})
    BOOST_TEST(with("nonce", wrong, sent) == "nonce_mismatch in id_token");
  for (const char* wrong : {"1", "null", R"(["n-0S6"])"})
    BOOST_TEST(with("nonce", wrong, sent) == "nonce_mismatch in id_token (not a string)");
  const rc::secret none;
  BOOST_TEST(with("nonce", R"("")", {.nonce = &none}) == "nonce_missing in id_token");
  // A bearer's token answers no sign-in of ours.
  BOOST_TEST(with("nonce", R"("anything")") == "accepted");
}

BOOST_AUTO_TEST_CASE(checks_how_and_when_the_person_signed_in) {
  const std::vector<std::string> wanted{"silver", "gold"};
  const rc::id_token_context method{.acr_values = &wanted};
  BOOST_TEST(with("acr", R"("gold")", method) == "accepted");
  for (const char* wrong : {R"("bronze")", R"("")", "1", "null", R"(["gold"])"})
    BOOST_TEST(with("acr", wrong, method) == "context_class_mismatch in id_token");
  BOOST_TEST(with("acr", nullptr, method) == "context_class_mismatch in id_token");
  const rc::id_token_context recent{.max_age = 100};
  BOOST_TEST(with("auth_time", nullptr, recent) == "auth_time_missing in id_token");
  BOOST_TEST(with("auth_time", std::to_string(now - 160).c_str(), recent) == "accepted");
  BOOST_TEST(with("auth_time", std::to_string(now - 161).c_str(), recent) == "authentication_too_old in id_token");
  BOOST_TEST(with("auth_time", std::to_string(now + 61).c_str(), recent) == "auth_time_malformed in id_token (in the future)");
  const rc::id_token_context told{.requires_auth_time = true};
  BOOST_TEST(with("auth_time", nullptr, told) == "auth_time_missing in id_token");
  BOOST_TEST(with("auth_time", "1", told) == "accepted");
}

BOOST_AUTO_TEST_CASE(checks_the_access_token_hash_where_there_is_one) {
  // OpenID Connect Core A.3: this access token with RS256
  const rc::secret access_token("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
  const rc::id_token_context came{.access_token = &access_token};
  BOOST_TEST(with("at_hash", R"("77QmUPtjPfzWtF2AnpK9RQ")", came) == "accepted");
  BOOST_TEST(with("at_hash", nullptr, came) == "accepted");
  for (const char* wrong : {R"("77QmUPtjPfzWtF2AnpK9RR")", R"("77QmUPtjPfzWtF2AnpK9RQ1")", R"("")"})
    BOOST_TEST(with("at_hash", wrong, came) == "access_token_hash_mismatch in id_token");
  for (const char* wrong : {"1", "null", "{}"})
    BOOST_TEST(with("at_hash", wrong, came) == "access_token_hash_malformed in id_token");
}

BOOST_AUTO_TEST_CASE(refuses_tokens_of_another_kind) {
  const auto typed = [](const std::string& type) {
    return with_header(R"({"alg":"RS256","kid":")" + signing_key().id() + R"(","typ":")" + type + "\"}");
  };
  for (const char* good : {"JWT", "jwt", "application/jwt"}) BOOST_TEST(typed(good) == "accepted");
  BOOST_TEST(with_header(R"({"alg":"RS256","kid":")" + signing_key().id() + "\"}") == "accepted");
  for (const char* wrong : {"at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", "oauth-authz-req+jwt", "JOSE", ""})
    BOOST_TEST(typed(wrong) == "token_type_mismatch in id_token (typ)");
  BOOST_TEST(with("events", R"({"http://schemas.openid.net/event/backchannel-logout":{}})") ==
             "token_type_mismatch in id_token (events)");
}

BOOST_AUTO_TEST_CASE(refuses_claims_that_two_readers_could_understand_differently) {
  const auto of_payload = [](const std::string& payload) {
    return verifying(signed_text(json::serialize(rowclaim_test::usual_header(signing_key())), payload, signing_key()));
  };
  const std::string usual = json::serialize(usual_claims());
  BOOST_TEST(of_payload(usual) == "accepted");
  BOOST_TEST(of_payload(usual.substr(0, usual.size() - 1) + R"(,"s\u0075b":"bob"})") == "json_duplicate_member in id_token");
  BOOST_TEST(of_payload(usual + "{}") == "json_trailing_bytes in id_token");
  BOOST_TEST(of_payload("[]") == "claims_not_an_object in id_token");
  BOOST_TEST(of_payload("") == "json_syntax in id_token (the text ends too early)");
  rc::id_token_options tight = usual_options();
  tight.claims.bytes = 10;
  BOOST_TEST(verifying_claims(usual_claims(), {}, tight) == "json_too_large in id_token");
}

BOOST_AUTO_TEST_CASE(fetches_new_keys_for_a_key_it_does_not_know) {
  rowclaim_test::scripted_transport transport;
  transport.will_answer(key_set_json(0));
  transport.will_answer(key_set_json(1));
  rc::key_source keys(transport, "https://a.example/jwks", rc::clock::reading(now));
  const rc::id_token_verifier verifier(usual_options(), keys, rc::clock::reading(now));
  BOOST_TEST(outcome(verifier.verify("a.b.c")) != "accepted");
  BOOST_TEST(transport.requests.empty());
  BOOST_TEST(outcome(verifier.verify(signed_token(usual_claims(), signing_key(signing_algorithm::ES256)))) ==
             "algorithm_not_allowed in signature (alg)");
  BOOST_TEST(transport.requests.empty());
  BOOST_TEST(outcome(verifier.verify(signed_token(usual_claims()))) == "accepted");
  BOOST_TEST(outcome(verifier.verify(signed_token(usual_claims(), signing_key(signing_algorithm::RS256, 1)))) == "accepted");
  BOOST_TEST(transport.requests.size() == 2);
  // The withdrawn key is a key like any unknown one.
  BOOST_TEST(outcome(verifier.verify(signed_token(usual_claims()))) == "key_refresh_too_soon in key_set");
  BOOST_TEST(transport.requests.size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
