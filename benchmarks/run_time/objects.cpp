// SPDX-License-Identifier: BSL-1.0
// Ten million structs through `visible`, beside the loop that one would write by hand.
#include "rows.hpp"
#include <rowclaim/rowclaim.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

namespace rc = rowclaim;

namespace {

struct sale {
  std::string country;
  std::string currency;
  std::int64_t amount = 0;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>,
                        rc::column<"Amount", &sale::amount>>;

struct coded_sale {
  std::int32_t country = 0;
  std::int32_t currency = 0;
  std::int64_t amount = 0;
};
using coded_sales =
    rc::table<"coded_sales", rc::column<"Country", &coded_sale::country>, rc::column<"Amount", &coded_sale::amount>>;

struct rows_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("roles"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"user", {"ROLE_USER"}}, {"fr", {"ROLE_FRANCE"}}, {"no", {"ROLE_NORWAY"}}});
  static constexpr auto restrictions = rc::restrictions(
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"), rc::on<sales>("ROLE_NORWAY", rc::col<"Country"> == "Norway"),
      rc::on<coded_sales>("ROLE_FRANCE", rc::col<"Country"> == 33), rc::on<coded_sales>("ROLE_NORWAY", rc::col<"Country"> == 47));
};

constexpr std::size_t row_count = 10'000'000;

constexpr std::array<std::string_view, 16> countries{"France",  "Norway", "Germany", "Sweden",  "Japan",   "Korea",
                                                     "Brazil",  "Chile",  "Spain",   "Austria", "Belgium", "Canada",
                                                     "Denmark", "Greece", "India",   "Italy"};
constexpr std::array<std::int32_t, 16> codes{33, 47, 49, 46, 81, 82, 55, 56, 34, 43, 32, 1, 45, 30, 91, 39};

// The same rows each time, in no order that a branch predictor could learn.
template <class Row, class Fill>
std::vector<Row> make_rows(Fill fill) {
  std::vector<Row> rows(row_count);
  std::uint64_t state = 42;
  for (Row& row : rows) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    fill(row, (state >> 33) % countries.size());
    row.amount = static_cast<std::int64_t>(state >> 40);
  }
  return rows;
}

template <class Table, class Row, class ByHand>
double time_visible(report& out, std::string_view what, const std::vector<Row>& rows, const rc::identity<rows_policy>& user,
                    ByHand shows) {
  std::int64_t by_hand = 0;
  std::int64_t ours = 0;
  const auto timings = compare({{std::string(what) + ", loop by hand",
                                 [&] {
                                   std::int64_t sum = 0;
                                   for (const Row& row : rows)
                                     if (shows(row)) sum += row.amount;
                                   by_hand = sum;
                                   keep(by_hand);
                                 }},
                                {std::string(what) + ", visible<table>(user, rows)",
                                 [&] {
                                   std::int64_t sum = 0;
                                   for (const Row& row : rc::visible<Table>(user, rows)) sum += row.amount;
                                   ours = sum;
                                   keep(ours);
                                 }}},
                               {.rounds = 15, .calls = 1, .per_call = static_cast<double>(row_count)});
  out.times(timings);
  if (ours != by_hand || ours == 0) out.wrong("the sums differ");
  return timings[1].ratio;
}

}  // namespace

void bench_objects(report& out) {
  out.note("two united country conditions over 10 million structs, time for one row, summing what is visible");
  const auto user = rc::authorize<rows_policy>(rc::verified_claims::assume_verified(R"({"sub":"u","roles":["user","fr","no"]})"));
  if (!user) {
    out.wrong("the sample user is refused");
    return;
  }
  {
    const auto rows = make_rows<sale>([](sale& row, std::size_t i) {
      row.country = countries[i];
      row.currency = i % 2 == 0 ? "EUR" : "USD";
    });
    const double ratio = time_visible<sales>(out, "country as std::string", rows, *user, [](const sale& row) {
      using namespace std::string_view_literals;
      return row.country == "France"sv || row.country == "Norway"sv;
    });
    out.add("visible over structs with text, ratio to the loop by hand", "x", ratio, 1.1);
  }
  {
    const auto rows = make_rows<coded_sale>([](coded_sale& row, std::size_t i) { row.country = codes[i]; });
    const double ratio = time_visible<coded_sales>(out, "country as a number", rows, *user,
                                                   [](const coded_sale& row) { return row.country == 33 || row.country == 47; });
    out.add("visible over structs with numbers, ratio to the loop by hand", "x", ratio, 1.1);
  }
}

}  // namespace bench
