// SPDX-License-Identifier: BSL-1.0
// Cases of the differential test: what the oracle says of them, and their form in files.
#include "test_case.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace property {

namespace json = boost::json;

oracle::surroundings test_case::surroundings() const {
  oracle::surroundings about;
  const auto& layout = hierarchies_of(hierarchies);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    about.kinds.push_back(info(columns[i].stored).kind);
    int group = static_cast<int>(i);
    for (std::size_t h = 0; h < layout.size(); ++h)
      if (std::ranges::find(layout[h], columns[i].stored) != layout[h].end()) group = 100 + static_cast<int>(h);
    about.groups.push_back(group);
  }
  about.claims = claims;
  return about;
}

std::string claim_name(std::size_t claim) { return "https://example.com/claim" + std::to_string(claim); }
std::string role_name(std::size_t role) { return "ROLE_" + std::to_string(role); }

bool is_mixed(const test_case& c) {
  const oracle::surroundings about = c.surroundings();
  return c.how == oracle::combination::per_column &&
         std::ranges::any_of(c.roles, [&](const role& r) { return oracle::is_mixed(r.condition, about); });
}

oracle::row_set expected_rows(const test_case& c) {
  if (!c.is_allowed) return {};
  std::vector<oracle::condition> held;
  for (const role& r : c.roles)
    if (r.is_held) held.push_back(r.condition);
  if (c.is_admin || held.empty()) return oracle::rows_where(c.rows, [](const oracle::row&) { return true; });
  return oracle::visible(c.rows, held, c.how, c.surroundings());
}

namespace {

constexpr std::string_view combinations[] = {"per_column", "any_role", "all_roles"};
constexpr std::string_view comparisons[] = {"==", "!=", "<", "<=", ">", ">=", "in", "starts_with", "is_null"};
constexpr std::string_view forms[] = {"compare", "compare_with_claim", "and", "or", "not"};

template <std::size_t Count>
int position(const std::string_view (&words)[Count], std::string_view word) {
  const auto at = std::ranges::find(words, word);
  if (at == std::end(words)) throw std::runtime_error("a case has an unknown word: " + std::string(word));
  return static_cast<int>(at - std::begin(words));
}

json::value written(double number) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%a", number);
  return json::object{{"real", digits}};
}

json::value written(const oracle::scalar& s) {
  return std::visit(
      [](const auto& held) -> json::value {
        using held_type = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<held_type, double>) return written(held);
        else if constexpr (std::is_same_v<held_type, oracle::day>) return json::object{{"day", held.count}};
        else if constexpr (std::is_same_v<held_type, oracle::clock>) return json::object{{"clock", held.count}};
        else if constexpr (std::is_same_v<held_type, oracle::moment>)
          return json::object{{"moment", json::array{held.seconds, held.nanoseconds}}};
        else return json::value(held);
      },
      s);
}

oracle::scalar read_scalar(const json::value& v) {
  if (v.is_bool()) return v.get_bool();
  if (v.is_int64()) return v.get_int64();
  if (v.is_string()) return std::string(v.get_string());
  const json::object& tagged = v.as_object();
  const json::value& held = tagged.begin()->value();
  if (tagged.contains("real")) return std::strtod(held.as_string().c_str(), nullptr);
  if (tagged.contains("day")) return oracle::day{held.as_int64()};
  if (tagged.contains("clock")) return oracle::clock{held.as_int64()};
  return oracle::moment{held.as_array().at(0).as_int64(), held.as_array().at(1).as_int64()};
}

json::value written(const oracle::claim_scalar& s) {
  return std::visit([](const auto& held) { return written(oracle::scalar(held)); }, s);
}

oracle::claim_scalar read_claim_scalar(const json::value& v) {
  const oracle::scalar read = read_scalar(v);
  if (const auto* truth = std::get_if<bool>(&read)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&read)) return *integer;
  if (const auto* real = std::get_if<double>(&read)) return *real;
  return std::get<std::string>(read);
}

json::value written(const oracle::condition& c) {
  using form = oracle::condition::form;
  json::object out{{"is", forms[static_cast<int>(c.is)]}};
  if (c.is == form::compare || c.is == form::compare_with_claim) {
    out["column"] = c.column;
    out["op"] = comparisons[static_cast<int>(c.op)];
    if (c.is == form::compare_with_claim) out["claim"] = c.claim;
    else
      for (json::array& literals = out["values"].emplace_array(); const oracle::scalar& s : c.literals)
        literals.push_back(written(s));
  } else {
    for (json::array& parts = out["parts"].emplace_array(); const oracle::condition& part : c.parts) parts.push_back(written(part));
  }
  return out;
}

oracle::condition read_condition(const json::object& in) {
  oracle::condition c;
  c.is = static_cast<oracle::condition::form>(position(forms, in.at("is").as_string()));
  if (const json::value* parts = in.if_contains("parts")) {
    for (const json::value& part : parts->as_array()) c.parts.push_back(read_condition(part.as_object()));
    return c;
  }
  c.column = in.at("column").to_number<std::size_t>();
  c.op = static_cast<oracle::comparison>(position(comparisons, in.at("op").as_string()));
  if (const json::value* claim = in.if_contains("claim")) c.claim = claim->to_number<std::size_t>();
  if (const json::value* values = in.if_contains("values"))
    for (const json::value& v : values->as_array()) c.literals.push_back(read_scalar(v));
  return c;
}

json::array written_rows(const test_case& c) {
  json::array rows;
  for (const oracle::row& r : c.rows) {
    json::array& cells = rows.emplace_back(json::array()).get_array();
    for (const oracle::cell& cell : r) cells.push_back(cell ? written(*cell) : json::value());
  }
  return rows;
}

}  // namespace

std::string to_json(const test_case& c) {
  json::object out;
  out["seed"] = std::to_string(c.seed);
  for (json::array& columns = out["columns"].emplace_array(); const column& one : c.columns)
    columns.push_back(json::object{{"name", one.name}, {"stored", info(one.stored).name}});
  out["hierarchies"] = c.hierarchies;
  out["combination"] = combinations[static_cast<int>(c.how)];
  for (json::array& roles = out["roles"].emplace_array(); const role& one : c.roles)
    roles.push_back(json::object{{"held", one.is_held}, {"condition", written(one.condition)}});
  for (json::array& claims = out["claims"].emplace_array(); const oracle::claim& one : c.claims) {
    json::array values;
    for (const oracle::claim_scalar& s : one.values) values.push_back(written(s));
    claims.push_back(json::object{{"there", one.is_there}, {"list", one.is_list}, {"values", std::move(values)}});
  }
  out["allowed"] = c.is_allowed;
  out["admin"] = c.is_admin;
  out["rows"] = written_rows(c);
  return json::serialize(out);
}

std::string rows_json(const test_case& c) { return json::serialize(written_rows(c)); }

test_case from_json(std::string_view text) {
  const json::value whole = json::parse(json::string_view(text.data(), text.size()));
  const json::object& in = whole.as_object();
  test_case c;
  c.seed = std::strtoull(in.at("seed").as_string().c_str(), nullptr, 10);
  for (const json::value& one : in.at("columns").as_array()) {
    const std::string stored(one.at("stored").as_string());
    const auto at = std::ranges::find(slots, stored, &slot_info::name);
    if (at == slots.end()) throw std::runtime_error("a case has an unknown word: " + stored);
    c.columns.push_back({std::string(one.at("name").as_string()), at->is});
  }
  c.hierarchies = in.at("hierarchies").to_number<int>();
  c.how = static_cast<oracle::combination>(position(combinations, in.at("combination").as_string()));
  for (const json::value& one : in.at("roles").as_array())
    c.roles.push_back({read_condition(one.at("condition").as_object()), one.at("held").as_bool()});
  for (const json::value& one : in.at("claims").as_array()) {
    oracle::claim claim{one.at("there").as_bool(), one.at("list").as_bool(), {}};
    for (const json::value& v : one.at("values").as_array()) claim.values.push_back(read_claim_scalar(v));
    c.claims.push_back(std::move(claim));
  }
  c.is_allowed = in.at("allowed").as_bool();
  c.is_admin = in.at("admin").as_bool();
  for (const json::value& one : in.at("rows").as_array()) {
    oracle::row r;
    for (const json::value& v : one.as_array()) r.push_back(v.is_null() ? oracle::cell() : oracle::cell(read_scalar(v)));
    c.rows.push_back(std::move(r));
  }
  return c;
}

}  // namespace property
