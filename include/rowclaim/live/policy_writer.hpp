// SPDX-License-Identifier: BSL-1.0
// Writes a policy as a file: to begin with one that a program has as constants, and to compare the two doors.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/live/detail/condition_writer.hpp>
#include <rowclaim/live/detail/policy_keys.hpp>
#include <rowclaim/policy/policy_description.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

class policy_file_writer {
 public:
  explicit policy_file_writer(const policy_description& policy) : policy_(policy) {}

  boost::json::object write() {
    object file{{"version", 1}};
    file["name_claim"] = path(policy_.name_claim.path);
    array sources;
    for (const claim_source& source : policy_.roles_claims) sources.emplace_back(source_of(source));
    file["roles_claims"] = std::move(sources);
    file["required_claims"] = required_claims();
    file["role_mapping"] = mapping(policy_.role_mapping);
    file["name_mapping"] = mapping(policy_.name_mapping);
    file["individual_roles"] = mapping(policy_.individual_roles);
    file["default_roles"] = texts(policy_.default_roles);
    file["gate"] = texts(policy_.gate);
    file["admin"] = policy_.admin_role.empty() ? value_type(nullptr) : value_type(json_text_of(policy_.admin_role));
    file["pass_through"] = texts(policy_.pass_through);
    file["combination"] = json_text_of(word_for(combination_words, policy_.combination));
    file["unlisted_tables"] = json_text_of(word_for(unlisted_tables_words, policy_.unlisted_tables));
    file["tables"] = tables();
    return file;
  }

 private:
  using object = boost::json::object;
  using array = boost::json::array;
  using value_type = boost::json::value;

  static array texts(std::span<const std::string_view> list) {
    array made;
    for (std::string_view one : list) made.emplace_back(json_text_of(one));
    return made;
  }
  static array path(const claim_path& p) { return texts(p.segments()); }

  static value_type source_of(const claim_source& source) {
    object made{{"path", path(source.path)}, {"required", source.is_required}};
    if (source.shape == claim_shape::object_member) made["shape"] = object{{"member", json_text_of(source.member)}};
    else made["shape"] = json_text_of(word_for(shape_words, source.shape));
    return made;
  }

  array required_claims() const {
    array made;
    for (std::size_t i = 0; i < policy_.required_claims.size(); ++i) {
      const required_value& one = policy_.required_claims[i];
      if (i == 0 || one.group != policy_.required_claims[i - 1].group)
        made.emplace_back(object{{"path", path(one.path)}, {"values", array()}});
      made.back().get_object()["values"].get_array().push_back(literal_of(one.accepted));
    }
    return made;
  }

  static object mapping(const mapping_view& lines) {
    object made;
    for (const mapping_entry& line : lines.entries) made.emplace(json_text_of(line.key), texts(lines.roles_of(line)));
    return made;
  }

  object tables() const {
    object made;
    for (const restriction_entry& entry : policy_.restrictions.entries) {
      value_type& table = made[json_text_of(entry.table->name)];
      if (table.is_null()) table = declaration(*entry.table);
      condition_writer condition(policy_.restrictions.tokens_of(entry));
      table.get_object()["restrictions"].get_object()[json_text_of(entry.role)] = condition.write();
    }
    for (const table_combination& own : policy_.table_combinations) {
      value_type& table = made[json_text_of(own.table->name)];
      if (table.is_null()) table = declaration(*own.table);
      table.get_object()["combination"] = json_text_of(word_for(combination_words, own.how));
    }
    return made;
  }

  static object declaration(const table_schema& table) {
    object columns;
    for (const column_info& column : table.columns)
      columns.emplace(json_text_of(column.name), json_text_of(word_for(column_type_words, column.kind)));
    object hierarchies;
    for (const hierarchy_info& hierarchy : table.hierarchies)
      hierarchies.emplace(json_text_of(hierarchy.name), texts(hierarchy.levels));
    return {{"columns", std::move(columns)}, {"hierarchies", std::move(hierarchies)}, {"restrictions", object()}};
  }

  const policy_description& policy_;
};

/// What a description says that a file cannot say; empty if there is nothing.
inline std::string_view not_for_files(const policy_description& policy) {
  if (policy.namespaces != mapping_namespaces::separate) return "namespaces";
  if (!policy.run_time_roles.empty()) return "run_time_roles";
  for (const claim_source& source : policy.roles_claims)
    if (source.is_malformed_allowed || source.is_overflow_allowed) return "roles_claims";
  return {};
}

}  // namespace detail

/// Writes a sound policy as the text of a policy file.
///
/// Errors: `policy_has_no_file_form` with the member that a file cannot say: `namespaces`, `run_time_roles`, or sources of roles that
///   may be malformed or left out.
[[nodiscard]] inline result<std::string> write_policy(const policy_description& policy) {
  if (const std::string_view member = detail::not_for_files(policy); !member.empty())
    return error{errc::policy_has_no_file_form, step::policy, member};
  return boost::json::serialize(detail::policy_file_writer(policy).write());
}

}  // namespace rowclaim::inline v0_1
