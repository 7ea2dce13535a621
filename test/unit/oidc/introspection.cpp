// SPDX-License-Identifier: BSL-1.0
// What a provider says about tokens, check by check, and how long it is believed.
#include "kinds_of_token.hpp"
#include "scripted_transport.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/introspection.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(introspection)

namespace {

const std::string good =
    R"({"active":true,"iss":"https://a.example","aud":["rows"],"sub":"alice","client_id":"web","scope":"read write","exp":1700000300,"iat":1700000000})";

struct fixture {
  scripted_transport transport;
  rc::seconds_since_epoch now = kinds_now;
  rc::back_channel channel{
      transport, kinds_issuer, {.client_id = "rows-api", .client_secret = rc::secret("word")}, rc::clock::reading(now)};

  rc::introspection_options options() { return {.audience = "rows", .required_scopes = {"read"}}; }
  rc::introspector plain() { return rc::introspector(channel, "https://a.example/introspect", options()); }
  rc::introspector plain(rc::introspection_options with) {
    return rc::introspector(channel, "https://a.example/introspect", std::move(with));
  }

  std::string asked(std::string body, int status = 200, std::string type = "application/json") {
    transport.will_answer(std::move(body), status, std::move(type));
    return outcome(plain().introspect("at"));
  }
  /// The good answer with one member changed, or without it.
  std::string with(const char* name, const char* value) { return asked(answer_with(name, value)); }
  static std::string answer_with(const char* name, const char* value) {
    return boost::json::serialize(changed(boost::json::parse(good).as_object(), name, value));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(says_whose_the_token_is_and_what_it_allows, fixture) {
  transport.will_answer(good);
  const auto token = plain().introspect("the.token");
  BOOST_REQUIRE(outcome(token) == "accepted");
  const rc::introspected_token& active = **token;
  BOOST_TEST(active.subject() == "alice");
  BOOST_TEST(active.client_id() == "web");
  BOOST_TEST(active.scope() == "read write");
  BOOST_TEST(active.has_scope("write"));
  BOOST_TEST(!active.has_scope("writ"));
  BOOST_TEST(active.expires_at().value() == 1'700'000'300);
  BOOST_TEST(active.claims().json() == good);
  const auto& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "POST");
  BOOST_TEST(sent.body == "token=the.token&token_type_hint=access_token");
  BOOST_TEST(header_of(sent, "Accept") == "application/json");
  BOOST_TEST(header_of(sent, "Authorization") == "Basic cm93cy1hcGk6d29yZA==");
}

BOOST_FIXTURE_TEST_CASE(takes_nothing_but_true_for_active, fixture) {
  for (const char* value : {"false", "\"true\"", "1", "null", "[true]", "{}", static_cast<const char*>(nullptr)})
    BOOST_TEST(with("active", value) == "token_inactive in introspection");
  BOOST_TEST(asked(R"({"active":false,"exp":"nonsense"})") == "token_inactive in introspection");
  BOOST_TEST(asked(R"({"active":true,"active":false})") == "json_duplicate_member in introspection");
}

BOOST_FIXTURE_TEST_CASE(checks_the_answer_against_its_own_expectations, fixture) {
  BOOST_TEST(with("iss", nullptr) == "accepted");
  BOOST_TEST(with("iss", R"("https://b.example")") == "issuer_mismatch in introspection");
  BOOST_TEST(with("iss", "1") == "issuer_mismatch in introspection (not a string)");
  BOOST_TEST(with("aud", R"("rows")") == "accepted");
  BOOST_TEST(with("aud", R"("other")") == "audience_mismatch in introspection");
  BOOST_TEST(with("aud", nullptr) == "audience_malformed in introspection (missing)");
  for (const char* value : {"1", "[]", "[1]", "{}", "null"})
    BOOST_TEST(with("aud", value) == "audience_malformed in introspection");
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in introspection");
  BOOST_TEST(with("exp", "1699999940") == "expired in introspection");
  for (const char* value : {"\"1700000300\"", "-1", "1e300", "null", "{}"})
    BOOST_TEST(with("exp", value) == "expiry_malformed in introspection (exp)");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in introspection");
  BOOST_TEST(with("nbf", "\"0\"") == "not_before_malformed in introspection (nbf)");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in introspection");
  BOOST_TEST(with("scope", R"("write")") == "scope_insufficient in introspection");
  BOOST_TEST(with("scope", R"("readers")") == "scope_insufficient in introspection");
  BOOST_TEST(with("scope", nullptr) == "scope_insufficient in introspection");
  BOOST_TEST(with("scope", R"(["read"])") == "scope_malformed in introspection");
  BOOST_TEST(with("sub", nullptr) == "accepted");
  BOOST_TEST(with("sub", "7") == "subject_malformed in introspection (not a string)");
  BOOST_TEST(with("sub", R"("")") == "subject_malformed in introspection (length)");
  BOOST_TEST(with("client_id", "7") == "client_id_malformed in introspection (not a string)");
  BOOST_TEST(with("token_type", "7") == "json_wrong_type in introspection (token_type)");
  BOOST_TEST(with("username", R"("x")") == "accepted");
  BOOST_TEST(asked(R"({"active":true,"deep":)" + std::string(100, '[') + std::string(100, ']') + "}") ==
             "json_too_deep in introspection");
  BOOST_TEST(with("long", ("\"" + std::string(20'000, 'x') + "\"").c_str()) == "json_too_large in introspection");
}

BOOST_FIXTURE_TEST_CASE(what_may_be_left_out_is_left_out_by_name, fixture) {
  transport.will_answer(R"({"active":true,"scope":"read"})");
  const auto token = plain({.audience = "rows", .allow_no_audience = true, .allow_no_expiry = true}).introspect("at");
  BOOST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(!(*token)->expires_at());
  transport.will_answer(R"({"active":true,"aud":"other","exp":"x"})");
  BOOST_TEST(outcome(plain({.audience = "rows", .allow_no_audience = true, .allow_no_expiry = true}).introspect("at")) ==
             "audience_mismatch in introspection");
  transport.requests.clear();
  BOOST_TEST(outcome(plain({.audience = ""}).introspect("at")) == "client_misconfigured in introspection (audience)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_FIXTURE_TEST_CASE(refuses_the_token_when_the_provider_does_not_answer_properly, fixture) {
  BOOST_TEST(asked(R"({"error":"invalid_client"})", 401) == "provider_refused in introspection (invalid_client)");
  for (const int status : {201, 204, 403, 404, 500, 503}) BOOST_TEST(asked(good, status) == "status_unexpected in introspection");
  BOOST_TEST(asked(good, 401) == "status_unexpected in introspection");
  BOOST_TEST(asked(good, 200, "text/html") == "content_type_unexpected in introspection");
  BOOST_TEST(asked("<html>") == "json_syntax in introspection");
  BOOST_TEST(asked("[true]") == "json_wrong_type in introspection (object)");
  transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(outcome(plain().introspect("at")) == "deadline_exceeded in introspection");
}

BOOST_FIXTURE_TEST_CASE(asks_about_nothing_that_is_no_token, fixture) {
  for (const char* token : {"", "a b", "a\nb", "\xc3\xa9"})
    BOOST_TEST(outcome(plain().introspect(token)) == "token_malformed in introspection");
  BOOST_TEST(outcome(plain().introspect(std::string((16u << 10) + 1, 'x'))) == "token_too_large in introspection");
  BOOST_TEST(transport.requests.empty());
}

BOOST_FIXTURE_TEST_CASE(a_bound_token_is_taken_with_what_it_is_bound_to, fixture) {
  const auto bound = [this](const char* confirmation, const char* type, rc::shown_possession shown) {
    auto body = boost::json::parse(good).as_object();
    if (confirmation != nullptr) body["cnf"] = boost::json::parse(confirmation);
    if (type != nullptr) body["token_type"] = type;
    transport.will_answer(boost::json::serialize(body));
    return outcome(plain().introspect("at", shown));
  };
  const char* by_key = R"({"jkt":"k"})";
  const char* by_certificate = R"({"x5t#S256":"c"})";
  BOOST_TEST(bound(by_key, "DPoP", {.key_thumbprint = "k"}) == "accepted");
  BOOST_TEST(bound(by_key, "Bearer", {.key_thumbprint = "k"}) == "accepted");
  BOOST_TEST(bound(by_key, "DPoP", {}) == "possession_not_proved in introspection (key)");
  BOOST_TEST(bound(by_key, "DPoP", {.key_thumbprint = "other"}) == "possession_not_proved in introspection (key)");
  BOOST_TEST(bound(nullptr, nullptr, {.key_thumbprint = "k"}) == "possession_not_proved in introspection (key)");
  BOOST_TEST(bound(nullptr, "dpop", {}) == "possession_not_proved in introspection (key)");
  BOOST_TEST(bound(by_certificate, nullptr, {.certificate_thumbprint = "c"}) == "accepted");
  BOOST_TEST(bound(by_certificate, nullptr, {}) == "possession_not_proved in introspection (certificate)");
  BOOST_TEST(bound(nullptr, nullptr, {.certificate_thumbprint = "c"}) == "accepted");
  BOOST_TEST(bound(R"({"kid":"k"})", nullptr, {}) == "possession_not_proved in introspection (cnf)");
  for (const char* wrong : {"1", "[]", "null", R"({"jkt":1})", R"({"jkt":""})", R"({"x5t#S256":{}})"})
    BOOST_TEST(bound(wrong, nullptr, {.key_thumbprint = "k"}) == "json_wrong_type in introspection (cnf)");
  // What is bound by nothing that is said is bound by what nobody knows.
  BOOST_TEST(bound(R"({})", nullptr, {}) == "possession_not_proved in introspection (cnf)");
}

BOOST_FIXTURE_TEST_CASE(keeps_an_answer_for_a_short_time_and_not_past_the_token_s_end, fixture) {
  auto asks = plain();
  transport.will_answer(answer_with("exp", "1700000040"));
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  now += 29;
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  BOOST_TEST(transport.requests.size() == 1u);
  now += 1;
  transport.will_answer(answer_with("exp", "1700000040"));
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  BOOST_TEST(transport.requests.size() == 2u);
  now = 1'700'000'040;
  transport.will_answer(R"({"active":false})");
  BOOST_TEST(outcome(asks.introspect("at")) == "token_inactive in introspection");
  transport.will_answer(good);
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  now -= 10;
  transport.will_answer(good);
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  asks.forget();
  transport.will_answer(R"({"active":false})");
  BOOST_TEST(outcome(asks.introspect("at")) == "token_inactive in introspection");
  BOOST_TEST(transport.requests.size() == 6u);
}

BOOST_FIXTURE_TEST_CASE(what_was_kept_is_checked_for_possession_each_time, fixture) {
  auto asks = plain();
  transport.will_answer(answer_with("cnf", R"({"jkt":"k"})"));
  BOOST_TEST(outcome(asks.introspect("at", {.key_thumbprint = "k"})) == "accepted");
  BOOST_TEST(outcome(asks.introspect("at")) == "possession_not_proved in introspection (key)");
  BOOST_TEST(outcome(asks.introspect("at", {.key_thumbprint = "x"})) == "possession_not_proved in introspection (key)");
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(keeps_as_many_answers_as_it_may, fixture) {
  auto with = options();
  with.cache_capacity = 2;
  auto asks = plain(with);
  for (const char* token : {"a", "b", "c"}) {
    transport.will_answer(good);
    BOOST_TEST(outcome(asks.introspect(token)) == "accepted");
    ++now;
  }
  BOOST_TEST(outcome(asks.introspect("b")) == "accepted");
  BOOST_TEST(outcome(asks.introspect("c")) == "accepted");
  BOOST_TEST(transport.requests.size() == 3u);
  transport.will_answer(good);
  BOOST_TEST(outcome(asks.introspect("a")) == "accepted");
  BOOST_TEST(transport.requests.size() == 4u);
  with.cached_for = 0;
  auto always = plain(with);
  for (int i = 0; i < 2; ++i) {
    transport.will_answer(good);
    BOOST_TEST(outcome(always.introspect("a")) == "accepted");
  }
  BOOST_TEST(transport.requests.size() == 6u);
}

BOOST_FIXTURE_TEST_CASE(a_signed_answer_is_a_kind_of_token_of_its_own, fixture) {
  const std::string type = "application/token-introspection+jwt";
  rc::introspector asks(channel, "https://a.example/introspect", options(), {.keys = kinds_keys()});
  boost::json::object claims{
      {"iss", kinds_issuer}, {"aud", "rows-api"}, {"iat", kinds_now}, {"token_introspection", boost::json::parse(good)}};
  const auto answered = [&](const char* header_type, boost::json::object said, std::string content_type) {
    transport.will_answer(typed_token(header_type, said), 200, std::move(content_type));
    asks.forget();
    return outcome(asks.introspect("at"));
  };
  const char* own_type = "token-introspection+jwt";
  BOOST_TEST(answered(own_type, claims, type) == "accepted");
  BOOST_TEST(header_of(transport.requests.at(0), "Accept") == type);
  for (const char* other : {"JWT", "at+jwt", "logout+jwt", static_cast<const char*>(nullptr)})
    BOOST_TEST(answered(other, claims, type) == "token_type_mismatch in introspection (typ)");
  BOOST_TEST(answered(own_type, changed(claims, "iss", R"("https://b.example")"), type) == "issuer_mismatch in introspection");
  BOOST_TEST(answered(own_type, changed(claims, "aud", R"("other")"), type) == "audience_mismatch in introspection");
  // The resource server's own name will do as well.
  BOOST_TEST(answered(own_type, changed(claims, "aud", R"("rows")"), type) == "accepted");
  BOOST_TEST(answered(own_type, changed(claims, "aud", nullptr), type) == "audience_malformed in introspection (missing)");
  BOOST_TEST(answered(own_type, changed(claims, "iat", nullptr), type) == "issued_at_missing in introspection");
  BOOST_TEST(answered(own_type, changed(claims, "sub", R"("alice")"), type) == "token_type_mismatch in introspection (sub)");
  BOOST_TEST(answered(own_type, changed(claims, "exp", "1700000300"), type) == "token_type_mismatch in introspection (exp)");
  BOOST_TEST(answered(own_type, changed(claims, "token_introspection", nullptr), type) ==
             "json_missing_member in introspection (token_introspection)");
  BOOST_TEST(answered(own_type, changed(claims, "token_introspection", "[]"), type) ==
             "json_wrong_type in introspection (token_introspection)");
  BOOST_TEST(answered(own_type, changed(claims, "token_introspection", R"({"active":false})"), type) ==
             "token_inactive in introspection");
  BOOST_TEST(answered(own_type, claims, "application/jwt") == "content_type_unexpected in introspection");
  // What is not signed is not believed, and what is signed was not asked for.
  transport.will_answer(good);
  BOOST_TEST(outcome(asks.introspect("at")) == "content_type_unexpected in introspection");
  BOOST_TEST(asked(typed_token(own_type, claims), 200, type) == "content_type_unexpected in introspection");
  std::string forged = typed_token(own_type, claims);
  forged[forged.size() - 20] = forged[forged.size() - 20] == 'A' ? 'B' : 'A';
  transport.will_answer(forged, 200, type);
  BOOST_TEST(outcome(asks.introspect("at")) == "signature_mismatch in signature");
}

BOOST_FIXTURE_TEST_CASE(answers_are_encrypted_if_that_was_registered, fixture) {
  const std::string type = "application/token-introspection+jwt";
  const rc::secret key("a secret of the client of thirty-two bytes or more");
  const auto asked_with = [&](std::optional<rc::token_decryption> decryption, std::string body) {
    rc::introspector asks(channel, "https://a.example/introspect", options(),
                          {.keys = kinds_keys(), .decryption = std::move(decryption)});
    transport.will_answer(std::move(body), 200, type);
    const auto token = asks.introspect("at");
    if (token) BOOST_TEST((*token)->subject() == "alice");
    return outcome(token);
  };
  const auto direct = [&] {
    return rc::client_secret_decryption(key, rc::key_management::dir, rc::content_encryption::a128cbc_hs256).value();
  };
  const std::string inner = typed_token(
      "token-introspection+jwt",
      {{"iss", kinds_issuer}, {"aud", "rows-api"}, {"iat", kinds_now}, {"token_introspection", boost::json::parse(good)}});
  const std::string encrypted = mock_idp::encrypt_with(std::string(key.reveal()), "dir", "A128CBC-HS256", inner, {{"cty", "JWT"}});
  BOOST_TEST(asked_with(direct(), encrypted) == "accepted");
  // What was agreed to be encrypted is not taken where everybody on the way could read it.
  BOOST_TEST(asked_with(direct(), inner) == "encryption_missing in introspection");
  auto lenient = direct();
  lenient.allow_unencrypted = true;
  BOOST_TEST(asked_with(lenient, inner) == "accepted");
  BOOST_TEST(asked_with(std::nullopt, inner) == "accepted");
  BOOST_TEST(asked_with(std::nullopt, encrypted) == "token_malformed in signature");
  auto otherwise = direct();
  otherwise.encryption = {rc::content_encryption::a256gcm};
  BOOST_TEST(asked_with(otherwise, encrypted) == "algorithm_not_allowed in decryption (enc)");
}

BOOST_FIXTURE_TEST_CASE(takes_no_other_kind_of_token_for_an_access_token, fixture) {
  const std::string refused = "token_type_mismatch in introspection";
  const auto said = [this](const char* name, const std::string& value) { return with(name, ('"' + value + '"').c_str()); };
  for (const char* name : {"token_use", "token_usage", "typ", "token_type"}) {
    for (const char* wrong :
         {"refresh_token", "refresh", "Refresh", "RefreshToken", "Refresh-Token", "REFRESH_TOKEN", "Offline", "offline_token",
          "id_token", "ID", "IDToken", "id-token", "Logout", "logout_token", "authorization_code", "code",
          "urn:ietf:params:oauth:token-type:refresh_token", "urn:ietf:params:oauth:token-type:id_token"})
      BOOST_TEST(said(name, wrong) == refused, name << ' ' << wrong);
    for (const char* right :
         {"access_token", "access", "AccessToken", "Access-Token", "urn:ietf:params:oauth:token-type:access_token"})
      BOOST_TEST(said(name, right) == "accepted", name << ' ' << right);
    BOOST_TEST(with(name, "7") == std::string("json_wrong_type in introspection (") + name + ")");
  }
  // These two name kinds alone, the other two mostly how a token is brought or written.
  for (const char* unknown : {"", "Bearer", "client_credentials", "accesstokens", "access_toke", "grant"})
    for (const char* name : {"token_use", "token_usage"}) BOOST_TEST(said(name, unknown) == refused, unknown);
  for (const char* other : {"", "Bearer", "bearer", "N_A", "JWT", "at+jwt", "client_credentials", "idtokens", "i", "refreshed"})
    for (const char* name : {"typ", "token_type"}) BOOST_TEST(said(name, other) == "accepted", other);
  // One word for and one against.
  auto torn = boost::json::parse(good).as_object();
  torn["token_use"] = "access_token";
  torn["typ"] = "Refresh";
  BOOST_TEST(asked(boost::json::serialize(torn)) == refused);
  torn["typ"] = "Bearer";
  BOOST_TEST(asked(boost::json::serialize(torn)) == "accepted");
}

BOOST_FIXTURE_TEST_CASE(a_refresh_token_is_what_its_client_may_ask_about, fixture) {
  auto asks = plain();
  transport.will_answer(answer_with("token_use", R"("refresh_token")"));
  BOOST_TEST(outcome(asks.introspect("rt", {}, rc::token_type_hint::refresh_token)) == "accepted");
  BOOST_TEST(transport.requests.at(0).body == "token=rt&token_type_hint=refresh_token");
  // What was kept for that question is not for another.
  BOOST_TEST(outcome(asks.introspect("rt")) == "token_type_mismatch in introspection");
  BOOST_TEST(outcome(asks.introspect("rt", {}, rc::token_type_hint::none)) == "token_type_mismatch in introspection");
  BOOST_TEST(transport.requests.size() == 1u);
  transport.will_answer(answer_with("token_use", R"("access_token")"));
  BOOST_TEST(outcome(asks.introspect("at", {}, rc::token_type_hint::refresh_token)) == "token_type_mismatch in introspection");
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_while_it_is_asked_is_not_kept) {
  struct {
    std::function<void()> meanwhile = [] {};
    int asked = 0;

    rc::result<rc::http_response> send(const rc::http_request&) {
      ++asked;
      meanwhile();
      return rc::http_response{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = good};
    }
  } provider;
  const rc::back_channel channel(provider, kinds_issuer, {.client_id = "rows-api", .client_secret = rc::secret("word")},
                                 kinds_clock());
  rc::introspector asks(channel, "https://a.example/introspect", {.audience = "rows"});
  provider.meanwhile = [&] { asks.forget(); };
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  provider.meanwhile = [] {};
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  BOOST_TEST(provider.asked == 2);
  BOOST_TEST(outcome(asks.introspect("at")) == "accepted");
  BOOST_TEST(provider.asked == 2);
}

BOOST_FIXTURE_TEST_CASE(every_member_in_every_wrong_way, fixture) {
  using enum json_kinds;
  constexpr std::array members{
      checked_member{"active", "true", boolean, "token_inactive in introspection", "token_inactive in introspection"},
      checked_member{"iss", R"("https://a.example")", text, "issuer_mismatch in introspection (not a string)", "accepted"},
      checked_member{"sub", R"("alice")", text, "subject_malformed in introspection (not a string)", "accepted"},
      checked_member{"aud", R"(["x","rows"])", text | list, "audience_malformed in introspection",
                     "audience_malformed in introspection (missing)"},
      checked_member{"exp", "1700000300", number, "expiry_malformed in introspection (exp)", "expiry_missing in introspection"},
      checked_member{"nbf", "1700000000", number, "not_before_malformed in introspection (nbf)", "accepted"},
      checked_member{"iat", "1700000000", number, "issued_at_malformed in introspection (iat)", "accepted"},
      checked_member{"client_id", R"("web")", text, "client_id_malformed in introspection (not a string)", "accepted"},
      checked_member{"scope", R"("read")", text, "scope_malformed in introspection", "scope_insufficient in introspection"},
      checked_member{"cnf", R"({"x5t#S256":"c"})", object, "json_wrong_type in introspection (cnf)", "accepted"},
      checked_member{"token_type", R"("Bearer")", text, "json_wrong_type in introspection (token_type)", "accepted"},
      checked_member{"typ", R"("Bearer")", text, "json_wrong_type in introspection (typ)", "accepted"},
      checked_member{"token_use", R"("access_token")", text, "json_wrong_type in introspection (token_use)", "accepted"},
      checked_member{"token_usage", R"("access_token")", text, "json_wrong_type in introspection (token_usage)", "accepted"},
      // What nothing is decided by. A policy that reads one of them finds it as it is.
      checked_member{"username", R"("alice")", any, "", "accepted"},
      checked_member{"jti", R"("1")", any, "", "accepted"},
      checked_member{"not_registered", "1", any, "", "accepted"},
  };
  const rc::shown_possession shown{.certificate_thumbprint = "c"};
  const auto answer_of_all = boost::json::parse(good).as_object();
  check_members(answer_of_all, members, {"json_duplicate_member in introspection", "json_too_large in introspection"},
                [&](const std::string& answer) {
                  transport.will_answer(answer);
                  return outcome(plain().introspect("at", shown));
                });

  rc::introspector signed_only(channel, "https://a.example/introspect", options(), {.keys = kinds_keys()});
  const auto read_signed = [&](const std::string& payload) {
    transport.will_answer(typed_text("token-introspection+jwt", payload), 200, "application/token-introspection+jwt");
    signed_only.forget();
    return outcome(signed_only.introspect("at", shown));
  };
  boost::json::object outer{{"iss", kinds_issuer}, {"aud", "rows-api"}, {"iat", kinds_now}};
  const std::string rest = boost::json::serialize(outer).substr(1);
  check_members(answer_of_all, members, {"json_duplicate_member in introspection", "token_too_large in signature"},
                [&](const std::string& answer) { return read_signed(R"({"token_introspection":)" + answer + "," + rest); });
  outer["token_introspection"] = answer_of_all;
  constexpr std::array outer_members{
      checked_member{"iss", R"("https://a.example")", text, "issuer_mismatch in introspection (not a string)",
                     "issuer_missing in introspection"},
      checked_member{"aud", R"("rows-api")", text | list, "audience_malformed in introspection",
                     "audience_malformed in introspection (missing)"},
      checked_member{"iat", "1700000000", number, "issued_at_malformed in introspection (iat)",
                     "issued_at_missing in introspection"},
      checked_member{"sub", "", none, "token_type_mismatch in introspection (sub)", "accepted"},
      checked_member{"exp", "", none, "token_type_mismatch in introspection (exp)", "accepted"},
      checked_member{"token_introspection", R"({"active":true,"aud":"rows","scope":"read","exp":1700000300})", object,
                     "json_wrong_type in introspection (token_introspection)",
                     "json_missing_member in introspection (token_introspection)"},
      checked_member{"jti", R"("1")", any, "", "accepted"},
  };
  check_members(outer, outer_members, {"json_duplicate_member in introspection", "token_too_large in signature"}, read_signed);
}

BOOST_AUTO_TEST_SUITE_END()
