// expect: a role has two restrictions on one table; join their conditions with & or |
// One role and one table have one condition (B1).
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"), rc::on<sales>("ROLE_FRANCE", rc::col<"Currency"> == "EUR"));
#else
      rc::on<sales>("ROLE_FRANCE", (rc::col<"Country"> == "France") & (rc::col<"Currency"> == "EUR")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  for (const sale& s : rc::visible<sales>(*user, all_sales)) static_cast<void>(s.amount);
}
