// SPDX-License-Identifier: BSL-1.0
// Random claims against an oracle that reads them as a document and decides with sets, written from the rules alone.
#include "random_claims.hpp"
#include "signed_in.hpp"
#include <rowclaim/policy/authorize.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(policy_roles_property)

namespace {

using names = std::set<std::string>;

// What the oracle says: the reasons to refuse, of which any may be given, or else the roles.
struct answer {
  names refusals;
  names roles;
  bool is_let_in = false;
};

// One claim as the oracle sees it.
struct found_claim {
  rc::presence presence = rc::presence::absent;
  bool may_blame_a_control_character = false;
  std::vector<std::string> values;
};

bool has_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}
bool has_control_character(const json::value& v) {
  if (v.is_string()) return has_control_byte(v.get_string());
  if (v.is_array())
    return std::any_of(v.get_array().begin(), v.get_array().end(), [](const json::value& e) { return has_control_character(e); });
  if (v.is_object())
    return std::any_of(v.get_object().begin(), v.get_object().end(),
                       [](const auto& m) { return has_control_byte(m.key()) || has_control_character(m.value()); });
  return false;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  }
  std::erase(parts, "");
  return parts;
}

std::optional<std::vector<std::string>> strings_in(const json::value& v) {
  if (!v.is_array()) return std::nullopt;
  std::vector<std::string> all;
  for (const json::value& element : v.get_array()) {
    if (!element.is_string()) return std::nullopt;
    all.emplace_back(element.get_string());
  }
  return all;
}

// A3: what the value holds under a shape; nothing if it has another one.
std::optional<std::vector<std::string>> values_of(const json::value& v, const rc::claim_source& source) {
  const auto alone = [&]() -> std::optional<std::vector<std::string>> {
    if (!v.is_string()) return std::nullopt;
    return std::vector<std::string>{std::string(v.get_string())};
  };
  switch (source.shape) {
    case rc::claim_shape::string_or_strings: return v.is_string() ? alone() : strings_in(v);
    case rc::claim_shape::string: return alone();
    case rc::claim_shape::strings: return strings_in(v);
    case rc::claim_shape::space_separated: return v.is_string() ? std::optional(split(v.get_string(), ' ')) : std::nullopt;
    case rc::claim_shape::comma_separated: return v.is_string() ? std::optional(split(v.get_string(), ',')) : std::nullopt;
    case rc::claim_shape::object_keys: {
      if (!v.is_object()) return std::nullopt;
      std::vector<std::string> keys;
      for (const auto& member : v.get_object()) keys.emplace_back(member.key());
      return keys;
    }
    case rc::claim_shape::object_member: {
      if (!v.is_array()) return std::nullopt;
      std::vector<std::string> all;
      for (const json::value& element : v.get_array()) {
        if (!element.is_object() || !element.get_object().contains(source.member)) return std::nullopt;
        const json::value& member = element.get_object().at(source.member);
        if (!member.is_string()) return std::nullopt;
        all.emplace_back(member.get_string());
      }
      return all;
    }
    case rc::claim_shape::scalar_or_list: break;
  }
  return std::nullopt;
}

// A1, A2: walks the segments.
found_claim find(const json::object& claims, const rc::claim_source& source) {
  const auto path = source.path.segments();
  const auto* left_out = claims.if_contains("_claim_names");
  const auto* announced = claims.if_contains("hasgroups");
  const bool is_announced = announced != nullptr && path[0] == "groups" && !(announced->is_bool() && !announced->get_bool());
  if (is_announced || (left_out != nullptr && left_out->is_object() && left_out->get_object().contains(path[0])))
    return {rc::presence::overflowed, true, {}};

  const json::object* here = &claims;
  const json::value* at = nullptr;
  for (std::string_view segment : path) {
    if (at != nullptr) {
      if (!at->is_object()) return {rc::presence::malformed, false, {}};
      here = &at->get_object();
    }
    at = here->if_contains(segment);
    if (at == nullptr) return {};
  }
  auto values = values_of(*at, source);
  if (!values) return {rc::presence::malformed, has_control_character(*at), {}};
  for (const std::string& value : *values)
    if (has_control_byte(value)) return {rc::presence::malformed, true, {}};
  return {rc::presence::present, false, std::move(*values)};
}

names mapped(const rc::mapping_view& lines, std::string_view key) {
  names roles;
  for (const rc::mapping_entry& line : lines.entries)
    if (line.key == key)
      for (std::string_view role : lines.roles_of(line)) roles.insert(std::string(role));
  return roles;
}
bool is_a_key(const rc::mapping_view& lines, std::string_view key) {
  return std::any_of(lines.entries.begin(), lines.entries.end(), [&](const rc::mapping_entry& line) { return line.key == key; });
}

// Globs here have one star, at the end.
bool passes_through(const rc::policy_description& policy, std::string_view role) {
  return std::any_of(policy.pass_through.begin(), policy.pass_through.end(),
                     [&](std::string_view glob) { return role.starts_with(glob.substr(0, glob.size() - 1)); });
}

names known_roles(const rc::policy_description& policy) {
  names known;
  for (const rc::mapping_view* lines : {&policy.role_mapping, &policy.name_mapping, &policy.individual_roles})
    known.insert(lines->roles.begin(), lines->roles.end());
  known.insert(policy.default_roles.begin(), policy.default_roles.end());
  known.insert(policy.gate.begin(), policy.gate.end());
  known.insert(policy.run_time_roles.begin(), policy.run_time_roles.end());
  known.insert(std::string(policy.admin_role));
  return known;
}

answer decide(const rc::policy_description& policy, const json::object& claims) {
  answer out;
  if (const auto* left_out = claims.if_contains("_claim_names"); left_out != nullptr && !left_out->is_object())
    out.refusals.insert("claim_malformed");

  // A10
  rc::claim_source name_claim = policy.name_claim;
  name_claim.shape = rc::claim_shape::string;
  const found_claim name = find(claims, name_claim);
  if (name.presence == rc::presence::absent) out.refusals.insert("name_claim_missing");
  if (name.presence == rc::presence::malformed)
    out.refusals.insert(name.may_blame_a_control_character ? "claim_has_control_character" : "name_claim_malformed");
  if (name.presence == rc::presence::malformed) out.refusals.insert("name_claim_malformed");
  if (name.presence == rc::presence::overflowed) out.refusals.insert({"claim_overflowed", "claim_has_control_character"});
  if (name.presence == rc::presence::present && name.values[0].empty()) out.refusals.insert("name_claim_empty");
  for (const rc::claim_source& one : {rc::claim("iss").string(), rc::claim("sub").string()}) {
    const found_claim found = find(claims, one);
    if (found.presence == rc::presence::malformed || found.presence == rc::presence::overflowed)
      out.refusals.insert({"claim_malformed", "claim_has_control_character"});
  }

  // A4
  bool is_any_lost = false;
  names provided;
  for (const rc::claim_source& source : policy.roles_claims) {
    const found_claim found = find(claims, source);
    switch (found.presence) {
      case rc::presence::absent:
        if (source.is_required) out.refusals.insert("claim_missing");
        break;
      case rc::presence::present: provided.insert(found.values.begin(), found.values.end()); break;
      case rc::presence::malformed:
        is_any_lost = true;
        if (!source.is_malformed_allowed) out.refusals.insert("claim_malformed");
        if (!source.is_malformed_allowed && found.may_blame_a_control_character) out.refusals.insert("claim_has_control_character");
        break;
      case rc::presence::overflowed:
        is_any_lost = true;
        if (!source.is_overflow_allowed) out.refusals.insert("claim_overflowed");
        break;
    }
  }
  if (!out.refusals.empty()) return out;

  const names known = known_roles(policy);
  for (const std::string& role : provided) {  // A5, A6
    out.roles.merge(mapped(policy.role_mapping, role));
    if (!is_a_key(policy.role_mapping, role) && known.contains(role) && passes_through(policy, role)) out.roles.insert(role);
  }
  out.roles.merge(mapped(policy.name_mapping, name.values[0]));
  if (policy.namespaces == rc::mapping_namespaces::shared) out.roles.merge(mapped(policy.role_mapping, name.values[0]));
  out.roles.merge(mapped(policy.individual_roles, name.values[0]));  // A7
  const bool has_none = out.roles.empty();
  if (has_none && !is_any_lost) out.roles.insert(policy.default_roles.begin(), policy.default_roles.end());  // A8
  const bool passes = policy.gate.empty() || std::any_of(policy.gate.begin(), policy.gate.end(), [&](std::string_view role) {
                        return out.roles.contains(std::string(role));
                      });
  out.is_let_in = passes && !(has_none && is_any_lost && !policy.default_roles.empty());  // A9, A8
  return out;
}

struct plain {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("realm", "roles").strings());
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE", "ROLE_EUR"}}, {"ROLE_EUR", {}}});
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_JANE"}}, {"a b", {"ROLE_USER"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_EXTRA"}}, {"staff", {}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK", "ROLE_USER");
};
struct every_shape {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(
      rc::claim("groups").space_separated().allow_malformed(),
      rc::claim("groups").member_of_each("name").allow_malformed().allow_overflow(),
      rc::claim("roles").object_keys().allow_malformed(), rc::claim("realm", "groups").comma_separated().allow_malformed(),
      rc::claim("realm", "roles", "roles").allow_malformed(), rc::claim("roles").strings().allow_malformed());
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}, {"roles", {"ROLE_KEY"}}, {"", {"ROLE_EMPTY"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto gate = rc::no_gate;
  static constexpr auto pass_through = rc::pass_through("ROLE_*");
};
struct shared_and_required {
  static constexpr auto roles_claims =
      rc::claims(rc::claim("groups").allow_overflow().required(), rc::claim("*").allow_malformed());
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}, {"jane", {"ROLE_JANE", "ROLE_ADMIN"}}});
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
  static constexpr auto gate = rc::gate("ROLE_FRANCE", "ROLE_ADMIN");
};

template <class Policy>
void compare(std::uint64_t seed, std::size_t cases) {
  const rc::policy_description& policy = rc::detail::static_policy<Policy>::description;
  test::random_claims random(seed, {"groups", "realm", "roles", "name", "*"},
                             {"staff", "France", "jane", "ROLE_EUR", "ROLE_USER", "", "a b", "staff France", "staff,France",
                              "Staff", "roles", "sta\nff", "caf\xc3\xa9", "x\x01"});
  std::size_t refused = 0;
  std::size_t let_in = 0;
  std::set<names> seen;
  for (std::size_t i = 0; i < cases; ++i) {
    const std::string text = random.object();
    const answer expected = decide(policy, json::parse(text).as_object());
    const auto user = test::sign_in<Policy>(text);
    BOOST_TEST_INFO("seed " << seed << ", case " << i << ": " << text);
    if (user.has_error()) {
      ++refused;
      BOOST_TEST_REQUIRE(expected.refusals.contains(std::string(rc::name(user.error().code))),
                         "refused with " << user.error().message());
    } else {
      const auto listed = user->roles();
      const names roles(listed.begin(), listed.end());
      BOOST_TEST_INFO("seed " << seed << ", case " << i << ": " << text);
      BOOST_TEST_REQUIRE(expected.refusals.empty());
      BOOST_TEST_INFO("seed " << seed << ", case " << i << ": " << text);
      BOOST_TEST_REQUIRE(roles == expected.roles, boost::test_tools::per_element());
      BOOST_TEST_INFO("seed " << seed << ", case " << i << ": " << text);
      BOOST_TEST_REQUIRE(user->is_allowed() == expected.is_let_in);
      let_in += user->is_allowed() ? 1u : 0u;
      seen.insert(roles);
    }
  }
  // The cases are of every kind, so that agreement means something.
  BOOST_TEST(refused > cases / 20);
  BOOST_TEST(let_in > cases / 100);
  BOOST_TEST(seen.size() >= 5u);
}

}  // namespace

BOOST_AUTO_TEST_CASE(A1_to_A10_random_claims_give_what_the_rules_say) {
  const std::uint64_t seed = test::seed();
  compare<plain>(seed, 6'000);
  compare<every_shape>(seed + 1, 6'000);
  compare<shared_and_required>(seed + 2, 6'000);
}

BOOST_AUTO_TEST_SUITE_END()
