// SPDX-License-Identifier: BSL-1.0
// No error, answer or page tells any of the secrets that went by, whatever the provider does wrong and wherever it repeats them.
#include "kinds_of_token.hpp"
#include "overhearing_transport.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/jose/public_jwk.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/oidc/back_channel_logout.hpp>
#include <rowclaim/oidc/device_authorization.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/front_channel_logout.hpp>
#include <rowclaim/oidc/introspection.hpp>
#include <rowclaim/oidc/refresh.hpp>
#include <rowclaim/oidc/registration.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/revocation.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/provider.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(overheard)

namespace {

namespace rc = rowclaim;
using rowclaim_test::overhearing_transport;

constexpr const char* callback = "http://127.0.0.1:8080/callback";
constexpr const char* client_secret = "a client's secret that is long enough for a key";

// RFC 7515 A.3 and RFC 7517 A.2: keys whose private halves are known here.
constexpr const char* key_of_client = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
constexpr const char* key_of_proofs = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE";

rc::signing_key ec_key(const char* x, const char* y, const char* d) {
  return rc::read_signing_jwk({{"kty", "EC"}, {"crv", "P-256"}, {"alg", "ES256"}, {"x", x}, {"y", y}, {"d", d}}).value();
}
const rc::signing_key& client_key() {
  static const rc::signing_key made =
      ec_key("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", key_of_client);
  return made;
}
const rc::signing_key& proof_key() {
  static const rc::signing_key made =
      ec_key("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", key_of_proofs);
  return made;
}

/// One has a secret, the other keys.
mock_idp::client_registry clients() {
  mock_idp::client by_secret{.secret = client_secret, .redirect_uris = {callback}};
  mock_idp::client by_keys{.redirect_uris = {callback}, .token_endpoint_auth_method = "private_key_jwt"};
  by_keys.jwks = {{"keys", boost::json::array{rc::public_jwk(client_key()).value()}}};
  by_keys.request_object_signing_alg = "ES256";
  by_keys.dpop_bound_access_tokens = true;
  return {{"app", by_secret}, {"keyed", by_keys}};
}

/// What goes wrong from a moment on: a misbehaviour of the provider's, or answers that repeat all secrets.
struct wrongness {
  std::string name;
  std::optional<mock_idp::misbehaviour> misbehaviour = {};
  const rowclaim_test::echo* echo = nullptr;
  std::string_view path = {};
};

/// One for all: making it reads all the authorities of the system.
const rc::httplib_transport& transport() {
  static const rc::httplib_transport made({.allow_plain_http_on_loopback = true});
  return made;
}

struct scene {
  mock_idp::manual_clock time{1'700'000'000};
  mock_idp::provider provider{
      {.clients = clients(), .clock = time, .services = {.always_gives_refresh_token = true}, .oversized_bytes = 2u << 20}};
  rc::clock clock{[](const void* state) { return (*static_cast<const mock_idp::manual_clock*>(state))(); }, &time};
  overhearing_transport wire{transport()};
  const wrongness& wrong;
  std::string_view flow;
  std::size_t refused = 0;

  scene(std::string_view what, const wrongness& how) : wrong(how), flow(what) {
    wire.hear("client_secret", client_secret);
    wire.hear("private key", key_of_client);
    wire.hear("private key", key_of_proofs);
  }

  void turn_wrong() {
    if (wrong.misbehaviour) provider.misbehave(*wrong.misbehaviour);
    if (wrong.echo != nullptr) wire.echo_at(*wrong.echo, std::string(wrong.path));
  }

  void look_at(std::string_view text) const {
    for (const auto& [kind, known] : wire.secrets())
      for (const std::string& secret : known)
        BOOST_TEST(text.find(secret) == std::string_view::npos, flow << ", " << wrong.name << ": " << kind << " in: " << text);
  }
  /// Result: whether the flow can go on.
  template <class Value>
  bool is_good(const rc::result<Value>& done) {
    if (done) return true;
    ++refused;
    look_at(done.error().message());
    look_at(done.error().detail);
    return false;
  }

  rc::result<rc::provider_metadata> discovered() { return rc::discover(wire, provider.issuer()); }

  rc::relying_party_options by_secret() const {
    return {.client = {.client_id = "app", .client_secret = rc::secret(client_secret)},
            .redirect_uri = callback,
            .scopes = {"openid", "offline_access"}};
  }
  rc::relying_party_options by_keys() const {
    rc::relying_party_options made{
        .client = {.client_id = "keyed", .method = rc::client_authentication::private_key_jwt, .assertion_key = client_key()},
        .redirect_uri = callback};
    made.request_object = {.object = {.key = client_key()}};
    made.pushes_requests = true;
    made.dpop = rc::dpop_prover::make(proof_key(), clock).value();
    return made;
  }

  std::optional<rc::signed_in> sign_in(rc::relying_party& party) {
    auto started = party.begin_sign_in();
    if (!is_good(started)) return std::nullopt;
    wire.hear("state", started->pending.state.reveal());
    wire.hear("nonce", started->pending.nonce.reveal());
    wire.hear("code_verifier", started->pending.code_verifier.reveal());
    const mock_idp::browser_request next = provider.answer(started->url, "alice");
    const auto response =
        next.method == "POST" ? rc::authorization_response::in_form(next.body) : rc::authorization_response::at_url(next.url);
    for (const std::string_view part : {response.query(), response.fragment(), response.form()}) wire.hear_form(part);
    auto done = party.finish_sign_in(std::move(started->pending), response);
    if (!is_good(done)) return std::nullopt;
    return std::move(*done);
  }
};

void hybrid(scene& here) {
  here.turn_wrong();
  const auto metadata = here.discovered();
  if (!here.is_good(metadata)) return;
  auto options = here.by_secret();
  options.response_type = rc::response_type::code_id_token_token;
  rc::relying_party party(*metadata, options, here.wire, here.clock);
  here.sign_in(party);
}

void signed_response(scene& here) {
  here.turn_wrong();
  const auto metadata = here.discovered();
  if (!here.is_good(metadata)) return;
  auto options = here.by_secret();
  options.response_type = rc::response_type::code_id_token;
  options.response_mode = rc::response_mode::form_post_jwt;
  rc::relying_party party(*metadata, options, here.wire, here.clock);
  here.sign_in(party);
}

void pushed(scene& here) {
  here.turn_wrong();
  const auto metadata = here.discovered();
  if (!here.is_good(metadata)) return;
  rc::relying_party party(*metadata, here.by_keys(), here.wire, here.clock);
  here.sign_in(party);
}

void refreshed(scene& here) {
  rc::relying_party party(here.discovered().value(), here.by_secret(), here.wire, here.clock);
  const auto done = here.sign_in(party);
  BOOST_REQUIRE(done);
  rc::token_session session = party.make_session(*done);
  here.turn_wrong();
  here.is_good(session.renew());
  here.is_good(session.request({.url = party.provider().userinfo_endpoint}, rc::step::userinfo));
}

rc::back_channel channel_of(scene& here, const rc::relying_party_options& options) {
  return {here.wire, here.provider.issuer(), options.client, here.clock, options.dpop ? &*options.dpop : nullptr};
}

void introspected(scene& here) {
  const auto metadata = here.discovered().value();
  const auto channel = channel_of(here, here.by_secret());
  const auto tokens = rc::request_client_credentials(channel, metadata.token_endpoint, "rows");
  BOOST_REQUIRE(here.is_good(tokens));
  rc::key_source keys(here.wire, metadata.jwks_uri, here.clock);
  const rc::introspection_options options{.audience = "app", .cached_for = 0};
  rc::introspector plain(channel, metadata.introspection_endpoint, options);
  rc::introspector with_signature(channel, metadata.introspection_endpoint, options, {.keys = keys});
  here.turn_wrong();
  for (rc::introspector* asks : {&plain, &with_signature}) here.is_good(asks->introspect(tokens->access_token.reveal()));
}

void revoked(scene& here) {
  const auto metadata = here.discovered().value();
  const auto channel = channel_of(here, here.by_secret());
  const auto tokens = rc::request_client_credentials(channel, metadata.token_endpoint, "rows");
  BOOST_REQUIRE(here.is_good(tokens));
  here.turn_wrong();
  here.is_good(rc::revoke_token(channel, metadata.revocation_endpoint, tokens->access_token));
}

void registered(scene& here) {
  const auto metadata = here.discovered().value();
  const rc::client_metadata wanted{.redirect_uris = {callback}, .client_name = "Shop"};
  const auto client = rc::register_client(here.wire, metadata.registration_endpoint, wanted);
  BOOST_REQUIRE(here.is_good(client));
  here.turn_wrong();
  here.is_good(rc::register_client(here.wire, metadata.registration_endpoint, wanted));
  here.is_good(rc::update_registration(here.wire, *client, wanted));
  here.is_good(rc::read_registration(here.wire, *client));
  here.is_good(rc::delete_registration(here.wire, *client));
}

void device(scene& here) {
  const auto metadata = here.discovered().value();
  const auto options = here.by_keys();
  const auto channel = channel_of(here, options);
  auto begun = rc::start_device_authorization(channel, metadata.device_authorization_endpoint, "openid");
  BOOST_REQUIRE(here.is_good(begun));
  const std::string user_code = begun->user_code;
  rc::device_grant grant(std::move(*begun), here.clock.now());
  here.turn_wrong();
  here.is_good(rc::start_device_authorization(channel, metadata.device_authorization_endpoint, "openid"));
  BOOST_TEST(here.provider.approve_device(user_code, "alice"));
  here.time.advance(std::chrono::seconds(grant.next_poll_at() - here.clock.now()));
  here.is_good(grant.poll(channel, metadata.token_endpoint));
}

struct flow {
  std::string_view name;
  void (*run)(scene&);
  bool meets_misbehaviours;  // they are all about sign-ins and what follows them
  std::vector<std::string_view> paths;
};

const std::vector<flow>& all_flows() {
  static const std::vector<flow> flows{
      {"hybrid", hybrid, true, {"/.well-known", "/jwks", "/token", "/userinfo"}},
      {"signed response", signed_response, true, {"/token"}},
      {"pushed", pushed, true, {"/par", "/token"}},
      {"refreshed", refreshed, true, {"/token", "/userinfo"}},
      {"introspected", introspected, false, {"/introspect", "/jwks"}},
      {"revoked", revoked, false, {"/revoke"}},
      {"registered", registered, false, {"/register"}},
      {"device", device, true, {"/device", "/token"}},
  };
  return flows;
}

std::vector<wrongness> wrongnesses_of(const flow& one) {
  std::vector<wrongness> made;
  for (const auto& echo : rowclaim_test::all_echoes)
    for (const std::string_view path : one.paths)
      made.push_back({std::string(echo.name).append(" at ").append(path), {}, &echo, path});
  if (!one.meets_misbehaviours) return made;
  for (const auto& entry : mock_idp::all_misbehaviours())
    if (entry.fault != mock_idp::fault::slow && entry.fault != mock_idp::fault::dripping)
      made.push_back({std::string(entry.name), entry.value});
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_flow_is_good_at_a_good_provider_and_shows_its_secrets) {
  std::set<std::string> kinds;
  const wrongness nothing{"nothing"};
  for (const flow& one : all_flows()) {
    scene here(one.name, nothing);
    one.run(here);
    BOOST_TEST(here.refused == 0u, one.name);
    for (const auto& [kind, known] : here.wire.secrets()) kinds.insert(kind);
  }
  for (const char* kind :
       {"code", "code_verifier", "access_token", "refresh_token", "id_token", "nonce", "state", "client_secret", "client_assertion",
        "private key", "DPoP", "Authorization", "registration_access_token", "device_code", "token", "request", "response"})
    BOOST_TEST(kinds.contains(kind), kind);
}

BOOST_AUTO_TEST_CASE(whatever_goes_wrong_no_error_tells_a_secret) {
  for (const flow& one : all_flows()) {
    std::size_t refused = 0;
    const auto wrongnesses = wrongnesses_of(one);
    for (const wrongness& wrong : wrongnesses) {
      scene here(one.name, wrong);
      try {
        one.run(here);
      } catch (const std::invalid_argument&) {
        // The browser is left at an error page of the provider's.
      }
      refused += here.refused;
    }
    // Not all that is wrong is refused: whoever revokes a token reads no more than the status.
    BOOST_TEST(refused >= wrongnesses.size() / 4, one.name);
  }
}

BOOST_AUTO_TEST_CASE(no_answer_to_a_logout_tells_what_came_with_it) {
  using namespace rowclaim_test;
  constexpr std::string_view canary = "canary";
  const auto is_silent = [&](std::string_view text) { return text.find(canary) == std::string_view::npos; };
  rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  rc::signed_in_sessions sessions({}, kinds_clock());
  rc::back_channel_logout logout(verifier, sessions, {.unknown = rc::unknown_session::is_failure}, kinds_clock());
  std::vector<std::string> bodies{"canary",
                                  "logout_token=canary",
                                  "logout_token=canary&logout_token=canary",
                                  "canary=%canary",
                                  "logout_token=" + rc::encode_base64url(R"({"alg":"canary"})") + ".canary.canary",
                                  "logout_token=" + typed_token("canary", logout_token_claims()),
                                  "logout_token=" + typed_token("logout+jwt", logout_token_claims())};
  for (const char* claim : {"iss", "sub", "aud", "iat", "exp", "nbf", "jti", "events", "sid", "nonce"})
    for (const char* value : {R"("canary")", R"({"canary":"canary"})", R"(["canary"])", "\"canary\\n\""})
      bodies.push_back("logout_token=" + typed_token("logout+jwt", changed(logout_token_claims(), claim, value)));
  for (const std::string& body : bodies)
    for (const char* method : {"POST", "canary"})
      for (const char* type : {"application/x-www-form-urlencoded", "canary"}) {
        const rc::received_request request{.method = method, .url = "/canary", .content_type = type, .body = body};
        const auto ended = logout.take(request);
        if (!ended) BOOST_TEST(is_silent(ended.error().message()));
        const auto answer = logout.answer(request);
        BOOST_TEST(is_silent(answer.body));
        for (const auto& header : answer.headers) BOOST_TEST(is_silent(header.value));
      }
  const rc::front_channel_logout_options options{.issuer = kinds_issuer, .unknown = rc::unknown_session::is_failure};
  for (const char* url : {"/?iss=canary&sid=canary", "/?iss=https%3A%2F%2Fa.example&sid=canary", "/?iss=canary", "/?sid=canary",
                          "/?canary=%canary", "/?iss=canary&iss=canary", "/?iss=https%3A%2F%2Fa.example%2F&sid=canary%0a"}) {
    const auto ended = rc::take_front_channel_logout({.method = "GET", .url = url}, sessions, options);
    BOOST_REQUIRE(!ended.has_value());
    BOOST_TEST(is_silent(ended.error().message()));
    const auto answer = rc::answer_front_channel_logout(ended, options);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(is_silent(answer->body));
    for (const auto& header : answer->headers) BOOST_TEST(is_silent(header.value));
  }
  for (const char* url : {"/?state=canary", "/?canary", "/?state=canary&state=canary", "/?state=%canary"}) {
    rc::pending_logout pending;
    pending.state = rc::secret("the canary's state");
    const auto finished = rc::finish_logout(std::move(pending), url);
    BOOST_REQUIRE(!finished.has_value());
    BOOST_TEST(is_silent(finished.error().message()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
