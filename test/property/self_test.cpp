// SPDX-License-Identifier: BSL-1.0
// Executors with the mistakes that databases and programs make, and the search for a case that shows each.
#include "self_test.hpp"

#include "search.hpp"
#include <rowclaim/rows/record.hpp>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

namespace property {

namespace {

// The oracle knows SQL's truth tables.
using oracle::truth;
static_assert(oracle::both(truth::unknown, truth::no) == truth::no);
static_assert(oracle::both(truth::unknown, truth::yes) == truth::unknown);
static_assert(oracle::either(truth::unknown, truth::yes) == truth::yes);
static_assert(oracle::either(truth::no, truth::unknown) == truth::unknown);
static_assert(oracle::negated(truth::unknown) == truth::unknown);

/// The right rows of cells that have been changed.
template <class Change>
answer on_changed_cells(const prepared_case& c, const Change& change) {
  const rc::record_filter filter(c.plan);
  return oracle::rows_where(c.given.rows, [&](const oracle::row& r) {
    oracle::row changed = r;
    for (std::size_t i = 0; i < changed.size(); ++i) change(changed[i], c.given.columns[i]);
    return filter.shows(as_record(changed));
  });
}

answer unknown_is_true(const prepared_case& c) {
  return oracle::rows_where(c.given.rows,
                            [&](const oracle::row& r) { return rc::evaluate(c.plan, as_record(r)) != rc::truth::is_false; });
}

answer null_is_zero(const prepared_case& c) {
  return on_changed_cells(c, [](oracle::cell& cell, const column& stored) {
    if (!cell && info(stored.stored).kind == oracle::kind::integer) cell = std::int64_t{0};
  });
}

answer spaces_at_the_end_are_lost(const prepared_case& c) {
  return on_changed_cells(c, [](oracle::cell& cell, const column&) {
    if (!cell) return;
    if (auto* text = std::get_if<std::string>(&*cell))
      while (!text->empty() && text->back() == ' ') text->pop_back();
  });
}

answer integers_are_doubles(const prepared_case& c) {
  return on_changed_cells(c, [](oracle::cell& cell, const column&) {
    if (!cell) return;
    if (auto* number = std::get_if<std::int64_t>(&*cell); number != nullptr && *number < std::int64_t{1} << 60)
      *number = static_cast<std::int64_t>(static_cast<double>(*number));
  });
}

answer microseconds_are_lost(const prepared_case& c) {
  return on_changed_cells(c, [](oracle::cell& cell, const column&) {
    if (!cell) return;
    if (auto* at = std::get_if<oracle::moment>(&*cell)) at->nanoseconds = 0;
  });
}

answer last_row_is_forgotten(const prepared_case& c) {
  answer shown = by_records(c);
  shown->erase(c.given.rows.size() - 1);
  return shown;
}

std::size_t conditions_in(const oracle::condition& c) {
  std::size_t count = 1;
  for (const oracle::condition& part : c.parts) count += conditions_in(part);
  return count;
}

}  // namespace

const std::vector<executor>& faulty_executors() {
  static const std::vector<executor> all{{"unknown is true", unknown_is_true},
                                         {"null is zero", null_is_zero},
                                         {"spaces at the end are lost", spaces_at_the_end_are_lost},
                                         {"integers are doubles", integers_are_doubles},
                                         {"microseconds are lost", microseconds_are_lost},
                                         {"last row is forgotten", last_row_is_forgotten}};
  return all;
}

bool run_self_test(const std::string& folder) {
  bool are_all_found = true;
  const auto blame = [&](std::string_view name, const char* what) {
    std::printf("self test: \"%s\" %s\n", std::string(name).c_str(), what);
    are_all_found = false;
  };
  for (const executor& faulty : faulty_executors()) {
    const std::vector<executor> by{faulty};
    std::optional<failure> found;
    std::uint64_t seed = 1;
    for (; seed <= 20'000 && !found; ++seed) found = examine(seed, by, nullptr);
    if (!found) {
      blame(faulty.name, "was not found");
      continue;
    }
    const std::string path = save(*found, folder, "self-test-" + std::to_string(&faulty - faulty_executors().data()));
    std::ifstream file(path);
    const test_case again = from_json(std::string(std::istreambuf_iterator<char>(file), {}));
    std::size_t parts = 0;
    for (const role& r : again.roles) parts += conditions_in(r.condition);
    if (!find_disagreement(again, by)) blame(faulty.name, "is not seen in the saved case");
    else if (const auto wrong = find_disagreement(again, executors()))
      blame(faulty.name, ("is seen in others, too: " + *wrong).c_str());
    else if (again.rows.size() > 2 || parts > 4) blame(faulty.name, "was not shrunk");
    else
      std::printf("self test: \"%s\" found at seed %llu, shrunk to %zu rows and %zu conditions\n", std::string(faulty.name).c_str(),
                  static_cast<unsigned long long>(seed - 1), again.rows.size(), parts);
  }
  return are_all_found;
}

}  // namespace property
