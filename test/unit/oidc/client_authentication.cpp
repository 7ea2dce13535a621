// SPDX-License-Identifier: BSL-1.0
// How the client identifies itself.
#include "scripted_transport.hpp"
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/public_jwk.hpp>
#include <rowclaim/oidc/client_authentication.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(client_authentication)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;
const std::string issuer = "https://a.example";
const std::string long_word(32, 'w');

struct identified {
  rc::http_request request;
  rc::form_parameters form;
  std::string outcome;

  explicit identified(const rc::client_identification& client, rc::form_parameters given = {}) : form(std::move(given)) {
    outcome = rowclaim_test::outcome(rc::authenticate_client(client, issuer, now, request, form));
  }
  identified(rc::client_authentication method, std::string_view id, const char* word)
      : identified(rc::client_identification{.client_id = std::string(id), .client_secret = rc::secret(word), .method = method}) {}

  std::string parameter(std::string_view name) const {
    std::string found;
    for (const auto& [key, value] : form) {
      if (key != name) continue;
      BOOST_TEST(found.empty());
      found = value;
    }
    return found;
  }
};

rc::client_identification with_key(rc::algorithm by) {
  return {.client_id = "app",
          .method = rc::client_authentication::private_key_jwt,
          .assertion_key = *rc::generate_signing_key(by, "k1")};
}

boost::json::object payload_of(const rc::verified_jws& token) { return boost::json::parse(token.payload).as_object(); }

}  // namespace

BOOST_AUTO_TEST_CASE(basic_follows_the_example_of_rfc_6749) {
  // RFC 6749 2.3.1
  const identified made(rc::client_authentication::client_secret_basic, "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
  BOOST_TEST(header_of(made.request, "Authorization") == "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
  BOOST_TEST(made.form.empty());
}

BOOST_AUTO_TEST_CASE(basic_encodes_both_parts_before_joining_them) {
  const identified made(rc::client_authentication::client_secret_basic, "a:b", "c d%?>~");
  // base64 of "a%3Ab:c+d%25%3F%3E%7E"
  BOOST_TEST(header_of(made.request, "Authorization") == "Basic YSUzQWI6YytkJTI1JTNGJTNFJTdF");
}

BOOST_AUTO_TEST_CASE(post_sends_both_in_the_form) {
  const identified made(rc::client_authentication::client_secret_post, "app", "word");
  BOOST_TEST(made.request.headers.empty());
  BOOST_TEST(rc::form_encode(made.form) == "client_id=app&client_secret=word");
}

BOOST_AUTO_TEST_CASE(public_clients_and_certificates_send_the_client_s_name_alone) {
  for (const auto method : {rc::client_authentication::none, rc::client_authentication::tls_client_auth,
                            rc::client_authentication::self_signed_tls_client_auth}) {
    const identified made(method, "app", "word");
    BOOST_TEST(made.request.headers.empty());
    BOOST_TEST(rc::form_encode(made.form) == "client_id=app");
  }
}

BOOST_AUTO_TEST_CASE(a_secret_signs_an_assertion_by_each_hash) {
  for (const auto& [by, bytes] :
       std::map<rc::algorithm, std::size_t>{{rc::algorithm::hs256, 32}, {rc::algorithm::hs384, 48}, {rc::algorithm::hs512, 64}}) {
    const rc::secret word(std::string(bytes, 'w'));
    const identified made({.client_id = "app",
                           .client_secret = word,
                           .method = rc::client_authentication::client_secret_jwt,
                           .assertion_algorithm = by});
    BOOST_TEST(made.outcome == "accepted");
    BOOST_TEST(made.parameter("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    BOOST_TEST(made.parameter("client_secret").empty());
    BOOST_TEST(rc::verify_jws(made.parameter("client_assertion"), *rc::hmac_key(word, {by}), {by}).has_value());
    // RFC 7518 3.2
    const identified refused({.client_id = "app",
                              .client_secret = rc::secret(std::string(bytes - 1, 'w')),
                              .method = rc::client_authentication::client_secret_jwt,
                              .assertion_algorithm = by});
    BOOST_TEST(refused.outcome == "key_too_weak in client_assertion (client_secret)");
  }
}

BOOST_AUTO_TEST_CASE(an_assertion_says_what_the_specification_wants_and_nothing_more) {
  const auto client = with_key(rc::algorithm::es256);
  const identified made(client);
  BOOST_TEST(made.outcome == "accepted");
  BOOST_TEST(made.request.headers.empty());
  BOOST_TEST(made.parameter("client_id") == "app");
  const auto key = rc::read_jwk(*rc::public_jwk(*client.assertion_key));
  const auto token = rc::verify_jws(made.parameter("client_assertion"), *key, {rc::algorithm::es256});
  BOOST_REQUIRE(token.has_value());
  BOOST_TEST(token->header.type.value() == "JWT");
  BOOST_TEST(token->header.key_id.value() == "k1");
  const auto claims = payload_of(*token);
  BOOST_TEST(claims.size() == 6u);
  BOOST_TEST(claims.at("iss").as_string() == "app");
  BOOST_TEST(claims.at("sub").as_string() == "app");
  BOOST_TEST(claims.at("aud").as_string() == issuer);
  BOOST_TEST(claims.at("iat").as_int64() == now);
  BOOST_TEST(claims.at("exp").as_int64() == now + 60);
  BOOST_TEST(claims.at("jti").as_string().size() == 43u);
}

BOOST_AUTO_TEST_CASE(each_assertion_has_a_name_of_its_own) {
  const auto client = with_key(rc::algorithm::eddsa);
  const auto key = rc::read_jwk(*rc::public_jwk(*client.assertion_key));
  std::set<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.insert(std::string(
        payload_of(*rc::verify_jws(rc::make_client_assertion(client, issuer, now)->reveal(), *key, {rc::algorithm::eddsa}))
            .at("jti")
            .as_string()));
  BOOST_TEST(names.size() == 20u);
}

BOOST_AUTO_TEST_CASE(the_key_decides_the_algorithm_unless_one_is_named) {
  for (const auto by :
       {rc::algorithm::ps256, rc::algorithm::rs256, rc::algorithm::es384, rc::algorithm::ed25519, rc::algorithm::ed448}) {
    const auto client = with_key(by);
    BOOST_TEST((rc::read_jws_header(rc::make_client_assertion(client, issuer, now)->reveal())->algorithm == by));
  }
  auto client = with_key(rc::algorithm::es256);
  client.assertion_algorithm = rc::algorithm::rs256;
  BOOST_TEST(outcome(rc::check_client(client)) == "key_does_not_fit in client_assertion (assertion_key)");
  client.assertion_key = *rc::hmac_signing_key(rc::secret(long_word), {rc::algorithm::hs256});
  client.assertion_algorithm = std::nullopt;
  BOOST_TEST(outcome(rc::check_client(client)) == "key_does_not_fit in client_assertion (assertion_key)");
}

BOOST_AUTO_TEST_CASE(another_audience_can_be_named_and_none_is_refused) {
  auto client = with_key(rc::algorithm::es256);
  const auto key = rc::read_jwk(*rc::public_jwk(*client.assertion_key));
  client.assertion_audience = "https://a.example/token";
  const auto token = rc::make_client_assertion(client, issuer, now);
  BOOST_TEST(payload_of(*rc::verify_jws(token->reveal(), *key, {rc::algorithm::es256})).at("aud").as_string() ==
             "https://a.example/token");
  client.assertion_audience.clear();
  BOOST_TEST(outcome(rc::make_client_assertion(client, "", now)) ==
             "client_misconfigured in client_assertion (assertion_audience)");
}

BOOST_AUTO_TEST_CASE(names_what_a_client_lacks) {
  using enum rc::client_authentication;
  for (const auto method : {client_secret_basic, client_secret_post, client_secret_jwt}) {
    BOOST_TEST(outcome(rc::check_client({.client_id = "app", .method = method})) ==
               "client_misconfigured in client_assertion (client_secret)");
    BOOST_TEST(identified({.client_id = "app", .method = method}).outcome ==
               "client_misconfigured in client_assertion (client_secret)");
    BOOST_TEST(identified({.client_id = "", .client_secret = rc::secret("w"), .method = method}).outcome ==
               "client_misconfigured in client_assertion (client_id)");
  }
  BOOST_TEST(outcome(rc::check_client({.client_id = "app", .method = private_key_jwt})) ==
             "client_misconfigured in client_assertion (assertion_key)");
  for (const auto method : {none, tls_client_auth, self_signed_tls_client_auth}) {
    BOOST_TEST(outcome(rc::check_client({.client_id = "app", .method = method})) == "accepted");
    BOOST_TEST(outcome(rc::check_client({.client_id = "", .method = method})) ==
               "client_misconfigured in client_assertion (client_id)");
  }
}

BOOST_AUTO_TEST_CASE(says_no_parameter_twice_and_speaks_for_no_other_client) {
  const rc::client_identification client{
      .client_id = "app", .client_secret = rc::secret("word"), .method = rc::client_authentication::client_secret_post};
  const identified pushed(client, {{"client_id", "app"}, {"state", "s"}});
  BOOST_TEST(rc::form_encode(pushed.form) == "client_id=app&state=s&client_secret=word");
  BOOST_TEST(identified(client, {{"client_id", "other"}}).outcome ==
             "client_misconfigured in client_assertion (a parameter that identifies another client)");
}

BOOST_AUTO_TEST_CASE(methods_have_the_names_of_metadata) {
  for (int i = 0; i <= static_cast<int>(rc::client_authentication::self_signed_tls_client_auth); ++i) {
    const auto method = static_cast<rc::client_authentication>(i);
    BOOST_TEST((rc::client_authentication_named(name(method)) == method));
  }
  BOOST_TEST(!rc::client_authentication_named("Client_secret_basic"));
  BOOST_TEST(!rc::client_authentication_named(""));
}

BOOST_AUTO_TEST_CASE(base64_has_its_own_alphabet_and_padding) {
  // RFC 4648 10, and the two characters in which base64url differs
  BOOST_TEST(rc::detail::encode_base64("") == "");
  BOOST_TEST(rc::detail::encode_base64("f") == "Zg==");
  BOOST_TEST(rc::detail::encode_base64("fo") == "Zm8=");
  BOOST_TEST(rc::detail::encode_base64("foobar") == "Zm9vYmFy");
  BOOST_TEST(rc::detail::encode_base64("\xfb\xff") == "+/8=");
}

BOOST_AUTO_TEST_SUITE_END()
