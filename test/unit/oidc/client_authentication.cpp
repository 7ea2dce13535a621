// SPDX-License-Identifier: BSL-1.0
// How the client identifies itself.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/client_authentication.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;
using rowclaim_test::header_of;

namespace {

struct identified {
  rc::http_request request;
  rc::form_parameters form;

  identified(rc::client_authentication method, std::string_view id, const char* word) {
    rc::authenticate_client(method, id, rc::secret(word), request, form);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(client_authentication)

BOOST_AUTO_TEST_CASE(basic_follows_the_example_of_rfc_6749) {
  // RFC 6749 2.3.1
  const identified made(rc::client_authentication::client_secret_basic, "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
  BOOST_TEST(header_of(made.request, "Authorization") == "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
  BOOST_TEST(made.form.empty());
}

BOOST_AUTO_TEST_CASE(basic_encodes_both_parts_before_joining_them) {
  const identified made(rc::client_authentication::client_secret_basic, "a:b", "c d%?>~");
  // base64 of "a%3Ab:c+d%25%3F%3E%7E"
  BOOST_TEST(header_of(made.request, "Authorization") == "Basic YSUzQWI6YytkJTI1JTNGJTNFJTdF");
}

BOOST_AUTO_TEST_CASE(post_sends_both_in_the_form) {
  const identified made(rc::client_authentication::client_secret_post, "app", "word");
  BOOST_TEST(made.request.headers.empty());
  BOOST_TEST(rc::form_encode(made.form) == "client_id=app&client_secret=word");
}

BOOST_AUTO_TEST_CASE(a_public_client_only_says_its_name) {
  const identified made(rc::client_authentication::none, "app", "word");
  BOOST_TEST(made.request.headers.empty());
  BOOST_TEST(rc::form_encode(made.form) == "client_id=app");
}

BOOST_AUTO_TEST_CASE(base64_has_its_own_alphabet_and_padding) {
  // RFC 4648 10, and the two characters in which base64url differs
  BOOST_TEST(rc::detail::encode_base64("") == "");
  BOOST_TEST(rc::detail::encode_base64("f") == "Zg==");
  BOOST_TEST(rc::detail::encode_base64("fo") == "Zm8=");
  BOOST_TEST(rc::detail::encode_base64("foobar") == "Zm9vYmFy");
  BOOST_TEST(rc::detail::encode_base64("\xfb\xff") == "+/8=");
}

BOOST_AUTO_TEST_SUITE_END()
