// SPDX-License-Identifier: BSL-1.0
// An explanation as text for a terminal, and the sentences that the page for a browser shares with it.
#pragma once

#include <rowclaim/policy/access_explanation.hpp>
#include <rowclaim/policy/detail/visible_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Why the gate let the user in or not, in words.
inline std::string gate_in_words(const explanation& user) {
  if (user.gate.empty() && user.is_allowed) return "Everybody is let in, as the policy has no gate.";
  if (user.gate.empty()) return "The user is not let in, as the default roles are withheld and there is no other role.";
  std::vector<std::string> held;
  std::vector<std::string> missing;
  for (const gate_role& one : user.gate) (one.is_held ? held : missing).push_back(one.role);
  if (user.is_allowed) return "The user is let in, having " + detail::listed(held) + ".";
  if (held.empty() && missing.size() == 1) return "The user is not let in, as " + missing.front() + " is missing.";
  if (held.empty()) return "The user is not let in, having none of " + detail::listed(missing) + ".";
  return "The user is not let in, as the default roles are withheld and there is no other role.";
}

/// What became of the default roles, in words.
inline std::string defaults_in_words(const explanation& user) {
  const std::string roles = detail::listed(user.default_roles);
  switch (user.defaults) {
    case defaults_outcome::none_declared: return "The policy has no default roles.";
    case defaults_outcome::given: return "The default roles were given (" + roles + "), as nothing else gave a role.";
    case defaults_outcome::not_needed: return "The default roles were not given (" + roles + "), as there is another role.";
    case defaults_outcome::withheld:
      return "The default roles were withheld (" + roles +
             "), as a claim of roles could not be read: losing it must not widen access.";
  }
  return {};
}

/// Why a plan is what it is, in a sentence.
inline std::string in_words(const plan_explanation& plan) {
  switch (plan.reason) {
    case plan_reason::not_let_in: return "No row: the user is not let in.";
    case plan_reason::administrator: return "Every row: the user has the administrator's role.";
    case plan_reason::unlisted:
      return plan.verdict == plan::kind::allow_all
                 ? "Every row: the policy restricts nobody on this table."
                 : "No row: the policy does not list this table, and denies those that it does not list.";
    case plan_reason::another_table: return "No row: the policy was written for another table of this name.";
    case plan_reason::unknown_table: return "No row: the policy declares no such table.";
    case plan_reason::not_restricted: return "Every row: none of the user's roles is restricted on this table.";
    case plan_reason::combined: break;
  }
  if (plan.verdict == plan::kind::deny_all) return "No row: the restrictions of the user's roles leave none.";
  if (plan.verdict == plan::kind::allow_all) return "Every row: the restrictions of the user's roles leave none out.";
  return "Rows where " + plan.condition + ".";
}

/// How restrictions were combined, in a sentence.
inline std::string combination_in_words(const plan_explanation& plan) {
  if (plan.restrictions.size() < 2) return "There is one restriction, and a row must meet it.";
  switch (plan.how) {
    case combination::per_column:
      return plan.groups.size() < 2
                 ? "All are about the same columns: one of them is enough."
                 : "About the same columns, one of them is enough; across different columns, a row must meet each.";
    case combination::any_role: return "It is enough that one role admits the row.";
    case combination::all_roles: return "Every role must admit the row.";
  }
  return {};
}

/// What came of the search for the smallest change, in a sentence; flips follow it, if there are any.
inline std::string in_words(const change_search& flip, bool is_visible) {
  const std::string effect = is_visible ? "hide" : "show";
  if (!flip.smallest.empty())
    return "The smallest that would " + effect + " the row is " +
           (flip.smallest.front().changes.size() == 1 ? "one change"
                                                      : std::to_string(flip.smallest.front().changes.size()) + " changes") +
           (flip.smallest.size() > 1 ? "; any one of these:" : ":");
  if (flip.looked_at == 0) return "Nothing could be tried that would " + effect + " the row.";
  return "No change of " +
         (flip.looked_at == 1 ? "one role or claim" : "up to " + std::to_string(flip.looked_at) + " roles or claims") + " would " +
         effect + " the row.";
}

/// A flip in a sentence.
inline std::string in_words(const row_flip& flip) {
  std::string text;
  for (const claim_change& change : flip.changes) text.append(text.empty() ? "" : ", and ").append(in_words(change));
  return text + (flip.makes_administrator ? "; that makes an administrator, who sees every row" : "");
}

/// What a comparison is of the row, in words: "Country is one of France: false".
inline std::string in_words(const explained_comparison& one) {
  return one.column + " " + one.asks + ": " + std::string(name(one.met)) + (one.because.empty() ? "" : ", because " + one.because);
}

namespace detail {

/// Lines of at most so many places, broken between words; what follows the first is indented by two more.
class text_lines {
 public:
  explicit text_lines(std::size_t width) : width_(width) {}

  void heading(std::string_view text) {
    if (!out_.empty()) out_ += '\n';
    add(0, text);
  }
  void add(std::size_t indent, std::string_view text) {
    const std::string shown = visible_text(text);
    std::string line(indent, ' ');
    std::size_t used = indent;
    bool is_begun = false;
    for (std::size_t at = 0; at < shown.size();) {
      const std::size_t end = std::min(shown.find(' ', at), shown.size());
      const std::string_view word = std::string_view(shown).substr(at, end - at);
      std::size_t places = 0;
      for (std::size_t i = 0; i < word.size();) {
        const read_character_result one = read_utf8(word.substr(i));
        places += places_of(one.code);
        i += one.size;
      }
      if (is_begun && used + 1 + places > width_) {
        out_.append(line).append("\n");
        line.assign(indent + 2, ' ');
        used = indent + 2;
      } else if (is_begun) {
        line += ' ';
        ++used;
      }
      line += word;
      used += places;
      is_begun = true;
      at = end + 1;
    }
    out_.append(line).append("\n");
  }
  std::string take() && { return std::move(out_); }

 private:
  std::size_t width_;
  std::string out_;
};

inline void add_user(text_lines& out, const explanation& user) {
  out.heading("Roles of " + user.name + " (claim " + user.name_claim + ")");
  if (user.reasons.empty()) out.add(2, "none");
  for (const role_reason& reason : user.reasons) out.add(2, in_words(reason));
  for (const ignored_role& one : user.ignored)
    out.add(2, "ignored: \"" + one.value + "\" in claim " + one.claim + " gives no role");
  out.add(2, defaults_in_words(user));
  out.add(2, gate_in_words(user));
  for (const auto* claims : {&user.role_claims, &user.other_claims})
    for (const claim_reading& one : *claims)
      if (one.found != presence::present) out.add(2, "Claim " + one.claim + " is " + std::string(name(one.found)) + ".");
}

inline void add_plan(text_lines& out, const plan_explanation& plan) {
  out.heading("Table " + plan.table);
  out.add(2, in_words(plan));
  for (const role_condition& one : plan.restrictions) out.add(4, one.role + ": " + one.condition);
  if (plan.reason == plan_reason::combined) out.add(2, combination_in_words(plan));
}

inline void add_row(text_lines& out, const row_explanation& row, const change_search& flip) {
  out.heading("The row is " + std::string(row.is_visible ? "visible" : "not visible"));
  for (const explained_cell& cell : row.cells) out.add(2, cell.column + " = " + (cell.is_null ? "null" : cell.value));
  for (const explained_group& group : row.groups) {
    out.add(2, (group.columns.empty() ? "All columns" : group.columns) + ": " + std::string(name(group.met)));
    for (const explained_condition& condition : group.conditions) {
      out.add(4, condition.role + ": " + std::string(name(condition.met)));
      for (const explained_comparison& one : condition.comparisons) out.add(6, in_words(one));
    }
  }
  out.add(2, in_words(flip, row.is_visible));
  for (const row_flip& one : flip.smallest) out.add(4, "- " + in_words(one));
  if (!flip.without_administrator.empty()) out.add(2, "Without making an administrator:");
  for (const row_flip& one : flip.without_administrator) out.add(4, "- " + in_words(one));
}

}  // namespace detail

/// An explanation as plain text in lines, for a terminal: what could control it is spelled out.
/// It contains values of claims: it is for the user and the administrator, not for logs.
[[nodiscard]] inline std::string in_words(const access_explanation& why, std::size_t width = 100) {
  detail::text_lines out(width);
  detail::add_user(out, why.user);
  for (const plan_explanation& plan : why.plans) detail::add_plan(out, plan);
  if (why.row) detail::add_row(out, *why.row, why.flip);
  return std::move(out).take();
}

}  // namespace rowclaim::inline v0_1
