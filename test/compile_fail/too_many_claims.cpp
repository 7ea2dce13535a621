// expect: the policy reads more than 61 claims; remove the ones that carry no roles
// More claims than one pass reads.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto roles_claims = rc::claims(
      rc::claim("c0"), rc::claim("c1"), rc::claim("c2"), rc::claim("c3"), rc::claim("c4"), rc::claim("c5"), rc::claim("c6"),
      rc::claim("c7"), rc::claim("c8"), rc::claim("c9"), rc::claim("c10"), rc::claim("c11"), rc::claim("c12"), rc::claim("c13"),
      rc::claim("c14"), rc::claim("c15"), rc::claim("c16"), rc::claim("c17"), rc::claim("c18"), rc::claim("c19"), rc::claim("c20"),
      rc::claim("c21"), rc::claim("c22"), rc::claim("c23"), rc::claim("c24"), rc::claim("c25"), rc::claim("c26"), rc::claim("c27"),
      rc::claim("c28"), rc::claim("c29"), rc::claim("c30"), rc::claim("c31"), rc::claim("c32"), rc::claim("c33"), rc::claim("c34"),
      rc::claim("c35"), rc::claim("c36"), rc::claim("c37"), rc::claim("c38"), rc::claim("c39"), rc::claim("c40"), rc::claim("c41"),
      rc::claim("c42"), rc::claim("c43"), rc::claim("c44"), rc::claim("c45"), rc::claim("c46"), rc::claim("c47"), rc::claim("c48"),
      rc::claim("c49"), rc::claim("c50"), rc::claim("c51"), rc::claim("c52"), rc::claim("c53"), rc::claim("c54"), rc::claim("c55"),
      rc::claim("c56"), rc::claim("c57"), rc::claim("c58"), rc::claim("c59"), rc::claim("c60"), rc::claim("c61"));
#else
  static constexpr auto roles_claims = rc::claims(rc::claim("c0"), rc::claim("c1"), rc::claim("c2"));
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
