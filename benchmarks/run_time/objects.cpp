// SPDX-License-Identifier: BSL-1.0
// Ten million structs through `visible`, under a policy of the program's and under one from a file, beside the loop that one would write.
#include "policy.hpp"
#include "rows.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/rowclaim.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

namespace rc = rowclaim;
using namespace std::string_view_literals;

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
      rc::role_mapping({{"user", {"ROLE_USER"}}, {"fr", {"ROLE_FRANCE"}}, {"no", {"ROLE_NORWAY"}}, {"mid", {"ROLE_MIDDLE"}}});
  static constexpr auto restrictions = rc::restrictions(
      rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"), rc::on<sales>("ROLE_NORWAY", rc::col<"Country"> == "Norway"),
      rc::on<coded_sales>("ROLE_FRANCE", rc::col<"Country"> == 33), rc::on<coded_sales>("ROLE_NORWAY", rc::col<"Country"> == 47),
      rc::on<coded_sales>("ROLE_MIDDLE", rc::col<"Amount">.between(2'000'000, 12'000'000)));
};

constexpr std::string_view same_from_a_file = R"({"version":1,"roles_claims":[["roles"]],
  "role_mapping":{"user":["ROLE_USER"],"fr":["ROLE_FRANCE"],"no":["ROLE_NORWAY"],"mid":["ROLE_MIDDLE"]},
  "tables":{
    "sales":{"columns":{"Country":"string","Currency":"string","Amount":"int64"},
      "restrictions":{"ROLE_FRANCE":{"Country":"France"},"ROLE_NORWAY":{"Country":"Norway"}}},
    "coded_sales":{"columns":{"Country":"int64","Amount":"int64"},
      "restrictions":{"ROLE_FRANCE":{"Country":33},"ROLE_NORWAY":{"Country":47},
        "ROLE_MIDDLE":{"and":[{"column":"Amount","op":">=","value":2000000},
          {"column":"Amount","op":"<=","value":12000000}]}}}}})";

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

struct users {
  rc::identity<rows_policy> of_program;
  rc::live_identity of_file;
};

/// One user under both policies.
std::vector<users> signed_in(const std::shared_ptr<const rc::loaded_policy>& file, std::string_view roles) {
  const auto claims = rc::verified_claims::assume_verified(R"({"sub":"u","roles":["user",)" + std::string(roles) + "]}");
  auto of_program = rc::authorize<rows_policy>(claims);
  auto of_file = rc::authorize(file, claims);
  std::vector<users> made;
  if (of_program && of_file) made.push_back({std::move(*of_program), std::move(*of_file)});
  return made;
}

template <class Table, class Row, class ByHand>
void time_visible(report& out, std::string_view what, const std::vector<Row>& rows, const users& user, ByHand shows) {
  const std::string name(what);
  const auto summed = [&rows](std::int64_t& sum, const auto& is_visible) {
    sum = 0;
    for (const Row& row : rows)
      if (is_visible(row)) sum += row.amount;
    keep(sum);
  };
  const auto summed_range = [&rows](std::int64_t& sum, const auto& whose) {
    sum = 0;
    for (const Row& row : rc::visible<Table>(whose, rows)) sum += row.amount;
    keep(sum);
  };
  std::array<std::int64_t, 5> sums{};
  const auto filter_of_program = rc::filter_for<Table>(user.of_program);
  const auto filter_of_file = rc::filter_for<Table>(user.of_file);
  const auto timings = compare(
      {{name + ", loop by hand", [&] { summed(sums[0], shows); }},
       {name + ", visible<table>(user, rows)", [&] { summed_range(sums[1], user.of_program); }},
       {name + ", the same under a policy from a file", [&] { summed_range(sums[2], user.of_file); }},
       {name + ", filter.shows(row)", [&] { summed(sums[3], [&](const Row& row) { return filter_of_program.shows(row); }); }},
       {name + ", the same under a policy from a file",
        [&] { summed(sums[4], [&](const Row& row) { return filter_of_file.shows(row); }); }}},
      {.rounds = 15, .calls = 1, .per_call = static_cast<double>(row_count)});
  out.times(timings);
  for (const std::int64_t sum : sums)
    if (sum != sums[0] || sum == 0) out.wrong("the sums differ");
  out.add("visible over structs, " + name + ", ratio to the loop by hand", "x", timings[1].ratio, 1.1);
  out.add("the same under a policy from a file", "x", timings[2].ratio, 3);
  out.add("row after row under a policy from a file", "x", timings[4].ratio, 3);
}

}  // namespace

void bench_objects(report& out) {
  out.note("over 10 million structs, time for one row, summing what is visible");
  const rc::table_schema* const known[] = {&sales::schema(), &coded_sales::schema()};
  const auto file = must_read(std::string(same_from_a_file), known);
  const auto two = signed_in(file, R"("fr","no")");
  const auto three = signed_in(file, R"("fr","no","mid")");
  if (two.empty() || three.empty()) return out.wrong("the sample user is refused");
  {
    const auto rows = make_rows<sale>([](sale& row, std::size_t i) {
      row.country = countries[i];
      row.currency = i % 2 == 0 ? "EUR" : "USD";
    });
    time_visible<sales>(out, "country as std::string", rows, two[0],
                        [](const sale& row) { return row.country == "France"sv || row.country == "Norway"sv; });
  }
  const auto rows = make_rows<coded_sale>([](coded_sale& row, std::size_t i) { row.country = codes[i]; });
  time_visible<coded_sales>(out, "country as a number", rows, two[0],
                            [](const coded_sale& row) { return row.country == 33 || row.country == 47; });
  time_visible<coded_sales>(out, "country and a range of amounts", rows, three[0], [](const coded_sale& row) {
    return (row.country == 33 || row.country == 47) && row.amount >= 2'000'000 && row.amount <= 12'000'000;
  });
}

}  // namespace bench
