// SPDX-License-Identifier: BSL-1.0
// A table of people that is used at once, so that what is wrong with it is said.
#include "docs/examples/fragments/sales.hpp"

struct person {
  std::string name, city;
  std::vector<int> marks;
  int age() const { return 40; }
  void rename() {}
};

struct car {
  std::string plate;
};

// the fragment

struct people_policy {};

inline bool sees_all(const rc::identity<people_policy>& user) { return rc::plan_for<people>(user).shows_all(); }
