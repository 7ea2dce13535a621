// expect: a claim of objects does not say which member is the role; write member_of_each("name")
// An array of objects, but not which member is the role.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").member_of_each(""));
#else
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").member_of_each("name"));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
