// expect: the name claim has an empty path; name the claim, for example rowclaim::claim("email")
// A name claim with an empty path.
#include "sales.hpp"

struct sales_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
#ifdef MUST_NOT_COMPILE
  static constexpr auto name_claim = rc::claim();
#else
  static constexpr auto name_claim = rc::claim("email");
#endif
};

int main() { return rc::authorize<sales_policy>(claims)->is_allowed() ? 0 : 1; }
