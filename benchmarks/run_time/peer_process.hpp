// SPDX-License-Identifier: BSL-1.0
// Peers that are no libraries: scripts that get their cases as a file and print a line of JSON with their time.
#pragma once

#include "report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// A file that is gone at the end.
class temporary_file {
 public:
  explicit temporary_file(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("rowclaim_bench_" + std::to_string(getpid()) + "_" + std::to_string(made_++) + ".json")) {
    std::ofstream(path_) << text;
  }
  ~temporary_file() { std::filesystem::remove(path_); }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;

  std::string path() const { return path_.string(); }

 private:
  static inline int made_ = 0;
  std::filesystem::path path_;
};

/// What a program prints; nothing if it does not end with 0.
inline std::optional<std::string> output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 4096> part;
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe)) text.append(part.data(), size);
  return pclose(pipe) == 0 ? std::optional(text) : std::nullopt;
}

/// One engine in a process of its own, which times its own work alone: a script that takes the name of a file.
class peer {
 public:
  /// `command` runs the script up to its argument.
  peer(std::string script, const std::string& command) : script_(std::move(script)), command_(command + " '") {
    command_.append(ROWCLAIM_BENCH_PEERS "/").append(script_).append("'");
  }

  /// Whether there was a time; if not, the report says why.
  bool measure(report& out, const std::string& file) {
    const auto text = output_of(command_ + " '" + file + "'");
    if (!text) {
      out.wrong(script_ + " failed");
      return false;
    }
    const boost::json::object said = boost::json::parse(*text).as_object();
    if (const boost::json::value* why = said.if_contains("left_out")) {
      out.note("left out of the comparison: " + std::string(why->as_string()));
      return false;
    }
    name_ = said.at("engine").as_string();
    nanoseconds_.push_back(said.at("nanoseconds").to_number<double>());
    if (const boost::json::array& disagreements = said.at("disagreements").as_array(); !disagreements.empty()) {
      out.wrong(name_ + " does not agree on " + std::to_string(disagreements.size()) + " decisions, the first of which is " +
                boost::json::serialize(disagreements.front()));
      return false;
    }
    return true;
  }

  timing result(double ours) const { return {name_, median(nanoseconds_), median(nanoseconds_) / ours}; }

 private:
  std::string script_;
  std::string command_;
  std::string name_;
  std::vector<double> nanoseconds_;
};

}  // namespace bench
