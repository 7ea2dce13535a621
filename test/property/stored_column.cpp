// SPDX-License-Identifier: BSL-1.0
// Layouts of columns, drawn at random among those that hold all of the values.
#include "stored_column.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace property {

namespace {

class storer {
 public:
  storer(const std::vector<oracle::cell>& cells, const storing& how, std::mt19937_64& random)
      : cells_(cells), how_(how), random_(random) {}

  stored_column store(oracle::kind kind, bool may_have_dictionary) {
    out_.size = cells_.size();
    out_.lead = how_.least_lead + (one_in(2) ? 0u : static_cast<std::size_t>(below(70)));
    if (may_have_dictionary && one_in(3)) in_dictionary(kind);
    else plain(kind);
    return std::move(out_);
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  // ---- which are null

  void mark_nulls() {
    if (are_nulls_in_values_) return;
    const bool has_null = std::ranges::any_of(cells_, [](const oracle::cell& c) { return oracle::is_null(c); });
    if (!has_null && one_in(2)) return;
    out_.validity.resize((out_.lead + out_.size + 7) / 8);
    for (std::uint8_t& byte : out_.validity) byte = static_cast<std::uint8_t>(below(256));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const std::size_t at = out_.lead + i;
      const auto bit = static_cast<std::uint8_t>(1u << at % 8);
      if (oracle::is_null(cells_[i])) out_.validity[at / 8] = static_cast<std::uint8_t>(out_.validity[at / 8] & ~bit);
      else out_.validity[at / 8] = static_cast<std::uint8_t>(out_.validity[at / 8] | bit);
    }
  }

  // ---- numbers

  template <class Number>
  void keep(std::vector<Number> values) {
    auto owner = std::make_shared<std::vector<Number>>(std::move(values));
    out_.values = std::shared_ptr<const void>(owner, owner->data());
  }

  struct width {
    char code;
    bool fits;
    void (storer::*keep)(const std::vector<std::int64_t>&);
  };

  template <class Stored>
  void keep_integers(const std::vector<std::int64_t>& numbers) {
    std::vector<Stored> values(out_.lead + out_.size);
    for (Stored& one : values) one = static_cast<Stored>(below(5));
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (cells_[i] || are_nulls_in_values_) values[out_.lead + i] = static_cast<Stored>(numbers[i]);
    keep(std::move(values));
  }

  template <class Stored>
  static bool fit(const std::vector<std::int64_t>& numbers) {
    return std::ranges::all_of(numbers, [](std::int64_t n) { return std::in_range<Stored>(n); });
  }

  /// Integers of a width that is drawn among those that hold them all; the format is that of the width.
  void integers(const std::vector<std::int64_t>& numbers) {
    std::vector<width> choice{{'c', fit<std::int8_t>(numbers), &storer::keep_integers<std::int8_t>},
                              {'C', fit<std::uint8_t>(numbers), &storer::keep_integers<std::uint8_t>},
                              {'s', fit<std::int16_t>(numbers), &storer::keep_integers<std::int16_t>},
                              {'S', fit<std::uint16_t>(numbers), &storer::keep_integers<std::uint16_t>},
                              {'i', fit<std::int32_t>(numbers), &storer::keep_integers<std::int32_t>},
                              {'I', fit<std::uint32_t>(numbers), &storer::keep_integers<std::uint32_t>},
                              {'l', true, &storer::keep_integers<std::int64_t>},
                              {'L', fit<std::uint64_t>(numbers), &storer::keep_integers<std::uint64_t>}};
    std::erase_if(choice, [&](const width& w) { return !w.fits; });
    const width& drawn = choice[static_cast<std::size_t>(below(static_cast<int>(choice.size())))];
    out_.format = std::string(1, drawn.code);
    (this->*drawn.keep)(numbers);
  }

  /// Ticks of a unit: nothing if they would not be whole, or not fit into 64 bits.
  std::optional<std::vector<std::int64_t>> ticks(std::int64_t of_second) const {
    std::vector<std::int64_t> found(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!cells_[i]) continue;
      std::int64_t seconds = 0;
      std::int64_t nanoseconds = 0;
      if (const auto* time = std::get_if<oracle::clock>(&*cells_[i])) {
        seconds = time->count / 1'000'000'000;
        nanoseconds = time->count % 1'000'000'000;
      } else {
        seconds = std::get<oracle::moment>(*cells_[i]).seconds;
        nanoseconds = std::get<oracle::moment>(*cells_[i]).nanoseconds;
      }
      const std::int64_t tick = 1'000'000'000 / of_second;
      if (nanoseconds % tick != 0 || std::abs(seconds) >= std::numeric_limits<std::int64_t>::max() / of_second) return std::nullopt;
      found[i] = seconds * of_second + nanoseconds / tick;
    }
    return found;
  }

  /// Nulls as times beyond the day, or timestamps beyond what counts.
  void put_nulls_out_of_range(std::vector<std::int64_t>& ticks, std::int64_t of_second, bool is_time) {
    are_nulls_in_values_ = true;
    const std::int64_t end = of_second * (is_time ? 86'400 : std::int64_t{1} << 43);
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (!cells_[i]) ticks[i] = one_in(2) ? end : is_time ? -1 : -end;
  }

  void clocks(const std::string& prefix, bool is_time) {
    struct choice_of {
      char unit;
      std::int64_t of_second;
      std::vector<std::int64_t> ticks;
    };
    std::vector<choice_of> choice;
    for (const auto& [unit, of_second] :
         {std::pair('s', 1LL), std::pair('m', 1'000LL), std::pair('u', 1'000'000LL), std::pair('n', 1'000'000'000LL)})
      if (auto found = ticks(of_second)) choice.push_back({unit, of_second, std::move(*found)});
    if (choice.empty()) throw cannot_be_stored();
    choice_of& drawn = choice[static_cast<std::size_t>(below(static_cast<int>(choice.size())))];
    if (drawn.unit != 'n' && one_in(2)) put_nulls_out_of_range(drawn.ticks, drawn.of_second, is_time);
    if (is_time && (drawn.unit == 's' || drawn.unit == 'm')) keep_integers<std::int32_t>(drawn.ticks);
    else keep_integers<std::int64_t>(drawn.ticks);
    out_.format = prefix + drawn.unit;
    if (!is_time) out_.format += one_in(2) ? ":" : one_in(2) ? ":UTC" : ":Asia/Kolkata";
  }

  template <class Of>
  std::vector<std::int64_t> numbers(const Of& of) const {
    std::vector<std::int64_t> found(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (!oracle::is_null(cells_[i])) found[i] = of(*cells_[i]);
    return found;
  }

  void reals() {
    const bool are_single = std::ranges::all_of(cells_, [](const oracle::cell& c) {
      if (oracle::is_null(c)) return true;
      const double number = std::get<double>(*c);
      if (std::isinf(number)) return true;
      return std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max()) &&
             static_cast<double>(static_cast<float>(number)) == number;
    });
    const auto store_as = [&]<class Real>(Real) {
      std::vector<Real> values(out_.lead + out_.size);
      for (Real& one : values) one = static_cast<Real>(below(3));
      const bool are_nulls_nan = one_in(2);
      for (std::size_t i = 0; i < cells_.size(); ++i)
        if (!oracle::is_null(cells_[i])) values[out_.lead + i] = static_cast<Real>(std::get<double>(*cells_[i]));
        else if (are_nulls_nan) values[out_.lead + i] = std::numeric_limits<Real>::quiet_NaN();
      keep(std::move(values));
      if (!are_nulls_nan) mark_nulls();
    };
    out_.format = are_single && one_in(2) ? "f" : "g";
    if (out_.format == "f") store_as(float{});
    else store_as(double{});
  }

  void booleans() {
    std::vector<std::uint8_t> bits((out_.lead + out_.size + 7) / 8);
    for (std::uint8_t& byte : bits) byte = static_cast<std::uint8_t>(below(256));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!cells_[i]) continue;
      const std::size_t at = out_.lead + i;
      const auto bit = static_cast<std::uint8_t>(1u << at % 8);
      bits[at / 8] = static_cast<std::uint8_t>(std::get<bool>(*cells_[i]) ? bits[at / 8] | bit : bits[at / 8] & ~bit);
    }
    out_.format = "b";
    keep(std::move(bits));
    mark_nulls();
  }

  // ---- texts

  std::string text_at(std::size_t i) {
    if (cells_[i]) return std::get<std::string>(*cells_[i]);
    return one_in(2) ? "a" : "";
  }
  std::vector<std::string> all_texts() {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < out_.lead; ++i) texts.push_back(one_in(2) ? "before" : "a text before the first one");
    for (std::size_t i = 0; i < cells_.size(); ++i) texts.push_back(text_at(i));
    return texts;
  }

  template <class Offset>
  void texts_with_offsets(std::string_view format) {
    out_.format = format;
    std::vector<Offset> offsets;
    out_.bytes = one_in(2) ? "" : "unused";
    for (const std::string& text : all_texts()) {
      offsets.push_back(static_cast<Offset>(out_.bytes.size()));
      out_.bytes += text;
    }
    offsets.push_back(static_cast<Offset>(out_.bytes.size()));
    keep(std::move(offsets));
  }

  void texts_as_views() {
    struct view {
      std::int32_t size = 0;
      char rest[12] = {};
    };
    out_.format = "vu";
    out_.buffers.resize(2);
    std::vector<view> views;
    for (const std::string& text : all_texts()) {
      view made;
      made.size = static_cast<std::int32_t>(text.size());
      if (text.size() <= 12) {
        std::memcpy(made.rest, text.data(), text.size());
      } else {
        const std::int32_t buffer = below(2);
        const auto offset = static_cast<std::int32_t>(out_.buffers[static_cast<std::size_t>(buffer)].size());
        out_.buffers[static_cast<std::size_t>(buffer)] += text;
        std::memcpy(made.rest, text.data(), 4);
        std::memcpy(made.rest + 4, &buffer, 4);
        std::memcpy(made.rest + 8, &offset, 4);
      }
      views.push_back(made);
    }
    keep(std::move(views));
  }

  void texts_in_fixed_places(std::size_t longest) {
    out_.format = "fixed";
    out_.width = longest + static_cast<std::size_t>(below(3));
    for (std::string text : all_texts()) {
      text.resize(out_.width);
      out_.bytes += text;
    }
  }

  void texts() {
    std::size_t longest = 1;
    bool has_zero_bytes = false;
    for (const oracle::cell& c : cells_) {
      if (!c) continue;
      longest = std::max(longest, std::get<std::string>(*c).size());
      has_zero_bytes = has_zero_bytes || std::get<std::string>(*c).find('\0') != std::string::npos;
    }
    switch (below(how_.has_arrow_formats_only ? 5 : 8)) {
      case 0: texts_with_offsets<std::int32_t>("u"); break;
      case 1: texts_with_offsets<std::int64_t>("U"); break;
      case 2: texts_with_offsets<std::int32_t>("z"); break;
      case 3:
      case 4: texts_as_views(); break;
      case 5:
        if (has_zero_bytes) texts_with_offsets<std::int64_t>("U");
        else texts_in_fixed_places(longest);
        break;
      case 6:
        out_.format = "std::string";
        keep(all_texts());
        break;
      default:
        out_.format = "std::string_view";
        out_.objects = all_texts();
        keep(std::vector<std::string_view>(out_.objects.begin(), out_.objects.end()));
    }
    mark_nulls();
  }

  // ---- all of them

  void plain(oracle::kind kind) {
    switch (kind) {
      case oracle::kind::boolean: return booleans();
      case oracle::kind::real: return reals();
      case oracle::kind::text: return texts();
      case oracle::kind::integer:
        integers(numbers([](const oracle::scalar& s) { return std::get<std::int64_t>(s); }));
        return mark_nulls();
      case oracle::kind::day:
        if (one_in(2)) {
          keep_integers<std::int32_t>(numbers([](const oracle::scalar& s) { return std::get<oracle::day>(s).count; }));
          out_.format = "tdD";
        } else {
          keep_integers<std::int64_t>(numbers([](const oracle::scalar& s) { return std::get<oracle::day>(s).count * 86'400'000; }));
          out_.format = "tdm";
        }
        return mark_nulls();
      case oracle::kind::clock: clocks("tt", true); return mark_nulls();
      case oracle::kind::moment: clocks("ts", false); return mark_nulls();
    }
  }

  /// Entries that may come twice, and one that is null; of the codes some may be null, too.
  void in_dictionary(oracle::kind kind) {
    std::vector<oracle::cell> entries;
    if (one_in(2)) entries.emplace_back();
    std::vector<std::int64_t> codes(cells_.size());
    std::vector<oracle::cell> marked = cells_;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto same = [&](const oracle::cell& entry) {
        if (oracle::is_null(entry) || oracle::is_null(cells_[i])) return oracle::is_null(entry) && oracle::is_null(cells_[i]);
        return oracle::compare(*entry, *cells_[i]) == 0;
      };
      const auto at = std::ranges::find_if(entries, same);
      if (at != entries.end() && !one_in(10)) {
        codes[i] = at - entries.begin();
        if (oracle::is_null(cells_[i]) && one_in(2)) marked[i] = oracle::scalar(true);  // the entry alone says that it is null
      } else if (!oracle::is_null(cells_[i])) {
        codes[i] = static_cast<std::int64_t>(entries.size());
        entries.push_back(cells_[i]);
      }
    }
    storing of_entries = how_;
    of_entries.least_lead = 0;
    out_.dictionary = std::make_unique<stored_column>(storer(entries, of_entries, random_).store(kind, false));
    // Whether a code is null is the codes' own affair from here on.
    storing of_codes = how_;
    of_codes.least_lead = out_.lead;
    storer own(marked, of_codes, random_);
    own.out_.size = out_.size;
    own.out_.lead = out_.lead;
    own.integers(codes);
    own.mark_nulls();
    own.out_.dictionary = std::move(out_.dictionary);
    out_ = std::move(own.out_);
  }

  const std::vector<oracle::cell>& cells_;
  storing how_;
  std::mt19937_64& random_;
  stored_column out_;
  bool are_nulls_in_values_ = false;
};

}  // namespace

stored_column store(oracle::kind kind, const std::vector<oracle::cell>& cells, const storing& how, std::mt19937_64& random) {
  return storer(cells, how, random).store(kind, true);
}

}  // namespace property
