// SPDX-License-Identifier: BSL-1.0
// Request Objects, read back by the public halves of the keys that made them.
#include "scripted_transport.hpp"
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/request_object.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(request_object)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;

// RFC 7515 appendix A.3.1
constexpr const char* public_key = R"({"kty":"EC","crv":"P-256","kid":"k1",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr const char* private_key = R"({"kty":"EC","crv":"P-256","kid":"k1","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

rc::request_object_options signing() { return {.key = rc::read_signing_jwk(private_key).value()}; }

rc::prepared_sign_in prepared(rc::sign_in_request wanted = {}) {
  static const std::vector<std::string> scopes{"email"};
  return rc::prepare_authorization_request({.authorization_endpoint = "https://a.example/authorize",
                                            .issuer = "https://a.example",
                                            .client_id = "app",
                                            .redirect_uri = "https://app.example/callback",
                                            .scopes = scopes,
                                            .response_type = rc::response_type::code_id_token},
                                           std::move(wanted), now)
      .value();
}

rc::result<rc::request_object> made(const rc::form_parameters& parameters, const rc::request_object_options& options = signing()) {
  return rc::make_request_object(parameters, "app", "https://a.example", options, now);
}

json::object claims_of(const std::string& token) {
  const auto verified = rc::verify_jws(token, rc::read_jwk(public_key).value(), {rc::algorithm::es256});
  BOOST_TEST_REQUIRE(verified.has_value());
  return json::parse(verified->payload).as_object();
}

std::map<std::string, std::string> parameters_of(const std::string& url) {
  std::map<std::string, std::string> found;
  for (auto& parameter : rc::read_form(std::string_view(url).substr(url.find('?') + 1)).value()) {
    BOOST_TEST(!found.contains(parameter.name), parameter.name);
    found[parameter.name] = parameter.value;
  }
  return found;
}

std::string misconfigured(const std::string& what) { return "client_misconfigured in authorization_request (" + what + ")"; }

}  // namespace

BOOST_AUTO_TEST_CASE(says_who_asks_whom_and_for_how_long) {
  const auto object = made(prepared().parameters);
  BOOST_TEST_REQUIRE(object.has_value());
  BOOST_TEST(object->is_signed);
  BOOST_TEST(object->content_type() == "application/oauth-authz-req+jwt");
  BOOST_TEST(object->expires_at == now + 300);
  const auto header = rc::read_jws_header(object->text).value();
  BOOST_TEST(header.type.value() == "oauth-authz-req+jwt");
  BOOST_TEST(header.key_id.value() == "k1");
  const json::object claims = claims_of(object->text);
  BOOST_TEST(claims.at("iss") == "app");
  BOOST_TEST(claims.at("aud") == "https://a.example");
  BOOST_TEST(claims.at("iat") == now);
  BOOST_TEST(claims.at("nbf") == now);
  BOOST_TEST(claims.at("exp") == now + 300);
  BOOST_TEST(claims.at("jti").as_string().size() == 43u);
  BOOST_TEST(!claims.contains("sub"));
}

BOOST_AUTO_TEST_CASE(has_every_parameter_of_the_request) {
  auto request = prepared({.max_age = 60,
                           .acr_values = {"gold"},
                           .claims = R"({"id_token":{"acr":{"essential":true}}})",
                           .resources = {"https://b.example/", "https://c.example/"},
                           .extra = {{"tenant", "1"}}});
  const json::object claims = claims_of(made(request.parameters).value().text);
  for (const auto& parameter : request.parameters) {
    if (parameter.name == "max_age" || parameter.name == "claims" || parameter.name == "resource") continue;
    BOOST_TEST(claims.at(parameter.name) == json::string_view(parameter.value), parameter.name);
  }
  BOOST_TEST(claims.at("response_type") == "code id_token");
  BOOST_TEST(claims.at("max_age") == 60);
  BOOST_TEST(claims.at("claims") == json::parse(R"({"id_token":{"acr":{"essential":true}}})"));
  BOOST_TEST(claims.at("resource") == json::parse(R"(["https://b.example/","https://c.example/"])"));
  BOOST_TEST(claims.size() == request.parameters.size() - 1 + 6);
}

BOOST_AUTO_TEST_CASE(lives_a_year_at_most) {
  auto options = signing();
  for (const auto& [seconds, life] : {std::pair{std::numeric_limits<std::int64_t>::max(), std::int64_t{366 * 86'400}},
                                      {366 * 86'400 - 1, 366 * 86'400 - 1},
                                      {std::numeric_limits<std::int64_t>::min(), 0}}) {
    options.expires_after = seconds;
    const auto object = made({}, options).value();
    BOOST_TEST(object.expires_at == now + life);
    BOOST_TEST(claims_of(object.text).at("exp") == now + life);
  }
}

BOOST_AUTO_TEST_CASE(counts_once) {
  const auto request = prepared();
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) seen.emplace(claims_of(made(request.parameters).value().text).at("jti").as_string());
  BOOST_TEST(seen.size() == 20u);
}

BOOST_AUTO_TEST_CASE(has_no_request_inside_and_is_no_assertion) {
  for (const char* name : {"request", "request_uri", "sub", "iss", "aud", "exp", "nbf", "iat", "jti"})
    BOOST_TEST(outcome(made({{"client_id", "app"}, {name, "x"}})) == misconfigured("parameter of a Request Object"));
}

BOOST_AUTO_TEST_CASE(refuses_parameters_that_are_not_of_their_form) {
  for (const char* wrong : {"", "x", "1.5", "\"1\"", "[]"}) {
    BOOST_TEST(outcome(made({{"max_age", wrong}})) == misconfigured("max_age"));
    BOOST_TEST(outcome(made({{"claims", wrong}})) == misconfigured("claims"));
  }
  BOOST_TEST(outcome(made({{"login_hint", "\xff"}})) == "json_bad_utf8 in authorization_request");
}

BOOST_AUTO_TEST_CASE(is_signed_by_what_the_key_is_for) {
  rc::request_object_options options = signing();
  options.algorithm = rc::algorithm::es384;
  BOOST_TEST(outcome(made({}, options)) == "key_does_not_fit in authorization_request");
  options.algorithm = rc::algorithm::es256;
  BOOST_TEST(outcome(made({}, options)) == "accepted");
  const rc::secret client_secret("a secret that is as long as HS256 wants it");
  options = {.key = rc::hmac_signing_key(client_secret, {rc::algorithm::hs256}).value()};
  BOOST_TEST((rc::read_jws_header(made({}, options).value().text).value().algorithm == rc::algorithm::hs256));
}

BOOST_AUTO_TEST_CASE(is_unsigned_only_where_that_was_asked_for_and_it_is_fetched) {
  BOOST_TEST(outcome(made({}, {})) == misconfigured("key of the Request Object"));
  auto request = prepared();
  const auto object = made(request.parameters, {.allow_unsigned = true});
  BOOST_TEST_REQUIRE(object.has_value());
  BOOST_TEST(!object->is_signed);
  BOOST_TEST(object->content_type() == "application/jwt");
  const std::size_t dot = object->text.find('.');
  BOOST_TEST(rc::decode_base64url(object->text.substr(0, dot)).value() == R"({"alg":"none"})");
  BOOST_TEST(object->text.ends_with('.'));
  const std::string payload = object->text.substr(dot + 1, object->text.size() - dot - 2);
  BOOST_TEST(json::parse(rc::decode_base64url(payload).value()).at("client_id") == "app");
  BOOST_TEST(outcome(rc::send_by_value(std::move(request), "https://a.example/authorize", *object)) ==
             misconfigured("unsigned Request Object"));
  // A key is used where there is one.
  rc::request_object_options options = signing();
  options.allow_unsigned = true;
  BOOST_TEST(made({}, options).value().is_signed);
}

BOOST_AUTO_TEST_CASE(is_signed_and_then_encrypted) {
  // RFC 7518 appendix C
  const char* recipient = R"({"kty":"EC","crv":"P-256","kid":"e1","use":"enc",
      "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"})";
  const char* owner = R"({"kty":"EC","crv":"P-256","kid":"e1","use":"enc","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
      "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"})";
  rc::request_object_options options = signing();
  options.encryption = {rc::read_encryption_jwk(recipient).value(), rc::key_management::ecdh_es};
  const auto object = made(prepared().parameters, options);
  BOOST_TEST_REQUIRE(object.has_value());
  const auto header = rc::read_jwe_header(object->text).value();
  BOOST_TEST(header.key_id.value() == "e1");
  BOOST_TEST(header.content_type.value() == "JWT");
  const rc::decryption_key_set keys({rc::read_decryption_jwk(owner).value()});
  const auto inner = rc::open_nested(object->text, keys, {.management = {rc::key_management::ecdh_es}});
  BOOST_TEST_REQUIRE(inner.has_value());
  BOOST_TEST(claims_of(std::string(inner->reveal())).at("iss") == "app");
  // Signed first, always: anybody can encrypt to a published key.
  options.key.reset();
  options.allow_unsigned = true;
  BOOST_TEST(outcome(made({}, options)) == misconfigured("encryption without a signature"));
  options = signing();
  options.encryption = {rc::read_encryption_jwk(recipient).value(), rc::key_management::rsa_oaep};
  BOOST_TEST(outcome(made({}, options)) == "key_does_not_fit in authorization_request");
}

BOOST_AUTO_TEST_CASE(goes_along_in_the_url_with_what_must_stand_beside_it) {
  auto request = prepared();
  const auto object = made(request.parameters).value();
  const std::string state(request.pending.state.reveal());
  const auto started = rc::send_by_value(std::move(request), "https://a.example/authorize?x=1", object);
  BOOST_TEST_REQUIRE(started.has_value());
  BOOST_TEST(started->url.starts_with("https://a.example/authorize?x=1&"));
  auto parameters = parameters_of(started->url);
  BOOST_TEST(parameters.size() == 5u);
  BOOST_TEST(parameters["request"] == object.text);
  const json::object claims = claims_of(object.text);
  for (const char* name : {"response_type", "client_id", "scope"})
    BOOST_TEST(claims.at(name) == json::string_view(parameters[name]), name);
  BOOST_TEST(started->url.find(state) == std::string::npos);
  BOOST_TEST(started->pending.state.matches(state));
}

BOOST_AUTO_TEST_CASE(is_served_where_nobody_can_guess) {
  const auto begun = [](const std::string& prefix, rc::url_policy urls = {}) {
    auto request = prepared();
    auto object = made(request.parameters).value();
    return rc::send_by_reference(std::move(request), "https://a.example/authorize", std::move(object), {prefix, urls});
  };
  const auto started = begun("https://app.example/requests/");
  BOOST_TEST_REQUIRE(started.has_value());
  auto parameters = parameters_of(started->url);
  BOOST_TEST(parameters.size() == 4u);
  BOOST_TEST_REQUIRE(started->served.has_value());
  BOOST_TEST(parameters["request_uri"] == started->served->url);
  BOOST_TEST(started->served->url.size() == std::string("https://app.example/requests/").size() + 43);
  BOOST_TEST(started->served->content_type == "application/oauth-authz-req+jwt");
  BOOST_TEST(started->served->expires_at == now + 300);
  BOOST_TEST(claims_of(started->served->body).at("state") == json::string_view(started->pending.state.reveal()));
  BOOST_TEST(begun("https://app.example/requests/")->served->url != started->served->url);

  for (const char* wrong :
       {"", "/requests/", "http://app.example/", "http://127.0.0.1/", "https://app.example/#", "ftp://app.example/"})
    BOOST_TEST(outcome(begun(wrong)) == misconfigured("request_uri"));
  BOOST_TEST(outcome(begun("http://127.0.0.1/", {.allow_plain_http_on_loopback = true})) == "accepted");
  const std::string long_prefix = "https://app.example/" + std::string(512 - 43 - 20, 'a');
  BOOST_TEST(outcome(begun(long_prefix)) == "accepted");
  BOOST_TEST(outcome(begun(long_prefix + "a")) == misconfigured("request_uri"));
}

BOOST_AUTO_TEST_SUITE_END()
