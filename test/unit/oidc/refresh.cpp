// SPDX-License-Identifier: BSL-1.0
// A session's tokens: when they are renewed, by whom, and what ends them.
#include "kinds_of_token.hpp"
#include "scripted_transport.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/refresh.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(refresh)

namespace {

constexpr const char* token_url = "https://a.example/token";

boost::json::object first_claims() {
  return claims_with(R"({"exp":1700000300,"iat":1700000000,"nonce":"n","auth_time":1699999000})");
}

struct fixture {
  scripted_transport transport;
  rc::seconds_since_epoch now = kinds_now;
  rc::back_channel channel{
      transport, kinds_issuer, {.client_id = "app", .client_secret = rc::secret("word")}, rc::clock::reading(now)};
  rc::id_token_verifier id_tokens{{.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), rc::clock::reading(now)};

  rc::session_tokens tokens() {
    const auto verified = id_tokens.verify(typed_token("JWT", first_claims()));
    BOOST_REQUIRE(outcome(verified) == "accepted");
    return rc::make_session_tokens({.access_token = rc::secret("at1"),
                                    .id_token = verified->encoded(),
                                    .refresh_token = rc::secret("rt1"),
                                    .expires_in = 300,
                                    .scope = "openid rows"},
                                   *verified, now);
  }
  rc::token_session session(rc::session_tokens with) {
    return rc::token_session(channel, id_tokens, {.token_endpoint = token_url}, std::move(with));
  }
  void will_give(const char* access_token, const char* refresh_token = nullptr, const std::string& id_token = {},
                 const char* more = R"({"expires_in":300})") {
    auto body = boost::json::parse(more).as_object();
    body["access_token"] = access_token;
    body["token_type"] = "Bearer";
    if (refresh_token != nullptr) body["refresh_token"] = refresh_token;
    if (!id_token.empty()) body["id_token"] = id_token;
    transport.will_answer(boost::json::serialize(body));
  }
  static std::string said(const rc::result<rc::session_access>& access) {
    return access ? std::string(access->access_token.reveal()) : outcome(access);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(uses_a_token_until_shortly_before_its_end_and_then_the_newest_refresh_token, fixture) {
  auto held = session(tokens());
  BOOST_TEST(said(held.access()) == "at1");
  now += 239;
  BOOST_TEST(said(held.access()) == "at1");
  BOOST_TEST(transport.requests.empty());
  BOOST_TEST(held.revision() == 0u);
  now += 1;
  will_give("at2", "rt2");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(transport.requests.at(0).body == "grant_type=refresh_token&refresh_token=rt1");
  BOOST_TEST(held.revision() == 1u);
  BOOST_TEST(held.tokens().scope == "openid rows");
  BOOST_TEST(held.tokens().expires_at.value() == now + 300);
  now += 300;
  will_give("at3");
  BOOST_TEST(said(held.access()) == "at3");
  BOOST_TEST(transport.requests.at(1).body == "grant_type=refresh_token&refresh_token=rt2");
  // The old one stays where no new one came.
  now += 300;
  will_give("at4");
  BOOST_TEST(said(held.access()) == "at4");
  BOOST_TEST(transport.requests.at(2).body == "grant_type=refresh_token&refresh_token=rt2");
}

BOOST_FIXTURE_TEST_CASE(a_token_without_an_end_is_used_until_it_is_refused, fixture) {
  auto with = tokens();
  with.expires_at.reset();
  auto held = session(std::move(with));
  now += 1'000'000;
  BOOST_TEST(said(held.access()) == "at1");
  will_give("at2", "rt2", {}, "{}");
  BOOST_TEST(said(held.access_instead_of(rc::secret("at1"))) == "at2");
  // Whoever was refused with the same token gets the one that is there by now.
  BOOST_TEST(said(held.access_instead_of(rc::secret("at1"))) == "at2");
  BOOST_TEST(transport.requests.size() == 1u);
  BOOST_TEST(!held.tokens().expires_at);
}

BOOST_FIXTURE_TEST_CASE(a_token_that_lives_a_minute_is_used_for_half_of_it, fixture) {
  auto held = session(tokens());
  now += 300;
  will_give("at2", "rt2", {}, R"({"expires_in":60})");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(held.tokens().obtained_at.value() == now);
  now += 29;
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(transport.requests.size() == 1u);
  now += 1;
  will_give("at3", "rt3", {}, R"({"expires_in":1})");
  BOOST_TEST(said(held.access()) == "at3");
  BOOST_TEST(said(held.access()) == "at3");
  BOOST_TEST(transport.requests.size() == 2u);
  // Also a session that comes out of a store, and one whose store does not know since when it has the token.
  auto with = tokens();
  with.obtained_at = now;
  with.expires_at = now + 60;
  BOOST_TEST(said(session(with).access()) == "at1");
  BOOST_TEST(transport.requests.size() == 2u);
  with.obtained_at.reset();
  will_give("at2", "rt2", {}, R"({"expires_in":60})");
  auto unknown = session(with);
  BOOST_TEST(said(unknown.access()) == "at2");
  BOOST_TEST(said(unknown.access()) == "at2");
  BOOST_TEST(transport.requests.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(needs_a_refresh_token, fixture) {
  auto with = tokens();
  with.refresh_token = {};
  auto held = session(std::move(with));
  now += 299;
  BOOST_TEST(said(held.access()) == "at1");
  now += 1;
  BOOST_TEST(said(held.access()) == "refresh_token_missing in token_request");
  BOOST_TEST(!held.is_over());
}

BOOST_FIXTURE_TEST_CASE(goes_on_after_a_failure_that_passes, fixture) {
  auto held = session(tokens());
  now += 250;
  transport.will_fail(rc::errc::connection_failed);
  BOOST_TEST(said(held.access()) == "at1");
  BOOST_TEST(said(held.access()) == "at1");
  BOOST_TEST(transport.requests.size() == 1u);
  now += 10;
  transport.will_answer("", 503);
  BOOST_TEST(said(held.access()) == "at1");
  BOOST_TEST(transport.requests.size() == 2u);
  now += 40;
  transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(said(held.access()) == "deadline_exceeded in token_request");
  now += 10;
  transport.will_answer(R"({"error":"invalid_client"})", 401);
  BOOST_TEST(said(held.access()) == "provider_refused in token_request (invalid_client)");
  BOOST_TEST(!held.is_over());
  now += 10;
  will_give("at2");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(transport.requests.back().body == "grant_type=refresh_token&refresh_token=rt1");
}

BOOST_FIXTURE_TEST_CASE(an_endpoint_that_fails_is_not_asked_again_at_once, fixture) {
  auto held = session(tokens());
  now += 300;
  transport.will_answer("", 503);
  for (int i = 0; i < 10; ++i) BOOST_TEST(said(held.access()) == "status_unexpected in token_request");
  BOOST_TEST(said(held.access_instead_of(rc::secret("at1"))) == "status_unexpected in token_request");
  BOOST_TEST(said(held.renew()) == "status_unexpected in token_request");
  BOOST_TEST(transport.requests.size() == 1u);
  now += 9;
  BOOST_TEST(said(held.access()) == "status_unexpected in token_request");
  BOOST_TEST(transport.requests.size() == 1u);
  now += 1;
  will_give("at2");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(transport.requests.size() == 2u);
  // A failure of before says nothing about a token that is refused now, and a clock that was set back does not stretch the time.
  now += 300;
  transport.will_answer("", 503);
  BOOST_TEST(said(held.access()) == "status_unexpected in token_request");
  now -= 1000;
  will_give("at3");
  BOOST_TEST(said(held.renew()) == "at3");
}

BOOST_FIXTURE_TEST_CASE(a_resource_that_always_refuses_causes_one_request_for_tokens, fixture) {
  auto held = session(tokens());
  now += 100;
  for (int i = 0; i < 10; ++i) {
    transport.will_answer("", 401);
    if (i == 0) {
      will_give("at2", "rt2");
      transport.will_answer("", 401);
    }
    BOOST_TEST(held.request({.url = "https://api.example/rows"}, rc::step::userinfo)->status == 401);
  }
  BOOST_TEST(transport.requests.size() == 12u);
  BOOST_TEST(held.revision() == 1u);
  BOOST_TEST(said(held.access_instead_of(rc::secret("at2"))) == "token_refresh_too_soon in token_request");
  BOOST_TEST(said(held.access_instead_of(rc::secret("at1"))) == "at2");
  // Whoever knows better is given another one.
  will_give("at3");
  BOOST_TEST(said(held.renew()) == "at3");
  now += 10;
  will_give("at4");
  BOOST_TEST(said(held.access_instead_of(rc::secret("at3"))) == "at4");
}

BOOST_FIXTURE_TEST_CASE(is_over_when_the_provider_says_so, fixture) {
  auto held = session(tokens());
  now += 300;
  transport.will_answer(R"({"error":"invalid_grant"})", 400);
  BOOST_TEST(said(held.access()) == "session_over in token_request (invalid_grant)");
  BOOST_TEST(said(held.access()) == "session_over in token_request (invalid_grant)");
  BOOST_TEST(held.is_over());
  BOOST_TEST(held.revision() == 1u);
  BOOST_TEST(held.tokens().refresh_token.is_empty());
  BOOST_TEST(held.tokens().access_token.is_empty());
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(can_be_ended_here, fixture) {
  auto held = session(tokens());
  const auto last = held.end();
  BOOST_TEST(last.refresh_token.reveal() == "rt1");
  BOOST_TEST(last.access_token.reveal() == "at1");
  BOOST_TEST(said(held.access()) == "session_over in token_request (ended here)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_FIXTURE_TEST_CASE(takes_a_new_id_token_that_says_the_same_and_no_other, fixture) {
  now += 300;
  const auto later = changed(changed(first_claims(), "iat", "1700000300"), "exp", "1700000600");
  const std::string same = typed_token("JWT", changed(later, "nonce", nullptr));
  {
    auto held = session(tokens());
    now = held.tokens().expires_at.value();
    will_give("at2", "rt2", same);
    BOOST_TEST(said(held.access()) == "at2");
    BOOST_TEST(held.tokens().id_token.reveal() == same);
  }
  struct difference {
    const char* claim;
    const char* value;
    const char* said;
  };
  for (const difference& other : {difference{"sub", R"("mallory")", "session_over in id_token (subject_mismatch)"},
                                  {"aud", R"("other")", "session_over in id_token (audience_mismatch)"},
                                  {"iss", R"("https://b.example")", "session_over in id_token (issuer_mismatch)"},
                                  {"nonce", R"("other")", "session_over in id_token (nonce_mismatch)"},
                                  {"auth_time", "1699999001", "session_over in id_token (auth_time_mismatch)"},
                                  {"azp", R"("app")", "session_over in id_token (authorized_party_mismatch)"},
                                  {"exp", "1600000000", "session_over in id_token (expired)"}}) {
    now = kinds_now;
    auto held = session(tokens());
    now += 300;
    will_give("at2", "rt2", typed_token("JWT", changed(later, other.claim, other.value)));
    BOOST_TEST(said(held.access()) == other.said);
    BOOST_TEST(held.is_over());
  }
}

BOOST_FIXTURE_TEST_CASE(goes_on_while_no_key_fits_a_new_id_token, fixture) {
  const auto& next = signing_key(signing_algorithm::RS256, 1);
  const auto later = changed(changed(first_claims(), "iat", "1700000300"), "exp", "1700009999");
  const std::string id_token = signed_token(later, next);
  auto nameless_header = usual_header(next);
  nameless_header.erase("kid");
  const std::string nameless = signed_text(boost::json::serialize(nameless_header), boost::json::serialize(later), next);
  struct fault {
    const std::string& id_token;
    std::string keys;
    int status;
    const char* said;
  };
  for (const fault& with :
       {fault{id_token, key_set_json(1).substr(0, 100), 200, "json_syntax in key_set (the text ends too early)"},
        {id_token, R"({"keys":[]})", 200, "key_set_empty in key_set"},
        {id_token, R"({"a":1})", 200, "key_set_malformed in key_set (keys)"},
        {id_token, R"({"keys":[],"keys":[]})", 200, "json_duplicate_member in key_set"},
        {id_token, "", 503, "status_unexpected in key_set"},
        {id_token, key_set_json(), 200, "key_not_found in key_set (kid)"},
        {nameless, key_set_json(), 200, "signature_mismatch in signature"}}) {
    now = kinds_now;
    scripted_transport keys_from;
    rc::key_source keys(keys_from, "https://a.example/jwks", rc::clock::reading(now), {.cool_down = 5});
    const rc::id_token_verifier by_source({.issuer = kinds_issuer, .audience = "app"}, keys, rc::clock::reading(now));
    rc::token_session held(channel, by_source, {.token_endpoint = token_url}, tokens());
    now += 300;
    transport.requests.clear();
    keys_from.will_answer(key_set_json());
    keys_from.will_answer(with.keys, with.status);
    will_give("at2", "rt2", with.id_token);
    BOOST_TEST(said(held.access()) == with.said);
    BOOST_TEST(!held.is_over());
    // The refresh token was used up, and is the only thing that is taken of the answer.
    BOOST_TEST(held.tokens().refresh_token.reveal() == "rt2");
    BOOST_TEST(held.tokens().access_token.reveal() == "at1");
    BOOST_TEST(held.revision() == 1u);
    now += 100;
    keys_from.will_answer(key_set_json(1));
    will_give("at3", "rt3", with.id_token);
    BOOST_TEST(said(held.access()) == "at3");
    BOOST_TEST(transport.requests.back().body == "grant_type=refresh_token&refresh_token=rt2");
  }
}

BOOST_FIXTURE_TEST_CASE(keeps_the_refresh_token_of_an_answer_that_cannot_be_taken, fixture) {
  struct fault {
    const char* body;
    const char* said;
  };
  for (const fault& with :
       {fault{R"({"access_token":"at2","token_type":"Bearer","expires_in":"300"})",
              "json_wrong_type in token_request (expires_in)"},
        {R"({"access_token":"at2","token_type":"Bearer","scope":["openid"]})", "json_wrong_type in token_request (scope)"},
        {R"({"access_token":"at2","token_type":"Bearer","id_token":1})", "json_wrong_type in token_request (id_token)"},
        {R"({"access_token":"at2","token_type":"mac"})", "token_type_unexpected in token_request"},
        {R"({"access_token":"a t","token_type":"Bearer"})", "response_malformed in token_request (access_token)"},
        {R"({"token_type":"Bearer"})", "access_token_missing in token_request"}}) {
    auto body = boost::json::parse(with.body).as_object();
    for (const bool rotates : {false, true}) {
      now = kinds_now;
      auto held = session(tokens());
      now += 300;
      if (rotates) body["refresh_token"] = "rt2";
      transport.will_answer(boost::json::serialize(body));
      BOOST_TEST(said(held.access()) == with.said);
      BOOST_TEST(held.tokens().refresh_token.reveal() == (rotates ? "rt2" : "rt1"));
      BOOST_TEST(held.tokens().access_token.reveal() == "at1");
      BOOST_TEST(held.revision() == (rotates ? 1u : 0u));
      now += 100;
      will_give("at3");
      BOOST_TEST(said(held.access()) == "at3");
    }
  }
  // What comes with an error is no token.
  now = kinds_now;
  auto held = session(tokens());
  now += 300;
  transport.will_answer(R"({"error":"invalid_request","refresh_token":"rt2"})", 400);
  BOOST_TEST(said(held.access()) == "provider_refused in token_request (invalid_request)");
  BOOST_TEST(held.tokens().refresh_token.reveal() == "rt1");
}

BOOST_FIXTURE_TEST_CASE(refuses_each_member_of_an_answer_in_every_wrong_way_and_goes_on, fixture) {
  const rc::session_tokens first = tokens();
  const std::string id_token =
      typed_token("JWT", changed(changed(changed(first_claims(), "iat", "1700000300"), "exp", "1700000600"), "nonce", nullptr));
  const std::string quoted = "\"" + id_token + "\"";
  const checked_member members[] = {
      {"access_token", R"("at2")", json_kinds::text, "json_wrong_type in token_request (access_token)",
       "access_token_missing in token_request"},
      {"token_type", R"("Bearer")", json_kinds::text, "json_wrong_type in token_request (token_type)",
       "token_type_unexpected in token_request"},
      {"expires_in", "300", json_kinds::number, "json_wrong_type in token_request (expires_in)", "accepted"},
      {"refresh_token", R"("rt2")", json_kinds::text, "json_wrong_type in token_request (refresh_token)", "accepted"},
      {"scope", R"("openid")", json_kinds::text, "json_wrong_type in token_request (scope)", "accepted"},
      {"id_token", quoted, json_kinds::text, "json_wrong_type in token_request (id_token)", "accepted"}};
  const boost::json::object good{{"access_token", "at2"},  {"token_type", "Bearer"}, {"expires_in", 300},
                                 {"refresh_token", "rt2"}, {"scope", "openid"},      {"id_token", id_token}};
  const std::string doubled = "json_duplicate_member in token_request";
  const std::string huge = "json_string_too_long in token_request";
  check_members(good, members, {.doubled = doubled, .huge = huge}, [&](const std::string& body) {
    now = kinds_now;
    auto held = session(first);
    now += 300;
    transport.will_answer(body);
    const auto given = held.access();
    // An object that can be read has its refresh token in one place.
    const bool is_object = given || (outcome(given) != doubled && outcome(given) != huge);
    const bool has_newer = is_object && body.find(R"("refresh_token":"rt2")") != std::string::npos;
    BOOST_TEST(!held.is_over());
    BOOST_TEST(held.tokens().refresh_token.reveal() == (has_newer ? "rt2" : "rt1"));
    BOOST_TEST(held.tokens().access_token.reveal() == (given ? "at2" : "at1"));
    return outcome(given);
  });
}

BOOST_FIXTURE_TEST_CASE(a_stored_session_goes_on_elsewhere, fixture) {
  rc::session_tokens stored = session(tokens()).tokens();
  auto held = session(std::move(stored));
  now += 300;
  will_give("at2", "rt2", typed_token("JWT", changed(changed(first_claims(), "sub", R"("mallory")"), "exp", "1700000900")));
  BOOST_TEST(said(held.access()) == "session_over in id_token (subject_mismatch)");
}

BOOST_FIXTURE_TEST_CASE(a_bearer_s_session_stays_one_although_a_key_is_proved_and_a_bound_one_stays_bound, fixture) {
  const auto prover = *rc::dpop_prover::make(rc::algorithm::es256, rc::clock::reading(now));
  const rc::back_channel proving(transport, kinds_issuer, {.client_id = "app", .client_secret = rc::secret("word")},
                                 rc::clock::reading(now), &prover);
  rc::token_session held(proving, id_tokens, {.token_endpoint = token_url}, tokens());
  now += 300;
  will_give("at2");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(!header_of(transport.requests.at(0), "DPoP").empty());
  now += 300;
  transport.will_answer(R"({"access_token":"at3","token_type":"DPoP","expires_in":300})");
  BOOST_TEST(said(held.access()) == "at3");
  BOOST_TEST((held.tokens().token_type == rc::access_token_type::dpop));
  now += 300;
  will_give("at4");
  BOOST_TEST(said(held.access()) == "token_type_unexpected in token_request");
  BOOST_TEST(!held.is_over());
}

BOOST_FIXTURE_TEST_CASE(a_life_of_absurd_length_is_a_long_one, fixture) {
  auto held = session(tokens());
  now += 300;
  will_give("at2", nullptr, {}, R"({"expires_in":9223372036854775807})");
  BOOST_TEST(said(held.access()) == "at2");
  BOOST_TEST(held.tokens().expires_at.value() == now + 315'360'000);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_is_refused_is_sent_again_with_a_newer_token_each_time, fixture) {
  auto held = session(tokens());
  for (const auto& [old, next, refresh] : {std::tuple("at1", "at2", "rt1"), {"at2", "at3", "rt2"}}) {
    transport.requests.clear();
    now += 10;
    transport.will_answer("", 401);
    will_give(next, (std::string("rt") + next[2]).c_str());
    transport.will_answer("rows", 200);
    const auto response = held.request({.url = "https://api.example/rows"}, rc::step::userinfo);
    BOOST_REQUIRE(response.has_value());
    BOOST_TEST(response->body == "rows");
    BOOST_REQUIRE(transport.requests.size() == 3u);
    BOOST_TEST(header_of(transport.requests[0], "Authorization") == std::string("Bearer ") + old);
    BOOST_TEST(transport.requests[1].body == std::string("grant_type=refresh_token&refresh_token=") + refresh);
    BOOST_TEST(header_of(transport.requests[2], "Authorization") == std::string("Bearer ") + next);
  }
  transport.requests.clear();
  now += 10;
  transport.will_answer("", 401);
  will_give("at4", "rt4");
  transport.will_answer("", 401);
  BOOST_TEST(held.request({.url = "https://api.example/rows"}, rc::step::userinfo)->status == 401);
  BOOST_TEST(transport.requests.size() == 3u);
  transport.will_answer("", 403);
  BOOST_TEST(held.request({.url = "https://api.example/rows"}, rc::step::userinfo)->status == 403);
}

namespace {

/// Keeps the first request waiting until it is told to answer.
struct gate_transport {
  std::string body;
  std::mutex mutex;
  std::condition_variable changed;
  bool is_open = false;
  int requests = 0;

  rc::result<rc::http_response> send(const rc::http_request&) {
    std::unique_lock lock(mutex);
    ++requests;
    changed.notify_all();
    changed.wait(lock, [this] { return is_open; });
    if (body.empty()) return rc::error{rc::errc::connection_failed, rc::step::transport};
    return rc::http_response{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = body};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(many_threads_cause_one_request, fixture) {
  for (const std::string body : {R"({"access_token":"at2","token_type":"Bearer","refresh_token":"rt2","expires_in":300})", ""}) {
    gate_transport gate;
    gate.body = body;
    now = kinds_now;
    const rc::back_channel over(gate, kinds_issuer, {.client_id = "app", .client_secret = rc::secret("word")},
                                rc::clock::reading(now));
    rc::token_session held(over, id_tokens, {.token_endpoint = token_url}, tokens());
    now += 300;
    std::vector<std::string> got(8);
    std::atomic<int> begun = 0;
    std::vector<std::thread> threads;
    for (std::string& one : got)
      threads.emplace_back([&] {
        ++begun;
        one = said(held.access());
      });
    {
      std::unique_lock lock(gate.mutex);
      gate.changed.wait(lock, [&] { return gate.requests == 1; });
    }
    while (begun != 8) std::this_thread::yield();
    // Whoever has not got as far as to wait finds the new token.
    if (body.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    {
      const std::lock_guard lock(gate.mutex);
      gate.is_open = true;
    }
    gate.changed.notify_all();
    for (auto& thread : threads) thread.join();
    for (const std::string& one : got) BOOST_TEST(one == (body.empty() ? "connection_failed in token_request" : "at2"));
    if (!body.empty()) BOOST_TEST(gate.requests == 1);
  }
}

BOOST_FIXTURE_TEST_CASE(nobody_waits_while_a_good_token_is_renewed_early, fixture) {
  gate_transport gate;
  gate.body = R"({"access_token":"at2","token_type":"Bearer","expires_in":300})";
  const rc::back_channel over(gate, kinds_issuer, {.client_id = "app", .client_secret = rc::secret("word")},
                              rc::clock::reading(now));
  rc::token_session held(over, id_tokens, {.token_endpoint = token_url}, tokens());
  now += 250;
  std::string renewed;
  std::thread renewing([&] { renewed = said(held.access()); });
  {
    std::unique_lock lock(gate.mutex);
    gate.changed.wait(lock, [&] { return gate.requests == 1; });
  }
  BOOST_TEST(said(held.access()) == "at1");
  {
    const std::lock_guard lock(gate.mutex);
    gate.is_open = true;
  }
  gate.changed.notify_all();
  renewing.join();
  BOOST_TEST(renewed == "at2");
  BOOST_TEST(said(held.access()) == "at2");
}

BOOST_FIXTURE_TEST_CASE(an_end_during_a_refresh_hands_out_what_came_of_it, fixture) {
  const std::string of_another = typed_token(
      "JWT", changed(changed(changed(first_claims(), "iat", "1700000250"), "exp", "1700000900"), "sub", R"("mallory")"));
  struct answer {
    std::string body;
    const char* access_token;
    const char* refresh_token;
  };
  for (const answer& came :
       {answer{R"({"access_token":"at2","token_type":"Bearer","refresh_token":"rt2","expires_in":300})", "at2", "rt2"},
        {R"({"access_token":"at2","token_type":"Bearer","refresh_token":"rt2","id_token":")" + of_another + "\"}", "at1", "rt2"},
        {R"({"access_token":"at2","token_type":"Bearer","refresh_token":"rt2","expires_in":"300"})", "at1", "rt2"},
        {"", "at1", "rt1"}}) {
    gate_transport gate;
    gate.body = came.body;
    now = kinds_now;
    const rc::back_channel over(gate, kinds_issuer, {.client_id = "app", .client_secret = rc::secret("word")},
                                rc::clock::reading(now));
    rc::token_session held(over, id_tokens, {.token_endpoint = token_url}, tokens());
    now += 300;
    std::string renewed;
    std::thread renewing([&] { renewed = said(held.access()); });
    {
      std::unique_lock lock(gate.mutex);
      gate.changed.wait(lock, [&] { return gate.requests == 1; });
    }
    rc::session_tokens last;
    std::thread ending([&] { last = held.end(); });
    while (!held.is_over()) std::this_thread::yield();
    {
      const std::lock_guard lock(gate.mutex);
      gate.is_open = true;
    }
    gate.changed.notify_all();
    renewing.join();
    ending.join();
    BOOST_TEST(renewed == "session_over in token_request (ended here)");
    BOOST_TEST(last.refresh_token.reveal() == came.refresh_token);
    BOOST_TEST(last.access_token.reveal() == came.access_token);
    BOOST_TEST(held.tokens().refresh_token.is_empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
