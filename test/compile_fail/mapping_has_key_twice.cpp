// expect: a mapping has one key twice; write the key once, with all of its roles
// A mapping with one key twice.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
#ifdef MUST_NOT_COMPILE
  static constexpr auto role_mapping = rc::role_mapping({{"France", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
#else
  static constexpr auto role_mapping = rc::role_mapping({{"France", {"ROLE_USER", "ROLE_FRANCE"}}});
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
