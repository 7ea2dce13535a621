// SPDX-License-Identifier: BSL-1.0
// Which provider an account belongs to (RFC 7033, OpenID Connect Discovery 2).
#include "endpoints.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace mock_idp {
namespace {

constexpr std::string_view issuer_relation = "http://openid.net/specs/connect/1.0/issuer";

// acct:SOMEBODY@HOST[:PORT] of this host, or a URL below the origin.
bool is_ours(const provider_state& provider, std::string_view resource) {
  const auto origin = provider.origin();
  const auto authority = std::string_view(origin).substr(origin.find("//") + 2);
  const auto port = authority.substr(authority.find(':'));
  if (resource.starts_with("acct:")) {
    const auto at = resource.rfind('@');
    if (at == std::string_view::npos || at == 5) return false;
    const auto host = resource.substr(at + 1);
    for (const std::string name : {"127.0.0.1", "localhost"})
      if (host == name || host == name + std::string(port)) return true;
    return false;
  }
  return resource.starts_with(origin) && (resource.size() == origin.size() || resource[origin.size()] == '/');
}

}  // namespace

http_response webfinger_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "GET") return error_page(405, "Use GET.");
  const auto resource = sent.value("resource");
  if (resource.empty()) {
    provider.note(note_kind::failure, "webfinger: resource is missing");
    return error_page(400, "The parameter resource is missing.");
  }
  if (!is_ours(provider, resource)) return error_page(404, "This is nobody's account here.");
  if (sent.has("rel") && sent.value("rel") != issuer_relation)
    provider.note(note_kind::warning, "webfinger: another relation than the issuer's was asked for");
  provider.note(note_kind::fact, resource.starts_with("acct:") ? "webfinger for an account" : "webfinger for a URL");
  boost::json::object found{{"subject", resource}, {"links", boost::json::array()}};
  if (!sent.has("rel") || sent.value("rel") == issuer_relation)
    found["links"] = boost::json::array{boost::json::object{{"rel", issuer_relation}, {"href", provider.issuer}}};
  alter_with(provider.options.alter.webfinger, found);
  return {.content_type = "application/jrd+json",
          .body = boost::json::serialize(found),
          .headers = {{"Access-Control-Allow-Origin", "*"}, {"Cache-Control", "no-store"}}};
}

}  // namespace mock_idp
