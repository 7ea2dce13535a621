// SPDX-License-Identifier: BSL-1.0
// Tests of claim paths: segments stay what they are, and each shape is declared by name.
#include <rowclaim/claims/claim_path.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>

namespace rc = rowclaim;
using rc::claim_shape;

BOOST_AUTO_TEST_SUITE(claims_claim_path)

namespace {

// A2: nothing is split, whatever the segment contains.
constexpr rc::claim_source url = rc::claim("https://example.com/roles");
static_assert(url.path.size == 1 && url.path.segments()[0] == "https://example.com/roles");
constexpr rc::claim_source dotted = rc::claim("a.b");
static_assert(dotted.path.size == 1 && dotted.path.segments()[0] == "a.b");
constexpr rc::claim_source nested = rc::claim("resource_access", "sales-app", "roles");
static_assert(nested.path.size == 3 && nested.path.segments()[2] == "roles");
static_assert(rc::claim("*").path.segments()[0] == "*");
static_assert(rc::claim("").path.size == 1, "a member may have an empty name");
static_assert(rc::claim("a\0b").path.segments()[0] == std::string_view("a\0b", 3));
static_assert(rc::claim().path.size == 0);
static_assert(rc::claim("a", "b").path != rc::claim("a.b").path);
static_assert(rc::claim("a", "b").path == rc::claim("a", "b").path);

// More segments than there is room for are counted, so that a check can refuse them, and never written.
constexpr rc::claim_source long_path = rc::claim("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
static_assert(long_path.path.size == 10 && long_path.path.segments().size() == rc::claim_path::max_segments);

// A3: the shape is declared; nothing but one string or an array of strings is assumed.
static_assert(url.shape == claim_shape::string_or_strings);
static_assert(url.string().shape == claim_shape::string);
static_assert(url.strings().shape == claim_shape::strings);
static_assert(url.space_separated().shape == claim_shape::space_separated);
static_assert(url.comma_separated().shape == claim_shape::comma_separated);
static_assert(url.object_keys().shape == claim_shape::object_keys);
static_assert(url.member_of_each("name").shape == claim_shape::object_member && url.member_of_each("name").member == "name");

// A4: everything that loosens is off unless asked for, and asking for one keeps the others.
static_assert(!url.is_required && !url.is_malformed_allowed && !url.is_overflow_allowed);
static_assert(url.required().is_required && !url.required().is_malformed_allowed && !url.required().is_overflow_allowed);
static_assert(url.allow_malformed().is_malformed_allowed && !url.allow_malformed().is_overflow_allowed);
static_assert(url.allow_overflow().is_overflow_allowed && !url.allow_overflow().is_malformed_allowed);
constexpr rc::claim_source all = nested.strings().required().allow_malformed().allow_overflow();
static_assert(all.shape == claim_shape::strings && all.is_required && all.is_malformed_allowed && all.is_overflow_allowed &&
              all.path.size == 3);

}  // namespace

BOOST_AUTO_TEST_CASE(A2_a_path_is_a_list_of_segments) {
  rc::claim_path path;
  path.append("resource_access");
  path.append("sales-app");
  path.append("roles");
  BOOST_TEST((path == nested.path));
}

BOOST_AUTO_TEST_CASE(a_path_never_grows_beyond_its_room) {
  rc::claim_path path;
  for (std::size_t i = 1; i <= 100; ++i) {
    path.append("x");
    BOOST_TEST(path.size == i);
    BOOST_TEST(path.segments().size() == (i < rc::claim_path::max_segments ? i : rc::claim_path::max_segments));
  }
}

BOOST_AUTO_TEST_CASE(a_list_of_claims_keeps_their_order_and_shapes) {
  constexpr auto listed = rc::claims(rc::claim("groups"), rc::claim("scope").space_separated());
  static_assert(listed.sources.size() == 2);
  BOOST_TEST((listed.sources[0].shape == claim_shape::string_or_strings));
  BOOST_TEST((listed.sources[1].shape == claim_shape::space_separated));
  BOOST_TEST(listed.sources[1].path.segments()[0] == "scope");
}

BOOST_AUTO_TEST_SUITE_END()
