// SPDX-License-Identifier: BSL-1.0
// Every key and every word of a policy file: what its reader knows, and what its JSON Schema is made from.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/policy/restrictions.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/value.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What may stand behind a key.
enum class policy_key_kind : std::uint8_t {
  version,        ///< 1
  revision,       ///< a whole number from 0 on
  path,           ///< a list of one to eight names
  claim_sources,  ///< a list of paths, or of objects with `source_keys`
  required_claims,  ///< a list of objects with `required_keys`
  mapping,        ///< an object from names to lists of roles
  roles,          ///< a list of roles
  role_or_null,
  globs,
  combination,
  tables,  ///< an object from names to objects with `table_keys`
  unlisted_tables,
  columns,       ///< an object from names to types
  hierarchies,   ///< an object from names to lists of columns
  restrictions,  ///< an object from roles to conditions
  shape,
  scalars,  ///< a list of texts, whole numbers or booleans
  boolean,
};

struct policy_key {
  std::string_view name;
  policy_key_kind kind;
  std::string_view meaning;
  bool is_required = false;
};

/// A word of the file, and what it stands for.
template <class Meaning>
struct policy_word {
  std::string_view word;
  Meaning meaning;
};

inline constexpr std::array policy_keys{
    policy_key{"version", policy_key_kind::version, "The version of the format.", true},
    policy_key{"revision", policy_key_kind::revision, "Counts the policy's changes; a running store takes no lower one."},
    policy_key{"name_claim", policy_key_kind::path, "The claim that names the user; [\"sub\"] if left out."},
    policy_key{"roles_claims", policy_key_kind::claim_sources, "The claims that carry the provider's roles."},
    policy_key{"required_claims", policy_key_kind::required_claims,
               "Claims that must be there with one of these values, or nobody signs in."},
    policy_key{"role_mapping", policy_key_kind::mapping, "The application roles that each role of the provider gives."},
    policy_key{"name_mapping", policy_key_kind::mapping, "The application roles that each user's name gives."},
    policy_key{"individual_roles", policy_key_kind::mapping, "Further application roles of single users."},
    policy_key{"default_roles", policy_key_kind::roles, "The application roles of a user who has none."},
    policy_key{"gate", policy_key_kind::roles, "The roles of which a user needs one; none needed if the list is empty."},
    policy_key{"admin", policy_key_kind::role_or_null, "The role that sees every row; null for none."},
    policy_key{"pass_through", policy_key_kind::globs, "Roles of the provider that are application roles of the same name."},
    policy_key{"combination", policy_key_kind::combination, "How the restrictions of several roles are combined."},
    policy_key{"tables", policy_key_kind::tables, "The tables, and who may see which of their rows."},
    policy_key{"unlisted_tables", policy_key_kind::unlisted_tables, "What a table without any restriction means."},
};

inline constexpr std::array table_keys{
    policy_key{"columns", policy_key_kind::columns, "The columns that conditions may name, with their types.", true},
    policy_key{"hierarchies", policy_key_kind::hierarchies, "Columns that are levels of one thing, the widest first."},
    policy_key{"restrictions", policy_key_kind::restrictions, "The rows that each role may see."},
    policy_key{"combination", policy_key_kind::combination, "How the restrictions of several roles are combined on this table."},
};

inline constexpr std::array source_keys{
    policy_key{"path", policy_key_kind::path, "The names that lead to the claim.", true},
    policy_key{"shape", policy_key_kind::shape, "What the claim looks like; string_or_strings if left out."},
    policy_key{"required", policy_key_kind::boolean, "Whether a token without the claim is refused; false if left out."},
};

inline constexpr std::array required_keys{
    policy_key{"path", policy_key_kind::path, "The names that lead to the claim.", true},
    policy_key{"values", policy_key_kind::scalars, "What the claim may be.", true},
};

inline constexpr std::array<std::string_view, 4> comparison_keys{"column", "op", "value", "claim"};

/// The shapes that are a word; `{"member": "name"}` stands for lists of objects.
inline constexpr std::array shape_words{
    policy_word<claim_shape>{"string_or_strings", claim_shape::string_or_strings},
    policy_word<claim_shape>{"string", claim_shape::string},
    policy_word<claim_shape>{"strings", claim_shape::strings},
    policy_word<claim_shape>{"space_separated", claim_shape::space_separated},
    policy_word<claim_shape>{"comma_separated", claim_shape::comma_separated},
    policy_word<claim_shape>{"object_keys", claim_shape::object_keys},
};

inline constexpr std::array column_type_words{
    policy_word<value_kind>{"bool", value_kind::boolean},        policy_word<value_kind>{"int64", value_kind::integer},
    policy_word<value_kind>{"double", value_kind::real},         policy_word<value_kind>{"string", value_kind::string},
    policy_word<value_kind>{"date", value_kind::date},           policy_word<value_kind>{"time", value_kind::time},
    policy_word<value_kind>{"timestamp", value_kind::timestamp},
};

inline constexpr std::array comparison_words{
    policy_word<comparison>{"==", comparison::equal},
    policy_word<comparison>{"!=", comparison::not_equal},
    policy_word<comparison>{"<", comparison::less},
    policy_word<comparison>{"<=", comparison::less_equal},
    policy_word<comparison>{">", comparison::greater},
    policy_word<comparison>{">=", comparison::greater_equal},
    policy_word<comparison>{"in", comparison::in},
    policy_word<comparison>{"not_in", comparison::not_in},
    policy_word<comparison>{"starts_with", comparison::starts_with},
    policy_word<comparison>{"is_null", comparison::is_null},
    policy_word<comparison>{"is_not_null", comparison::is_not_null},
};

inline constexpr std::array combination_words{
    policy_word<combination>{"per_column", combination::per_column},
    policy_word<combination>{"any_role", combination::any_role},
    policy_word<combination>{"all_roles", combination::all_roles},
};

inline constexpr std::array unlisted_tables_words{
    policy_word<unlisted_tables>{"allow", unlisted_tables::allow},
    policy_word<unlisted_tables>{"deny", unlisted_tables::deny},
};

}  // namespace rowclaim::inline v0_1
