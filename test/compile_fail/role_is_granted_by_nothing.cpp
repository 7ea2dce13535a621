// expect: a restriction names a role that nothing grants; map it, make it a default, or list it in run_time_roles
// A restriction of a role that no user can have.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANZE", rc::col<"Country"> == "France"));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  for (const sale& s : rc::visible<sales>(*user, all_sales)) static_cast<void>(s.amount);
}
