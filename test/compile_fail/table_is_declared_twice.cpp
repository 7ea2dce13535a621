// expect: two tables have the same name; rename one of them
// Two tables of one name: the second might mean other columns.
#include "sales.hpp"

using returns = rc::table<"returns", rc::column<"Country", &sale::country>>;
using returned = rc::table<"sales", rc::column<"Country", &sale::country>>;

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"), rc::on<returned>("ROLE_UK", rc::col<"Country"> == "UK"));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"), rc::on<returns>("ROLE_UK", rc::col<"Country"> == "UK"));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  for (const sale& s : rc::visible<sales>(*user, all_sales)) static_cast<void>(s.amount);
}
