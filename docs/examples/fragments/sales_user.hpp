// SPDX-License-Identifier: BSL-1.0
// A policy about sales and verified claims, for statements about a user.
#include "docs/examples/fragments/sales.hpp"

struct sales_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto run_time_roles = rc::roles("ROLE_UK");
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_UK", rc::col<"Country"> == "UK"));
};

inline int use(const rc::verified_claims& claims) {
  // the fragment
  return 0;
}
