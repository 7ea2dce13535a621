// expect: a table declares one column twice; remove or rename one of them
// The door to SQL says what is wrong with a table as the others do.
#include "sales.hpp"

struct person {
  std::string name;
  std::string city;
};

#ifdef MUST_NOT_COMPILE
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"Name", &person::city>>;
#else
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"City", &person::city>>;
#endif

struct people_policy {
  static constexpr auto default_roles = rc::roles("ROLE_USER");
};

int main() {
  const auto user = rc::authorize<people_policy>(claims);
  const auto where = rc::sql::where<people>(*user, rc::sql::postgresql);
  return where && where->text == "1=1" ? 0 : 1;
}
