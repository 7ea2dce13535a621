// SPDX-License-Identifier: BSL-1.0
// Tests of names as template arguments.
#include <rowclaim/core/static_name.hpp>

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <type_traits>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_static_name)

namespace {

template <rc::static_name Name>
struct named {
  static constexpr std::string_view text = Name.view();
};

constexpr std::string_view found = "a longer text";
constexpr rc::static_name<9> copied(found.substr(2, 8));

static_assert(named<"Country">::text == "Country");
static_assert(named<"Country">::text.size() == 7, "the terminator is not part of the name");
static_assert(named<"">::text.empty());
static_assert(named<"a\0b">::text == std::string_view("a\0b", 3), "a zero is a character like any other");
static_assert(std::is_same_v<named<"x">, named<"x">>);
static_assert(!std::is_same_v<named<"x">, named<"y">>);
static_assert(copied.view() == "longer t");
static_assert(std::is_same_v<named<copied>, named<"longer t">>, "text found while checking names the same type as a literal");

}  // namespace

BOOST_AUTO_TEST_CASE(a_name_reads_the_same_at_run_time) {
  BOOST_TEST(named<"Country">::text == "Country");
  BOOST_TEST(copied.view() == "longer t");
}

BOOST_AUTO_TEST_SUITE_END()
