// SPDX-License-Identifier: BSL-1.0
// A table, a policy, and what three people may see: one with a role of the provider's, one by default, one whose claims are refused.
#include "expect.hpp"
#include <rowclaim/rowclaim.hpp>

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

namespace rc = rowclaim;

struct sale {
  std::string country;
  std::string currency;
  std::int64_t amount;
};

using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>,
                        rc::column<"Amount", &sale::amount>>;

struct sales_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims =
      rc::claims(rc::claim("https://example.com/roles"), rc::claim("resource_access", "sales-app", "roles"));
  static constexpr auto role_mapping = rc::role_mapping({{"atoti user", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_UK", rc::col<"Country"> == "UK"));
};

const std::vector<sale> all_sales = {{"France", "EUR", 120}, {"UK", "GBP", 80}, {"France", "USD", 45}};

void show(std::ostream& out, const std::string& json) {
  const auto claims = rc::verified_claims::assume_verified(json);
  const auto user = rc::authorize<sales_policy>(claims);
  if (!user) {
    out << "refused: " << user.error().message() << '\n';
    return;
  }
  out << user->name() << (user->is_allowed() ? "" : " is not let in and") << " sees " << in_words(rc::plan_for<sales>(*user))
      << '\n';
  for (const sale& s : rc::visible<sales>(*user, all_sales))
    out << "  " << s.country << ' ' << s.amount << ' ' << s.currency << '\n';
  const auto why = rc::explain<sales_policy>(claims);
  for (const rc::role_reason& reason : why->reasons) out << "  because " << in_words(reason) << '\n';
  for (const rc::ignored_role& other : why->ignored) out << "  ignored: \"" << other.value << "\" in claim " << other.claim << '\n';
}

int main() {
  std::ostringstream out;
  show(out, R"({"email": "ann@example.com", "https://example.com/roles": ["atoti user", "France", "Atlantis"]})");
  show(out, R"({"email": "bob@example.com"})");
  show(out, R"({"email": "eve@example.com", "https://example.com/roles": {"atoti user": true}})");
  return expect(out,
                R"(ann@example.com sees rows where Country is France
  France 120 EUR
  France 45 USD
  because ROLE_USER: mapped from "atoti user" in claim https://example.com/roles
  because ROLE_FRANCE: mapped from "France" in claim https://example.com/roles
  ignored: "Atlantis" in claim https://example.com/roles
bob@example.com is not let in and sees no row
  because ROLE_UK: by default, as nothing else gave a role
refused: a claim has another shape than the policy declares (https://example.com/roles), in step claims
)");
}
