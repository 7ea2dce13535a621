// SPDX-License-Identifier: BSL-1.0
// The rows and the table that many pages speak of.
#include <rowclaim/rowclaim.hpp>

#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

struct sale {
  std::string country, currency;
  std::int64_t amount;
};

using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>,
                        rc::column<"Amount", &sale::amount>>;

inline const std::vector<sale> all_sales = {{"France", "EUR", 120}, {"UK", "GBP", 80}, {"France", "USD", 45}};
