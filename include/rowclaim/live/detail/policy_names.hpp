// SPDX-License-Identifier: BSL-1.0
// Every name that a policy file writes, with what it names and where it stands.
#pragma once

#include <rowclaim/core/json_tree.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_lint.hpp>

namespace rowclaim::inline v0_1::detail {

enum class name_use : std::uint8_t {
  provider_role,   // a key of role_mapping
  user,            // a key of name_mapping or individual_roles
  granted_role,    // a role that one of these gives
  default_role,
  gate_role,
  admin_role,
  restricted_role,
  table,
  column,
  cell,  // text that a column is compared with
};

/// Names that could be taken for one another: those of one sort, and of columns and cells only those of one table or column.
struct name_space {
  std::uint8_t sort = 0;
  std::string_view table = {};
  std::string_view column = {};

  friend auto operator<=>(const name_space&, const name_space&) = default;
};

struct policy_name {
  std::string_view name;
  name_use use;
  std::uint32_t place;
  std::string key;  // the keys that lead there, the name itself among them if it is a key
  std::string_view table = {};
  std::string_view column = {};

  bool is_application_role() const { return use >= name_use::granted_role && use <= name_use::restricted_role; }

  name_space space() const {
    return {static_cast<std::uint8_t>(is_application_role() ? name_use::granted_role : use), table, column};
  }
};

/// What names of a kind are called, several of them.
constexpr std::string_view plural(name_use use) {
  switch (use) {
    case name_use::provider_role: return "provider's roles";
    case name_use::user: return "users' names";
    case name_use::table: return "tables";
    case name_use::column: return "columns";
    case name_use::cell: return "values";
    default: return "roles";
  }
}

class policy_name_collector {
 public:
  /// All names of a sound policy, in the order of the file.
  static std::vector<policy_name> collect(const json_node& root) {
    policy_name_collector collector;
    for (const json_node& member : json_tree::children(root)) collector.take(member);
    return std::move(collector.names_);
  }

 private:
  void take(const json_node& member) {
    if (member.name == "role_mapping") take_mapping(member, name_use::provider_role);
    if (member.name == "name_mapping" || member.name == "individual_roles") take_mapping(member, name_use::user);
    if (member.name == "default_roles") take_roles(member, name_use::default_role, "default_roles");
    if (member.name == "gate") take_roles(member, name_use::gate_role, "gate");
    if (member.name == "admin" && member.kind == json_kind::string)
      names_.push_back({member.text, name_use::admin_role, member.place, "admin"});
    if (member.name == "tables")
      for (const json_node& table : json_tree::children(member)) take_table(table);
  }

  void take_mapping(const json_node& mapping, name_use use) {
    for (const json_node& line : json_tree::children(mapping)) {
      const std::string key = std::string(mapping.name) + '.' + std::string(line.name);
      names_.push_back({line.name, use, line.name_place, key});
      take_roles(line, name_use::granted_role, key);
    }
  }

  void take_roles(const json_node& list, name_use use, const std::string& key) {
    for (const json_node& role : json_tree::children(list)) names_.push_back({role.text, use, role.place, key});
  }

  void take_table(const json_node& table) {
    const std::string key = "tables." + std::string(table.name);
    names_.push_back({table.name, name_use::table, table.name_place, key});
    if (const json_node* columns = json_tree::find(table, "columns"))
      for (const json_node& column : json_tree::children(*columns))
        names_.push_back(
            {column.name, name_use::column, column.name_place, key + ".columns." + std::string(column.name), table.name});
    if (const json_node* restrictions = json_tree::find(table, "restrictions"))
      for (const json_node& restriction : json_tree::children(*restrictions)) {
        const std::string own = key + ".restrictions." + std::string(restriction.name);
        names_.push_back({restriction.name, name_use::restricted_role, restriction.name_place, own});
        take_condition(restriction, table.name, own);
      }
  }

  void take_condition(const json_node& condition, std::string_view table, const std::string& key) {
    if (const json_node* column = json_tree::find(condition, "column")) {
      if (const json_node* value = json_tree::find(condition, "value")) take_cells(*value, table, column->text, key);
      return;
    }
    for (const json_node& member : json_tree::children(condition)) {
      if (member.name == "not") {
        take_condition(member, table, key);
      } else if (member.name == "and" || member.name == "or") {
        for (const json_node& part : json_tree::children(member)) take_condition(part, table, key);
      } else {
        take_cells(member, table, member.name, key);
      }
    }
  }

  void take_cells(const json_node& value, std::string_view table, std::string_view column, const std::string& key) {
    if (value.kind == json_kind::string) names_.push_back({value.text, name_use::cell, value.place, key, table, column});
    if (value.kind == json_kind::array)
      for (const json_node& element : json_tree::children(value)) take_cells(element, table, column, key);
  }

  std::vector<policy_name> names_;
};

/// The first place of each name of each space, for what is said once of each.
inline std::vector<const policy_name*> once_each(const std::vector<policy_name>& names) {
  std::vector<const policy_name*> made;
  for (const policy_name& one : names) made.push_back(&one);
  const auto by_space = [](const policy_name* one) { return std::pair(one->space(), one->name); };
  std::ranges::sort(made, {}, [&](const policy_name* one) { return std::pair(by_space(one), one->place); });
  const auto rest = std::ranges::unique(made, {}, by_space);
  made.erase(rest.begin(), rest.end());
  return made;
}

}  // namespace rowclaim::inline v0_1::detail
