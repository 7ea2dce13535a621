// SPDX-License-Identifier: BSL-1.0
// The plan read plainly, records, and policies that go through a file.
#include "executors.hpp"

#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/policy_writer.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <utility>
#include <variant>

namespace property {

namespace json = boost::json;

std::vector<rc::value> as_record(const oracle::row& r) {
  std::vector<rc::value> values;
  for (const oracle::cell& cell : r) values.push_back(cell ? as_value(*cell) : rc::value());
  return values;
}

namespace {

oracle::scalar as_scalar(const rc::value& v) {
  switch (v.kind) {
    case rc::value_kind::boolean: return v.integer != 0;
    case rc::value_kind::integer: return v.integer;
    case rc::value_kind::real: return v.real;
    case rc::value_kind::string: return std::string(v.text);
    case rc::value_kind::date: return oracle::day{v.integer};
    case rc::value_kind::time: return oracle::clock{v.integer};
    case rc::value_kind::timestamp: {
      const std::int64_t rest = ((v.integer % 1'000'000) + 1'000'000) % 1'000'000;
      return oracle::moment{(v.integer - rest) / 1'000'000, rest * 1000 + v.nanoseconds};
    }
    case rc::value_kind::null: break;
  }
  throw std::runtime_error("a plan has a null among its values");
}

/// The plan's nodes, read as slowly and as plainly as can be.
bool is_true(const rc::plan& p, std::size_t at, const oracle::row& r) {
  using node_kind = rc::plan_node::node_kind;
  using rc::comparison;
  const rc::plan_node& node = p.nodes()[at];
  if (node.kind == node_kind::all_of || node.kind == node_kind::any_of) {
    std::size_t parts = 0;
    std::size_t truths = 0;
    for (std::size_t part = at + 1; part < at + node.extent; part += p.nodes()[part].extent, ++parts)
      truths += is_true(p, part, r) ? 1u : 0u;
    if (parts < 2) throw std::runtime_error("a joining node has fewer than two parts");
    return node.kind == node_kind::all_of ? truths == parts : truths > 0;
  }
  if (node.kind != node_kind::compare) throw std::runtime_error("a plan has a node that is no comparison");
  const oracle::cell& cell = r[node.column];
  if (node.op == comparison::is_null) return oracle::is_null(cell);
  if (oracle::is_null(cell)) return false;
  if (node.op == comparison::is_not_null) return true;
  std::vector<oracle::scalar> values;
  for (const rc::value& v : p.values(node)) values.push_back(as_scalar(v));
  if (values.empty()) throw std::runtime_error("a comparison has nothing to compare with");
  const auto is_among = [&] {
    return std::ranges::any_of(values, [&](const oracle::scalar& s) { return oracle::compare(*cell, s) == 0; });
  };
  const auto starts = [&] { return oracle::begins_with(std::get<std::string>(*cell), std::get<std::string>(values[0])); };
  switch (node.op) {
    case comparison::equal:
    case comparison::in: return is_among();
    case comparison::not_equal:
    case comparison::not_in: return !is_among();
    case comparison::less: return oracle::compare(*cell, values[0]) < 0;
    case comparison::less_equal: return oracle::compare(*cell, values[0]) <= 0;
    case comparison::greater: return oracle::compare(*cell, values[0]) > 0;
    case comparison::greater_equal: return oracle::compare(*cell, values[0]) >= 0;
    case comparison::starts_with: return starts();
    case comparison::does_not_start_with: return !starts();
    case comparison::is_null:
    case comparison::is_not_null: break;  // done above
  }
  return false;
}

bool is_writable(const oracle::condition& c) {
  return std::ranges::all_of(c.parts, is_writable) && std::ranges::all_of(c.literals, [](const oracle::scalar& s) {
           const auto* real = std::get_if<double>(&s);
           return real == nullptr || std::isfinite(*real);
         });
}
/// A claim whose text has a control character is malformed where tokens are read.
bool is_writable(const oracle::claim& c) {
  return std::ranges::all_of(c.values, [](const oracle::claim_scalar& s) {
    if (const auto* text = std::get_if<std::string>(&s))
      return std::ranges::none_of(*text, [](char one) { return static_cast<unsigned char>(one) < 0x20; });
    const auto* real = std::get_if<double>(&s);
    return real == nullptr || std::isfinite(*real);
  });
}

json::value written(const oracle::claim_scalar& s) {
  return std::visit([](const auto& held) { return json::value(held); }, s);
}

/// The claims of a token for the case's user.
std::string claims_text(const test_case& c) {
  json::object claims{{"iss", "https://example.com"}, {"sub", "1"}};
  json::array& roles = claims["roles"].emplace_array();
  if (c.is_allowed) roles.emplace_back("ROLE_USER");
  if (c.is_admin) roles.emplace_back("ROLE_ADMIN");
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (c.roles[i].is_held) roles.emplace_back(role_name(i));
  for (std::size_t i = 0; i < c.claims.size(); ++i) {
    const oracle::claim& one = c.claims[i];
    if (!one.is_there) continue;
    json::array values;
    for (const oracle::claim_scalar& s : one.values) values.push_back(written(s));
    claims[claim_name(i)] = one.is_list ? json::value(std::move(values)) : values[0];
  }
  return json::serialize(claims);
}

oracle::row_set rows_shown(const test_case& c, const rc::plan& plan) {
  const rc::record_filter filter(plan);
  return oracle::rows_where(c.rows, [&](const oracle::row& r) { return filter.shows(as_record(r)); });
}

}  // namespace

answer by_nodes(const prepared_case& c) {
  return oracle::rows_where(
      c.given.rows, [&](const oracle::row& r) { return c.plan.shows_all() || (!c.plan.shows_none() && is_true(c.plan, 0, r)); });
}

answer by_records(const prepared_case& c) { return rows_shown(c.given, c.plan); }

answer by_evaluation(const prepared_case& c) {
  return oracle::rows_where(c.given.rows,
                            [&](const oracle::row& r) { return rc::evaluate(c.plan, as_record(r)) == rc::truth::is_true; });
}

/// The policy written to a file and read again, and the user from the claims of a token.
answer by_policy_file(const prepared_case& c) {
  if (c.given.roles.empty()) return std::nullopt;  // a policy without restrictions says nothing of the table
  const bool is_said = std::ranges::all_of(c.given.roles, [](const role& r) { return is_writable(r.condition); }) &&
                       std::ranges::all_of(c.given.claims, [](const oracle::claim& one) { return is_writable(one); });
  if (!is_said) return std::nullopt;
  const rc::policy_reading reading = rc::read_policy(rc::write_policy(c.policy.description()).value());
  if (reading.policy == nullptr) throw std::runtime_error("the policy was not read again: " + reading.text());
  const auto user = rc::authorize(reading.policy, rc::verified_claims::assume_verified(claims_text(c.given))).value();
  return rows_shown(c.given, rc::plan_for(user, "entries"));
}

const std::vector<executor>& executors() {
  static const std::vector<executor> all{{"plan, node by node", by_nodes},
                                         {"records", by_records},
                                         {"records, three truths", by_evaluation},
                                         {"policy file, records", by_policy_file},
                                         {"objects, one by one", by_single_objects},
                                         {"objects, neighbours", by_neighbouring_objects},
                                         {"objects, a list", by_listed_objects},
                                         {"columns", by_columns},
                                         {"columns, in blocks", by_column_blocks},
                                         {"columns, portable", by_portable_columns},
                                         {"Arrow arrays", by_arrow}};
  return all;
}

std::optional<std::string> find_disagreement(const test_case& c, const std::vector<executor>& by, std::vector<int>* agreed) {
  const schema_of table(c);
  std::vector<std::string_view> names;
  for (const column& one : c.columns) names.emplace_back(one.name);
  const policy_of policy(c, table.schema(), names);
  if (is_mixed(c)) {
    if (policy.problem() == rc::policy_problem::columns_are_mixed) return std::nullopt;
    return "the policy mixes columns and was not refused";
  }
  if (policy.problem() != rc::policy_problem::none)
    return "the policy was refused: problem " + std::to_string(static_cast<int>(policy.problem()));
  const rc::plan plan = policy.plan();
  const oracle::row_set expected = expected_rows(c);
  const auto listed = [](const oracle::row_set& rows) {
    std::string text;
    for (const std::size_t row : rows) text += (text.empty() ? "" : " ") + std::to_string(row);
    return text.empty() ? std::string("none") : text;
  };
  for (const executor& one : by) {
    try {
      const answer shown = one.run({c, policy, plan});
      if (shown && *shown != expected)
        return std::string(one.name) + " shows the rows " + listed(*shown) + ", the oracle " + listed(expected) +
               "; the plan is: " + rc::in_words(plan);
      if (shown && agreed != nullptr) ++(*agreed)[static_cast<std::size_t>(&one - by.data())];
    } catch (const std::exception& thrown) {
      return std::string(one.name) + ": " + thrown.what();
    }
  }
  return std::nullopt;
}

}  // namespace property
