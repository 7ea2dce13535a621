// SPDX-License-Identifier: BSL-1.0
// Reads the page, and has node run it.
#include "session_page.hpp"

#include "command.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <iterator>
#include <utility>

namespace conformance {
namespace {

namespace json = boost::json;

constexpr std::string_view node = ROWCLAIM_CONFORMANCE_NODE;

std::string attribute(std::string_view page, std::string_view name) {
  std::string before = " data-";
  before.append(name).append("=\"");
  const auto at = page.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = page.substr(at + before.size());
  std::string value(rest.substr(0, rest.find('"')));
  for (const auto& [reference, letter] : {std::pair("&lt;", "<"), {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    for (auto found = value.find(reference); found != std::string::npos; found = value.find(reference, found + 1))
      value.replace(found, std::string_view(reference).size(), letter);
  return value;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

session_question question_in(const rowclaim::http_response& page) {
  return {.frame = attribute(page.body, "provider"),
          .frame_origin = attribute(page.body, "provider-origin"),
          .site = attribute(page.body, "site"),
          .message = attribute(page.body, "client") + " " + attribute(page.body, "state")};
}

std::vector<std::string> complaints_about_script(const rowclaim::http_response& page, const session_question& expected,
                                                 std::string_view answer, std::string_view silent_sign_in) {
  if (node.empty()) return {};
  json::object given{{"page", page.body}, {"policy", ""}, {"answer", answer}};
  for (const auto& [name, value] : page.headers)
    if (name == "Content-Security-Policy") given["policy"] = value;
  const scratch_folder folder;
  write(folder.file("page.json"), json::serialize(given));
  const std::string command = "exec \"$NODE\" \"$SCRIPT\" \"$PAGE\"";
  const ended end = run_command(
      command,
      {{"NODE", std::string(node)}, {"SCRIPT", ROWCLAIM_CONFORMANCE_SESSION_PAGE}, {"PAGE", folder.file("page.json").string()}},
      folder.file("output"));
  const std::string said = text_of(folder.file("output"));
  if (!end.in_time || end.status != 0) return {"the page's script does not run: " + said.substr(0, 300)};
  const json::object wanted{{"is_allowed", true},
                            {"frame", expected.frame},
                            {"asked", json::array(1, json::array{expected.message, expected.frame_origin})},
                            {"silent", answer == "changed" ? silent_sign_in : ""}};
  if (json::parse(said) == wanted) return {};
  return {"the page's script did " + said.substr(0, 600) + " instead of " + json::serialize(wanted)};
}

}  // namespace conformance
