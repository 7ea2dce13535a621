// SPDX-License-Identifier: BSL-1.0
// Ten million rows in columns, beside the fastest loop that does no more than read them.
#include "rows.hpp"
#include <rowclaim/rows/column_filter.hpp>
#include <rowclaim/rows/plan_builder.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

namespace bench {

namespace rc = rowclaim;

namespace {

constexpr std::size_t row_count = 10'000'000;

struct sale {
  std::string_view country;
  std::int64_t time = 0;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Time", &sale::time>>;

// Reads each byte once into eight sums that do not wait for each other: nothing that looks at all of a column can take less time.
#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx512f"))) long long read_avx512(const char* data, std::size_t size) {
  using vector __attribute__((vector_size(64))) = long long;
  vector sums[8]{};
  for (const char* const end = data + size / sizeof sums * sizeof sums; data != end; data += sizeof sums)
    for (std::size_t i = 0; i < 8; ++i) {
      vector loaded;
      std::memcpy(&loaded, data + i * sizeof loaded, sizeof loaded);
      sums[i] += loaded;
    }
  for (std::size_t i = 1; i < 8; ++i) sums[0] += sums[i];
  return sums[0][0] + sums[0][1] + sums[0][2] + sums[0][3] + sums[0][4] + sums[0][5] + sums[0][6] + sums[0][7];
}
#endif

long long read_plainly(const char* data, std::size_t size) {  // compilers have vectors for it
  std::uint64_t sums[8]{};
  for (const char* const end = data + size / sizeof sums * sizeof sums; data != end; data += sizeof sums)
    for (std::size_t i = 0; i < 8; ++i) {
      std::uint64_t loaded;
      std::memcpy(&loaded, data + i * sizeof loaded, sizeof loaded);
      sums[i] += loaded;
    }
  std::uint64_t sum = 0;
  for (const std::uint64_t part : sums) sum += part;
  return static_cast<long long>(sum);
}

template <class Value>
void read_once(const std::vector<Value>& column) {
  const char* const data = reinterpret_cast<const char*>(column.data());
  const std::size_t size = column.size() * sizeof(Value);
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx512f")) return keep(read_avx512(data, size));
#endif
  keep(read_plainly(data, size));
}

// Of many rounds, by the clock on the wall: what another thread does counts for nothing in this one's time, and only a machine with
// nothing else to do shows what two of them gain.
template <class Run>
double fastest(Run run) {
  double best = 1e9;
  for (int round = 0; round < 40; ++round) {
    const auto start = std::chrono::steady_clock::now();
    run();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

}  // namespace

void bench_columns(report& out) {
  std::vector<std::string_view> names{"France", "Norway",  "Germany", "Sweden", "Japan",   "Korea",  "Brazil", "Chile",
                                      "Spain",  "Austria", "Belgium", "Canada", "Denmark", "Greece", "India",  "Italy"};
  std::vector<std::uint8_t> codes(row_count);
  std::vector<std::int64_t> times(row_count);
  std::vector<std::int64_t> amounts(row_count);
  std::uint64_t state = 42;
  for (std::size_t i = 0; i < row_count; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    codes[i] = static_cast<std::uint8_t>((state >> 33) % names.size());
    times[i] = static_cast<std::int64_t>(state >> 20);
    amounts[i] = static_cast<std::int64_t>(state >> 40);
  }
  const rc::column_data dictionary = rc::column_data::of(std::span<const std::string_view>(names));
  const std::array columns{rc::column_data::of_codes(std::span<const std::uint8_t>(codes), dictionary),
                           rc::column_data::of(std::span<const std::int64_t>(times))};
  const rc::column_data measure = rc::column_data::of(std::span<const std::int64_t>(amounts));
  const auto batch = rc::row_batch::make(sales::schema(), columns).value();

  const auto plan_of = [](rc::comparison op, std::uint32_t column, std::vector<rc::value> values) {
    rc::plan_builder builder;
    const std::size_t opened = builder.open(rc::plan_node::node_kind::all_of);
    builder.add_comparison(op, column, values);
    if (op == rc::comparison::greater_equal)
      builder.add_comparison(rc::comparison::less_equal, column, std::vector{rc::value::of(std::int64_t{1} << 43)});
    builder.close(opened);
    return std::move(builder).finish(sales::schema());
  };
  const rc::column_filter by_country(
      plan_of(rc::comparison::in, 0, {rc::value::of("France"), rc::value::of("Norway"), rc::value::of("Spain")}));
  const rc::column_filter by_time(plan_of(rc::comparison::greater_equal, 1, {rc::value::of(std::int64_t{1} << 42)}));

  std::vector<std::uint64_t> words(row_count / 64 + 1);
  const auto select = [&](const rc::column_filter& filter) { keep(filter.select(batch, words).has_value()); };
  const effort enough{.rounds = 31, .calls = 1, .per_call = row_count / 1e3};

  const auto of_codes = compare({{"1,000 rows of uint8 codes, read once", [&] { read_once(codes); }},
                                 {"1,000 rows of uint8 codes, three countries into bits", [&] { select(by_country); }}},
                                enough);
  out.times(of_codes);
  out.add("three countries as uint8 codes to bits, ratio to reading", "x", of_codes[1].ratio, 1.3);
  const auto of_range = compare({{"1,000 rows of int64, read once", [&] { read_once(times); }},
                                 {"1,000 rows of int64, a range into bits", [&] { select(by_time); }}},
                                enough);
  out.times(of_range);
  out.add("a range of int64 to bits, ratio to reading", "x", of_range[1].ratio, 1.2);

  std::int64_t ours = 0;
  const auto fused = compare(
      {{"1,000 rows of uint8 codes and int64, read once",
        [&] {
          read_once(codes);
          read_once(amounts);
        }},
       {"1,000 rows of both, sum_visible of three countries", [&] { ours = by_country.sum_visible(batch, measure)->integer; }}},
      enough);
  out.times(fused);
  out.add("filter and sum in one, ratio to reading both columns", "x", fused[1].ratio, 1.15);
  std::int64_t expected = 0;
  for (std::size_t i = 0; i < row_count; ++i)
    if (codes[i] < 2 || codes[i] == 8) expected += amounts[i];
  if (ours != expected) out.wrong("the sum over columns is wrong");

  std::vector<rc::value> numbers;
  for (std::size_t i = 0; i < 1000; ++i) numbers.push_back(rc::value::of(times[i * (row_count / 1000)]));
  const rc::column_filter by_number(plan_of(rc::comparison::in, 1, numbers));
  const auto time_of = [&](const rc::column_filter& filter, unsigned threads) {
    return fastest([&] { keep(filter.select(batch, words, {.threads = threads}).has_value()); });
  };
  const std::vector<std::int64_t> second_half(times.begin() + row_count / 2, times.end());
  const std::vector<std::int64_t> first_half(times.begin(), times.begin() + row_count / 2);
  const double read_by_two = fastest([&] {
    std::thread other([&] { read_once(second_half); });
    read_once(first_half);
    other.join();
  });
  out.add("two threads for 1,000 numbers of int64, ratio to one", "x", time_of(by_number, 2) / time_of(by_number, 1), 1 / 1.8);
  // The memory does not give two threads twice as much.
  const double range_by_two = time_of(by_time, 2);
  out.add("two threads for a range of int64, ratio to one", "x", range_by_two / time_of(by_time, 1));
  out.add("two threads for a range of int64, ratio to two that read", "x", range_by_two / read_by_two, 1.2);
}

}  // namespace bench
