// SPDX-License-Identifier: BSL-1.0
// From a claims object to a user's name and roles, in one pass over the text.
#pragma once

#include <rowclaim/claims/claim_reader.hpp>
#include <rowclaim/policy/role_decision.hpp>
#include <rowclaim/rows/claim_value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

/// Text from the claims: a view of them, or a copy where the claims had it escaped.
class claim_text {
 public:
  void set(std::string_view text, bool is_stable) {
    if (is_stable) {
      view_ = text;
    } else {
      copy_ = text;
      is_copied_ = true;
    }
  }
  std::string_view view() const { return is_copied_ ? std::string_view(copy_) : view_; }

 private:
  std::string_view view_;
  std::string copy_;
  bool is_copied_ = false;
};

/// What one pass over the claims leaves behind besides the roles.
struct evaluated_claims {
  claim_text issuer;
  claim_text subject;
  claim_text name;
  std::vector<claim_values> compared;  // as the policy numbers them
  bool is_allowed = false;
};

template <class Listener>
class evaluation_sink : public claim_sink {
 public:
  evaluation_sink(const compiled_policy& policy, role_collector<Listener>& roles, evaluated_claims& out)
      : source_count_(policy.role_sources.size()), first_compared_(policy.first_compared_request()), roles_(roles), out_(out) {
    if (!policy.compared_claims.empty()) out.compared.resize(policy.compared_claims.size());
  }

  /// Begins again, with some sources of roles left out: one bit each.
  void restart(std::uint64_t left_out) {
    left_out_ = left_out;
    roles_.restart();
    for (claim_values& values : out_.compared) values = {};
  }

  [[gnu::always_inline]] void text(std::size_t request, json_text text) {
    // Most texts are roles; a request before theirs wraps around to a large number.
    const std::size_t source = request - compiled_policy::first_role_request;
    if (source < source_count_) [[likely]] {
      if ((left_out_ >> request & 1) == 0) roles_.provider_role(source, text.view);
    } else {
      other_text(request, text.view, text.is_stable);
    }
  }
  void integer(std::size_t request, std::int64_t number) { add_scalar(request, number); }
  void real(std::size_t request, double number) { add_scalar(request, number); }
  void boolean(std::size_t request, bool truth) { add_scalar(request, truth); }
  void list(std::size_t request) {
    if (request >= first_compared_) out_.compared[request - first_compared_].is_list = true;
  }

 private:
  [[gnu::noinline]] void other_text(std::size_t request, std::string_view text, bool is_stable) {
    if (request >= first_compared_)
      out_.compared[request - first_compared_].scalars.emplace_back(std::in_place_type<std::string>, text);
    else if (request == compiled_policy::name_request) out_.name.set(text, is_stable);
    else if (request == compiled_policy::subject_request) out_.subject.set(text, is_stable);
    else out_.issuer.set(text, is_stable);
  }

  template <class Scalar>
  void add_scalar(std::size_t request, Scalar scalar) {
    if (request >= first_compared_) out_.compared[request - first_compared_].scalars.emplace_back(scalar);
  }

  std::size_t source_count_;
  std::size_t first_compared_;
  std::uint64_t left_out_ = 0;  // by request
  role_collector<Listener>& roles_;
  evaluated_claims& out_;
};

/// A4: a source that is malformed or overflowed refuses, unless the policy says by name that it may be so.
inline result<void> check_role_source(const claim_source& source, presence found, bool has_control_character) {
  const std::string_view claim = source.path.names[0];
  switch (found) {
    case presence::present: return {};
    case presence::absent:
      if (source.is_required) return error{errc::claim_missing, step::claims, claim};
      return {};
    case presence::malformed:
      if (source.is_malformed_allowed) return {};
      return error{has_control_character ? errc::claim_has_control_character : errc::claim_malformed, step::claims, claim};
    case presence::overflowed:
      if (source.is_overflow_allowed) return {};
      return error{errc::claim_overflowed, step::claims, claim};
  }
  return error{errc::claim_malformed, step::claims, claim};
}

/// A10: the name is there and is text, or nobody signs in; the issuer and subject are text if they are there.
inline result<void> check_identity(const claim_source& name_claim, const claim_findings& found, const evaluated_claims& read) {
  const std::string_view claim = name_claim.path.names[0];
  constexpr std::size_t name = compiled_policy::name_request;
  if (found.of(name) == presence::absent) return error{errc::name_claim_missing, step::claims, claim};
  if (found.has_control_character(name)) return error{errc::claim_has_control_character, step::claims, claim};
  if (found.of(name) == presence::overflowed) return error{errc::claim_overflowed, step::claims, claim};
  if (found.of(name) != presence::present) return error{errc::name_claim_malformed, step::claims, claim};
  if (read.name.view().empty()) return error{errc::name_claim_empty, step::claims, claim};
  for (const auto& [request, which] :
       {std::pair(compiled_policy::issuer_request, "iss"), std::pair(compiled_policy::subject_request, "sub")}) {
    if (found.has_control_character(request)) return error{errc::claim_has_control_character, step::claims, which};
    if (found.of(request) != presence::present && found.of(request) != presence::absent)
      return error{errc::claim_malformed, step::claims, which};
  }
  return {};
}

/// Each claim that the policy requires is one scalar that it accepts.
inline result<void> check_requirements(const compiled_policy& policy, const claim_findings& found,
                                       std::span<const claim_values> compared) {
  const std::span<const compiled_requirement> all = policy.requirements;
  for (std::size_t i = 0; i < all.size();) {
    const std::size_t request = policy.first_compared_request() + all[i].claim;
    const claim_values& values = compared[all[i].claim];
    const std::string_view claim = policy.compared_claims[all[i].claim].names[0];
    if (found.of(request) == presence::absent) return error{errc::claim_missing, step::claims, claim};
    if (found.of(request) == presence::overflowed) return error{errc::claim_overflowed, step::claims, claim};
    if (found.has_control_character(request)) return error{errc::claim_has_control_character, step::claims, claim};
    if (!values.is_usable || values.is_list || values.scalars.size() != 1) return error{errc::claim_malformed, step::claims, claim};
    bool is_accepted = false;
    for (const std::uint32_t group = all[i].group; i < all.size() && all[i].group == group; ++i) {
      const auto held = converted_to(values.scalars.front(), all[i].accepted.kind);
      is_accepted = is_accepted || (held && are_same(*held, all[i].accepted));
    }
    if (!is_accepted) return error{errc::claim_not_accepted, step::claims, claim};
  }
  return {};
}

/// The engine behind `authorize` and `explain`. `roles` has a bit for each role of the policy, all clear; it means nothing on refusal.
/// Complexity: one pass over the claims, one look-up for each provider role. No allocation if the policy compares no columns with
/// claims and the claims that it reads have no escapes.
template <class Listener, RoleSource Source>
result<void> evaluate_claims(const compiled_policy& policy, std::string_view json, const Source& source, const json_limits& limits,
                             std::span<std::uint64_t> roles, Listener& listener, evaluated_claims& out) {
  role_collector<Listener> collector(policy, roles, listener);
  evaluation_sink<Listener> sink(policy, collector, out);
  auto found = read_claims(json, policy.claims, sink, limits);
  if (!found) return found.error();
  if (auto checked = check_identity(policy.name_claim, *found, out); !checked) return checked.error();
  std::uint64_t left_out = 0;
  for (std::size_t i = 0; i < policy.role_sources.size(); ++i) {
    const std::size_t request = compiled_policy::first_role_request + i;
    if (auto checked = check_role_source(policy.role_sources[i], found->of(request), found->has_control_character(request));
        !checked)
      return checked.error();
    if (found->of(request) == presence::malformed || found->of(request) == presence::overflowed)
      left_out |= std::uint64_t{1} << request;
  }
  if (left_out != 0) {
    // Some of its values may have counted before it turned out that none must; so rare a case may cost a second pass.
    sink.restart(left_out);
    found = read_claims(json, policy.claims, sink, limits);
    if (!found) return found.error();
  }
  for (std::size_t i = 0; i < out.compared.size(); ++i)
    out.compared[i].is_usable = found->of(policy.first_compared_request() + i) == presence::present;
  if (!policy.requirements.empty()) [[unlikely]] {
    if (auto met = check_requirements(policy, *found, out.compared); !met) return met.error();
  }
  const defaults when = left_out == 0 ? defaults::apply : defaults::withhold;
  if (auto finished = collector.finish(out.name.view(), source, when); !finished) return finished.error();
  // Without the defaults, and without a gate, nothing would restrict the user: losing a claim must not widen access (A8).
  const bool lacks_defaults = when == defaults::withhold && !collector.has_any() && !policy.default_roles.empty();
  out.is_allowed = !lacks_defaults && collector.passes_gate();
  return {};
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
