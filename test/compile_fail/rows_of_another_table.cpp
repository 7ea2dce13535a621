// expect: the range does not hold rows of this table; pass a range of the struct that the table's columns read
// A range of purchases through a table of sales.
#include "sales.hpp"

struct purchase {
  std::string country;
};

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

int main() {
  const auto user = rc::authorize<sales_policy>(claims);
#ifdef MUST_NOT_COMPILE
  const std::vector<purchase> bought;
#else
  const std::vector<sale> bought;
#endif
  for (const auto& row : rc::visible<sales>(*user, bought)) static_cast<void>(row.country);
}
