// SPDX-License-Identifier: BSL-1.0
// What a look at a sound policy found: something that is allowed, and was probably not meant.
#pragma once

#include <rowclaim/core/json_tree.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

enum class lint_severity : std::uint8_t {
  note,     ///< worth knowing; may be just as it was meant
  warning,  ///< most likely a slip
  error,    ///< opens what must stay closed, or closes everything
};

constexpr std::string_view name(lint_severity severity) {
  switch (severity) {
    case lint_severity::note: return "note";
    case lint_severity::warning: return "warning";
    case lint_severity::error: return "error";
  }
  return "unknown";
}

/// What a finding is about. `docs/reference/live.md` says of each what it is, and when it is none.
enum class lint_kind : std::uint8_t {
  role_is_granted_by_nothing,
  role_is_never_used,
  mapping_never_fires,
  mapping_is_empty,
  key_is_like_another_role,
  user_is_named_like_a_role,
  entry_comes_twice,
  name_has_outer_space,
  names_differ_in_case,
  gate_lets_nobody_in,
  gate_role_is_granted_by_nothing,
  default_is_admin,
  default_passes_gate,
  default_is_unrestricted,
  default_sees_more,
  roleless_see_everything,
  pass_through_gives_admin,
  pass_through_matches_nothing,
  table_is_open,
  condition_is_always_true,
  condition_is_never_true,
  part_changes_nothing,
  role_narrows,
  name_has_invisible_character,
  name_is_not_normalised,
  name_mixes_scripts,
  names_look_alike,
  not_looked_at,
};

namespace detail {

struct lint_kind_facts {
  std::string_view name;
  lint_severity severity;
};

/// In the order of the kinds.
inline constexpr std::array lint_kinds{
    lint_kind_facts{"role_is_granted_by_nothing", lint_severity::warning},
    lint_kind_facts{"role_is_never_used", lint_severity::warning},
    lint_kind_facts{"mapping_never_fires", lint_severity::warning},
    lint_kind_facts{"mapping_is_empty", lint_severity::warning},
    lint_kind_facts{"key_is_like_another_role", lint_severity::warning},
    lint_kind_facts{"user_is_named_like_a_role", lint_severity::warning},
    lint_kind_facts{"entry_comes_twice", lint_severity::note},
    lint_kind_facts{"name_has_outer_space", lint_severity::warning},
    lint_kind_facts{"names_differ_in_case", lint_severity::warning},
    lint_kind_facts{"gate_lets_nobody_in", lint_severity::error},
    lint_kind_facts{"gate_role_is_granted_by_nothing", lint_severity::note},
    lint_kind_facts{"default_is_admin", lint_severity::error},
    lint_kind_facts{"default_passes_gate", lint_severity::warning},
    lint_kind_facts{"default_is_unrestricted", lint_severity::error},
    lint_kind_facts{"default_sees_more", lint_severity::warning},
    lint_kind_facts{"roleless_see_everything", lint_severity::error},
    lint_kind_facts{"pass_through_gives_admin", lint_severity::warning},
    lint_kind_facts{"pass_through_matches_nothing", lint_severity::warning},
    lint_kind_facts{"table_is_open", lint_severity::note},
    lint_kind_facts{"condition_is_always_true", lint_severity::warning},
    lint_kind_facts{"condition_is_never_true", lint_severity::warning},
    lint_kind_facts{"part_changes_nothing", lint_severity::warning},
    lint_kind_facts{"role_narrows", lint_severity::note},
    lint_kind_facts{"name_has_invisible_character", lint_severity::warning},
    lint_kind_facts{"name_is_not_normalised", lint_severity::warning},
    lint_kind_facts{"name_mixes_scripts", lint_severity::warning},
    lint_kind_facts{"names_look_alike", lint_severity::warning},
    lint_kind_facts{"not_looked_at", lint_severity::note},
};

}  // namespace detail

constexpr std::string_view name(lint_kind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return number < detail::lint_kinds.size() ? detail::lint_kinds[number].name : "unknown";
}

/// How grave findings of a kind are.
constexpr lint_severity severity_of(lint_kind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return number < detail::lint_kinds.size() ? detail::lint_kinds[number].severity : lint_severity::error;
}

struct lint_finding {
  lint_kind kind = lint_kind::not_looked_at;
  lint_severity severity = lint_severity::note;
  text_place place;
  std::string key;       ///< the keys that lead there, for example `tables.sales.restrictions.ROLE_FRANCE`
  std::string sentence;  ///< what is odd, and the remedy

  /// One line: "line 12, column 7: warning: default_roles: ...".
  std::string text() const {
    std::string line = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": ";
    line.append(name(severity)).append(": ");
    if (!key.empty()) line.append(key).append(": ");
    return line + sentence;
  }
};

}  // namespace rowclaim::inline v0_1
