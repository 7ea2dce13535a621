// SPDX-License-Identifier: BSL-1.0
// Tests of copying visible rows: their bytes, the place of what cannot be read, and texts of any length in pieces of any size.
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/row_text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::row_format;

BOOST_AUTO_TEST_SUITE(live_row_text)

namespace {

const std::shared_ptr<const rc::loaded_policy>& policy() {
  static const auto loaded = rc::read_policy(R"({"version":1,"gate":["ROLE_USER"],"default_roles":["ROLE_USER","ROLE_FRANCE"],
    "tables":{"sales":{"columns":{"Country":"string","Amount":"int64"},"restrictions":{"ROLE_FRANCE":{"Country":"France"}}}}})")
                                 .policy;
  return loaded;
}
const rc::table_schema& sales() { return *policy()->find_table("sales"); }

rc::plan france() {
  static const auto user = rc::authorize(policy(), rc::verified_claims::assume_verified(R"({"iss":"i","sub":"s"})")).value();
  return rc::plan_for(user, "sales");
}

/// What was written, and the mistake behind it if there was one; in pieces of every size it must be the same.
std::string copied(const rc::plan& plan, row_format format, std::string_view text) {
  std::string first;
  for (std::size_t piece = std::min<std::size_t>(text.size() + 1, 40); piece > 0; --piece) {
    std::string_view rest = text;
    std::string out;
    const auto mistake = rc::copy_visible_rows(
        plan, format,
        [&](std::span<char> into) {
          const std::size_t size = std::min({piece, into.size(), rest.size()});
          std::copy_n(rest.begin(), size, into.begin());
          rest.remove_prefix(size);
          return size;
        },
        [&](std::string_view more) { out.append(more); });
    if (mistake) out.append("| ").append(mistake->text());
    if (first.empty()) first = out;
    BOOST_TEST(out == first, "in pieces of " << piece);
  }
  return first;
}
std::string lines(std::string_view text) { return copied(france(), row_format::json_lines, text); }
std::string list(std::string_view text) { return copied(france(), row_format::json_list, text); }
std::string csv(std::string_view text) { return copied(france(), row_format::csv, text); }

}  // namespace

BOOST_AUTO_TEST_CASE(the_format_goes_by_the_end_of_the_name) {
  static_assert(rc::row_format_of("a.jsonl") == row_format::json_lines);
  static_assert(rc::row_format_of("a.b/c.JSON") == row_format::json_list);
  static_assert(rc::row_format_of(".csv") == row_format::csv);
  static_assert(!rc::row_format_of("csv") && !rc::row_format_of("") && !rc::row_format_of("a.json.gz"));
  BOOST_TEST(rc::row_format_of("x.Csv").has_value());
}

BOOST_AUTO_TEST_CASE(json_lines_stay_as_they_are) {
  BOOST_TEST(
      lines("{\"Country\":\"France\"}\n{\"Country\":\"UK\"}\r\n\n \t\r\n{ \"Amount\": 1, \"Country\": \"Fr\\u0061nce\" }\r\n") ==
      "{\"Country\":\"France\"}\n{ \"Amount\": 1, \"Country\": \"Fr\\u0061nce\" }\r\n");
  BOOST_TEST(lines("{\"Country\":\"UK\"}\n{\"Country\":\"France\"}") == "{\"Country\":\"France\"}");
  BOOST_TEST(lines("") == "");
  BOOST_TEST(lines("{\"Country\":\"France\"}\n\n{\"Country\":\"France\",\n\"Amount\":1}") ==
             "{\"Country\":\"France\"}\n| line 3, column 21: the text is not JSON (the text ends too early)");
  BOOST_TEST(lines("{}\n{\"Amount\":1.5}\n{}") ==
             "| line 2, column 11: Amount: the column is of type int64; write a whole number of at most 64 bits, or null");
}

BOOST_AUTO_TEST_CASE(csv_stays_as_it_is) {
  BOOST_TEST(csv("Other,\"Country\",Amount\r\n\"a,\r\nb\",France,1\r\n,UK,2\r\n,\"France\",\r\n") ==
             "Other,\"Country\",Amount\r\n\"a,\r\nb\",France,1\r\n,\"France\",\r\n");
  BOOST_TEST(csv("\xef\xbb\xbf"
                 "Country\nUK\nFrance") ==
             "\xef\xbb\xbf"
             "Country\nFrance");
  BOOST_TEST(csv("Country") == "Country");
  BOOST_TEST(csv("Country\n\n\"France\"\n\"\"\n") == "Country\n\"France\"\n");
  BOOST_TEST(csv("") == "| line 1, column 1: there is no header; name the columns in the first line");
  BOOST_TEST(csv("Amount\n1\n").starts_with("| line 1, column 1: Country: the header does not name this column"));
  BOOST_TEST(csv("Country,Amount\nFrance,1\n\"a\nb\",2\nFrance\n") ==
             "Country,Amount\nFrance,1\n| line 5, column 1: the row has 1 field, and the header 2; give each column its field");
  BOOST_TEST(csv("Country,Amount\nFrance,1\nFrance,\"2\n")
                 .starts_with("Country,Amount\nFrance,1\n| line 3, column 8: the quote that opens here is never closed"));
}

BOOST_AUTO_TEST_CASE(a_list_is_written_with_an_object_a_line) {
  BOOST_TEST(
      list(" [ {\"Country\":\"France\",\"Other\":\"]}\\\"\\\\\"} , {\"Country\":\"UK\"},\n{\"Country\":\n\"France\"}\n]\n") ==
      "[\n{\"Country\":\"France\",\"Other\":\"]}\\\"\\\\\"},\n{\"Country\":\n\"France\"}\n]\n");
  BOOST_TEST(list("[]") == "[]\n");
  BOOST_TEST(list("[{\"Country\":\"UK\"}]") == "[]\n");
  BOOST_TEST(list("") == "| line 1, column 1: the text ends too early; the rows are a list of objects, in [ and ]");
  BOOST_TEST(list("{}") == "| line 1, column 1: the rows are a list of objects; write [ before them");
  BOOST_TEST(list("[{\"Country\":\"France\"},\n  ]") ==
             "[\n{\"Country\":\"France\"}| line 2, column 3: a row is an object; write { and the columns' values");
  BOOST_TEST(list("[{} {}]") == "[| line 1, column 5: rows are separated by a comma, and ] ends them");
  BOOST_TEST(list("[{}") == "[| line 1, column 4: the text ends too early; the rows are a list of objects, in [ and ]");
  BOOST_TEST(list("[ {\"a\":[}]") == "[| line 1, column 9: the text is not JSON");
  BOOST_TEST(list("[{\"a\":\"") == "[| line 1, column 8: the text is not JSON (the text ends too early)");
  BOOST_TEST(list("[{},\n  {\"Amount\":\n true}]") ==
             "[| line 3, column 2: Amount: the column is of type int64; write a whole number of at most 64 bits, or null");
  BOOST_TEST(list("[] []") == "[]\n| line 1, column 4: something follows the list of rows; give one list");
}

BOOST_AUTO_TEST_CASE(rows_are_checked_whatever_the_plan_shows) {
  const rc::plan all = rc::plan::allow_all(sales());
  const rc::plan none = rc::plan::deny_all(sales());
  BOOST_TEST(copied(all, row_format::json_lines, "{}\n{\"Country\":1}\n").starts_with("{}\n| line 2"));
  BOOST_TEST(copied(none, row_format::json_lines, "{}\n{\"Country\":1}\n").starts_with("| line 2"));
  BOOST_TEST(copied(none, row_format::csv, "Country\nFrance\n") == "Country\n");
  BOOST_TEST(copied(none, row_format::json_list, "[{\"Country\":\"France\"}]") == "[]\n");
  BOOST_TEST(copied(rc::plan(), row_format::json_list, "[{\"Country\":\"France\"}]") == "[]\n");
  BOOST_TEST(copied(all, row_format::csv, "Other\n1\n") == "Other\n1\n");
}

BOOST_AUTO_TEST_CASE(a_text_may_be_longer_than_what_is_held_of_it) {
  const std::string other(1000, 'x');
  std::size_t made = 0;
  std::string_view rest;
  std::string block;
  std::size_t written = 0;
  constexpr std::size_t rows = 20'000;
  const auto mistake = rc::copy_visible_rows(
      france(), row_format::csv,
      [&](std::span<char> into) {
        if (rest.empty() && made <= rows) {
          block = made == 0 ? "Country,Other\n" : (made % 2 == 0 ? "UK," : "France,") + other + "\n";
          rest = block;
          ++made;
        }
        const std::size_t size = std::min(into.size(), rest.size());
        std::copy_n(rest.begin(), size, into.begin());
        rest.remove_prefix(size);
        return size;
      },
      [&](std::string_view more) {
        BOOST_TEST_REQUIRE(more.size() < 1u << 20);
        written += more.size();
      });
  BOOST_TEST(!mistake);
  BOOST_TEST(written == 14 + rows / 2 * (7 + 1000 + 1));
}

BOOST_AUTO_TEST_CASE(a_row_without_an_end_is_given_up) {
  for (const std::string_view begin : {"Country\n\"", "Country\n"}) {
    std::string_view rest = begin;
    std::size_t given = 0;
    const auto mistake = rc::copy_visible_rows(
        france(), row_format::csv,
        [&](std::span<char> into) {
          const std::size_t size = rest.empty() ? into.size() : std::min(into.size(), rest.size());
          if (rest.empty()) std::ranges::fill(into, 'x');
          else std::copy_n(rest.begin(), size, into.begin());
          rest = {};
          given += size;
          return size;
        },
        [](std::string_view) {});
    BOOST_TEST_REQUIRE(mistake.has_value());
    BOOST_TEST(mistake->text() ==
               "line 2, column 1: the row has more than 16777216 bytes, which is the limit; look for a quote or a "
               "bracket that is never closed");
    BOOST_TEST(given < 4 * rc::row_limits.bytes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
