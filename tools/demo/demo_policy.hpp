// SPDX-License-Identifier: BSL-1.0
// The demonstration's table and policy: everything that an application has to write.
#pragma once

#include <rowclaim/rowclaim.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace demo {

namespace rc = rowclaim;

/// One country in one year, as the data set has it.
struct observation {
  std::string country;
  std::string region;
  std::int64_t year = 0;
  std::optional<std::int64_t> population = {};
  std::optional<double> life_expectancy = {};
  std::optional<double> fertility = {};
};

using observations = rc::table<"observations", rc::column<"country", &observation::country>,
                               rc::column<"region", &observation::region>, rc::column<"year", &observation::year>,
                               rc::column<"population", &observation::population>, rc::hierarchy<"geography", "region", "country">>;

struct policy {
  static constexpr auto name_claim = rc::claim("email");

  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("realm_access", "roles"));

  static constexpr auto role_mapping = rc::role_mapping({
      {"app users", {"ROLE_USER"}},
      {"app admins", {"ROLE_ADMIN"}},
      {"country:france", {"ROLE_FRANCE"}},
      {"country:japan", {"ROLE_JAPAN"}},
      {"country:brazil", {"ROLE_BRAZIL"}},
      {"region:europe", {"ROLE_EUROPE"}},
      {"statisticians", {"ROLE_USER", "ROLE_RECENT"}},
      {"field offices", {"ROLE_USER", "ROLE_OWN_COUNTRIES"}},
      {"contractors", {"ROLE_CONTRACTOR"}},
  });

  // On top of what the provider says.
  static constexpr auto individual_roles = rc::individual_roles({{"dora@example.com", {"ROLE_RECENT"}}});

  // For people about whom the provider says nothing.
  static constexpr auto default_roles = rc::roles("ROLE_USER", "ROLE_GUEST");

  static constexpr auto restrictions =
      rc::restrictions(rc::on<observations>("ROLE_FRANCE", rc::col<"country"> == "France"),
                       rc::on<observations>("ROLE_JAPAN", rc::col<"country"> == "Japan"),
                       rc::on<observations>("ROLE_BRAZIL", rc::col<"country"> == "Brazil"),
                       rc::on<observations>("ROLE_EUROPE", rc::col<"region"> == "europe_central_asia"),
                       rc::on<observations>("ROLE_RECENT", rc::col<"year"> >= 1990),
                       rc::on<observations>("ROLE_OWN_COUNTRIES", rc::col<"country">.isin(rc::claim("countries"))),
                       rc::on<observations>("ROLE_GUEST", (rc::col<"year"> == 2005) & !rc::col<"population">.is_null()));
};

}  // namespace demo
