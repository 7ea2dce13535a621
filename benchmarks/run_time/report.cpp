// SPDX-License-Identifier: BSL-1.0
// Prints and serialises the figures.
#include "report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <iomanip>
#include <ostream>
#include <sstream>

namespace bench {

void report::begin_group(std::string_view name, std::string_view what) {
  group_ = name;
  out_ << "\n" << name << ": " << what << std::endl;  // seen before the group's work begins
}

void report::times(const std::vector<timing>& timings) {
  for (const timing& one : timings) {
    out_ << "  " << std::left << std::setw(58) << one.name << std::right << std::fixed << std::setprecision(1) << std::setw(14)
         << one.nanoseconds << " ns" << std::setprecision(2) << std::setw(9) << one.ratio << " x\n";
    timings_.push_back({group_, one});
  }
}

void report::add(std::string_view name, std::string_view unit, double value, std::optional<double> at_most) {
  figures_.push_back({group_, std::string(name), std::string(unit), value, at_most});
  out_ << "  => " << name << ": " << std::fixed << std::setprecision(2) << value << " " << unit;
  if (at_most) out_ << ", target at most " << *at_most << ": " << (value <= *at_most ? "met" : "MISSED");
  out_ << "\n";
}

void report::note(std::string_view text) { out_ << "  " << text << "\n"; }

void report::wrong(std::string_view what) {
  is_sound_ = false;
  add("WRONG: " + std::string(what), "", 1, 0);
}

std::string report::to_json() const {
  boost::json::array figures;
  for (const figure& f : figures_) {
    boost::json::object one{{"group", f.group}, {"name", f.name}, {"unit", f.unit}, {"value", f.value}};
    if (f.at_most) {
      one["at_most"] = *f.at_most;
      one["met"] = f.value <= *f.at_most;
    }
    figures.push_back(std::move(one));
  }
  boost::json::array timings;
  for (const named_timing& t : timings_)
    timings.push_back(boost::json::object{
        {"group", t.group}, {"name", t.measured.name}, {"nanoseconds", t.measured.nanoseconds}, {"ratio", t.measured.ratio}});
  return boost::json::serialize(boost::json::object{{"figures", std::move(figures)}, {"timings", std::move(timings)}}) + "\n";
}

}  // namespace bench
