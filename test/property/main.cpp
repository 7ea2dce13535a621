// SPDX-License-Identifier: BSL-1.0
// The differential test: random policies on random rows, and every executor against an oracle that shares no code with the library.
#include "engine_cases.hpp"
#include "search.hpp"
#include "self_test.hpp"
#include "shrink.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace property {

namespace {

constexpr const char* first_seed = "20261122";
constexpr const char* usage =
    "usage: rowclaim_differential --cases N [--seed S] [--save FOLDER]   each executor in memory on N random cases\n"
    "       rowclaim_differential --replay FILE                         on a case that was saved\n"
    "       rowclaim_differential --self-test [--save FOLDER]           executors that are wrong on purpose\n"
    "       rowclaim_differential --engine E --cases N [--seed S]       cases for a database, as lines of JSON\n"
    "       rowclaim_differential --engine E --replay FILE              a case that was saved, as such lines\n"
    "       rowclaim_differential --engine E --shrink SEED --save FILE  asks whether smaller cases fail: reads yes or no after "
    "each\n";

test_case read_case(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return from_json(std::string(std::istreambuf_iterator<char>(file), {}));
}

int replay(const std::string& path) {
  const auto wrong = find_disagreement(read_case(path), executors());
  std::printf("%s\n", wrong ? wrong->c_str() : "all executors agree with the oracle");
  return wrong ? 1 : 0;
}

void write_line(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

void write_lines(const test_case& c, std::string_view engine) {
  write_line(table_line(c));
  write_line(condition_line(c, engine));
}

/// Shrinks a case that failed on an engine, which only the script that reads this has.
int shrink_on(std::string_view engine, std::string_view seed, const std::string& path) {
  const auto fails = [&](const test_case& c) {
    if (is_mixed(c)) return false;
    write_lines(c, engine);
    std::string line;
    return std::getline(std::cin, line) && line == "yes";
  };
  const test_case whole = engine_case_of(engine, seed);
  std::ofstream(path) << to_json(fails(whole) ? shrunk(whole, fails) : whole) << "\n";
  return 0;
}

int run(int cases, std::uint64_t seed, const std::string& folder, const std::string& program) {
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  counts seen;
  seen.agreed.resize(executors().size());
  for (std::uint64_t at = seed; std::ranges::min(seen.agreed) < cases; ++at) {
    const auto failed = examine(at, executors(), &seen);
    if (!failed) continue;
    const std::string path = save(*failed, folder, "case-" + std::to_string(at));
    std::printf("seed %llu: %s\nsaved; run it again with: %s --replay %s\n", static_cast<unsigned long long>(at),
                failed->sentence.c_str(), program.c_str(), path.c_str());
    return 1;
  }
  for (std::size_t i = 0; i < executors().size(); ++i)
    std::printf("%-24s %6d cases agreed with the oracle\n", std::string(executors()[i].name).c_str(), seen.agreed[i]);
  std::printf(
      "%d cases, of which %d showed no row and %d every row; %zu rows shown, %zu hidden; %d policies refused because they mix "
      "columns\n",
      seen.cases, seen.empty, seen.full, seen.rows_shown, seen.rows_hidden, seen.mixed);
  if (seen.empty + seen.full >= seen.cases / 2) {
    std::printf("too many cases show no row or every row: they prove little\n");
    return 1;
  }
  if (cases >= 1000 && (seen.mixed < cases / 100 || seen.empty < cases / 100 || seen.full < cases / 100)) {
    std::printf("too few cases of some sort: refused, showing no row, or showing every row\n");
    return 1;
  }
  return 0;
}

int run(int count, char** arguments) {
  std::map<std::string, std::string> given;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    given[name] = name == "--self-test" || i + 1 == count ? "" : arguments[++i];
  }
  const auto value = [&](const char* name, const char* otherwise) {
    const auto at = given.find(name);
    return at != given.end() ? at->second : std::string(otherwise);
  };
  const std::string folder = value("--save", "failures");
  if (given.contains("--self-test")) return run_self_test(folder) ? 0 : 1;
  if (const std::string engine = value("--engine", ""); !engine.empty()) {
    if (given.contains("--replay")) write_lines(read_case(given["--replay"]), engine);
    else if (given.contains("--shrink")) return shrink_on(engine, given["--shrink"], folder);
    else
      write_cases(engine, std::atoi(value("--cases", "100").c_str()),
                  std::strtoull(value("--seed", first_seed).c_str(), nullptr, 10), write_line);
    return 0;
  }
  if (given.contains("--replay")) return replay(given["--replay"]);
  if (given.contains("--cases"))
    return run(std::atoi(given["--cases"].c_str()), std::strtoull(value("--seed", first_seed).c_str(), nullptr, 10), folder,
               arguments[0]);
  std::fputs(usage, stderr);
  return 2;
}

}  // namespace

}  // namespace property

int main(int count, char** arguments) {
  try {
    return property::run(count, arguments);
  } catch (const std::exception& thrown) {
    std::fprintf(stderr, "rowclaim_differential: %s\n", thrown.what());
    return 2;
  }
}
