// expect: a column has a C++ type that is not supported; use another member or specialise rowclaim::column_traits
// A column of vectors.
#include "sales.hpp"

struct person {
  std::string name;
  std::string city;
  std::vector<int> marks;
  void rename() {}
};

#ifdef MUST_NOT_COMPILE
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"Marks", &person::marks>>;
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
