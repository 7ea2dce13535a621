// SPDX-License-Identifier: BSL-1.0
// Row objects: a struct with a member of each type, and tables over it with the hierarchies that cases have.
#include "executors.hpp"
#include <rowclaim/rows/visible.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace property {

namespace {

struct entry {
  std::size_t number = 0;  // stands before the rest so that a wrong step through an array shows
  std::optional<bool> flag;
  std::optional<std::int64_t> large;
  std::int64_t whole = 0;
  std::optional<std::int32_t> small;
  double real = 0;
  std::optional<float> single;
  std::optional<std::string> text;
  std::string name;
  std::optional<rc::date> day;
  std::optional<rc::time_of_day> clock;
  std::optional<std::chrono::milliseconds> millisecond;
  std::optional<rc::timestamp> moment;
  std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> nanosecond;
  std::optional<std::chrono::sys_seconds> second;
};

template <rc::static_name Name, class... Hierarchies>
using entries = rc::table<Name, rc::column<"flag", &entry::flag>, rc::column<"large", &entry::large>,
                          rc::column<"whole", &entry::whole>, rc::column<"small", &entry::small>, rc::column<"real", &entry::real>,
                          rc::column<"single", &entry::single>, rc::column<"text", &entry::text>, rc::column<"name", &entry::name>,
                          rc::column<"day", &entry::day>, rc::column<"clock", &entry::clock>,
                          rc::column<"millisecond", &entry::millisecond>, rc::column<"moment", &entry::moment>,
                          rc::column<"nanosecond", &entry::nanosecond>, rc::column<"second", &entry::second>, Hierarchies...>;

// As hierarchies_of has them.
using flat = entries<"flat">;
using grouped = entries<"grouped", rc::hierarchy<"numbers", "large", "whole">, rc::hierarchy<"texts", "text", "name", "day">>;
using crossed = entries<"crossed", rc::hierarchy<"a", "flag", "text">, rc::hierarchy<"b", "whole", "real", "clock", "moment">,
                        rc::hierarchy<"c", "day", "second">>;

/// Puts a cell into its member. Null is stored in each of the ways that there are.
void put(entry& e, slot where, const oracle::cell& cell) {
  const bool is_odd = e.number % 2 == 1;
  const auto number = [&] { return cell ? std::optional(std::get<std::int64_t>(*cell)) : std::nullopt; };
  switch (where) {
    case slot::flag: e.flag = cell ? std::optional(std::get<bool>(*cell)) : std::nullopt; break;
    case slot::large: e.large = number(); break;
    case slot::whole: e.whole = number().value_or(0); break;
    case slot::small: e.small = number(); break;
    case slot::real: e.real = cell ? std::get<double>(*cell) : std::numeric_limits<double>::quiet_NaN(); break;
    case slot::single:
      if (cell) e.single = static_cast<float>(std::get<double>(*cell));
      else if (is_odd) e.single = std::numeric_limits<float>::quiet_NaN();
      break;
    case slot::text: e.text = cell ? std::optional(std::get<std::string>(*cell)) : std::nullopt; break;
    case slot::name: e.name = cell ? std::get<std::string>(*cell) : std::string(); break;
    case slot::day:
      if (cell) e.day = rc::date(static_cast<std::int32_t>(std::get<oracle::day>(*cell).count));
      else if (is_odd) e.day = rc::date(2026, 2, 30);
      break;
    case slot::clock:
      if (cell) {
        e.clock.emplace();
        e.clock->nanoseconds = std::get<oracle::clock>(*cell).count;
      } else if (is_odd) {
        e.clock = rc::time_of_day(24, 0);
      }
      break;
    case slot::millisecond:
      if (cell) e.millisecond = std::chrono::milliseconds(std::get<oracle::clock>(*cell).count / 1'000'000);
      else if (is_odd) e.millisecond = e.number % 4 == 1 ? std::chrono::milliseconds(-1) : std::chrono::hours(24);
      break;
    case slot::moment:
      if (cell) e.moment = rc::timestamp(rc::instant{as_value(*cell).integer, as_value(*cell).nanoseconds});
      else if (is_odd) e.moment = rc::timestamp(rc::date(2026, 2, 30), {});
      break;
    case slot::nanosecond:
      if (cell) {
        const auto& at = std::get<oracle::moment>(*cell);
        e.nanosecond.emplace(std::chrono::seconds(at.seconds) + std::chrono::nanoseconds(at.nanoseconds));
      }
      break;
    case slot::second:
      if (cell) e.second.emplace(std::chrono::seconds(std::get<oracle::moment>(*cell).seconds));
      else if (is_odd) e.second.emplace(std::chrono::seconds(std::int64_t{1} << 43));
      break;
  }
}

std::vector<entry> objects_of(const test_case& c) {
  std::vector<entry> made(c.rows.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    made[i].number = i;
    for (std::size_t column = 0; column < c.columns.size(); ++column) put(made[i], c.columns[column].stored, c.rows[i][column]);
  }
  return made;
}

template <class Table, class Run>
oracle::row_set run_on(const test_case& c, const Run& run) {
  std::vector<std::string_view> names;
  for (const column& one : c.columns) names.push_back(info(one.stored).name);
  const policy_of policy(c, Table::schema(), names);
  return run.template operator()<Table>(policy.plan(), objects_of(c));
}

/// With the table that has the case's hierarchies.
template <class Run>
oracle::row_set on_objects(const test_case& c, const Run& run) {
  if (c.hierarchies == 0) return run_on<flat>(c, run);
  return c.hierarchies == 1 ? run_on<grouped>(c, run) : run_on<crossed>(c, run);
}

oracle::row_set numbers_of(auto&& rows) {
  oracle::row_set found;
  for (const entry& e : rows) found.insert(e.number);
  return found;
}

}  // namespace

answer by_single_objects(const prepared_case& c) {
  return on_objects(c.given, []<class Table>(const rc::plan& plan, const std::vector<entry>& rows) {
    const rc::row_filter<Table> filter(plan);
    oracle::row_set shown;
    for (const entry& e : rows)
      if (filter.shows(e)) shown.insert(e.number);
    return shown;
  });
}

answer by_neighbouring_objects(const prepared_case& c) {
  return on_objects(c.given, []<class Table>(const rc::plan& plan, const std::vector<entry>& rows) {
    return numbers_of(rc::visible_under<Table>(plan, rows));
  });
}

answer by_listed_objects(const prepared_case& c) {
  return on_objects(c.given, []<class Table>(const rc::plan& plan, const std::vector<entry>& rows) {
    const std::list<entry> list(rows.begin(), rows.end());
    return numbers_of(rc::visible_under<Table>(plan, list));
  });
}

}  // namespace property
