// SPDX-License-Identifier: BSL-1.0
// Authorization requests of every response type and mode, in tokens and pushed, and the responses to them.
#include "relying_party.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/authorization_response.hpp>
#include <mock_idp/jwt.hpp>

#include <algorithm>

namespace rp = relying_party;
using namespace mock_idp;
using enum signing_algorithm;
using boost::json::object;

BOOST_AUTO_TEST_SUITE(authorization)

namespace {

constexpr const char* long_secret = "app-secret-app-secret-app-secret-0123";

client app() { return {.secret = "app-secret", .redirect_uris = {rp::redirect_uri}}; }

provider_options with(client party) {
  provider_options options;
  options.clients = {{"app", std::move(party)}};
  options.clock = [] { return std::int64_t{1'700'000'000}; };
  return options;
}

parameter_list in_fragment(const std::string& url) { return parse_form(std::string_view(url).substr(url.find('#') + 1)).value(); }
parameter_list in_query(const std::string& url) { return parse_form(std::string_view(url).substr(url.find('?') + 1)).value(); }

std::string half_of_sha256(std::string_view text) { return base64url(hash_for(RS256, text).substr(0, 16)); }

bool has_note(const provider& p, note_kind kind, std::string_view part) {
  const auto notes = p.notes();
  return std::any_of(notes.begin(), notes.end(),
                     [&](const recorded_note& each) { return each.kind == kind && each.text.find(part) != std::string::npos; });
}

// The claims of a good Request Object.
object request_claims(const provider& p) {
  return {{"iss", "app"},
          {"aud", p.issuer()},
          {"iat", 1'700'000'000},
          {"exp", 1'700'000'060},
          {"client_id", "app"},
          {"response_type", "code"},
          {"redirect_uri", rp::redirect_uri},
          {"scope", "openid"},
          {"state", "state-inside"},
          {"nonce", "nonce-inside"}};
}

const signing_key& clients_key() { return *signing_key::shared(ES256, 700); }

client with_key() {
  auto party = app();
  party.jwks = {{"keys", boost::json::array{clients_key().public_jwk()}}};
  return party;
}

std::string answer_to_object(provider& p, const std::string& text) {
  return p.sign_in(rp::authorization_url(p, {{"request", text}}), "alice");
}

std::string error_of(const std::string& url) { return rp::in_query(url, "error").value_or(""); }

}  // namespace

BOOST_AUTO_TEST_CASE(every_response_type_gives_what_it_names_and_nothing_else) {
  provider p(with(app()));
  for (const std::string type : {"code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"}) {
    BOOST_TEST_CONTEXT(type) {
      const auto content = response_content_named(type).value();
      BOOST_TEST(content.name() == type);
      const auto url = p.sign_in(rp::authorization_url(p, {{"response_type", type}}), "alice");
      BOOST_TEST((url.find('#') == std::string::npos) == (type == "code"));
      const auto got = type == "code" ? in_query(url) : in_fragment(url);
      BOOST_TEST(got.has("code") == content.code);
      BOOST_TEST(got.has("id_token") == content.id_token);
      BOOST_TEST(got.has("access_token") == content.token);
      BOOST_TEST(got.has("token_type") == content.token);
      BOOST_TEST(got.value("state") == rp::state);
      BOOST_TEST(got.value("iss") == p.issuer());
      BOOST_TEST(got.has("session_state"));
      if (content.id_token) {
        const auto token = got.value("id_token");
        BOOST_TEST(rp::is_signed_by(token, rp::key_for(p, token)));
        const auto claims = rp::payload_of(token);
        BOOST_TEST(text_in(claims, "nonce") == rp::nonce);
        BOOST_TEST(claims.contains("c_hash") == content.code);
        BOOST_TEST(claims.contains("at_hash") == content.token);
        if (content.code) BOOST_TEST(text_in(claims, "c_hash") == half_of_sha256(got.value("code")));
        if (content.token) BOOST_TEST(text_in(claims, "at_hash") == half_of_sha256(got.value("access_token")));
        BOOST_TEST(text_in(claims, "s_hash") == half_of_sha256(rp::state));
      }
      if (content.token) {
        const auto userinfo = rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + got.value("access_token")}});
        BOOST_TEST(userinfo.status == 200);
      }
      if (content.code) BOOST_TEST(rp::redeem(p, got.value("code")).status == 200);
    }
  }
}

BOOST_AUTO_TEST_CASE(response_types_are_sets_of_words) {
  BOOST_TEST(response_content_named("token code id_token").value().name() == "code id_token token");
  for (const auto* type : {"", "token", "none", "code code", "code x", "CODE"}) BOOST_TEST(!response_content_named(type));
  auto party = app();
  party.response_types = {"id_token code"};
  provider p(with(std::move(party)));
  BOOST_TEST(in_fragment(p.sign_in(rp::authorization_url(p, {{"response_type", "code id_token"}}), "alice")).has("code"));
  BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p), "alice")) == "unauthorized_client");
}

BOOST_AUTO_TEST_CASE(an_id_token_through_the_browser_needs_a_nonce) {
  provider p(with(app()));
  for (const std::string type : {"id_token", "id_token token", "code id_token", "code id_token token"}) {
    const auto url = p.sign_in(rp::authorization_url(p, {{"response_type", type}, {"nonce", std::nullopt}}), "alice");
    BOOST_TEST(in_fragment(url).value("error") == "invalid_request");
  }
  BOOST_TEST(has_note(p, note_kind::failure, "nonce is required"));
  BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p, {{"nonce", std::nullopt}}), "alice")).empty());
}

BOOST_AUTO_TEST_CASE(every_response_mode_brings_the_answer_its_own_way) {
  provider p(with(app()));
  const auto asked = [&](const std::string& type, const std::string& mode) {
    return p.answer(rp::authorization_url(p, {{"response_type", type}, {"response_mode", mode}}), "alice");
  };
  BOOST_TEST(in_query(asked("code", "query").url).has("code"));
  BOOST_TEST(in_fragment(asked("code", "fragment").url).has("code"));
  const auto posted = asked("code id_token", "form_post");
  BOOST_TEST(posted.method == "POST");
  BOOST_TEST(posted.url == rp::redirect_uri);
  BOOST_TEST(parse_form(posted.body).value().has("code"));
  BOOST_TEST(parse_form(posted.body).value().has("id_token"));
  BOOST_CHECK_THROW(p.sign_in(rp::authorization_url(p, {{"response_mode", "form_post"}}), "alice"), std::invalid_argument);
  // Tokens are not shown in a query: the error goes where the response would have gone.
  for (const auto* mode : {"query", "query.jwt", "unheard_of"})
    BOOST_TEST(in_fragment(asked("code id_token", mode).url).value("error") == "invalid_request");
}

BOOST_AUTO_TEST_CASE(an_error_is_posted_as_well) {
  provider p(with(app()));
  const auto url = rp::authorization_url(p, {{"response_mode", "form_post"}, {"prompt", "none"}, {"max_age", "0"}});
  const auto next = p.answer(url, "alice");
  BOOST_TEST(next.method == "POST");
  const auto got = parse_form(next.body).value();
  BOOST_TEST(got.value("error") == "login_required");
  BOOST_TEST(got.value("state") == rp::state);
}

BOOST_AUTO_TEST_CASE(the_page_of_form_post_posts_by_itself_and_escapes) {
  provider p(with(app()));
  const auto form =
      rp::authorization_form({{"username", "alice"}, {"password", "password"}, {"response_mode", "form_post"}, {"state", "\"><x"}});
  const auto page = rp::post(p.issuer() + "/authorize", form);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.header("cache-control") == "no-store");
  BOOST_TEST(page.header("content-security-policy").find("script-src 'sha256-") != std::string::npos);
  BOOST_TEST(page.body.find("action=\"" + std::string(rp::redirect_uri) + "\"") != std::string::npos);
  BOOST_TEST(page.body.find("name=\"code\"") != std::string::npos);
  BOOST_TEST(page.body.find("&quot;&gt;&lt;x") != std::string::npos);
  BOOST_TEST(page.body.find("<x") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_response_jwt_is_signed_as_registered_and_speaks_of_the_client) {
  auto party = app();
  party.authorization_signed_response_alg = "ES256";
  provider p(with(std::move(party)));
  for (const std::string mode : {"jwt", "query.jwt", "fragment.jwt", "form_post.jwt"}) {
    const auto next = p.answer(rp::authorization_url(p, {{"response_mode", mode}}), "alice");
    const auto got = mode == "form_post.jwt"  ? parse_form(next.body).value()
                     : mode == "fragment.jwt" ? in_fragment(next.url)
                                              : in_query(next.url);
    BOOST_TEST(got.size() == 1u);
    const auto token = got.value("response");
    BOOST_TEST(text_in(rp::header_of(token), "alg") == "ES256");
    BOOST_TEST(rp::is_signed_by(token, rp::key_for(p, token)));
    const auto claims = rp::payload_of(token);
    BOOST_TEST(text_in(claims, "iss") == p.issuer());
    BOOST_TEST(text_in(claims, "aud") == "app");
    BOOST_TEST(claims.at("exp").as_int64() > 1'700'000'000);
    BOOST_TEST(text_in(claims, "state") == rp::state);
    BOOST_TEST(rp::redeem(p, text_in(claims, "code")).status == 200);
  }
}

BOOST_AUTO_TEST_CASE(a_response_jwt_is_spoilt_by_its_own_hooks) {
  provider p(with(app()));
  p.alter({.response_jwt = [](object& claims) { claims.erase("iss"); }});
  const auto token = in_query(p.sign_in(rp::authorization_url(p, {{"response_mode", "jwt"}}), "alice")).value("response");
  BOOST_TEST(!rp::payload_of(token).contains("iss"));
  BOOST_TEST(rp::is_signed_by(token, rp::key_for(p, token)));
  p.alter({.authorization_response = [](parameter_list& all) { all.add("code", "another"); },
           .browser = [](browser_request& next) { next.url += "&extra=1"; }});
  const auto url = p.sign_in(rp::authorization_url(p), "alice");
  BOOST_TEST(in_query(url).repeated().value() == "code");
  BOOST_TEST(rp::in_query(url, "extra").value() == "1");
}

BOOST_AUTO_TEST_CASE(id_tokens_are_made_as_the_client_registered) {
  const auto id_token_of = [](client party) {
    party.secret = long_secret;
    provider p(with(std::move(party)));
    const auto code = rp::in_query(p.sign_in(rp::authorization_url(p), "alice"), "code").value();
    return text_in(rp::post(p.issuer() + "/token", rp::token_form(code), {{"Authorization", rp::basic("app", long_secret)}}).json(),
                   "id_token");
  };
  auto party = app();
  party.id_token_signed_response_alg = HS256;
  const auto symmetric = parse_signed_jwt(id_token_of(party)).value();
  BOOST_TEST(symmetric.algorithm() == "HS256");
  BOOST_TEST(is_signed_with(symmetric, long_secret));
  party.id_token_signed_response_alg = none;
  const auto bare = parse_signed_jwt(id_token_of(party)).value();
  BOOST_TEST(bare.algorithm() == "none");
  BOOST_TEST(bare.signature.empty());

  const auto key = decryption_key::shared("RSA-OAEP", 700);
  party.id_token_signed_response_alg.reset();
  party.id_token_encrypted_response_alg = "RSA-OAEP";
  party.jwks = {{"keys", boost::json::array{key->public_jwk()}}};
  const auto sealed = id_token_of(party);
  BOOST_TEST(text_in(header_of_encrypted(sealed).value(), "enc") == "A128CBC-HS256");
  const auto inner = parse_signed_jwt(decrypt(sealed, *key).value()).value();
  BOOST_TEST(text_in(inner.claims, "sub") == "alice");

  party.id_token_encrypted_response_alg = "dir";
  party.id_token_encrypted_response_enc = "A256GCM";
  BOOST_TEST(parse_signed_jwt(decrypt_with(id_token_of(party), long_secret).value()).has_value());
}

BOOST_AUTO_TEST_CASE(hooks_of_id_tokens_are_told_the_occasion) {
  provider p(with(app()));
  p.alter({.id_token_for = [](object& claims, occasion when) {
    claims["when"] = when == occasion::front_channel ? "front" : when == occasion::token_endpoint ? "back" : "refresh";
  }});
  const auto got = in_fragment(p.sign_in(rp::authorization_url(p, {{"response_type", "code id_token"}}), "alice"));
  BOOST_TEST(text_in(rp::payload_of(got.value("id_token")), "when") == "front");
  BOOST_TEST(text_in(rp::payload_of(text_in(rp::redeem(p, got.value("code")).json(), "id_token")), "when") == "back");
}

BOOST_AUTO_TEST_CASE(the_claims_parameter_puts_claims_into_the_id_token) {
  auto options = with(app());
  options.users = {
      {"dora", {.claims = {{"email", "dora@example.com"}, {"phone_number", "1"}}, .claims_in = claims_placement::userinfo}}};
  provider p(std::move(options));
  const auto claims_for = [&](const rp::changes& changes) { return rp::payload_of(rp::sign_in(p, "dora", changes).id_token); };
  BOOST_TEST(!claims_for({}).contains("email"));
  const auto asked = claims_for({{"claims", R"({"id_token":{"email":null,"acr":{"values":["gold","silver"]}}})"}});
  BOOST_TEST(text_in(asked, "email") == "dora@example.com");
  BOOST_TEST(text_in(asked, "acr") == "gold");
  BOOST_TEST(!asked.contains("phone_number"));
  BOOST_TEST(text_in(claims_for({{"acr_values", "bronze gold"}}), "acr") == "bronze");
  for (const auto* text : {"", "[]", "{", R"({"id_token":1})", R"({"userinfo":{"email":true}})"})
    BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p, {{"claims", text}}), "dora")) == "invalid_request");
  const auto other = rp::authorization_url(p, {{"claims", R"({"id_token":{"sub":{"value":"somebody"}}})"}});
  BOOST_TEST(error_of(p.sign_in(other, "dora")) == "login_required");
  // Core 5.4: without an access token the claims of the scope are in the ID token.
  const auto url = p.sign_in(rp::authorization_url(p, {{"response_type", "id_token"}, {"scope", "openid email"}}), "dora");
  const auto alone = rp::payload_of(in_fragment(url).value("id_token"));
  BOOST_TEST(alone.contains("email"));
  BOOST_TEST(!alone.contains("phone_number"));
}

BOOST_AUTO_TEST_CASE(request_objects_are_read_when_they_are_the_clients) {
  provider p(with(with_key()));
  const auto url = answer_to_object(p, sign_jwt({}, request_claims(p), clients_key()));
  BOOST_TEST(rp::in_query(url, "state").value_or("") == "state-inside");
  BOOST_TEST(has_note(p, note_kind::fact, "signed ES256"));
  BOOST_TEST(rp::redeem(p, rp::in_query(url, "code").value()).status == 200);

  BOOST_TEST(rp::in_query(answer_to_object(p, unsigned_jwt({}, request_claims(p))), "state").value_or("") == "state-inside");
  const auto symmetric = sign_jwt({}, request_claims(p), HS256, "app-secret");
  BOOST_TEST(rp::in_query(answer_to_object(p, symmetric), "state").value_or("") == "state-inside");

  const auto wrong = [&](auto change) {
    auto claims = request_claims(p);
    change(claims);
    return error_of(answer_to_object(p, sign_jwt({}, claims, clients_key())));
  };
  BOOST_TEST(wrong([](object& claims) { claims["exp"] = 1'699'999'999; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["nbf"] = 1'700'003'600; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["sub"] = "app"; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["request"] = "x"; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["request_uri"] = "x"; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["client_id"] = "other"; }) == "invalid_request_object");
  BOOST_TEST(wrong([](object& claims) { claims["response_type"] = "id_token"; }) == "invalid_request");
  BOOST_TEST(error_of(answer_to_object(p, sign_jwt({}, request_claims(p), *signing_key::shared(ES256, 701)))) ==
             "invalid_request_object");
  BOOST_TEST(error_of(answer_to_object(p, sign_jwt({}, request_claims(p), HS256, "another"))) == "invalid_request_object");
  BOOST_TEST(!has_note(p, note_kind::warning, "exp is missing"));
  wrong([](object& claims) { claims.erase("exp"); });
  BOOST_TEST(has_note(p, note_kind::warning, "exp is missing"));
}

BOOST_AUTO_TEST_CASE(request_objects_are_signed_as_registered) {
  auto party = with_key();
  party.request_object_signing_alg = "ES256";
  party.require_signed_request_object = true;
  provider p(with(std::move(party)));
  BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p), "alice")) == "invalid_request");
  BOOST_TEST(error_of(answer_to_object(p, unsigned_jwt({}, request_claims(p)))) == "invalid_request_object");
  BOOST_TEST(error_of(answer_to_object(p, sign_jwt({}, request_claims(p), HS256, "app-secret"))) == "invalid_request_object");
  // RFC 9101 6.3: what is outside does not count.
  auto claims = request_claims(p);
  claims.erase("state");
  const auto url = answer_to_object(p, sign_jwt({}, claims, clients_key()));
  BOOST_TEST(rp::in_query(url, "code").has_value());
  BOOST_TEST(!rp::in_query(url, "state").has_value());
}

BOOST_AUTO_TEST_CASE(encrypted_request_objects_are_opened) {
  auto party = with_key();
  party.request_object_encryption_alg = "ECDH-ES";
  provider p(with(std::move(party)));
  const auto keys = rp::get(p.issuer() + "/jwks").json();
  const auto* key = encryption_key_in(keys, "ECDH-ES");
  BOOST_REQUIRE(key);
  const auto inner = sign_jwt({}, request_claims(p), clients_key());
  const auto url = answer_to_object(p, encrypt_for(*key, "ECDH-ES", "A256GCM", inner, {{"cty", "JWT"}}));
  BOOST_TEST(rp::in_query(url, "state").value_or("") == "state-inside");
  BOOST_TEST(error_of(answer_to_object(p, inner)) == "invalid_request_object");
  auto nameless = *key;
  nameless.erase("kid");
  answer_to_object(p, encrypt_for(nameless, "ECDH-ES", "A256GCM", inner));
  BOOST_TEST(has_note(p, note_kind::failure, "encrypted without a kid"));
}

BOOST_AUTO_TEST_CASE(request_uris_are_fetched_if_they_may_be) {
  // Another provider's well-known document stands in for a client that serves something which is no Request Object.
  provider server;
  auto party = with_key();
  party.request_uris = {server.issuer() + "/.well-known/openid-configuration", "http://127.0.0.1:1/nobody",
                        "https://example.com/x"};
  provider p(with(std::move(party)));
  const auto error = [&](const std::string& uri) {
    return error_of(p.sign_in(rp::authorization_url(p, {{"request_uri", uri}}), "alice"));
  };
  BOOST_TEST(error(server.issuer() + "/.well-known/openid-configuration") == "invalid_request_object");
  BOOST_TEST(server.count_requests("/.well-known/openid-configuration") == 1u);
  BOOST_TEST(error("http://127.0.0.1:1/nobody") == "invalid_request_uri");
  BOOST_TEST(error("https://example.com/x") == "invalid_request_uri");
  BOOST_TEST(error(server.issuer() + "/jwks") == "invalid_request_uri");
  BOOST_TEST(error("ftp://127.0.0.1/x") == "invalid_request_uri");
  BOOST_TEST(error("https://example.com/" + std::string(512, 'x')) == "invalid_request_uri");
  BOOST_TEST(error("urn:ietf:params:oauth:request_uri:unheard-of") == "invalid_request_uri");
  BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p, {{"request_uri", "x"}, {"request", "y"}}), "alice")) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(a_request_uri_gives_its_request_object) {
  provider server;
  provider p(with(with_key()));
  server.alter({.answer = [text = sign_jwt({}, request_claims(p), clients_key())](std::string_view, http_response& response) {
    response.status = 200;
    response.body = text;
    response.content_type = "application/oauth-authz-req+jwt";
  }});
  const auto url = p.sign_in(rp::authorization_url(p, {{"request_uri", server.issuer() + "/userinfo"}}), "alice");
  BOOST_TEST(rp::in_query(url, "state").value_or("") == "state-inside");
  BOOST_TEST(has_note(p, note_kind::fact, "by reference"));
}

BOOST_AUTO_TEST_CASE(pushed_requests_are_kept_for_their_client_and_used_once) {
  auto options = with(app());
  options.clients.at("app").require_pushed_authorization_requests = true;
  options.clients["other"] = {.secret = "other-secret", .redirect_uris = {rp::redirect_uri}};
  provider p(std::move(options));
  const auto push = [&](const rp::changes& changes, std::string_view secret = "app-secret") {
    return rp::post(p.issuer() + "/par", rp::authorization_form(changes), {{"Authorization", rp::basic("app", secret)}});
  };
  BOOST_TEST(error_of(p.sign_in(rp::authorization_url(p), "alice")) == "invalid_request");
  const auto answer = push({});
  BOOST_TEST(answer.status == 201);
  BOOST_TEST(answer.header("cache-control") == "no-store");
  BOOST_TEST(answer.json().at("expires_in").as_int64() == 60);
  const auto uri = text_in(answer.json(), "request_uri");
  BOOST_TEST(uri.starts_with("urn:ietf:params:oauth:request_uri:"));
  const auto ask = [&](const std::string& id) {
    return p.sign_in(p.issuer() + "/authorize?client_id=" + id + "&request_uri=" + percent_encode(uri), "alice");
  };
  BOOST_CHECK_THROW(ask("other"), std::invalid_argument);
  const auto url = ask("app");
  BOOST_TEST(rp::in_query(url, "state").value_or("") == rp::state);
  BOOST_TEST(rp::redeem(p, rp::in_query(url, "code").value()).status == 200);
  BOOST_CHECK_THROW(ask("app"), std::invalid_argument);

  BOOST_TEST(push({}, "wrong").status == 401);
  const auto refused = [&](const rp::changes& changes) {
    const auto got = push(changes);
    BOOST_TEST(got.status == 400);
    return text_in(got.json(), "error");
  };
  BOOST_TEST(refused({{"request_uri", uri}}) == "invalid_request");
  BOOST_TEST(refused({{"redirect_uri", "https://elsewhere.example/"}}) == "invalid_request");
  BOOST_TEST(refused({{"response_type", "x"}}) == "unsupported_response_type");
  BOOST_TEST(refused({{"scope", "email"}}) == "invalid_scope");
  BOOST_TEST(refused({{"client_id", "other"}}) == "invalid_request");
  BOOST_TEST(refused({{"request", "x"}}) == "invalid_request_object");
  BOOST_TEST(rp::get(p.issuer() + "/par").status == 405);
}

BOOST_AUTO_TEST_CASE(signs_in_by_itself_when_told_to) {
  auto options = with(app());
  options.signs_in_by_itself = true;
  options.automatic_user = "bob";
  provider p(std::move(options));
  BOOST_TEST(rp::in_query(rp::get(rp::authorization_url(p, {{"prompt", "none"}})).header("location"), "error").value() ==
             "login_required");
  const auto answer = rp::get(rp::authorization_url(p, {{"prompt", "consent"}}));
  BOOST_TEST(answer.status == 302);
  const auto code = rp::in_query(answer.header("location"), "code");
  BOOST_TEST(text_in(rp::payload_of(text_in(rp::redeem(p, code.value()).json(), "id_token")), "sub") == "bob");
  const auto silent = rp::authorization_url(p, {{"prompt", "none"}});
  BOOST_TEST(rp::in_query(rp::get(silent).header("location"), "code").has_value());
  const auto strict = rp::authorization_url(p, {{"prompt", "none"}, {"max_age", "0"}});
  BOOST_TEST(rp::in_query(rp::get(strict).header("location"), "error").value() == "login_required");
}

BOOST_AUTO_TEST_CASE(notes_what_is_not_wrong_but_not_good) {
  provider p(with(app()));
  p.sign_in(rp::authorization_url(p, {{"nonce", "a b"}}), "alice");
  BOOST_TEST(has_note(p, note_kind::warning, "not safe in a URL"));
  p.sign_in(rp::authorization_url(p, {{"nonce", std::string(44, 'n')}}), "alice");
  BOOST_TEST(has_note(p, note_kind::warning, "longer than 43"));
  BOOST_TEST(!has_note(p, note_kind::failure, ""));
  p.sign_in(rp::authorization_url(p, {{"scope", "email"}}), "alice");
  BOOST_TEST(has_note(p, note_kind::failure, "invalid_scope"));
}

BOOST_AUTO_TEST_SUITE_END()
