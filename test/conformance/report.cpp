// SPDX-License-Identifier: BSL-1.0
// Writes the results in four forms.
#include "report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <set>
#include <string_view>

namespace conformance {
namespace {

namespace json = boost::json;

struct counts {
  std::set<std::string, std::less<>> certification_modules;
  std::size_t certification_plans = 0;
  tally certification, other_plans, own, theirs, everything;
  std::set<std::string, std::less<>> suite_modules;
};

counts count(const report& all) {
  counts sum;
  for (const finished_plan& plan : all.plans) {
    const tally here = ours(plan);
    sum.everything += here;
    sum.theirs += theirs(plan);
    if (!plan.of.is_of_the_suite) {
      sum.own += here;
      continue;
    }
    for (const finished_run& run : plan.runs) sum.suite_modules.insert(run.run.module);
    if (plan.of.profile.empty()) {
      sum.other_plans += here;
      continue;
    }
    ++sum.certification_plans;
    sum.certification += here;
  }
  return sum;
}

std::size_t runs_in(const tally& of) { return of.passed + of.failed + of.skipped + of.not_supported; }

std::string in_words(const tally& of) {
  return std::to_string(of.passed) + " passed, " + std::to_string(of.failed) + " failed, " + std::to_string(of.skipped) +
         " skipped";
}

// Of the other relying party, which may lack what a module is about.
std::string in_words_of_other(const tally& of) { return in_words(of) + ", " + std::to_string(of.not_supported) + " not supported"; }

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(std::size_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string columns(const tally& of) { return right(of.passed, 8) + right(of.failed, 8) + right(of.skipped, 9); }

void add_row(std::string& table, std::string_view whose, const finished_run& run, const outcome& what) {
  if (what.result == result::passed && what.warnings.empty()) return;
  // These are as many as the features that it lacks, and are counted.
  if (what.result == result::not_supported) return;
  table.append("    ").append(padded(what.result == result::passed ? "warning" : std::string(name(what.result)), 8));
  if (!whose.empty()) table.append(whose).append(": ");
  table.append(run.run.module).append(" [").append(described(run.run.how)).append("]: ").append(what.reason);
  for (const std::string& warning : what.warnings) table.append("\n            warning: ").append(warning);
  table += '\n';
}

// Without the warnings of runs that passed, unless there is room: a plan of five hundred runs warns five hundred times of one thing.
void add_rows(std::string& table, const finished_plan& plan, const std::string& other_name) {
  for (const finished_run& run : plan.runs) {
    add_row(table, other_name.empty() ? "" : "ours", run, run.ours);
    if (run.theirs) add_row(table, other_name, run, *run.theirs);
  }
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      default:
        // XML has no control characters.
        safe += static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t' ? '?' : letter;
    }
  }
  return safe;
}

json::object as_object(const outcome& what) {
  json::object object{{"result", name(what.result)}, {"reason", what.reason}, {"microseconds", what.took.count()}};
  json::array warnings;
  for (const std::string& warning : what.warnings) warnings.emplace_back(warning);
  object["warnings"] = std::move(warnings);
  return object;
}

json::object as_object(const tally& of) { return {{"passed", of.passed}, {"failed", of.failed}, {"skipped", of.skipped}}; }

void add_cell(std::string& page, const outcome& what) {
  page.append("<td class=\"")
      .append(what.result == result::not_supported ? "unsupported" : name(what.result))
      .append("\">")
      .append(name(what.result))
      .append("</td><td>")
      .append(escaped(what.reason));
  for (const std::string& warning : what.warnings) page.append("<br>warning: ").append(escaped(warning));
  page += "</td>";
}

std::string seconds(std::chrono::microseconds took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>(took.count()) / 1e6);
  return text;
}

}  // namespace

std::string as_table(const report& all) {
  constexpr std::size_t id_width = 56;
  constexpr std::size_t profile_width = 22;
  std::string table = padded("plan", id_width) + padded("certification", profile_width) + "  passed  failed  skipped";
  if (!all.other_name.empty()) table += "  | " + all.other_name + ": passed, failed, skipped, not supported";
  table += '\n';
  for (const finished_plan& plan : all.plans) {
    table +=
        padded(plan.of.id, id_width) + padded(plan.of.profile.empty() ? "-" : plan.of.profile, profile_width) + columns(ours(plan));
    if (!all.other_name.empty()) table += "  |" + columns(theirs(plan)) + right(theirs(plan).not_supported, 15);
    table += '\n';
    add_rows(table, plan, all.other_name);
  }
  const counts sum = count(all);
  table += '\n';
  if (sum.certification_plans != 0)
    table += std::to_string(sum.certification_plans) + " certification plans, " + std::to_string(runs_in(sum.certification)) +
             " plan runs: " + in_words(sum.certification) + '\n';
  if (runs_in(sum.other_plans) != 0)
    table +=
        "the suite's other plans, " + std::to_string(runs_in(sum.other_plans)) + " plan runs: " + in_words(sum.other_plans) + '\n';
  if (!sum.suite_modules.empty())
    table +=
        std::to_string(sum.suite_modules.size()) + " module ids, " + std::to_string(runs_in(sum.certification)) + " plan runs\n";
  if (runs_in(sum.own) != 0)
    table += "beyond the suite's plans, " + std::to_string(runs_in(sum.own)) + " runs: " + in_words(sum.own) + '\n';
  if (!all.other_name.empty()) table += all.other_name + ": " + in_words_of_other(sum.theirs) + '\n';
  return table + in_words(sum.everything) + '\n';
}

std::string as_json(const report& all) {
  json::array plans;
  for (const finished_plan& plan : all.plans) {
    json::array runs;
    for (const finished_run& run : plan.runs) {
      const mock_idp::variant& how = run.run.how;
      json::object object{{"module", run.run.module},
                          {"variant", json::object{{"response_type", how.response_type},
                                                   {"response_mode", how.response_mode},
                                                   {"request_type", how.request_type},
                                                   {"client_registration", how.client_registration},
                                                   {"client_auth_type", how.client_auth_type}}},
                          {"ours", as_object(run.ours)}};
      if (run.theirs) object["theirs"] = as_object(*run.theirs);
      runs.emplace_back(std::move(object));
    }
    json::object object{{"id", plan.of.id},
                        {"of_the_suite", plan.of.is_of_the_suite},
                        {"counts", as_object(ours(plan))},
                        {"runs", std::move(runs)}};
    object["certification"] = plan.of.profile.empty() ? json::value(nullptr) : json::value(plan.of.profile);
    plans.emplace_back(std::move(object));
  }
  const counts sum = count(all);
  json::object whole{{"module_ids", sum.suite_modules.size()},    {"certification", as_object(sum.certification)},
                     {"other_plans", as_object(sum.other_plans)}, {"beyond_the_suite", as_object(sum.own)},
                     {"everything", as_object(sum.everything)},   {"plans", std::move(plans)}};
  if (!all.other_name.empty()) {
    whole["other_name"] = all.other_name;
    whole["theirs"] = as_object(sum.theirs);
    whole["theirs"].as_object()["not_supported"] = sum.theirs.not_supported;
  }
  return json::serialize(whole) + '\n';
}

std::string as_junit(const report& all) {
  std::string file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  const auto add = [&](const finished_plan& plan, const std::string& suite, const tally& sum, auto outcome_of) {
    file += "  <testsuite name=\"" + escaped(suite) + "\" tests=\"" + std::to_string(runs_in(sum)) + "\" failures=\"" +
            std::to_string(sum.failed) + "\" errors=\"0\" skipped=\"" + std::to_string(sum.skipped + sum.not_supported) + "\">\n";
    for (const finished_run& run : plan.runs) {
      const outcome* what = outcome_of(run);
      if (what == nullptr) continue;
      file += "    <testcase classname=\"" + escaped(suite) + "\" name=\"" +
              escaped(run.run.module + " [" + described(run.run.how)) + "]\" time=\"" + seconds(what->took) + "\">";
      if (what->result == result::failed) file += "<failure message=\"" + escaped(what->reason) + "\"/>";
      if (what->result == result::skipped) file += "<skipped message=\"" + escaped(what->reason) + "\"/>";
      // The format has no word of its own for it.
      if (what->result == result::not_supported) file += "<skipped message=\"not supported: " + escaped(what->reason) + "\"/>";
      file += "</testcase>\n";
    }
    file += "  </testsuite>\n";
  };
  for (const finished_plan& plan : all.plans) {
    add(plan, plan.of.id, ours(plan), [](const finished_run& run) { return &run.ours; });
    if (!all.other_name.empty())
      add(plan, all.other_name + ": " + plan.of.id, theirs(plan),
          [](const finished_run& run) { return run.theirs ? &*run.theirs : nullptr; });
  }
  return file + "</testsuites>\n";
}

std::string as_html(const report& all) {
  const counts sum = count(all);
  std::string page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Conformance</title>
<style>
body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #bbb; padding: .25em .5em; text-align: left; vertical-align: top; }
td.passed { background: #d9f2d9; } td.failed { background: #f7cccc; } td.skipped { background: #fff2c4; } td.unsupported { background: #e4e4e4; }
summary { cursor: pointer; margin: .4em 0; } code { white-space: nowrap; }
</style>
</head>
<body>
<h1>Conformance</h1>
)";
  page += "<p>" + std::to_string(sum.suite_modules.size()) + " module ids, " + std::to_string(runs_in(sum.certification)) +
          " runs of certification plans: " + in_words(sum.certification) +
          ".</p>\n<p>The suite's other plans: " + in_words(sum.other_plans) +
          ".</p>\n<p>Beyond the suite's plans: " + in_words(sum.own) + ".</p>\n<p><strong>" + in_words(sum.everything) +
          "</strong></p>\n";
  for (const finished_plan& plan : all.plans) {
    const tally here = ours(plan);
    page += std::string("<details") + (here.failed != 0 ? " open" : "") + "><summary><strong>" + escaped(plan.of.id) + "</strong>" +
            (plan.of.profile.empty() ? "" : " (" + escaped(plan.of.profile) + ")") + ": " + in_words(here) + "</summary>\n";
    page += "<table>\n<tr><th>module</th><th>variant</th><th>result</th><th>reason</th>";
    if (!all.other_name.empty()) page += "<th>" + escaped(all.other_name) + "</th><th>reason</th>";
    page += "</tr>\n";
    for (const finished_run& run : plan.runs) {
      page += "<tr><td><code>" + escaped(run.run.module) + "</code></td><td>" + escaped(described(run.run.how)) + "</td>";
      add_cell(page, run.ours);
      if (run.theirs) add_cell(page, *run.theirs);
      page += "</tr>\n";
    }
    page += "</table></details>\n";
  }
  return page + "</body>\n</html>\n";
}

bool has_failures(const report& all) {
  const counts sum = count(all);
  return sum.everything.failed != 0 || sum.theirs.failed != 0;
}

}  // namespace conformance
