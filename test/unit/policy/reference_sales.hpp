// SPDX-License-Identifier: BSL-1.0
// The reference data of the rules about restrictions, under a policy for tests of explanations.
#pragma once

#include "signed_in.hpp"
#include <rowclaim/policy/access_explanation.hpp>
#include <rowclaim/policy/policy.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct sale {
  std::string continent;
  std::optional<std::string> country;
  std::string currency;
};
using sales = rc::table<"sales", rc::column<"Continent", &sale::continent>, rc::column<"Country", &sale::country>,
                        rc::column<"Currency", &sale::currency>, rc::hierarchy<"Geography", "Continent", "Country">>;

struct reference {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("scope").space_separated().allow_malformed());
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}},
                                                         {"boss", {"ROLE_ADMIN"}},
                                                         {"france", {"FRANCE"}},
                                                         {"germany", {"GERMANY"}},
                                                         {"nordic", {"NORDIC"}},
                                                         {"asia", {"ASIA"}},
                                                         {"eur", {"EUR"}},
                                                         {"regional", {"REGIONAL"}},
                                                         {"canteen", {"CANTEEN"}}});
  static constexpr auto default_roles = rc::roles("GUEST");
  static constexpr auto restrictions = rc::restrictions(
      rc::on<sales>("FRANCE", rc::col<"Country"> == "France"), rc::on<sales>("GERMANY", rc::col<"Country"> == "Germany"),
      rc::on<sales>("NORDIC", rc::col<"Country">.isin("Norway", "Sweden")), rc::on<sales>("ASIA", rc::col<"Continent"> == "Asia"),
      rc::on<sales>("EUR", rc::col<"Currency"> == "EUR"),
      rc::on<sales>("REGIONAL", rc::col<"Country">.isin(rc::claim("countries"))));
};

inline const std::vector<sale>& reference_sales() {
  static const std::vector<sale> rows{{"Asia", "Korea", "KRW"},     {"Asia", "Japan", "JPY"},    {"Europe", "France", "EUR"},
                                      {"Europe", "Germany", "EUR"}, {"Europe", "Norway", "NOK"}, {"Europe", "Sweden", "SEK"}};
  return rows;
}

/// Claims of somebody in these groups, and what else is said.
inline std::string in_groups(std::vector<std::string_view> groups, std::string_view more = "") {
  std::string json = R"({"name":"jane","groups":[)";
  for (std::size_t i = 0; i < groups.size(); ++i) json.append(i == 0 ? "\"" : ",\"").append(groups[i]).append("\"");
  return json.append("]").append(more).append("}");
}

inline rc::access_explanation why(std::string_view json, const sale& row) {
  auto told = rc::explain_row<reference, sales>(verified(json), row);
  BOOST_TEST_REQUIRE(told.has_value(), json);
  return std::move(*told);
}

}  // namespace test
