// SPDX-License-Identifier: BSL-1.0
// A named column of a table over C++ objects, and how each C++ type is read as a value.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/static_name.hpp>
#include <rowclaim/rows/value.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A column: its name and what to take from a row, a data member, a member function or a captureless lambda.
template <static_name Name, auto Projection>
struct column {};

/// A column as a policy sees it.
struct column_info {
  std::string_view name;
  value_kind kind = value_kind::null;
  std::size_t group = 0;  ///< columns of one hierarchy share a group; any other column is alone in its own
};

/// How a C++ type is read. `cell` is what comparisons work on; `read` gives nothing for null.
/// Specialise it for types of your own.
template <class Type>
struct column_traits {
  static constexpr bool is_supported = false;
};

template <>
struct column_traits<bool> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::boolean;
  using cell = bool;
  static constexpr bool read(bool stored, cell& out) noexcept {
    out = stored;
    return true;
  }
};

/// All integers that an int64 holds. Unsigned 64-bit numbers are not among them.
template <std::integral Integer>
  requires(!std::same_as<Integer, bool> && (sizeof(Integer) < 8 || std::signed_integral<Integer>))
struct column_traits<Integer> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::integer;
  using cell = std::int64_t;
  static constexpr bool read(Integer stored, cell& out) noexcept {
    out = stored;
    return true;
  }
};

template <std::floating_point Real>
  requires(sizeof(Real) <= 8)
struct column_traits<Real> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::real;
  using cell = double;
  static constexpr bool read(Real stored, cell& out) noexcept {
    out = static_cast<double>(stored);
    return stored == stored;  // NaN is no number to compare with, hence null
  }
};

template <class Text>
  requires(std::convertible_to<const Text&, std::string_view> && !std::is_array_v<Text>)
struct column_traits<Text> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::string;
  using cell = std::string_view;
  static constexpr bool read(const Text& stored, cell& out) noexcept(std::is_nothrow_convertible_v<const Text&, std::string_view>) {
    if constexpr (std::is_pointer_v<Text>)
      if (stored == nullptr) return false;
    out = stored;
    return true;
  }
};

/// Text in a fixed place of a struct: what stands before the first zero, or all of it if there is none.
template <std::size_t Size>
struct column_traits<char[Size]> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::string;
  using cell = std::string_view;
  static constexpr bool read(const char (&stored)[Size], cell& out) noexcept {
    const std::string_view whole(stored, Size);
    out = whole.substr(0, whole.find('\0'));
    return true;
  }
};

template <>
struct column_traits<date> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::date;
  using cell = std::int64_t;
  static constexpr bool read(date stored, cell& out) noexcept {
    out = stored.days;
    return stored.is_valid;
  }
};

template <>
struct column_traits<std::chrono::sys_days> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::date;
  using cell = std::int64_t;
  static constexpr bool read(std::chrono::sys_days stored, cell& out) noexcept {
    out = stored.time_since_epoch().count();
    return true;
  }
};

template <>
struct column_traits<std::chrono::year_month_day> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::date;
  using cell = std::int64_t;
  static constexpr bool read(std::chrono::year_month_day stored, cell& out) noexcept {
    if (!stored.ok()) return false;
    out = std::chrono::sys_days(stored).time_since_epoch().count();
    return true;
  }
};

template <>
struct column_traits<time_of_day> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::time;
  using cell = std::int64_t;
  static constexpr bool read(time_of_day stored, cell& out) noexcept {
    out = stored.nanoseconds;
    return stored.is_valid;
  }
};

/// A duration is a time of the day, counted from midnight. Its unit must be a number of nanoseconds.
template <class Rep, class Period>
struct column_traits<std::chrono::duration<Rep, Period>> {
  static constexpr bool is_supported = std::integral<Rep> && Period::num <= 3600 && std::nano::den % Period::den == 0;
  static constexpr value_kind kind = value_kind::time;
  using cell = std::int64_t;
  static constexpr bool read(std::chrono::duration<Rep, Period> stored, cell& out) noexcept {
    constexpr auto day = std::chrono::ceil<std::chrono::duration<std::int64_t, Period>>(std::chrono::hours(24));
    if (stored.count() < 0 || std::cmp_greater_equal(stored.count(), day.count()))
      return false;  // in its own unit: nothing overflows
    out = std::chrono::duration_cast<std::chrono::nanoseconds>(stored).count();
    return true;
  }
};

template <>
struct column_traits<timestamp> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::timestamp;
  using cell = instant;
  static constexpr bool read(timestamp stored, cell& out) noexcept {
    out = stored.at;
    return stored.is_valid;
  }
};

template <class Duration>
  requires(!std::same_as<Duration, std::chrono::days>)
struct column_traits<std::chrono::sys_time<Duration>> {
  static constexpr bool is_supported = std::integral<typename Duration::rep> && std::nano::den % Duration::period::den == 0;
  static constexpr value_kind kind = value_kind::timestamp;
  using cell = instant;
  static constexpr bool read(std::chrono::sys_time<Duration> stored, cell& out) noexcept {
    using std::chrono::microseconds;
    using seconds = std::chrono::duration<std::int64_t>;
    constexpr seconds furthest(std::int64_t{1} << 43);  // what microseconds in 64 bits can hold; beyond it a time counts as unknown
    if constexpr (std::ratio_greater_v<typename Duration::period, std::ratio<1>>) {  // hours can be beyond any number of seconds
      constexpr auto furthest_here =
          std::chrono::duration_cast<std::chrono::duration<std::int64_t, typename Duration::period>>(furthest);
      if (std::cmp_greater_equal(stored.time_since_epoch().count(), furthest_here.count()) ||
          std::cmp_less_equal(stored.time_since_epoch().count(), -furthest_here.count()))
        return false;
    } else {
      const auto whole = std::chrono::floor<seconds>(stored.time_since_epoch());
      if (whole >= furthest || whole <= -furthest) return false;
    }
    // Rounded towards zero first: rounding down could leave the range of nanoseconds.
    const auto micros = std::chrono::duration_cast<microseconds>(stored.time_since_epoch());
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(stored.time_since_epoch() - micros).count();
    out.microseconds = micros.count() - (rest < 0 ? 1 : 0);
    out.nanoseconds = static_cast<std::int32_t>(rest < 0 ? rest + 1000 : rest);
    return true;
  }
};

/// An empty optional is null.
template <class Type>
  requires column_traits<Type>::is_supported
struct column_traits<std::optional<Type>> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = column_traits<Type>::kind;
  using cell = typename column_traits<Type>::cell;
  static constexpr bool read(const std::optional<Type>& stored,
                             cell& out) noexcept(noexcept(column_traits<Type>::read(*stored, out))) {
    return stored.has_value() && column_traits<Type>::read(*stored, out);
  }
};

}  // namespace rowclaim::inline v0_1
