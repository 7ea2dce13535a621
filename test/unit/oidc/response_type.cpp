// SPDX-License-Identifier: BSL-1.0
// Response types and modes.
#include <rowclaim/oidc/response_type.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(response_type)

namespace {

constexpr rc::response_type every_type[] = {rc::response_type::code,           rc::response_type::id_token,
                                            rc::response_type::id_token_token, rc::response_type::code_id_token,
                                            rc::response_type::code_token,     rc::response_type::code_id_token_token};

}  // namespace

BOOST_AUTO_TEST_CASE(carries_what_its_words_say) {
  for (const rc::response_type type : every_type) {
    const std::string_view text = name(type);
    BOOST_TEST(has_code(type) == text.starts_with("code"), text);
    BOOST_TEST(has_id_token(type) == (text.find("id_token") != std::string_view::npos), text);
    BOOST_TEST(has_token(type) == (text.ends_with(" token")), text);
    BOOST_TEST((rc::response_type_named(text) == type), text);
  }
  BOOST_TEST(name(static_cast<rc::response_type>(99)) == "unknown");
}

BOOST_AUTO_TEST_CASE(is_a_set_of_words) {
  static_assert(rc::is_same_response_type("code id_token token", "token code id_token"));
  static_assert(rc::is_same_response_type("id_token code", "code id_token"));
  static_assert(rc::response_type_named("token id_token") == rc::response_type::id_token_token);
  static_assert(!rc::is_same_response_type("code", "code token"));
  for (const char* none : {"", " ", "code code", "code  token", " code", "code ", "Code", "none", "code none", "code\ttoken"}) {
    BOOST_TEST(!rc::is_same_response_type(none, none), none);
    BOOST_TEST(!rc::response_type_named(none).has_value(), none);
  }
  BOOST_TEST(!rc::response_type_named("token").has_value());
}

BOOST_AUTO_TEST_CASE(tokens_never_come_in_a_query) {
  for (const rc::response_type type : every_type) {
    BOOST_TEST(may_come_by(type, default_mode(type)));
    const bool is_code_alone = type == rc::response_type::code;
    BOOST_TEST(may_come_by(type, rc::response_mode::query) == is_code_alone);
    BOOST_TEST(may_come_by(type, rc::response_mode::query_jwt) == is_code_alone);
    for (const auto mode : {rc::response_mode::fragment, rc::response_mode::form_post, rc::response_mode::fragment_jwt,
                            rc::response_mode::form_post_jwt})
      BOOST_TEST(may_come_by(type, mode));
  }
}

BOOST_AUTO_TEST_CASE(modes_have_names_and_a_way) {
  BOOST_TEST(name(rc::response_mode::form_post_jwt) == "form_post.jwt");
  BOOST_TEST((rc::response_mode_named("query.jwt") == rc::response_mode::query_jwt));
  BOOST_TEST(!rc::response_mode_named("jwt").has_value());
  for (const char* text : {"query", "fragment", "form_post"}) {
    const auto mode = rc::response_mode_named(text).value();
    const auto with_token = rc::response_mode_named(std::string(text) + ".jwt").value();
    BOOST_TEST(!is_signed(mode));
    BOOST_TEST(is_signed(with_token));
    BOOST_TEST((without_signature(with_token) == mode));
    BOOST_TEST((without_signature(mode) == mode));
  }
}

BOOST_AUTO_TEST_SUITE_END()
