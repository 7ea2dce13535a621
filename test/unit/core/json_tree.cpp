// SPDX-License-Identifier: BSL-1.0
// Tests of the tree: every value in its order, with its place.
#include <rowclaim/core/json_tree.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::json_tree;

BOOST_AUTO_TEST_SUITE(core_json_tree)

namespace {

// What a tree has inside, each value with the byte where it begins.
std::string written(const rc::json_node& node) {
  std::string text;
  if (node.name_place != node.place) text += std::string(node.name) + '@' + std::to_string(node.name_place) + '=';
  switch (node.kind) {
    case rc::json_kind::null: text += "null"; break;
    case rc::json_kind::boolean: text += node.integer != 0 ? "true" : "false"; break;
    case rc::json_kind::integer: text += std::to_string(node.integer); break;
    case rc::json_kind::real: text += 'r' + std::to_string(node.real); break;
    case rc::json_kind::string: text += '\'' + std::string(node.text) + '\''; break;
    case rc::json_kind::array:
    case rc::json_kind::object:
      text += node.kind == rc::json_kind::array ? '[' : '{';
      for (const rc::json_node& child : json_tree::children(node)) text += written(child) + ' ';
      text += node.kind == rc::json_kind::array ? ']' : '}';
  }
  return text + '@' + std::to_string(node.place);
}

}  // namespace

BOOST_AUTO_TEST_CASE(keeps_values_in_order_with_their_places) {
  const std::string text = R"({"a":[1, {"b" : null}, []], "\u0063":{} , "d":"e\"", "f":true,"g":-1.5})";
  const auto tree = rc::read_json_tree(text);
  BOOST_TEST_REQUIRE(tree.has_value());
  BOOST_TEST(written(tree->root()) ==
             "{a@1=[1@6 {b@10=null@16 }@9 []@23 ]@5 c@28={}@37 d@42='e\"'@46 f@53=true@57 g@62=r-1.500000@66 }@0");
}

BOOST_AUTO_TEST_CASE(a_scalar_is_a_tree) {
  BOOST_TEST(written(rc::read_json_tree(" 7 ").value().root()) == "7@1");
  BOOST_TEST(written(rc::read_json_tree("18446744073709551615").value().root()) == "r18446744073709551616.000000@0");
}

BOOST_AUTO_TEST_CASE(finds_members_by_name) {
  const std::string text = R"({"a":{"b":1},"c":2})";
  const auto tree = rc::read_json_tree(text).value();
  BOOST_TEST_REQUIRE(json_tree::find(tree.root(), "c") != nullptr);
  BOOST_TEST(json_tree::find(tree.root(), "c")->integer == 2);
  BOOST_TEST(json_tree::find(tree.root(), "b") == nullptr);
  BOOST_TEST(json_tree::find(*json_tree::find(tree.root(), "c"), "c") == nullptr);
}

BOOST_AUTO_TEST_CASE(refuses_what_the_strict_reader_refuses) {
  const auto tree = rc::read_json_tree(R"({"a":1,"a":2})");
  BOOST_TEST_REQUIRE(tree.has_error());
  BOOST_TEST((tree.error().code == rc::errc::json_duplicate_member));
}

BOOST_AUTO_TEST_CASE(places_are_lines_and_columns_of_characters) {
  constexpr std::string_view text = "{\n  \"\xc3\xa9\": 1\n}";
  BOOST_TEST((rc::place_of(text, 0) == rc::text_place{1, 1}));
  BOOST_TEST((rc::place_of(text, 4) == rc::text_place{2, 3}));
  BOOST_TEST((rc::place_of(text, text.find('1')) == rc::text_place{2, 8}));
  BOOST_TEST((rc::place_of(text, text.size() - 1) == rc::text_place{3, 1}));
  BOOST_TEST((rc::place_of(text, 1000) == rc::text_place{3, 2}));
}

BOOST_AUTO_TEST_SUITE_END()
