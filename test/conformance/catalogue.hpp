// SPDX-License-Identifier: BSL-1.0
// What there is to run: the plans of the conformance suite, every combination of its variants, and this project's own cases.
#pragma once

#include <mock_idp/module.hpp>
#include <mock_idp/provider.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

struct planned_run {
  std::string module;
  mock_idp::variant how;
};

struct plan {
  std::string id;
  // The certification that the plan is for; empty if for none.
  std::string profile;
  // Whether the plan is the suite's.
  bool is_of_the_suite = true;
  std::vector<planned_run> runs;
};

// A module that the provider has.
struct known_module {
  std::string id;
  // "oidc" for the suite's OpenID Connect plans, else the plan that it is run in.
  std::string group;
  // How the module is run outside the suite's plans: once for each of these.
  std::vector<mock_idp::variant> hows;
};

std::vector<known_module> modules_of_the_provider();

// What goes with a module: response types that it is for, and the variants that it needs. Other modules get the usual.
std::vector<mock_idp::variant> variants_for(const mock_idp::module_entry& module);

// One of the suite's variants and the values that it takes.
struct axis {
  std::string name;
  std::vector<std::string> values;
};

struct catalogue {
  std::vector<axis> axes;
  std::vector<plan> plans;
};

std::string_view value_of(const mock_idp::variant& how, std::string_view axis_name);

// "code id_token, form_post, ...": what differs from the usual, or "usual".
std::string described(const mock_idp::variant& how);

// The suite's plans from plans.json, then a plan with every combination of the variants, then one for each group of the provider's
// modules that the suite's OpenID Connect plans do not have. Throws std::runtime_error if the file is not as it should be.
catalogue read_catalogue(const std::string& plans_file, std::span<const known_module> modules);

// Every module and every variant's value has a run: else a sentence for each that has none.
std::vector<std::string> missing_runs(const catalogue& all, std::span<const known_module> modules);

// The known name that is nearest to a misspelt one, or nothing.
std::string nearest(std::string_view misspelt, const std::vector<std::string>& known);

}  // namespace conformance
