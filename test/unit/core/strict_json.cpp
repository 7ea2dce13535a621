// SPDX-License-Identifier: BSL-1.0
// Tests of the strict reader: everything that two readers could understand differently is refused, with its own cause.
#include <rowclaim/core/detail/json_text_scanner.hpp>
#include <rowclaim/core/strict_json.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::errc;
using namespace std::string_literals;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(core_strict_json)

namespace {

// Writes down the events, and whether each stable text really lies in the input.
struct recorder : rc::json_visitor {
  explicit recorder(std::string_view input) : text(input) {}

  bool object_begin() { return add("{"); }
  bool object_end() { return add("}"); }
  bool array_begin() { return add("["); }
  bool array_end() { return add("]"); }
  bool member_name(rc::json_text name) { return check(name) && add(std::string(name.view) + ":"); }
  bool string(rc::json_text value) { return check(value) && add("'" + std::string(value.view) + "' "); }
  bool integer(std::int64_t number) { return add("i" + std::to_string(number) + " "); }
  bool large_integer(std::uint64_t number) { return add("u" + std::to_string(number) + " "); }
  bool real(double number) {
    reals.push_back(number);
    return add("r ");
  }
  bool boolean(bool truth) { return add(truth ? "true " : "false "); }
  bool null() { return add("null "); }

  bool add(std::string_view event) {
    events += event;
    return true;
  }
  bool check(rc::json_text piece) {
    const bool is_inside = piece.view.data() >= text.data() && piece.view.data() + piece.view.size() <= text.data() + text.size();
    BOOST_TEST(is_inside == piece.is_stable);
    return true;
  }

  std::string_view text;
  std::string events;
  std::vector<double> reals;
};

std::string events_of(std::string_view text, const rc::json_limits& limits = {}) {
  recorder seen(text);
  const auto read = rc::read_strict_json(text, seen, limits);
  BOOST_TEST_REQUIRE(!read.has_error(), text.substr(0, 200) << ": " << read.error().message());
  return seen.events;
}

errc refusal(std::string_view text, const rc::json_limits& limits = {}) {
  recorder seen(text);
  const auto read = rc::read_strict_json(text, seen, limits);
  BOOST_TEST_REQUIRE(read.has_error(), "was accepted: " << text.substr(0, 200));
  BOOST_TEST((read.error().where == rc::step::json));
  return read.error().code;
}

#define CHECK_REFUSED(text, cause, ...)                             \
  BOOST_TEST((refusal(text __VA_OPT__(, ) __VA_ARGS__) == (cause)), \
             text << " gives " << rc::name(refusal(text __VA_OPT__(, ) __VA_ARGS__)))

std::string nested(std::size_t depth, std::string_view open, std::string_view inside, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += inside;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

// An object with so many members, all different.
std::string wide(std::size_t members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":0";
  return text + "}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reports_each_value_in_order) {
  BOOST_TEST(events_of(R"({"a":[1,-2,true,false,null,"x"],"b":{}})") == "{a:[i1 i-2 true false null 'x' ]b:{}}");
  BOOST_TEST(events_of(" \t\r\n[ ]\n ") == "[]");
  BOOST_TEST(events_of("9223372036854775807") == "i9223372036854775807 ");
  BOOST_TEST(events_of("9223372036854775808") == "u9223372036854775808 ");
  BOOST_TEST(events_of("-9223372036854775808") == "i-9223372036854775808 ");
  BOOST_TEST(events_of("18446744073709551615") == "u18446744073709551615 ");
  BOOST_TEST(events_of("18446744073709551616") == "r ");
}

BOOST_AUTO_TEST_CASE(unescapes_text) {
  BOOST_TEST(events_of(R"("\"\\\/\b\f\n\r\t")") == "'\"\\/\b\f\n\r\t' ");
  BOOST_TEST(events_of(R"("\u00e9\u20AC\uD83D\ude00")") == "'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80' ");
  BOOST_TEST(events_of(R"("a\u0000b")") == "'a\0b' "s);
  BOOST_TEST(events_of("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"") == "'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80' ");
  BOOST_TEST(events_of(R"(["","\n"])") == "['' '\n' ]");
  BOOST_TEST(events_of(R"({"":{"":1}})") == "{:{:i1 }}");
}

BOOST_AUTO_TEST_CASE(strings_are_read_whole_wherever_they_begin_and_end) {
  // Special characters are searched for in blocks of 64.
  for (std::size_t before = 0; before < 70; ++before) {
    const std::string filler(before, 'x');
    for (const std::size_t size : {0u, 1u, 14u, 15u, 16u, 17u, 61u, 62u, 63u, 64u, 65u, 127u, 128u, 200u}) {
      const std::string run(size, 'y');
      BOOST_TEST((events_of("[\"" + filler + "\",\"" + run + "\"]") == "['" + filler + "' '" + run + "' ]"));
      BOOST_TEST((events_of("{\"" + filler + "\":\n{\"" + run + "z\":\"\\n" + run + "\\\"\"}}") ==
                  "{" + filler + ":{" + run + "z:'\n" + run + "\"' }}"));
      BOOST_TEST((events_of("[\"" + filler + "\xe2\x82\xac" + run + "\xc3\xa9\", \"" + run + "\"]") ==
                  "['" + filler + "\xe2\x82\xac" + run + "\xc3\xa9' '" + run + "' ]"));
    }
  }
}

BOOST_AUTO_TEST_CASE(long_texts_with_many_escapes_are_read_whole) {
  std::string escapes;
  std::string meant;
  for (int i = 0; i < 5'000; ++i) {
    escapes += i % 3 == 0 ? "\\u20ac" : i % 3 == 1 ? "\\ud83d\\ude00" : "\\t";
    meant += i % 3 == 0 ? "\xe2\x82\xac" : i % 3 == 1 ? "\xf0\x9f\x98\x80" : "\t";
  }
  BOOST_TEST((events_of("\"" + escapes + "\"") == "'" + meant + "' "));
  BOOST_TEST((events_of("{\"" + escapes + "\":\"" + escapes + "\",\"y\":0}") == "{" + meant + ":'" + meant + "' y:i0 }"));
}

BOOST_AUTO_TEST_CASE(special_characters_are_found_alike_by_words_and_by_vectors) {
  std::array<char, 64> text{};
  std::uint64_t random = 88172645463325252u;
  for (int round = 0; round < 20'000; ++round) {
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      constexpr std::string_view edges = "\"\\ \x1f\x21\x7f\x80\xff";
      text[i] = random % 3 == 0 ? edges[random / 3 % edges.size()] : static_cast<char>(random >> 40);
      const auto c = static_cast<unsigned char>(text[i]);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') expected |= std::uint64_t{1} << i;
    }
    BOOST_TEST_REQUIRE(rc::detail::find_specials_by_words(text.data()) == expected);
    BOOST_TEST_REQUIRE(rc::detail::find_specials(text.data()) == expected);
  }
}

BOOST_AUTO_TEST_CASE(integers_of_every_length_are_read_alike_far_from_the_end_and_near_it) {
  std::string digits;
  for (const char next : "1234567890123456789"sv) {
    digits += next;
    for (const std::string_view behind : {"", " ", "                    "}) {
      BOOST_TEST(events_of(digits + std::string(behind)) == "i" + digits + " ");
      BOOST_TEST(events_of("[-" + digits + ",0]" + std::string(behind)) == "[i-" + digits + " i0 ]");
    }
    CHECK_REFUSED("[0" + digits + "]                    ", errc::json_syntax);
    CHECK_REFUSED("[" + digits + "/]                    ", errc::json_syntax);
    CHECK_REFUSED("[" + digits + ":]                    ", errc::json_syntax);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_member_that_comes_twice_at_any_depth) {
  CHECK_REFUSED(R"({"a":1,"a":1})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"a":1,"b":2,"a":3})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"x":{"a":1,"a":1}})", errc::json_duplicate_member);
  CHECK_REFUSED(R"([[[{"x":[{"a":1,"b":{},"a":1}]}]]])", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"a":{"a":{}},"b":[{"a":1}],"a":1})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"":1,"":2})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"b":{"c":1,"d":2},"e":[{"c":1},{"c":2}],"b":0})", errc::json_duplicate_member);
}

BOOST_AUTO_TEST_CASE(refuses_a_member_that_comes_twice_after_unescaping) {
  CHECK_REFUSED(R"({"abc":1,"a\u0062c":2})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"a\u0062c":1,"abc":2})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"a\u0062c":1,"\u0061bc":2})", errc::json_duplicate_member);
  CHECK_REFUSED("{\"\xc3\xa9\":1,\"\\u00e9\":2}", errc::json_duplicate_member);
  CHECK_REFUSED("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"\u0000":1,"\u0000":2})", errc::json_duplicate_member);
  CHECK_REFUSED(R"({"a\/b":1,"a/b":2})", errc::json_duplicate_member);
  const std::string filler(6'000, 'x');  // handed over in pieces
  CHECK_REFUSED("{\"\\n" + filler + "\":1,\"\\u000a" + filler + "\":2}", errc::json_duplicate_member);
}

BOOST_AUTO_TEST_CASE(one_name_in_different_objects_is_no_duplicate) {
  BOOST_TEST(events_of(R"({"a":{"a":{"a":1}},"b":{"a":1},"c":[{"a":1},{"a":2}]})") == "{a:{a:{a:i1 }}b:{a:i1 }c:[{a:i1 }{a:i2 }]}");
  BOOST_TEST(events_of(R"({"\u0061":{"\u0061":1},"b":{"a":1}})") == "{a:{a:i1 }b:{a:i1 }}");
  BOOST_TEST(events_of(R"({"a":1,"A":2,"a ":3,"\u0430":4})") == "{a:i1 A:i2 a :i3 \xd0\xb0:i4 }");
  BOOST_TEST(events_of(R"({"a\u0000":1,"a":2})") == "{a\0:i1 a:i2 }"s);
}

BOOST_AUTO_TEST_CASE(finds_duplicates_among_many_members) {
  for (const std::size_t members : {1u, 2u, 63u, 64u, 65u, 127u, 128u, 129u, 130u, 255u, 256u, 257u, 300u, 1'000u, 4'000u}) {
    const std::string text = wide(members);
    BOOST_TEST(!events_of(text).empty());
    const std::string open = text.substr(0, text.size() - 1);
    for (const std::size_t which : {std::size_t{0}, members / 2, members - 1}) {
      CHECK_REFUSED(open + ",\"m" + std::to_string(which) + "\":1}", errc::json_duplicate_member);
      CHECK_REFUSED(open + ",\"\\u006d" + std::to_string(which) + "\":1}", errc::json_duplicate_member);
    }
  }
}

BOOST_AUTO_TEST_CASE(members_of_a_closed_object_do_not_disturb_those_of_the_open_one) {
  // The inner object pushes the open members over the room that is kept in place, then gives it back.
  for (const std::size_t inner : {126u, 127u, 128u, 200u, 600u}) {
    const std::string text = "{\"a\":" + wide(inner) + ",\"\\u0062\":" + wide(inner) + ",\"c\":[" + wide(3) + "," + wide(3) + "]";
    BOOST_TEST(!events_of(text + "}").empty());
    CHECK_REFUSED(text + ",\"a\":1}", errc::json_duplicate_member);
    CHECK_REFUSED(text + ",\"b\":1}", errc::json_duplicate_member);
    CHECK_REFUSED(text + ",\"c\":1}", errc::json_duplicate_member);
    BOOST_TEST(!events_of(text + ",\"m1\":1}").empty());
  }
}

BOOST_AUTO_TEST_CASE(large_objects_within_large_objects_are_searched_apart) {
  std::string text = "{";
  for (int i = 0; i < 600; ++i) text += "\"m" + std::to_string(i) + "\":" + (i % 200 == 199 ? wide(700) : "0") + ",";
  BOOST_TEST(!events_of(text + "\"last\":0}").empty());
  for (const std::string_view again : {"m0", "m199", "m300", "m599"})
    CHECK_REFUSED(text + '"' + std::string(again) + "\":0}", errc::json_duplicate_member);
}

BOOST_AUTO_TEST_CASE(many_members_cost_no_more_each_than_few) {
  // Two hundred thousand would take minutes if each were compared with all before it.
  const std::string text = wide(200'000);
  BOOST_TEST(!events_of(text, {.bytes = 16u << 20, .members = 200'000}).empty());
}

BOOST_AUTO_TEST_CASE(refuses_strings_that_are_not_utf8) {
  for (const std::string_view bytes : {"\x80"sv,
                                       "\xbf"sv,                  // a continuation alone
                                       "\xc3"sv,
                                       "\xc3x"sv,
                                       "\xe2\x82"sv,   // a sequence cut short
                                       "\xf0\x9f\x98"sv,
                                       "\xf0\x9f\x98x"sv,
                                       "\xc0\x80"sv,
                                       "\xc0\xaf"sv,
                                       "\xc1\xbf"sv,
                                       "\xe0\x80\xaf"sv,
                                       "\xf0\x80\x80\xaf"sv,  // overlong
                                       "\xed\xa0\x80"sv,
                                       "\xed\xbf\xbf"sv,
                                       "\xed\xa0\xbd\xed\xb8\x80"sv,  // surrogates
                                       "\xf4\x90\x80\x80"sv,
                                       "\xf5\x80\x80\x80"sv,
                                       "\xf8\x88\x80\x80\x80"sv,
                                       "\xfe"sv,
                                       "\xff"sv}) {
    for (const std::string& text : {"\""s + std::string(bytes) + "\"", "\"x" + std::string(bytes) + "x\"",
                                    "{\"" + std::string(bytes) + "\":1}", "[\"\\n" + std::string(bytes) + "\"]"})
      CHECK_REFUSED(text, errc::json_bad_utf8);
  }
}

BOOST_AUTO_TEST_CASE(refuses_escaped_surrogates_that_do_not_pair) {
  for (const std::string_view text : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\n")", R"("\ud800\u0041")",
                                      R"("\ud800\ud800")", R"("\udc00\ud800")", R"({"\ud83d":1})"})
    CHECK_REFUSED(text, errc::json_bad_utf8);
}

BOOST_AUTO_TEST_CASE(refuses_what_the_grammar_does_not_have) {
  for (const std::string_view text :
       {""sv,         " "sv,         "{"sv,           "["sv,           "}"sv,          "\""sv,
        "{\"a\""sv,   "{\"a\":"sv,   "[1"sv,          "[1,"sv,         "nul"sv,        "tru"sv,
        "-"sv,        "1."sv,        "1e"sv,          "[1,]"sv,        "{\"a\":1,}"sv, "{,}"sv,
        "[,]"sv,      "{a:1}"sv,     "{'a':1}"sv,     "'a'"sv,         "{\"a\" 1}"sv,  "{1:1}"sv,
        "NaN"sv,      "[NaN]"sv,     "Infinity"sv,    "[-Infinity]"sv, "True"sv,       "nulL"sv,
        "+1"sv,       ".5"sv,        "[01]"sv,        "[-01]"sv,       "0x10"sv,       "\"\\x41\""sv,
        "\"\\'\""sv,  "\"\\u12\""sv, "\"\\u12g4\""sv, "\"a\nb\""sv,    "\"a\tb\""sv,   "\"a\0b\""sv,
        "\"\x1f\""sv, "// x\n1"sv,   "/* x */ 1"sv,   "[1 /* x */]"sv, "[1 // x\n]"sv, "\0"sv,
        "[1\0]"sv,    "\v[]"sv,      "\f[]"sv,        "\xc2\xa0[]"sv,  "[1 2]"sv,      "{\"a\":1 \"b\":2}"sv})
    BOOST_TEST((refusal(text) == errc::json_syntax || refusal(text) == errc::json_bad_number ||
                (refusal(text) == errc::json_bad_utf8 && text.starts_with("\xc2")) || refusal(text) == errc::json_trailing_bytes),
               text << " gives " << rc::name(refusal(text)));
}

BOOST_AUTO_TEST_CASE(an_unescaped_control_character_is_a_mistake_of_syntax) {
  for (char c = 0; c < 0x20; ++c) CHECK_REFUSED("[\"x"s + c + "\"]", errc::json_syntax);
  BOOST_TEST(events_of("\"\x7f\"") == "'\x7f' ");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_named) {
  const std::string text = "\xef\xbb\xbf{}";
  recorder seen(text);
  const auto read = rc::read_strict_json(text, seen);
  BOOST_TEST_REQUIRE(read.has_error());
  BOOST_TEST((read.error() == rc::error{errc::json_syntax, rc::step::json}));
  BOOST_TEST(read.error().detail == "byte order mark");
}

BOOST_AUTO_TEST_CASE(refuses_anything_after_the_value) {
  for (const std::string_view text : {"{} {}"sv, "{}x"sv, "[][]"sv, "1 2"sv, "\"a\"\"b\""sv, "null,"sv, "{}\0"sv, "{}}"sv, "[]]"sv,
                                      "true//"sv, "{}\xef\xbb\xbf"sv})
    CHECK_REFUSED(text, errc::json_trailing_bytes);
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_no_double_holds) {
  for (const std::string_view text :
       {"1e999", "-1e999", "1e400", "1.8e308", "1e-999", "1e99999999999999999999", "-1e-99999999999999999999"})
    CHECK_REFUSED(text, errc::json_bad_number);
  BOOST_TEST(events_of("1e308") == "r ");
}

BOOST_AUTO_TEST_CASE(refuses_numbers_written_with_too_many_characters) {
  BOOST_TEST(events_of("0." + std::string(62, '1')) == "r ");
  CHECK_REFUSED("0." + std::string(63, '1'), errc::json_bad_number);
  CHECK_REFUSED(std::string(65, '1'), errc::json_bad_number);
  CHECK_REFUSED("[" + std::string(100'000, '9') + "]", errc::json_bad_number);
  CHECK_REFUSED("-" + std::string(64, '1'), errc::json_bad_number);
  CHECK_REFUSED("1e" + std::string(63, '0'), errc::json_bad_number);
  CHECK_REFUSED("12345", errc::json_bad_number, {.number_characters = 4});
  BOOST_TEST(events_of("1234", {.number_characters = 4}) == "i1234 ");
  CHECK_REFUSED("-1234", errc::json_bad_number, {.number_characters = 4});
  CHECK_REFUSED("18446744073709551615", errc::json_bad_number, {.number_characters = 19});
}

BOOST_AUTO_TEST_CASE(converts_reals_exactly) {
  for (const char* literal : {"0.1", "1e23", "8.5e-323", "5e-324", "1.7976931348623157e308", "9007199254740993.0",
                              "123456789012345678901234567890", "2.2250738585072012e-308", "0.000001", "-0.0", "1E5", "1e+5"}) {
    recorder seen(literal);
    BOOST_TEST_REQUIRE(!rc::read_strict_json(literal, seen).has_error(), literal);
    BOOST_TEST_REQUIRE(seen.reals.size() == 1u, literal);
    BOOST_TEST(seen.reals[0] == std::strtod(literal, nullptr), literal);
  }
}

BOOST_AUTO_TEST_CASE(nesting_is_limited_to_32) {
  BOOST_TEST(events_of(nested(32, "[", "", "]")).size() == 64u);
  CHECK_REFUSED(nested(33, "[", "", "]"), errc::json_too_deep);
  BOOST_TEST(!events_of(nested(31, "{\"a\":", "{}", "}")).empty());
  CHECK_REFUSED(nested(32, "{\"a\":", "{}", "}"), errc::json_too_deep);
  CHECK_REFUSED(nested(16, "{\"a\":[", "[]", "]}"), errc::json_too_deep);
  CHECK_REFUSED(std::string(500'000, '['), errc::json_too_deep);
}

BOOST_AUTO_TEST_CASE(the_depth_limit_can_be_lowered_but_not_raised) {
  CHECK_REFUSED(nested(33, "[", "", "]"), errc::json_too_deep, {.depth = 1'000});
  CHECK_REFUSED(nested(33, "{\"a\":", "1", "}"), errc::json_too_deep, {.depth = 1'000});
  BOOST_TEST(events_of("[]", {.depth = 1}) == "[]");
  CHECK_REFUSED("[[]]", errc::json_too_deep, {.depth = 1});
  BOOST_TEST(events_of("1", {.depth = 0}) == "i1 ");
  CHECK_REFUSED("[]", errc::json_too_deep, {.depth = 0});
  CHECK_REFUSED("{}", errc::json_too_deep, {.depth = 0});
}

BOOST_AUTO_TEST_CASE(each_other_limit_is_kept_to_the_byte) {
  BOOST_TEST(events_of("[1]", {.bytes = 3}) == "[i1 ]");
  CHECK_REFUSED("[1] ", errc::json_too_large, {.bytes = 3});
  CHECK_REFUSED("1", errc::json_too_large, {.bytes = 0});

  BOOST_TEST(!events_of(R"({"a":1,"b":{"c":1}})", {.members = 3}).empty());
  CHECK_REFUSED(R"({"a":1,"b":{"c":1}})", errc::json_too_many_members, {.members = 2});
  CHECK_REFUSED(R"([{"a":1},{"a":1},{"a":1}])", errc::json_too_many_members, {.members = 2});
  CHECK_REFUSED(R"({"a":1})", errc::json_too_many_members, {.members = 0});
  BOOST_TEST(events_of("[{},{}]", {.members = 0}) == "[{}{}]");

  BOOST_TEST(events_of(R"("four")", {.string_bytes = 4}) == "'four' ");
  CHECK_REFUSED(R"("fives")", errc::json_string_too_long, {.string_bytes = 4});
  CHECK_REFUSED(R"({"fives":1})", errc::json_string_too_long, {.string_bytes = 4});
  BOOST_TEST(events_of(R"("\u0061\u0062\u0063\u0064")", {.string_bytes = 4}) == "'abcd' ");  // counted after unescaping
  CHECK_REFUSED(R"("\u0061\u0062\u0063\u0064e")", errc::json_string_too_long, {.string_bytes = 4});
  CHECK_REFUSED(R"("\u20ac\n\n")", errc::json_string_too_long, {.string_bytes = 4});
  CHECK_REFUSED("\"\\n" + std::string(100'000, 'x') + "\"", errc::json_string_too_long, {.string_bytes = 50'000});
  CHECK_REFUSED("{\"\\n" + std::string(100'000, 'x') + "\":1}", errc::json_string_too_long, {.string_bytes = 50'000});
  BOOST_TEST(events_of(R"("")", {.string_bytes = 0}) == "'' ");
}

BOOST_AUTO_TEST_CASE(says_where_in_the_text) {
  const auto position = [](std::string_view text) {
    recorder seen(text);
    const auto read = rc::read_strict_json(text, seen);
    BOOST_TEST_REQUIRE(read.has_error());
    return read.error().position;
  };
  BOOST_TEST(position("[1,x]") == 3u);
  BOOST_TEST(position("[] x") == 3u);
  BOOST_TEST(position(R"({"a":1,"a":2})") <= 10u);
  BOOST_TEST(position(R"({"a":1,"a":2})") >= 7u);
}

BOOST_AUTO_TEST_CASE(a_text_without_bytes_is_no_json) { CHECK_REFUSED(std::string_view{}, errc::json_syntax); }

BOOST_AUTO_TEST_CASE(a_visitor_may_stop_the_reading_with_its_own_reason) {
  struct stubborn : rc::json_visitor {
    bool null() { return false; }
    bool integer(std::int64_t) { return false; }
    rc::error failure() const { return {errc::claim_missing, rc::step::claims, "stubborn"}; }
  };
  stubborn visitor;
  for (const std::string_view text : {"null", "[null]", R"({"a":[{"b":null}]})", "[1]", "1"}) {
    const auto read = rc::read_strict_json(text, visitor);
    BOOST_TEST_REQUIRE(read.has_error());
    BOOST_TEST((read.error() == rc::error{errc::claim_missing, rc::step::claims}));
    BOOST_TEST(read.error().detail == "stubborn");
  }
  BOOST_TEST(!rc::read_strict_json("[true,\"x\",1.5]", visitor).has_error());
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_text_is_refused) {
  const std::string text = R"({"iss":"https://issuer.example","n":-1.5e3,"a":[true,false,null,"\u20ac\ud83d\ude00"],"é":{}})";
  BOOST_TEST(!events_of(text).empty());
  for (std::size_t size = 0; size < text.size(); ++size) {
    recorder seen(std::string_view(text).substr(0, size));
    BOOST_TEST(rc::read_strict_json(std::string_view(text).substr(0, size), seen).has_error(), size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
