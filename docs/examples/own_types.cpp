// SPDX-License-Identifier: BSL-1.0
// Columns that are not plain members: a getter, a function of the row, an optional, and a type of one's own.
#include "expect.hpp"
#include <rowclaim/rowclaim.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

enum class level : std::uint8_t { open, internal, secret };

// An amount of money in cents; negative ones stand for "not known".
struct money {
  std::int64_t cents = 0;
};

template <>
struct rowclaim::column_traits<level> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::string;
  using cell = std::string_view;
  static constexpr bool read(level stored, cell& out) noexcept {
    constexpr std::string_view names[] = {"open", "internal", "secret"};
    if (static_cast<std::size_t>(stored) >= std::size(names)) return false;  // null: no condition is true of it
    out = names[static_cast<std::size_t>(stored)];
    return true;
  }
};

template <>
struct rowclaim::column_traits<money> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::integer;
  using cell = std::int64_t;
  static constexpr bool read(money stored, cell& out) noexcept {
    out = stored.cents;
    return stored.cents >= 0;
  }
};

namespace rc = rowclaim;

class document {
 public:
  document(std::string title, level l, money price, std::optional<rc::date> released)
      : title_(std::move(title)), level_(l), price_(price), released_(released) {}

  const std::string& title() const { return title_; }
  level get_level() const { return level_; }
  money price() const { return price_; }
  std::optional<rc::date> released() const { return released_; }

 private:
  std::string title_;
  level level_;
  money price_;
  std::optional<rc::date> released_;
};

using documents = rc::table<"documents", rc::column<"Title", &document::title>, rc::column<"Level", &document::get_level>,
                            rc::column<"Price", &document::price>, rc::column<"Released", &document::released>,
                            rc::column<"IsDraft", [](const document& d) { return d.title().ends_with("(draft)"); }>>;

struct reader_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"readers", {"ROLE_USER", "READER"}}, {"buyers", {"ROLE_USER", "BUYER"}}});
  static constexpr auto restrictions =
      rc::restrictions(rc::on<documents>("READER", rc::col<"Level">.isin("open", "internal") & (rc::col<"IsDraft"> == false) &
                                                       (rc::col<"Released"> <= rc::date(2026, 1, 31))),
                       rc::on<documents>("BUYER", rc::col<"Price"> < 5000));
};

int main() {
  const std::vector<document> all = {{"Prices", level::open, {1000}, rc::date(2026, 1, 1)},
                                     {"Plans (draft)", level::internal, {1000}, rc::date(2026, 1, 1)},
                                     {"Keys", level::secret, {9000}, rc::date(2026, 1, 1)},
                                     {"Next", level::open, {7000}, std::nullopt},
                                     {"Broken", static_cast<level>(9), {-1}, rc::date(2026, 1, 1)}};
  std::ostringstream out;
  for (const char* group : {"readers", "buyers"}) {
    const auto user = rc::authorize<reader_policy>(
        rc::verified_claims::assume_verified(std::string(R"({"sub": "u", "groups": ")") + group + "\"}"));
    out << group << " see " << in_words(rc::plan_for<documents>(*user)) << ':';
    for (const document& d : rc::visible<documents>(*user, all)) out << " [" << d.title() << ']';
    out << '\n';
  }
  return expect(
      out,
      R"(readers see rows where Level is one of internal, open and Released is at most 2026-01-31 and IsDraft is false: [Prices]
buyers see rows where Price is at most 4999: [Prices] [Plans (draft)]
)");
}
