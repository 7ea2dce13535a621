// SPDX-License-Identifier: BSL-1.0
// Reading discovery documents.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/metadata.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(metadata)

namespace {

json::object usual() {
  return {{"issuer", "https://issuer.example"},
          {"authorization_endpoint", "https://issuer.example/authorize?tenant=1"},
          {"token_endpoint", "https://issuer.example/token"},
          {"jwks_uri", "https://issuer.example/jwks"},
          {"response_types_supported", {"code", "id_token code"}},
          {"subject_types_supported", json::array{"public"}},
          {"id_token_signing_alg_values_supported", json::array{"RS256"}},
          {"something_else", {{"a", 1}}}};
}

std::string with(const char* name, json::value value) {
  json::object document = usual();
  document[name] = std::move(value);
  return outcome(rc::read_provider_metadata(json::serialize(document)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_a_document_and_its_defaults) {
  const auto read = rc::read_provider_metadata(json::serialize(usual()));
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->issuer == "https://issuer.example");
  BOOST_TEST(read->authorization_endpoint == "https://issuer.example/authorize?tenant=1");
  BOOST_TEST(read->userinfo_endpoint == "");
  BOOST_TEST(read->response_types_supported.size() == 2);
  BOOST_TEST(!read->authorization_response_iss_parameter_supported);
}

BOOST_AUTO_TEST_CASE(requires_what_the_specification_requires) {
  for (const char* name : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported",
                           "subject_types_supported", "id_token_signing_alg_values_supported"}) {
    json::object document = usual();
    document.erase(name);
    BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document))) ==
               "metadata_missing_member in discovery (" + std::string(name) + ")");
  }
}

// Every member that is read, in every type that it does not have.
const json::value other_types[] = {json::value(true),
                                   json::value(1),
                                   json::value(-1.5),
                                   json::value("text"),
                                   json::array{"a", 1},
                                   json::array{nullptr},
                                   json::array(1, json::array()),
                                   json::object{{"a", "b"}}};

template <class Table>
void refuses_all(const Table& members, auto is_right) {
  for (const auto& member : members)
    for (const json::value& wrong : other_types)
      if (!is_right(wrong))
        BOOST_TEST(with(member.name.data(), wrong) == "metadata_malformed in discovery (" + std::string(member.name) + ")");
}

BOOST_AUTO_TEST_CASE(refuses_members_of_another_type) {
  const auto is_text = [](const json::value& value) { return value.is_string(); };
  const auto is_flag = [](const json::value& value) { return value.is_bool(); };
  refuses_all(rc::detail::metadata_urls, is_text);
  refuses_all(rc::detail::metadata_lists, [](const json::value&) { return false; });
  refuses_all(rc::detail::metadata_flags, is_flag);
  refuses_all(rc::detail::metadata_true_flags, is_flag);
  for (const json::value& wrong : other_types)
    if (!wrong.is_object())
      BOOST_TEST(with("mtls_endpoint_aliases", wrong) == "metadata_malformed in discovery (mtls_endpoint_aliases)");
  for (const auto& alias : rc::detail::metadata_aliases)
    for (const json::value& wrong : other_types)
      if (!wrong.is_string())
        BOOST_TEST(with("mtls_endpoint_aliases", json::object{{alias.name, wrong}}) ==
                   "metadata_malformed in discovery (" + std::string(alias.name) + ")");
}

// Servers that write out their empty members say null for what they do not have; what is required is then missing.
BOOST_AUTO_TEST_CASE(a_member_that_is_null_is_not_there) {
  json::object document = usual();
  const auto nullify = [&](const auto& table) {
    for (const auto& member : table)
      if (!usual().contains(member.name)) document[member.name] = nullptr;
  };
  nullify(rc::detail::metadata_urls);
  nullify(rc::detail::metadata_pages);
  nullify(rc::detail::metadata_lists);
  nullify(rc::detail::metadata_flags);
  nullify(rc::detail::metadata_true_flags);
  document["mtls_endpoint_aliases"] = nullptr;
  const auto read = rc::read_provider_metadata(json::serialize(document));
  BOOST_REQUIRE_MESSAGE(read.has_value(), outcome(read));
  BOOST_TEST(read->registration_endpoint == "");
  BOOST_TEST(read->scopes_supported.empty());
  BOOST_TEST(!read->require_signed_request_object.is_said());
  BOOST_TEST(read->request_uri_parameter_supported);
  BOOST_TEST(with("mtls_endpoint_aliases", json::object{{"token_endpoint", nullptr}}) == "accepted");
  for (const char* name : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported",
                           "subject_types_supported", "id_token_signing_alg_values_supported"})
    BOOST_TEST(with(name, nullptr) == "metadata_missing_member in discovery (" + std::string(name) + ")");
}

BOOST_AUTO_TEST_CASE(pages_for_people_do_not_cost_the_provider) {
  for (const auto& page : rc::detail::metadata_pages)
    for (const json::value& any : other_types) {
      json::object document = usual();
      document[page.name] = any;
      const auto read = rc::read_provider_metadata(json::serialize(document));
      BOOST_REQUIRE_MESSAGE(read.has_value(), outcome(read));
      BOOST_TEST(((*read).*(page.place)) == (any.is_string() ? "text" : ""));
    }
}

BOOST_AUTO_TEST_CASE(refuses_members_that_are_huge_or_come_twice) {
  const auto members = [](const auto& table, const json::value& right) {
    for (const auto& member : table) {
      const std::string name(member.name);
      BOOST_TEST(with(name.c_str(), json::string(70'000, 'a')) == "json_string_too_long in discovery");
      const std::string text = json::serialize(usual());
      const std::string once = "\"" + name + "\":" + json::serialize(right);
      BOOST_TEST(outcome(rc::read_provider_metadata("{" + once + "," + once + "}")) == "json_duplicate_member in discovery");
    }
  };
  members(rc::detail::metadata_urls, "https://a.example/");
  members(rc::detail::metadata_pages, "https://a.example/");
  members(rc::detail::metadata_lists, json::array{"a"});
  members(rc::detail::metadata_flags, true);
  members(rc::detail::metadata_true_flags, false);
  BOOST_TEST(with("scopes_supported", json::array(2'000'000 / 8, json::value("abcde"))) == "json_too_large in discovery");
}

BOOST_AUTO_TEST_CASE(takes_every_member_to_its_place) {
  json::object document = usual();
  for (const auto& member : rc::detail::metadata_urls)
    if (member.name != "issuer") document[member.name] = "https://issuer.example/" + std::string(member.name);
  for (const auto& member : rc::detail::metadata_pages) document[member.name] = "http://" + std::string(member.name);
  for (const auto& member : rc::detail::metadata_lists) document[member.name] = json::array{member.name};
  for (const auto& member : rc::detail::metadata_flags) document[member.name] = true;
  for (const auto& member : rc::detail::metadata_true_flags) document[member.name] = false;
  json::object aliases{{"something_else", 1}};
  for (const auto& member : rc::detail::metadata_aliases) aliases[member.name] = "https://mtls.example/" + std::string(member.name);
  document["mtls_endpoint_aliases"] = aliases;
  const auto read = rc::read_provider_metadata(json::serialize(document));
  BOOST_REQUIRE_MESSAGE(read.has_value(), outcome(read));
  for (const auto& member : rc::detail::metadata_urls)
    if (member.name != "issuer") BOOST_TEST(((*read).*(member.place)) == "https://issuer.example/" + std::string(member.name));
  for (const auto& member : rc::detail::metadata_pages)
    BOOST_TEST(((*read).*(member.place)) == "http://" + std::string(member.name));
  for (const auto& member : rc::detail::metadata_lists)
    BOOST_TEST(((*read).*(member.place)) == std::vector{std::string(member.name)});
  for (const auto& member : rc::detail::metadata_flags) BOOST_TEST(bool((*read).*(member.place)));
  for (const auto& member : rc::detail::metadata_true_flags) BOOST_TEST(!(((*read).*(member.place))));
  for (const auto& member : rc::detail::metadata_aliases)
    BOOST_TEST((read->mtls_endpoint_aliases.*(member.place)) == "https://mtls.example/" + std::string(member.name));
}

BOOST_AUTO_TEST_CASE(knows_what_missing_members_mean) {
  const rc::provider_metadata silent{.issuer = "https://a.example"};
  BOOST_TEST(silent.supports_response_mode("query"));
  BOOST_TEST(silent.supports_response_mode("fragment"));
  BOOST_TEST(!silent.supports_response_mode("form_post"));
  BOOST_TEST(silent.supports_grant_type("authorization_code"));
  BOOST_TEST(silent.supports_grant_type("implicit"));
  BOOST_TEST(!silent.supports_grant_type("refresh_token"));
  BOOST_TEST(silent.supports_token_endpoint_auth_method("client_secret_basic"));
  BOOST_TEST(!silent.supports_token_endpoint_auth_method("client_secret_post"));
  BOOST_TEST(silent.supports_revocation_endpoint_auth_method("client_secret_basic"));
  BOOST_TEST(silent.supports_introspection_endpoint_auth_method("private_key_jwt"));
  BOOST_TEST(silent.supports_claim_type("normal"));
  BOOST_TEST(!silent.supports_claim_type("aggregated"));
  BOOST_TEST(silent.request_uri_parameter_supported);
  BOOST_TEST(!silent.request_uri_parameter_supported.is_said());
  for (const auto& flag : rc::detail::metadata_flags) BOOST_TEST(!(silent.*(flag.place)));
  BOOST_TEST(!silent.is_implicit_only());
  const rc::provider_metadata outspoken{.issuer = "https://a.example",
                                        .response_modes_supported = {"form_post"},
                                        .grant_types_supported = {"refresh_token"},
                                        .token_endpoint_auth_methods_supported = {"private_key_jwt"}};
  BOOST_TEST(outspoken.supports_response_mode("form_post"));
  BOOST_TEST(!outspoken.supports_response_mode("query"));
  BOOST_TEST(!outspoken.supports_grant_type("implicit"));
  BOOST_TEST(!outspoken.supports_token_endpoint_auth_method("client_secret_basic"));
}

BOOST_AUTO_TEST_CASE(metadata_are_equal_if_they_say_the_same) {
  const rc::provider_metadata one{.issuer = "https://a.example"};
  rc::provider_metadata other = one;
  BOOST_TEST((one == other));
  const auto differs = [&](auto change) {
    other = one;
    change(other);
    BOOST_TEST(!(one == other));
  };
  const auto differs_in = [&](const auto& table, const auto& value) {
    for (const auto& member : table) differs([&](rc::provider_metadata& all) { all.*(member.place) = value; });
  };
  differs_in(rc::detail::metadata_urls, "https://b.example/");
  differs_in(rc::detail::metadata_pages, "https://b.example/");
  differs_in(rc::detail::metadata_lists, std::vector<std::string>{"a"});
  // Said or not said is a difference, whatever the default.
  differs_in(rc::detail::metadata_flags, false);
  differs_in(rc::detail::metadata_flags, true);
  differs_in(rc::detail::metadata_true_flags, true);
  for (const auto& member : rc::detail::metadata_aliases)
    differs([&](rc::provider_metadata& all) { all.mtls_endpoint_aliases.*(member.place) = "https://b.example/"; });
}

BOOST_AUTO_TEST_CASE(response_types_are_sets_of_words) {
  const rc::provider_metadata provider{.issuer = "i", .response_types_supported = {"token code id_token", "id_token token"}};
  BOOST_TEST(provider.supports_response_type("code id_token token"));
  BOOST_TEST(provider.supports_response_type("token id_token"));
  for (const char* other : {"code", "id_token", "token", "code token", "code id_token", "CODE ID_TOKEN TOKEN", ""})
    BOOST_TEST(!provider.supports_response_type(other), other);
}

BOOST_AUTO_TEST_CASE(an_implicit_provider_needs_no_token_endpoint) {
  json::object document = usual();
  document.erase("token_endpoint");
  document["response_types_supported"] = {"id_token", "id_token token"};
  BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document))) == "accepted");
  document["response_types_supported"] = {"id_token", "id_token code"};
  BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document))) ==
             "metadata_missing_member in discovery (token_endpoint)");
}

BOOST_AUTO_TEST_CASE(metadata_by_hand_are_checked_by_the_same_rules) {
  rc::provider_metadata given{.issuer = "https://a.example", .authorization_endpoint = "https://a.example/a"};
  BOOST_TEST(outcome(rc::check_provider_metadata(given)) == "metadata_missing_member in discovery (token_endpoint)");
  given.token_endpoint = "https://a.example/t";
  BOOST_TEST(outcome(rc::check_provider_metadata(given)) == "metadata_missing_member in discovery (jwks_uri)");
  given.jwks_uri = "https://a.example/j";
  BOOST_TEST(outcome(rc::check_provider_metadata(given)) == "accepted");
  given.mtls_endpoint_aliases.token_endpoint = "http://a.example/t";
  BOOST_TEST(outcome(rc::check_provider_metadata(given)) == "url_not_https in discovery (token_endpoint)");
  given.mtls_endpoint_aliases = {};
  given.issuer += "?tenant=1";
  BOOST_TEST(outcome(rc::check_provider_metadata(given)) == "url_malformed in discovery (issuer)");
}

BOOST_AUTO_TEST_CASE(what_was_given_wins_over_what_was_discovered) {
  const rc::provider_metadata discovered{
      .issuer = "https://a.example",
      .authorization_endpoint = "https://a.example/a",
      .token_endpoint = "https://a.example/t",
      .jwks_uri = "https://a.example/j",
      .mtls_endpoint_aliases = {.token_endpoint = "https://m.example/t", .userinfo_endpoint = "https://m.example/u"},
      .response_types_supported = {"code"},
      .request_uri_parameter_supported = false,
      .authorization_response_iss_parameter_supported = true,
      .backchannel_logout_supported = true};
  const rc::provider_metadata given{.issuer = "https://a.example",
                                    .token_endpoint = "https://inside.example/t",
                                    .scopes_supported = {"openid"},
                                    .authorization_response_iss_parameter_supported = false};
  const auto both = rc::complete(given, discovered);
  BOOST_REQUIRE(both.has_value());
  BOOST_TEST(both->token_endpoint == "https://inside.example/t");
  BOOST_TEST(both->authorization_endpoint == "https://a.example/a");
  BOOST_TEST(both->jwks_uri == "https://a.example/j");
  BOOST_TEST(both->response_types_supported == std::vector<std::string>{"code"});
  BOOST_TEST(both->scopes_supported == std::vector<std::string>{"openid"});
  BOOST_TEST(!both->authorization_response_iss_parameter_supported);
  BOOST_TEST(!both->request_uri_parameter_supported);
  BOOST_TEST(both->backchannel_logout_supported);
  // A replaced endpoint loses its discovered alias, which would lead elsewhere.
  BOOST_TEST(both->mtls_endpoint_aliases.token_endpoint == "");
  BOOST_TEST(both->mtls_endpoint_aliases.userinfo_endpoint == "https://m.example/u");
}

BOOST_AUTO_TEST_CASE(two_providers_are_never_mixed) {
  const auto mixing = [](const char* given, const char* discovered) {
    return outcome(rc::complete({.issuer = given}, {.issuer = discovered}));
  };
  BOOST_TEST(mixing("https://a.example", "https://a.example") == "accepted");
  BOOST_TEST(mixing("https://a.example", "https://b.example") == "issuer_mismatch in discovery");
  BOOST_TEST(mixing("https://a.example", "https://a.example/") == "issuer_mismatch in discovery (the one given ends with '/')");
  BOOST_TEST(mixing("", "") == "metadata_missing_member in discovery (issuer)");
}

BOOST_AUTO_TEST_CASE(refuses_endpoints_that_are_not_https) {
  for (const char* name : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                           "end_session_endpoint", "pushed_authorization_request_endpoint"}) {
    BOOST_TEST(with(name, "http://issuer.example/") == "url_not_https in discovery (" + std::string(name) + ")");
    BOOST_TEST(with(name, "http://127.0.0.1/") == "url_not_https in discovery (" + std::string(name) + ")");
    BOOST_TEST(with(name, "/relative") == "url_malformed in discovery (" + std::string(name) + ")");
  }
  json::object document = usual();
  document["token_endpoint"] = "http://127.0.0.1:1/token";
  BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document), {.allow_plain_http_on_loopback = true})) == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_one_json_object) {
  BOOST_TEST(outcome(rc::read_provider_metadata("")) == "json_syntax in discovery (the text ends too early)");
  BOOST_TEST(outcome(rc::read_provider_metadata("[]")) == "json_wrong_type in discovery (object)");
  BOOST_TEST(outcome(rc::read_provider_metadata("{} {}")) == "json_trailing_bytes in discovery");
  BOOST_TEST(outcome(rc::read_provider_metadata(R"({"issuer":"a","issuer":"b"})")) == "json_duplicate_member in discovery");
}

BOOST_AUTO_TEST_SUITE_END()
