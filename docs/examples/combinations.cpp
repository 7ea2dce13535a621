// SPDX-License-Identifier: BSL-1.0
// Which rows several roles show together, under each of the combinations, with and without a hierarchy.
#include "expect.hpp"
#include <rowclaim/rowclaim.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace rc = rowclaim;

struct place {
  std::string continent;
  std::string country;
  std::string currency;
};

using places = rc::table<"places", rc::column<"Continent", &place::continent>, rc::column<"Country", &place::country>,
                         rc::column<"Currency", &place::currency>, rc::hierarchy<"Geography", "Continent", "Country">>;

using flat_places = rc::table<"flat_places", rc::column<"Continent", &place::continent>, rc::column<"Country", &place::country>,
                              rc::column<"Currency", &place::currency>>;

template <class Places, rc::combination How>
struct places_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}},
                                                         {"france", {"FRANCE"}},
                                                         {"germany", {"GERMANY"}},
                                                         {"nordic", {"NORDIC"}},
                                                         {"asia", {"ASIA"}},
                                                         {"eur", {"EUR"}}});
  static constexpr auto combination = How;
  static constexpr auto restrictions = rc::restrictions(
      rc::on<Places>("FRANCE", rc::col<"Country"> == "France"), rc::on<Places>("GERMANY", rc::col<"Country"> == "Germany"),
      rc::on<Places>("NORDIC", rc::col<"Country">.isin("Norway", "Sweden")), rc::on<Places>("ASIA", rc::col<"Continent"> == "Asia"),
      rc::on<Places>("EUR", rc::col<"Currency"> == "EUR"));
};

const std::vector<place> all_places = {{"Asia", "Korea", "KRW"},     {"Asia", "Japan", "JPY"},    {"Europe", "France", "EUR"},
                                       {"Europe", "Germany", "EUR"}, {"Europe", "Norway", "NOK"}, {"Europe", "Sweden", "SEK"}};

template <class Places, rc::combination How>
void show(std::ostream& out, const char* groups) {
  const auto claims = rc::verified_claims::assume_verified(std::string(R"({"sub": "u", "groups": ["staff")") + groups + "]}");
  const auto user = rc::authorize<places_policy<Places, How>>(claims);
  out << Places::name() << ", " << name(How) << ':';
  for (const place& p : rc::visible<Places>(*user, all_places)) out << ' ' << p.country;
  out << '\n';
}

void show_all(std::ostream& out, const char* roles, const char* groups) {
  out << roles << '\n';
  show<places, rc::combination::per_column>(out, groups);
  show<flat_places, rc::combination::per_column>(out, groups);
  show<places, rc::combination::any_role>(out, groups);
  show<places, rc::combination::all_roles>(out, groups);
}

int main() {
  std::ostringstream out;
  show_all(out, "no restricted role", "");
  show_all(out, "FRANCE", R"(, "france")");
  show_all(out, "FRANCE, GERMANY", R"(, "france", "germany")");
  show_all(out, "FRANCE, GERMANY, NORDIC", R"(, "france", "germany", "nordic")");
  show_all(out, "FRANCE, GERMANY, NORDIC, ASIA", R"(, "france", "germany", "nordic", "asia")");
  show_all(out, "FRANCE, GERMANY, NORDIC, ASIA, EUR", R"(, "france", "germany", "nordic", "asia", "eur")");
  show_all(out, "NORDIC, ASIA, EUR", R"(, "nordic", "asia", "eur")");
  return expect(out, R"(no restricted role
places, per_column: Korea Japan France Germany Norway Sweden
flat_places, per_column: Korea Japan France Germany Norway Sweden
places, any_role: Korea Japan France Germany Norway Sweden
places, all_roles: Korea Japan France Germany Norway Sweden
FRANCE
places, per_column: France
flat_places, per_column: France
places, any_role: France
places, all_roles: France
FRANCE, GERMANY
places, per_column: France Germany
flat_places, per_column: France Germany
places, any_role: France Germany
places, all_roles:
FRANCE, GERMANY, NORDIC
places, per_column: France Germany Norway Sweden
flat_places, per_column: France Germany Norway Sweden
places, any_role: France Germany Norway Sweden
places, all_roles:
FRANCE, GERMANY, NORDIC, ASIA
places, per_column: Korea Japan France Germany Norway Sweden
flat_places, per_column:
places, any_role: Korea Japan France Germany Norway Sweden
places, all_roles:
FRANCE, GERMANY, NORDIC, ASIA, EUR
places, per_column: France Germany
flat_places, per_column:
places, any_role: Korea Japan France Germany Norway Sweden
places, all_roles:
NORDIC, ASIA, EUR
places, per_column:
flat_places, per_column:
places, any_role: Korea Japan France Germany Norway Sweden
places, all_roles:
)");
}
