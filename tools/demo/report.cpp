// SPDX-License-Identifier: BSL-1.0
// Prints the outcomes of the demonstration.
#include "report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <optional>
#include <ostream>
#include <string>

namespace demo {
namespace {

template <class Number>
std::string or_dash(const std::optional<Number>& number) {
  if (!number) return "-";
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, *number).ptr};
}

void print_rows(std::ostream& out, const std::vector<const observation*>& rows) {
  constexpr std::size_t shown = 3;
  if (rows.empty()) return;
  out << "           " << std::left << std::setw(16) << "country" << std::setw(26) << "region" << std::right << std::setw(6)
      << "year" << std::setw(14) << "population" << std::setw(17) << "life expectancy" << '\n';
  for (std::size_t i = 0; i < std::min(shown, rows.size()); ++i) {
    const observation& row = *rows[i];
    out << "           " << std::left << std::setw(16) << row.country << std::setw(26) << row.region << std::right << std::setw(6)
        << row.year << std::setw(14) << or_dash(row.population) << std::setw(17) << or_dash(row.life_expectancy) << '\n';
  }
  if (rows.size() > shown) out << "           ... and " << rows.size() - shown << " more\n";
}

}  // namespace

void print(std::ostream& out, const outcome& one, std::string_view case_shown, std::size_t total) {
  out << '\n' << one.name << "  (" << case_shown << ")\n";
  std::string_view label = "  roles    ";
  for (const rc::role_reason& reason : one.reasons.reasons) {
    out << label << rc::in_words(reason) << '\n';
    label = "           ";
  }
  for (const rc::ignored_role& ignored : one.reasons.ignored)
    out << label << "nothing for \"" << ignored.value << "\" in claim " << ignored.claim << ", which the policy does not map\n";
  if (!one.is_allowed) out << "  gate     closed: neither ROLE_USER nor ROLE_ADMIN\n";
  out << "  plan     " << rc::in_words(one.plan) << '\n';
  if (const auto where = rc::sql::where(one.plan, rc::sql::postgresql)) {
    out << "  sql      WHERE " << where->text << '\n';
    label = "           with ";
    for (const rc::sql::bound_value& value : where->values) {
      out << label << (value.kind == rc::value_kind::integer ? std::to_string(value.integer) : value.text);
      label = ", ";
    }
    if (!where->values.empty()) out << '\n';
  }
  out << "  rows     " << one.visible.size() << " of " << total << " visible\n";
  print_rows(out, one.visible);
}

std::string to_json(const std::vector<outcome>& all, std::size_t total) {
  boost::json::array list;
  for (const outcome& one : all) {
    boost::json::array roles;
    std::vector<std::string> sorted = one.roles;
    std::sort(sorted.begin(), sorted.end());
    for (const std::string& role : sorted) roles.emplace_back(role);
    list.push_back(boost::json::object{{"provider", one.provider},
                                       {"user", one.user},
                                       {"name", one.name},
                                       {"roles", std::move(roles)},
                                       {"allowed", one.is_allowed},
                                       {"plan", rc::name(one.plan.verdict())},
                                       {"condition", rc::condition_text(one.plan)},
                                       {"where", rc::sql::where(one.plan, rc::sql::postgresql).value().text},
                                       {"visible", one.visible.size()},
                                       {"total", total}});
  }
  std::string text = "[\n";
  for (std::size_t i = 0; i < list.size(); ++i)
    text += "  " + boost::json::serialize(list[i]) + (i + 1 < list.size() ? ",\n" : "\n");
  return text + "]\n";
}

}  // namespace demo
