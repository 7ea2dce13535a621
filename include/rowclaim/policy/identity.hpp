// SPDX-License-Identifier: BSL-1.0
// A signed-in user under a policy: who it is, what roles, and whether the policy lets the user in.
#pragma once

#include <rowclaim/policy/claims_evaluation.hpp>
#include <rowclaim/policy/policy.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What plans are made from, for users of policies from either door.
struct identity_view {
  const compiled_policy& policy;
  std::span<const std::uint64_t> roles;  ///< one bit a role of the policy
  std::span<const claim_values> compared_claims;
  bool is_allowed = false;

  bool has(std::string_view role) const noexcept {
    const role_number number = policy.roles.find(role);
    return number != name_table::not_found && detail::has_role(roles, number);
  }
  std::vector<std::string_view> role_names() const {
    std::vector<std::string_view> names;
    for (role_number role = 0; role < policy.role_count(); ++role)
      if (detail::has_role(roles, role)) names.push_back(policy.roles.names[role]);
    return names;
  }
};

namespace detail {
template <class Policy>
struct identity_maker;
}

/// A user under a policy. Only `authorize` makes one. It holds no token, and stays as it is when the policy's inputs change:
/// authorise again for the next request.
template <class Policy>
class identity {
 public:
  /// Who the user is: the pair (issuer, subject), as tokens carry it.
  std::string_view issuer() const noexcept { return issuer_; }
  std::string_view subject() const noexcept { return subject_; }
  /// What the policy calls the user: for display, and for roles given by name.
  std::string_view name() const noexcept { return name_; }

  /// Whether the gate lets the user in. If not, every table shows nothing.
  bool is_allowed() const noexcept { return is_allowed_; }

  /// Whether the user has a role; false for a role that the policy does not know.
  bool has(std::string_view role) const noexcept { return view().has(role); }

  /// The user's roles, in the order in which the policy mentions them first.
  std::vector<std::string_view> roles() const { return view().role_names(); }

  identity_view view() const noexcept { return {compiled<Policy>(), roles_, compared_claims_, is_allowed_}; }

 private:
  friend struct detail::identity_maker<Policy>;

  identity() = default;

  static constexpr std::size_t words = words_for(detail::static_policy<Policy>::roles.role_names.size());

  std::string issuer_;
  std::string subject_;
  std::string name_;
  std::array<std::uint64_t, words> roles_{};
  std::vector<claim_values> compared_claims_;
  bool is_allowed_ = false;
};

}  // namespace rowclaim::inline v0_1
