// SPDX-License-Identifier: BSL-1.0
// Restrictions of a policy that is used at once, so that what is wrong with them is said.
#include "docs/examples/fragments/sales.hpp"

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}},
                                                         {"France", {"ROLE_FRANCE"}},
                                                         {"UK", {"ROLE_UK"}},
                                                         {"euro", {"ROLE_EUR"}},
                                                         {"tenants", {"ROLE_TENANT"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
      // the fragment
  );
};

static_assert(&rc::compiled<sales_policy>() != nullptr);
