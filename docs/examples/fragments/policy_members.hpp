// SPDX-License-Identifier: BSL-1.0
// Members of a policy that is used at once, so that what is wrong with them is said; the usual ones are there unless named again.
#include "docs/examples/fragments/sales.hpp"

#include <limits>

using returns = rc::table<"returns", rc::column<"Country", &sale::country>>;

struct usual_members {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}, {"UK", {"ROLE_UK"}}});
};

struct sales_policy : usual_members {
  // the fragment
};

inline bool is_let_in(const rc::verified_claims& claims) { return rc::authorize<sales_policy>(claims)->is_allowed(); }
