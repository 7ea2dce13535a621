// SPDX-License-Identifier: BSL-1.0
// Tests of reading rows from JSON and CSV: each type, null, every mistake with its place, and rows that are the same in each form.
#include "../policy/random_claims.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/record_reader.hpp>
#include <rowclaim/live/row_text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iostream>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::value;

BOOST_AUTO_TEST_SUITE(live_record_reader)

namespace {

struct thing {
  std::optional<bool> truth;
  std::optional<std::int64_t> number;
  double real = std::numeric_limits<double>::quiet_NaN();
  std::optional<std::string> text;
  std::optional<rc::date> day;
  std::optional<rc::time_of_day> time;
  std::optional<rc::timestamp> moment;
};
using things = rc::table<"things", rc::column<"Truth", &thing::truth>, rc::column<"Number", &thing::number>,
                         rc::column<"Real", &thing::real>, rc::column<"Text", &thing::text>, rc::column<"Day", &thing::day>,
                         rc::column<"Time", &thing::time>, rc::column<"Moment", &thing::moment>>;

constexpr std::string_view header = "Truth,Number,Real,Text,Day,Time,Moment\n";
const rc::plan everything = rc::plan::allow_all(things::schema());

/// The columns that are not null, and their values.
std::string shown(const rc::record_reading& read) {
  if (read.mistake) return read.mistake->text() + (read.values.empty() ? "" : " and values");
  std::string text;
  for (std::size_t i = 0; i < read.values.size(); ++i) {
    const value& v = read.values[i];
    if (v.kind == rc::value_kind::null) continue;
    const rc::column_info& column = things::schema().columns[i];
    BOOST_TEST((v.kind == column.kind));
    text.append(text.empty() ? "" : " ").append(column.name).append("=");
    if (v.kind == rc::value_kind::string) text.append(v.text);
    else if (v.kind == rc::value_kind::real) text.append(std::to_string(v.real));
    else text.append(std::to_string(v.integer));
    if (v.nanoseconds != 0) text.append("+").append(std::to_string(v.nanoseconds));
  }
  return text;
}

std::string of_json(std::string_view object) {
  rc::record_reader reader(things::schema());
  return shown(reader.read_json(object));
}
std::string of_csv(std::string_view line, std::string_view names = header) {
  rc::record_reader reader(things::schema());
  if (const auto mistake = reader.read_csv_header(names, everything)) return "header: " + mistake->text();
  return shown(reader.read_csv(line));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_row_of_every_type) {
  const std::string_view expected =
      "Truth=1 Number=-9223372036854775808 Real=0.500000 Text=a\"b Day=20779 Time=49500000000001 "
      "Moment=1795355100123456+789";
  BOOST_TEST(of_json(R"({"Truth": true, "Number": -9223372036854775808, "Real": 5e-1, "Text": "a\"b", "Day": "2026-11-22",
                         "Time": "13:45:00.000000001", "Moment": "2026-11-22T13:45:00.123456789Z"})") == expected);
  const std::string_view line =
      R"(true,-9223372036854775808,5e-1,"a""b",2026-11-22,13:45:00.000000001,2026-11-22T13:45:00.123456789Z)";
  BOOST_TEST(of_csv(line) == expected);
  BOOST_TEST(of_csv(std::string(line) + "\n") == expected);
  BOOST_TEST(of_csv(std::string(line) + "\r\n") == expected);
}

BOOST_AUTO_TEST_CASE(numbers_are_exact_or_refused) {
  const std::string number = "Number: the column is of type int64; write a whole number of at most 64 bits, or null";
  const std::string real = "Real: the column is of type double; write a number, whole ones of at most 53 bits, or null";
  BOOST_TEST(of_json(R"({"Number":9223372036854775807})") == "Number=9223372036854775807");
  for (const char* wrong : {"9223372036854775808", "99999999999999999999", "1.0", "1e2", "\"1\"", "true"})
    BOOST_TEST(of_json(R"({"Number":)" + std::string(wrong) + "}") == "line 1, column 11: " + number);
  BOOST_TEST(of_json(R"({"Real":9007199254740992})") == "Real=9007199254740992.000000");
  BOOST_TEST(of_json(R"({"Real":1e20})") == "Real=100000000000000000000.000000");
  BOOST_TEST(of_json(R"({"Real":-0})") == "Real=0.000000");
  for (const char* wrong : {"9007199254740993", "-9007199254740993", "9223372036854775808", "100000000000000000000", "\"1\""})
    BOOST_TEST(of_json(R"({"Real":)" + std::string(wrong) + "}") == "line 1, column 9: " + real);

  for (const char* wrong : {"9223372036854775808", "1.0", "+1", "01", "-", " 1", "1 ", "0x1", "x", "\"\"", "1_0"})
    BOOST_TEST(of_csv(wrong, "Number") == "line 1, column 1: " + number.substr(0, number.size() - 4) + "nothing at all for null");
  for (const char* wrong :
       {"NaN", "inf", "-Infinity", "1.", ".5", "1e", "1e999", "1,5", "9007199254740993", "100000000000000000000"})
    BOOST_TEST(of_csv('"' + std::string(wrong) + '"', "Real") ==
               "line 1, column 1: " + real.substr(0, real.size() - 4) + "nothing at all for null");
  BOOST_TEST(of_csv("-9223372036854775808", "Number") == "Number=-9223372036854775808");
  BOOST_TEST(of_csv("\"12\"", "Number") == "Number=12");
  BOOST_TEST(of_csv("1E+2", "Real") == "Real=100.000000");
}

BOOST_AUTO_TEST_CASE(null_is_not_the_empty_text) {
  BOOST_TEST(of_json(R"({})") == "");
  BOOST_TEST(of_json(R"({"Text":null,"Number":null})") == "");
  BOOST_TEST(of_json(R"({"Text":""})") == "Text=");
  BOOST_TEST(of_csv(",,,,,,") == "");
  BOOST_TEST(of_csv(",,,\"\",,,") == "Text=");
  BOOST_TEST(of_csv("\n", "Text") == "");
  BOOST_TEST(of_csv("\"\"\n", "Text") == "Text=");
}

BOOST_AUTO_TEST_CASE(a_row_forgets_the_one_before) {
  rc::record_reader reader(things::schema());
  BOOST_TEST(shown(reader.read_json(R"({"Text":"\u0061","Number":1})")) == "Number=1 Text=a");
  BOOST_TEST(shown(reader.read_json(R"({"Real":1})")) == "Real=1.000000");
  BOOST_TEST(reader.read_json("[").mistake.has_value());
  BOOST_TEST(shown(reader.read_json("{}")) == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_column_is_not_looked_at) {
  BOOST_TEST(of_json(R"({"text":1,"Other":{"Text":"x","Number":[1e2,{"Number":"y"}]},"Number":5,"More":99999999999999999999})") ==
             "Number=5");
  BOOST_TEST(of_csv("x,7,\"y\"", "Other,Number,Other") == "Number=7");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_has_its_place_and_a_remedy) {
  BOOST_TEST(of_json("{\"Number\": 1,\n \"Truth\": 1}") ==
             "line 2, column 11: Truth: the column is of type bool; write true or false, or null");
  BOOST_TEST(of_json(R"({"Text":["x"]})") == "line 1, column 9: Text: the column is of type string; write text, or null");
  BOOST_TEST(of_json(R"({"Text":{}})") == "line 1, column 9: Text: the column is of type string; write text, or null");
  BOOST_TEST(of_json(R"({"Day":"2026-02-30"})") ==
             "line 1, column 8: Day: the column is of type date; write a day that exists, as \"2026-11-22\", or null");
  BOOST_TEST(of_csv("x\n", "Text,Truth") == "line 1, column 1: the row has 1 field, and the header 2; give each column its field");
  BOOST_TEST(of_csv("\"x\ny\",TRUE", "Text,Truth") ==
             "line 2, column 4: Truth: the column is of type bool; write true or false, or nothing at all for null");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_refused) {
  const std::string_view no_object = "line 1, column 1: a row is an object; write { and the columns' values";
  for (const char* wrong : {"[]", "[{}]", "1", "1.5", "18446744073709551615", "\"x\"", "null", "true"})
    BOOST_TEST(of_json(wrong) == no_object);
  BOOST_TEST(of_json("") == "line 1, column 1: the text is not JSON (the text ends too early)");
  BOOST_TEST(of_json(R"({"Other":1,"Other":2})") ==
             "line 1, column 19: this member comes twice in one object; remove one of the two");
  BOOST_TEST(of_json("{} {}") == "line 1, column 4: something follows the object; write one object a line");
  BOOST_TEST(of_json("{\"Text\":\"\xff\"}") == "line 1, column 10: this string is not UTF-8; save the file as UTF-8");
}

BOOST_AUTO_TEST_CASE(a_header_names_what_the_plan_compares) {
  const auto policy = rc::read_policy_for<things>(R"({"version":1,"gate":[],"default_roles":["R"],"tables":{"things":{
    "columns":{"Text":"string","Number":"int64"},"restrictions":{"R":{"Text":"x"}}}}})")
                          .policy;
  BOOST_TEST_REQUIRE(policy != nullptr);
  const auto user = rc::authorize(policy, rc::verified_claims::assume_verified(R"({"iss":"i","sub":"s"})")).value();
  const rc::plan plan = rc::plan_for<things>(user);
  rc::record_reader reader(things::schema());
  BOOST_TEST(!reader.read_csv_header("Text", plan));
  BOOST_TEST(!reader.read_csv_header("\xef\xbb\xbf\"Text\",Number\r\n", plan));
  BOOST_TEST(reader.read_csv_header("text,Number", plan)->text() ==
             "line 1, column 1: Text: the header does not name this column, which decides what may be seen; is it \"text\"? "
             "Write it as the policy does");
  BOOST_TEST(reader.read_csv_header("Number\n", plan)->text() ==
             "line 1, column 1: Text: the header does not name this column, which decides what may be seen; add it");
  BOOST_TEST(reader.read_csv_header("Number,Text,Other,Text", plan)->text() ==
             "line 1, column 19: Text: this column comes twice in the header; remove one of the two");
  BOOST_TEST(!reader.read_csv_header("Number\n", everything));
}

BOOST_AUTO_TEST_CASE(csv_that_two_could_read_differently_is_refused) {
  const auto refused = [](std::string_view line, std::string_view expected) {
    BOOST_TEST(of_csv(line, "Text") == expected);
    BOOST_TEST(of_csv("x", line) == "header: " + std::string(expected));
  };
  refused(
      "a\"b",
      "line 1, column 2: a quote stands inside a field that does not begin with one; put the field into quotes, this quote twice");
  refused("\"a\"b", "line 1, column 4: something follows the quote that closes a field; a quote inside a field is written twice");
  refused("\"a\n\"\"",
          "line 1, column 1: the quote that opens here is never closed; close it, and write a quote inside a field twice");
  refused(
      "a\rb",
      "line 1, column 2: a carriage return stands alone; end lines with LF or CR LF, and put fields that contain one into quotes");
  refused(
      "a\r",
      "line 1, column 2: a carriage return stands alone; end lines with LF or CR LF, and put fields that contain one into quotes");
  refused("caf\xe9 and more text", "line 1, column 4: this is not UTF-8; save the file as UTF-8");
  refused("a\nb", "line 2, column 1: something follows the record; give one at a time");
  BOOST_TEST(of_csv("\"a,\r\nb\n\"\"\xc3\xa9\"", "Text") == "Text=a,\r\nb\n\"\xc3\xa9");
}

namespace {

/// Rows in three forms, and policies on them.
class generator {
 public:
  explicit generator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool one_in(std::size_t n) { return below(n) == 0; }

  struct forms {
    thing object;
    std::array<std::string, 7> json;  // each column's value; empty where the member is missing
    std::array<std::string, 7> csv;
  };

  forms row() {
    forms made;
    for (std::size_t column = 0; column < 7; ++column) {
      if (one_in(4)) {
        made.json[column] = one_in(2) ? "null" : "";
        continue;
      }
      const std::size_t which = below(4);
      const std::string plain(scalars[column][which]);
      if (column == 3) {
        const std::string text = texts()[which];
        made.object.text = text;
        made.json[column] = quoted_json(text);
        made.csv[column] = quoted_csv(text);
        continue;
      }
      if (column == 0) made.object.truth = plain == "true";
      if (column == 1) {
        std::int64_t& number = made.object.number.emplace();
        std::from_chars(plain.data(), plain.data() + plain.size(), number);
      }
      if (column == 2) std::from_chars(plain.data(), plain.data() + plain.size(), made.object.real);
      if (column == 4) made.object.day = rc::parse_date(plain);
      if (column == 5) made.object.time = rc::parse_time(plain);
      if (column == 6) made.object.moment = rc::parse_timestamp(plain);
      made.json[column] = column < 3 ? plain : quoted_json(plain);
      made.csv[column] = one_in(3) ? '"' + plain + '"' : plain;
    }
    return made;
  }

  std::string json_row(const forms& row) {
    std::string text = "{";
    for (const std::size_t column : order()) {
      if (column == 7) text.append(text == "{" ? "" : ", ").append(R"("Other": [{"Text": "x"}])");
      else if (!row.json[column].empty())
        text.append(text == "{" ? "\"" : ",\"")
            .append(things::schema().columns[column].name)
            .append("\":")
            .append(row.json[column]);
    }
    return text + "}";
  }

  /// The columns of a row or a header; 7 is none of the table's.
  std::vector<std::size_t> order() {
    std::vector<std::size_t> columns(8);
    std::iota(columns.begin(), columns.end(), 0);
    std::ranges::shuffle(columns, random_);
    return columns;
  }

  std::string condition(int depth) {
    if (depth > 0 && !one_in(3)) {
      if (one_in(3)) return R"({"not":)" + condition(depth - 1) + "}";
      return std::string(one_in(2) ? R"({"and":[)" : R"({"or":[)") + condition(depth - 1) + "," + condition(depth - 1) + "]}";
    }
    const std::size_t column = below(7);
    constexpr std::string_view ops[] = {"==", "!=", "<", "<=", ">", ">=", "in", "not_in", "is_null"};
    const std::string_view op = ops[below(9)];
    std::string text =
        R"({"column":")" + std::string(things::schema().columns[column].name) + R"(","op":")" + std::string(op) + '"';
    if (op == "is_null") return text + "}";
    const std::string literal = this->literal(column);
    return text +
           (op.ends_with("in") ? R"(,"value":[)" + literal + "," + this->literal(column) + "]}" : R"(,"value":)" + literal + "}");
  }

 private:
  static constexpr std::string_view scalars[7][4] = {
      {"true", "false", "true", "false"},
      {"-9223372036854775808", "9223372036854775807", "0", "5"},
      {"-0", "0.5", "9007199254740992", "1e+300"},
      {},
      {"1969-12-31", "1970-01-01", "2026-11-22", "9999-12-31"},
      {"00:00:00", "13:45:00", "13:45:00.000000001", "23:59:59.999999999"},
      {"1969-12-31T23:59:59.9999999Z", "1970-01-01T00:00:00Z", "2026-11-22T13:45:00.123456789Z", "2026-11-22T13:45:00.123456788Z"}};
  static const std::array<std::string, 4>& texts() {
    static const std::array<std::string, 4> all{"", "a", "a\"b,\r\n\xc3\xa9", std::string("\0 \\", 3)};
    return all;
  }

  std::string literal(std::size_t column) {
    const std::size_t which = below(4);
    if (column == 3) return quoted_json(texts()[which]);
    return column < 3 ? std::string(scalars[column][which]) : quoted_json(scalars[column][which]);
  }

  std::string quoted_json(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || c == '"' || c == '\\' || (byte < 0x80 && one_in(4))) {
        constexpr std::string_view digits = "0123456789abcdef";
        out.append("\\u00") += digits[byte >> 4];
        out += digits[byte & 15];
      } else {
        out += c;
      }
    }
    return out + '"';
  }

  std::string quoted_csv(std::string_view text) {
    if (!text.empty() && text.find_first_of("\",\r\n") == std::string_view::npos && one_in(2)) return std::string(text);
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
  }

  std::mt19937_64 random_;
};

/// What is left of a text, read in pieces of some size.
std::string visible_part(const rc::plan& plan, rc::row_format format, std::string_view text, std::size_t piece) {
  std::string out;
  const auto mistake = rc::copy_visible_rows(
      plan, format,
      [&](std::span<char> into) {
        const std::size_t size = std::min({piece, into.size(), text.size()});
        std::copy_n(text.begin(), size, into.begin());
        text.remove_prefix(size);
        return size;
      },
      [&](std::string_view more) { out.append(more); });
  BOOST_REQUIRE_MESSAGE(!mistake, (mistake ? mistake->text() : std::string()));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_rows_are_visible_as_objects_as_json_and_as_csv) {
  const std::uint64_t seed = test::seed();
  std::size_t shown_rows = 0;
  std::size_t hidden_rows = 0;
  for (std::uint64_t i = 0; i < 400; ++i) BOOST_TEST_CONTEXT("seed " << seed << ", case " << i) {
      generator g(seed + i);
      const std::string file =
          R"({"version":1,"gate":[],"default_roles":["R"],"combination":"any_role","tables":{"things":{"columns":{
        "Truth":"bool","Number":"int64","Real":"double","Text":"string","Day":"date","Time":"time","Moment":"timestamp"},
        "restrictions":{"R":)" +
          g.condition(3) + "}}}}";
      const auto read = rc::read_policy_for<things>(file);
      BOOST_REQUIRE_MESSAGE(read.policy != nullptr, file << read.text());
      const auto user = rc::authorize(read.policy, rc::verified_claims::assume_verified(R"({"iss":"i","sub":"s"})")).value();
      const rc::plan plan = rc::plan_for<things>(user);
      const rc::row_filter<things> of_objects(plan);

      const std::string line_end = g.one_in(2) ? "\n" : "\r\n";
      const std::vector<std::size_t> order = g.order();
      std::string json, csv, json_list = "[", visible_json, visible_csv, visible_list;
      const auto csv_line = [&](auto field) {
        std::string line;
        for (const std::size_t& column : order) line.append(&column == order.data() ? "" : ",").append(field(column));
        return line + line_end;
      };
      csv =
          csv_line([](std::size_t c) { return c == 7 ? std::string("\"Other\"") : std::string(things::schema().columns[c].name); });
      visible_csv = csv;
      for (std::size_t rows = g.below(40); rows > 0; --rows) {
        const generator::forms row = g.row();
        const std::string object = g.json_row(row);
        const std::string line = csv_line([&](std::size_t c) { return c == 7 ? std::string("\"o,\n\"") : row.csv[c]; });
        json.append(object).append(line_end);
        json_list.append(json_list == "[" ? " " : " , ").append(object);
        csv.append(line);
        const bool is_shown = of_objects.shows(row.object);
        (is_shown ? shown_rows : hidden_rows) += 1;
        if (!is_shown) continue;
        visible_json.append(object).append(line_end);
        visible_list.append(visible_list.empty() ? "\n" : ",\n").append(object);
        visible_csv.append(line);
      }
      visible_list = "[" + visible_list + (visible_list.empty() ? "]\n" : "\n]\n");
      const std::size_t piece = 1 + g.below(100);
      BOOST_REQUIRE_EQUAL(visible_part(plan, rc::row_format::json_lines, json, piece), visible_json);
      BOOST_REQUIRE_EQUAL(visible_part(plan, rc::row_format::csv, csv, piece), visible_csv);
      BOOST_REQUIRE_EQUAL(visible_part(plan, rc::row_format::json_list, json_list + "]", piece), visible_list);
    }
  // A run in which nearly everything was shown, or nothing, would prove little.
  BOOST_TEST(shown_rows > 1000u);
  BOOST_TEST(hidden_rows > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
