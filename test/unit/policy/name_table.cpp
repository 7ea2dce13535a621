// SPDX-License-Identifier: BSL-1.0
// Tests of the table from names to numbers: by the compiler, and with thousands of names.
#include <rowclaim/policy/name_table.hpp>
#include <rowclaim/policy/policy_compiler.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_name_table)

namespace {

constexpr std::array<std::string_view, 5> some{"ROLE_USER", "", "ROLE_ADMIN", "ROLE_USER ", "a"};

struct built {
  rc::detail::bounded_vector<rc::name_slot, rc::detail::slots_for(some.size())> slots;
  rc::detail::bounded_vector<std::string_view, some.size()> names;
};
constexpr built constant = [] {
  built made;
  made.slots.resize(rc::detail::slots_for(some.size()));
  for (std::string_view name : some) rc::detail::add_name(made.slots, made.names, name);
  return made;
}();
constexpr rc::name_table table{constant.slots.span(), constant.names.span()};

static_assert(table.find("ROLE_USER") == 0 && table.find("") == 1 && table.find("a") == 4);
static_assert(table.find("ROLE_USE") == rc::name_table::not_found && table.find("role_user") == rc::name_table::not_found);
static_assert(rc::name_table{}.find("x") == rc::name_table::not_found && rc::name_table{}.find("") == rc::name_table::not_found);
static_assert(rc::detail::slots_for(0) == 4 && rc::detail::slots_for(2) == 4 && rc::detail::slots_for(3) == 8 &&
              rc::detail::slots_for(1000) == 2048);

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_compiler_built_is_found_by_the_program) {
  for (std::size_t i = 0; i < some.size(); ++i) BOOST_TEST(table.find(std::string(some[i])) == i);
  BOOST_TEST(table.find(std::string("b")) == rc::name_table::not_found);
}

BOOST_AUTO_TEST_CASE(finds_each_of_many_names_and_no_other) {
  for (const std::size_t count : {0u, 1u, 4u, 64u, 10'000u}) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) texts.push_back("name " + std::to_string(i));
    std::vector<rc::name_slot> slots(rc::detail::slots_for(count));
    std::vector<std::string_view> names;
    for (const std::string& text : texts) rc::detail::add_name(slots, names, text);
    const rc::name_table many{slots, names};
    for (std::size_t i = 0; i < count; ++i) BOOST_TEST_REQUIRE(many.find("name " + std::to_string(i)) == i);
    for (std::size_t i = count; i < count + 1'000; ++i)
      BOOST_TEST_REQUIRE(many.find("name " + std::to_string(i)) == rc::name_table::not_found);
    for (const std::string& text : texts) BOOST_TEST_REQUIRE(names[rc::detail::add_name(slots, names, text)] == text);
    BOOST_TEST(names.size() == count);  // adding a name again gives its number
  }
}

BOOST_AUTO_TEST_SUITE_END()
