// SPDX-License-Identifier: BSL-1.0
// Tests of errors: every cause has a name of its own and a sentence, and nothing else gets into a message.
#include <rowclaim/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_error)

namespace {

constexpr std::size_t causes = std::size(rc::detail::errc_texts);
constexpr auto first_unknown_cause = static_cast<rc::errc>(causes);
constexpr auto first_unknown_step = static_cast<rc::step>(static_cast<int>(rc::step::device_authorization) + 1);

static_assert(rc::name(rc::errc::json_syntax) == "json_syntax");
static_assert(rc::name(rc::errc::key_refresh_too_soon) == "key_refresh_too_soon");
static_assert(rc::name(first_unknown_cause) == "unknown");
static_assert(rc::name(rc::step::session_check) == "session_check");
static_assert(rc::name(first_unknown_step) == "unknown");
static_assert(std::size(rc::detail::step_names) == static_cast<std::size_t>(first_unknown_step), "each step has a name");

static_assert(rc::error{rc::errc::json_syntax, rc::step::json} == rc::error{rc::errc::json_syntax, rc::step::json, "detail", 7});
static_assert(rc::error{rc::errc::json_syntax, rc::step::json} != rc::error{rc::errc::json_syntax, rc::step::claims});
static_assert(rc::error{rc::errc::json_syntax, rc::step::json} != rc::error{rc::errc::json_too_deep, rc::step::json});

}  // namespace

BOOST_AUTO_TEST_CASE(each_cause_has_a_name_and_a_sentence_of_its_own) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (std::size_t i = 0; i < causes; ++i) {
    const auto code = static_cast<rc::errc>(i);
    BOOST_TEST_CONTEXT(rc::name(code)) {
      BOOST_TEST(!rc::name(code).empty());
      BOOST_TEST(names.insert(rc::name(code)).second);
      BOOST_TEST(sentences.insert(rc::detail::errc_texts[i].sentence).second);
      const std::string message = rc::error{code}.message();
      BOOST_TEST(message == rc::detail::errc_texts[i].sentence);
      BOOST_TEST(message.back() != '.');
    }
  }
}

BOOST_AUTO_TEST_CASE(a_message_says_what_where_and_in_which_step) {
  BOOST_TEST(rc::error(rc::errc::claim_malformed).message() == "a claim has another shape than the policy declares");
  BOOST_TEST((rc::error{rc::errc::claim_malformed, rc::step::claims, "groups", 12}.message()) ==
             "a claim has another shape than the policy declares (groups), at byte 12, in step claims");
  BOOST_TEST((rc::error{rc::errc::json_syntax, rc::step::json, {}, 0}.message()) ==
             "the text is not JSON, at byte 0, in step json");
}

BOOST_AUTO_TEST_CASE(a_value_outside_the_enumeration_is_still_an_error) {
  BOOST_TEST((rc::error{static_cast<rc::errc>(65'535), static_cast<rc::step>(255)}.message()) ==
             "an unknown error, in step unknown");
}

BOOST_AUTO_TEST_SUITE_END()
