// SPDX-License-Identifier: BSL-1.0
// Tests of tables: what a column can be taken from, and every mistake of a declaration as a finding.
#include <rowclaim/rows/table.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace rc = rowclaim;
using rc::table_problem;

BOOST_AUTO_TEST_SUITE(rows_table)

namespace {

struct entity {
  std::int64_t id = 0;
};
struct person : entity {
  std::string name;
  std::vector<int> marks;
  int age() const { return 40; }
  int age_surely() const noexcept { return 41; }
  std::string title() const { return "Dr " + name; }
  void rename() {}
};
struct car {
  std::string plate;
};
std::string_view initial(const person& p) { return std::string_view(p.name).substr(0, 1); }
std::string_view initial_surely(const person& p) noexcept { return initial(p); }

using people =
    rc::table<"people", rc::column<"Id", &entity::id>, rc::column<"Name", &person::name>, rc::column<"Age", &person::age>,
              rc::column<"AgeSurely", &person::age_surely>, rc::column<"Title", &person::title>, rc::column<"Initial", &initial>,
              rc::column<"InitialSurely", &initial_surely>,
              rc::column<"Length", [](const person& p) { return static_cast<int>(p.name.size()); }>,
              rc::column<"LengthSurely", [](const person& p) noexcept { return static_cast<int>(p.name.size()); }>>;

static_assert(people::schema().problem == table_problem::none);
static_assert(people::name() == "people" && people::column_count == 9);
// The row is the type that has all columns, also if the first column is a member of its base.
static_assert(std::is_same_v<people::row_type, person>);
static_assert(std::is_same_v<rc::table<"t", rc::column<"Name", &person::name>, rc::column<"Id", &person::id>>::row_type, person>);
static_assert(std::is_same_v<rc::table<"t", rc::column<"Id", &person::id>>::row_type, entity>);
static_assert(people::schema().find("Age") == 2 && people::schema().find("age") == rc::table_schema::no_column);

template <class Table>
constexpr bool has_problem(table_problem problem, std::string_view offender) {
  return Table::schema().problem == problem && Table::schema().offender == offender;
}
using name_column = rc::column<"Name", &person::name>;

static_assert(has_problem<rc::table<"none">>(table_problem::no_columns, "none"));
static_assert(has_problem<rc::table<"t", rc::hierarchy<"H", "A">>>(table_problem::no_columns, "t"));
static_assert(has_problem<rc::table<"t", name_column, person>>(table_problem::part_is_unknown, "t"));
static_assert(has_problem<rc::table<"t", name_column, name_column>>(table_problem::column_declared_twice, "Name"));
static_assert(has_problem<rc::table<"t", name_column, rc::column<"New", &person::rename>>>(table_problem::column_cannot_be_read,
                                                                                           "New"));
static_assert(has_problem<rc::table<"t", rc::column<"Any", [](const auto&) { return 1; }>>>(table_problem::column_cannot_be_read,
                                                                                            "Any"));
static_assert(has_problem<rc::table<"t", rc::column<"Nine", 9>>>(table_problem::column_cannot_be_read, "Nine"));
static_assert(has_problem<rc::table<"t", rc::column<"Marks", &person::marks>>>(table_problem::column_type_is_not_supported,
                                                                               "Marks"));
static_assert(has_problem<rc::table<"t", name_column, rc::column<"Plate", &car::plate>>>(table_problem::rows_differ, "t"));
static_assert(has_problem<rc::table<"t", name_column, rc::hierarchy<"H">>>(table_problem::hierarchy_has_no_levels, "H"));
static_assert(has_problem<rc::table<"t", name_column, rc::hierarchy<"H", "Nam">>>(table_problem::hierarchy_level_is_unknown,
                                                                                  "Nam"));
static_assert(has_problem<rc::table<"t", name_column, rc::hierarchy<"H", "Name">, rc::hierarchy<"I", "Name">>>(
    table_problem::column_in_two_hierarchies, "Name"));
static_assert(has_problem<rc::table<"t", name_column, rc::hierarchy<"H", "Name", "Name">>>(table_problem::column_in_two_hierarchies,
                                                                                           "Name"));

}  // namespace

BOOST_AUTO_TEST_CASE(columns_are_taken_from_members_functions_and_lambdas) {
  person jane;
  jane.id = 7;
  jane.name = "Jane";
  BOOST_TEST(people::column_at<0>::get(jane) == 7);
  BOOST_TEST(people::column_at<1>::get(jane) == "Jane");
  BOOST_TEST(people::column_at<2>::get(jane) == 40);
  BOOST_TEST(people::column_at<3>::get(jane) == 41);
  BOOST_TEST(people::column_at<4>::get(jane) == "Dr Jane");
  BOOST_TEST(people::column_at<5>::get(jane) == "J");
  BOOST_TEST(people::column_at<6>::get(jane) == "J");
  BOOST_TEST(people::column_at<7>::get(jane) == 4);
  BOOST_TEST(people::column_at<8>::get(jane) == 4);
}

BOOST_AUTO_TEST_CASE(the_schema_is_one_object_however_often_it_is_asked_for) { BOOST_TEST(&people::schema() == &people::schema()); }

BOOST_AUTO_TEST_CASE(columns_keep_their_order_and_kinds) {
  BOOST_TEST(people::schema().columns[0].name == "Id");
  BOOST_TEST((people::schema().columns[1].kind == rc::value_kind::string));
  BOOST_TEST((people::schema().columns[2].kind == rc::value_kind::integer));
}

BOOST_AUTO_TEST_SUITE_END()
