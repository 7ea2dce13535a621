// expect: a column is in two hierarchies; leave it in one of them
// One column as a level of two hierarchies.
#include "sales.hpp"

struct person {
  std::string name;
  std::string city;
  std::vector<int> marks;
  void rename() {}
};

#ifdef MUST_NOT_COMPILE
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"City", &person::city>,
                         rc::hierarchy<"Place", "City">, rc::hierarchy<"Address", "City">>;
#else
using people =
    rc::table<"people", rc::column<"Name", &person::name>, rc::column<"City", &person::city>, rc::hierarchy<"Place", "City">>;
#endif

inline const std::vector<person> everybody{};

struct people_policy {
  static constexpr auto default_roles = rc::roles("ROLE_USER");
};

int main() {
  const auto user = rc::authorize<people_policy>(claims);
  for (const auto& p : rc::visible<people>(*user, everybody)) static_cast<void>(p.name);
}
