// SPDX-License-Identifier: BSL-1.0
// The JSON Schema of policy files, made from the keys and words that their reader knows: for editors, and for checks without rowclaim.
#pragma once

#include <rowclaim/live/detail/policy_keys.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>

namespace rowclaim::inline v0_1 {

namespace detail {

/// Makes the schema's parts. What a schema cannot say (columns that exist, values of a column's type) only the reader checks.
class schema_maker {
 public:
  static boost::json::object make() {
    boost::json::object schema = object_of(policy_keys);
    boost::json::object made{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "A rowclaim policy"}};
    for (auto& member : schema) made.emplace(member.key(), member.value());
    made["$defs"] = definitions();
    return made;
  }

 private:
  using object = boost::json::object;
  using array = boost::json::array;

  static boost::json::string_view text(std::string_view view) { return {view.data(), view.size()}; }
  static object reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string(name)}}; }
  static object list_of(boost::json::value items) { return {{"type", "array"}, {"items", std::move(items)}}; }
  static object map_of(boost::json::value values) { return {{"type", "object"}, {"additionalProperties", std::move(values)}}; }
  static object some_text() { return {{"type", "string"}, {"minLength", 1}}; }

  template <std::size_t Count, class Meaning>
  static object one_of_words(const std::array<policy_word<Meaning>, Count>& words) {
    array choices;
    for (const policy_word<Meaning>& word : words) choices.emplace_back(text(word.word));
    return {{"enum", std::move(choices)}};
  }

  template <std::size_t Count>
  static object object_of(const std::array<policy_key, Count>& keys) {
    object properties;
    array required;
    for (const policy_key& key : keys) {
      object what = schema_of(key.kind);
      what["description"] = text(key.meaning);
      properties.emplace(text(key.name), std::move(what));
      if (key.is_required) required.emplace_back(text(key.name));
    }
    object made{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
    if (!required.empty()) made["required"] = std::move(required);
    return made;
  }

  static object schema_of(policy_key_kind kind) {
    switch (kind) {
      case policy_key_kind::version: return {{"const", 1}};
      case policy_key_kind::revision: return {{"type", "integer"}, {"minimum", 0}};
      case policy_key_kind::path: return reference("path");
      case policy_key_kind::claim_sources: return list_of(reference("claim_source"));
      case policy_key_kind::required_claims: return list_of(object_of(required_keys));
      case policy_key_kind::mapping: return map_of(reference("roles"));
      case policy_key_kind::roles: return reference("roles");
      case policy_key_kind::role_or_null: return {{"type", array{"string", "null"}}, {"minLength", 1}};
      case policy_key_kind::globs: return list_of(object{{"type", "string"}});
      case policy_key_kind::combination: return one_of_words(combination_words);
      case policy_key_kind::tables: return map_of(reference("table"));
      case policy_key_kind::unlisted_tables: return one_of_words(unlisted_tables_words);
      case policy_key_kind::columns: {
        object columns = map_of(one_of_words(column_type_words));
        columns["minProperties"] = 1;
        return columns;
      }
      case policy_key_kind::hierarchies: {
        object levels = list_of(object{{"type", "string"}});
        levels["minItems"] = 1;
        levels["uniqueItems"] = true;
        return map_of(std::move(levels));
      }
      case policy_key_kind::restrictions: {
        object restrictions = map_of(reference("condition"));
        restrictions["propertyNames"] = some_text();
        return restrictions;
      }
      case policy_key_kind::shape: {
        const object member{{"type", "object"},
                            {"properties", object{{"member", some_text()}}},
                            {"required", array{"member"}},
                            {"additionalProperties", false}};
        return {{"anyOf", array{one_of_words(shape_words), member}}};
      }
      case policy_key_kind::scalars: {
        object values = list_of(object{{"type", array{"string", "integer", "boolean"}}});
        values["minItems"] = 1;
        return values;
      }
      case policy_key_kind::boolean: return {{"type", "boolean"}};
    }
    return {};
  }

  static object definitions() {
    object path = list_of(object{{"type", "string"}});
    path["minItems"] = 1;
    path["maxItems"] = static_cast<std::int64_t>(claim_path::max_segments);
    object made;
    made["path"] = std::move(path);
    made["roles"] = list_of(some_text());
    made["claim_source"] = {{"anyOf", array{reference("path"), object_of(source_keys)}}};
    made["table"] = object_of(table_keys);
    made["scalar"] = {{"type", array{"string", "number", "boolean"}}};
    object scalars = list_of(reference("scalar"));
    scalars["minItems"] = 1;
    made["scalars"] = std::move(scalars);
    made["condition"] = condition();
    made["comparison"] = comparison_schema();
    return made;
  }

  // Which form a condition has, its members say: "column" makes it a comparison, "and", "or" and "not" stand alone.
  static object condition() {
    const auto when = [](std::string_view member, object then, boost::json::value otherwise) {
      return object{{"if", object{{"required", array{text(member)}}}}, {"then", std::move(then)}, {"else", std::move(otherwise)}};
    };
    const auto alone = [](std::string_view member, object what) {
      return object{{"properties", object{{text(member), std::move(what)}}}, {"maxProperties", 1}};
    };
    object conditions = list_of(reference("condition"));
    conditions["minItems"] = 1;
    const object columns{{"additionalProperties", object{{"anyOf", array{reference("scalar"), reference("scalars")}}}}};
    object form = when("column", reference("comparison"),
                       when("and", alone("and", conditions),
                            when("or", alone("or", conditions), when("not", alone("not", reference("condition")), columns))));
    form["type"] = "object";
    form["minProperties"] = 1;
    return form;
  }

  static object comparison_schema() {
    object properties{{"column", object{{"type", "string"}}},
                      {"op", one_of_words(comparison_words)},
                      {"value", object{{"anyOf", array{reference("scalar"), reference("scalars")}}}},
                      {"claim", reference("path")}};
    const object is_about_null{{"properties", object{{"op", object{{"enum", array{"is_null", "is_not_null"}}}}}}};
    const object is_about_sets{{"properties", object{{"op", object{{"enum", array{"in", "not_in"}}}}}}};
    const object no_value{
        {"not", object{{"anyOf", array{object{{"required", array{"value"}}}, object{{"required", array{"claim"}}}}}}}};
    const object one_value{{"oneOf", array{object{{"required", array{"value"}}}, object{{"required", array{"claim"}}}}}};
    const auto value_is = [](std::string_view what) { return object{{"properties", object{{"value", reference(what)}}}}; };
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", array{"column", "op"}},
            {"additionalProperties", false},
            {"if", is_about_null},
            {"then", no_value},
            {"else",
             object{{"allOf", array{one_value,
                                    object{{"if", is_about_sets}, {"then", value_is("scalars")}, {"else", value_is("scalar")}}}}}}};
  }
};

}  // namespace detail

/// The schema as JSON. Specification: JSON Schema, draft 2020-12.
[[nodiscard]] inline boost::json::object policy_schema() { return detail::schema_maker::make(); }

}  // namespace rowclaim::inline v0_1
