// SPDX-License-Identifier: BSL-1.0
// A table over C++ objects: its name, its columns and its hierarchies, as a type for reading rows and as a value for policies.
#pragma once

#include <rowclaim/rows/column.hpp>
#include <rowclaim/rows/hierarchy.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What is wrong with a table's declaration.
enum class table_problem : std::uint8_t {
  none,
  part_is_unknown,  ///< neither a column nor a hierarchy
  no_columns,
  column_declared_twice,
  column_cannot_be_read,  ///< its projection is no data member, const member function or function of one row
  column_type_is_not_supported,
  rows_differ,  ///< the columns are members of types that no single type of row has all of
  hierarchy_has_no_levels,
  hierarchy_level_is_unknown,
  column_in_two_hierarchies,
};

/// A table as a policy sees it, from whichever door: plain values, no C++ types.
struct table_schema {
  static constexpr std::size_t no_column = static_cast<std::size_t>(-1);

  std::string_view name;
  std::span<const column_info> columns;
  std::span<const hierarchy_info> hierarchies;
  table_problem problem = table_problem::none;
  std::string_view offender = {};  ///< the column or level that the problem is about

  constexpr std::size_t find(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].name == column) return i;
    return no_column;
  }
};

namespace detail {

/// Puts the columns of each hierarchy into one group and every other column into its own, and looks for mistakes on the way.
constexpr void group_columns(std::span<column_info> columns, std::span<const hierarchy_info> hierarchies, table_schema& schema) {
  const auto blame = [&](table_problem problem, std::string_view offender) {
    if (schema.problem == table_problem::none) {
      schema.problem = problem;
      schema.offender = offender;
    }
  };
  if (columns.empty()) blame(table_problem::no_columns, schema.name);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].group = i;
    for (std::size_t j = 0; j < i; ++j)
      if (columns[j].name == columns[i].name) blame(table_problem::column_declared_twice, columns[i].name);
    if (columns[i].kind == value_kind::null) blame(table_problem::column_type_is_not_supported, columns[i].name);
  }
  for (std::size_t h = 0; h < hierarchies.size(); ++h) {
    if (hierarchies[h].levels.empty()) blame(table_problem::hierarchy_has_no_levels, hierarchies[h].name);
    for (std::string_view level : hierarchies[h].levels) {
      std::size_t i = 0;
      while (i < columns.size() && columns[i].name != level) ++i;
      if (i == columns.size()) blame(table_problem::hierarchy_level_is_unknown, level);
      else if (columns[i].group != i) blame(table_problem::column_in_two_hierarchies, level);
      else columns[i].group = columns.size() + h;
    }
  }
}

/// Stands for the row and the type of what cannot be read.
struct unreadable {};

template <class Projection>
struct projected {
  using row = unreadable;
  using type = unreadable;
};
template <class Row, class Member>
  requires(!std::is_function_v<Member>)
struct projected<Member Row::*> {
  using row = Row;
  using type = std::remove_cv_t<Member>;
};
template <class Row, class Value>
struct projected<Value (Row::*)() const> {
  using row = Row;
  using type = std::remove_cvref_t<Value>;
};
template <class Row, class Value>
struct projected<Value (Row::*)() const noexcept> : projected<Value (Row::*)() const> {};
template <class Lambda, class Value, class Row>
struct projected<Value (Lambda::*)(Row) const> {
  using row = std::remove_cvref_t<Row>;
  using type = std::remove_cvref_t<Value>;
};
template <class Lambda, class Value, class Row>
struct projected<Value (Lambda::*)(Row) const noexcept> : projected<Value (Lambda::*)(Row) const> {};
template <class Callable>
  requires requires { &Callable::operator(); }
struct projected<Callable> : projected<decltype(&Callable::operator())> {};
template <class Value, class Row>
struct projected<Value (*)(Row)> {
  using row = std::remove_cvref_t<Row>;
  using type = std::remove_cvref_t<Value>;
};
template <class Value, class Row>
struct projected<Value (*)(Row) noexcept> : projected<Value (*)(Row)> {};

template <auto Projection, class Row>
constexpr decltype(auto) project(const Row& row) noexcept(std::is_member_object_pointer_v<decltype(Projection)>) {
  if constexpr (std::is_member_object_pointer_v<decltype(Projection)>) return (row.*Projection);
  else if constexpr (std::is_member_function_pointer_v<decltype(Projection)>) return (row.*Projection)();
  else return Projection(row);
}

template <class Part>
struct table_part {
  static constexpr bool is_column = false;
  static constexpr bool is_hierarchy = false;
};
template <static_name Name, auto Projection>
struct table_part<column<Name, Projection>> {
  static constexpr bool is_column = true;
  static constexpr bool is_hierarchy = false;
  using projection = projected<std::remove_cvref_t<decltype(Projection)>>;
  using row = typename projection::row;
  using traits = column_traits<typename projection::type>;

  static constexpr column_info info() {
    if constexpr (traits::is_supported) return {Name.view(), traits::kind, 0};
    else return {Name.view(), value_kind::null, 0};
  }
  static constexpr decltype(auto) get(const row& r) noexcept(noexcept(project<Projection>(r))) { return project<Projection>(r); }
};
template <static_name Name, static_name... Levels>
struct table_part<hierarchy<Name, Levels...>> {
  static constexpr bool is_column = false;
  static constexpr bool is_hierarchy = true;
  static constexpr std::array<std::string_view, sizeof...(Levels)> levels{Levels.view()...};
  static constexpr hierarchy_info info() { return {Name.view(), levels}; }
};

// The row that all columns can be read from: one type, or the one that inherits the others.
template <class Candidate, class... Rows>
inline constexpr bool has_members_of_all = (... && (std::is_same_v<Rows, Candidate> || std::is_base_of_v<Rows, Candidate>));

template <class... Rows>
struct common_row {
  static constexpr std::size_t position = [] {
    std::size_t at = 0;
    static_cast<void>((... || (has_members_of_all<Rows, Rows...> || (++at, false))));
    return at;
  }();
  static constexpr bool exists = position < sizeof...(Rows);
  using type = std::tuple_element_t<position, std::tuple<Rows..., unreadable>>;
};

// The parts that are columns, in order, as an index sequence over all parts.
template <class... Parts>
inline constexpr auto column_positions = [] {
  std::array<std::size_t, (std::size_t{0} + ... + (table_part<Parts>::is_column ? 1 : 0))> positions{};
  std::size_t at = 0;
  std::size_t part = 0;
  ((table_part<Parts>::is_column ? static_cast<void>(positions[at++] = part) : static_cast<void>(0), ++part), ...);
  return positions;
}();

}  // namespace detail

/// A table: a name, then columns and hierarchies in any order. All columns read the same type of row, or bases of it.
/// Mistakes in it show at the doors where the table is used.
template <static_name Name, class... Parts>
struct table {
  static constexpr std::size_t column_count = detail::column_positions<Parts...>.size();

  /// The column at a position among the columns.
  template <std::size_t Index>
  using column_at = detail::table_part<std::tuple_element_t<detail::column_positions<Parts...>[Index], std::tuple<Parts...>>>;

 private:
  template <class Positions>
  struct rows_at;
  template <std::size_t... I>
  struct rows_at<std::index_sequence<I...>> : detail::common_row<typename column_at<I>::row...> {};
  using common_row = rows_at<std::make_index_sequence<column_count>>;

 public:
  using row_type = typename common_row::type;

  static constexpr std::string_view name() { return Name.view(); }

  /// The table as a value, for policies and for anything that does not know the type of its rows.
  static constexpr const table_schema& schema() { return schema_; }

 private:
  static constexpr std::size_t hierarchy_count = (std::size_t{0} + ... + (detail::table_part<Parts>::is_hierarchy ? 1 : 0));

  static constexpr std::array<hierarchy_info, hierarchy_count> hierarchies_ = [] {
    std::array<hierarchy_info, hierarchy_count> found{};
    std::size_t at = 0;
    [[maybe_unused]] const auto take = [&]<class Part>(std::type_identity<Part>) {
      if constexpr (detail::table_part<Part>::is_hierarchy) found[at++] = detail::table_part<Part>::info();
    };
    (take(std::type_identity<Parts>{}), ...);
    return found;
  }();

  static constexpr void blame_unreadable_column(table_schema& findings) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>((
          ... || (std::is_same_v<typename column_at<I>::row, detail::unreadable> &&
                  (findings.problem = table_problem::column_cannot_be_read, findings.offender = column_at<I>::info().name, true))));
    }(std::make_index_sequence<column_count>{});
    if (findings.problem == table_problem::none && column_count > 0 && !common_row::exists)
      findings.problem = table_problem::rows_differ;
  }

  struct grouped {
    std::array<column_info, column_count> columns;
    table_schema findings;
  };
  static constexpr grouped grouped_ = [] {
    grouped made{[]<std::size_t... I>(std::index_sequence<I...>) {
                   return std::array<column_info, column_count>{column_at<I>::info()...};
                 }(std::make_index_sequence<column_count>{}),
                 {}};
    made.findings.name = Name.view();
    if constexpr (hierarchy_count + column_count != sizeof...(Parts)) made.findings.problem = table_problem::part_is_unknown;
    else blame_unreadable_column(made.findings);
    if (made.findings.problem != table_problem::none && made.findings.offender.empty()) made.findings.offender = Name.view();
    detail::group_columns(made.columns, hierarchies_, made.findings);
    return made;
  }();
  static constexpr table_schema schema_{Name.view(), grouped_.columns, hierarchies_, grouped_.findings.problem,
                                        grouped_.findings.offender};
};

}  // namespace rowclaim::inline v0_1
