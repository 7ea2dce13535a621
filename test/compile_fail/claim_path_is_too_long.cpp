// expect: a claim path has more than 8 segments; no provider nests claims so deeply, check the path
// A claim nested more deeply than any provider nests.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto roles_claims = rc::claims(rc::claim("a", "b", "c", "d", "e", "f", "g", "h", "i"));
#else
  static constexpr auto roles_claims = rc::claims(rc::claim("a", "b", "c", "d", "e", "f", "g", "h"));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
