// SPDX-License-Identifier: BSL-1.0
// Rows chosen by the user's own claims: one policy for any number of tenants, and what a missing claim does.
#include "expect.hpp"
#include <rowclaim/rowclaim.hpp>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace rc = rowclaim;

struct invoice {
  std::string tenant;
  std::optional<std::string> region;
  std::int64_t amount;
};

using invoices = rc::table<"invoices", rc::column<"Tenant", &invoice::tenant>, rc::column<"Region", &invoice::region>,
                           rc::column<"Amount", &invoice::amount>>;

struct invoice_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"clerks", {"ROLE_USER", "CLERK"}}, {"auditors", {"ROLE_USER", "AUDITOR"}}});
  static constexpr auto restrictions = rc::restrictions(
      rc::on<invoices>("CLERK", (rc::col<"Tenant"> == rc::claim("tenant")) & rc::col<"Region">.isin(rc::claim("regions"))),
      rc::on<invoices>("AUDITOR", !(rc::col<"Tenant"> == rc::claim("tenant"))));
};

const std::vector<invoice> all_invoices = {
    {"acme", "north", 10}, {"acme", "south", 20}, {"acme", std::nullopt, 30}, {"bolt", "north", 40}};

void show(std::ostream& out, const char* claims) {
  const auto user = rc::authorize<invoice_policy>(rc::verified_claims::assume_verified(claims));
  if (!user) {
    out << "refused: " << user.error().message() << '\n';
    return;
  }
  out << in_words(rc::plan_for<invoices>(*user)) << ':';
  for (const invoice& i : rc::visible<invoices>(*user, all_invoices)) out << ' ' << i.amount;
  out << '\n';
}

int main() {
  std::ostringstream out;
  show(out, R"({"sub": "u1", "groups": "clerks", "tenant": "acme", "regions": ["north", "east"]})");
  show(out, R"({"sub": "u2", "groups": "clerks", "tenant": "acme", "regions": []})");
  show(out, R"({"sub": "u3", "groups": "clerks", "tenant": "acme"})");
  show(out, R"({"sub": "u4", "groups": "clerks", "tenant": ["acme"], "regions": ["north"]})");
  show(out, R"({"sub": "u5", "groups": "auditors", "tenant": "acme"})");
  show(out, R"({"sub": "u6", "groups": "auditors"})");
  return expect(out, R"(rows where Tenant is acme and Region is one of east, north: 10
no row:
no row:
no row:
rows where Tenant is not acme: 40
no row:
)");
}
