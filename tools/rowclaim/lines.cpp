// SPDX-License-Identifier: BSL-1.0
// Reading files and lines, and writing answers.
#include "lines.hpp"

#include "progress.hpp"
#include <rowclaim/core/strict_json.hpp>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace rowclaim_command {

namespace {

std::string rest_of(std::istream& in) { return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}; }

/// The rest of a JSON text may be on the next lines.
bool may_go_on(std::string_view line) {
  rowclaim::json_visitor nobody;
  const auto read = rowclaim::read_strict_json(line, nobody);
  return !read && read.error().code == rowclaim::errc::json_syntax;
}

}  // namespace

std::ifstream opened(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  // A folder opens as a file does, and only fails when it is read.
  if (!in.is_open() || std::filesystem::is_directory(file)) throw complaint("the file \"" + file + "\" cannot be read");
  return in;
}

std::string contents_of(const std::string& file) {
  std::ifstream in = opened(file);
  std::string text = rest_of(in);
  if (in.bad()) throw complaint("the file \"" + file + "\" cannot be read");
  return text;
}

std::string claims_in(const std::string& file) {
  std::ifstream from_file;
  if (file != "-") from_file = opened(file);
  std::istream& in = file == "-" ? std::cin : from_file;
  std::string claims;
  std::getline(in, claims);
  if (in && may_go_on(claims)) {
    const std::string rest = rest_of(in);
    if (!rest.empty()) claims.append("\n").append(rest);
  }
  if (in.bad()) throw complaint("the claims in \"" + file + "\" cannot be read");
  if (claims.ends_with('\r')) claims.pop_back();
  return claims;
}

void only_one_is_standard_input(std::initializer_list<std::string_view> files) {
  if (std::ranges::count(files, "-") > 1) throw complaint("standard input can be only one of the files; name the others");
}

std::string refusal(const rowclaim::error& why) {
  return R"({"ok":false,"error":")" + std::string(name(why.code)) + R"(","detail":)" + json_string(why.message()) + "}\n";
}

std::string json_string(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

std::string on_one_line(std::string_view json) {
  std::string line;
  line.reserve(json.size());
  bool is_inside_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!is_inside_string && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) continue;
    line += c;
    if (c == '\\' && i + 1 < json.size()) line += json[++i];
    if (c == '"') is_inside_string = !is_inside_string;
  }
  return line;
}

status answer_lines(const std::vector<std::string>& files,
                    const std::function<rowclaim::result<std::string>(std::string_view line)>& answer) {
  status ended = status::all_well;
  progress shown("lines");
  const auto work_through = [&](std::istream& in, const std::string& called) {
    for (std::string line; std::getline(in, line); shown.count()) {
      if (line.ends_with('\r')) line.pop_back();
      const auto answered = answer(line);
      if (answered) {
        std::cout << R"({"ok":true,)" << *answered << "}\n";
      } else {
        std::cout << refusal(answered.error());
        ended = status::something_refused;
      }
    }
    if (in.bad()) throw complaint(called + " cannot be read to its end");
  };
  if (files.empty()) work_through(std::cin, "standard input");
  for (const std::string& file : files) {
    if (file == "-") {
      work_through(std::cin, "standard input");
      continue;
    }
    std::ifstream in = opened(file);
    work_through(in, "the file \"" + file + "\"");
  }
  return ended;
}

}  // namespace rowclaim_command
