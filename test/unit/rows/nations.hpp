// SPDX-License-Identifier: BSL-1.0
// The reference data for combining restrictions: six nations, with and without a hierarchy over continent and country.
#pragma once

#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/table.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace test {

namespace rc = rowclaim;

struct nation {
  std::string continent, country, currency;
};

inline const std::vector<nation> all_nations{{"Asia", "Korea", "KRW"},    {"Asia", "Japan", "JPY"},
                                             {"Europe", "France", "EUR"}, {"Europe", "Germany", "EUR"},
                                             {"Europe", "Norway", "NOK"}, {"Europe", "Sweden", "SEK"}};

using nations = rc::table<"nations", rc::column<"Continent", &nation::continent>, rc::column<"Country", &nation::country>,
                          rc::column<"Currency", &nation::currency>, rc::hierarchy<"Geography", "Continent", "Country">>;
using flat_nations = rc::table<"flat nations", rc::column<"Continent", &nation::continent>, rc::column<"Country", &nation::country>,
                               rc::column<"Currency", &nation::currency>>;

inline constexpr auto in_france = rc::col<"Country"> == "France";
inline constexpr auto in_germany = rc::col<"Country"> == "Germany";
inline constexpr auto is_nordic = rc::col<"Country">.isin("Norway", "Sweden");
inline constexpr auto in_asia = rc::col<"Continent"> == "Asia";
inline constexpr auto pays_in_euro = rc::col<"Currency"> == "EUR";

inline constexpr std::string_view everyone = "Korea Japan France Germany Norway Sweden";

/// The countries of the rows, with a space between them.
template <class Rows>
std::string countries(Rows&& rows) {
  std::string text;
  for (const nation& n : rows) (text.empty() ? text : text += " ") += n.country;
  return text;
}

}  // namespace test
