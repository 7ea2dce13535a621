// SPDX-License-Identifier: BSL-1.0
// Counting and summing what one user may see of ten million rows: rowclaim beside databases, and casbin row by row.
#include "peer_process.hpp"
#include "policy.hpp"
#include "rows.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/sql.hpp>
#include <rowclaim/rows/column_filter.hpp>
#include <rowclaim/rows/record.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

namespace rc = rowclaim;
namespace json = boost::json;

namespace {

constexpr std::size_t row_count = 10'000'000;
constexpr std::size_t item_count = 20'000;  // for an engine that is asked row by row

constexpr std::array<std::string_view, 16> countries{"France",  "Norway", "Germany", "Sweden",  "Japan",   "Korea",
                                                     "Brazil",  "Chile",  "Spain",   "Austria", "Belgium", "Canada",
                                                     "Denmark", "Greece", "India",   "Italy"};
// Which country a row has, here and as SQL.
constexpr std::size_t number_at(std::uint64_t i) { return i * 2654435761 % 4294967296 / 65536 * 40503 % 65536 / 4096; }
constexpr const char* number_in_sql = "(i * 2654435761 % 4294967296 / 65536 * 40503 % 65536 / 4096)";

constexpr const char* policy_text = R"({"version":1,"roles_claims":[["groups"]],"combination":"any_role",
  "role_mapping":{"user":["ROLE_USER"],"fr":["ROLE_FRANCE"],"no":["ROLE_NORWAY"]},
  "tables":{"sales":{"columns":{"Country":"string","Amount":"int64"},
    "restrictions":{"ROLE_FRANCE":{"Country":"France"},"ROLE_NORWAY":{"Country":"Norway"}}}}})";

/// Ten million rows in three ways to keep a text.
struct columns {
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  std::vector<std::uint8_t> codes;
  std::vector<std::int64_t> amounts;

  columns() {
    for (std::size_t i = 0; i < row_count; ++i) {
      bytes += countries[number_at(i)];
      offsets.push_back(static_cast<std::int32_t>(bytes.size()));
      codes.push_back(static_cast<std::uint8_t>(number_at(i)));
      amounts.push_back(static_cast<std::int64_t>(i % 1000));
    }
  }
};

/// What casbin is asked: the first rows, one by one.
std::string items(const rc::plan& plan) {
  const rc::record_filter filter(plan);
  json::array rows;
  json::array pairs;
  for (std::size_t i = 0; i < item_count; ++i) {
    const std::string_view country = countries[number_at(i)];
    const auto amount = static_cast<std::int64_t>(i % 1000);
    const std::array<rc::value, 2> cells{rc::value::of(country), rc::value::of(amount)};
    rows.push_back({{"Country", country}, {"Amount", amount}});
    pairs.push_back({{"user", 0}, {"row", i}, {"visible", filter.shows(cells)}});
  }
  return json::serialize(
      json::object{{"policy", json::parse(policy_text)},
                   {"users", json::array{json::object{{"name", "u"}, {"roles", {"ROLE_FRANCE", "ROLE_NORWAY"}}}}},
                   {"rows", std::move(rows)},
                   {"pairs", std::move(pairs)}});
}

}  // namespace

void bench_row_peers(report& out) {
  out.note("counting and summing what one user may see of 10 million rows, time for one row");
  const auto policy = must_read(policy_text);
  const auto user = rc::authorize(policy, rc::verified_claims::assume_verified(R"({"sub":"u","groups":["user","fr","no"]})"));
  if (!user) return out.wrong("the sample user is refused");
  const rc::plan plan = rc::plan_for(*user, "sales");
  const rc::column_filter filter(plan);
  const columns data;
  const rc::column_data names = rc::column_data::of(std::span(countries));
  const rc::column_data amounts = rc::column_data::of(std::span(data.amounts));
  const std::array with_texts{rc::column_data::of_texts(std::span(data.offsets), data.bytes), amounts};
  const std::array with_codes{rc::column_data::of_codes(std::span(data.codes), names), amounts};
  const auto texts = rc::row_batch::make(*plan.table(), with_texts);
  const auto codes = rc::row_batch::make(*plan.table(), with_codes);
  if (!texts || !codes) return out.wrong("the columns do not fit the table");

  std::int64_t count = 0;
  std::int64_t sum = 0;
  const auto count_and_sum = [&](const rc::row_batch& batch) {
    return [&] {
      count = static_cast<std::int64_t>(filter.count_visible(batch));
      const auto summed = filter.sum_visible(batch, amounts);
      sum = summed ? summed->integer : -1;
    };
  };
  auto timings =
      compare({{"rowclaim, texts in a column", count_and_sum(*texts)}, {"rowclaim, codes of a dictionary", count_and_sum(*codes)}},
              {.rounds = 11, .per_call = static_cast<double>(row_count)});

  const auto where = rc::sql::literal_where(plan, rc::sql::sqlite);
  const auto statements = rc::sql::row_security(*policy);
  if (!where || !statements) return out.wrong("the plan has no SQL");
  const json::object cases{{"rows", row_count},
                           {"count", count},
                           {"sum", sum},
                           {"number", number_in_sql},
                           {"countries", json::array(countries.begin(), countries.end())},
                           {"roles", json::array{"ROLE_USER", "ROLE_FRANCE", "ROLE_NORWAY"}},
                           {"sqlite", "SELECT count(*), sum(\"Amount\") FROM (SELECT * FROM \"sales\" WHERE " + *where + ")"},
                           {"row_security", json::array(statements->begin(), statements->end())}};
  const temporary_file file(json::serialize(cases));
  for (const char* engine : {"databases.py' 'sqlite", "databases.py' 'postgresql"})
    if (peer one(engine, "python3"); one.measure(out, file.path())) timings.push_back(one.result(timings.front().nanoseconds));
  const temporary_file asked(items(plan));
  if (!output_of("node --version 2>&1")) out.note("casbin is left out of the comparison: Node.js is not installed");
  else if (peer one("node/casbin.mjs", "node"); one.measure(out, asked.path()))
    timings.push_back(one.result(timings.front().nanoseconds));
  out.times(timings);
}

}  // namespace bench
