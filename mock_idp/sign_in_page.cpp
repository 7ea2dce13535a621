// SPDX-License-Identifier: BSL-1.0
// The sign-in page's HTML: self-contained, usable without JavaScript and by screen readers, everything from outside escaped.
#include "sign_in_page.hpp"

namespace mock_idp {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --edge: #8a919e; --accent: #1f5fbf; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --accent: #8ab4f8; --bad: #f2b8b5; } }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { width: min(24rem, 100% - 2rem); padding: 2rem; border: 1px solid var(--edge); border-radius: .75rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input { width: 100%; font: inherit; padding: .6rem; margin-bottom: 1rem; border: 1px solid var(--edge); border-radius: .4rem; }
button { width: 100%; font: inherit; font-weight: 600; padding: .7rem; border: 0; border-radius: .4rem; cursor: pointer;
         background: var(--accent); color: Canvas; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=alert] { border-left: 4px solid var(--bad); color: var(--bad); padding-left: .75rem; }
small { display: block; margin-top: 1.25rem; opacity: .75; }
)";

std::string hidden_input(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + html_escape(name) + "\" value=\"" + html_escape(value) + "\">\n";
}

}  // namespace

std::string to_html(const sign_in_page& page) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Sign in - mock provider</title>\n<style>";
  out += style;
  out += "</style>\n</head>\n<body>\n<main>\n<h1>Sign in</h1>\n<p>to continue to <strong>" + html_escape(page.client_id) +
         "</strong></p>\n";
  if (!page.error.empty()) out += "<p role=\"alert\" id=\"error\">" + html_escape(page.error) + "</p>\n";
  out += "<form method=\"post\" action=\"" + html_escape(page.action) + "\">\n";
  for (const auto& [name, value] : page.authorization_request)
    if (name != "username" && name != "password") out += hidden_input(name, value);
  // The cursor goes to the first field that is still empty.
  const std::string_view described = page.error.empty() ? "" : " aria-describedby=\"error\"";
  const bool knows_user = !page.user_name.empty();
  out +=
      "<label for=\"username\">User name</label>\n<input id=\"username\" name=\"username\" required autocomplete=\"username\" "
      "autocapitalize=\"none\" spellcheck=\"false\" value=\"" +
      html_escape(page.user_name) + '"';
  out += described;
  out += knows_user ? ">\n" : " autofocus>\n";
  out +=
      "<label for=\"password\">Password</label>\n<input id=\"password\" name=\"password\" type=\"password\" required "
      "autocomplete=\"current-password\"";
  out += described;
  out += knows_user ? " autofocus>\n" : ">\n";
  out +=
      "<button type=\"submit\">Sign in</button>\n</form>\n"
      "<small>This is a mock provider for tests. Never enter a real password here.</small>\n</main>\n</body>\n</html>\n";
  return out;
}

}  // namespace mock_idp
