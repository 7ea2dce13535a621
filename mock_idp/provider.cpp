// SPDX-License-Identifier: BSL-1.0
// Routing, recording and locking: how requests reach the endpoints, and the scripted sign-in.
#include "provider.hpp"

#include "authorization.hpp"
#include "certificate.hpp"
#include "digest.hpp"
#include "discovery_document.hpp"
#include "endpoints.hpp"
#include "faults.hpp"
#include "form_post_page.hpp"
#include "http_server.hpp"
#include "logout.hpp"
#include "module.hpp"
#include "verdict_endpoint.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace mock_idp {
namespace {

// Where the right answer is found by whoever follows a redirect.
constexpr std::string_view moved = "/moved";
// RFC 7033 4: of the host, not of an issuer.
constexpr std::string_view webfinger_path = "/.well-known/webfinger";

// A page on the Internet can make a browser ask us under its own name (DNS rebinding); only loopback names are ours.
bool is_for_loopback(const http_request& request) {
  const auto* host = request.header("host");
  if (!host) return false;
  const auto name = std::string_view(*host).substr(0, host->rfind(':'));
  return name == "127.0.0.1" || name == "localhost";
}

parameter_list all_parameters(const http_request& request, bool& is_sound) {
  auto all = parse_form(request.query);
  auto form = std::optional<parameter_list>(parameter_list());
  const auto* type = request.header("content-type");
  if (type && type->starts_with("application/x-www-form-urlencoded")) form = parse_form(request.body);
  is_sound = all && form;
  if (!is_sound) return {};
  for (const auto& [name, value] : *form) all->add(name, value);
  return *all;
}

std::string scheme_of(const http_request& request) {
  const auto* header = request.header("authorization");
  return header ? header->substr(0, header->find(' ')) : std::string();
}

endpoint endpoint_at(std::string_view path) {
  if (path == "/.well-known/openid-configuration") return endpoint::discovery;
  if (path == "/jwks" || path.starts_with("/jwks/")) return endpoint::jwks;
  if (path == "/token") return endpoint::token;
  if (path == "/userinfo") return endpoint::userinfo;
  return endpoint::none;
}

http_response document(const http_request& request, boost::json::object content, const alterations::function& alter) {
  if (request.method != "GET") return error_page(405, "Use GET.");
  alter_with(alter, content);
  return json_response(200, content);
}

// Algorithms that somebody is registered for, beside the three that are always published.
std::set<signing_algorithm> algorithms_in_use(const provider_state& state) {
  std::set<signing_algorithm> used{state.options.algorithm};
  const auto use = [&](std::string_view name) {
    if (const auto algorithm = signing_algorithm_named(name)) used.insert(*algorithm);
  };
  for (const auto& [id, party] : state.options.clients) {
    if (party.id_token_signed_response_alg) used.insert(*party.id_token_signed_response_alg);
    use(party.userinfo_signed_response_alg);
    use(party.authorization_signed_response_alg);
    use(party.introspection_signed_response_alg);
  }
  return used;
}

http_response key_set(const provider_state& state, const http_request& request, std::string_view path) {
  if (path != "/jwks" + state.jwks_suffix) return error_page(404, "There is nothing here.");
  const bool encrypts = std::any_of(state.options.clients.begin(), state.options.clients.end(),
                                    [](const auto& each) { return !each.second.request_object_encryption_alg.empty(); });
  const bool has_module = state.module != nullptr;
  return document(request,
                  state.keys.jwks({.wrong = state.options.misbehave,
                                   .also = algorithms_in_use(state),
                                   .with_decoys = has_module,
                                   .with_encryption_keys = has_module || encrypts}),
                  state.options.alter.jwks);
}

http_response begin_at_client(const provider_state& state, const parameter_list& sent) {
  auto id = sent.value("client_id");
  if (id.empty() && state.options.clients.size() == 1) id = state.options.clients.begin()->first;
  try {
    return {.status = 302, .headers = {{"Location", initiated_sign_in(state, id)}}};
  } catch (const std::invalid_argument& why) {
    return error_page(400, why.what());
  }
}

http_response bring_unsolicited(provider_state& state, const parameter_list& sent) {
  try {
    auto next = unsolicited_answer(state, sent.value("client_id"));
    if (next.method == "POST") return form_post_page(next.url, next.body);
    return {.status = 302, .headers = {{"Location", std::move(next.url)}}};
  } catch (const std::invalid_argument& why) {
    return error_page(400, why.what());
  }
}

http_response answer_at(endpoint where, std::string_view path, provider_state& state, const http_request& request,
                        const parameter_list& sent) {
  switch (where) {
    case endpoint::discovery: return document(request, discovery_document(state), state.options.alter.discovery);
    case endpoint::jwks: return key_set(state, request, path);
    case endpoint::token: return token_endpoint(state, request, sent);
    case endpoint::userinfo: return userinfo_endpoint(state, request, sent);
    case endpoint::none: break;
  }
  if (path == "/par") return pushed_request_endpoint(state, request, sent);
  if (path == "/end_session") return end_session_endpoint(state, request, sent);
  if (path == "/check_session") return check_session_page(state, request, sent);
  if (path == "/log_out") return log_out_page(state, sent);
  if (path == "/unsolicited_response") return bring_unsolicited(state, sent);
  if (path == "/initiate_login") return begin_at_client(state, sent);
  if (auto answer = service_endpoint(state, path, request, sent)) return std::move(*answer);
  return error_page(404, "There is nothing here.");
}

}  // namespace

http_response json_response(int status, const boost::json::object& content) {
  return {.status = status,
          .content_type = "application/json",
          .body = boost::json::serialize(content),
          .headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}}};
}

struct provider::implementation {
  provider_state state;
  // Last, so that it stops before anything that its threads use is gone.
  std::unique_ptr<http_server> server;

  static provider_options prepared(provider_options options) {
    if (!options.module.empty()) prepare_module(options);
    return options;
  }

  explicit implementation(provider_options options) : state(prepared(std::move(options))) {
    // The first request may come before the issuer, with its port, is known.
    const std::lock_guard lock(state.mutex);
    const auto& chosen = state.options;
    server = std::make_unique<http_server>(
        http_server::options{
            .port = chosen.port, .tls = chosen.tls, .slow_delay = chosen.slow_delay, .drip_interval = chosen.drip_interval},
        [this](const http_request& request) { return answer(request); });
    state.issuer = (chosen.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(server->port()) + chosen.issuer_path;
    state.module = module_named(chosen.module);
    if (state.module && state.module->begin) state.module->begin(state);
  }

  // Requires: the lock.
  http_response webfinger(const http_request& request) {
    const auto sent = parse_form(request.query);
    if (!sent) return error_page(400, "The parameters are not form-encoded.");
    state.log.add({request.method, std::string(webfinger_path), *sent, scheme_of(request)});
    alter_with(state.on_request, webfinger_path);
    auto response = webfinger_endpoint(state, request, *sent);
    alter_with(state.options.alter.answer, webfinger_path, response);
    return response;
  }

  http_response answer(const http_request& request) {
    if (!is_for_loopback(request)) return error_page(403, "This provider answers on the loopback interface alone.");
    const std::lock_guard lock(state.mutex);
    if (request.path == webfinger_path) return webfinger(request);
    if (!request.path.starts_with(state.options.issuer_path)) return error_page(404, "There is nothing here.");
    auto path = std::string_view(request.path).substr(state.options.issuer_path.size());
    if (path == "/verdict") return verdict_endpoint(state);
    bool is_sound = false;
    const auto sent = all_parameters(request, is_sound);
    state.log.add({request.method, std::string(path), sent, scheme_of(request)});
    alter_with(state.on_request, path);
    // RFC 8705 5: the same endpoints once more.
    if (path.starts_with("/mtls/")) path.remove_prefix(5);
    if (!is_sound) return error_page(400, "The parameters are not form-encoded.");
    if (path == "/authorize") return authorization_endpoint(state, request, sent);

    const bool was_redirected = path.ends_with(moved);
    if (was_redirected) path.remove_suffix(moved.size());
    const auto where = endpoint_at(path);
    auto response = answer_at(where, path, state, request, sent);
    alter_with(state.options.alter.answer, path, response);
    if (where == endpoint::none || was_redirected) return response;
    return with_faults(std::move(response), {.wrong = state.options.misbehave,
                                             .where = where,
                                             .moved_to = state.issuer + std::string(path) + std::string(moved),
                                             .oversized_bytes = state.options.oversized_bytes});
  }

  browser_request sign_in(std::string_view url, std::string_view user_name) {
    const std::lock_guard lock(state.mutex);
    const auto prefix = state.issuer + "/authorize?";
    if (!url.starts_with(prefix)) throw std::invalid_argument("this is not a URL of the provider's authorization endpoint");
    const auto sent = parse_form(url.substr(prefix.size()));
    if (!sent) throw std::invalid_argument("the authorization URL is not form-encoded");
    state.log.add({"GET", "/authorize", *sent, ""});
    alter_with(state.on_request, std::string_view("/authorize"));
    return answer_by_script(state, *sent, std::string(user_name));
  }
};

provider::provider(provider_options options) : implementation_(std::make_unique<implementation>(std::move(options))) {}

provider::~provider() = default;

const std::string& provider::issuer() const { return implementation_->state.issuer; }

std::string provider::ca_certificate_pem() const {
  return implementation_->state.options.tls ? certificate::shared().pem() : std::string();
}

std::string provider::sign_in(std::string_view authorization_url, std::string_view user_name) {
  const auto next = implementation_->sign_in(authorization_url, user_name);
  if (next.method != "GET") throw std::invalid_argument("the response is a form, which answer() gives");
  return next.url;
}

bool provider::approve_device(std::string_view user_code, std::string_view user_name) {
  const std::lock_guard lock(implementation_->state.mutex);
  auto& state = implementation_->state;
  if (!state.options.users.contains(user_name)) throw std::invalid_argument("no user has the name " + std::string(user_name));
  return state.given.decide_device(user_code, user_name, true, state.now());
}

client_registry provider::clients() const {
  const std::lock_guard lock(implementation_->state.mutex);
  return implementation_->state.options.clients;
}

browser_request provider::answer(std::string_view authorization_url, std::string_view user_name) {
  return implementation_->sign_in(authorization_url, user_name);
}

void provider::misbehave(misbehaviour_set wrong) {
  const std::lock_guard lock(implementation_->state.mutex);
  implementation_->state.options.misbehave = wrong;
}

void provider::alter(alterations how) {
  const std::lock_guard lock(implementation_->state.mutex);
  implementation_->state.options.alter = std::move(how);
}

void provider::rotate_keys() {
  const std::lock_guard lock(implementation_->state.mutex);
  implementation_->state.keys.rotate();
}

const signing_key& provider::current_key(signing_algorithm algorithm) const {
  const std::lock_guard lock(implementation_->state.mutex);
  return implementation_->state.keys.current(algorithm);
}

std::vector<recorded_request> provider::requests() const { return implementation_->state.log.all(); }

std::size_t provider::count_requests(std::string_view path) const {
  const auto all = implementation_->state.log.all();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const recorded_request& each) { return each.path == path; }));
}

std::vector<recorded_note> provider::notes() const { return implementation_->state.log.notes(); }

verdict_report provider::judge() const {
  const std::lock_guard lock(implementation_->state.mutex);
  return mock_idp::judge(implementation_->state);
}

std::vector<std::string> provider::log_out_everywhere(std::string_view user_name) {
  const std::lock_guard lock(implementation_->state.mutex);
  return log_out(implementation_->state, std::string(user_name));
}

std::string provider::check_session(std::string_view message, std::string_view origin, std::string_view user_name) {
  const std::lock_guard lock(implementation_->state.mutex);
  const auto* session = implementation_->state.given.find_scripted(user_name);
  auto result = mock_idp::check_session(implementation_->state, message, origin, session ? session->id : std::string());
  implementation_->state.note(note_kind::fact, "the session was polled: " + result);
  return result;
}

browser_request provider::initiate_sign_in(std::string_view client_id) {
  const std::lock_guard lock(implementation_->state.mutex);
  return {.method = "GET", .url = initiated_sign_in(implementation_->state, client_id)};
}

browser_request provider::unsolicited_response(std::string_view client_id) {
  const std::lock_guard lock(implementation_->state.mutex);
  return unsolicited_answer(implementation_->state, client_id);
}

void provider::forget_requests() { implementation_->state.log.clear(); }

bool provider::wait_for_requests(std::size_t count, std::chrono::milliseconds at_most) const {
  return implementation_->state.log.wait_for(count, at_most);
}

}  // namespace mock_idp
