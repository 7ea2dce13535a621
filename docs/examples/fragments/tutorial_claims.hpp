// SPDX-License-Identifier: BSL-1.0
// The tutorial's policy, where no user is known yet.
#include "docs/examples/fragments/sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("https://example.com/roles"));
  static constexpr auto role_mapping = rc::role_mapping({{"atoti user", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

inline int tutorial() {
  // the fragment
  return 0;
}
