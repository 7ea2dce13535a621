// SPDX-License-Identifier: BSL-1.0
// Reads the demonstration's rows.
#include "data_set.hpp"

#include <boost/json/parse.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace demo {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.filename().string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// The first field of a line of CSV, and the last; fields in quotes may hold commas.
std::pair<std::string, std::string> first_and_last_field(std::string_view line) {
  std::string first;
  std::string field;
  bool is_first = true;
  bool is_quoted = false;
  for (char c : line) {
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      if (is_first) first = field;
      is_first = false;
      field.clear();
    } else if (c != '\r') {
      field += c;
    }
  }
  return {first, field};
}

std::map<std::string, std::string> read_regions(const std::filesystem::path& path) {
  std::map<std::string, std::string> regions;
  const std::string text = read_file(path);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    regions.insert(first_and_last_field(rest.substr(0, end)));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return regions;
}

std::optional<double> number_in(const boost::json::object& row, std::string_view member) {
  const boost::json::value* found = row.if_contains(member);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

// Enough to see the demonstration work where the package could not be had. Numbers are left out: they would be made up.
data_set few_rows() {
  data_set few{"a few built-in rows, as the package vega-datasets is not installed", {}};
  constexpr std::pair<std::string_view, std::string_view> countries[] = {
      {"Brazil", "america"},
      {"Egypt", "middle_east_north_africa"},
      {"France", "europe_central_asia"},
      {"India", "south_asia"},
      {"Japan", "east_asia_pacific"},
      {"Kenya", "sub_saharan_africa"},
      {"Norway", "europe_central_asia"},
      {"Rwanda", "sub_saharan_africa"},
  };
  for (const auto& [country, region] : countries)
    for (std::int64_t year : {1985, 1990, 2000, 2005})
      few.rows.push_back({.country = std::string(country), .region = std::string(region), .year = year});
  return few;
}

}  // namespace

data_set read_data_set(const std::filesystem::path& folder) {
  const auto file = folder / "gapminder.json";
  if (!std::filesystem::exists(file)) return few_rows();
  const auto regions = read_regions(folder / "gapminder-health-income.csv");
  const boost::json::value document = boost::json::parse(read_file(file));

  // Both files count the same regions, one by name and one by number, so a country that only one knows is found by its number.
  std::map<std::int64_t, std::string> region_of_cluster;
  for (const boost::json::value& row : document.as_array())
    if (const auto known = regions.find(std::string(row.at("country").as_string())); known != regions.end())
      region_of_cluster[row.at("cluster").as_int64()] = known->second;

  data_set read{"gapminder.json of the npm package vega-datasets", {}};
  for (const boost::json::value& value : document.as_array()) {
    const boost::json::object& row = value.as_object();
    observation one;
    one.country = row.at("country").as_string();
    one.region = region_of_cluster[row.at("cluster").as_int64()];
    one.year = row.at("year").as_int64();
    if (const auto population = number_in(row, "pop")) one.population = static_cast<std::int64_t>(*population);
    one.life_expectancy = number_in(row, "life_expect");
    one.fertility = number_in(row, "fertility");
    read.rows.push_back(std::move(one));
  }
  return read;
}

}  // namespace demo
