// SPDX-License-Identifier: BSL-1.0
// Reads plans.json and adds what the plans of the suite leave out.
#include "catalogue.hpp"

#include <rowclaim/policy/nearest_name.hpp>

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

constexpr std::string_view combinations_id = "every-combination-of-variants";

std::string& member_of(mock_idp::variant& how, std::string_view axis_name) {
  if (axis_name == "response_type") return how.response_type;
  if (axis_name == "response_mode") return how.response_mode;
  if (axis_name == "request_type") return how.request_type;
  if (axis_name == "client_registration") return how.client_registration;
  if (axis_name == "client_auth_type") return how.client_auth_type;
  throw std::runtime_error("plans.json: there is no variant \"" + std::string(axis_name) + "\"");
}

void apply(const json::object& values, mock_idp::variant& how) {
  for (const auto& [name, value] : values) member_of(how, name) = json::value_to<std::string>(value);
}

std::vector<planned_run> runs_of(const json::array& entries, const json::object& chosen) {
  std::vector<planned_run> runs;
  for (const auto& entry : entries) {
    const auto& fixed = entry.at("variant").as_object();
    for (const auto& module : entry.at("modules").as_array()) {
      planned_run run{json::value_to<std::string>(module), {}};
      if (const auto* choice = chosen.if_contains(run.module)) apply(choice->as_object(), run.how);
      apply(fixed, run.how);
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

plan every_combination(const std::vector<axis>& axes) {
  plan all{.id = std::string(combinations_id), .profile = {}, .is_of_the_suite = false, .runs = {{"oidcc-client-test", {}}}};
  for (const axis& one : axes) {
    std::vector<planned_run> wider;
    for (const planned_run& run : all.runs)
      for (const std::string& value : one.values) {
        wider.push_back(run);
        member_of(wider.back().how, one.name) = value;
      }
    all.runs = std::move(wider);
  }
  return all;
}

plan of_group(std::string_view group, std::span<const known_module> modules) {
  plan all{.id = std::string(group), .profile = {}, .is_of_the_suite = false, .runs = {}};
  for (const known_module& module : modules)
    if (module.group == group)
      for (const mock_idp::variant& how : module.hows) all.runs.push_back({module.id, how});
  return all;
}

}  // namespace

std::string_view value_of(const mock_idp::variant& how, std::string_view axis_name) {
  return member_of(const_cast<mock_idp::variant&>(how), axis_name);
}

std::string described(const mock_idp::variant& how) {
  std::string text = how.response_type;
  const mock_idp::variant usual;
  for (const char* axis_name : {"response_mode", "request_type", "client_registration", "client_auth_type"})
    if (value_of(how, axis_name) != value_of(usual, axis_name)) text.append(", ").append(value_of(how, axis_name));
  return text;
}

catalogue read_catalogue(const std::string& plans_file, std::span<const known_module> modules) {
  std::ifstream file(plans_file, std::ios::binary);
  if (!file) throw std::runtime_error(plans_file + " cannot be read");
  const json::value read = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  catalogue all;
  for (const auto& [name, values] : read.at("variants").as_object())
    all.axes.push_back({name, json::value_to<std::vector<std::string>>(values)});
  for (const auto& one : read.at("plans").as_array()) {
    const auto& profile = one.at("profile");
    all.plans.push_back({.id = json::value_to<std::string>(one.at("id")),
                         .profile = profile.is_null() ? "" : json::value_to<std::string>(profile),
                         .is_of_the_suite = true,
                         .runs = runs_of(one.at("entries").as_array(), read.at("chosen").as_object())});
  }
  all.plans.push_back(every_combination(all.axes));
  all.plans.push_back(of_group("fapi2", modules));
  all.plans.push_back(of_group("own", modules));
  return all;
}

std::vector<std::string> missing_runs(const catalogue& all, std::span<const known_module> modules) {
  std::set<std::string, std::less<>> ids;
  std::map<std::string, std::set<std::string, std::less<>>> values;
  for (const plan& one : all.plans)
    for (const planned_run& run : one.runs) {
      // The plan of all combinations is there for the values: the one module that it runs belongs to other plans.
      if (one.id != combinations_id) ids.insert(run.module);
      for (const axis& along : all.axes) values[along.name].emplace(value_of(run.how, along.name));
    }
  std::vector<std::string> missing;
  for (const known_module& module : modules)
    if (!ids.contains(module.id)) missing.push_back("no plan runs the module " + module.id);
  for (const std::string& id : ids)
    if (std::ranges::none_of(modules, [&](const auto& module) { return module.id == id; }))
      missing.push_back("the provider has no module " + id);
  for (const axis& along : all.axes)
    for (const std::string& value : along.values)
      if (!values[along.name].contains(value)) missing.push_back("nothing runs with " + along.name + " " + value);
  return missing;
}

std::string nearest(std::string_view misspelt, const std::vector<std::string>& known) {
  // The ids share long beginnings, and beyond forty letters names are not compared.
  const auto end_of = [](std::string_view id) {
    const auto at = id.rfind("-test-");
    return at == std::string_view::npos ? id : id.substr(at + 6);
  };
  rowclaim::detail::nearest_name ends(end_of(misspelt));
  for (const std::string& name : known) ends.consider(end_of(name));
  const auto found = std::ranges::find_if(known, [&](const std::string& name) { return end_of(name) == ends.name(); });
  return ends.name().empty() || found == known.end() ? std::string{} : *found;
}

}  // namespace conformance
