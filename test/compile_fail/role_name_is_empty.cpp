// expect: a role has an empty name; give it a name or remove it
// A mapping to a role without a name.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
#ifdef MUST_NOT_COMPILE
  static constexpr auto role_mapping = rc::role_mapping({{"France", {""}}});
#else
  static constexpr auto role_mapping = rc::role_mapping({{"France", {"ROLE_USER"}}});
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
