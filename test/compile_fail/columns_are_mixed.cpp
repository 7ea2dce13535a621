// expect: a condition joins different columns with | or !, which cannot be combined per column; set combination to any_role
// Different columns cannot be joined with | where restrictions are combined per column (B8).
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", (rc::col<"Country"> == "France") | (rc::col<"Currency"> == "EUR")));
#else
      rc::on<sales>("ROLE_FRANCE", (rc::col<"Country"> == "France") | (rc::col<"Country"> == "UK")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  return rc::plan_for<sales>(*user).shows_all() ? 0 : 1;
}
