// SPDX-License-Identifier: BSL-1.0
// The form post page's HTML: one script, which its policy knows by its hash, and everything from outside escaped.
#include "form_post_page.hpp"

#include "digest.hpp"
#include "encoding.hpp"

namespace mock_idp {
namespace {

constexpr std::string_view script = "document.forms[0].submit()";

}  // namespace

http_response form_post_page(std::string_view action, std::string_view form) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Signed in - mock provider</title>\n</head>\n"
      "<body>\n<form method=\"post\" action=\"" +
      html_escape(action) + "\">\n";
  for (const auto& [name, value] : parse_form(form).value_or(parameter_list()))
    html += "<input type=\"hidden\" name=\"" + html_escape(name) + "\" value=\"" + html_escape(value) + "\">\n";
  html += "<noscript><button type=\"submit\">Continue</button></noscript>\n</form>\n<script>";
  html += script;
  html += "</script>\n</body>\n</html>\n";
  return {.status = 200,
          .content_type = "text/html; charset=utf-8",
          .body = std::move(html),
          .headers = {{"Cache-Control", "no-store"},
                      {"Pragma", "no-cache"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy",
                       "default-src 'none'; script-src 'sha256-" + base64(sha256(script)) + "'; base-uri 'none'"}}};
}

}  // namespace mock_idp
