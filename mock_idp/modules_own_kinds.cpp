// SPDX-License-Identifier: BSL-1.0
// Our own modules about tokens of one kind in the place of another.
#include "digest.hpp"
#include "own_tokens.hpp"

#include <boost/json/serialize.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace own_tokens;
using enum outcome;

// Whatever the provider signs for another purpose, in an ID token's place.
template <auto Claims>
void another_jwt(state& provider, std::string_view typ) {
  provider.options.alter.signed_id_token = [&provider, typ](std::string& compact, occasion when) {
    if (when == occasion::refresh) return;
    auto claims = json_of(split(compact).payload);
    Claims(provider, claims);
    auto header = json_of(split(compact).header);
    header["typ"] = typ;
    sign_text(provider, compact, json::serialize(header), json::serialize(claims));
    provider.do_deed();
  };
}

void keep(object& claims, std::initializer_list<std::string_view> names) {
  object kept;
  for (const auto name : names)
    if (const auto* value = claims.if_contains(name)) kept[name] = *value;
  claims = std::move(kept);
}

const auto& table() {
  static const std::vector<module_entry> entries{
      bad("rowclaim-logout-token-as-id-token", "a logout token comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) {
              keep(c, {"iss", "sub", "aud", "iat", "exp"});
              c["jti"] = random_text(9);
              c["events"] = {{"http://schemas.openid.net/event/backchannel-logout", object()}};
            }>(s, "logout+jwt");
          }),
      bad("rowclaim-access-token-as-id-token", "a JWT access token comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) {
              c["client_id"] = c["aud"];
              c["jti"] = random_text(9);
              c["scope"] = "openid";
            }>(s, "at+jwt");
          }),
      bad("rowclaim-userinfo-as-id-token", "a signed userinfo response comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) { keep(c, {"iss", "sub", "aud"}); }>(s, "JWT");
          }),
      bad("rowclaim-request-object-as-id-token", "a Request Object comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state& p, object& c) {
              const auto client = c["aud"];
              c["iss"] = client;
              c["aud"] = p.issuer;
              c["client_id"] = client;
              c.erase("sub");
            }>(s, "oauth-authz-req+jwt");
          }),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_kind_modules() { return table(); }

}  // namespace mock_idp
