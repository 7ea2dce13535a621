// expect: a column cannot be read; give it a data member, a const member function, or a function of one row
// A member function that changes the row reads nothing.
#include "sales.hpp"

struct person {
  std::string name;
  std::string city;
  std::vector<int> marks;
  void rename() {}
};

#ifdef MUST_NOT_COMPILE
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"City", &person::rename>>;
#else
using people = rc::table<"people", rc::column<"Name", &person::name>>;
#endif

inline const std::vector<person> everybody{};

struct people_policy {
  static constexpr auto default_roles = rc::roles("ROLE_USER");
};

int main() {
  const auto user = rc::authorize<people_policy>(claims);
  for (const auto& p : rc::visible<people>(*user, everybody)) static_cast<void>(p.name);
}
