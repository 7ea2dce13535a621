// SPDX-License-Identifier: BSL-1.0
// Userinfo in the form that was registered, about the right person or about nobody.
#include "kinds_of_token.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/userinfo_endpoint.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(userinfo_endpoint)

namespace {

// RFC 7520 5.5
const char* const public_key =
    R"({"kid":"ours","kty":"EC","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0","y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw"})";
const char* const private_keys =
    R"({"keys":[{"kid":"ours","kty":"EC","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0","y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw","d":"r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8"}]})";

// The subject of every kind of token here is the issuer.
const std::string plain = R"({"sub":"https://a.example","email":"a@a.example"})";

rc::id_token about() {
  return rc::id_token_verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock())
      .verify(signed_token(claims_with(R"({"iat":1700000000,"exp":1700000300})")))
      .value();
}

rc::userinfo_verifier verifier() { return {{.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock()}; }

rc::token_decryption decryption() {
  return {.keys = rc::read_decryption_key_set(private_keys).value(),
          .management = {rc::key_management::ecdh_es},
          .encryption = {rc::content_encryption::a128gcm}};
}

std::string encrypted(const std::string& text, const char* alg = "ECDH-ES", const json::object& further = {}) {
  return mock_idp::encrypt_for(json::parse(public_key).as_object(), alg, "A128GCM", text, further);
}

struct asking {
  scripted_transport transport;
  rc::userinfo_endpoint_options options{};
  rc::access_token_type type = rc::access_token_type::bearer;
  const rc::dpop_prover* prover = nullptr;

  rc::result<rc::userinfo> fetch() {
    const rc::back_channel channel(transport, kinds_issuer, {.client_id = "app"}, kinds_clock(), prover);
    return rc::userinfo_endpoint("https://a.example/userinfo", options).fetch(channel, rc::secret("at"), type, about());
  }
  std::string answered(std::string body, int status = 200, std::string content_type = "application/json") {
    transport.will_answer(std::move(body), status, std::move(content_type));
    return outcome(fetch());
  }
  std::string answered_token(std::string body) { return answered(std::move(body), 200, "application/jwt"); }
};

struct plain_asking : asking {};
struct signed_asking : asking {
  signed_asking() { options.verifier = verifier(); }
};
struct encrypted_asking : asking {
  encrypted_asking() { options.decryption = decryption(); }
};
struct nested_asking : encrypted_asking {
  nested_asking() { options.verifier = verifier(); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(asks_with_the_token_in_the_header, plain_asking) {
  transport.will_answer(plain);
  const auto more = fetch();
  BOOST_REQUIRE(more.has_value());
  BOOST_TEST(more->subject() == kinds_issuer);
  BOOST_TEST(more->claims().json() == plain);
  const rc::http_request& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "GET");
  BOOST_TEST(sent.url == "https://a.example/userinfo");
  BOOST_TEST(header_of(sent, "Authorization") == "Bearer at");
  BOOST_TEST(header_of(sent, "Accept") == "application/json");
  BOOST_TEST(sent.body == "");
}

BOOST_FIXTURE_TEST_CASE(asks_with_the_token_in_a_form_and_nowhere_else, plain_asking) {
  options.place = rc::access_token_place::form_body;
  BOOST_TEST(answered(plain) == "accepted");
  const rc::http_request& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "POST");
  BOOST_TEST(sent.url == "https://a.example/userinfo");
  BOOST_TEST(header_of(sent, "Authorization") == "");
  BOOST_TEST(header_of(sent, "Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(sent.body == "access_token=at");
}

BOOST_FIXTURE_TEST_CASE(proves_possession_of_a_bound_token_and_answers_a_nonce, plain_asking) {
  const auto key = rc::dpop_prover::make(rc::algorithm::es256, kinds_clock());
  BOOST_REQUIRE(key.has_value());
  type = rc::access_token_type::dpop;
  BOOST_TEST(outcome(fetch()) == "client_misconfigured in userinfo (dpop)");
  prover = &*key;
  transport.answers.push_back(
      rc::http_response{.status = 401, .headers = {{"WWW-Authenticate", R"(dpop error="use_dpop_nonce")"}, {"DPoP-Nonce", "n1"}}});
  BOOST_TEST(answered(plain) == "accepted");
  BOOST_REQUIRE(transport.requests.size() == 2u);
  BOOST_TEST(header_of(transport.requests[1], "Authorization") == "DPoP at");
  BOOST_TEST(!header_of(transport.requests[1], "DPoP").empty());
  options.place = rc::access_token_place::form_body;
  BOOST_TEST(outcome(fetch()) == "client_misconfigured in userinfo (a form has no proof)");
  BOOST_TEST(transport.requests.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(refuses_claims_about_anybody_else, plain_asking) {
  BOOST_TEST(answered(R"({"sub":"bob"})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"sub":"https://A.example"})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"sub":"https://a.example "})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"sub":"https://a.exampleinvalid"})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"email":"alice@a.example"})") == "subject_missing in userinfo");
  BOOST_TEST(answered(R"({"sub":""})") == "subject_malformed in userinfo (length)");
  BOOST_TEST(answered(R"({"sub":"a","sub":"a"})") == "json_duplicate_member in userinfo");
  for (const char* wrong : {"null", "1", "true", R"(["https://a.example"])", R"({"a":1})"})
    BOOST_TEST(answered(R"({"sub":)" + std::string(wrong) + "}") == "subject_malformed in userinfo (not a string)", wrong);
}

BOOST_FIXTURE_TEST_CASE(refuses_other_answers, plain_asking) {
  BOOST_TEST(answered(plain, 200, "text/html") == "content_type_unexpected in userinfo");
  BOOST_TEST(answered(plain, 200, "") == "content_type_unexpected in userinfo");
  for (const int status : {201, 204, 400, 404, 500}) BOOST_TEST(answered(plain, status) == "status_unexpected in userinfo");
  BOOST_TEST(answered("{") == "json_syntax in userinfo (the text ends too early)");
  BOOST_TEST(answered("[]") == "json_wrong_type in userinfo (object)");
  BOOST_TEST(answered(R"({"sub":"https://a.example","x":")" + std::string(20'000, 'a') + "\"}") == "json_too_large in userinfo");
  BOOST_TEST(outcome(fetch()) == "connection_failed in userinfo");
}

BOOST_FIXTURE_TEST_CASE(names_the_error_of_the_challenge, plain_asking) {
  const auto challenged = [this](int status, const std::string& challenge) {
    transport.answers.push_back(rc::http_response{.status = status, .headers = {{"WWW-Authenticate", challenge}}});
    return outcome(fetch());
  };
  BOOST_TEST(challenged(401, R"(Bearer realm="a", error="invalid_token")") == "provider_refused in userinfo (invalid_token)");
  BOOST_TEST(challenged(403, R"(bearer error="insufficient_scope")") == "provider_refused in userinfo (insufficient_scope)");
  for (const char* other : {R"(Bearer error="canary")", R"(Bearer error=")", R"(Basic realm="error=\"invalid_token\"")", ""})
    BOOST_TEST(challenged(401, other) == "provider_refused in userinfo (a code that is not registered)", other);
}

BOOST_FIXTURE_TEST_CASE(refuses_a_token_where_none_was_registered, plain_asking) {
  BOOST_TEST(answered_token(typed_token("JWT", userinfo_claims())) == "content_type_unexpected in userinfo");
  BOOST_TEST(answered_token(encrypted(plain)) == "content_type_unexpected in userinfo");
}

BOOST_FIXTURE_TEST_CASE(takes_signed_responses_and_no_others, signed_asking) {
  BOOST_TEST(answered_token(typed_token("JWT", userinfo_claims())) == "accepted");
  BOOST_TEST(header_of(transport.requests.at(0), "Accept") == "application/jwt");
  BOOST_TEST(answered(plain) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered(typed_token("JWT", userinfo_claims())) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered_token(plain) != "accepted");
  BOOST_TEST(answered_token(mock_idp::unsigned_jwt({}, userinfo_claims())) != "accepted");
  BOOST_TEST(answered_token(encrypted(typed_token("JWT", userinfo_claims()))) == "token_malformed in signature");
  BOOST_TEST(answered_token(typed_token("JWT", changed(userinfo_claims(), "sub", R"("bob")"))) == "subject_mismatch in userinfo");
  BOOST_TEST(answered_token(typed_token("JWT", changed(userinfo_claims(), "aud", R"("bob")"))) == "audience_mismatch in userinfo");
  BOOST_TEST(answered_token(typed_token("JWT", changed(userinfo_claims(), "iss", nullptr))) == "issuer_missing in userinfo");
  BOOST_TEST(answered_token(typed_token("JWT", userinfo_claims()) + "A") != "accepted");
}

BOOST_FIXTURE_TEST_CASE(takes_encrypted_responses_and_no_others, encrypted_asking) {
  BOOST_TEST(answered_token(encrypted(plain)) == "accepted");
  BOOST_TEST(answered(plain) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered_token(plain) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered_token(typed_token("JWT", userinfo_claims())) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered_token(encrypted(plain, "ECDH-ES+A128KW")) == "algorithm_not_allowed in decryption (alg)");
  BOOST_TEST(answered_token(encrypted(R"({"sub":"bob"})")) == "subject_mismatch in userinfo");
  BOOST_TEST(answered_token(encrypted("not JSON")) == "json_syntax in userinfo");
  BOOST_TEST(answered_token(encrypted(typed_token("JWT", userinfo_claims()), "ECDH-ES", {{"cty", "JWT"}})) != "accepted");
}

BOOST_FIXTURE_TEST_CASE(takes_signed_responses_inside_encrypted_ones, nested_asking) {
  const json::object nested{{"cty", "JWT"}};
  transport.will_answer(encrypted(typed_token("JWT", userinfo_claims()), "ECDH-ES", nested), 200, "application/jwt");
  const auto more = fetch();
  BOOST_REQUIRE_MESSAGE(more.has_value(), outcome(more));
  BOOST_TEST(json::parse(more->claims().json()).at("email") == "alice@a.example");
  BOOST_TEST(answered_token(encrypted(plain, "ECDH-ES", nested)) == "base64url_malformed in signature (header)");
  BOOST_TEST(answered_token(encrypted(plain)) == "token_type_mismatch in decryption (cty)");
  BOOST_TEST(answered_token(typed_token("JWT", userinfo_claims())) == "userinfo_not_protected in userinfo");
  BOOST_TEST(answered(plain) == "userinfo_not_protected in userinfo");
  const auto other = encrypted(typed_token("JWT", changed(userinfo_claims(), "sub", R"("bob")")), "ECDH-ES", nested);
  BOOST_TEST(answered_token(other) == "subject_mismatch in userinfo");
  BOOST_TEST(answered_token(encrypted(other, "ECDH-ES", nested)) == "nested_too_deeply in decryption");
}

BOOST_FIXTURE_TEST_CASE(every_member_in_every_wrong_way, plain_asking) {
  constexpr auto any = json_kinds::any;
  // The subject alone decides; what a policy reads of the rest it finds as it is.
  constexpr std::array members{
      checked_member{"sub", R"("https://a.example")", json_kinds::text, "subject_malformed in userinfo (not a string)",
                     "subject_missing in userinfo"},
      checked_member{"email", R"("alice@a.example")", any, "", "accepted"},
      checked_member{"email_verified", "true", any, "", "accepted"},
      checked_member{"address", R"({"country":"FR"})", any, "", "accepted"},
      checked_member{"updated_at", "1700000000", any, "", "accepted"},
      checked_member{"iss", R"("https://a.example")", any, "", "accepted"},
      checked_member{"groups", R"(["a"])", any, "", "accepted"},
  };
  const text_outcomes whole{"json_duplicate_member in userinfo", "json_too_large in userinfo"};
  check_members(json::parse(plain).as_object(), members, whole, [&](const std::string& body) { return answered(body); });
  encrypted_asking for_us;
  check_members(json::parse(plain).as_object(), members, {whole.doubled, "token_too_large in decryption"},
                [&](const std::string& body) { return for_us.answered_token(encrypted(body)); });
}

BOOST_AUTO_TEST_SUITE_END()
