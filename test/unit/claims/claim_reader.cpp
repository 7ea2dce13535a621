// SPDX-License-Identifier: BSL-1.0
// Tests of the claim reader: each shape against each kind of value, and everything that could be mistaken for a claim.
#include <rowclaim/claims/claim_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rc::claim_shape;
using rc::errc;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(claims_claim_reader)

namespace {

struct collector : rc::claim_sink {
  explicit collector(std::size_t requests) : values(requests) {}

  void text(std::size_t request, rc::json_text value) { values[request] += "'" + std::string(value.view) + "'"; }
  void integer(std::size_t request, std::int64_t number) { values[request] += "i" + std::to_string(number); }
  void real(std::size_t request, double) { values[request] += "r"; }
  void boolean(std::size_t request, bool truth) { values[request] += truth ? "T" : "F"; }
  void list(std::size_t request) { values[request] += "L"; }

  std::vector<std::string> values;
};

// Reads the requested claims; each answer is the presence, and the values if it is present.
struct reader {
  explicit reader(std::initializer_list<rc::claim_source> sources) {
    for (const rc::claim_source& source : sources) requests.push_back({source.path, source.shape, source.member});
    rc::detail::build_claim_tree(requests, nodes, uses);
  }

  rc::result<std::vector<std::string>> try_read(std::string_view json, const rc::json_limits& limits = rc::claims_limits) const {
    collector found(requests.size());
    const auto read = rc::read_claims(json, {nodes, uses}, found, limits);
    if (!read) return read.error();
    std::vector<std::string> answers;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const rc::presence p = read->of(i);
      answers.push_back(p == rc::presence::present ? found.values[i] : std::string(rc::name(p)));
      BOOST_TEST((!read->has_control_character(i) || p == rc::presence::malformed || p == rc::presence::overflowed));
    }
    return answers;
  }
  std::vector<std::string> operator()(std::string_view json) const {
    auto answers = try_read(json);
    BOOST_TEST_REQUIRE(answers.has_value(), json.substr(0, 100) << ": " << answers.error().message());
    return *answers;
  }
  errc refusal(std::string_view json, const rc::json_limits& limits = rc::claims_limits) const {
    const auto answers = try_read(json, limits);
    BOOST_TEST_REQUIRE(answers.has_error(), json);
    return answers.error().code;
  }

  std::vector<rc::claim_request> requests;
  std::vector<rc::claim_node> nodes;
  std::vector<rc::claim_use> uses;
};

std::string one(const rc::claim_source& source, std::string_view json) { return reader{source}(json)[0]; }

constexpr rc::claim_source roles = rc::claim("roles");

rc::claim_source as(claim_shape shape) {
  rc::claim_source source = roles;
  source.shape = shape;
  if (shape == claim_shape::object_member) source.member = "name";
  return source;
}

}  // namespace

BOOST_AUTO_TEST_CASE(A3_each_shape_meets_each_kind_of_value) {
  struct row {
    std::string_view value;
    // string_or_strings, string, strings, space_separated, comma_separated, object_keys, object_member, scalar_or_list; - is malformed
    std::array<std::string_view, 8> expected;
  };
  constexpr std::string_view m = "malformed";
  const std::vector<row> rows{
      {R"("a b,c")", {"'a b,c'", "'a b,c'", m, "'a''b,c'", "'a b''c'", m, m, "'a b,c'"}},
      {R"("")", {"''", "''", m, "", "", m, m, "''"}},
      {R"(["a","b c"])", {"L'a''b c'", m, "L'a''b c'", m, m, m, m, "L'a''b c'"}},
      {R"([])", {"L", m, "L", m, m, m, "L", "L"}},
      {R"(["a",1])", {m, m, m, m, m, m, m, "L'a'i1"}},
      {R"(["a",null])", {m, m, m, m, m, m, m, m}},
      {R"(["a",["b"]])", {m, m, m, m, m, m, m, m}},
      {R"(["a",{"name":"b"}])", {m, m, m, m, m, m, m, m}},
      {R"([["a"]])", {m, m, m, m, m, m, m, m}},
      {R"([true,false])", {m, m, m, m, m, m, m, "LTF"}},
      {R"({})", {m, m, m, m, m, "", m, m}},
      {R"({"a":1,"b":{"c":2}})", {m, m, m, m, m, "'a''b'", m, m}},
      {R"([{"name":"a"},{"x":1,"name":"b"}])", {m, m, m, m, m, m, "L'a''b'", m}},
      {R"([{"name":"a"},{}])", {m, m, m, m, m, m, m, m}},
      {R"([{"name":1}])", {m, m, m, m, m, m, m, m}},
      {R"([{"name":null}])", {m, m, m, m, m, m, m, m}},
      {R"([{"name":["a"]}])", {m, m, m, m, m, m, m, m}},
      {R"([{"name":{"name":"a"}}])", {m, m, m, m, m, m, m, m}},
      {R"([{"x":{"name":"a"}}])", {m, m, m, m, m, m, m, m}},
      {R"({"name":"a"})", {m, m, m, m, m, "'name'", m, m}},
      {R"(1)", {m, m, m, m, m, m, m, "i1"}},
      {R"(18446744073709551615)", {m, m, m, m, m, m, m, "r"}},
      {R"(1.5)", {m, m, m, m, m, m, m, "r"}},
      {R"(true)", {m, m, m, m, m, m, m, "T"}},
      {R"(false)", {m, m, m, m, m, m, m, "F"}},
      {R"(null)", {m, m, m, m, m, m, m, m}},
  };
  constexpr claim_shape shapes[] = {claim_shape::string_or_strings, claim_shape::string,          claim_shape::strings,
                                    claim_shape::space_separated,   claim_shape::comma_separated, claim_shape::object_keys,
                                    claim_shape::object_member,     claim_shape::scalar_or_list};
  for (const row& r : rows) {
    const std::string json = R"({"iss":"x","roles":)" + std::string(r.value) + R"(,"z":1})";
    for (std::size_t shape = 0; shape < std::size(shapes); ++shape)
      BOOST_TEST(one(as(shapes[shape]), json) == r.expected[shape], r.value << " as shape " << shape);
    // All shapes at once give what each of them gives alone.
    const reader all{as(shapes[0]), as(shapes[1]), as(shapes[2]), as(shapes[3]),
                     as(shapes[4]), as(shapes[5]), as(shapes[6]), as(shapes[7])};
    const auto answers = all(json);
    for (std::size_t shape = 0; shape < std::size(shapes); ++shape)
      BOOST_TEST(answers[shape] == r.expected[shape], r.value << " as shape " << shape << " among all");
  }
  for (const claim_shape shape : shapes) {
    BOOST_TEST(one(as(shape), "{}") == "absent");
    BOOST_TEST(one(as(shape), R"({"role":"a","Roles":"b","rol\u0435s":"c","x":{"roles":"d"},"y":[{"roles":"e"}]})") == "absent");
  }
}

BOOST_AUTO_TEST_CASE(A3_separated_lists_split_at_their_separator_alone) {
  const auto spaces = as(claim_shape::space_separated);
  const auto commas = as(claim_shape::comma_separated);
  BOOST_TEST(one(spaces, R"({"roles":"openid  profile "})") == "'openid''profile'");
  BOOST_TEST(one(spaces, R"({"roles":" a b"})") == "'a''b'");
  BOOST_TEST(one(spaces, R"({"roles":"   "})").empty());
  BOOST_TEST(one(spaces,
                 "{\"roles\":\"a\xc2\xa0"
                 "b\"}") ==
             "'a\xc2\xa0"
             "b'");  // a no-break space separates nothing
  BOOST_TEST(one(commas, R"({"roles":"a, b,,c,"})") == "'a'' b''c'");
  BOOST_TEST(one(commas, R"({"roles":"a\u002cb"})") == "'a''b'");
  BOOST_TEST(one(spaces, R"({"roles":"\u0061dmin user"})") == "'admin''user'");
}

BOOST_AUTO_TEST_CASE(A2_segments_walk_objects) {
  const rc::claim_source nested = rc::claim("resource_access", "sales-app", "roles");
  BOOST_TEST(one(nested, R"({"resource_access":{"other":{"roles":["x"]},"sales-app":{"roles":["a"]}}})") == "L'a'");
  BOOST_TEST(one(nested, R"({"resource_access":{"other":{"roles":["x"]}}})") == "absent");
  BOOST_TEST(one(nested, R"({"resource_access":{}})") == "absent");
  BOOST_TEST(one(nested, R"({"roles":["x"],"sales-app":{"roles":["x"]}})") == "absent");
  BOOST_TEST(one(nested, R"({"x":{"resource_access":{"sales-app":{"roles":["x"]}}}})") == "absent");
  BOOST_TEST(one(nested, R"({"resource_access":{"sales-app":{"x":{"roles":["x"]},"roles":"a"}}})") == "'a'");
  BOOST_TEST(one(nested, R"({"resource_access":{"sales-app":{"roles":{}}}})") == "malformed");
}

BOOST_AUTO_TEST_CASE(A2_a_segment_never_indexes_into_anything_but_an_object) {
  const rc::claim_source nested = rc::claim("a", "b", "c");
  for (const std::string_view value : {R"("b")", R"("")", "1", "1.5", "18446744073709551615", "true", "false", "null", "[]",
                                       R"(["b"])", R"([{"b":{"c":"x"}}])", R"([["b"]])"}) {
    BOOST_TEST(one(nested, R"({"a":)" + std::string(value) + "}") == "malformed", value);
    BOOST_TEST(one(nested, R"({"a":{"b":)" + std::string(value) + "}}") == "malformed", value);
  }
  for (const std::string_view index : {"0", "1", "-1", "length"}) {
    rc::claim_source indexed = rc::claim("a");
    indexed.path.append(index);
    BOOST_TEST(one(indexed, R"({"a":["x","y"]})") == "malformed");
    BOOST_TEST(one(indexed, R"({"a":"xy"})") == "malformed");
    BOOST_TEST(one(indexed, R"({"a":{"0":"k","1":"k","-1":"k","length":"k"}})") == "'k'");
  }
}

BOOST_AUTO_TEST_CASE(A2_names_are_literal) {
  BOOST_TEST(one(rc::claim("*"), R"({"roles":"x","*":"star"})") == "'star'");
  BOOST_TEST(one(rc::claim("*"), R"({"roles":"x"})") == "absent");
  BOOST_TEST(one(rc::claim("a", "*", "c"), R"({"a":{"b":{"c":"x"}}})") == "absent");
  BOOST_TEST(one(rc::claim("a.b"), R"({"a":{"b":"x"}})") == "absent");
  BOOST_TEST(one(rc::claim("a.b"), R"({"a":{"b":"x"},"a.b":"dotted"})") == "'dotted'");
  BOOST_TEST(one(rc::claim("a", "b"), R"({"a.b":"dotted"})") == "absent");
  BOOST_TEST(one(rc::claim("a/b"), R"({"a\/b":"x"})") == "'x'");
  BOOST_TEST(one(rc::claim("https://example.com/roles"), R"({"https://example.com/roles":["a"]})") == "L'a'");
  BOOST_TEST(one(rc::claim("https://example.com/roles"),
                 R"({"https://example.com/role":["a"],"https:":{"":{"example.com":{"roles":"x"}}}})") == "absent");
  BOOST_TEST(one(rc::claim(""), R"({"":"empty"})") == "'empty'");
  BOOST_TEST(one(rc::claim("", ""), R"({"":{"":"deep"}})") == "'deep'");
  BOOST_TEST(one(rc::claim("roles"), R"({"\u0072oles":"escaped"})") == "'escaped'");
  BOOST_TEST(one(rc::claim("roles"), R"({"roles\u0000":"x"})") == "absent");
}

BOOST_AUTO_TEST_CASE(one_path_may_be_the_beginning_of_another) {
  const reader both{rc::claim("a"), rc::claim("a", "b"), rc::claim("a", "b", "c"), rc::claim("a").object_keys()};
  BOOST_TEST(both(R"({"a":"x"})") == (std::vector<std::string>{"'x'", "malformed", "malformed", "malformed"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"a":{"b":"x"}})") == (std::vector<std::string>{"malformed", "'x'", "malformed", "'b'"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"a":{"b":{"c":"x"},"d":1}})") == (std::vector<std::string>{"malformed", "malformed", "'x'", "'b''d'"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"a":["x",{"b":"y"}]})") == (std::vector<std::string>{"malformed", "malformed", "malformed", "malformed"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"b":{"c":"x"}})") == (std::vector<std::string>{"absent", "absent", "absent", "absent"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_path_may_be_asked_for_in_several_shapes) {
  const reader both{roles.strings(), roles.space_separated(), roles.strings(), roles.member_of_each("a"),
                    roles.member_of_each("b")};
  BOOST_TEST(both(R"({"roles":"a b"})") == (std::vector<std::string>{"malformed", "'a''b'", "malformed", "malformed", "malformed"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"roles":["a b"]})") == (std::vector<std::string>{"L'a b'", "malformed", "L'a b'", "malformed", "malformed"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"roles":[{"a":"1","b":"2"},{"b":"3","a":"4"}]})") ==
                 (std::vector<std::string>{"malformed", "malformed", "malformed", "L'1''4'", "L'2''3'"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"roles":[{"a":"1","b":"2"},{"a":"4"}]})") ==
                 (std::vector<std::string>{"malformed", "malformed", "malformed", "L'1''4'", "malformed"}),
             boost::test_tools::per_element());
  BOOST_TEST(both(R"({"roles":[{"a":"1","b":2}]})") ==
                 (std::vector<std::string>{"malformed", "malformed", "malformed", "L'1'", "malformed"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_member_of_each_object_is_taken_from_that_object_alone) {
  const auto names = roles.member_of_each("name");
  BOOST_TEST(one(names, R"({"roles":[{"name":"a","x":{"name":"inner"}},{"x":[{"name":"inner"}],"name":"b"}]})") == "L'a''b'");
  BOOST_TEST(one(names, R"({"roles":[{"n\u0061me":"a"}]})") == "L'a'");
  BOOST_TEST(one(names, R"({"roles":[{"x":"a"},{"name":"b"}]})") == "malformed");
  BOOST_TEST(one(names, R"({"roles":[{"name":"a"},"b"]})") == "malformed");
  BOOST_TEST(one(names, R"({"roles":[{"name":"a"},[{"name":"b"}]]})") == "malformed");
  BOOST_TEST(one(names, R"({"roles":[{"name":"a"},null]})") == "malformed");
}

BOOST_AUTO_TEST_CASE(A1_claims_that_the_provider_left_out_are_overflowed) {
  const reader asked{rc::claim("groups"), rc::claim("name").string(), rc::claim("realm", "roles"), rc::claim("realm", "x", "y")};
  // OpenID Connect Core 5.6.2: the names of the claims that are elsewhere; before, after and beside the claim itself.
  for (const std::string_view json :
       {R"({"_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://graph.example/x"}},"name":"n"})",
        R"({"groups":["a"],"_claim_names":{"groups":"src1"},"name":"n"})",
        R"({"_claim_names":{"groups":"src1"},"groups":["a"],"name":"n"})", R"({"_claim_names":{"groups":{"x":[1]}},"name":"n"})",
        R"({"_claim_names":{"other":"s","gro\u0075ps":"src1"},"name":"n"})",
        R"({"_cl\u0061im_names":{"groups":"src1"},"name":"n"})", R"({"_claim_names":{"groups":null},"name":"n"})",
        R"({"groups":5,"_claim_names":{"groups":"src1"},"name":"n"})"})
    BOOST_TEST(asked(json) == (std::vector<std::string>{"overflowed", "'n'", "absent", "absent"}), json);
  BOOST_TEST(asked(R"({"_claim_names":{"realm":"s"},"name":"n"})") ==
                 (std::vector<std::string>{"absent", "'n'", "overflowed", "overflowed"}),
             boost::test_tools::per_element());
  BOOST_TEST(asked(R"({"_claim_names":{"other":"s","x":{"groups":"s"}},"name":"n"})") ==
                 (std::vector<std::string>{"absent", "'n'", "absent", "absent"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      asked(R"({"_claim_names":{},"groups":"g","name":"n"})") == (std::vector<std::string>{"'g'", "'n'", "absent", "absent"}),
      boost::test_tools::per_element());
  BOOST_TEST(asked(R"({"x":{"_claim_names":{"groups":"s"}},"realm":{"_claim_names":{"roles":"s"}},"name":"n"})") ==
                 (std::vector<std::string>{"absent", "'n'", "absent", "absent"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(A1_claim_names_of_another_kind_refuse_as_nobody_knows_what_was_left_out) {
  const reader asked{rc::claim("groups")};
  for (const std::string_view value : {"null", "[]", R"(["groups"])", R"("groups")", "1", "1.5", "true", "false"})
    BOOST_TEST((asked.refusal(R"({"groups":["a"],"_claim_names":)" + std::string(value) + "}") == errc::claim_malformed), value);
}

BOOST_AUTO_TEST_CASE(A1_hasgroups_announces_that_groups_were_left_out) {
  const reader asked{rc::claim("groups"), rc::claim("wids"), rc::claim("groups", "x")};
  for (const std::string_view value : {"true", "null", R"("true")", R"("false")", "1", "0", "[]", "{}", "1.5",
                                       "18446744073709551615", R"([false])", R"({"a":false})"})
    for (const std::string_view order :
         {R"({"hasgroups":V,"groups":["a"],"wids":"w"})", R"({"groups":["a"],"hasgroups":V,"wids":"w"})",
          R"({"hasgroups":V,"wids":"w"})", R"({"wids":"w","h\u0061sgroups":V})"}) {
      std::string json(order);
      json.replace(json.find('V'), 1, value);
      BOOST_TEST(asked(json) == (std::vector<std::string>{"overflowed", "'w'", "overflowed"}), json);
    }
  BOOST_TEST(asked(R"({"hasgroups":false,"wids":"w"})") == (std::vector<std::string>{"absent", "'w'", "absent"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      asked(R"({"hasgroups":false,"groups":["a"],"wids":true})") == (std::vector<std::string>{"L'a'", "malformed", "malformed"}),
      boost::test_tools::per_element());
  BOOST_TEST(asked(R"({"x":{"hasgroups":true},"wids":"w"})") == (std::vector<std::string>{"absent", "'w'", "absent"}),
             boost::test_tools::per_element());
  BOOST_TEST(one(rc::claim("hasgroups"), R"({"hasgroups":"x"})") == "'x'");
  BOOST_TEST(one(rc::claim("roles"), R"({"hasgroups":true,"roles":"x"})") == "'x'");
}

BOOST_AUTO_TEST_CASE(escaped_text_arrives_unescaped) {
  BOOST_TEST(one(roles, R"({"roles":"\u0061dmin"})") == "'admin'");
  BOOST_TEST(one(roles, R"({"roles":["\u0061dmin","caf\u00e9","\ud83d\ude00"]})") == "L'admin''caf\xc3\xa9''\xf0\x9f\x98\x80'");
  BOOST_TEST(one(roles.object_keys(), R"({"roles":{"\u0061dmin":1}})") == "'admin'");
}

BOOST_AUTO_TEST_CASE(a_control_character_in_a_requested_text_is_malformed) {
  for (const std::string_view escape : {R"(\u0000)", R"(\u0001)", R"(\u001f)", R"(\n)", R"(\r)", R"(\t)", R"(\b)", R"(\f)"}) {
    const std::string text = "\"admin" + std::string(escape) + "\"";
    for (const std::string& value : {text, "[\"x\"," + text + "]"})
      BOOST_TEST(one(roles, R"({"roles":)" + value + "}") == "malformed", value);
    BOOST_TEST(one(roles.space_separated(), R"({"roles":"user admin)" + std::string(escape) + "\"}") == "malformed");
    BOOST_TEST(one(roles.comma_separated(), R"({"roles":"user,admin)" + std::string(escape) + "\"}") == "malformed");
    BOOST_TEST(one(roles.object_keys(), R"({"roles":{)" + text + ":1}}") == "malformed");
    BOOST_TEST(one(roles.member_of_each("name"), R"({"roles":[{"name":)" + text + "}]}") == "malformed");
    BOOST_TEST(one(roles, R"({"other":)" + text + R"(,"roles":"x"})") == "'x'");  // not ours to judge
  }
  BOOST_TEST(one(roles, "{\"roles\":\"a\x7f\\u00e9\"}") == "'a\x7f\xc3\xa9'");
}

BOOST_AUTO_TEST_CASE(says_that_a_control_character_was_the_reason) {
  const reader asked{roles, rc::claim("other")};
  collector found(2);
  const auto read = rc::read_claims(R"({"roles":"a\u0000","other":1})", {asked.nodes, asked.uses}, found);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->has_control_character(0));
  BOOST_TEST((read->of(1) == rc::presence::malformed));
  BOOST_TEST(!read->has_control_character(1));
}

BOOST_AUTO_TEST_CASE(claims_are_an_object) {
  const reader asked{roles};
  for (const std::string_view text : {"[]", "[{}]", "\"{}\"", "1", "1.5", "true", "false", "null", "18446744073709551615"})
    BOOST_TEST((asked.refusal(text) == errc::claims_not_an_object), text);
}

BOOST_AUTO_TEST_CASE(the_text_is_read_to_its_end_even_if_all_claims_were_found) {
  const reader asked{roles};
  BOOST_TEST((asked.refusal(R"({"roles":"a","x":{"y":1,"y":2}})") == errc::json_duplicate_member));
  BOOST_TEST((asked.refusal(R"({"roles":"a"} {})") == errc::json_trailing_bytes));
  BOOST_TEST((asked.refusal(R"({"roles":"a","r\u006fles":"b"})") == errc::json_duplicate_member));
  BOOST_TEST((asked.refusal(R"({"roles":"a")") == errc::json_syntax));
  BOOST_TEST((asked.refusal(R"({"roles":"a","x":1e999})") == errc::json_bad_number));
}

BOOST_AUTO_TEST_CASE(limits_of_claims_are_kept) {
  const reader asked{roles};
  const auto padded = [](std::size_t size) {
    return R"({"roles":"a","x":[")" + std::string(7'000, 'x') + R"(","y"])" + std::string(size - 7'026, ' ') + "}";
  };
  BOOST_TEST(padded(16 * 1024).size() == 16u * 1024);
  BOOST_TEST(asked(padded(16 * 1024))[0] == "'a'");
  BOOST_TEST((asked.refusal(padded(16 * 1024 + 1)) == errc::json_too_large));
  std::string deep = R"({"roles":"a","x":)";
  for (int i = 0; i < 31; ++i) deep += i % 2 == 0 ? "[" : "{\"x\":";
  deep += "1";
  std::string closed = deep;
  for (int i = 30; i >= 0; --i) closed += i % 2 == 0 ? "]" : "}";
  BOOST_TEST(asked(closed + "}")[0] == "'a'");
  BOOST_TEST((asked.refusal(R"({"roles":"a"})", {.members = 0}) == errc::json_too_many_members));
  BOOST_TEST((asked.refusal(R"({"roles":"ab"})", {.string_bytes = 1}) == errc::json_string_too_long));
}

BOOST_AUTO_TEST_CASE(requested_claims_at_the_greatest_depth_are_found_or_refused_without_harm) {
  // The same name on every level, in objects and in arrays, down to where the reader's own frames end.
  rc::claim_source deepest = rc::claim("a");
  for (int i = 1; i < 8; ++i) deepest.path.append("a");
  for (std::size_t depth = 1; depth <= 40; ++depth)
    for (const bool has_arrays : {false, true}) {
      std::string json;
      for (std::size_t i = 0; i < depth; ++i) json += has_arrays && i % 2 == 1 ? "[" : "{\"a\":";
      json += "\"x\"";
      for (std::size_t i = depth; i-- > 0;) json += has_arrays && i % 2 == 1 ? "]" : "}";
      const reader asked{deepest, rc::claim("a").member_of_each("a")};
      const auto answers = asked.try_read(json);
      BOOST_TEST(answers.has_value() == (depth <= 32), depth);
      if (!has_arrays && depth == 8) BOOST_TEST((*answers)[0] == "'x'");
      if (!has_arrays && depth > 8 && depth <= 32) BOOST_TEST((*answers)[0] == "malformed");
    }
}

BOOST_AUTO_TEST_CASE(sixty_four_requests_do_not_disturb_each_other) {
  std::vector<rc::claim_request> requests;
  std::vector<std::string> names;
  for (int i = 0; i < 64; ++i) names.push_back("c" + std::to_string(i));
  for (const std::string& name : names) {
    rc::claim_path path;
    path.append(name);
    requests.push_back({path, claim_shape::string, {}});
  }
  std::vector<rc::claim_node> nodes;
  std::vector<rc::claim_use> uses;
  rc::detail::build_claim_tree(requests, nodes, uses);
  std::string json = "{";
  for (int i = 0; i < 64; i += 2)
    json += "\"c" + std::to_string(i) + "\":\"" + std::to_string(i) + "\",\"c" + std::to_string(i + 1) + "\":1,";
  json.back() = '}';
  collector found(64);
  const auto read = rc::read_claims(json, {nodes, uses}, found);
  BOOST_TEST_REQUIRE(read.has_value());
  for (std::size_t i = 0; i < 64; ++i) {
    BOOST_TEST((read->of(i) == (i % 2 == 0 ? rc::presence::present : rc::presence::malformed)));
    if (i % 2 == 0) BOOST_TEST(found.values[i] == "'" + std::to_string(i) + "'");
  }
}

BOOST_AUTO_TEST_SUITE_END()
