// SPDX-License-Identifier: BSL-1.0
// Random columns in every layout together with the values that their cells are, and random plans that ask about them.
#pragma once

#include "vector_paths.hpp"
#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/plan_builder.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace test {

namespace rc = rowclaim;

using namespace std::string_view_literals;
inline constexpr std::array texts{""sv,
                                  "a"sv,
                                  "ab"sv,
                                  "b"sv,
                                  "\x01"sv,
                                  "Fr"sv,
                                  "France"sv,
                                  "FRANCE"sv,
                                  "France "sv,
                                  "Frankfurt"sv,
                                  "\xc3\xa9"sv,
                                  "\xff\xff\xff\xff\xff\xff\xff\xff\xff"sv,
                                  "twelve bytes"sv,
                                  "thirteen byte"sv,
                                  "a long text with an end that others have, too"sv,
                                  "a long text with AN end that others have, too"sv,
                                  "zero\0inside"sv};

/// A column with its memory, and what each of its cells is: null, or a value.
class memory_column {
 public:
  const rc::column_data& data() const { return data_; }
  const std::vector<rc::value>& cells() const { return cells_; }

  /// Of the ones before the column's beginning, too: data are a part of them.
  memory_column(random& r, rc::value_kind kind, std::size_t rows, bool may_have_dictionary) {
    const std::size_t lead = r.one_in(2) ? r.below(70) : 0;
    const std::size_t size = lead + rows;
    if (may_have_dictionary && r.one_in(3)) make_codes(r, kind, size);
    else if (r.one_in(30)) data_ = rc::column_data::of_nulls(kind, size), cells_.resize(size);
    else make(r, kind, size);
    if (r.one_in(2)) {
      validity_.resize((size + 7) / 8);
      for (std::uint8_t& bits : validity_) bits = static_cast<std::uint8_t>(r.any() | (r.one_in(2) ? r.any() : 0));
      for (std::size_t i = 0; i < size; ++i)
        if ((validity_[i / 8] >> (i % 8) & 1) == 0) cells_[i] = {};
      data_ = data_.with_validity(validity_);
    }
    data_ = data_.slice(lead, rows);
    cells_.erase(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(lead));
  }

 private:
  template <class Value>
  std::span<const Value> store(const std::vector<Value>& values) {
    memory_ = std::make_shared<std::vector<Value>>(values);
    return *static_cast<const std::vector<Value>*>(memory_.get());
  }

  void make(random& r, rc::value_kind kind, std::size_t size) {
    switch (kind) {
      case rc::value_kind::boolean: return make_truths(r, size);
      case rc::value_kind::real: return r.one_in(2) ? make_reals<float>(r, size) : make_reals<double>(r, size);
      case rc::value_kind::string: return make_texts(r, size);
      case rc::value_kind::integer:
        return with_integer(r.below(8), [&]<class Integer>(Integer) {
          const auto made = integers<Integer>(r, size, [](std::int64_t n) { return rc::value::of(n); });
          data_ = rc::column_data::of(store(made));
        });
      case rc::value_kind::date: return make_dates(r, size);
      case rc::value_kind::time: return make_times(r, size);
      default: return make_timestamps(r, size);
    }
  }

  template <class Use>
  static void with_integer(std::size_t which, Use use) {
    switch (which) {
      case 0: return use(std::int8_t{});
      case 1: return use(std::int16_t{});
      case 2: return use(std::int32_t{});
      case 3: return use(std::int64_t{});
      case 4: return use(std::uint8_t{});
      case 5: return use(std::uint16_t{});
      case 6: return use(std::uint32_t{});
      default: return use(std::uint64_t{});
    }
  }

  // Those above every signed number are another test's: no value can say what they are.
  template <class Integer, class Read>
  std::vector<Integer> integers(random& r, std::size_t size, Read read) {
    using limits = std::numeric_limits<Integer>;
    constexpr auto most = static_cast<Integer>(std::min<std::uint64_t>(limits::max(), std::numeric_limits<std::int64_t>::max()));
    std::vector<Integer> made(size);
    for (Integer& n : made) {
      switch (r.below(6)) {
        case 0: n = limits::min(); break;
        case 1: n = most; break;
        case 2: n = static_cast<Integer>(r.any() & static_cast<std::uint64_t>(most)); break;
        default: n = static_cast<Integer>(static_cast<Integer>(r.below(40)) - (std::is_signed_v<Integer> ? 20 : 0)); break;
      }
      cells_.push_back(read(static_cast<std::int64_t>(n)));
    }
    return made;
  }

  void make_truths(random& r, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    std::vector<std::uint8_t> bits((size + 7) / 8);
    for (std::size_t i = 0; i < size; ++i) {
      const bool is_true = r.one_in(2);
      if (is_true) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << (i % 8));
      if (is_true) bytes[i] = static_cast<std::uint8_t>(1 + r.below(255));
      cells_.push_back(rc::value::of(is_true));
    }
    data_ = r.one_in(2) ? rc::column_data::of_truths(store(bytes)) : rc::column_data::of_bits(store(bits), size);
  }

  template <class Real>
  void make_reals(random& r, std::size_t size) {
    using limits = std::numeric_limits<Real>;
    const std::array<Real, 12> some{0,
                                    -Real{0},
                                    1,
                                    -1,
                                    limits::infinity(),
                                    -limits::infinity(),
                                    limits::quiet_NaN(),
                                    limits::max(),
                                    -limits::max(),
                                    limits::denorm_min(),
                                    -limits::denorm_min(),
                                    Real{1} / 3};
    std::vector<Real> made(size);
    for (Real& real : made) {
      real = r.one_in(2) ? r.of(std::span<const Real>(some)) : static_cast<Real>(r.below(20)) / 4;
      cells_.push_back(real == real ? rc::value::of(static_cast<double>(real)) : rc::value{});
    }
    data_ = rc::column_data::of(store(made));
  }

  void make_dates(random& r, std::size_t size) {
    const auto day = [](std::int64_t days) { return rc::value{.kind = rc::value_kind::date, .integer = days}; };
    if (r.one_in(2)) {
      data_ = rc::column_data::of_dates(store(integers<std::int32_t>(r, size, day)));
      return;
    }
    std::vector<std::int64_t> made(size);
    for (std::int64_t& ms : made) {
      const std::int64_t days = static_cast<std::int64_t>(r.below(40)) - 20;
      ms = days * 86'400'000 + std::array<std::int64_t, 3>{0, 86'399'999, 4711}[r.below(3)];
      cells_.push_back(day(days));
    }
    data_ = rc::column_data::of_dates(store(made), rc::time_unit::milliseconds);
  }

  static constexpr std::array units{rc::time_unit::seconds, rc::time_unit::milliseconds, rc::time_unit::microseconds,
                                    rc::time_unit::nanoseconds};
  static constexpr std::array<std::int64_t, 4> ticks_of{1, 1'000, 1'000'000, 1'000'000'000};

  void make_times(random& r, std::size_t size) {
    const std::size_t u = r.below(4);
    const std::int64_t day = 86'400 * ticks_of[u];
    std::vector<std::int64_t> made(size);
    for (std::int64_t& tick : made) {
      const std::array<std::int64_t, 8> some{-1,  0,       1,           day - 1,
                                             day, day / 2, day / 2 + 1, std::numeric_limits<std::int64_t>::min()};
      tick = r.one_in(2) ? r.of(std::span<const std::int64_t>(some)) : static_cast<std::int64_t>(r.below(86'400)) * ticks_of[u];
      const bool is_time = tick >= 0 && tick < day;
      cells_.push_back(is_time ? rc::value{.kind = rc::value_kind::time, .integer = tick * (1'000'000'000 / ticks_of[u])}
                               : rc::value{});
    }
    if (u > 1 || r.one_in(2)) {
      data_ = rc::column_data::of_times(store(made), units[u]);
      return;
    }
    std::vector<std::int32_t> narrow(size);
    for (std::size_t i = 0; i < size; ++i) narrow[i] = static_cast<std::int32_t>(std::max<std::int64_t>(made[i], -5));
    data_ = rc::column_data::of_times(store(narrow), units[u]);
  }

  void make_timestamps(random& r, std::size_t size) {
    const std::size_t u = r.below(4);
    const std::int64_t second = ticks_of[u];
    std::vector<std::int64_t> made(size);
    for (std::int64_t& tick : made) {
      const std::int64_t near = (static_cast<std::int64_t>(r.below(7)) - 3) * second + static_cast<std::int64_t>(r.below(3)) - 1;
      const std::array<std::int64_t, 4> far{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                            (std::int64_t{1} << 43) - 1, -(std::int64_t{1} << 43)};
      tick = r.one_in(8) ? r.of(std::span<const std::int64_t>(far)) : near;
      __extension__ using wide = __int128;
      const wide nanoseconds = static_cast<wide>(tick) * (1'000'000'000 / second);
      constexpr wide furthest = (static_cast<wide>(1) << 43) * 1'000'000'000;
      const wide rest = (nanoseconds % 1000 + 1000) % 1000;
      cells_.push_back(nanoseconds < furthest && nanoseconds >= 1'000'000'000 - furthest
                           ? rc::value{.kind = rc::value_kind::timestamp,
                                       .nanoseconds = static_cast<std::int32_t>(rest),
                                       .integer = static_cast<std::int64_t>((nanoseconds - rest) / 1000)}
                           : rc::value{});
    }
    data_ = rc::column_data::of_timestamps(store(made), units[u]);
  }

  template <class Offset>
  rc::column_data joined(const std::vector<std::string_view>& chosen) {
    std::vector<Offset> offsets{0};
    for (const std::string_view text : chosen) {
      bytes_.insert(bytes_.end(), text.begin(), text.end());
      offsets.push_back(static_cast<Offset>(bytes_.size()));
    }
    return rc::column_data::of_texts(store(offsets), {bytes_.data(), bytes_.size()});
  }

  void make_texts(random& r, std::size_t size) {
    const std::size_t layout = r.below(6);
    constexpr std::size_t width = 13;
    std::vector<std::string_view> chosen(size);
    for (std::string_view& text : chosen) {
      text = r.of(std::span<const std::string_view>(texts));
      if (layout == 2) text = text.substr(0, std::min(width, text.find('\0')));
      cells_.push_back(rc::value::of(text));
    }
    switch (layout) {
      case 0: data_ = joined<std::int32_t>(chosen); break;
      case 1: data_ = joined<std::int64_t>(chosen); break;
      case 2:
        for (const std::string_view text : chosen) {
          bytes_.insert(bytes_.end(), text.begin(), text.end());
          bytes_.insert(bytes_.end(), width - text.size(), '\0');
        }
        data_ = rc::column_data::of_fixed_texts({bytes_.data(), bytes_.size()}, width);
        break;
      case 3: data_ = viewed(chosen); break;
      case 4: data_ = rc::column_data::of(store(chosen)); break;
      default: data_ = rc::column_data::of(store(std::vector<std::string>(chosen.begin(), chosen.end()))); break;
    }
  }

  rc::column_data viewed(const std::vector<std::string_view>& chosen) {
    std::vector<rc::text_view> views;
    for (const std::string_view text : chosen) {
      rc::text_view view{.size = static_cast<std::int32_t>(text.size())};
      if (view.size <= rc::text_view::most_in_place) {
        std::memcpy(reinterpret_cast<char*>(&view) + 4, text.data(), text.size());
      } else {
        std::memcpy(view.first, text.data(), 4);
        view.buffer = 1;
        view.offset = static_cast<std::int32_t>(bytes_.size());
        bytes_.insert(bytes_.end(), text.begin(), text.end());
      }
      views.push_back(view);
    }
    buffers_ = {std::string_view(), std::string_view(bytes_.data(), bytes_.size())};
    return rc::column_data::of_texts(store(views), buffers_);
  }

  void make_codes(random& r, rc::value_kind kind, std::size_t size) {
    dictionary_ = std::make_unique<memory_column>(r, kind, r.one_in(5) ? 300 : r.below(20), false);
    const auto& entries = dictionary_->cells();
    with_integer(r.below(8), [&]<class Code>(Code) {
      std::vector<Code> codes(size);
      for (Code& code : codes) {
        code = static_cast<Code>(r.one_in(10) ? r.any() : r.below(entries.size() + 1));
        const bool is_entry = std::cmp_greater_equal(code, 0) && std::cmp_less(code, entries.size());
        cells_.push_back(is_entry ? entries[static_cast<std::size_t>(code)] : rc::value{});
      }
      data_ = rc::column_data::of_codes(store(codes), dictionary_->data());
    });
  }

  rc::column_data data_;
  std::vector<rc::value> cells_;
  std::shared_ptr<void> memory_;
  std::vector<std::uint8_t> validity_;
  std::vector<char> bytes_;
  std::vector<std::string_view> buffers_;
  std::unique_ptr<memory_column> dictionary_;
};

/// A table of columns of some kinds, for plans and batches without C++ rows.
class made_table {
 public:
  explicit made_table(std::span<const rc::value_kind> kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) columns_.push_back({names[i], kinds[i], i});
    schema_ = {"made", columns_, {}};
  }
  made_table(const made_table&) = delete;
  made_table& operator=(const made_table&) = delete;

  const rc::table_schema& schema() const { return schema_; }

 private:
  static constexpr std::array<std::string_view, 6> names{"A", "B", "C", "D", "E", "F"};
  std::vector<rc::column_info> columns_;
  rc::table_schema schema_;
};

inline memory_column random_column(random& r, std::size_t rows) { return {r, static_cast<rc::value_kind>(r.below(7)), rows, true}; }

/// A value to compare a column's cells with: one of them, a neighbour of one, or anything of its kind.
inline rc::value random_value(random& r, const memory_column& column) {
  const rc::value_kind kind = column.data().kind();
  rc::value made;
  if (!column.cells().empty()) made = r.of(std::span<const rc::value>(column.cells()));
  if (made.kind == rc::value_kind::null) made = {.kind = kind};
  switch (kind) {
    case rc::value_kind::boolean: made.integer = r.one_in(2); break;
    case rc::value_kind::string:
      if (r.one_in(3)) made.text = r.of(std::span<const std::string_view>(texts));
      break;
    case rc::value_kind::real:
      if (r.one_in(3)) made.real = std::nextafter(made.real, r.one_in(2) ? 1e300 : -1e300);
      if (r.one_in(9)) made.real = std::array{1e300, -1e300, -0.0, 0.1}[r.below(4)];
      break;
    case rc::value_kind::integer:
    case rc::value_kind::date:
      if (r.one_in(3))
        made.integer = std::clamp<std::int64_t>(made.integer, -1'000'000, 1'000'000) + 1 - static_cast<int>(r.below(3));
      if (r.one_in(9) && kind == rc::value_kind::integer) made.integer = static_cast<std::int64_t>(r.any() >> r.below(60));
      break;
    case rc::value_kind::time:
      if (r.one_in(3))
        made.integer = std::clamp<std::int64_t>(made.integer, 1, 86'399'999'999'998) + 1 - static_cast<int>(r.below(3));
      break;
    default:
      if (r.one_in(3)) made.nanoseconds = static_cast<std::int32_t>(r.below(1000));
      if (r.one_in(3)) made.integer += 1 - static_cast<int>(r.below(3));
      break;
  }
  return made;
}

inline void add_part(random& r, rc::plan_builder& builder, const std::vector<memory_column>& columns, std::size_t depth) {
  if (depth > 0 && !r.one_in(3)) {
    const std::size_t opened = builder.open(r.one_in(2) ? rc::plan_node::node_kind::all_of : rc::plan_node::node_kind::any_of);
    for (std::size_t i = 0; i < 1 + r.below(3); ++i) add_part(r, builder, columns, depth - 1);
    builder.close(opened);
    return;
  }
  const std::size_t c = r.below(columns.size());
  auto op = static_cast<rc::comparison>(r.below(12));
  const bool is_prefix = op == rc::comparison::starts_with || op == rc::comparison::does_not_start_with;
  if (is_prefix && columns[c].data().kind() != rc::value_kind::string) op = rc::comparison::not_equal;
  const bool is_set = op == rc::comparison::in || op == rc::comparison::not_in;
  const bool has_value = op != rc::comparison::is_null && op != rc::comparison::is_not_null;
  std::vector<rc::value> values(is_set ? 1 + r.below(r.one_in(4) ? 30 : 5) : has_value ? 1 : 0);
  for (rc::value& v : values) v = random_value(r, columns[c]);
  builder.add_comparison(op, static_cast<std::uint32_t>(c), values);
}

inline rc::plan random_plan(random& r, const rc::table_schema& table, const std::vector<memory_column>& columns) {
  rc::plan_builder builder;
  add_part(r, builder, columns, 3);
  return std::move(builder).finish(table);
}

}  // namespace test
