// SPDX-License-Identifier: BSL-1.0
// The tutorial's policy, and verified claims, for statements about a user.
#include "docs/examples/fragments/sales.hpp"

struct sales_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims =
      rc::claims(rc::claim("https://example.com/roles"), rc::claim("resource_access", "sales-app", "roles"));
  static constexpr auto role_mapping = rc::role_mapping({{"atoti user", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_UK", rc::col<"Country"> == "UK"));
};

inline int tutorial(const rc::verified_claims& claims, const rc::identity<sales_policy>& user) {
  // the fragment
  return 0;
}
