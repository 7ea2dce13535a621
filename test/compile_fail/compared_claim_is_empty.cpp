// expect: a column is compared with a claim that has an empty path; name the claim
// A claim without a path.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == rc::claim()));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == rc::claim("country")));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  for (const sale& s : rc::visible<sales>(*user, all_sales)) static_cast<void>(s.amount);
}
