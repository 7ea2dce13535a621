// SPDX-License-Identifier: BSL-1.0
// The cookie of a sign-in, out and in.
#include <rowclaim/oidc/sign_in_cookie.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(sign_in_cookie)

namespace {

const std::string value(43, 'v');

}  // namespace

BOOST_AUTO_TEST_CASE(is_bound_to_the_host_and_hidden_from_scripts) {
  BOOST_TEST(rc::sign_in_cookie(rc::secret(value)).reveal() ==
             "__Host-sign-in=" + value + "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
  BOOST_TEST(rc::sign_in_cookie(rc::secret(value), {.name = "__Host-x", .sent = rc::same_site::none, .lifetime = 60}).reveal() ==
             "__Host-x=" + value + "; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=60");
}

BOOST_AUTO_TEST_CASE(is_found_among_others) {
  const std::string ours = "__Host-sign-in=" + value;
  for (const std::string& header :
       {ours, "a=b; " + ours, ours + "; a=b", "x;" + ours + ";", " \t" + ours + " ", "=;; a=" + ours + ";" + ours})
    BOOST_TEST(rc::browser_of(header) == value);
}

BOOST_AUTO_TEST_CASE(is_none_of_others) {
  const std::string ours = "__Host-sign-in=" + value;
  for (const std::string& header :
       {std::string(), std::string(";"), std::string("__Host-sign-in"), std::string("__Host-sign-in="), "x" + ours,
        "__host-sign-in=" + value, "__Host-sign-in=\"" + value + "\"", "__Host-sign-in =" + value, ours + "x", ours + "; " + ours,
        ours + "; __Host-sign-in=", "__Host-sign-in=; " + ours, "a=" + ours})
    BOOST_TEST(rc::browser_of(header) == "");
}

BOOST_AUTO_TEST_SUITE_END()
