// SPDX-License-Identifier: BSL-1.0
// From what a provider says about a user to the user's application roles.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/policy/compiled_policy.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A source of individual roles at run time: called with a user's name, it gives a range of role names, or a result of one.
template <class Source> concept RoleSource = std::invocable<const Source&, std::string_view>;

/// A source that knows nobody.
struct no_role_source {
  constexpr std::span<const std::string_view> operator()(std::string_view) const { return {}; }
};

/// Told where each role comes from while roles are decided. This one does not listen, and costs nothing.
struct grant_listener {
  constexpr void mapped(std::size_t /*source*/, std::string_view /*provider_role*/, role_number) {}
  constexpr void passed_through(std::size_t /*source*/, std::string_view /*provider_role*/, role_number) {}
  constexpr void ignored(std::size_t /*source*/, std::string_view /*provider_role*/) {}
  constexpr void mapped_name(std::string_view /*name*/, role_number) {}
  constexpr void individual(std::string_view /*name*/, role_number) {}
  constexpr void from_source(std::string_view /*name*/, role_number) {}
  constexpr void by_default(role_number) {}
  constexpr void restart() {}  ///< what was told so far does not count: the claims are read again, without a source
};

namespace detail {

constexpr bool has_role(std::span<const std::uint64_t> roles, role_number role) {
  return role / 64 < roles.size() && (roles[role / 64] >> (role % 64) & 1) != 0;
}

/// Whether a user with no role at all gets the default roles. They are withheld when a source of roles could not be read (A8).
enum class defaults : unsigned char { apply, withhold };

/// Collects a user's roles. `roles` has a bit for each role of the policy, all clear at first.
template <class Listener = grant_listener>
class role_collector {
 public:
  constexpr role_collector(const compiled_policy& policy, std::span<std::uint64_t> roles, Listener& listener)
      : policy_(policy), roles_(roles), listener_(listener) {}

  /// A role that the provider says the user has (A5, A6).
  constexpr void provider_role(std::size_t source, std::string_view role) {
    if (const std::uint32_t key = policy_.role_mapping.keys.find(role); key != name_table::not_found) {
      const auto all_given = policy_.roles_of(policy_.role_mapping.grants[key]);
      if (all_given.empty()) listener_.ignored(source, role);
      for (role_number given : all_given) {
        give(given);
        listener_.mapped(source, role, given);
      }
      return;
    }
    if (!policy_.pass_through.empty() && pass_through(source, role)) return;
    listener_.ignored(source, role);
  }

  /// The roles that the user's name gives (A5, A7), and the defaults if there are none at all (A8).
  /// Errors: `role_is_not_declared` if the source gives a role that the policy does not know; `role_source_failed`.
  template <RoleSource Source>
  constexpr result<void> finish(std::string_view name, const Source& source, defaults when) {
    give_all(policy_.name_mapping, name, [&](role_number r) { listener_.mapped_name(name, r); });
    if (policy_.namespaces == mapping_namespaces::shared)
      give_all(policy_.role_mapping, name, [&](role_number r) { listener_.mapped_name(name, r); });
    give_all(policy_.individual_roles, name, [&](role_number r) { listener_.individual(name, r); });
    if constexpr (!std::same_as<Source, no_role_source>) {
      if (auto asked = ask(source, name); !asked) return asked.error();
    }
    if (!has_any_ && when == defaults::apply)
      for (role_number given : policy_.default_roles) {
        give(given);
        listener_.by_default(given);
      }
    return {};
  }

  constexpr bool has_any() const { return has_any_; }

  /// Forgets all roles.
  constexpr void restart() {
    std::fill(roles_.begin(), roles_.end(), std::uint64_t{0});
    has_any_ = false;
    listener_.restart();
  }

  /// Whether the roles let the user in (A9).
  constexpr bool passes_gate() const {
    if (policy_.gate.empty()) return true;
    for (role_number role : policy_.gate)
      if (has_role(roles_, role)) return true;
    return false;
  }

 private:
  constexpr void give(role_number role) {
    roles_[role / 64] |= std::uint64_t{1} << (role % 64);
    has_any_ = true;
  }

  template <class Tell>
  constexpr void give_all(const grant_table& table, std::string_view key, Tell tell) {
    const std::uint32_t number = table.keys.find(key);
    if (number == name_table::not_found) return;
    for (role_number given : policy_.roles_of(table.grants[number])) {
      give(given);
      tell(given);
    }
  }

  constexpr bool pass_through(std::size_t source, std::string_view role) {
    const role_number known = policy_.roles.find(role);
    if (known == name_table::not_found) return false;
    for (std::string_view glob : policy_.pass_through) {
      if (!matches_glob(role, glob)) continue;
      give(known);
      listener_.passed_through(source, role, known);
      return true;
    }
    return false;
  }

  template <class Range>
  result<void> give_named(const Range& names, std::string_view user) {
    for (const auto& name : names) {
      const role_number known = policy_.roles.find(std::string_view(name));
      // Leaving out a restricted role would show more, not less (B5): so a role that nobody knows refuses.
      if (known == name_table::not_found) return error{errc::role_is_not_declared, step::policy};
      give(known);
      listener_.from_source(user, known);
    }
    return {};
  }

  template <class Source>
  result<void> ask(const Source& source, std::string_view name) {
    try {
      auto&& answer = source(name);
      if constexpr (requires {
                      answer.has_value();
                      answer.error();
                    }) {
        if (!answer.has_value()) return error{errc::role_source_failed, step::policy};
        return give_named(*answer, name);
      } else {
        return give_named(answer, name);
      }
    } catch (...) {
      return error{errc::role_source_failed, step::policy};
    }
  }

  const compiled_policy& policy_;
  std::span<std::uint64_t> roles_;
  Listener& listener_;
  bool has_any_ = false;
};

}  // namespace detail
}  // namespace rowclaim::inline v0_1
