// SPDX-License-Identifier: BSL-1.0
// Options that cannot be made without what they need.
#include <rowclaim/oidc/required_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(required_text)

namespace {

struct options {
  rc::required_text issuer;
  int limit = 1;
};

}  // namespace

static_assert(!std::is_default_constructible_v<rc::required_text> && !std::is_default_constructible_v<options>);
static_assert(!std::is_constructible_v<rc::required_text, int> && !std::is_constructible_v<rc::required_text, std::nullptr_t>);

BOOST_AUTO_TEST_CASE(is_the_text_that_it_was_made_from) {
  const std::string name = "https://a.example";
  const options made{.issuer = name};
  BOOST_TEST(made.issuer.text() == name);
  BOOST_TEST(options{.issuer = "b"}.issuer.text() == "b");
  options moved{.issuer = name};
  BOOST_TEST(std::move(moved.issuer).text() == name);
}

BOOST_AUTO_TEST_SUITE_END()
