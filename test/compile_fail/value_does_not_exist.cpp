// expect: a restriction has a value that does not exist, such as NaN or 30 February; write a value that a row can have
// NaN equals nothing, itself included.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(
#ifdef MUST_NOT_COMPILE
      rc::on<sales>("ROLE_FRANCE", rc::col<"Rate"> == std::numeric_limits<double>::quiet_NaN()));
#else
      rc::on<sales>("ROLE_FRANCE", rc::col<"Rate"> == 1.5));
#endif
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
  for (const sale& s : rc::visible<sales>(*user, all_sales)) static_cast<void>(s.amount);
}
