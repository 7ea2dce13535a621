// SPDX-License-Identifier: BSL-1.0
// The rows and the table that the programs beside it are about, and claims to bring to a door.
#pragma once

#include <rowclaim/rowclaim.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace rc = rowclaim;

struct sale {
  std::string country;
  std::string currency;
  std::int64_t amount = 0;
  double rate = 0;
};

using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>,
                        rc::column<"Amount", &sale::amount>, rc::column<"Rate", &sale::rate>>;

inline const rc::verified_claims claims = rc::verified_claims::assume_verified(R"({"sub": "jane", "groups": ["France"]})");
inline const std::vector<sale> all_sales{{"France", "EUR", 1, 1.0}};
