// expect: a roles claim has an empty path; name the claim, for example rowclaim::claim("groups")
// A source of roles with an empty path.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim());
#else
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
