// SPDX-License-Identifier: BSL-1.0
// Ten million Arrow texts through plans with sets of names, beside DuckDB's filter and count over the same texts in one thread.
#include "duckdb_library.hpp"
#include "rows.hpp"
#include <rowclaim/rows/arrow.hpp>
#include <rowclaim/rows/column_filter.hpp>
#include <rowclaim/rows/plan_builder.hpp>

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

namespace {

constexpr std::size_t row_count = 10'000'000;

constexpr std::array<std::string_view, 100> countries{"France",
                                                      "Norway",
                                                      "Germany",
                                                      "Sweden",
                                                      "Japan",
                                                      "Korea",
                                                      "Brazil",
                                                      "Chile",
                                                      "Spain",
                                                      "Austria",
                                                      "Belgium",
                                                      "Canada",
                                                      "Denmark",
                                                      "Greece",
                                                      "India",
                                                      "Italy",
                                                      "Afghanistan",
                                                      "Albania",
                                                      "Algeria",
                                                      "Andorra",
                                                      "Angola",
                                                      "Argentina",
                                                      "Armenia",
                                                      "Australia",
                                                      "Azerbaijan",
                                                      "Bahamas",
                                                      "Bahrain",
                                                      "Bangladesh",
                                                      "Barbados",
                                                      "Belarus",
                                                      "Belize",
                                                      "Benin",
                                                      "Bhutan",
                                                      "Bolivia",
                                                      "Botswana",
                                                      "Bulgaria",
                                                      "Burundi",
                                                      "Cambodia",
                                                      "Cameroon",
                                                      "Chad",
                                                      "China",
                                                      "Colombia",
                                                      "Comoros",
                                                      "Congo",
                                                      "Costa Rica",
                                                      "Croatia",
                                                      "Cuba",
                                                      "Cyprus",
                                                      "Djibouti",
                                                      "Dominica",
                                                      "Ecuador",
                                                      "Egypt",
                                                      "Estonia",
                                                      "Ethiopia",
                                                      "Fiji",
                                                      "Finland",
                                                      "Gabon",
                                                      "Georgia",
                                                      "Ghana",
                                                      "Guatemala",
                                                      "Haiti",
                                                      "Hungary",
                                                      "Iceland",
                                                      "Iraq",
                                                      "Ireland",
                                                      "Israel",
                                                      "Kenya",
                                                      "Kuwait",
                                                      "Laos",
                                                      "Latvia",
                                                      "Liechtenstein",
                                                      "Lithuania",
                                                      "Luxembourg",
                                                      "Madagascar",
                                                      "Malaysia",
                                                      "Mexico",
                                                      "Mongolia",
                                                      "Morocco",
                                                      "Mozambique",
                                                      "Netherlands",
                                                      "New Zealand",
                                                      "Nicaragua",
                                                      "Pakistan",
                                                      "Panama",
                                                      "Paraguay",
                                                      "Peru",
                                                      "Philippines",
                                                      "Poland",
                                                      "Portugal",
                                                      "Saudi Arabia",
                                                      "Switzerland",
                                                      "Thailand",
                                                      "Tunisia",
                                                      "Turkey",
                                                      "Uganda",
                                                      "Ukraine",
                                                      "United Kingdom of Great Britain",
                                                      "United States of America",
                                                      "Bosnia and Herzegovina",
                                                      "Trinidad and Tobago"};

struct sale {
  std::string_view country;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>>;

// In no order that a branch predictor could learn, and the same as in `duckdb_number`.
constexpr std::size_t number_at(std::uint64_t row) {
  std::uint64_t x = row * 2654435761 % 4294967296;
  x = (x ^ x >> 15) * 2246822519 % 4294967296;
  return (x ^ x >> 13) % countries.size();
}
constexpr const char* duckdb_rows = R"(
  SELECT (xor(x, x >> 13) % 100)::BIGINT AS number FROM (
    SELECT xor(x, x >> 15) * 2246822519::UBIGINT % 4294967296::UBIGINT AS x FROM (
      SELECT range::UBIGINT * 2654435761::UBIGINT % 4294967296::UBIGINT AS x FROM range(10000000))))";

/// A record batch with one column, as a producer would hand it over.
class arrow_texts {
 public:
  arrow_texts() {
    for (std::size_t row = 0; row < row_count; ++row) {
      bytes_ += countries[number_at(row)];
      offsets_.push_back(static_cast<std::int32_t>(bytes_.size()));
    }
    buffers_ = {nullptr, offsets_.data(), bytes_.data()};
    column_schema_.format = "u";
    column_schema_.name = "Country";
    schema_.format = "+s";
    schema_.n_children = 1;
    schema_.children = &child_schema_;
    column_.n_buffers = 3;
    column_.buffers = buffers_.data();
    batch_.n_buffers = 1;
    batch_.buffers = &no_validity_;
    batch_.n_children = 1;
    batch_.children = &child_;
    column_.length = batch_.length = static_cast<std::int64_t>(row_count);
    column_schema_.release = schema_.release = [](ArrowSchema* s) { s->release = nullptr; };
    column_.release = batch_.release = [](ArrowArray* a) { a->release = nullptr; };
  }
  arrow_texts(const arrow_texts&) = delete;
  arrow_texts& operator=(const arrow_texts&) = delete;

  const ArrowSchema& schema() const { return schema_; }
  const ArrowArray& batch() const { return batch_; }
  /// Reads all of it once, eight bytes at a time.
  std::uint64_t read_once() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i + 8 <= bytes_.size(); i += 8) sum += rc::detail::load<std::uint64_t>(bytes_.data() + i);
    for (const std::int32_t offset : offsets_) sum += static_cast<std::uint64_t>(offset);
    return sum;
  }

 private:
  std::string bytes_;
  std::vector<std::int32_t> offsets_{0};
  std::array<const void*, 3> buffers_{};
  const void* no_validity_ = nullptr;
  ArrowSchema column_schema_{};
  ArrowSchema* child_schema_ = &column_schema_;
  ArrowSchema schema_{};
  ArrowArray column_{};
  ArrowArray* child_ = &column_;
  ArrowArray batch_{};
};

/// The same texts in DuckDB; null if it is not there.
std::unique_ptr<const duckdb::connection> texts_in_duckdb(report& out) {
  const auto functions =
      duckdb::library::load(ROWCLAIM_BENCH_PEERS "/node/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so");
  if (functions == nullptr) {
    out.note("DuckDB is left out of the comparison: its npm package is not installed in benchmarks/run_time/peers/node");
    return nullptr;
  }
  auto made = std::make_unique<const duckdb::connection>(functions);
  std::string names;
  for (const std::string_view country : countries) names.append(names.empty() ? "['" : ", '").append(country).append("'");
  made->run("SET threads = 1");
  made->run("CREATE TABLE sales AS SELECT (" + names + "])[number + 1] AS country FROM (" + duckdb_rows + ")");
  return made;
}

std::string quoted(std::span<const rc::value> values) {
  std::string list;
  for (const rc::value& v : values) list.append(list.empty() ? "'" : ", '").append(v.text).append("'");
  return list;
}

}  // namespace

void bench_arrow(report& out) {
  const arrow_texts texts;
  const auto database = texts_in_duckdb(out);
  if (database) out.note("beside DuckDB " + database->version() + " in one thread, a table in memory, and its own count");
  for (const std::size_t size : {std::size_t{1}, std::size_t{3}, std::size_t{8}, std::size_t{64}}) {
    std::vector<rc::value> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(rc::value::of(countries[(i * 37 + 4) % countries.size()]));
    rc::plan_builder builder;
    const std::size_t whole = builder.open(rc::plan_node::node_kind::all_of);
    builder.add_comparison(rc::comparison::in, 0, values);
    builder.close(whole);
    const rc::plan plan = std::move(builder).finish(sales::schema());
    const rc::column_filter filter(plan);
    const auto reader = rc::arrow::batch_reader::make(plan, texts.schema());
    if (!reader) return out.wrong(reader.error().message());

    const std::string what = "Arrow utf8 in a set of " + std::to_string(size);
    std::size_t ours = 0;
    std::int64_t theirs = 0;
    std::vector<candidate> candidates{{what + ", rowclaim",
                                       [&] {
                                         const auto rows = reader->read(texts.batch());
                                         ours = rows ? filter.count_visible(rows->rows()) : 0;
                                         keep(ours);
                                       }},
                                      {"reading the texts once", [&] { keep(texts.read_once()); }}};
    const std::string sql = "SELECT count(*) FROM sales WHERE country IN (" + quoted(values) + ")";
    if (database) candidates.push_back({what + ", DuckDB", [&] { theirs = database->number(sql); }});
    const auto timings = compare(candidates, {.rounds = 7, .per_call = static_cast<double>(row_count)});
    out.times(timings);
    if (!database) continue;
    out.add(what + ", ratio to DuckDB's time", "x", 1 / timings.back().ratio, 0.25);
    if (ours == 0 || ours != static_cast<std::size_t>(theirs)) out.wrong("rowclaim and DuckDB count different rows");
  }
}

}  // namespace bench
