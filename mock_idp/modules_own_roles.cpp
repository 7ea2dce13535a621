// SPDX-License-Identifier: BSL-1.0
// Our own modules about claims that say what a person may: right tokens, from which a relying party must not read too much.
#include "own_tokens.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace own_tokens;

// The one role that lets somebody in; see the word staff_role.
constexpr auto* staff = "staff";

constexpr module_entry roles(std::string_view id, std::string_view effect, beginning begin, std::string_view expects) {
  auto entry = good(id, effect, begin);
  entry.expects = expects;
  entry.needs = "staff_role";
  return entry;
}
// As a message each is right, and the protocol goes on; nobody must be let in by it.
constexpr module_entry no_role(std::string_view id, std::string_view effect, beginning begin) {
  return roles(id, effect, begin, "takes the ID token, and lets nobody in");
}

// What stands in the claim `roles`.
template <auto Value>
void roles_are(state& provider) {
  id_token<[](const state&, object& c) { c["roles"] = Value(); }>(provider);
}

// OpenID Connect Core 5.6.2. The endpoint is the provider's own, so that it is seen if somebody asks there.
void names_a_source_of_groups(const state& provider, object& claims) {
  claims["_claim_names"] = {{"groups", "src1"}};
  claims["_claim_sources"] = {{"src1", {{"endpoint", provider.issuer + "/claims"}}}};
}

verdict_report completes_without_asking_there(const evidence& from) {
  if (from.count("/claims")) return judgement::failed("the relying party asked at the address that the ID token names");
  return judgement::completes(from);
}

constexpr module_entry of_groups(module_entry entry) {
  entry.judge = completes_without_asking_there;
  return entry;
}

const auto& table() {
  static const std::vector<module_entry> entries{
      roles("rowclaim-roles", "the ID token's roles are an array with staff and roles that nobody knows", roles_are<[] {
              return json::array{staff, "nobody-knows", "' OR 1=1; --", "%s%n", "\xf0\x9f\x92\xa9"};
            }>,
            "completes the sign-in, and lets staff in"),
      no_role("rowclaim-roles-missing", "the ID token has no roles", id_token<[](const state&, object& c) { c.erase("roles"); }>),
      no_role("rowclaim-roles-empty", "the ID token's roles are an empty array", roles_are<[] { return json::array(); }>),
      no_role("rowclaim-roles-unknown", "the ID token's roles are none that the relying party knows",
              roles_are<[] { return json::array{"nobody-knows"}; }>),
      no_role("rowclaim-roles-text", "the ID token's roles are a text where an array is agreed on",
              roles_are<[] { return staff; }>),
      no_role("rowclaim-roles-list-in-text", "the ID token's roles are a text of several words where an array is agreed on",
              roles_are<[] { return "guest,staff staff"; }>),
      no_role("rowclaim-roles-object", "the ID token's roles are an object where an array is agreed on", roles_are<[] {
                return object{{staff, true}};
              }>),
      no_role("rowclaim-roles-nested", "the ID token's roles are an array in an array", roles_are<[] {
                json::array outer;
                outer.push_back(json::array{staff});
                return outer;
              }>),
      no_role("rowclaim-roles-mixed", "there is a number among the ID token's roles", roles_are<[] {
                json::array mixed{staff};
                mixed.push_back(7);
                return mixed;
              }>),
      no_role("rowclaim-roles-null", "the ID token's roles are null", roles_are<[] { return nullptr; }>),
      no_role("rowclaim-roles-control", "there is a NUL at the end of one of the ID token's roles",
              roles_are<[] { return json::array{std::string(staff) + '\0'}; }>),
      // Upper case, fullwidth, a Cyrillic letter, a space, a character of no width, a combining accent.
      no_role("rowclaim-roles-look-alike", "the ID token's roles look like staff and are spelled otherwise", roles_are<[] {
                return json::array{"Staff",
                                   "STAFF",
                                   "\xef\xbd\x93\xef\xbd\x94\xef\xbd\x81\xef\xbd\x86\xef\xbd\x86",
                                   "st\xd0\xb0"
                                   "ff",
                                   "staff ",
                                   " staff",
                                   "staff\xe2\x80\x8b",
                                   "sta\xcc\x81"
                                   "ff"};
              }>),
      no_role("rowclaim-roles-of-userinfo", "the ID token's roles are those of a guest, and userinfo says staff",
              [](state& s) {
                roles_are<[] { return json::array{"guest"}; }>(s);
                s.options.alter.userinfo = [](object& claims) { claims["roles"] = json::array{staff}; };
              }),
      of_groups(no_role("rowclaim-groups-in-another-place", "the ID token names a place for its groups, which were too many",
                        id_token<names_a_source_of_groups>)),
      no_role("rowclaim-groups-too-many", "the ID token has hasgroups in the place of its groups, which were too many",
              id_token<[](const state&, object& c) { c["hasgroups"] = true; }>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_role_modules() { return table(); }

}  // namespace mock_idp
