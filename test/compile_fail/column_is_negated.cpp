// expect: a column is negated; write !(column == value), with parentheses around the comparison
// A negation that takes the column for its operand, as it binds more tightly than the comparison.
#include "sales.hpp"

#pragma GCC diagnostic ignored "-Wlogical-not-parentheses"  // by which g++ says the same in its own words

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", !rc::col<"Country"> == "France"));
#else
      rc::on<sales>("ROLE_FRANCE", !(rc::col<"Country"> == "France")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  return rc::visible<sales>(*user, all_sales.front()) ? 0 : 1;
}
