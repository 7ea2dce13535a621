// SPDX-License-Identifier: BSL-1.0
// Record batches that DuckDB makes, filtered by plans, against DuckDB's own WHERE.
#include "../unit/rows/plan_of.hpp"
#include "duckdb_library.hpp"
#include <rowclaim/rows/arrow_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::col;

namespace {

struct entry {
  bool flag = false;
  std::int64_t i8 = 0, i16 = 0, i32 = 0, i64 = 0, u8 = 0, u16 = 0, u32 = 0, u64 = 0, id = 0;
  double f32 = 0, f64 = 0;
  std::string name, code, blob;
  rc::date day;
  rc::time_of_day time;
  rc::timestamp moment, at_s, at_ms, at_ns, at_zone;
};
using entries = rc::table<"entries", rc::column<"flag", &entry::flag>, rc::column<"i8", &entry::i8>, rc::column<"i16", &entry::i16>,
                          rc::column<"i32", &entry::i32>, rc::column<"i64", &entry::i64>, rc::column<"u8", &entry::u8>,
                          rc::column<"u16", &entry::u16>, rc::column<"u32", &entry::u32>, rc::column<"u64", &entry::u64>,
                          rc::column<"id", &entry::id>, rc::column<"f32", &entry::f32>, rc::column<"f64", &entry::f64>,
                          rc::column<"name", &entry::name>, rc::column<"code", &entry::code>, rc::column<"blob", &entry::blob>,
                          rc::column<"day", &entry::day>, rc::column<"time", &entry::time>, rc::column<"moment", &entry::moment>,
                          rc::column<"at_s", &entry::at_s>, rc::column<"at_ms", &entry::at_ms>, rc::column<"at_ns", &entry::at_ns>,
                          rc::column<"at_zone", &entry::at_zone>>;

constexpr const char* table = R"(
CREATE TYPE country AS ENUM ('France', 'Norway', 'Germany', 'Sweden', 'Bosnia and Herzegovina');
CREATE TABLE entries AS SELECT
  n AS id,
  CASE WHEN n % 7 <> 0 THEN n % 2 = 0 END AS flag,
  CASE WHEN n % 5 <> 0 THEN (n % 256 - 128)::TINYINT END AS i8,
  (n * 7 % 65536 - 32768)::SMALLINT AS i16,
  CASE WHEN n % 11 <> 0 THEN (n * 1234567 % 4294967296 - 2147483648)::INTEGER END AS i32,
  CASE n % 9 WHEN 0 THEN -9223372036854775808 WHEN 1 THEN 9223372036854775807 WHEN 2 THEN NULL ELSE n END::BIGINT AS i64,
  (n % 256)::UTINYINT AS u8,
  CASE WHEN n % 3 <> 0 THEN (n * 13 % 65536)::USMALLINT END AS u16,
  (n * 429496 % 4294967296)::UINTEGER AS u32,
  CASE WHEN n % 4 <> 0 THEN n * 1000000007 END::UBIGINT AS u64,
  CASE WHEN n % 6 <> 0 THEN n / 8 - 300 END::FLOAT AS f32,
  CASE n % 8 WHEN 0 THEN -0.0 WHEN 1 THEN NULL WHEN 2 THEN 'infinity' WHEN 3 THEN 0.1 + 0.2 ELSE n / 1000 END::DOUBLE AS f64,
  CASE n % 10 WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN 'Bosnia and Herzegovina' WHEN 3 THEN 'Bosnia und Herzegowina'
              WHEN 4 THEN 'Côte d''Ivoire' WHEN 5 THEN 'France' WHEN 6 THEN 'FRANCE' WHEN 7 THEN 'France ' ELSE 'name ' || n END AS name,
  CASE WHEN n % 6 <> 0 THEN enum_range(NULL::country)[1 + n % 5]::country END AS code,
  CASE WHEN n % 3 <> 0 THEN 'France' || chr(0) || (n % 4) END::BLOB AS blob,
  CASE WHEN n % 13 <> 0 THEN DATE '1969-12-01' + (n % 60)::INTEGER END AS day,
  CASE WHEN n % 13 <> 1 THEN TIME '12:00:00' + INTERVAL (n % 1000 - 500) MICROSECOND END AS time,
  CASE WHEN n % 13 <> 2 THEN TIMESTAMP '1970-01-01 00:00:00' + INTERVAL (n % 1000 - 500) MICROSECOND END AS moment,
  CASE WHEN n % 13 <> 3 THEN TIMESTAMP '1970-01-01 00:00:00' + INTERVAL (n % 1000 - 500) SECOND END::TIMESTAMP_S AS at_s,
  CASE WHEN n % 13 <> 4 THEN TIMESTAMP '1970-01-01 00:00:00' + INTERVAL (n % 1000 - 500) MILLISECOND END::TIMESTAMP_MS AS at_ms,
  CASE WHEN n % 13 <> 5 THEN make_timestamp_ns(n % 5000 - 2500) END AS at_ns,
  CASE WHEN n % 13 <> 6 THEN make_timestamptz((n % 1000 - 500)::BIGINT) END AS at_zone
FROM (SELECT unnest(range(10000)) AS n))";

constexpr auto epoch = rc::timestamp(rc::date(1970, 1, 1), rc::time_of_day(0, 0));

/// Counts what agrees.
class comparison {
 public:
  explicit comparison(const duckdb::connection& database) : database_(database) {}

  template <std::size_t Length>
  void check(const rc::condition<Length>& condition, const std::string& where) {
    const auto expected = ids("SELECT id FROM entries WHERE " + where, rc::plan::allow_all(entries::schema()));
    const auto found = ids("SELECT * FROM entries", test::plan_of<entries>(condition));
    if (found == expected && !found.empty()) {
      ++agreed_;
      rows_ += found.size();
    } else {
      ++different_;
      std::printf("%s: %zu rows are visible, and DuckDB selects %zu\n", where.c_str(), found.size(), expected.size());
    }
  }

  std::size_t agreed() const { return agreed_; }
  std::size_t different() const { return different_; }
  std::size_t rows() const { return rows_; }

 private:
  std::vector<std::int64_t> ids(const std::string& sql, const rc::plan& plan) const {
    auto stream = rc::arrow::filtered_stream::make(plan, database_.stream(sql));
    if (!stream) throw duckdb::failure(stream.error().message());
    std::int64_t place = 0;
    while (std::string_view(stream->schema().children[place]->name) != "id") ++place;
    std::vector<std::int64_t> found;
    for (;;) {
      const auto has_batch = stream->next();
      if (!has_batch) throw duckdb::failure(has_batch.error().message());
      if (!*has_batch) return found;
      const ArrowArray& column = *stream->batch().children[place];
      stream->visible().for_each([&](std::size_t row) {
        std::int64_t id = 0;
        const std::size_t at = row + static_cast<std::size_t>(column.offset + stream->batch().offset);
        std::memcpy(&id, static_cast<const char*>(column.buffers[1]) + at * sizeof id, sizeof id);
        found.push_back(id);
      });
    }
  }

  const duckdb::connection& database_;
  std::size_t agreed_ = 0;
  std::size_t different_ = 0;
  std::size_t rows_ = 0;
};

void check_all(comparison& each) {
  using rc::date;
  using rc::time_of_day;
  using rc::timestamp;
  each.check(col<"flag"> == true, "flag");
  each.check(col<"flag"> != true, "NOT flag");
  each.check(col<"flag">.is_null(), "flag IS NULL");
  each.check(col<"i8"> <= -100, "i8 <= -100");
  each.check(!col<"i8">.isin(-128, 127, 0), "i8 NOT IN (-128, 127, 0)");
  each.check(col<"i16"> > 30000, "i16 > 30000");
  each.check(col<"i32"> < 0, "i32 < 0");
  each.check(col<"i32">.is_null(), "i32 IS NULL");
  each.check(col<"i64"> == std::numeric_limits<std::int64_t>::min(), "i64 = -9223372036854775808");
  each.check(col<"i64"> >= 5000, "i64 >= 5000");
  each.check(col<"u8"> >= 200, "u8 >= 200");
  each.check(col<"u16">.isin(13, 26, 39, 65533), "u16 IN (13, 26, 39, 65533)");
  each.check(col<"u32"> > 4'000'000'000, "u32 > 4000000000");
  each.check(col<"u64"> < 1'000'000'000'000, "u64 < 1000000000000");
  each.check(col<"f32"> >= 100.5, "f32 >= 100.5");
  each.check(col<"f32"> != 0.0, "f32 <> 0.0");
  each.check(col<"f64"> == 0.0, "f64 = 0.0");
  each.check(col<"f64"> <= 0.3, "f64 <= 0.3::DOUBLE");
  each.check(col<"f64"> > 1e300, "f64 > 1e300");
  each.check(col<"name"> == "France", "name = 'France'");
  each.check(col<"name"> != "France", "name <> 'France'");
  each.check(col<"name">.isin("France", "", "Côte d'Ivoire", "Bosnia and Herzegovina"),
             "name IN ('France', '', 'Côte d''Ivoire', 'Bosnia and Herzegovina')");
  each.check(!col<"name">.isin("France", "", "Bosnia and Herzegovina"), "name NOT IN ('France', '', 'Bosnia and Herzegovina')");
  each.check(col<"name">.starts_with("Bosnia "), "starts_with(name, 'Bosnia ')");
  each.check(!col<"name">.starts_with("Bosnia and Herz"), "NOT starts_with(name, 'Bosnia and Herz')");
  each.check(col<"name"> > "France", "name > 'France'");
  each.check(col<"name">.is_null(), "name IS NULL");
  each.check(col<"code"> == "Norway", "code = 'Norway'");
  each.check(!col<"code">.isin("Norway", "Bosnia and Herzegovina"), "code NOT IN ('Norway', 'Bosnia and Herzegovina')");
  each.check(col<"code">.is_null(), "code IS NULL");
  each.check(col<"blob"> == std::string_view("France\0"
                                             "2",
                                             8),
             "blob = 'France\\x002'::BLOB");
  each.check(col<"day"> < date(1970, 1, 1), "day < DATE '1970-01-01'");
  each.check(col<"day"> == date(1969, 12, 31), "day = DATE '1969-12-31'");
  each.check(col<"time"> >= time_of_day(12, 0, 0, 123'000), "time >= TIME '12:00:00.000123'");
  each.check(col<"time"> < time_of_day(12, 0, 0, 500), "time <= TIME '12:00:00'");
  each.check(col<"moment"> < epoch, "moment < TIMESTAMP '1970-01-01'");
  each.check(col<"moment"> > timestamp(date(1970, 1, 1), time_of_day(0, 0, 0, 7'500)),
             "moment > TIMESTAMP '1970-01-01 00:00:00.000007'");
  each.check(col<"at_s"> >= epoch, "at_s >= TIMESTAMP '1970-01-01'");
  each.check(col<"at_s"> < timestamp(date(1970, 1, 1), time_of_day(0, 0, 10, 1)), "at_s <= TIMESTAMP '1970-01-01 00:00:10'");
  each.check(col<"at_ms"> == timestamp(date(1970, 1, 1), time_of_day(0, 0, 0, 7'000'000)),
             "at_ms = TIMESTAMP '1970-01-01 00:00:00.007'");
  each.check(col<"at_ns"> < timestamp(date(1970, 1, 1), time_of_day(0, 0, 0, 1)), "epoch_ns(at_ns) < 1");
  each.check(col<"at_ns"> == timestamp(date(1969, 12, 31), time_of_day(23, 59, 59, 999'999'999)), "epoch_ns(at_ns) = -1");
  each.check(col<"at_zone"> >= epoch, "at_zone >= TIMESTAMPTZ '1970-01-01 00:00:00+00'");
  each.check(col<"at_zone">.is_null(), "at_zone IS NULL");
  each.check(((col<"name"> == "France") | (col<"code"> == "France")) & (col<"i64"> > 100) & !(col<"flag"> == true),
             "(name = 'France' OR code = 'France') AND i64 > 100 AND NOT flag");
}

int run(const char* file) {
  const auto functions = duckdb::library::load(file);
  if (functions == nullptr) {
    std::printf("skipped: %s cannot be loaded; `npm ci --prefix test/interop` installs it\n", file);
    return 77;
  }
  const duckdb::connection database(functions);
  database.run(table);
  comparison each(database);
  for (const char* const settings : {"SET TimeZone = 'UTC'", "SET TimeZone = 'Asia/Kathmandu'; SET arrow_large_buffer_size = true",
                                     "SET arrow_output_version = '1.4'; SET produce_arrow_string_view = true"}) {
    database.run(settings);
    check_all(each);
  }
  std::printf("DuckDB %s: %zu conditions agreed on record batches in three forms, with %zu visible rows; %zu differed\n",
              database.version().c_str(), each.agreed(), each.rows(), each.different());
  return each.different() == 0 ? 0 : 1;
}

}  // namespace

int main(int, char** arguments) {
  try {
    return run(arguments[1]);
  } catch (const std::exception& e) {
    std::printf("%s\n", e.what());
    return 1;
  }
}
