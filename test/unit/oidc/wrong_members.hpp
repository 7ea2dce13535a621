// SPDX-License-Identifier: BSL-1.0
// Every member of a JSON object in every wrong way: of each wrong type, left out, twice, and huge.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim_test {

/// The kinds of JSON value, to be combined by `|`.
enum class json_kinds : unsigned { none = 0, null = 1, boolean = 2, number = 4, text = 8, list = 16, object = 32, any = 63 };
constexpr json_kinds operator|(json_kinds a, json_kinds b) {
  return static_cast<json_kinds>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool have(json_kinds all, json_kinds one) { return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0; }

/// One member, and the outcomes of what is wrong with it: what `read` of `check_members` says, "accepted" where it does not matter.
struct checked_member {
  std::string_view name;
  std::string_view right;  ///< a value that is accepted, as JSON; empty for a member that must not be there
  json_kinds takes;  ///< what its value may be: values of all other kinds are wrong
  std::string_view wrong;  ///< the outcome of each of those
  std::string_view missing;  ///< the outcome without the member
};

/// What becomes of the whole text, whichever member it is.
struct text_outcomes {
  std::string_view doubled;  ///< of a member that comes twice, alike or not
  std::string_view huge;  ///< of a text of 70,000 characters
};

struct sample_value {
  json_kinds kind;
  std::string_view json;
};

inline constexpr std::array samples_of_all_kinds{sample_value{json_kinds::null, "null"},
                                                 sample_value{json_kinds::boolean, "true"},
                                                 sample_value{json_kinds::boolean, "false"},
                                                 sample_value{json_kinds::number, "0"},
                                                 sample_value{json_kinds::number, "-1"},
                                                 sample_value{json_kinds::number, "1.5"},
                                                 sample_value{json_kinds::number, "1e300"},
                                                 sample_value{json_kinds::number, "18446744073709551615"},
                                                 sample_value{json_kinds::text, R"("")"},
                                                 sample_value{json_kinds::text, R"("x")"},
                                                 sample_value{json_kinds::list, "[]"},
                                                 sample_value{json_kinds::list, R"(["x"])"},
                                                 sample_value{json_kinds::list, "[1,null]"},
                                                 sample_value{json_kinds::object, "{}"},
                                                 sample_value{json_kinds::object, R"({"x":"x"})"}};

/// `read` takes the object's text and says what came of it, as `outcome` writes it. The object itself must be accepted.
template <class Read>
void check_members(const boost::json::object& good, std::span<const checked_member> members, const text_outcomes& whole,
                   Read read) {
  BOOST_REQUIRE(read(boost::json::serialize(good)) == "accepted");
  BOOST_REQUIRE(!members.empty());
  for (const checked_member& member : members) {
    boost::json::object others = good;
    others.erase(member.name);
    const std::string rest = boost::json::serialize(others);
    // The rest of the object after so many members of this one's name.
    const auto with = [&](std::initializer_list<std::string_view> values) {
      std::string text = "{";
      for (const std::string_view value : values) {
        if (text.size() > 1) text += ',';
        text.append("\"").append(member.name).append("\":").append(value);
      }
      if (!others.empty()) text += ',';
      return read(text + rest.substr(1));
    };
    BOOST_TEST_CONTEXT("the member " << member.name) {
      const std::string_view right = member.right.empty() ? "1" : member.right;
      BOOST_TEST(with({right}) == (member.right.empty() ? member.wrong : "accepted"));
      BOOST_TEST(read(rest) == member.missing);
      for (const sample_value& sample : samples_of_all_kinds) BOOST_TEST_CONTEXT("with the value " << sample.json) {
          if (!have(member.takes, sample.kind)) BOOST_TEST(with({sample.json}) == member.wrong);
          BOOST_TEST(with({right, sample.json}) == whole.doubled);
          BOOST_TEST(with({sample.json, right}) == whole.doubled);
        }
      BOOST_TEST(with({right, right}) == whole.doubled);
      BOOST_TEST(with({'"' + std::string(70'000, 'a') + '"'}) == whole.huge);
    }
  }
}

}  // namespace rowclaim_test
