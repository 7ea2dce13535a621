// SPDX-License-Identifier: BSL-1.0
// Holds the plans against suite.json.
#include "suite.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace conformance {
namespace {

namespace json = boost::json;

json::object read(const std::string& suite_file) {
  std::ifstream file(suite_file, std::ios::binary);
  if (!file) throw std::runtime_error(suite_file + " cannot be read");
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
}

class comparison {
 public:
  comparison(const catalogue& all, json::object suite) : suite_(std::move(suite)) {
    for (const plan& one : all.plans) (one.is_of_the_suite ? plans_ : others_).push_back(&one);
  }

  std::vector<std::string> differences() && {
    compare_plans();
    compare_modules();
    compare_totals();
    return std::move(found_);
  }

 private:
  void compare_count(const std::string& what, std::size_t here, const json::value& there) {
    const auto wanted = json::value_to<std::size_t>(there);
    if (here != wanted) found_.push_back(what + ": " + std::to_string(here) + " instead of " + std::to_string(wanted));
  }

  void compare_plans() {
    const json::object& known = suite_.at("plans").as_object();
    std::set<std::string, std::less<>> here;
    for (const plan* one : plans_) {
      if (!here.insert(one->id).second) found_.push_back("the plan " + one->id + " is there twice");
      if (const auto* same = known.if_contains(one->id)) compare_plan(*one, same->as_object());
      else found_.push_back("the suite has no plan " + one->id);
    }
    for (const auto& [id, same] : known)
      if (!here.contains(id)) found_.push_back("there is no plan " + std::string(id));
  }

  void compare_plan(const plan& one, const json::object& same) {
    const json::value& profile = same.at("profile");
    if (one.profile != (profile.is_null() ? "" : json::value_to<std::string>(profile)))
      found_.push_back("the plan " + one.id + " is for another certification");
    const json::object& wanted = same.at("runs").as_object();
    const bool is_free = wanted.contains("any");
    std::map<std::string, std::size_t, std::less<>> runs;
    std::set<std::string, std::less<>> seen;
    for (const planned_run& run : one.runs) {
      ++runs[is_free ? "any" : run.how.response_type];
      if (const auto* fixed = same.if_contains("fixed"))
        for (const auto& [axis, value] : fixed->as_object())
          if (value_of(run.how, axis) != value.as_string())
            found_.push_back("the plan " + one.id + " runs " + run.module + " with another " + std::string(axis));
      if (!seen.insert(run.module + " [" + described(run.how) + "]").second)
        found_.push_back("the plan " + one.id + " runs " + run.module + " twice in the same way");
    }
    for (const auto& [type, count] : wanted) compare_count("runs of " + one.id + " with " + std::string(type), runs[type], count);
    for (const auto& [type, count] : runs)
      if (!wanted.contains(type)) found_.push_back("the suite's " + one.id + " has no runs with " + type);
  }

  void compare_modules() {
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> here;
    for (const plan* one : plans_)
      for (const planned_run& run : one->runs) here[run.module].insert(one->id);
    for (const auto& [id, plans] : suite_.at("modules").as_object()) {
      for (const auto& wanted : plans.as_array())
        if (!here[id].erase(json::value_to<std::string>(wanted)))
          found_.push_back("the plan " + json::value_to<std::string>(wanted) + " does not run the module " + std::string(id));
    }
    for (const auto& [id, plans] : here)
      for (const std::string& more : plans) found_.push_back("the suite's " + more + " has no module " + id);
  }

  void compare_totals() {
    std::set<std::string, std::less<>> modules;
    std::size_t certification_plans = 0;
    std::size_t certification_runs = 0;
    for (const plan* one : plans_) {
      for (const planned_run& run : one->runs) modules.insert(run.module);
      if (one->profile.empty()) continue;
      ++certification_plans;
      certification_runs += one->runs.size();
    }
    const json::object& counts = suite_.at("counts").as_object();
    compare_count("plans of the suite", plans_.size(), counts.at("plans"));
    compare_count("plans for a certification", certification_plans, counts.at("certification_plans"));
    compare_count("module ids of the suite", modules.size(), counts.at("modules"));
    compare_count("runs for a certification", certification_runs, counts.at("certification_runs"));
    for (const plan* one : others_)
      if (one->id == "every-combination-of-variants")
        compare_count("combinations of variants", one->runs.size(), counts.at("combinations"));
    // The two lists of suite.json itself.
    compare_count("plans in suite.json", suite_.at("plans").as_object().size(), counts.at("plans"));
    compare_count("modules in suite.json", suite_.at("modules").as_object().size(), counts.at("modules"));
  }

  json::object suite_;
  std::vector<const plan*> plans_;
  std::vector<const plan*> others_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> differences_from_the_suite(const catalogue& all, const std::string& suite_file) {
  return comparison(all, read(suite_file)).differences();
}

}  // namespace conformance
