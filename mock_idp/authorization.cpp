// SPDX-License-Identifier: BSL-1.0
// The rules of the authorization request (RFC 6749 4.1.1, RFC 7636, OpenID Connect Core 3.1.2) and of its callback (RFC 9207).
#include "authorization.hpp"

#include "digest.hpp"
#include "requested_claims.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mock_idp {
namespace {

bool has_only_known_prompts(std::string_view words) {
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(' '));
    constexpr std::array<std::string_view, 4> known{"none", "login", "consent", "select_account"};
    if (std::find(known.begin(), known.end(), word) == known.end()) return false;
    words.remove_prefix(std::min(word.size() + 1, words.size()));
  }
  return true;
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

struct problem {
  std::string error;
  std::string description;
};

// What is wrong with a request whose client and redirect URI are in order.
std::optional<problem> find_problem(const client& party, const parameter_list& sent) {
  if (const auto name = sent.repeated()) return problem{"invalid_request", "the parameter " + *name + " came more than once"};
  if (sent.has("request")) return problem{"request_not_supported", "request objects are not supported"};
  if (sent.has("request_uri")) return problem{"request_uri_not_supported", "request objects are not supported"};
  if (!sent.has("response_type")) return problem{"invalid_request", "response_type is missing"};
  if (sent.value("response_type") != "code") return problem{"unsupported_response_type", "response_type must be code"};
  if (sent.has("response_mode") && sent.value("response_mode") != "query")
    return problem{"invalid_request", "response_mode must be query"};
  if (!has_word(sent.value("scope"), "openid")) return problem{"invalid_scope", "scope must contain openid"};
  if (sent.has("code_challenge")) {
    if (sent.value("code_challenge_method") != "S256") return problem{"invalid_request", "code_challenge_method must be S256"};
    if (!is_s256_challenge(sent.value("code_challenge")))
      return problem{"invalid_request", "code_challenge is not the base64url of a SHA-256 hash"};
  } else if (party.must_use_pkce) {
    return problem{"invalid_request", "this client must send a code_challenge"};
  }
  const auto prompt = sent.value("prompt");
  if (!has_only_known_prompts(prompt)) return problem{"invalid_request", "prompt has an unknown value"};
  if (has_word(prompt, "none") && prompt != "none") return problem{"invalid_request", "prompt=none stands alone"};
  if (sent.has("max_age") && !whole_number(sent.value("max_age")))
    return problem{"invalid_request", "max_age is not a number of seconds"};
  return std::nullopt;
}

// State and iss go into every callback, errors included (RFC 6749 4.1.2, RFC 9207 2).
std::string callback(const provider_state& provider, const std::string& redirect_uri, parameter_list answer,
                     const std::optional<std::string>& state) {
  if (provider.does(misbehaviour::wrong_state)) answer.add("state", random_text(16));
  else if (state && !provider.does(misbehaviour::missing_state)) answer.add("state", *state);
  if (provider.does(misbehaviour::wrong_issuer_in_callback)) answer.add("iss", other_issuer);
  else if (!provider.does(misbehaviour::missing_issuer_in_callback)) answer.add("iss", provider.issuer);
  return with_query(redirect_uri, answer);
}

}  // namespace

bool authorization_request::has_prompt(std::string_view value) const { return has_word(prompt, value); }

std::variant<authorization_request, authorization_refusal> check_authorization_request(const provider_state& provider,
                                                                                       const parameter_list& sent) {
  const auto unsafe = [](std::string why) { return authorization_refusal{"", std::nullopt, "invalid_request", std::move(why)}; };
  const auto repeated = sent.repeated();
  if (repeated == "client_id" || repeated == "redirect_uri") return unsafe("The parameter " + *repeated + " came more than once.");
  const auto client = provider.options.clients.find(sent.value("client_id"));
  if (client == provider.options.clients.end()) return unsafe("No client has the client_id \"" + sent.value("client_id") + "\".");
  const auto& registered = client->second.redirect_uris;
  const auto redirect_uri = sent.value("redirect_uri");
  if (std::find(registered.begin(), registered.end(), redirect_uri) == registered.end())
    return unsafe("The redirect_uri \"" + redirect_uri + "\" is not registered for this client.");

  std::optional<std::string> state;
  if (const auto* text = sent.find("state"); text && repeated != "state") state = *text;
  if (auto wrong = find_problem(client->second, sent))
    return authorization_refusal{redirect_uri, state, std::move(wrong->error), std::move(wrong->description)};
  return authorization_request{.client_id = client->first,
                               .redirect_uri = redirect_uri,
                               .state = state,
                               .scope = sent.value("scope"),
                               .nonce = sent.value("nonce"),
                               .code_challenge = sent.value("code_challenge"),
                               .prompt = sent.value("prompt"),
                               .max_age = whole_number(sent.value("max_age")),
                               .login_hint = sent.value("login_hint")};
}

std::string callback_with_code(provider_state& provider, const authorization_request& request, const session& signed_in) {
  if (provider.does(misbehaviour::error_in_callback))
    return callback_with_error(provider, {request.redirect_uri, request.state, "access_denied", "the provider misbehaves"});
  auto code = provider.given.issue_code({.client_id = request.client_id,
                                         .redirect_uri = request.redirect_uri,
                                         .user_name = signed_in.user_name,
                                         .scope = request.scope,
                                         .nonce = request.nonce,
                                         .code_challenge = request.code_challenge,
                                         .authenticated_at = signed_in.authenticated_at,
                                         .session_id = signed_in.id},
                                        provider.now() + provider.options.valid_for.code.count());
  parameter_list answer;
  answer.add("code", std::move(code));
  return callback(provider, request.redirect_uri, std::move(answer), request.state);
}

std::string callback_with_error(const provider_state& provider, const authorization_refusal& refusal) {
  parameter_list answer;
  answer.add("error", refusal.error);
  answer.add("error_description", refusal.description);
  return callback(provider, refusal.redirect_uri, std::move(answer), refusal.state);
}

}  // namespace mock_idp
