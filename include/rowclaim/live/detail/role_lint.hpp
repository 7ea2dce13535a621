// SPDX-License-Identifier: BSL-1.0
// Looks at a policy's roles, mappings, gate and defaults: what never happens, and what opens more than it seems to.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/lint_list.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/live/detail/policy_names.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/policy/nearest_name.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_lint.hpp>

namespace rowclaim::inline v0_1::detail {

class role_lint {
 public:
  role_lint(const compiled_policy& policy, const json_node& root, const std::vector<policy_name>& names, lint_list& out)
      : policy_(policy), root_(root), names_(names), out_(out), is_granted_(policy.role_count()), is_used_(policy.role_count()) {
    const auto grant = [&](role_number role) { is_granted_[role] = true; };
    for (role_number role : policy.granted_roles) grant(role);
    for (role_number role : policy.default_roles) grant(role);
    for (role_number role = 0; role < policy.role_count(); ++role)
      if (passes_through(policy.roles.names[role])) grant(role);
    for (role_number role : policy.gate) is_used_[role] = true;
    for (const table_restriction& restriction : policy.restrictions) is_used_[restriction.role] = true;
    if (policy.admin != name_table::not_found) is_used_[policy.admin] = true;
  }

  void look() {
    look_at_roles();
    look_at_mappings();
    look_at_keys();
    look_at_gate();
    look_at_defaults();
    look_at_pass_through();
    look_at_lists();
    look_at_spelling();
    look_at_tables();
  }

 private:
  role_number number_of(std::string_view role) const { return policy_.roles.find(role); }

  bool passes_through(std::string_view role) const {
    return !policy_.role_sources.empty() &&
           std::ranges::any_of(policy_.pass_through, [&](std::string_view glob) { return matches_glob(role, glob); });
  }

  void add(lint_kind kind, const policy_name& at, std::string sentence) { out_.add(kind, at.place, at.key, std::move(sentence)); }
  /// About the whole of a key; about the file if the policy leaves it out.
  void add(lint_kind kind, std::string_view key, std::string sentence) {
    const json_node* node = json_tree::find(root_, key);
    out_.add(kind, node != nullptr ? node->name_place : root_.place, std::string(key), std::move(sentence));
  }

  void look_at_roles() {
    std::vector<char> is_said(policy_.role_count());
    for (const policy_name& one : names_) {
      if (!one.is_application_role()) continue;
      const role_number role = number_of(one.name);
      if (is_said[role]) continue;
      if (one.use == name_use::restricted_role && !is_granted_[role]) {
        is_said[role] = true;
        add(lint_kind::role_is_granted_by_nothing, one,
            "nothing grants this role, so that its restriction restricts nobody; map a role of the provider to it" +
                suggestion(unused_role_like(one.name)));
      }
      const bool is_given = one.use == name_use::granted_role || one.use == name_use::default_role;
      if (is_given && !is_used_[role] && !policy_.tables.empty()) {
        is_said[role] = true;
        add(lint_kind::role_is_never_used, one,
            quoted(one.name) + " is granted, and no table, nor the gate, knows it; restrict it on a table, or grant another");
      }
    }
  }

  /// A role that is granted and not used, and whose name is a slip away.
  std::string_view unused_role_like(std::string_view name) const {
    constexpr std::size_t slip = 2;
    for (role_number role = 0; role < policy_.role_count(); ++role)
      if (is_granted_[role] && !is_used_[role] && edit_distance(policy_.roles.names[role], name) <= slip)
        return policy_.roles.names[role];
    return {};
  }

  void look_at_mappings() {
    if (policy_.role_sources.empty()) {
      for (const std::string_view key : {"role_mapping", "pass_through"})
        if (const json_node* node = json_tree::find(root_, key); node != nullptr && !json_tree::children(*node).empty())
          add(lint_kind::mapping_never_fires, key,
              "no claim carries roles, so that nothing is mapped; name the claims in \"roles_claims\"");
    } else {
      for (const policy_name& one : names_)
        if (one.use == name_use::provider_role && !can_be_sent(one.name))
          add(lint_kind::mapping_never_fires, one,
              "no claim can carry this role, as the claims are split or refused where it has a separator or a control character; "
              "write it as the provider sends it");
    }
    for (const policy_name& one : names_)
      if (one.use == name_use::user && (one.name.empty() || has_control_character(one.name)))
        add(lint_kind::mapping_never_fires, one,
            "nobody is called so, as empty names and control characters are refused; write the name as the claim has it");
    for (const std::string_view mapping : {"role_mapping", "name_mapping", "individual_roles"})
      if (const json_node* lines = json_tree::find(root_, mapping))
        for (const json_node& line : json_tree::children(*lines))
          if (json_tree::children(line).empty())
            out_.add(lint_kind::mapping_is_empty, line.place, std::string(mapping) + '.' + std::string(line.name),
                     "this gives no role; list the roles, or remove the line");
  }

  static bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  }
  bool can_be_sent(std::string_view role) const {
    if (has_control_character(role)) return false;
    return std::ranges::any_of(policy_.role_sources, [&](const claim_source& source) {
      if (source.shape != claim_shape::space_separated && source.shape != claim_shape::comma_separated) return true;
      return !role.empty() && role.find(source.shape == claim_shape::space_separated ? ' ' : ',') == std::string_view::npos;
    });
  }

  void look_at_keys() {
    std::multimap<std::string, role_number> roles;  // without their case
    for (role_number role = 0; role < policy_.role_count(); ++role) roles.emplace(lower(policy_.roles.names[role]), role);
    for (const policy_name& one : names_) {
      if (one.use == name_use::user && policy_.role_mapping.keys.find(one.name) != name_table::not_found)
        add(lint_kind::user_is_named_like_a_role, one,
            "a role of the provider is called so, too, and this is about a user; if the role is meant, write it into "
            "\"role_mapping\"");
      if (one.use != name_use::provider_role) continue;
      const auto given = policy_.roles_of(policy_.role_mapping.grants[policy_.role_mapping.keys.find(one.name)]);
      const auto [first, last] = roles.equal_range(lower(one.name));
      if (given.empty() || first == last) continue;
      const auto is_given = [&](const auto& role) { return std::ranges::find(given, role.second) != given.end(); };
      if (std::any_of(first, last, is_given)) continue;
      add(lint_kind::key_is_like_another_role, one,
          "the provider's role is called like the role " + quoted(policy_.roles.names[first->second]) +
              ", and gives others; add it to the list, or rename one of the two");
    }
  }

  static std::string lower(std::string_view name) {
    std::string made(name);
    std::ranges::transform(made, made.begin(), ascii_lower);
    return made;
  }

  void look_at_gate() {
    if (policy_.gate.empty()) {
      if (policy_.default_roles.empty() && !policy_.restrictions.empty())
        add(lint_kind::roleless_see_everything, "gate",
            "whoever has no role at all is let in, and no restriction is theirs, so that losing a claim shows every row; "
            "name the roles that let in, or give default roles that are restricted");
      return;
    }
    const auto is_granted = [&](role_number role) { return is_granted_[role] != 0; };
    if (std::ranges::none_of(policy_.gate, is_granted)) {
      add(lint_kind::gate_lets_nobody_in, "gate",
          "nothing grants any of the roles that let in, so that nobody sees anything; map a role of the provider to one of them, "
          "or write \"gate\" with the roles that let in");
      return;
    }
    for (const policy_name& one : names_)
      if (one.use == name_use::gate_role && !is_granted_[number_of(one.name)])
        add(lint_kind::gate_role_is_granted_by_nothing, one,
            "nothing grants " + quoted(one.name) + ", so that it lets nobody in; map a role of the provider to it, or remove it");
  }

  void look_at_defaults() {
    bool is_let_in = policy_.gate.empty();
    bool is_restricted = policy_.restrictions.empty() || policy_.default_roles.empty();
    bool is_admin = false;
    for (const policy_name& one : names_) {
      if (one.use != name_use::default_role) continue;
      const role_number role = number_of(one.name);
      is_restricted =
          is_restricted || std::ranges::find(policy_.restrictions, role, &table_restriction::role) != policy_.restrictions.end();
      const bool lets_in = std::ranges::find(policy_.gate, role) != policy_.gate.end();
      is_let_in = is_let_in || lets_in;
      if (role == policy_.admin) {
        is_admin = true;
        add(lint_kind::default_is_admin, one,
            quoted(one.name) +
                " sees every row, and everybody who can sign in and has no role gets it; remove it from the default roles");
      } else if (lets_in && policy_.requirements.empty()) {
        add(lint_kind::default_passes_gate, one,
            quoted(one.name) +
                " lets in, so that everybody comes in who can sign in; remove it, or ask for a claim of your users' in "
                "\"required_claims\"");
      }
    }
    if (is_let_in && !is_restricted && !is_admin)
      add(lint_kind::default_is_unrestricted, "default_roles",
          "none of them is restricted on any table, so that whoever loses a role sees every row; add a restricted role, or none "
          "that lets in");
  }

  void look_at_pass_through() {
    const json_node* globs = json_tree::find(root_, "pass_through");
    if (globs == nullptr || policy_.role_sources.empty()) return;
    for (const json_node& glob : json_tree::children(*globs)) {
      const auto matches = [&](std::string_view role) { return matches_glob(role, glob.text); };
      if (policy_.admin != name_table::not_found && matches(policy_.roles.names[policy_.admin]))
        out_.add(
            lint_kind::pass_through_gives_admin, glob.place, "pass_through",
            "this matches " + quoted(policy_.roles.names[policy_.admin]) +
                ", so that whoever names roles at the provider can make administrators; write a pattern that does not match it");
      else if (std::ranges::none_of(policy_.roles.names, matches))
        out_.add(lint_kind::pass_through_matches_nothing, glob.place, "pass_through",
                 "this matches no role that the policy knows, and unknown roles are not passed through; correct it, or remove it");
    }
  }

  // A role twice in one list.
  void look_at_lists() {
    std::vector<std::pair<std::string_view, const policy_name*>> list;
    const auto look_at_list = [&] {
      std::ranges::sort(list, {}, [](const auto& one) { return std::pair(one.first, one.second->place); });
      for (std::size_t i = 1; i < list.size(); ++i)
        if (list[i - 1].first == list[i].first)
          add(lint_kind::entry_comes_twice, *list[i].second,
              quoted(list[i].first) + " is in this list already; remove one of the two, or write what was meant");
      list.clear();
    };
    for (const policy_name& one : names_) {
      const bool is_listed =
          one.use == name_use::granted_role || one.use == name_use::default_role || one.use == name_use::gate_role;
      if (!is_listed || (!list.empty() && list.back().second->key != one.key)) look_at_list();
      if (is_listed) list.emplace_back(one.name, &one);
    }
    look_at_list();
  }

  void look_at_spelling() {
    std::vector<std::pair<std::string, const policy_name*>> folded;
    for (const policy_name* one : once_each(names_)) {
      if (!one->name.empty() && (one->name.front() == ' ' || one->name.back() == ' ') && one->use != name_use::cell)
        add(lint_kind::name_has_outer_space, *one,
            "the name begins or ends with a space that nobody sees; remove it, unless it is written so everywhere");
      if (one->use == name_use::cell) continue;
      folded.emplace_back(lower(one->name), one);
    }
    const auto by_spelling = [](const auto& one) { return std::pair(one.second->space(), std::string_view(one.first)); };
    std::ranges::sort(folded, [&](const auto& a, const auto& b) {
      return std::pair(by_spelling(a), a.second->place) < std::pair(by_spelling(b), b.second->place);
    });
    for (std::size_t i = 1; i < folded.size(); ++i)
      if (by_spelling(folded[i - 1]) == by_spelling(folded[i])) {
        const policy_name& one = *folded[i].second;
        add(lint_kind::names_differ_in_case, one,
            quoted(one.name) + " and " + quoted(folded[i - 1].second->name) + " are two " + std::string(plural(one.use)) +
                ", as case counts; write one of them everywhere, if one is meant");
      }
  }

  void look_at_tables() {
    const json_node* tables = json_tree::find(root_, "tables");
    if (tables == nullptr || policy_.unlisted_tables == unlisted_tables::deny) return;
    for (const json_node& table : json_tree::children(*tables))
      if (policy_.find_table(table.name) == nullptr)
        out_.add(lint_kind::table_is_open, table.name_place, "tables." + std::string(table.name),
                 "nobody is restricted here, so that whoever is let in sees every row; write restrictions, or set "
                 "\"unlisted_tables\" to deny");
  }

  const compiled_policy& policy_;
  const json_node& root_;
  const std::vector<policy_name>& names_;
  lint_list& out_;
  std::vector<char> is_granted_;  // by role
  std::vector<char> is_used_;
};

}  // namespace rowclaim::inline v0_1::detail
