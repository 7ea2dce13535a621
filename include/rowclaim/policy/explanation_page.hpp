// SPDX-License-Identifier: BSL-1.0
// An explanation as one HTML page that needs nothing else: no script, no other file, and the chain from claim to row drawn.
#pragma once

#include <rowclaim/policy/access_explanation.hpp>
#include <rowclaim/policy/detail/chain_drawing.hpp>
#include <rowclaim/policy/detail/markup.hpp>
#include <rowclaim/policy/explanation_text.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr std::string_view page_style = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#5b6470;--edge:#d5dae1;--fill:#f5f7f9;--line:#9aa4b1;
--good:#176b3a;--good-fill:#e5f5eb;--bad:#a3221b;--bad-fill:#fdecea;--unknown:#7a5200;--unknown-fill:#fdf3dc}
@media(prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e7eaee;--soft:#a2abb6;--edge:#343b44;--fill:#1d2127;--line:#66707d;
--good:#7fd6a0;--good-fill:#16301f;--bad:#ff9d94;--bad-fill:#3a1917;--unknown:#f0c36a;--unknown-fill:#33270e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1360px;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.4rem 0 .5rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p,li{max-width:46rem;overflow-wrap:anywhere}
p{margin:.4rem 0}
ul{margin:.4rem 0;padding-left:1.3rem}
li{margin:.3rem 0}
.verdict{display:block;max-width:46rem;border-left:.4rem solid;border-radius:.5rem;padding:.8rem 1rem;font-size:1.1rem}
.verdict strong{display:block;font-size:1.25rem}
.verdict.good{background:var(--good-fill);border-color:var(--good)}.verdict.good strong{color:var(--good)}
.verdict.bad{background:var(--bad-fill);border-color:var(--bad)}.verdict.bad strong{color:var(--bad)}
.soft{color:var(--soft)}
.scroll{overflow-x:auto;border:1px solid var(--edge);border-radius:.6rem}
.listing{max-width:60rem;margin:.5rem 0}
figure{margin:.6rem 0}
figure .scroll{padding:.7rem;text-align:center}
figcaption{color:var(--soft);font-size:.875rem;margin-top:.4rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding:.55rem .8rem;border-bottom:1px solid var(--edge)}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--edge);overflow-wrap:anywhere;min-width:6rem}
thead th{border-top:0;font-size:.8125rem;color:var(--soft);font-weight:600}
tbody th{font-weight:600}
.tag{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.8125rem;font-weight:600;white-space:nowrap}
.tag.good{background:var(--good-fill);color:var(--good)}.tag.bad{background:var(--bad-fill);color:var(--bad)}
.tag.unknown{background:var(--unknown-fill);color:var(--unknown)}.tag.plain{background:var(--fill);color:var(--soft)}
.chain{max-width:max(100%,1080px);height:auto;text-align:left}
.chain text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.chain .stage{fill:var(--soft);font-weight:600}
.chain .text{font-weight:600}
.chain .note{fill:var(--soft);font-size:11.5px}
.chain rect{fill:var(--fill);stroke:var(--edge);stroke-width:1.5}
.chain .line{fill:none;stroke:var(--line);stroke-width:1.6}
.chain .line.good{stroke:var(--good);stroke-width:2.2}.chain .line.bad{stroke:var(--bad)}
.chain .line.unknown{stroke:var(--unknown)}.chain .line.ignored{stroke:var(--edge)}
.chain .good rect{fill:var(--good-fill);stroke:var(--good)}.chain .good .text{fill:var(--good)}
.chain .bad rect{fill:var(--bad-fill);stroke:var(--bad)}.chain .bad .text{fill:var(--bad)}
.chain .unknown rect{fill:var(--unknown-fill);stroke:var(--unknown)}.chain .unknown .text{fill:var(--unknown)}
.chain .ignored rect{fill:none;stroke-dasharray:4 4}.chain .ignored .text{fill:var(--soft);font-weight:400}
footer{margin-top:2.5rem;color:var(--soft);font-size:.875rem}
@media(max-width:40rem){main{padding:1rem .9rem 2rem}h1{font-size:1.4rem}th,td{padding:.45rem .6rem}}
@media print{.chain{max-width:100%}.scroll{overflow:visible}}
)";

class page_writer {
 public:
  explicit page_writer(const access_explanation& why) : why_(why) {}

  std::string write() && {
    const std::string title = why_.row ? why_.row->is_visible ? "Why this row is visible" : "Why this row is not visible"
                                       : "What " + why_.user.name + " may see";
    out_ =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
        markup(title, 120) + "</title>\n<style>" + std::string(page_style) + "</style>\n</head>\n<body>\n<main>\n<h1>" +
        markup(title, 120) + "</h1>\n";
    write_verdict();
    write_drawing(title);
    if (why_.row) write_flip();
    if (why_.row) write_row();
    write_plans();
    write_roles();
    write_claims();
    out_ +=
        "<footer>This page contains values of claims: it is for the user and the administrator, not for logs.</footer>\n"
        "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_.append("<h2>").append(text).append("</h2>\n"); }
  void paragraph(std::string_view text) { out_ += "<p>" + isolated(text) + "</p>\n"; }

  void begin_table(std::string_view caption, std::initializer_list<std::string_view> columns) {
    out_ += "<div class=\"scroll listing\" tabindex=\"0\" role=\"region\" aria-label=\"" + markup(caption, 120) +
            "\"><table>\n<caption>" + markup(caption, 120) + "</caption>\n<thead><tr>";
    for (std::string_view column : columns) out_ += "<th scope=\"col\">" + std::string(column) + "</th>";
    out_ += "</tr></thead>\n<tbody>\n";
  }
  void end_table() { out_ += "</tbody></table></div>\n"; }
  // The first cell names the line; the others are markup.
  void line(std::string_view first, std::initializer_list<std::string> others) {
    out_ += "<tr><th scope=\"row\">" + isolated(first) + "</th>";
    for (const std::string& one : others) out_ += "<td>" + one + "</td>";
    out_ += "</tr>\n";
  }
  static std::string tag(std::string_view look, std::string_view text) {
    return "<span class=\"tag " + std::string(look) + "\">" + markup(text) + "</span>";
  }
  static std::string tag(truth met) { return tag(name(look_of(met)), rowclaim::name(met)); }

  void write_verdict() {
    const bool is_good = why_.row ? why_.row->is_visible : why_.user.is_allowed;
    const std::string says = why_.row ? (is_good ? "Visible" : "Not visible") : (is_good ? "Let in" : "Not let in");
    out_ += "<p class=\"verdict " + std::string(is_good ? "good" : "bad") + "\"><strong>" + says + "</strong> " +
            (why_.row ? "to " + isolated(why_.user.name) + ", in table " + isolated(why_.row->table) + ". " : std::string()) +
            isolated(reason()) + "</p>\n";
  }
  // The shortest answer: what decided.
  std::string reason() const {
    if (!why_.user.is_allowed || !why_.row || why_.plans.empty()) return gate_in_words(why_.user);
    if (why_.row->groups.empty()) return in_words(why_.plans.front());
    if (why_.row->is_visible) return "The row meets what the user's roles ask for.";
    return refusal_in_words();
  }
  // For each group of columns that is not met, what was asked for and what is there.
  std::string refusal_in_words() const {
    constexpr std::size_t most = 3;
    std::string text;
    for (const explained_group& group : why_.row->groups) {
      if (group.met == truth::is_true) continue;
      std::vector<std::string> asked;
      std::vector<std::string> because;
      for (const explained_condition& one : group.conditions) {
        if (one.met == truth::is_true) continue;
        asked.push_back(one.condition);
        for (const explained_comparison& compared : one.comparisons)
          if (!compared.because.empty() && std::ranges::find(because, compared.because) == because.end())
            because.push_back(compared.because);
      }
      const std::size_t more = asked.size() > most ? asked.size() - most : 0;
      asked.resize(asked.size() - more);
      const std::string joint = why_.plans.front().how == combination::all_roles ? " and that " : " or that ";
      std::string wanted;
      for (const std::string& one : asked) wanted.append(wanted.empty() ? "" : joint).append(one);
      if (more > 0) wanted += ", or one of " + std::to_string(more) + " more";
      text += (text.empty() ? "The user's roles ask that " : " They also ask that ") + wanted + ", but " + listed(because) + ".";
    }
    return text;
  }

  void write_drawing(std::string_view title) {
    heading("From claim to row");
    out_ += "<figure><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"The chain from claim to row\">\n" +
            chain_drawing(chain_builder(why_).build()).svg(title) +
            "</div>\n<figcaption>Green is true, red is false, amber is unknown; dashed gives nothing here. On a narrow screen it "
            "moves sideways; the same stands in words below.</figcaption></figure>\n";
  }

  void write_flips(const std::vector<row_flip>& flips) {
    out_ += "<ul>\n";
    for (const row_flip& one : flips) out_ += "<li>" + isolated(in_words(one)) + "</li>\n";
    out_ += "</ul>\n";
  }
  void write_flip() {
    heading(why_.row->is_visible ? "What would hide it" : "What would show it");
    paragraph(in_words(why_.flip, why_.row->is_visible));
    if (!why_.flip.smallest.empty()) write_flips(why_.flip.smallest);
    if (why_.flip.without_administrator.empty()) return;
    paragraph("Without making an administrator:");
    write_flips(why_.flip.without_administrator);
  }

  void write_row() {
    heading("The row");
    begin_table("The cells of the row in table " + why_.row->table, {"Column", "Cell"});
    for (const explained_cell& cell : why_.row->cells)
      line(cell.column, {cell.is_null ? "<span class=\"soft\">null</span>" : isolated(cell.value)});
    end_table();
    for (const explained_group& group : why_.row->groups) {
      const std::string columns = group.columns.empty() ? "All columns" : group.columns;
      out_ += "<h3>" + isolated(columns) + " " + tag(group.met) + "</h3>\n";
      begin_table("What roles ask of " + columns, {"Role", "Comparison", "Is", "Because"});
      for (const explained_condition& one : group.conditions)
        for (const explained_comparison& compared : one.comparisons)
          line(one.role, {isolated(compared.column + " " + compared.asks), tag(compared.met), isolated(compared.because)});
      end_table();
    }
  }

  void write_plans() {
    heading(why_.plans.size() == 1 ? "The plan" : "The plans");
    for (const plan_explanation& plan : why_.plans) {
      out_ += "<h3>" + isolated(plan.table) + "</h3>\n";
      paragraph(in_words(plan));
      if (plan.reason != plan_reason::combined) continue;
      begin_table("The restrictions of the user's roles on " + plan.table, {"Role", "May see rows where"});
      for (const role_condition& one : plan.restrictions) line(one.role, {isolated(one.condition)});
      end_table();
      paragraph(combination_in_words(plan));
    }
  }

  void write_roles() {
    heading("The roles");
    if (!why_.user.reasons.empty()) {
      begin_table("The roles of " + why_.user.name, {"Role", "Where it comes from"});
      for (const role_reason& reason : why_.user.reasons)
        line(reason.role, {isolated(std::string_view(in_words(reason)).substr(reason.role.size() + 2))});
      end_table();
    }
    paragraph(defaults_in_words(why_.user));
    paragraph(gate_in_words(why_.user));
    if (why_.user.ignored.empty()) return;
    begin_table("Values that give no role", {"Value", "Claim"});
    for (const ignored_role& one : why_.user.ignored) line(one.value, {isolated(one.claim)});
    end_table();
  }

  void write_claims() {
    heading("The claims");
    begin_table("What the policy reads of the claims", {"Claim", "Is", "Values"});
    line(why_.user.name_claim, {tag("plain", "present"), isolated(why_.user.name)});
    for (const auto* claims : {&why_.user.role_claims, &why_.user.other_claims})
      for (const claim_reading& one : *claims)
        line(one.claim,
             {tag(one.found == presence::present ? "plain" : "unknown", rowclaim::name(one.found)), isolated(listed(one.values))});
    end_table();
  }

  const access_explanation& why_;
  std::string out_;
};

}  // namespace detail

/// An explanation as an HTML page that is complete in itself, with the chain from claim to row drawn; everything of others is escaped.
/// It contains values of claims: it is for the user and the administrator, not for logs.
[[nodiscard]] inline std::string to_html(const access_explanation& why) { return detail::page_writer(why).write(); }

}  // namespace rowclaim::inline v0_1
