// SPDX-License-Identifier: BSL-1.0
// Authorization responses, good and forged, of every response type and by every way.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/authorization_response.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <utility>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(authorization_response)

namespace {

constexpr const char* issuer = "https%3A%2F%2Fa.example";

rc::pending_sign_in pending(rc::response_type type = rc::response_type::code,
                            std::optional<rc::response_mode> mode = std::nullopt) {
  rc::pending_sign_in made;
  made.issuer = "https://a.example";
  made.redirect_uri = "https://app.example/callback";
  made.state = rc::secret("right");
  made.response_type = type;
  made.response_mode = mode.value_or(default_mode(type));
  return made;
}

rc::provider_metadata provider(bool promises_issuer = false) {
  rc::provider_metadata made;
  made.issuer = "https://a.example";
  made.authorization_response_iss_parameter_supported = promises_issuer;
  return made;
}

/// What came of it, one word a part.
std::string reading(const rc::authorization_response& response, const rc::pending_sign_in& sign_in, bool promises_issuer = false) {
  const auto read = rc::read_authorization_response(response, sign_in, provider(promises_issuer));
  if (!read) return outcome(read.error());
  std::string text;
  const auto add = [&text](std::string_view what, std::string_view value) {
    if (!value.empty()) text.append(text.empty() ? "" : ", ").append(what).append(" ").append(value);
  };
  add("code", read->code.reveal());
  add("id_token", read->id_token.reveal());
  add("access_token", read->access_token.reveal());
  add("expires_in", read->expires_in ? std::to_string(*read->expires_in) : "");
  add("scope", read->scope);
  add("session_state", read->session_state);
  return text;
}

std::string reading(const std::string& url, bool promises_issuer = false) {
  return reading(rc::authorization_response::at_url(url), pending(), promises_issuer);
}

/// The parameters that a response type promises, each written down.
using parameters = std::map<std::string, std::string>;

parameters promised(rc::response_type type) {
  parameters made{{"state", "right"}};
  if (has_code(type)) made["code"] = "c";
  if (has_id_token(type)) made["id_token"] = "i.i.i";
  if (has_token(type)) made.merge(parameters{{"access_token", "a"}, {"token_type", "Bearer"}, {"expires_in", "60"}});
  return made;
}

std::string encoded(const parameters& all) {
  rc::form_parameters form;
  for (const auto& [name, value] : all) form.push_back({name, value});
  return rc::form_encode(form);
}

constexpr rc::response_type every_type[] = {rc::response_type::code,           rc::response_type::id_token,
                                            rc::response_type::id_token_token, rc::response_type::code_id_token,
                                            rc::response_type::code_token,     rc::response_type::code_id_token_token};

}  // namespace

BOOST_AUTO_TEST_CASE(takes_the_code_from_a_url_or_from_path_and_query) {
  BOOST_TEST(reading("https://app.example/callback?code=a%2Bb&state=right") == "code a+b");
  BOOST_TEST(reading("/callback?state=right&code=c#fragment") == "code c");
  BOOST_TEST(reading("/callback?state=right&code=c#_=_") == "code c");
  BOOST_TEST(reading("/callback?state=right&code=c&session_state=x&unknown=1&unknown=2") == "code c, session_state x");
}

BOOST_AUTO_TEST_CASE(a_text_is_a_url) {
  const std::string text = "/callback?state=right&code=c";
  BOOST_TEST(reading(rc::authorization_response(text), pending()) == "code c");
  BOOST_TEST(reading(rc::authorization_response(std::string_view(text)), pending()) == "code c");
  BOOST_TEST(reading(rc::authorization_response(text.c_str()), pending()) == "code c");
  BOOST_TEST(reading(rc::authorization_response("/callback?state=right&code=c"), pending()) == "code c");
}

BOOST_AUTO_TEST_CASE(takes_what_the_response_type_promises_by_each_way) {
  const std::map<rc::response_type, std::string> expected{
      {rc::response_type::code, "code c"},
      {rc::response_type::id_token, "id_token i.i.i"},
      {rc::response_type::id_token_token, "id_token i.i.i, access_token a, expires_in 60"},
      {rc::response_type::code_id_token, "code c, id_token i.i.i"},
      {rc::response_type::code_token, "code c, access_token a, expires_in 60"},
      {rc::response_type::code_id_token_token, "code c, id_token i.i.i, access_token a, expires_in 60"}};
  for (const auto& [type, text] : expected) {
    const std::string body = encoded(promised(type));
    using rc::response_mode;
    BOOST_TEST(reading(rc::authorization_response::in_form(body), pending(type, response_mode::form_post)) == text);
    BOOST_TEST(reading(rc::authorization_response::in_fragment(body), pending(type, response_mode::fragment)) == text);
    BOOST_TEST(reading(rc::authorization_response::in_fragment("#" + body), pending(type, response_mode::fragment)) == text);
    BOOST_TEST(reading(rc::authorization_response::at_url("/callback?x=1#" + body), pending(type, response_mode::fragment)) ==
               text);
  }
}

BOOST_AUTO_TEST_CASE(takes_what_the_response_type_promises_and_nothing_else) {
  const std::map<std::string, std::string> values{{"code", "c"}, {"id_token", "i.i.i"}, {"access_token", "a"}};
  for (const rc::response_type type : every_type) {
    const auto sign_in = pending(type, rc::response_mode::form_post);
    for (const auto& [name, value] : values) {
      parameters changed = promised(type);
      const bool was_promised = changed.erase(name) != 0;
      if (was_promised) {
        for (const bool is_empty : {false, true}) {
          if (is_empty) changed[name] = "";
          BOOST_TEST(reading(rc::authorization_response::in_form(encoded(changed)), sign_in) == name + "_missing in callback");
        }
      } else {
        changed[name] = value;
        BOOST_TEST(reading(rc::authorization_response::in_form(encoded(changed)), sign_in) ==
                   "parameter_unexpected in callback (" + name + ")");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_error_stands_alone) {
  for (const rc::response_type type : every_type) {
    const auto sign_in = pending(type, rc::response_mode::form_post);
    const auto with = [&](const parameters& more) {
      parameters all{{"state", "right"}, {"error", "login_required"}, {"error_description", "x"}};
      all.insert(more.begin(), more.end());
      return reading(rc::authorization_response::in_form(encoded(all)), sign_in);
    };
    BOOST_TEST(with({}) == "provider_refused in callback (login_required)");
    for (const char* name : {"code", "id_token", "access_token"})
      BOOST_TEST(with({{name, "x"}}) == "parameter_unexpected in callback (" + std::string(name) + ")");
  }
}

BOOST_AUTO_TEST_CASE(comes_by_the_way_that_was_asked_for) {
  const std::string body = "state=right&code=c";
  const auto by = [&](rc::response_mode mode, const rc::authorization_response& response) {
    return reading(response, pending(rc::response_type::code, mode));
  };
  using rc::authorization_response;
  using rc::response_mode;
  const std::string in_query = "/callback?" + body;
  const std::string in_fragment = "/callback#" + body;
  BOOST_TEST(by(response_mode::query, in_fragment) == "response_mode_unexpected in callback (fragment)");
  BOOST_TEST(by(response_mode::query, authorization_response::in_form(body)) == "response_mode_unexpected in callback (form_post)");
  BOOST_TEST(by(response_mode::query, authorization_response::in_fragment(body)) ==
             "response_mode_unexpected in callback (fragment)");
  BOOST_TEST(by(response_mode::fragment, in_query) == "response_mode_unexpected in callback (query)");
  BOOST_TEST(by(response_mode::fragment, authorization_response::in_form(body)) ==
             "response_mode_unexpected in callback (form_post)");
  BOOST_TEST(by(response_mode::form_post, in_query) == "response_mode_unexpected in callback (query)");
  BOOST_TEST(by(response_mode::form_post, in_fragment) == "response_mode_unexpected in callback (fragment)");
  // In two ways at once: which of them counts is nothing to guess about.
  BOOST_TEST(by(response_mode::query, in_query + "#id_token=x") == "response_mode_unexpected in callback (fragment)");
  BOOST_TEST(by(response_mode::fragment, "/callback?code=d#" + body) == "response_mode_unexpected in callback (query)");
  BOOST_TEST(by(response_mode::query, in_query + "#response=x") == "response_mode_unexpected in callback (fragment)");
}

BOOST_AUTO_TEST_CASE(believes_nothing_before_the_state) {
  BOOST_TEST(reading("/callback") == "state_missing in callback");
  BOOST_TEST(reading("/callback?code=c") == "state_missing in callback");
  BOOST_TEST(reading("/callback?error=access_denied") == "state_missing in callback");
  for (const char* wrong : {"wrong", "", "righ", "right+", "Right", "right%00"})
    BOOST_TEST(reading("/callback?code=c&state=" + std::string(wrong)) == "state_mismatch in callback");
  BOOST_TEST(reading("/callback?error=access_denied&state=wrong") == "state_mismatch in callback");
}

BOOST_AUTO_TEST_CASE(an_empty_pending_state_matches_nothing) {
  BOOST_TEST(reading(rc::authorization_response("/callback?code=c&state="), rc::pending_sign_in()) == "state_missing in callback");
}

BOOST_AUTO_TEST_CASE(refuses_repeated_parameters) {
  for (const char* name : {"state", "code", "iss", "error", "id_token", "access_token", "token_type", "expires_in", "session_state",
                           "scope", "response"}) {
    const std::string twice = std::string(name) + "=right&" + name + "=right";
    const std::string expected = "parameter_duplicated in callback (" + std::string(name) + ")";
    BOOST_TEST(reading("/callback?" + twice) == expected);
    BOOST_TEST(reading(rc::authorization_response::in_form(twice),
                       pending(rc::response_type::code, rc::response_mode::form_post)) == expected);
    BOOST_TEST(reading(rc::authorization_response::in_fragment(twice), pending(rc::response_type::id_token)) == expected);
  }
  BOOST_TEST(reading("/callback?code=c&state=right&st%61te=right") == "parameter_duplicated in callback (state)");
}

BOOST_AUTO_TEST_CASE(compares_the_issuer_when_it_is_there_and_wants_it_when_promised) {
  const std::string good = "/callback?code=c&state=right";
  BOOST_TEST(reading(good, true) == "response_issuer_missing in callback");
  BOOST_TEST(reading("/callback?error=access_denied&state=right", true) == "response_issuer_missing in callback");
  for (const bool promised : {false, true}) {
    BOOST_TEST(reading(good + "&iss=" + issuer, promised) == "code c");
    BOOST_TEST(reading(good + "&iss=" + issuer + "/", promised) ==
               "response_issuer_mismatch in callback (the one given ends with '/')");
    BOOST_TEST(reading(good + "&iss=", promised) == "response_issuer_mismatch in callback");
    BOOST_TEST(reading("/callback?error=access_denied&state=right&iss=https://b.example", promised) ==
               "response_issuer_mismatch in callback");
  }
}

BOOST_AUTO_TEST_CASE(an_id_token_names_the_issuer_as_well) {
  const auto coming = [](rc::response_type type, const std::string& fragment) {
    return reading(rc::authorization_response::in_fragment(fragment), pending(type), true);
  };
  BOOST_TEST(coming(rc::response_type::id_token, "state=right&id_token=i") == "id_token i");
  BOOST_TEST(coming(rc::response_type::code_id_token, "state=right&code=c&id_token=i") == "code c, id_token i");
  BOOST_TEST(coming(rc::response_type::code_id_token, "state=right&code=c&id_token=i&iss=https://b.example") ==
             "response_issuer_mismatch in callback");
  // Where no token says it, the parameter does.
  BOOST_TEST(coming(rc::response_type::code_id_token, "state=right&code=c") == "response_issuer_missing in callback");
  BOOST_TEST(coming(rc::response_type::code_id_token, "state=right&error=access_denied") == "response_issuer_missing in callback");
  BOOST_TEST(coming(rc::response_type::code_id_token, "state=right&error=access_denied&id_token=i") ==
             "response_issuer_missing in callback");
  BOOST_TEST(coming(rc::response_type::code_token, "state=right&code=c&access_token=a&token_type=Bearer&id_token=i") ==
             "response_issuer_missing in callback");
}

BOOST_AUTO_TEST_CASE(the_address_names_the_issuer_where_nothing_else_does) {
  const std::string elsewhere = "redirect_uri_mismatch in callback";
  const std::string code = "code=c&state=right";
  for (const char* here : {"https://app.example/callback", "http://127.0.0.1:3000/callback", "/callback", "/callback?x=1"})
    BOOST_TEST(reading(std::string(here) + (std::string_view(here).ends_with('1') ? "&" : "?") + code) == "code c", here);
  for (const char* there : {"https://app.example/callback/b", "/callback/", "/Callback", "/call%62ack", "//callback", "/", "",
                            "https://app.example", "x/callback", "/b?/callback"}) {
    const std::string url = std::string(there) + (std::string_view(there).find('?') == std::string_view::npos ? "?" : "&") + code;
    BOOST_TEST(reading(url) == elsewhere, url);
    // A refusal is of its provider as well; the issuer says more than the address.
    BOOST_TEST(reading(url.substr(0, url.find("code=")) + "error=access_denied&state=right") == elsewhere);
    BOOST_TEST(reading(url + "&iss=" + issuer) == "code c");
    BOOST_TEST(outcome(rc::read_authorization_response(url, pending(), provider(), {.allow_rewritten_callback = true})) ==
               "accepted");
  }
  // Where the state is another sign-in's there is nothing to compare with.
  BOOST_TEST(reading("/b?code=c&state=wrong") == "state_mismatch in callback");
}

BOOST_AUTO_TEST_CASE(redirect_uris_may_differ_in_their_queries) {
  const auto coming_to = [](const std::string& redirect_uri, const std::string& address) {
    auto sign_in = pending();
    sign_in.redirect_uri = redirect_uri;
    return reading(rc::authorization_response::at_url(address), sign_in);
  };
  const std::string elsewhere = "redirect_uri_mismatch in callback";
  BOOST_TEST(coming_to("https://app.example/cb?op=a", "/cb?op=a&code=c&state=right") == "code c");
  BOOST_TEST(coming_to("https://app.example/cb?op=a", "/cb?code=c&state=right&op=%61") == "code c");
  BOOST_TEST(coming_to("https://app.example/cb?op=a", "/cb?op=b&code=c&state=right") == elsewhere);
  BOOST_TEST(coming_to("https://app.example/cb?op=a", "/cb?code=c&state=right") == elsewhere);
  BOOST_TEST(coming_to("https://app.example", "/?code=c&state=right") == "code c");
  BOOST_TEST(coming_to("https://app.example?op=a", "/?op=a&code=c&state=right") == "code c");
  BOOST_TEST(coming_to("", "/cb?code=c&state=right") == elsewhere);
  // RFC 8252 7.1: an application is told where its browser came to, with its scheme or without.
  for (const char* address : {"com.example.app:/cb", "/cb"})
    BOOST_TEST(coming_to("com.example.app:/cb", std::string(address) + "?code=c&state=right") == "code c");
  BOOST_TEST(coming_to("com.example.app:/cb", "com.example.app:/b?code=c&state=right") == elsewhere);
  BOOST_TEST(coming_to("https://app.example/a:b", "/a:b?code=c&state=right") == "code c");
}

BOOST_AUTO_TEST_CASE(forms_and_fragments_may_have_an_address) {
  using rc::authorization_response;
  const std::string body = "code=c&state=right";
  for (const auto mode : {rc::response_mode::form_post, rc::response_mode::fragment}) {
    const auto at = [&](std::string_view address) {
      return reading(mode == rc::response_mode::form_post ? authorization_response::in_form(body, address)
                                                          : authorization_response::in_fragment(body, address),
                     pending(rc::response_type::code, mode));
    };
    BOOST_TEST(at("/callback") == "code c");
    BOOST_TEST(at("https://app.example/callback?x=1#y") == "code c");
    BOOST_TEST(at("") == "code c");
    BOOST_TEST(at("/callback/b") == "redirect_uri_mismatch in callback");
  }
  BOOST_TEST(reading("/b#" + body) == "response_mode_unexpected in callback (fragment)");
  BOOST_TEST(reading(authorization_response::at_url("/b#" + body), pending(rc::response_type::code, rc::response_mode::fragment)) ==
             "redirect_uri_mismatch in callback");
  // An ID token in front says whose the response is.
  BOOST_TEST(reading(authorization_response::at_url("/b#id_token=i&state=right"), pending(rc::response_type::id_token)) ==
             "id_token i");
}

BOOST_AUTO_TEST_CASE(names_registered_errors_and_no_others) {
  const auto refused = [](const std::string& code) { return reading("/callback?state=right&error=" + code); };
  BOOST_TEST(refused("access_denied") == "provider_refused in callback (access_denied)");
  BOOST_TEST(refused("login_required") == "provider_refused in callback (login_required)");
  BOOST_TEST(refused("unmet_authentication_requirements") == "provider_refused in callback (unmet_authentication_requirements)");
  BOOST_TEST(refused("canary") == "provider_refused in callback (a code that is not registered)");
  BOOST_TEST(refused("") == "provider_refused in callback (a code that is not registered)");
}

BOOST_AUTO_TEST_CASE(an_access_token_comes_with_its_type_and_its_life) {
  const auto with = [](const char* name, const char* value) {
    parameters all = promised(rc::response_type::id_token_token);
    if (value == nullptr) all.erase(name);
    else all[name] = value;
    return reading(rc::authorization_response::in_fragment(encoded(all)), pending(rc::response_type::id_token_token));
  };
  const std::string good = "id_token i.i.i, access_token a, expires_in 60";
  BOOST_TEST(with("token_type", "bEARER") == good);
  for (const char* wrong : {static_cast<const char*>(nullptr), "", "mac", "DPoP", "Bearer "})
    BOOST_TEST(with("token_type", wrong) == "token_type_unexpected in callback");
  BOOST_TEST(with("expires_in", nullptr) == "id_token i.i.i, access_token a");
  for (const char* beside : {"expires_in", "session_state", "scope"})
    BOOST_TEST(with(beside, "") == (beside == std::string_view("expires_in") ? "id_token i.i.i, access_token a" : good));
  BOOST_TEST(with("expires_in", "9999999999") == "id_token i.i.i, access_token a, expires_in 9999999999");
  for (const char* wrong : {"-1", "+1", "1.5", " 1", "1e3", "99999999999", "0x10"})
    BOOST_TEST(with("expires_in", wrong) == "parameter_malformed in callback (expires_in)");
  for (const char* wrong : {"a b", "a\nb", "\x7f", "\xc3\xa4"})
    BOOST_TEST(with("access_token", wrong) == "parameter_malformed in callback (access_token)");
  BOOST_TEST(with("scope", "openid email") == good + ", scope openid email");
  for (const char* wrong : {"a b", "a\rb"})
    BOOST_TEST(with("session_state", wrong) == "parameter_malformed in callback (session_state)");
}

BOOST_AUTO_TEST_CASE(refuses_malformed_and_huge_responses) {
  BOOST_TEST(reading("/callback?state=right&code=%") == "url_malformed in callback (percent encoding)");
  BOOST_TEST(reading("/callback?state=right&code=%0") == "url_malformed in callback (percent encoding)");
  const std::string huge = "state=right&code=" + std::string(1u << 20, 'a');
  BOOST_TEST(reading("/callback?" + huge) == "url_malformed in callback (too long)");
  BOOST_TEST(reading(rc::authorization_response::in_form(huge), pending(rc::response_type::code, rc::response_mode::form_post)) ==
             "url_malformed in callback (too long)");
  BOOST_TEST(outcome(rc::read_authorization_response("/callback?state=right&code=c", pending(), provider(), {.bytes = 27})) ==
             "url_malformed in callback (too long)");
  BOOST_TEST(outcome(rc::read_authorization_response("/callback?state=right&code=c", pending(), provider(), {.bytes = 28})) ==
             "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
