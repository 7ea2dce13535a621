// expect: a restriction compares a column with a value of another type; write a value of the column's type
// The door of one row says it, too.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Amount"> == true));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Amount"> == 1));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  return rc::visible<sales>(*user, all_sales.front()) ? 0 : 1;
}
