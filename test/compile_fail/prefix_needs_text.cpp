// expect: starts_with() is used on a column that is not text; compare with < and >= instead
// A prefix of a number.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Amount">.starts_with("1")));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country">.starts_with("1")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  return rc::plan_for<sales>(*user).shows_all() ? 0 : 1;
}
