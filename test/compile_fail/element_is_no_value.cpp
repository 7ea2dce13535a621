// expect: a column is compared with something that is no value; write a number, text, bool, rowclaim::date or the like, or a claim
// A set of values does not hold a column.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country">.isin("France", rc::col<"Currency">)));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country">.isin("France", "UK")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  return rc::visible<sales>(*user, all_sales.front()) ? 0 : 1;
}
