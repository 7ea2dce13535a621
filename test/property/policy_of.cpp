// SPDX-License-Identifier: BSL-1.0
// Cases put through the library's door for vectors.
#include "policy_of.hpp"

#include <rowclaim/policy/access.hpp>

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

namespace property {

using rc::comparison;
using rc::detail::condition_token;
using rc::detail::token_kind;

rc::value_kind kind_of(oracle::kind kind) {
  static constexpr rc::value_kind kinds[] = {rc::value_kind::boolean,  rc::value_kind::integer, rc::value_kind::real,
                                             rc::value_kind::string,   rc::value_kind::date,    rc::value_kind::time,
                                             rc::value_kind::timestamp};
  return kinds[static_cast<std::size_t>(kind)];
}

rc::value as_value(const oracle::scalar& s) {
  return std::visit(
      [](const auto& held) {
        using held_type = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<held_type, std::string>) {
          return rc::value::of(std::string_view(held));
        } else if constexpr (std::is_same_v<held_type, oracle::day>) {
          return rc::value::of(rc::date(static_cast<std::int32_t>(held.count)));
        } else if constexpr (std::is_same_v<held_type, oracle::clock>) {
          rc::time_of_day time;
          time.nanoseconds = held.count;
          return rc::value::of(time);
        } else if constexpr (std::is_same_v<held_type, oracle::moment>) {
          return rc::value::of(rc::timestamp(
              rc::instant{held.seconds * 1'000'000 + held.nanoseconds / 1000, static_cast<std::int32_t>(held.nanoseconds % 1000)}));
        } else {
          return rc::value::of(held);
        }
      },
      s);
}

schema_of::schema_of(const test_case& c) {
  for (const column& one : c.columns) columns_.push_back({one.name, kind_of(info(one.stored).kind), 0});
  for (const std::vector<slot>& hierarchy : hierarchies_of(c.hierarchies)) {
    std::vector<std::string_view> levels;
    for (const column& one : c.columns)
      if (std::ranges::find(hierarchy, one.stored) != hierarchy.end()) levels.push_back(one.name);
    if (!levels.empty()) levels_.push_back(std::move(levels));
  }
  for (std::size_t i = 0; i < levels_.size(); ++i) names_.push_back("hierarchy" + std::to_string(i));
  for (std::size_t i = 0; i < levels_.size(); ++i) hierarchies_.push_back({names_[i], levels_[i]});
  schema_.name = "entries";
  rc::detail::group_columns(columns_, hierarchies_, schema_);
  schema_.columns = columns_;
  schema_.hierarchies = hierarchies_;
}

policy_of::policy_of(const test_case& c, const rc::table_schema& table, const std::vector<std::string_view>& columns)
    : case_(c), table_(table) {
  for (std::size_t i = 0; i < c.claims.size(); ++i) claim_names_.push_back(claim_name(i));
  for (std::size_t i = 0; i < c.roles.size(); ++i) role_names_.push_back(role_name(i));
  mapped_roles_ = {"ROLE_USER", "ROLE_ADMIN"};
  mapped_roles_.insert(mapped_roles_.end(), role_names_.begin(), role_names_.end());
  for (std::size_t i = 0; i < mapped_roles_.size(); ++i) mapping_.push_back({mapped_roles_[i], static_cast<std::uint32_t>(i), 1});
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    const auto first = static_cast<std::uint32_t>(tokens_.size());
    append_tokens(c.roles[i].condition, columns);
    restrictions_.push_back({role_names_[i], &table, first, static_cast<std::uint32_t>(tokens_.size()) - first});
  }
  roles_claims_[0].path.append("roles");
  description_.name_claim.path.append("sub");
  description_.roles_claims = roles_claims_;
  description_.role_mapping = {mapping_, mapped_roles_};
  description_.gate = std::span(mapped_roles_).first(1);
  description_.admin_role = "ROLE_ADMIN";
  description_.combination = static_cast<rc::combination>(c.how);
  description_.restrictions = {restrictions_, tokens_};

  rc::detail::policy_compiler<arrays> compiler(description_, made_);
  compiler.compile_roles();
  finding_ = rc::detail::find_problem(description_, made_);
  if (finding_.problem != rc::policy_problem::none) return;
  compiler.compile_rows();
  compiler.compile_claims();
  compiled_ = rc::detail::view_of(made_, description_);

  for (const rc::claim_path& path : compiled_.compared_claims) {
    const auto at = std::ranges::find(claim_names_, path.names[0]);
    const oracle::claim& claim = c.claims[static_cast<std::size_t>(at - claim_names_.begin())];
    rc::claim_values& values = compared_.emplace_back();
    values.is_usable = claim.is_there;
    values.is_list = claim.is_list;
    for (const oracle::claim_scalar& s : claim.values) std::visit([&](const auto& held) { values.scalars.emplace_back(held); }, s);
  }
  roles_.assign(rc::words_for(compiled_.role_count()), 0);
  const auto give = [&](std::string_view role) {
    const std::size_t number = compiled_.roles.find(role);
    roles_[number / 64] |= std::uint64_t{1} << number % 64;
  };
  if (c.is_allowed) give("ROLE_USER");
  if (c.is_admin) give("ROLE_ADMIN");
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (c.roles[i].is_held) give(role_names_[i]);
}

rc::plan policy_of::plan() const { return rc::make_plan({compiled_, roles_, compared_, case_.is_allowed}, table_); }

void policy_of::append_tokens(const oracle::condition& c, const std::vector<std::string_view>& columns) {
  using form = oracle::condition::form;
  static constexpr comparison ops[] = {comparison::equal,      comparison::not_equal,   comparison::less,
                                       comparison::less_equal, comparison::greater,     comparison::greater_equal,
                                       comparison::in,         comparison::starts_with, comparison::is_null};
  switch (c.is) {
    case form::negate:
      append_tokens(c.parts[0], columns);
      tokens_.push_back({.kind = token_kind::negate});
      return;
    case form::all_of:
    case form::any_of:
      for (std::size_t i = 0; i < c.parts.size(); ++i) {
        append_tokens(c.parts[i], columns);
        if (i > 0) tokens_.push_back({.kind = c.is == form::all_of ? token_kind::all_of : token_kind::any_of});
      }
      return;
    case form::compare:
      for (const oracle::scalar& s : c.literals) {
        const auto* real = std::get_if<double>(&s);
        // A whole number may be written without a point.
        tokens_.push_back({.literal = real != nullptr && *real == 2 ? rc::value::of(std::int64_t{2}) : as_value(s)});
      }
      tokens_.push_back({.kind = token_kind::compare,
                         .op = ops[static_cast<std::size_t>(c.op)],
                         .operands = static_cast<std::uint32_t>(c.literals.size()),
                         .column = columns[c.column]});
      return;
    case form::compare_with_claim:
      for (std::size_t i = 0; i < rc::detail::max_claim_segments; ++i)
        tokens_.push_back({.kind = token_kind::segment,
                           .literal = rc::value::of(i == 0 ? std::string_view(claim_names_[c.claim]) : std::string_view())});
      tokens_.push_back({.kind = token_kind::compare_with_claim,
                         .op = ops[static_cast<std::size_t>(c.op)],
                         .operands = 1,
                         .column = columns[c.column]});
      return;
  }
}

}  // namespace property
