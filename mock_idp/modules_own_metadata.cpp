// SPDX-License-Identifier: BSL-1.0
// Our own modules about the provider's metadata.
#include "endpoints.hpp"
#include "own_modules.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_provider = "rejects the metadata and goes no further";

constexpr module_entry bad_metadata(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_provider, .judge = rejects_metadata, .begin = begin};
}

template <const auto& Name>
void without_member(state& provider) {
  metadata<[](const state&, object& document) { return document.erase(std::string_view(Name)) != 0; }>(provider);
}
constexpr char authorization_endpoint_name[] = "authorization_endpoint";
constexpr char token_endpoint_name[] = "token_endpoint";
constexpr char jwks_uri_name[] = "jwks_uri";
constexpr char issuer_name[] = "issuer";
constexpr char response_types_name[] = "response_types_supported";

bool plain_http(const state& provider, object& document, std::string_view name) {
  if (!provider.options.tls) return false;
  std::string url(document[name].as_string());
  document[name] = "http" + url.substr(5);
  return true;
}

verdict_report needs_https(const evidence& from) {
  if (from.count("/.well-known/openid-configuration") && !from.deed()) return skipped("the test's provider is not https");
  return rejects_metadata(from);
}
constexpr module_entry plain_endpoint(std::string_view id, std::string_view effect, beginning begin) {
  auto entry = bad_metadata(id, effect, begin);
  entry.judge = needs_https;
  entry.needs = "https";
  entry.prepare = [](provider_options& options) { options.tls = true; };
  return entry;
}

// RFC 7636 4.2, RFC 9700 2.1.1: what the metadata say of challenges takes none away.
verdict_report without_downgrade(const evidence& from) {
  if (!from.deed()) return waiting("the metadata have not been fetched");
  if (from.count("/authorize") && !from.has_fact("sent code_challenge"))
    return failed("the authorization request has no code_challenge");
  return completes(from);
}
verdict_report without_downgrade_or_sign_in(const evidence& from) {
  if (from.deed() && !from.count("/authorize")) return from.is_quiet ? passed() : waiting("the relying party may still go on");
  return without_downgrade(from);
}
constexpr char challenge_methods_name[] = "code_challenge_methods_supported";

// Another provider's token endpoint, which knows neither the client nor its code.
constexpr std::string_view other_token_endpoint = "/another_provider/token";
void other_token_endpoint_in_metadata(state& provider) {
  metadata<[](const state& s, object& document) {
    document["token_endpoint"] = s.issuer + std::string(other_token_endpoint);
    document.erase("mtls_endpoint_aliases");
  }>(provider);
  provider.options.alter.answer = [](std::string_view path, http_response& response) {
    if (path == other_token_endpoint) response = json_response(400, {{"error", "invalid_grant"}});
  };
}

// ---- WebFinger

verdict_report rejects_link(const evidence& from) {
  if (const auto deed = from.deed(); deed && from.count("/.well-known/openid-configuration", *deed))
    return failed("the relying party asked for the metadata of an issuer that is not https");
  return rejects_metadata(from);
}
template <auto Do>
void webfinger(state& provider) {
  provider.options.alter.webfinger = [&provider](object& found) { happen<Do>(provider, found); };
}

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
      bad_metadata("rowclaim-metadata-issuer-slash", "the metadata's issuer has a slash at its end",
                   metadata<[](const state& s, object& d) { d["issuer"] = s.issuer + '/'; }>),
      bad_metadata("rowclaim-metadata-issuer-other", "the metadata's issuer is another provider's",
                   metadata<[](const state&, object& d) { d["issuer"] = other_issuer; }>),
      bad_metadata("rowclaim-metadata-without-issuer", "the metadata have no issuer", without_member<issuer_name>),
      bad_metadata("rowclaim-metadata-without-authorization-endpoint", "the metadata have no authorization_endpoint",
                   without_member<authorization_endpoint_name>),
      [] {
        auto entry = bad_metadata("rowclaim-metadata-without-token-endpoint", "the metadata have no token_endpoint",
                                  without_member<token_endpoint_name>);
        entry.types = with_code;
        return entry;
      }(),
      bad_metadata("rowclaim-metadata-without-jwks-uri", "the metadata have no jwks_uri", without_member<jwks_uri_name>),
      bad_metadata("rowclaim-metadata-without-response-types", "the metadata have no response_types_supported",
                   without_member<response_types_name>),
      bad_metadata("rowclaim-metadata-wrong-type", "the metadata's authorization_endpoint is a number",
                   metadata<[](const state&, object& d) { d["authorization_endpoint"] = 1; }>),
      bad_metadata("rowclaim-metadata-no-algorithm-of-ours", "the metadata offer ID tokens under algorithms that nobody has",
                   metadata<[](const state&, object& d) { d["id_token_signing_alg_values_supported"] = json::array{"XX256"}; }>),
      {.id = "rowclaim-metadata-without-challenge-methods",
       .effect = "the metadata have no code_challenge_methods_supported",
       .expects = "sends a code_challenge under S256 all the same, and completes the sign-in",
       .types = with_code,
       .outcome = accept,
       .judge = without_downgrade,
       .begin = without_member<challenge_methods_name>},
      {.id = "rowclaim-metadata-challenge-method-plain",
       .effect = "the metadata's code_challenge_methods_supported are plain alone",
       .expects = "sends a code_challenge under S256 all the same, or rejects the metadata",
       .types = with_code,
       .outcome = either,
       .judge = without_downgrade_or_sign_in,
       .begin = metadata<[](const state&, object& d) { d[challenge_methods_name] = json::array{"plain"}; }>},
      {.id = "rowclaim-metadata-token-endpoint-of-another",
       .effect = "the metadata's token_endpoint is another provider's, which refuses the code",
       .expects = "takes its code to no other token endpoint, and there is no session",
       .types = with_code,
       .judge = rejects,
       .begin = other_token_endpoint_in_metadata},
      plain_endpoint("rowclaim-metadata-plain-token-endpoint", "the metadata's token_endpoint is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "token_endpoint"); }>),
      plain_endpoint("rowclaim-metadata-plain-authorization-endpoint", "the metadata's authorization_endpoint is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "authorization_endpoint"); }>),
      plain_endpoint("rowclaim-metadata-plain-jwks-uri", "the metadata's jwks_uri is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "jwks_uri"); }>),
      bad_metadata("rowclaim-metadata-redirect", "the metadata's URL answers with a redirect",
                   transport_fault<redirecting_discovery>),
      bad_metadata("rowclaim-metadata-oversized", "the metadata are several megabytes large", transport_fault<oversized_discovery>),
      bad_metadata("rowclaim-metadata-malformed", "the metadata's JSON breaks off", transport_fault<malformed_discovery>),
      bad_metadata("rowclaim-metadata-duplicate-member", "the metadata have one member twice",
                   transport_fault<duplicate_member_discovery>),
      bad_metadata("rowclaim-metadata-html", "the metadata are an HTML page", transport_fault<html_discovery>),
      bad_metadata("rowclaim-metadata-content-type", "the metadata come as text/plain",
                   transport_fault<wrong_content_type_discovery>),
      bad_metadata("rowclaim-metadata-error", "the metadata's URL answers with status 500",
                   transport_fault<server_error_discovery>),
      bad_metadata("rowclaim-metadata-reset", "the connection for the metadata is reset", transport_fault<reset_discovery>),

      // ---- WebFinger
      {.id = "rowclaim-webfinger-plain-http",
       .effect = "the WebFinger answer's link to the issuer is http",
       .expects = "rejects the link and asks for no metadata",
       .judge = rejects_link,
       .begin = webfinger<[](const state& s, object& found) {
         auto& link = found["links"].as_array().at(0).as_object();
         link["href"] = "http" + s.issuer.substr(s.issuer.find(':'));
       }>,
       .needs = "webfinger:acct"},
      [] {
        auto entry =
            good("rowclaim-webfinger-unknown-members", "the WebFinger answer has members and links that nobody knows",
                 webfinger<[](const state&, object& found) {
                   found["season"] = object{{"name", "autumn"}};
                   found["properties"] = object{{"https://names.example/colour", nullptr}};
                   auto& links = found["links"].as_array();
                   links.at(0).as_object()["titles"] = object{{"en", "The issuer"}};
                   links.insert(links.begin(), object{{"rel", "https://names.example/avatar"}, {"shape", json::array{1, 2}}});
                 }>);
        entry.needs = "webfinger:acct";
        return entry;
      }(),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_metadata_modules() { return table(); }

}  // namespace mock_idp
