// SPDX-License-Identifier: BSL-1.0
// Roles for single users, from the policy and from a source at run time, and what happens when the source is wrong or fails.
#include "expect.hpp"
#include <rowclaim/rowclaim.hpp>

#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

struct sale {
  std::string country;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>>;

struct sales_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto individual_roles = rc::individual_roles({{"ann@example.com", {"ROLE_USER"}}});
  static constexpr auto run_time_roles = rc::roles("FRANCE", "GERMANY");
  static constexpr auto default_roles = rc::roles("ROLE_USER", "GERMANY");
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("GERMANY", rc::col<"Country"> == "Germany"));
};

// In an application this asks a database; see docs/how-to/roles-from-a-database.md.
struct role_table {
  std::map<std::string, std::vector<std::string>, std::less<>> by_name;

  std::vector<std::string> operator()(std::string_view user) const {
    if (user == "eve@example.com") throw std::runtime_error("the connection was lost");
    const auto found = by_name.find(user);
    return found == by_name.end() ? std::vector<std::string>() : found->second;
  }
};

const role_table table{{{"ann@example.com", {"FRANCE"}}, {"bob@example.com", {"SPAIN"}}}};

void show(std::ostream& out, const std::string& email) {
  const auto claims = rc::verified_claims::assume_verified(R"({"email": ")" + email + R"("})");
  const auto user = rc::authorize<sales_policy>(claims, rc::authorize_options{table});
  if (!user) {
    out << email << " is refused: " << user.error().message() << '\n';
    return;
  }
  out << email << " sees " << in_words(rc::plan_for<sales>(*user)) << '\n';
  const auto why = rc::explain<sales_policy>(claims, rc::authorize_options{table});
  for (const rc::role_reason& reason : why->reasons) out << "  " << in_words(reason) << '\n';
}

int main() {
  std::ostringstream out;
  show(out, "ann@example.com");
  show(out, "Ann@example.com");
  show(out, "bob@example.com");
  show(out, "eve@example.com");
  return expect(out, R"(ann@example.com sees rows where Country is France
  ROLE_USER: given to ann@example.com by the policy
  FRANCE: given to ann@example.com at run time
Ann@example.com sees rows where Country is Germany
  ROLE_USER: by default, as nothing else gave a role
  GERMANY: by default, as nothing else gave a role
bob@example.com is refused: a source of individual roles gave a role that the policy does not know, in step policy
eve@example.com is refused: the source of individual roles failed, in step policy
)");
}
