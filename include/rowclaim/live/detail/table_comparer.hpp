// SPDX-License-Identifier: BSL-1.0
// Looks for roles and a row of one table that one policy shows and another does not.
#pragma once

#include <rowclaim/live/detail/compared_table.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1 {

/// Roles and a row that one policy shows to whoever has just these roles, and the other does not.
struct comparison_witness {
  struct cell {
    std::string column;
    value_kind kind = value_kind::null;
    std::optional<std::string> value;  ///< as `to_text` writes it; nothing for null
  };
  struct claim {
    std::string path;  ///< segments joined by " > "
    bool is_usable = false;
    bool is_list = false;
    std::vector<std::string> values;
  };

  std::vector<std::string> roles;
  std::vector<cell> row;  ///< of the columns that matter
  std::vector<claim> claims;
};

namespace detail {

/// Which of the two policies shows more.
enum class shown_by : std::uint8_t { first_alone, second_alone };

/// Compares two policies on one table. All of it is a constant expression but for the texts.
class table_comparer : public compared_table {
 public:
  constexpr table_comparer(const compiled_policy& first, const compiled_policy& second, std::string_view table, std::size_t limit,
                           std::string_view only_role = {})
      : compared_table(first, second, table, limit, only_role), is_allowed_(flags(only_role.empty())) {
    const auto own = std::ranges::find(role_names_, only_role);
    if (own != role_names_.end()) is_allowed_[static_cast<std::size_t>(own - role_names_.begin())] = 1;
  }

  /// Whether there are roles and a row that one policy alone shows. If so, they are kept for `witness`.
  constexpr bool finds(shown_by which) {
    return which == shown_by::first_alone ? find(sides_[0], sides_[1]) : find(sides_[1], sides_[0]);
  }

  /// What was found last.
  comparison_witness witness() const {
    comparison_witness made;
    for (std::size_t r = 0; r < found_.size(); ++r)
      if (found_[r] != 0) made.roles.emplace_back(role_names_[r]);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_.is_used(i)) continue;
      comparison_witness::cell& cell = made.row.emplace_back();
      cell.column = rows_.name(i);
      cell.kind = rows_.kind(i);
      if (found_row_[i].kind != value_kind::null) cell.value = to_text(found_row_[i]);
    }
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      comparison_witness::claim& claim = made.claims.emplace_back();
      claim.path = path_text(claims_[i].path);
      claim.is_usable = states_[i].is_usable;
      claim.is_list = states_[i].is_list;
      for (const value& v : states_[i].values) claim.values.push_back(to_text(v));
    }
    return made;
  }

 private:
  /// Roles and a row that `a` shows and `b` does not.
  constexpr bool find(const side& a, const side& b) {
    if (!is_decided() && (a.table != nullptr || b.table != nullptr)) return false;
    // Kept out at the gate: by having none of its roles.
    if (!b.gate.empty() && only_role_.empty()) {
      roles outside = is_allowed_;
      for (std::size_t r : b.gate) outside[r] = 0;
      if (find_anywhere(a, b, outside)) return true;
    }
    roles others = is_allowed_;
    if (b.admin != none) others[b.admin] = 0;
    if (b.table == nullptr) return b.policy->unlisted_tables == unlisted_tables::deny && find_anywhere(a, b, others);
    for (std::size_t component = 0; component < components_.size(); ++component)
      if (!components_[component].empty() && any_cell(component, [&] { return find_hidden(a, b, component, others); })) return true;
    return false;
  }

  /// The row's cells of a component are set. Each way in which `b` may not show it leaves some roles, of which a culprit must be there.
  constexpr bool find_hidden(const side& a, const side& b, std::size_t component, const roles& others) {
    if (!b.is_per_column()) return find_hidden(a, b, component, others, std::nullopt, b.table->how == combination::all_roles);
    return std::ranges::any_of(b.groups, [&](const group_place& place) {
      return place.component == component && find_hidden(a, b, component, others, place.group, false);
    });
  }
  constexpr bool find_hidden(const side& a, const side& b, std::size_t component, const roles& others,
                             std::optional<std::uint32_t> group, bool may_be_admitted) {
    roles left = others;
    roles culprits = flags(false);
    bool is_possible = false;
    for (const restricted_role& r : b.restricted) {
      if (others[r.role] == 0 || (group && !is_about(r, *group))) continue;
      if (admits(b, r, group)) {
        if (!may_be_admitted) left[r.role] = 0;
      } else {
        culprits[r.role] = 1;
        is_possible = true;
      }
    }
    return is_possible && complete(a, b, component, std::move(left), &culprits);
  }

  constexpr bool find_anywhere(const side& a, const side& b, const roles& left) {
    if ((a.is_per_column() && !has_several_groups_) || a.table == nullptr) return complete(a, b, none, left, nullptr);
    for (std::size_t component = 0; component < components_.size(); ++component)
      if (!components_[component].empty() && any_cell(component, [&] { return complete(a, b, component, left, nullptr); }))
        return true;
    return false;
  }

  /// The most of the roles left with which `a` shows the row, whose cells outside of the component may still be chosen.
  constexpr bool complete(const side& a, const side& b, std::size_t component, roles left, const roles* culprits) {
    const bool is_admin = a.admin != none && left[a.admin] != 0;
    if (!is_admin && a.table != nullptr) {
      if (a.is_per_column()) {
        remove_hopeless(a, component, left);
      } else {
        const bool is_any = a.table->how == combination::any_role;
        const bool is_admitted =
            std::ranges::any_of(a.restricted, [&](const restricted_role& r) { return left[r.role] != 0 && admits(a, r); });
        if (!(is_any && is_admitted))
          for (const restricted_role& r : a.restricted)
            if (is_any || !admits(a, r)) left[r.role] = 0;
      }
    } else if (!is_admin && a.policy->unlisted_tables == unlisted_tables::deny) {
      return false;
    }
    if (!passes(a, left)) return false;
    if (culprits != nullptr) {
      bool has_culprit = false;
      for (std::size_t r = 0; r < left.size(); ++r) has_culprit = has_culprit || (left[r] != 0 && (*culprits)[r] != 0);
      if (!has_culprit) return false;
    }
    if (!is_admin) choose_other_cells(a, component, left);
    return keep(a, b, std::move(left));
  }

  /// Where no role that is left admits a row on some columns, whoever is restricted there must go; and so on.
  constexpr void remove_hopeless(const side& a, std::size_t component, roles& left) const {
    for (bool is_changed = true; is_changed;) {
      is_changed = false;
      for (const group_place& place : a.groups) {
        bool is_restricted = false;
        bool is_admitted = false;
        for (const restricted_role& r : a.restricted) {
          if (left[r.role] == 0 || !is_about(r, place.group)) continue;
          is_restricted = true;
          is_admitted = is_admitted || (place.component == component ? admits(a, r, place.group) : is_satisfiable(r, place.group));
        }
        if (!is_restricted || is_admitted) continue;
        for (const restricted_role& r : a.restricted)
          if (is_about(r, place.group)) left[r.role] = 0;
        is_changed = true;
      }
    }
  }

  constexpr void choose_other_cells(const side& a, std::size_t component, const roles& left) {
    for (const group_place& place : a.groups) {
      if (place.component == component) continue;
      const auto admitting = std::ranges::find_if(a.restricted, [&](const restricted_role& r) {
        return left[r.role] != 0 && is_about(r, place.group) && is_satisfiable(r, place.group);
      });
      if (admitting != a.restricted.end()) any_cell(place.component, [&] { return admits(a, *admitting, place.group); });
    }
  }

  constexpr bool keep(const side& a, const side& b, roles has) {
    if (!shows(a, has) || shows(b, has)) return false;
    for (bool is_changed = true; is_changed;) {  // roles that do not matter are left out
      is_changed = false;
      for (char& one : has) {
        if (one == 0) continue;
        one = 0;
        if (shows(a, has) && !shows(b, has)) is_changed = true;
        else one = 1;
      }
    }
    found_ = std::move(has);
    found_row_.clear();
    for (const value& cell : rows_.row()) found_row_.push_back(cell);
    return true;
  }

  roles is_allowed_;
  roles found_;
  std::vector<value> found_row_;
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
