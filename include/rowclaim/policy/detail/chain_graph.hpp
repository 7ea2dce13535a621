// SPDX-License-Identifier: BSL-1.0
// The chain from claims to a row as boxes and lines: what is in the drawing, before anybody says where.
#pragma once

#include <rowclaim/policy/access_explanation.hpp>
#include <rowclaim/policy/explanation_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/explanation_page.hpp>

namespace rowclaim::inline v0_1::detail {

inline constexpr std::array<std::string_view, 6> stage_names{"Claims", "Mapping", "Roles", "Restrictions", "Plan", "Row"};

enum class box_look : std::uint8_t { plain, ignored, good, bad, unknown };

constexpr std::string_view name(box_look look) {
  switch (look) {
    case box_look::plain: return "plain";
    case box_look::ignored: return "ignored";
    case box_look::good: return "good";
    case box_look::bad: return "bad";
    case box_look::unknown: return "unknown";
  }
  return "plain";
}

constexpr box_look look_of(truth met) {
  return met == truth::is_true ? box_look::good : met == truth::is_false ? box_look::bad : box_look::unknown;
}

struct chain_box {
  std::size_t stage = 0;
  std::string text;
  std::string note;
  box_look look = box_look::plain;
};

struct chain_line {
  std::size_t from = 0;
  std::size_t to = 0;
  box_look look = box_look::plain;
};

struct chain_graph {
  std::vector<chain_box> boxes;  // of each stage from the top down
  std::vector<chain_line> lines;
};

/// Puts the boxes of an explanation together. Where there are too many roles or ignored values, one box stands for the rest.
class chain_builder {
 public:
  explicit chain_builder(const access_explanation& why) : why_(why) {}

  chain_graph build() && {
    choose_roles();
    for (const std::string& role : shown_) add_role(role);
    if (hidden_ > 0) add_hidden_roles();
    add_ends();
    add_ignored();
    return std::move(graph_);
  }

 private:
  static constexpr std::size_t most_roles = 14;
  static constexpr std::size_t most_ignored = 4;
  static constexpr int last_rank = 3;
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  std::size_t box(std::size_t stage, std::string text, std::string note, box_look look = box_look::plain) {
    graph_.boxes.push_back({stage, std::move(text), std::move(note), look});
    return graph_.boxes.size() - 1;
  }
  void line(std::size_t from, std::size_t to, box_look look = box_look::plain) {
    if (from == nowhere) return;  // a role that nothing gave: somebody made this explanation by hand
    const auto is_same = [&](const chain_line& one) { return one.from == from && one.to == to; };
    if (std::ranges::none_of(graph_.lines, is_same)) graph_.lines.push_back({from, to, look});
  }
  std::size_t box_once(std::size_t stage, const std::string& text, const std::string& note) {
    const auto [found, is_new] = known_.try_emplace({stage, text, note}, graph_.boxes.size());
    return is_new ? box(stage, text, note) : found->second;
  }

  bool is_of_gate(const std::string& role) const {
    return std::ranges::any_of(why_.user.gate, [&](const gate_role& one) { return one.role == role; });
  }
  // The lower, the more worth being shown: what decides, then what is restricted, then the rest.
  int rank(const std::string& role) const {
    if (is_of_gate(role)) return 0;
    int best = last_rank;
    for (const plan_explanation& plan : why_.plans) {
      for (const role_condition& one : plan.restrictions)
        if (one.role == role) best = 2;
    }
    if (why_.row)
      for (const explained_group& group : why_.row->groups)
        for (const explained_condition& one : group.conditions)
          if (one.role == role && one.met == truth::is_true) best = 1;
    return best;
  }

  // Roles of the gate stand at the top, so that the lines to it pass above the restrictions.
  void choose_roles() {
    std::vector<std::string> all;
    for (const role_reason& reason : why_.user.reasons)
      if (std::ranges::find(all, reason.role) == all.end()) all.push_back(reason.role);
    for (int wanted = 0; wanted <= last_rank; ++wanted)
      for (const std::string& role : all)
        if (rank(role) == wanted) shown_.push_back(role);
    // One box more takes no more room than the box that stands for one role.
    if (shown_.size() > most_roles + 1) {
      hidden_ = shown_.size() - most_roles;
      shown_.resize(most_roles);
    }
  }

  void add_role(const std::string& role) {
    const bool is_restricted = std::ranges::any_of(why_.plans, [&](const plan_explanation& plan) {
      return std::ranges::any_of(plan.restrictions, [&](const role_condition& one) { return one.role == role; });
    });
    const bool is_administrators = std::ranges::any_of(why_.plans, [&](const plan_explanation& plan) {
      return plan.reason == plan_reason::administrator && plan.administrator == role;
    });
    const bool is_judged = !why_.plans.empty() && why_.plans.front().reason != plan_reason::not_let_in;
    std::string note;
    if (is_administrators) note = "sees every row";
    else if (is_of_gate(role)) note = "opens the gate";
    else if (!is_restricted && is_judged) note = "not restricted here";
    const std::size_t at = box(2, role, note, note == "not restricted here" ? box_look::ignored : box_look::plain);
    roles_[role] = at;
    for (const role_reason& reason : why_.user.reasons) {
      if (reason.role != role) continue;
      const std::size_t key = key_of(reason);
      line(key, at);
      if (reason.origin != role_origin::by_default) line(claim_of(reason), key);
    }
  }
  std::size_t claim_of(const role_reason& reason) {
    return reason.claim.empty() ? box_once(0, reason.key, "name, claim " + why_.user.name_claim)
                                : box_once(0, reason.key, "claim " + reason.claim);
  }
  std::size_t key_of(const role_reason& reason) {
    switch (reason.origin) {
      case role_origin::mapped: return box_once(1, reason.key, "role_mapping");
      case role_origin::passed_through: return box_once(1, reason.key, "pass_through");
      case role_origin::mapped_name: return box_once(1, reason.key, "name_mapping");
      case role_origin::individual: return box_once(1, reason.key, "individual_roles");
      case role_origin::from_source: return box_once(1, reason.key, "roles at run time");
      case role_origin::by_default: break;
    }
    return box_once(1, "default_roles", "as no other role");
  }

  void add_hidden_roles() {
    const std::string more = std::to_string(hidden_) + " more ";
    const std::size_t claims = box(0, more + "of them", "all are listed below", box_look::ignored);
    const std::size_t keys = box(1, more + "of them", "", box_look::ignored);
    hidden_box_ = box(2, more + "roles", "all are listed below", box_look::ignored);
    line(claims, keys, box_look::ignored);
    line(keys, hidden_box_, box_look::ignored);
  }

  std::size_t box_of_role(const std::string& role) const {
    const auto found = roles_.find(role);
    return found == roles_.end() ? hidden_box_ : found->second;
  }

  void add_ends() {
    std::vector<std::size_t> ends;
    if (!why_.user.gate.empty() || !why_.user.is_allowed) ends.push_back(add_gate());
    if (why_.user.is_allowed) {
      if (why_.row && !why_.row->groups.empty()) add_groups(ends);
      else add_plans(ends);
    }
    if (!why_.row) return;
    std::string cells;
    for (const explained_cell& cell : why_.row->cells)
      cells.append(cells.empty() ? "" : ", ").append(cell.is_null ? "null" : cell.value);
    const box_look look = why_.row->is_visible ? box_look::good : box_look::bad;
    const std::size_t row = box(5, why_.row->is_visible ? "Visible" : "Not visible", cells, look);
    for (std::size_t end : ends) line(end, row, graph_.boxes[end].look);
  }

  std::size_t add_gate() {
    const std::size_t gate = box(4, "Gate", why_.user.is_allowed ? "let in" : "not let in: no row",
                                 why_.user.is_allowed ? box_look::good : box_look::bad);
    for (const gate_role& one : why_.user.gate)
      if (one.is_held) line(box_of_role(one.role), gate, box_look::good);
    return gate;
  }

  void add_plans(std::vector<std::size_t>& ends) {
    for (const plan_explanation& plan : why_.plans) {
      const box_look look = plan.verdict == plan::kind::allow_all  ? box_look::good
                            : plan.verdict == plan::kind::deny_all ? box_look::bad
                                                                   : box_look::plain;
      const std::size_t end = box(4, plan.table, in_words(plan), look);
      if (plan.reason == plan_reason::administrator) line(box_of_role(plan.administrator), end, look);
      for (const role_condition& one : plan.restrictions)
        add_restriction(one.role, one.condition, one.claims, box_look::plain, end);
      ends.push_back(end);
    }
  }

  void add_groups(std::vector<std::size_t>& ends) {
    const bool is_one_enough = why_.plans.empty() || why_.plans.front().how != combination::all_roles;
    for (const explained_group& group : why_.row->groups) {
      const std::string asks = group.conditions.size() < 2 ? "one restriction"
                               : is_one_enough             ? "one is enough"
                                                           : "every one must hold";
      const std::size_t end = box(4, group.columns.empty() ? "All columns" : group.columns,
                                  asks + ": " + std::string(rowclaim::name(group.met)), look_of(group.met));
      for (const explained_condition& one : group.conditions) {
        std::vector<std::string> claims;
        for (const explained_comparison& compared : one.comparisons)
          if (!compared.claim.empty()) claims.push_back(compared.claim);
        add_restriction(one.role, one.condition, claims, look_of(one.met), end);
      }
      ends.push_back(end);
    }
  }

  void add_restriction(const std::string& role, const std::string& condition, const std::vector<std::string>& claims, box_look look,
                       std::size_t end) {
    const std::size_t from = box_of_role(role);
    if (from == hidden_box_) {
      if (hidden_restrictions_ == nowhere) hidden_restrictions_ = box(3, "their restrictions", "", box_look::ignored);
      line(from, hidden_restrictions_, box_look::ignored);
      return line(hidden_restrictions_, end, box_look::ignored);
    }
    constexpr std::string_view met[] = {"", "", "true", "false", "unknown"};
    const std::size_t at = box(3, condition, std::string(met[static_cast<std::size_t>(look)]), look);
    line(from, at);
    line(at, end, look);
    for (const std::string& claim : claims) line(compared_claim(claim), at);
  }
  std::size_t compared_claim(const std::string& claim) {
    for (const claim_reading& one : why_.user.other_claims)
      if (one.claim == claim)
        return box_once(0, one.values.empty() ? std::string(rowclaim::name(one.found)) : listed(one.values), "claim " + claim);
    return box_once(0, claim, "claim");
  }

  void add_ignored() {
    const auto& ignored = why_.user.ignored;
    const std::size_t shown = ignored.size() > most_ignored + 1 ? most_ignored : ignored.size();
    for (std::size_t i = 0; i < shown; ++i) box(0, ignored[i].value, "ignored, claim " + ignored[i].claim, box_look::ignored);
    if (shown < ignored.size())
      box(0, std::to_string(ignored.size() - shown) + " more", "ignored, listed below", box_look::ignored);
  }

  const access_explanation& why_;
  chain_graph graph_;
  std::vector<std::string> shown_;
  std::size_t hidden_ = 0;
  std::size_t hidden_box_ = nowhere;
  std::size_t hidden_restrictions_ = nowhere;
  std::map<std::string, std::size_t> roles_;
  std::map<std::tuple<std::size_t, std::string, std::string>, std::size_t> known_;
};

}  // namespace rowclaim::inline v0_1::detail
