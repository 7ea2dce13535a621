// SPDX-License-Identifier: BSL-1.0
// Turns a policy as it was written into the representation that is evaluated; the same code for constants and for vectors.
#pragma once

#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/policy/policy_description.hpp>
#include <rowclaim/rows/condition_compiler.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

// internal: rows know no claims, and repeat how long a path may be
static_assert(max_claim_segments == claim_path::max_segments, "a condition has room for paths of another length than claims have");

/// A vector whose room is part of its type, so that a constant can hold one.
template <class Value, std::size_t Room>
class bounded_vector {
 public:
  constexpr void push_back(const Value& v) { values_[size_++] = v; }
  constexpr void resize(std::size_t size) { size_ = size; }
  constexpr std::size_t size() const { return size_; }
  constexpr Value& operator[](std::size_t i) { return values_[i]; }
  constexpr const Value& operator[](std::size_t i) const { return values_[i]; }
  constexpr auto begin() { return values_.begin(); }
  constexpr auto end() { return values_.begin() + static_cast<std::ptrdiff_t>(size_); }
  constexpr std::span<const Value> span() const { return {values_.data(), size_}; }

 private:
  std::array<Value, Room> values_{};
  std::size_t size_ = 0;
};

/// The room that a policy's arrays need at most; the exact sizes turn out while compiling.
struct policy_sizes {
  std::size_t roles = 0;
  std::size_t grants = 0;
  std::size_t mapped_keys = 0;
  std::size_t named_keys = 0;
  std::size_t individual_keys = 0;
  std::size_t default_roles = 0;
  std::size_t gate = 0;
  std::size_t restrictions = 0;
  std::size_t tokens = 0;
  std::size_t claim_nodes = 0;
  std::size_t claim_requests = 0;
  std::size_t compared_claims = 0;
  std::size_t requirements = 0;
};

constexpr policy_sizes sizes_of(const policy_description& p) {
  policy_sizes s;
  s.grants = p.role_mapping.roles.size() + p.name_mapping.roles.size() + p.individual_roles.roles.size();
  s.mapped_keys = p.role_mapping.entries.size();
  s.named_keys = p.name_mapping.entries.size();
  s.individual_keys = p.individual_roles.entries.size();
  s.default_roles = p.default_roles.size();
  s.gate = p.gate.size();
  s.restrictions = p.restrictions.entries.size();
  s.tokens = p.restrictions.tokens.size();
  s.roles = s.grants + s.default_roles + s.gate + p.run_time_roles.size() + s.restrictions + 1;
  for (const condition_token& token : p.restrictions.tokens)
    if (token.kind == token_kind::compare_with_claim) ++s.compared_claims;
  s.requirements = p.required_claims.size();
  for (std::size_t i = 0; i < s.requirements; ++i)
    if (i == 0 || p.required_claims[i].group != p.required_claims[i - 1].group) ++s.compared_claims;
  s.claim_requests = compiled_policy::first_role_request + p.roles_claims.size() + s.compared_claims;
  s.claim_nodes = fixed_claim_nodes + 2 + p.name_claim.path.segments().size() + s.compared_claims * claim_path::max_segments;
  for (const claim_source& source : p.roles_claims) s.claim_nodes += source.path.segments().size();
  return s;
}

/// The arrays behind a compiled policy. `Array<Value, Room>` is a bounded vector for constants, a vector for policies loaded later.
template <template <class, std::size_t> class Array, policy_sizes Sizes>
struct policy_arrays {
  template <std::size_t Keys>
  struct mapping_arrays {
    Array<name_slot, slots_for(Keys)> slots;
    Array<std::string_view, Keys> keys;
    Array<grant, Keys> grants;
    std::string_view repeated_key = {};  // the first key that came twice
    bool repeats = false;
  };
  struct condition_arrays {
    Array<compiled_factor, Sizes.tokens> factors;
    Array<plan_node, Sizes.tokens> nodes;
    Array<value, Sizes.tokens> values;
  };

  Array<name_slot, slots_for(Sizes.roles)> role_slots;
  Array<std::string_view, Sizes.roles> role_names;
  Array<bool, Sizes.roles> is_granted;
  Array<role_number, Sizes.grants> granted_roles;
  mapping_arrays<Sizes.mapped_keys> role_mapping;
  mapping_arrays<Sizes.named_keys> name_mapping;
  mapping_arrays<Sizes.individual_keys> individual_roles;
  Array<role_number, Sizes.default_roles> default_roles;
  Array<role_number, Sizes.gate> gate;
  role_number admin = name_table::not_found;

  Array<claim_path, Sizes.compared_claims> compared_claims;
  Array<compiled_requirement, Sizes.requirements> requirements;
  Array<compiled_table, Sizes.restrictions> tables;
  Array<table_restriction, Sizes.restrictions> restrictions;
  condition_arrays conditions;
  Array<claim_node, Sizes.claim_nodes> claim_nodes;
  Array<claim_use, Sizes.claim_requests> claim_uses;
};

template <class Value, std::size_t>
class growing_vector : public std::vector<Value> {
 public:
  using std::vector<Value>::vector;
  std::span<const Value> span() const { return {this->data(), this->size()}; }
};
template <std::size_t Room>
class growing_vector<bool, Room> : public std::vector<char> {};

/// Compiles step by step: roles first, as checks need them, then rows and claims, which only sound policies have.
template <class Arrays>
class policy_compiler {
 public:
  constexpr policy_compiler(const policy_description& written, Arrays& out) : written_(written), out_(out) {}

  constexpr void compile_roles() {
    const policy_sizes sizes = sizes_of(written_);
    out_.role_slots.resize(slots_for(sizes.roles));
    compile_mapping(written_.role_mapping, out_.role_mapping);
    compile_mapping(written_.name_mapping, out_.name_mapping);
    compile_mapping(written_.individual_roles, out_.individual_roles);
    for (std::string_view role : written_.default_roles) out_.default_roles.push_back(add_role(role, true));
    for (std::string_view role : written_.gate) out_.gate.push_back(add_role(role, false));
    for (std::string_view role : written_.run_time_roles) add_role(role, true);
    if (!written_.admin_role.empty()) out_.admin = add_role(written_.admin_role, false);
    for (const restriction_entry& entry : written_.restrictions.entries) {
      bool passes = false;
      for (std::string_view glob : written_.pass_through) passes = passes || matches_glob(entry.role, glob);
      add_role(entry.role, passes);
    }
  }

  constexpr void compile_rows() {
    for (const restriction_entry& entry : written_.restrictions.entries) {
      std::size_t table = 0;
      while (table < out_.tables.size() && out_.tables[table].schema->name != entry.table->name) ++table;
      if (table < out_.tables.size()) continue;
      out_.tables.push_back(compiled_table{entry.table, written_.combination_on(*entry.table),
                                           static_cast<std::uint32_t>(out_.restrictions.size()), 0});
      for (const restriction_entry& other : written_.restrictions.entries)
        if (other.table->name == entry.table->name) compile_restriction(other);
      compiled_table& made = out_.tables[table];
      made.restriction_count = static_cast<std::uint32_t>(out_.restrictions.size()) - made.first_restriction;
      std::sort(out_.restrictions.begin() + static_cast<std::ptrdiff_t>(made.first_restriction), out_.restrictions.end(),
                [](const table_restriction& a, const table_restriction& b) { return a.role < b.role; });
    }
  }

  /// Requires: at most `claim_tree::max_requests` requests in all; the rows have been compiled.
  constexpr void compile_claims() {
    for (const required_value& required : written_.required_claims)
      out_.requirements.push_back(compiled_requirement{number_of(required.path.segments()), required.group, required.accepted});
    std::array<claim_request, claim_tree::max_requests> requests{};
    std::size_t count = 0;
    const auto ask = [&](claim_request request) { requests[count++] = request; };
    claim_path issuer;
    issuer.append("iss");
    claim_path subject;
    subject.append("sub");
    ask({issuer});
    ask({subject});
    ask({written_.name_claim.path});
    for (const claim_source& source : written_.roles_claims) ask({source.path, source.shape, source.member});
    for (std::size_t i = 0; i < out_.compared_claims.size(); ++i) ask({out_.compared_claims[i], claim_shape::scalar_or_list});
    build_claim_tree(std::span<const claim_request>(requests).first(count), out_.claim_nodes, out_.claim_uses);
  }

  /// The number of a compared claim, for the compiler of conditions.
  constexpr std::uint32_t number_of(std::span<const std::string_view> segments) {
    claim_path path;
    for (std::string_view segment : segments) path.append(segment);
    for (std::size_t i = 0; i < out_.compared_claims.size(); ++i)
      if (out_.compared_claims[i] == path) return static_cast<std::uint32_t>(i);
    out_.compared_claims.push_back(path);
    return static_cast<std::uint32_t>(out_.compared_claims.size()) - 1;
  }

 private:
  constexpr role_number add_role(std::string_view role, bool is_granted) {
    const role_number number = add_name(out_.role_slots, out_.role_names, role);
    if (number == out_.is_granted.size()) out_.is_granted.push_back(is_granted);
    else if (is_granted) out_.is_granted[number] = true;
    return number;
  }

  template <class Table>
  constexpr void compile_mapping(const mapping_view& lines, Table& out) {
    out.slots.resize(slots_for(lines.entries.size()));
    for (const mapping_entry& line : lines.entries) {
      const std::size_t before = out.keys.size();
      add_name(out.slots, out.keys, line.key);
      if (out.keys.size() == before) {
        if (!out.repeats) out.repeated_key = line.key;
        out.repeats = true;
        continue;
      }
      out.grants.push_back(grant{static_cast<std::uint32_t>(out_.granted_roles.size()), line.role_count});
      for (std::string_view role : lines.roles_of(line)) out_.granted_roles.push_back(add_role(role, true));
    }
  }

  constexpr void compile_restriction(const restriction_entry& entry) {
    condition_compiler<decltype(out_.conditions), policy_compiler> compiler(written_.restrictions.tokens_of(entry), *entry.table,
                                                                            out_.conditions, *this);
    out_.restrictions.push_back(table_restriction{add_role(entry.role, false), compiler.compile()});
  }

  const policy_description& written_;
  Arrays& out_;
};

/// The view of finished arrays. Both must outlive it.
template <class Arrays>
constexpr compiled_policy view_of(const Arrays& made, const policy_description& written) {
  const auto grants = [](const auto& table) { return grant_table{{table.slots.span(), table.keys.span()}, table.grants.span()}; };
  compiled_policy p;
  p.claims = {made.claim_nodes.span(), made.claim_uses.span()};
  p.name_claim = written.name_claim;
  p.role_sources = written.roles_claims;
  p.compared_claims = made.compared_claims.span();
  p.requirements = made.requirements.span();
  p.roles = {made.role_slots.span(), made.role_names.span()};
  p.granted_roles = made.granted_roles.span();
  p.role_mapping = grants(made.role_mapping);
  p.name_mapping = grants(made.name_mapping);
  p.individual_roles = grants(made.individual_roles);
  p.default_roles = made.default_roles.span();
  p.gate = made.gate.span();
  p.admin = made.admin;
  p.pass_through = written.pass_through;
  p.namespaces = written.namespaces;
  p.tables = made.tables.span();
  p.restrictions = made.restrictions.span();
  p.conditions = {made.conditions.factors.span(), made.conditions.nodes.span(), made.conditions.values.span()};
  p.unlisted_tables = written.unlisted_tables;
  return p;
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
