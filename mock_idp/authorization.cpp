// SPDX-License-Identifier: BSL-1.0
// The rules of the authorization request (RFC 6749 4.1.1, RFC 7636, OpenID Connect Core 3.1.2, 3.2.2 and 3.3.2) and what answers it.
#include "authorization.hpp"

#include "digest.hpp"
#include "id_token.hpp"
#include "jwt.hpp"
#include "pushed_request.hpp"
#include "requested_claims.hpp"
#include "words.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace mock_idp {
namespace {

namespace json = boost::json;

bool has_only_known_prompts(std::string_view prompt) {
  constexpr std::array<std::string_view, 4> known{"none", "login", "consent", "select_account"};
  const auto words = words_of(prompt);
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return std::find(known.begin(), known.end(), word) != known.end(); });
}

bool is_s256_challenge(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.size() == 43 && text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// OpenID Connect Core 5.5: an object whose members "id_token" and "userinfo", if there, are objects of nulls and objects.
std::optional<json::object> claims_parameter(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  for (const auto* place : {"id_token", "userinfo"}) {
    const auto* asked = value.get_object().if_contains(place);
    if (!asked) continue;
    if (!asked->is_object()) return std::nullopt;
    for (const auto& [name, how] : asked->get_object())
      if (!how.is_null() && !how.is_object()) return std::nullopt;
  }
  return std::move(value.get_object());
}

// RFC 8707 allows it.
std::optional<std::string> repeated_in(const parameter_list& sent) {
  parameter_list single;
  for (const auto& [name, value] : sent)
    if (name != "resource") single.add(name, value);
  return single.repeated();
}

bool is_registered(const client& party, const response_content& content) {
  const auto& all = party.response_types;
  return all.empty() ||
         std::any_of(all.begin(), all.end(), [&](const std::string& each) { return response_content_named(each) == content; });
}

std::optional<protocol_problem> problem_with_challenge(const client& party, const response_content& content,
                                                       const parameter_list& sent) {
  if (sent.has("code_challenge")) {
    if (sent.value("code_challenge_method") != "S256")
      return protocol_problem{"invalid_request", "code_challenge_method must be S256"};
    if (!is_s256_challenge(sent.value("code_challenge")))
      return protocol_problem{"invalid_request", "code_challenge is not the base64url of a SHA-256 hash"};
  } else if (party.must_use_pkce && content.code) {
    return protocol_problem{"invalid_request", "this client must send a code_challenge"};
  }
  return std::nullopt;
}

// What is wrong with a request whose client, redirect URI and response type are in order.
std::optional<protocol_problem> find_problem(const client& party, const response_content& content, const parameter_list& sent) {
  const auto invalid = [](std::string why) { return protocol_problem{"invalid_request", std::move(why)}; };
  if (!is_registered(party, content))
    return protocol_problem{"unauthorized_client", "the client is not registered for this response_type"};
  if (sent.has("response_mode") && !response_mode_named(sent.value("response_mode"), content))
    return invalid("response_mode is not known, or shows tokens in a query");
  if (!has_word(sent.value("scope"), "openid")) return protocol_problem{"invalid_scope", "scope must contain openid"};
  if (auto problem = problem_with_challenge(party, content, sent)) return problem;
  // Core 3.2.2.1, 3.3.2.1.
  if (content.id_token && sent.value("nonce").empty()) return invalid("nonce is required with this response_type");
  const auto prompt = sent.value("prompt");
  if (!has_only_known_prompts(prompt)) return invalid("prompt has an unknown value");
  if (has_word(prompt, "none") && prompt != "none") return invalid("prompt=none stands alone");
  if (sent.has("max_age") && !whole_number(sent.value("max_age"))) return invalid("max_age is not a number of seconds");
  if (sent.has("claims") && !claims_parameter(sent.value("claims")))
    return invalid("claims is not as OpenID Connect Core 5.5 has it");
  return std::nullopt;
}

bool is_on_this_machine(std::string_view uri) {
  return uri.starts_with("http://127.0.0.1") || uri.starts_with("http://localhost") || uri.starts_with("http://[::1]");
}

// What no answer tells the client, but a verdict does. Requires: a request that is in order.
void note_manners(const provider_state& provider, const response_content& content, const parameter_list& sent) {
  const auto fail = [&](std::string what) { provider.note(note_kind::failure, "authorization request: " + std::move(what)); };
  const auto warn = [&](const char* what) { provider.note(note_kind::warning, std::string("authorization request: ") + what); };
  const auto nonce = sent.value("nonce");
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  if (nonce.find_first_not_of(unreserved) != std::string::npos) warn("the nonce has characters that are not safe in a URL");
  if (nonce.size() > 43) warn("the nonce is longer than 43 characters");
  const auto redirect_uri = sent.value("redirect_uri");
  if (redirect_uri.find('#') != std::string::npos) fail("redirect_uri has a fragment");
  if (content.name() != "code" && redirect_uri.starts_with("http://") && !is_on_this_machine(redirect_uri))
    fail("redirect_uri is not https");
}

// Of a test with a variant: that the client was told the same.
void note_variant(const provider_state& provider, const response_content& content, const parameter_list& outside,
                  const parameter_list& sent) {
  const auto& options = provider.options;
  if (options.module.empty()) return;
  const auto fail = [&](const char* what) { provider.note(note_kind::failure, std::string("authorization request: ") + what); };
  if (response_content_named(options.variant.response_type) != content) fail("response_type is not the one of the test");
  if (options.variant.response_mode == "form_post" && sent.value("response_mode") != "form_post")
    fail("response_mode is not form_post, as the test has it");
  const bool is_pushed = pushed_requests::is_request_uri(outside.value("request_uri"));
  if (options.variant.request_type == "plain_http_request" && outside.has("request")) fail("it carries a Request Object");
  if (options.variant.request_type == "request_object" && !outside.has("request") && !is_pushed)
    fail("it carries no Request Object");
  if (options.variant.request_type == "request_uri" && !outside.has("request_uri")) fail("it carries no request_uri");
  // But where the error is what is tested.
  const bool wants_error = options.module == "oidcc-client-test-form-post-error";
  if (sent.value("max_age") == "0" && has_word(sent.value("prompt"), "none") && !wants_error)
    fail("max_age=0 with prompt=none has no answer");
}

// Whether the redirect URI is one of the client's (RFC 6749 3.1.2.3), and what may be told there.
std::optional<return_path> way_back(const client& party, const std::string& client_id, const parameter_list& sent) {
  const auto redirect_uri = sent.value("redirect_uri");
  const auto& registered = party.redirect_uris;
  if (std::find(registered.begin(), registered.end(), redirect_uri) == registered.end()) return std::nullopt;
  return_path back{.client_id = client_id, .redirect_uri = redirect_uri};
  // A state that came twice is not one to send back.
  if (sent.has("state") && repeated_in(sent) != "state") back.state = sent.value("state");
  const auto content = response_content_named(sent.value("response_type")).value_or(response_content{.code = true});
  back.mode = response_mode_named(sent.value("response_mode"), content).value_or(default_mode(content));
  return back;
}

authorization_refusal refused(const provider_state& provider, std::optional<return_path> back, protocol_problem problem) {
  provider.note(note_kind::failure, "authorization request: " + problem.error + ", " + problem.description);
  return {std::move(back), std::move(problem.error), std::move(problem.description)};
}

using checked_request = std::variant<authorization_request, authorization_refusal>;

// Requires: the client exists; the parameters are those that count.
checked_request check_resolved(const provider_state& provider, const std::string& client_id, const parameter_list& outside,
                               const parameter_list& sent) {
  const auto& party = provider.options.clients.find(client_id)->second;
  auto back = way_back(party, client_id, sent);
  if (!back)
    return refused(
        provider, std::nullopt,
        {"invalid_request", "The redirect_uri \"" + sent.value("redirect_uri") + "\" is not registered for this client."});
  if (const auto name = repeated_in(sent))
    return refused(provider, back, {"invalid_request", "the parameter " + *name + " came more than once"});
  if (!sent.has("response_type")) return refused(provider, back, {"invalid_request", "response_type is missing"});
  const auto content = response_content_named(sent.value("response_type"));
  if (!content) return refused(provider, back, {"unsupported_response_type", "response_type must be one that signs somebody in"});
  if (auto problem = find_problem(party, *content, sent)) return refused(provider, back, std::move(*problem));
  note_manners(provider, *content, sent);
  note_variant(provider, *content, outside, sent);
  note_parameters(provider, sent);

  authorization_request request{.back = *back,
                                .content = *content,
                                .scope = sent.value("scope"),
                                .nonce = sent.value("nonce"),
                                .code_challenge = sent.value("code_challenge"),
                                .prompt = sent.value("prompt"),
                                .max_age = sent.has("max_age") ? whole_number(sent.value("max_age")) : party.default_max_age,
                                .login_hint = sent.value("login_hint"),
                                .id_token_hint = sent.value("id_token_hint"),
                                .acr_values = sent.value("acr_values"),
                                .dpop_key = sent.value("dpop_jkt"),
                                .requested_claims = claims_parameter(sent.value("claims")).value_or(json::object()),
                                .pushed_uri = {}};
  request.wants_auth_time = request.max_age || party.require_auth_time;
  if (request.acr_values.empty())
    for (const auto& each : party.default_acr_values) request.acr_values += request.acr_values.empty() ? each : ' ' + each;
  return request;
}

// Core 11: without a code there is no refresh token to ask for.
std::string granted_scope(const authorization_request& request) {
  if (request.content.code) return request.scope;
  std::string scope;
  for (const auto word : words_of(request.scope))
    if (word != "offline_access") scope += scope.empty() ? std::string(word) : ' ' + std::string(word);
  return scope;
}

}  // namespace

bool authorization_request::has_prompt(std::string_view value) const { return has_word(prompt, value); }

checked_request check_authorization_request(provider_state& provider, const parameter_list& sent) {
  const auto unsafe = [&](std::string why) { return refused(provider, std::nullopt, {"invalid_request", std::move(why)}); };
  const auto repeated = repeated_in(sent);
  if (repeated == "client_id" || repeated == "redirect_uri") return unsafe("The parameter " + *repeated + " came more than once.");
  const auto client_id = sent.value("client_id");
  const auto found = provider.options.clients.find(client_id);
  if (found == provider.options.clients.end()) return unsafe("No client has the client_id \"" + client_id + "\".");
  const auto must_push = found->second.require_pushed_authorization_requests;

  // Where an error goes while the parameters that count are not known.
  const auto outside = way_back(found->second, client_id, sent);
  const auto uri = sent.value("request_uri");
  if (pushed_requests::is_request_uri(uri)) {
    const auto pushed = provider.pushed.find(uri, client_id, provider.now());
    if (!pushed) return refused(provider, outside, {"invalid_request_uri", "this request was not pushed, or is over"});
    auto checked = check_resolved(provider, client_id, sent, *pushed);
    if (auto* request = std::get_if<authorization_request>(&checked)) request->pushed_uri = uri;
    return checked;
  }
  if (must_push) return refused(provider, outside, {"invalid_request", "this client must push its requests"});
  // So that a repeated parameter is not resolved.
  if (repeated) return check_resolved(provider, client_id, sent, sent);
  auto resolved = resolve_request(provider, client_id, sent, sent_by::browser);
  if (auto* problem = std::get_if<protocol_problem>(&resolved)) return refused(provider, outside, std::move(*problem));
  if (!provider.options.clients.contains(client_id)) return unsafe("The client is gone.");
  return check_resolved(provider, client_id, sent, std::get<parameter_list>(resolved));
}

std::variant<parameter_list, protocol_problem> check_pushed_request(provider_state& provider, const std::string& client_id,
                                                                    const parameter_list& sent) {
  const auto wrong = [&](protocol_problem problem) {
    provider.note(note_kind::failure, "pushed request: " + problem.error + ", " + problem.description);
    return problem;
  };
  if (const auto name = repeated_in(sent)) return wrong({"invalid_request", "the parameter " + *name + " came more than once"});
  if (sent.has("client_id") && sent.value("client_id") != client_id)
    return wrong({"invalid_request", "client_id is not the client that authenticated"});
  auto resolved = resolve_request(provider, client_id, sent, sent_by::client);
  if (auto* problem = std::get_if<protocol_problem>(&resolved)) return wrong(std::move(*problem));
  if (!provider.options.clients.contains(client_id)) return wrong({"invalid_client", "the client is gone"});
  auto& parameters = std::get<parameter_list>(resolved);
  parameter_list outside;
  outside.add("request_uri", "urn:ietf:params:oauth:request_uri:");
  auto checked = check_resolved(provider, client_id, outside, parameters);
  if (auto* refusal = std::get_if<authorization_refusal>(&checked))
    return protocol_problem{std::move(refusal->error), std::move(refusal->description)};
  return std::move(parameters);
}

bool wants_another_person(const provider_state& provider, const authorization_request& request, const std::string& user_name) {
  const auto subject = subject_of(user_name, provider.options.users.find(user_name)->second);
  if (!request.id_token_hint.empty()) {
    const auto hint = parse_signed_jwt(request.id_token_hint);
    if (!hint || text_in(hint->claims, "sub") != subject) return true;
  }
  const auto asked = requested_claims(request.requested_claims, "id_token");
  const auto* sub = asked.if_contains("sub");
  const auto wanted = sub && sub->is_object() ? text_in(sub->get_object(), "value") : std::string();
  return !wanted.empty() && wanted != subject;
}

browser_request answer_with_grant(provider_state& provider, const authorization_request& request, session signed_in) {
  provider.pushed.use_up(request.pushed_uri);
  if (provider.does(misbehaviour::error_in_callback))
    return answer_with_error(provider, {request.back, "access_denied", "the provider misbehaves"});
  if (wants_another_person(provider, request, signed_in.user_name))
    return answer_with_error(provider, {request.back, "login_required", "another person than the one asked for is signed in"});
  grant given{.client_id = request.back.client_id,
              .redirect_uri = request.back.redirect_uri,
              .user_name = signed_in.user_name,
              .scope = granted_scope(request),
              .nonce = request.nonce,
              .code_challenge = request.code_challenge,
              .authenticated_at = signed_in.authenticated_at,
              .session_id = signed_in.id,
              .requested_claims = request.requested_claims,
              .dpop_key = request.dpop_key};
  // Codes and tokens of one sign-in.
  given.family = random_text(12);
  given.response_type = request.content.name();
  given.acr_values = request.acr_values;
  given.wants_auth_time = request.wants_auth_time;

  parameter_list answer;
  token_companions beside{.when = occasion::front_channel, .state = request.back.state.value_or("")};
  if (request.content.code) {
    beside.code = provider.given.issue_code(given, provider.now() + provider.options.valid_for.code.count());
    answer.add("code", beside.code);
  }
  if (request.content.token) {
    const auto lifetime = provider.options.valid_for.access_token.count();
    // Through the browser comes no proof of possession, so this token is a bearer token.
    auto bearer = given;
    bearer.dpop_key.clear();
    beside.access_token = provider.given.issue_access_token(bearer, provider.now(), provider.now() + lifetime);
    answer.add("access_token", beside.access_token);
    answer.add("token_type", "Bearer");
    answer.add("expires_in", std::to_string(lifetime));
    answer.add("scope", given.scope);
  }
  if (request.content.id_token) answer.add("id_token", make_id_token(provider, given, beside));
  return send_back(provider, request.back, std::move(answer), signed_in.id);
}

browser_request answer_with_error(provider_state& provider, const authorization_refusal& refusal) {
  parameter_list answer;
  answer.add("error", refusal.error);
  answer.add("error_description", refusal.description);
  return send_back(provider, refusal.back.value(), std::move(answer));
}

browser_request unsolicited_answer(provider_state& provider, std::string_view client_id) {
  const auto party = provider.options.clients.find(client_id);
  if (party == provider.options.clients.end() || party->second.redirect_uris.empty())
    throw std::invalid_argument("no client has the client_id " + std::string(client_id));
  const auto& person = provider.options.automatic_user;
  if (!provider.options.users.contains(person)) throw std::invalid_argument("there is no automatic_user to be signed in");
  const auto content = response_content_named(provider.options.variant.response_type).value_or(response_content{.code = true});
  authorization_request request{};
  request.back = {.client_id = party->first,
                  .redirect_uri = party->second.redirect_uris.front(),
                  .state = random_text(24),
                  .mode = default_mode(content)};
  request.content = content;
  request.scope = "openid";
  request.nonce = random_text(24);
  if (provider.options.variant.response_mode == "form_post") request.back.mode.where = response_mode::place::form_post;
  provider.do_deed();
  return answer_with_grant(provider, request, {person, provider.now(), random_text(12)});
}

browser_request answer_by_script(provider_state& provider, const parameter_list& sent, const std::string& user_name) {
  if (!provider.options.users.contains(user_name)) throw std::invalid_argument("no user has the name " + user_name);
  const auto checked = check_authorization_request(provider, sent);
  if (const auto* refusal = std::get_if<authorization_refusal>(&checked)) {
    if (!refusal->back) throw std::invalid_argument(refusal->description);
    return answer_with_error(provider, *refusal);
  }
  const auto& wanted = std::get<authorization_request>(checked);
  if (wanted.has_prompt("none")) {
    const auto* before = provider.given.find_scripted(user_name);
    if (!before || !wanted.accepts_authentication_at(before->authenticated_at, provider.now()))
      return answer_with_error(provider, {wanted.back, "login_required", "nobody is signed in, or not recently enough"});
    return answer_with_grant(provider, wanted, *before);
  }
  const session begun{user_name, provider.now(), random_text(12)};
  provider.given.remember_scripted(begun);
  return answer_with_grant(provider, wanted, begun);
}

}  // namespace mock_idp
