// SPDX-License-Identifier: BSL-1.0
// Our relying party as an application uses it: discovers, begins, lets the browser go there and back, finishes, and keeps sessions.
#include "client_report.hpp"
#include "registered_client.hpp"
#include "session_page.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/back_channel_logout.hpp>
#include <rowclaim/oidc/claim_sources.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/front_channel_logout.hpp>
#include <rowclaim/oidc/initiated_sign_in.hpp>
#include <rowclaim/oidc/introspection.hpp>
#include <rowclaim/oidc/logout.hpp>
#include <rowclaim/oidc/logout_token.hpp>
#include <rowclaim/oidc/pending_sign_ins.hpp>
#include <rowclaim/oidc/registration.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/session_management.hpp>
#include <rowclaim/oidc/signed_in_sessions.hpp>
#include <rowclaim/oidc/userinfo_endpoint.hpp>
#include <rowclaim/oidc/webfinger.hpp>
#include <rowclaim/policy/authorize.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <mock_idp/http_client.hpp>
#include <mock_idp/module.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace conformance {
namespace {

namespace rc = rowclaim;

// The key of the one session that the application's one browser has.
constexpr std::string_view session_key = "browser";

std::string_view origin_of(std::string_view url) { return url.substr(0, url.find('/', url.find("://") + 3)); }

// The attribute's value in each tag of the provider's page, without its character references.
std::vector<std::string> attributes(std::string_view page, std::string_view before) {
  std::vector<std::string> found;
  for (auto at = page.find(before); at != std::string_view::npos; at = page.find(before, at)) {
    at += before.size();
    std::string value(page.substr(at, page.find('"', at) - at));
    for (auto amp = value.find("&amp;"); amp != std::string::npos; amp = value.find("&amp;", amp + 1)) value.replace(amp, 5, "&");
    found.push_back(std::move(value));
  }
  return found;
}

// Of an application that lets nobody in but its staff, whom the provider names in an array.
struct staff_alone {
  static constexpr auto roles_claims = rc::claims(rc::claim("roles").strings(), rc::claim("groups").strings());
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
};

class client {
 public:
  client(const planned_run& run, mock_idp::provider& at, application& web, const client_urls& urls)
      : run_(run), at_(at), web_(web), urls_(urls), transport_(connection()) {}

  client_report report() && {
    report_.sessions_left = sessions_.size();
    return std::move(report_);
  }

  void run() {
    auto metadata = discover();
    if (!metadata) return refuse(metadata.error());
    auto who = identification(*metadata);
    if (!who) return refuse(who.error());
    client_id_ = who->client_id;
    party_ = std::make_unique<rc::relying_party>(std::move(*metadata), options(std::move(*who)), transport_, clock());
    if (needs("unsolicited_response")) {
      // A browser that began nothing has no cookie.
      const mock_idp::browser_request next = at_.unsolicited_response(client_id_);
      if (finish_waiting(taken_from(next), {})) complain("a response was taken for which nobody asked");
      return;
    }
    // Each begins whatever became of the one before.
    for (int more = needs("sign_ins:6") ? 5 : needs("sign_ins:3") ? 2 : 0; more > 0; --more) sign_in();
    const bool is_begun = needs("initiated_sign_in") ? sign_in_as_initiated() : sign_in();
    if (!is_begun) return;
    if (needs("second_sign_in")) sign_in();
    if (needs("refresh_token")) refresh();
    if (needs("introspection")) ask_about_the_access_token();
    if (needs("other_session")) begin_session_at_another_provider();
    serve_logout();
    if (needs("session_management")) expect_session_check("unchanged");
    if (needs("rp_initiated_logout")) log_out();
    if (needs("op_initiated_logout"))
      for (const std::string& frame : at_.log_out_everywhere(mock_idp::module_user)) load(frame);
    if (needs("session_management")) expect_session_check("changed");
    web_.stop();
  }

 private:
  rc::httplib_options connection() const {
    rc::httplib_options made{.ca_pem = at_.ca_certificate_pem(),
                             .allow_plain_http_on_loopback = at_.issuer().starts_with("http://")};
    if (shows_certificate(run_)) {
      made.client_certificate_pem = client_certificate().certificate_pem;
      made.client_key_pem = rc::secret(client_certificate().private_key_pem);
    }
    return made;
  }

  bool needs(std::string_view word) const { return needs_word(run_, word); }

  void refuse(const rc::error& why) {
    if (!report_.refused.empty()) return;
    report_.refused = rc::name(why.code);
    report_.refused_in = rc::name(why.where);
    report_.detail = why.detail;
    // Whatever a provider says, what we say of it can be shown and logged.
    if (report_.detail.find(client_secret) != std::string::npos) complain("the refusal's detail tells the client's secret");
  }

  void complain(std::string what) { report_.complaints.push_back(std::move(what)); }

  rc::result<rc::provider_metadata> discover() const {
    const std::string authority = at_.issuer().substr(0, at_.issuer().find('/', 8)).substr(at_.issuer().find("://") + 3);
    if (needs("webfinger:acct")) return rc::discover_by_identifier(transport_, "acct:person@" + authority);
    if (needs("webfinger:url")) return rc::discover_by_identifier(transport_, "https://" + authority + "/person");
    return rc::discover(transport_, at_.issuer());
  }

  rc::result<rc::client_identification> identification(const rc::provider_metadata& provider) const {
    const rc::client_authentication method = *rc::client_authentication_named(run_.how.client_auth_type);
    const bool signs = method == rc::client_authentication::private_key_jwt;
    if (run_.how.client_registration == "dynamic_client") {
      const auto registered = rc::register_client(transport_, provider.registration_endpoint, metadata_to_register());
      if (!registered) return registered.error();
      return registered->identification(rc::clock().now(), signs ? std::optional(signing_key()) : std::nullopt);
    }
    rc::client_identification made{.client_id = client_id, .method = method};
    if (!uses_keys_alone(run_.how)) made.client_secret = rc::secret(client_secret);
    if (signs) made.assertion_key = signing_key();
    return made;
  }

  rc::client_metadata metadata_to_register() const {
    boost::json::array keys{client_key().public_jwk()};
    if (run_.how.client_auth_type == "self_signed_tls_client_auth") keys.push_back(client_certificate().jwk);
    rc::client_metadata made{.redirect_uris = {urls_.redirect_uri}, .response_types = {run_.how.response_type}};
    made.token_endpoint_auth_method = run_.how.client_auth_type;
    made.jwks = boost::json::serialize(boost::json::object{{"keys", std::move(keys)}});
    if (run_.how.client_auth_type == "tls_client_auth") made.tls_client_auth_subject_dn = std::string("CN=") + client_id;
    made.id_token_signed_response_alg = rc::name(id_token_algorithm());
    if (needs("signed_userinfo")) made.userinfo_signed_response_alg = "RS256";
    if (run_.how.request_type != "plain_http_request")
      made.request_object_signing_alg = needs("request_object_alg:none") ? "none" : "RS256";
    made.initiate_login_uri = urls_.initiate_login_uri;
    made.post_logout_redirect_uris = {urls_.post_logout_redirect_uri};
    return made;
  }

  static rc::token_decryption decryption() {
    std::vector<rc::decryption_key> keys;
    keys.push_back(rc::read_decryption_jwk(client_encryption_key()).value());
    return {.keys = rc::decryption_key_set(std::move(keys)),
            .management = {rc::key_management::rsa_oaep},
            .encryption = {rc::content_encryption::a256gcm}};
  }

  rc::algorithm id_token_algorithm() const {
    if (needs("id_token_alg:HS256")) return rc::algorithm::hs256;
    return needs("id_token_alg:ES256") ? rc::algorithm::es256 : rc::algorithm::rs256;
  }

  static rc::signing_key signing_key() { return rc::read_signing_jwk(client_key().private_jwk()).value(); }

  rc::relying_party_options options(rc::client_identification who) const {
    rc::relying_party_options made{.client = std::move(who), .redirect_uri = urls_.redirect_uri};
    // The scope profile would bring the claim as well.
    made.scopes = {"openid", "email"};
    if (!needs("claims_request")) made.scopes.push_back("profile");
    if (needs("refresh_token")) made.scopes.push_back("offline_access");
    made.response_type = *rc::response_type_named(run_.how.response_type);
    if (run_.how.response_mode == "form_post") made.response_mode = rc::response_mode::form_post;
    if (needs("signed_response"))
      made.response_mode =
          made.response_type == rc::response_type::code ? rc::response_mode::query_jwt : rc::response_mode::fragment_jwt;
    made.id_token_algorithms = {id_token_algorithm()};
    if (needs("userinfo_by_form")) made.userinfo_token_place = rc::access_token_place::form_body;
    if (needs("signed_userinfo")) made.userinfo_algorithms = {rc::algorithm::rs256};
    if (needs("encrypted_userinfo")) made.userinfo_decryption = decryption();
    if (needs("encrypted_id_token")) made.id_token_decryption = decryption();
    if (needs("encrypted_id_token:A128KW"))
      made.id_token_decryption =
          rc::client_secret_decryption(rc::secret(client_secret), rc::key_management::a128kw, rc::content_encryption::a256cbc_hs512)
              .value();
    if (run_.how.request_type != "plain_http_request") {
      rc::request_object_use& use = made.request_object.emplace();
      if (needs("request_object_alg:none")) use.object.allow_unsigned = true;
      else use.object.key = signing_key();
      if (run_.how.request_type == "request_uri") use.served_below = urls_.request_uri + "/";
    }
    made.post_logout_redirect_uris = {urls_.post_logout_redirect_uri};
    made.pushes_requests = needs("pushed_request");
    if (needs("dpop")) made.dpop = rc::dpop_prover::make().value();
    return made;
  }

  rc::sign_in_request wanted() const {
    rc::sign_in_request request;
    if (needs("prompt_none")) request.prompt = "none";
    if (needs("refresh_token")) request.prompt = "consent";
    if (needs("max_age:3600")) request.max_age = 3600;
    if (needs("claims_request"))
      request.claims = run_.module.ends_with("id-token") ? R"({"id_token":{"name":null}})" : R"({"userinfo":{"name":null}})";
    return request;
  }

  // Where the browser takes the answer: to the client's redirect URI, by one of three ways.
  static rc::authorization_response taken_from(const mock_idp::browser_request& next) {
    return next.method == "POST" ? rc::authorization_response::in_form(next.body, next.url)
                                 : rc::authorization_response::at_url(next.url);
  }

  // The key set as it is now, for the provider changes its keys for encryption as it likes (OpenID Connect Core 10.2.1).
  rc::result<void> encrypt_to_current_key() {
    const auto page = transport_.send({.method = "GET", .url = party_->provider().jwks_uri});
    if (!page) return page.error();
    const auto keys = rc::read_encryption_key_set(page->body);
    if (!keys) return keys.error();
    auto recipient = keys->select(rc::key_management::rsa_oaep, rc::content_encryption::a128cbc_hs256);
    if (!recipient) return recipient.error();
    rc::relying_party_options changed = party_->options();
    changed.request_object->object.encryption.emplace(
        rc::request_object_encryption{.recipient = std::move(*recipient), .management = rc::key_management::rsa_oaep});
    party_ = std::make_unique<rc::relying_party>(party_->provider(), std::move(changed), transport_);
    return {};
  }

  bool sign_in(rc::sign_in_request request) {
    if (needs("encrypted_request"))
      if (auto changed = encrypt_to_current_key(); !changed) return refuse(changed.error()), false;
    auto started = party_->begin_sign_in(std::move(request));
    if (!started) return refuse(started.error()), false;
    // Our client does not ask for what cannot be had, a new sign-in that nobody is asked for; the suite's module does.
    if (needs("max_age:0")) {
      started->url += "&max_age=0";
      report_.remarks.emplace_back(
          "max_age=0 beside prompt=none was put into the request by the harness, not by the relying party");
    }
    if (started->served)
      web_.serve([&](const received& fetch) {
        if (web_.url(fetch.path) != started->served->url) return answered{};
        return answered{.status = 200, .content_type = started->served->content_type, .body = started->served->body};
      });
    const mock_idp::browser_request next = at_.answer(started->url, mock_idp::module_user);
    if (started->served) web_.stop();
    if (needs("response_twice")) return sign_in_by(next, std::move(started->pending));
    return finish(std::move(started->pending), taken_from(next));
  }
  bool sign_in() { return sign_in(wanted()); }

  // As an application with many browsers does it: the response itself says which sign-in it is for.
  bool finish_waiting(const rc::authorization_response& response, std::string_view browser) {
    auto pending = waiting_.take(response, browser);
    if (!pending) return refuse(pending.error()), false;
    return finish(std::move(*pending), response);
  }

  bool sign_in_by(const mock_idp::browser_request& next, rc::pending_sign_in pending) {
    const auto browser = waiting_.keep(std::move(pending), {});
    if (!browser) return refuse(browser.error()), false;
    const bool is_done = finish_waiting(taken_from(next), browser->reveal());
    if (finish_waiting(taken_from(next), browser->reveal())) complain("the response was taken twice");
    return is_done;
  }

  bool finish(rc::pending_sign_in pending, const rc::authorization_response& response) {
    auto done = party_->finish_sign_in(std::move(pending), response);
    if (!done) return refuse(done.error()), false;
    if (needs("aggregated_claims") || needs("distributed_claims"))
      if (auto gathered = gather_claims(*done); !gathered) return refuse(gathered.error()), false;
    if (needs("claims_request") && !has_the_name(*done)) complain("the claim that was asked for is not there");
    if (needs("staff_role")) {
      const auto user = rc::authorize<staff_alone>(*done);
      if (!user) return refuse(user.error()), false;
      if (!user->is_allowed()) return false;
    }
    if (auto begun = sessions_.begin(session_key, done->id_token.facts()); !begun) return refuse(begun.error()), false;
    ++report_.sessions_made;
    signed_in_ = std::move(*done);
    return true;
  }

  bool has_the_name(const rc::signed_in& done) const {
    const bool is_of_token = run_.module.ends_with("id-token");
    const rc::verified_claims& claims = is_of_token ? done.id_token.claims() : done.userinfo->claims();
    return boost::json::parse(claims.json()).as_object().contains("name");
  }

  rc::result<void> gather_claims(const rc::signed_in& done) {
    // The provider of these claims is the provider itself, at an address that the application knows beforehand.
    std::vector<rc::claims_provider> believed;
    believed.push_back(
        {.issuer = at_.issuer(), .keys = party_->keys(), .claims = {"credit_score"}, .endpoint = at_.issuer() + "/claims"});
    const rc::claim_gatherer gatherer({.audience = client_id_}, std::move(believed), transport_);
    const auto gathered = gatherer.gather(done.claims());
    if (!gathered) return gathered.error();
    const boost::json::object united = boost::json::parse(gathered->claims().json()).as_object();
    const boost::json::object shown = boost::json::parse(gathered->unsigned_json()).as_object();
    if (needs("distributed_claims") && !united.contains("credit_score")) {
      complain("the distributed claim is not there");
      for (const rc::refused_claim_source& source : gathered->refused()) complain(std::string(rc::name(source.why.code)));
    }
    // Nobody signed these: they can be shown, and decide nothing.
    if (needs("aggregated_claims") && (!shown.contains("phone_number") || !shown.contains("address")))
      complain("the aggregated claims cannot be shown");
    return {};
  }

  // Its own clock, which can be moved on.
  rc::clock clock() const {
    return {[](const void* later) { return rc::clock().now() + *static_cast<const rc::seconds_since_epoch*>(later); }, &later_};
  }

  void refresh() {
    rc::token_session session = party_->make_session(*signed_in_);
    const auto lacks = [&](const rc::error& why) {
      if (session.is_over()) sessions_.end(session_key);
      refuse(why);
    };
    if (needs("refresh_twice")) {
      // A session does not replace a token that is young, as the resource would refuse the next one as well. This application knows
      // better: the first token has aged, and it asks for the third itself.
      later_ += 30;
      if (const auto status = ask_resource(session); !status) return lacks(status.error());
      else if (*status != 401) return complain("the resource answered " + std::to_string(*status) + " where 401 was due");
      if (auto newest = session.renew(); !newest) return lacks(newest.error());
      if (const auto status = ask_resource(session); !status) return lacks(status.error());
      else if (*status != 200) complain("after two refreshes the resource answers " + std::to_string(*status));
      return;
    }
    auto access = session.renew();
    if (!access) return lacks(access.error());
    const rc::userinfo_endpoint endpoint(party_->provider().userinfo_endpoint);
    const auto more = endpoint.fetch(party_->channel(), access->access_token, access->token_type, signed_in_->id_token);
    if (!more) return refuse(more.error());
  }

  // As a resource server would, which here is the client itself.
  void ask_about_the_access_token() {
    rc::introspector introspector(party_->channel(), party_->provider().introspection_endpoint, {.audience = client_id_},
                                  rc::signed_introspection{.keys = party_->keys()});
    const auto known = introspector.introspect(signed_in_->access_token.reveal());
    if (!known) return refuse(known.error());
    if ((*known)->subject() != signed_in_->id_token.subject()) complain("the access token is somebody else's");
  }

  void begin_session_at_another_provider() {
    const rc::token_facts facts{.issuer = mock_idp::other_session_issuer,
                                .subject = signed_in_->id_token.subject(),
                                .session_id = mock_idp::other_session,
                                .issued_at = signed_in_->id_token.facts().issued_at};
    if (auto begun = sessions_.begin("another browser", facts); !begun) return refuse(begun.error());
    ++report_.sessions_made;
  }

  rc::result<int> ask_resource(rc::token_session& session) const {
    const auto answer =
        session.request({.url = at_.issuer() + (shows_certificate(run_) ? "/mtls/resource" : "/resource")}, rc::step::userinfo);
    if (!answer) return answer.error();
    return answer->status;
  }

  // Section 4: the browser comes to the application's address because somebody else sent it.
  bool sign_in_as_initiated() {
    std::optional<rc::result<rc::initiated_sign_in>> read;
    web_.serve([&](const received& request) {
      if (urls_.initiate_login_uri != web_.url(request.path)) return answered{};
      read = rc::read_initiated_sign_in(rc_request(request), {.issuers = {at_.issuer()}, .urls = transport_.urls()});
      return answered{.status = *read ? 200 : 400};
    });
    const mock_idp::browser_request next = at_.initiate_sign_in(client_id_);
    load(next.url);
    web_.stop();
    if (!read) return complain("nobody came to the initiate_login_uri"), false;
    if (!*read) return refuse(read->error()), false;
    rc::sign_in_request request = wanted();
    request.login_hint = (*read)->login_hint;
    return sign_in(std::move(request));
  }

  // A view into what was received, which lives on.
  static rc::received_request rc_request(const received& request) {
    return {.method = request.method, .url = request.target, .content_type = request.content_type, .body = request.body};
  }

  static answered answer_of(const rc::http_response& made) {
    answered what{.status = made.status, .body = made.body};
    for (const auto& [name, value] : made.headers) {
      if (name == "Content-Type") what.content_type = value;
      else what.headers.emplace_back(name, value);
    }
    return what;
  }

  // The addresses that the provider was told for logout.
  void serve_logout() {
    if (!needs("back_channel_logout") && !needs("front_channel_logout")) return;
    logout_tokens_ = std::make_unique<rc::logout_token_verifier>(
        rc::logout_token_options{.issuer = at_.issuer(), .audience = client_id_}, party_->keys());
    back_channel_ = std::make_unique<rc::back_channel_logout<rc::signed_in_sessions>>(*logout_tokens_, sessions_);
    web_.serve([this](const received& request) {
      const std::string here = web_.url(request.path);
      if (here == urls_.backchannel_logout_uri) {
        ++notices_;
        const auto ended = back_channel_->take(rc_request(request));
        if (!ended) refuse(ended.error());
        return answer_of(rc::answer_back_channel_logout(ended));
      }
      if (here == urls_.frontchannel_logout_uri) {
        ++notices_;
        const rc::front_channel_logout_options rules{.issuer = at_.issuer()};
        const auto ended = rc::take_front_channel_logout(rc_request(request), sessions_, rules);
        if (!ended) refuse(ended.error());
        auto made = rc::answer_front_channel_logout(ended, rules);
        if (made) return answer_of(*made);
        refuse(made.error());
      }
      return answered{};
    });
  }

  // As a browser loads a frame or follows a link: without looking at what is there.
  static mock_idp::received_answer load(const std::string& url) { return mock_idp::get(url); }

  void log_out() {
    rc::logout_request request{.id_token = &signed_in_->id_token.encoded(),
                               .post_logout_redirect_uri = urls_.post_logout_redirect_uri};
    auto started = party_->begin_logout(std::move(request));
    if (!started) return refuse(started.error());
    // An application ends its own session before all else; where the provider's notice is to do that here, it is left to it.
    const bool is_told = needs("back_channel_logout") || needs("front_channel_logout");
    if (!is_told) sessions_.end(session_key);
    const mock_idp::received_answer page = load(started->url);
    for (const std::string& frame : attributes(page.body, "<iframe src=\"")) load(frame);
    const std::string* location = page.header("Location");
    const std::vector<std::string> links = attributes(page.body, "id=\"continue\" href=\"");
    if (location == nullptr && links.empty()) return complain("the browser does not come back from the logout");
    const std::string& back = location != nullptr ? *location : links.front();
    if (!back.starts_with(urls_.post_logout_redirect_uri)) complain("the browser comes back from the logout to " + back);
    if (auto finished = rc::finish_logout(std::move(*started->pending), back); !finished) refuse(finished.error());
    const std::size_t expected = needs("logout_replay") ? 2 : 1;
    if (is_told && notices_ != expected)
      complain(std::to_string(notices_) + " notices of the logout came instead of " + std::to_string(expected));
  }

  // What the page that we serve asks, and the frame of the provider's answers.
  void expect_session_check(std::string_view expected) {
    constexpr std::string_view silent = "/silent";
    const std::string site(origin_of(urls_.redirect_uri));
    const std::string& frame = party_->provider().check_session_iframe;
    const auto page = rc::make_session_check_page({.check_session_iframe = frame,
                                                   .authorization_endpoint = party_->provider().authorization_endpoint,
                                                   .client_id = client_id_,
                                                   .session_state = signed_in_->session_state,
                                                   .site = site,
                                                   .silent_sign_in = std::string(silent)});
    if (!page) return refuse(page.error());
    const session_question asks = question_in(*page);
    if (asks.frame != frame || asks.frame_origin != origin_of(frame)) complain("the page asks the frame " + asks.frame);
    if (asks.site != site) complain("the page tells " + asks.site);
    const std::string answer = at_.check_session(asks.message, site, mock_idp::module_user);
    if (answer != expected) complain("the session is " + answer + " instead of " + std::string(expected));
    for (std::string& what : complaints_about_script(*page, asks, answer, silent)) complain(std::move(what));
  }

  const planned_run& run_;
  mock_idp::provider& at_;
  application& web_;
  const client_urls& urls_;
  rc::httplib_transport transport_;
  std::string client_id_;
  rc::seconds_since_epoch later_ = 0;
  std::unique_ptr<rc::relying_party> party_;
  rc::signed_in_sessions sessions_;
  rc::sign_ins_in_memory kept_;
  rc::pending_sign_ins<rc::sign_ins_in_memory> waiting_{kept_};
  std::optional<rc::signed_in> signed_in_;
  std::unique_ptr<rc::logout_token_verifier> logout_tokens_;
  std::unique_ptr<rc::back_channel_logout<rc::signed_in_sessions>> back_channel_;
  std::size_t notices_ = 0;
  client_report report_;
};

}  // namespace

client_report run_our_client(const planned_run& run, mock_idp::provider& at, application& web, const client_urls& urls) {
  client ours(run, at, web, urls);
  ours.run();
  return std::move(ours).report();
}

}  // namespace conformance
