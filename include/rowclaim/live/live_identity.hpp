// SPDX-License-Identifier: BSL-1.0
// A signed-in user under a policy that was loaded, and what the user may see.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/authorize.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {
struct live_identity_maker;
}

/// A user under one state of a policy, which it keeps: whatever is loaded meanwhile, a request sees one policy from its beginning to
/// its end. Only `authorize` makes one.
class live_identity {
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

  /// The policy that decided.
  const std::shared_ptr<const loaded_policy>& policy() const noexcept { return policy_; }

  identity_view view() const noexcept { return {policy_->compiled(), roles_, compared_claims_, is_allowed_}; }

 private:
  friend struct detail::live_identity_maker;

  explicit live_identity(std::shared_ptr<const loaded_policy> policy)
      : policy_(std::move(policy)), roles_(words_for(policy_->compiled().role_count())) {}

  std::shared_ptr<const loaded_policy> policy_;
  std::string issuer_;
  std::string subject_;
  std::string name_;
  std::vector<std::uint64_t> roles_;
  std::vector<claim_values> compared_claims_;
  bool is_allowed_ = false;
};

namespace detail {

/// Makes live identities; nothing else can.
struct live_identity_maker {
  template <class Source>
  static result<live_identity> make(std::shared_ptr<const loaded_policy> policy, std::string_view json,
                                    const authorize_options<Source>& options) {
    live_identity user(std::move(policy));
    grant_listener nobody;
    evaluated_claims read;
    const auto evaluated =
        evaluate_claims(user.policy_->compiled(), json, options.individual_roles, options.limits, user.roles_, nobody, read);
    if (!evaluated) return evaluated.error();
    user.issuer_ = read.issuer.view();
    user.subject_ = read.subject.view();
    user.name_ = read.name.view();
    user.compared_claims_ = std::move(read.compared);
    user.is_allowed_ = read.is_allowed;
    return user;
  }
};

}  // namespace detail

/// Applies a loaded policy to verified claims.
///
/// Errors: those of the form for a policy of the program's; `policy_is_not_sound` without a policy. An error's detail may be the name
///   of a claim in the policy's own text: it is good for as long as the policy is.
/// Complexity: one pass over the claims.
template <ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<live_identity> authorize(std::shared_ptr<const loaded_policy> policy, const Token& token,
                                              const authorize_options<Source>& options = {}) {
  if (policy == nullptr) return error{errc::policy_is_not_sound, step::policy};
  return detail::live_identity_maker::make(std::move(policy), token.claims().json(), options);
}

/// What the user may see of a table that the policy declares. A table that it does not declare shows nothing.
/// The plan refers to the policy: it is good for as long as the user is.
[[nodiscard]] inline plan plan_for(const live_identity& user, std::string_view table) {
  const table_schema* schema = user.policy()->find_table(table);
  return schema != nullptr ? make_plan(user.view(), *schema) : plan();
}

/// What the user may see of a table of the program's, for which the policy must have been read: otherwise nothing.
template <class Table>
[[nodiscard]] plan plan_for(const live_identity& user) {
  return make_plan(user.view(), Table::schema());
}

/// The user's plan for a table, ready to test rows one by one. It is good for as long as the user is.
template <class Table>
[[nodiscard]] row_filter<Table> filter_for(const live_identity& user) {
  return row_filter<Table>(plan_for<Table>(user));
}

/// Whether the user may see one row. Makes a plan each time; for many rows, take `filter_for` once or pass the range.
template <class Table>
[[nodiscard]] bool visible(const live_identity& user, const typename Table::row_type& row) {
  return filter_for<Table>(user).shows(row);
}

/// The rows of a range that the user may see, in their order, as a range. The user, and a range given by reference, must outlive it.
template <class Table, class Rows>
  requires(RowsOf<Rows, Table> && !std::convertible_to<const Rows&, const typename Table::row_type&>)
[[nodiscard]] auto visible(const live_identity& user, Rows&& rows) {
  return visible_under<Table>(plan_for<Table>(user), std::forward<Rows>(rows));
}

}  // namespace rowclaim::inline v0_1
