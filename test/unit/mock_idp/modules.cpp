// SPDX-License-Identifier: BSL-1.0
// The test modules: all of them are there, each passes a client that does right, and each fails one that believes everything.
#include "relying_party.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/encoding.hpp>
#include <mock_idp/http_client.hpp>
#include <mock_idp/http_server.hpp>
#include <mock_idp/jwt.hpp>
#include <mock_idp/module.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <set>

namespace rp = relying_party;
namespace json = boost::json;
using mock_idp::module_entry;
using mock_idp::outcome;
using mock_idp::provider;
using mock_idp::verdict;

BOOST_AUTO_TEST_SUITE(modules)

namespace {

// Ids of the foundation's plans for OpenID Connect relying parties, without their common beginning.
constexpr std::array<std::string_view, 57> in_the_plans{"",
                                                        "-invalid-iss",
                                                        "-missing-sub",
                                                        "-invalid-aud",
                                                        "-missing-aud",
                                                        "-missing-iat",
                                                        "-kid-absent-single-jwks",
                                                        "-kid-absent-multiple-jwks",
                                                        "-idtoken-sig-rs256",
                                                        "-idtoken-sig-none",
                                                        "-invalid-sig-rs256",
                                                        "-invalid-sig-hs256",
                                                        "-invalid-sig-es256",
                                                        "-userinfo-invalid-sub",
                                                        "-nonce-invalid",
                                                        "-nonce-unless-code-flow",
                                                        "-scope-userinfo-claims",
                                                        "-client-secret-basic",
                                                        "-invalid-chash",
                                                        "-missing-chash",
                                                        "-invalid-athash",
                                                        "-missing-athash",
                                                        "-userinfo-bearer-header",
                                                        "-userinfo-bearer-body",
                                                        "-form-post-error",
                                                        "-aggregated-claims",
                                                        "-distributed-claims",
                                                        "-mtls-endpoint-aliases",
                                                        "-discovery-openid-config",
                                                        "-discovery-jwks-uri-keys",
                                                        "-discovery-issuer-mismatch",
                                                        "-signing-key-rotation",
                                                        "-signing-key-rotation-just-before-signing",
                                                        "-discovery-webfinger-acct",
                                                        "-discovery-webfinger-url",
                                                        "-dynamic-registration",
                                                        "-request-uri-signed-rs256",
                                                        "-request-uri-signed-none",
                                                        "-userinfo-signed",
                                                        "-refresh-token",
                                                        "-refresh-token-invalid-issuer",
                                                        "-refresh-token-invalid-sub",
                                                        "-3rd-party-init-login",
                                                        "-rp-init-logout",
                                                        "-rp-init-logout-other-state",
                                                        "-rp-init-logout-no-state",
                                                        "-rp-frontchannel-rpinitlogout",
                                                        "-rp-frontchannel-opinitlogout",
                                                        "-rp-backchannel-rpinitlogout",
                                                        "-rp-backchannel-rpinitlogout-alg-none",
                                                        "-rp-backchannel-rpinitlogout-no-event",
                                                        "-rp-backchannel-rpinitlogout-with-nonce",
                                                        "-rp-backchannel-rpinitlogout-wrong-alg",
                                                        "-rp-backchannel-rpinitlogout-wrong-aud",
                                                        "-rp-backchannel-rpinitlogout-wrong-event",
                                                        "-rp-backchannel-rpinitlogout-wrong-iss",
                                                        "-session-management"};

// What this client cannot do; other tests of the provider's can.
constexpr std::array cannot{"client_certificate", "https",         "dpop",           "dynamic_client",   "request_uri",
                            "webfinger:acct",     "webfinger:url", "pushed_request", "encrypted_request"};

enum class manner { right, credulous, idle };

// The client's own server, which answers logout tokens as it is told: the first one, and all that come after it.
class own_server {
 public:
  explicit own_server(int first, int others)
      : server_({.slow_delay = {}, .drip_interval = {}},
                [first, others, is_first = std::make_shared<std::atomic<bool>>(true)](const mock_idp::http_request&) {
                  return mock_idp::http_response{.status = is_first->exchange(false) ? first : others,
                                                 .headers = {{"Cache-Control", "no-store"}}};
                }) {}
  explicit own_server(int status) : own_server(status, status) {}
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(server_.port()) + path; }

 private:
  mock_idp::http_server server_;
};

const char* type_for(const module_entry& module) {
  for (const char* type : {"code", "code id_token token", "code id_token", "id_token token", "id_token"})
    if (module.applies_to(type)) return type;
  return "code";
}

int logout_status(const module_entry& module, manner how) {
  const bool refuses = (module.outcome == outcome::reject) == (how == manner::right);
  return refuses ? 400 : 200;
}

mock_idp::provider_options options_for(const module_entry& module, const char* type, const own_server& own) {
  mock_idp::client party{.secret = "app-secret", .redirect_uris = {rp::redirect_uri}};
  party.post_logout_redirect_uris = {own.url("/bye")};
  party.initiate_login_uri = own.url("/begin");
  if (module.needs_word("back_channel_logout")) party.backchannel_logout_uri = own.url("/back");
  if (module.needs_word("front_channel_logout")) {
    party.frontchannel_logout_uri = own.url("/front");
    party.frontchannel_logout_session_required = true;
  }
  if (module.needs_word("encrypted_id_token") || module.needs_word("encrypted_userinfo")) {
    auto jwk = mock_idp::decryption_key::shared("RSA-OAEP", 0)->public_jwk();
    jwk.erase("alg");
    party.jwks = {{"keys", json::array{jwk}}};
  }
  mock_idp::provider_options options{.clients = {{"app", party}}, .module = std::string(module.id)};
  options.variant.response_type = type;
  if (module.needs_word("form_post")) options.variant.response_mode = "form_post";
  return options;
}

class client {
 public:
  client(provider& at, const module_entry& module, std::string type, manner how, const own_server& own)
      : at_(at), module_(module), type_(std::move(type)), how_(how), own_(own) {}

  void run() {
    if (module_.needs_word("initiated_sign_in")) rp::get(at_.initiate_sign_in("app").url);
    metadata_ = document(at_.issuer() + "/.well-known/openid-configuration");
    if (stops() || how_ == manner::idle) return;
    fetch_keys();
    if (stops()) return;
    sign_in(!module_.needs_word("unsolicited_response"));
    if (module_.needs_word("second_sign_in")) sign_in(false);
    for (int more = module_.needs_word("sign_ins:6") ? 5 : module_.needs_word("sign_ins:3") ? 2 : 0; more > 0; --more)
      sign_in(false);
    if (module_.needs_word("session_management"))
      at_.check_session("app " + session_state_, "http://127.0.0.1:8080", mock_idp::module_user);
    if (module_.needs_word("rp_initiated_logout"))
      rp::get(at_.issuer() + "/end_session?" +
              mock_idp::to_form(
                  parameters({{"id_token_hint", hint_}, {"post_logout_redirect_uri", own_.url("/bye")}, {"state", "s"}})));
    if (module_.needs_word("op_initiated_logout")) at_.log_out_everywhere(mock_idp::module_user);
    if (module_.needs_word("session_management"))
      at_.check_session("app " + session_state_, "http://127.0.0.1:8080", mock_idp::module_user);
  }

 private:
  static mock_idp::parameter_list parameters(const std::map<std::string, std::string>& from) {
    mock_idp::parameter_list list;
    for (const auto& [name, value] : from) list.add(name, value);
    return list;
  }

  static json::object parsed(const std::string& text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    return !error && value.is_object() ? value.get_object() : json::object();
  }

  json::object document(const std::string& url) { return parsed(rp::get(url).body); }

  void fetch_keys() {
    document(mock_idp::text_in(metadata_, "jwks_uri").empty() ? at_.issuer() + "/jwks" : mock_idp::text_in(metadata_, "jwks_uri"));
  }

  std::ptrdiff_t deeds() const {
    const auto notes = at_.notes();
    return std::count_if(notes.begin(), notes.end(), [](const auto& note) { return note.kind == mock_idp::note_kind::deed; });
  }
  bool has_seen_the_deed() const { return deeds() != deeds_before_; }
  // The right client knows a deed that must be rejected when it sees one.
  bool stops() const {
    return how_ == manner::right && module_.outcome == outcome::reject && !module_.needs_word("back_channel_logout") &&
           has_seen_the_deed();
  }

  bool takes_twice() const { return how_ == manner::credulous && module_.needs_word("response_twice"); }

  void sign_in(bool with_pkce) {
    deeds_before_ = deeds();
    rp::changes asked{{"response_type", type_}, {"scope", "openid profile email"}};
    if (!with_pkce) asked["code_challenge"] = asked["code_challenge_method"] = std::nullopt;
    if (module_.needs_word("form_post")) asked["response_mode"] = "form_post";
    if (module_.needs_word("signed_response")) asked["response_mode"] = "jwt";
    if (module_.needs_word("claims_request")) asked["claims"] = R"({"id_token":{"name":null}})";
    if (module_.needs_word("prompt_none")) asked["prompt"] = "none";
    if (module_.needs_word("max_age:0")) asked["max_age"] = "0";
    if (module_.needs_word("max_age:3600")) asked["max_age"] = "3600";
    const auto next = module_.needs_word("unsolicited_response")
                          ? at_.unsolicited_response("app")
                          : at_.answer(rp::authorization_url(at_, asked), mock_idp::module_user);
    if (stops()) return;
    auto response = read(next);
    session_state_ = text(response, "session_state");
    hint_ = text(response, "id_token");
    if (module_.needs_word("second_sign_in")) fetch_keys();
    auto access_token = text(response, "access_token");
    if (type_.find("code") != std::string::npos) {
      const auto form = rp::token_form(
          text(response, "code"), {{"code_verifier", with_pkce ? std::optional<std::string>(rp::code_verifier) : std::nullopt}});
      const auto tokens = token_request(form);
      if (takes_twice()) token_request(form);
      if (stops()) return;
      access_token = mock_idp::text_in(tokens, "access_token");
      refresh_token_ = mock_idp::text_in(tokens, "refresh_token");
      if (const auto token = mock_idp::text_in(tokens, "id_token"); !token.empty()) hint_ = token;
    }
    if (type_ == "id_token") return;
    if (module_.needs_word("refresh_twice")) {
      for (int i = 0; i != 2; ++i) {
        rp::get(at_.issuer() + "/resource", {{"Authorization", "Bearer " + access_token}});
        access_token = refresh();
      }
      rp::get(at_.issuer() + "/resource", {{"Authorization", "Bearer " + access_token}});
      return;
    }
    ask_userinfo(access_token);
    if (takes_twice()) ask_userinfo(access_token);
    if (module_.needs_word("introspection"))
      rp::post(
          at_.issuer() + "/introspect", "token=" + access_token,
          {{"Authorization", rp::basic("app", mock_idp::module_client_secret)}, {"Accept", "application/token-introspection+jwt"}});
    if (!module_.needs_word("refresh_token")) return;
    access_token = refresh();
    if (!stops()) ask_userinfo(access_token);
  }

  static std::string text(const json::object& from, std::string_view name) { return mock_idp::text_in(from, name); }

  static json::object read(const mock_idp::browser_request& next) {
    const auto mark = next.url.find_first_of("?#");
    const auto form =
        mock_idp::parse_form(next.method == "POST" ? std::string_view(next.body)
                                                   : std::string_view(next.url).substr(std::min(mark + 1, next.url.size())));
    json::object out;
    if (form)
      for (const auto& [name, value] : *form) out[name] = value;
    if (out.contains("response")) return rp::payload_of(std::string(out["response"].as_string()));
    return out;
  }

  json::object token_request(const std::string& form) {
    return parsed(
        rp::post(at_.issuer() + "/token", form, {{"Authorization", rp::basic("app", mock_idp::module_client_secret)}}).body);
  }

  std::string refresh() {
    const auto tokens =
        token_request(mock_idp::to_form(parameters({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token_}})));
    if (const auto token = text(tokens, "refresh_token"); !token.empty()) refresh_token_ = token;
    return text(tokens, "access_token");
  }

  void ask_userinfo(const std::string& access_token) {
    const auto url = at_.issuer() + "/userinfo";
    const auto claims =
        parsed(module_.needs_word("userinfo_by_form") ? rp::post(url, "access_token=" + access_token).body
                                                      : rp::get(url, {{"Authorization", "Bearer " + access_token}}).body);
    if (!module_.needs_word("distributed_claims") || !claims.contains("_claim_sources")) return;
    for (const auto& [name, source] : claims.at("_claim_sources").as_object())
      rp::get(text(source.as_object(), "endpoint"), {{"Authorization", "Bearer " + text(source.as_object(), "access_token")}});
  }

  provider& at_;
  const module_entry& module_;
  std::string type_;
  manner how_;
  const own_server& own_;
  json::object metadata_;
  std::ptrdiff_t deeds_before_ = 0;
  std::string session_state_;
  std::string hint_;
  std::string refresh_token_;
};

mock_idp::verdict_report judged(const module_entry& module, const char* type, manner how) {
  // What comes twice is right the first time.
  const own_server own(module.needs_word("logout_replay") ? 200 : logout_status(module, how), logout_status(module, how));
  provider at(options_for(module, type, own));
  client(at, module, type, how, own).run();
  return at.judge();
}

mock_idp::parameter_list parameters_of(const char* name, const char* value) {
  mock_idp::parameter_list list;
  list.add(name, value);
  return list;
}

bool can_be_tried(const module_entry& module) {
  return std::none_of(cannot.begin(), cannot.end(), [&](const char* word) { return module.needs_word(word); });
}

void add_request(mock_idp::evidence& to, const char* path) {
  to.requests.push_back({.method = "GET", .path = path, .parameters = {}});
}
// As a log would have them, for what no client of this test does.
mock_idp::evidence with_requests(std::initializer_list<const char*> paths) {
  mock_idp::evidence made;
  for (const char* path : paths) add_request(made, path);
  return made;
}

std::string reasons_of(const mock_idp::verdict_report& report) {
  std::string all;
  for (const auto& reason : report.reasons) all += reason + "; ";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(are_all_those_of_the_plans_and_no_id_is_there_twice) {
  std::set<std::string_view> ids;
  for (const auto& module : mock_idp::all_modules()) {
    BOOST_TEST(ids.insert(module.id).second, module.id << " is there twice");
    BOOST_TEST(!module.effect.empty());
    BOOST_TEST(!module.expects.empty());
    BOOST_TEST((module.judge != nullptr), module.id << " does not judge");
  }
  for (const auto suffix : in_the_plans)
    BOOST_TEST(ids.contains("oidcc-client-test" + std::string(suffix)), suffix << " is missing");
  const auto of_group = [](std::string_view group) {
    const auto all = mock_idp::all_modules();
    return std::count_if(all.begin(), all.end(), [&](const module_entry& each) { return each.group == group; });
  };
  BOOST_TEST(of_group("oidc") == 57);
  BOOST_TEST(of_group("fapi2") >= 42);
  BOOST_TEST(of_group("own") >= 267);
}

BOOST_AUTO_TEST_CASE(pass_a_client_that_does_right) {
  for (const auto& module : mock_idp::all_modules()) {
    if (!can_be_tried(module)) continue;
    for (const char* type : {"code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"}) {
      // Ours differ little between the types, so one each will do.
      if (!module.applies_to(type) || (module.group != "oidc" && type != std::string_view(type_for(module)))) continue;
      const auto report = judged(module, type, manner::right);
      const bool is_right = report.result == verdict::passed || report.result == verdict::review;
      BOOST_TEST(is_right, module.id << " with " << type << ": " << name_of(report.result) << ": " << reasons_of(report));
    }
  }
}

BOOST_AUTO_TEST_CASE(fail_a_client_that_believes_everything) {
  for (const auto& module : mock_idp::all_modules()) {
    if (!can_be_tried(module) || module.outcome != outcome::reject) continue;
    const auto report = judged(module, type_for(module), manner::credulous);
    // What happens after a userinfo response, and what a browser's return from a logout leads to, is seen inside the client alone.
    const bool is_seen_inside = module.expects.find("userinfo response") != std::string_view::npos ||
                                module.needs_word("introspection") || module.needs_word("logout_state");
    if (module.needs_word("front_channel_logout")) {
      BOOST_TEST((report.result == verdict::review), module.id << ": " << name_of(report.result));
      continue;
    }
    const bool is_skipped = module.id.find("-invalid-sig-") != std::string_view::npos && module.group == "oidc";
    const auto wanted = is_seen_inside ? verdict::passed : is_skipped ? verdict::skipped : verdict::failed;
    BOOST_TEST((report.result == wanted), module.id << ": " << name_of(report.result) << ": " << reasons_of(report));
  }
}

BOOST_AUTO_TEST_CASE(do_not_pass_a_client_that_does_nothing) {
  for (const auto& module : mock_idp::all_modules()) {
    if (module.id.find("-discovery-") != std::string_view::npos || module.id.find("-metadata-") != std::string_view::npos) continue;
    if (!can_be_tried(module)) continue;
    const auto report = judged(module, type_for(module), manner::idle);
    BOOST_TEST((report.result == verdict::waiting), module.id << ": " << name_of(report.result));
  }
}

BOOST_AUTO_TEST_CASE(fail_a_bad_signature_in_the_browser_that_is_believed) {
  const auto* module = mock_idp::module_named("oidcc-client-test-invalid-sig-rs256");
  BOOST_TEST((judged(*module, "code id_token", manner::credulous).result == verdict::failed));
  BOOST_TEST((judged(*module, "id_token token", manner::credulous).result == verdict::failed));
}

BOOST_AUTO_TEST_CASE(want_the_resource_asked_between_refreshes) {
  const auto verdict_on = [](const mock_idp::module_entry& module, std::string_view order) {
    mock_idp::evidence seen;
    for (const char each : order) {
      mock_idp::recorded_request request{.method = "POST", .path = each == 'u' ? "/userinfo" : "/resource", .parameters = {}};
      if (each == 'f') request = {.method = "POST", .path = "/token", .parameters = parameters_of("grant_type", "refresh_token")};
      seen.requests.push_back(std::move(request));
    }
    seen.notes.push_back({mock_idp::note_kind::fact, "the resource was given out"});
    return module.judge(seen).result;
  };
  for (const auto* id :
       {"fapi2-security-profile-final-client-refresh-token-test", "fapi1-advanced-final-client-refresh-token-test"}) {
    const auto& module = *mock_idp::module_named(id);
    BOOST_TEST((verdict_on(module, "rfrfr") == verdict::passed), id);
    for (const auto* order : {"", "ff", "ffr", "ffu", "rff", "rffr", "rfrf", "rrrff", "ufufu"})
      BOOST_TEST((verdict_on(module, order) == verdict::waiting), id << ": " << order);
  }
}

BOOST_AUTO_TEST_CASE(demand_nonces_where_that_is_what_they_are_about) {
  const auto demands = [](const char* id) {
    mock_idp::provider_options options;
    mock_idp::module_named(id)->prepare(options);
    return options.services.demands_dpop_nonce && options.services.demands_dpop_nonce_at_resources;
  };
  BOOST_TEST(demands("fapi2-security-profile-final-client-test-happy-path"));
  BOOST_TEST(!demands("fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce"));
}

BOOST_AUTO_TEST_CASE(take_a_silence_for_an_end_only_after_a_while) {
  const auto* module = mock_idp::module_named("oidcc-client-test-invalid-iss");
  const own_server own(400);
  auto options = options_for(*module, "code", own);
  options.verdict_delay = std::chrono::hours(1);
  provider at(options);
  client(at, *module, "code", manner::right, own).run();
  BOOST_TEST((at.judge().result == verdict::waiting));
}

BOOST_AUTO_TEST_CASE(fail_a_client_that_takes_one_response_twice) {
  const auto* module = mock_idp::module_named("rowclaim-response-twice");
  BOOST_TEST((judged(*module, "code", manner::credulous).result == verdict::failed));
  BOOST_TEST((judged(*module, "id_token token", manner::credulous).result == verdict::failed));
}

BOOST_AUTO_TEST_CASE(count_how_often_unknown_keys_are_fetched_for) {
  const auto* module = mock_idp::module_named("rowclaim-jwks-unknown-kid-storm");
  // One sign-in after another with so many fetches in each.
  const auto judge = [&](std::array<int, 6> fetches, bool is_last_done) {
    auto seen = with_requests({"/.well-known/openid-configuration"});
    for (const int each : fetches) {
      add_request(seen, "/authorize");
      add_request(seen, "/token");
      if (seen.notes.empty()) seen.notes.push_back({mock_idp::note_kind::deed, "", seen.requests.size()});
      for (int i = 0; i != each; ++i) add_request(seen, "/jwks");
    }
    if (is_last_done) add_request(seen, "/userinfo");
    return judge_module(module, seen).result;
  };
  BOOST_TEST((judge({2, 0, 0, 0, 0, 0}, true) == verdict::passed));
  BOOST_TEST((judge({1, 1, 0, 0, 0, 0}, true) == verdict::passed));
  BOOST_TEST((judge({2, 1, 0, 0, 0, 0}, true) == verdict::failed));
  BOOST_TEST((judge({1, 1, 1, 1, 1, 1}, true) == verdict::failed));
  BOOST_TEST((judge({2, 0, 0, 0, 0, 0}, false) == verdict::waiting));
}

BOOST_AUTO_TEST_CASE(fail_a_client_that_forgets_its_good_keys) {
  const auto* module = mock_idp::module_named("rowclaim-jwks-good-and-then-empty");
  auto seen = with_requests({"/authorize", "/token", "/jwks", "/userinfo", "/authorize", "/token"});
  seen.notes.push_back({mock_idp::note_kind::deed, "", seen.requests.size()});
  for (const char* path : {"/jwks", "/authorize", "/token", "/jwks"}) add_request(seen, path);
  BOOST_TEST((judge_module(module, seen).result == verdict::waiting));
  add_request(seen, "/userinfo");
  BOOST_TEST((judge_module(module, seen).result == verdict::passed));
}

BOOST_AUTO_TEST_CASE(fail_a_client_that_lets_its_challenges_be_taken_away) {
  for (const char* id : {"rowclaim-metadata-without-challenge-methods", "rowclaim-metadata-challenge-method-plain"}) {
    const auto* module = mock_idp::module_named(id);
    auto seen = with_requests({"/.well-known/openid-configuration"});
    seen.notes.push_back({mock_idp::note_kind::deed, "", 1});
    for (const char* path : {"/authorize", "/token", "/userinfo"}) add_request(seen, path);
    BOOST_TEST((judge_module(module, seen).result == verdict::failed), id);
    seen.notes.push_back({mock_idp::note_kind::fact, "sent code_challenge", 2});
    BOOST_TEST((judge_module(module, seen).result == verdict::passed), id);
  }
}

BOOST_AUTO_TEST_CASE(refuse_a_response_type_for_which_they_are_not) {
  const auto wrong = [](const char* id, const char* type) {
    mock_idp::provider_options options{.module = id};
    options.variant.response_type = type;
    provider at(options);
  };
  BOOST_CHECK_THROW(wrong("oidcc-client-test-invalid-chash", "code"), std::invalid_argument);
  BOOST_CHECK_THROW(wrong("oidcc-client-test", "token"), std::invalid_argument);
  BOOST_CHECK_THROW(wrong("oidcc-client-tset", "code"), std::invalid_argument);
  BOOST_CHECK_NO_THROW(wrong("oidcc-client-test", "token id_token code"));
}

BOOST_AUTO_TEST_CASE(tell_their_verdict_as_json_without_secrets) {
  const auto* module = mock_idp::module_named("oidcc-client-test");
  const own_server own(200);
  provider at(options_for(*module, "code", own));
  client(at, *module, "code", manner::right, own).run();
  const auto answer = rp::get(at.issuer() + "/verdict");
  const auto told = answer.json();
  BOOST_TEST(told.at("module").as_string() == module->id);
  BOOST_TEST(told.at("verdict").as_string() == "passed");
  BOOST_TEST(told.at("requests").as_array().size() == at.requests().size());
  BOOST_TEST(answer.body.find(rp::code_verifier) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(publish_the_keys_of_the_foundations_provider) {
  const auto* module = mock_idp::module_named("oidcc-client-test");
  const own_server own(200);
  provider at(options_for(*module, "code", own));
  std::map<std::string, int> kinds;
  const auto set = rp::get(at.issuer() + "/jwks").json();
  for (const auto& key : set.at("keys").as_array()) {
    const auto& jwk = key.as_object();
    const auto curve = mock_idp::text_in(jwk, "crv");
    ++kinds[mock_idp::text_in(jwk, "use") + ' ' + mock_idp::text_in(jwk, "kty") + (curve.empty() ? "" : ' ' + curve)];
    BOOST_TEST(!mock_idp::text_in(jwk, "kid").empty());
    BOOST_TEST((mock_idp::text_in(jwk, "use") == "enc" || !jwk.contains("alg")));
  }
  const std::map<std::string, int> wanted{{"sig RSA", 2},         {"sig EC P-256", 2}, {"sig EC secp256k1", 1},
                                          {"sig OKP Ed25519", 1}, {"enc RSA", 1},      {"enc EC P-256", 1}};
  BOOST_TEST((kinds == wanted));
}

BOOST_AUTO_TEST_CASE(sign_with_the_key_whose_coordinate_is_short) {
  const own_server own(400);
  provider at(options_for(*mock_idp::module_named("rowclaim-jwks-short-coordinate"), "code id_token", own));
  const auto url = rp::authorization_url(at, {{"response_type", "code id_token"}});
  const auto next = at.answer(url, mock_idp::module_user);
  const auto token = mock_idp::parse_form(next.url.substr(next.url.find('#') + 1)).value().value("id_token");
  auto jwk = rp::key_for(at, token);
  const auto x = mock_idp::decode_base64url(mock_idp::text_in(jwk, "x")).value();
  BOOST_TEST(x.size() == 31U);
  // Whoever puts the byte back takes the token.
  jwk["x"] = mock_idp::base64url('\0' + x);
  BOOST_TEST(rp::is_signed_by(token, jwk));
}

BOOST_AUTO_TEST_CASE(send_to_the_loopback_interface_alone) {
  BOOST_TEST(mock_idp::get("http://192.0.2.1/").failure == "the URL is not of the loopback interface");
  BOOST_TEST(mock_idp::get("ftp://127.0.0.1/").failure == "the URL is neither http nor https");
  BOOST_TEST(mock_idp::get("http://127.0.0.1:1/").failure == "nobody listens there");
  const provider at({.tls = true});
  BOOST_TEST(mock_idp::get(at.issuer() + "/jwks").status == 200);
  BOOST_TEST(mock_idp::send({.url = at.issuer() + "/jwks", .ca_certificate_pem = at.ca_certificate_pem()}).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
