// SPDX-License-Identifier: BSL-1.0
// Devices without a browser (RFC 8628): the codes for the device, and the page for the person.
#include "client_check.hpp"
#include "digest.hpp"
#include "endpoints.hpp"

#include <algorithm>

namespace mock_idp {
namespace {

// People leave the dash out and use small letters.
std::string as_issued(std::string_view typed) {
  std::string code;
  for (char c : typed) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') continue;
    if (code.size() == 4) code += '-';
    code += c;
  }
  return code;
}

http_response page(int status, std::string_view message, bool is_wrong, std::string_view user_code) {
  std::string body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Connect a device - mock provider</title>\n"
      "<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; } "
      "label { display: block; font-weight: 600; } "
      "input { width: 100%; box-sizing: border-box; font: inherit; padding: .6rem; margin-bottom: 1rem; } "
      "button { font: inherit; padding: .6rem 1rem; }</style>\n</head>\n<body>\n<main>\n<h1>Connect a device</h1>\n";
  if (!message.empty()) {
    body += is_wrong ? "<p role=\"alert\">" : "<p role=\"status\">";
    body += html_escape(message) + "</p>\n";
  }
  body +=
      "<form method=\"post\" action=\"device\">\n<label for=\"user_code\">The code that the device shows</label>\n"
      "<input id=\"user_code\" name=\"user_code\" required autocomplete=\"off\" autocapitalize=\"characters\" value=\"" +
      html_escape(user_code) +
      "\">\n<label for=\"username\">User name</label>\n<input id=\"username\" name=\"username\" required "
      "autocomplete=\"username\">\n"
      "<label for=\"password\">Password</label>\n<input id=\"password\" name=\"password\" type=\"password\" required "
      "autocomplete=\"current-password\">\n"
      "<button type=\"submit\" name=\"decision\" value=\"allow\">Connect</button>\n"
      "<button type=\"submit\" name=\"decision\" value=\"deny\">Refuse</button>\n</form>\n"
      "<p><small>This is a mock provider for tests. Never enter a real password here.</small></p>\n</main>\n</body>\n</html>\n";
  return {.status = status,
          .content_type = "text/html; charset=utf-8",
          .body = std::move(body),
          .headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"}}};
}

}  // namespace

http_response device_authorization_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "POST") return oauth_error(405, "invalid_request", "use POST");
  if (!request.query.empty()) return oauth_error(400, "invalid_request", "parameters belong in the body");
  if (sent.repeated()) return oauth_error(400, "invalid_request", "a parameter came more than once");
  auto checked = check_client(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  const auto& chosen = provider.options.services;
  const auto now = provider.now();
  const auto lifetime = chosen.device_code_lifetime.count();
  const auto codes =
      provider.given.issue_device({.client_id = std::get<checked_client>(checked).client_id, .scope = sent.value("scope")}, now,
                                  now + lifetime, chosen.device_interval.count());
  const auto page_at = provider.issuer + "/device";
  parameter_list code;
  code.add("user_code", codes.user_code);
  return json_response(200, {{"device_code", codes.device_code},
                             {"user_code", codes.user_code},
                             {"verification_uri", page_at},
                             {"verification_uri_complete", with_query(page_at, code)},
                             {"expires_in", lifetime},
                             {"interval", chosen.device_interval.count()}});
}

http_response device_page(provider_state& provider, const http_request& request, const parameter_list& sent) {
  const auto code = as_issued(sent.value("user_code"));
  if (request.method == "GET") return page(200, "", false, code);
  if (request.method != "POST") return error_page(405, "Use GET or POST.");
  const auto person = provider.options.users.find(sent.value("username"));
  if (person == provider.options.users.end() || !is_same_secret(person->second.password, sent.value("password")))
    return page(403, "The user name or the password is wrong.", true, code);
  const bool agrees = sent.value("decision") == "allow";
  if (!provider.given.decide_device(code, person->first, agrees, provider.now()))
    return page(400, "No device waits for this code.", true, code);
  return page(200, agrees ? "The device is connected." : "The device was refused.", false, "");
}

}  // namespace mock_idp
