// expect: the policy has a member whose name is nearly one of the known ones; see docs/reference/policy.md for the spelling
// A misspelt member would be no restriction at all, and everybody would see everything.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto restriction =
#else
  static constexpr auto restrictions =
#endif
      rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
