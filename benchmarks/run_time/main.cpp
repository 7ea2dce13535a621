// SPDX-License-Identifier: BSL-1.0
// The run-time benchmarks: all groups, or one.
#include "report.hpp"

#include <fstream>
#include <iostream>
#include <string_view>

namespace {

struct group {
  std::string_view name;
  void (*run)(bench::report&);
};
constexpr group groups[] = {
    {"claims", bench::bench_claims},
#ifdef ROWCLAIM_BENCH_JOSE
    {"jose", bench::bench_jose},
#endif
    {"policy", bench::bench_policy},   {"roles", bench::bench_roles}, {"rows", bench::bench_rows},
#ifdef ROWCLAIM_BENCH_SIGN_IN
    {"sign_in", bench::bench_sign_in},
#endif
};

int wrong_usage(std::string_view word) {
  std::cerr << "rowclaim_bench: \"" << word << "\" is not understood\nusage: rowclaim_bench [--only GROUP] [--json FILE]\ngroups:";
  for (const group& g : groups) std::cerr << ' ' << g.name;
  std::cerr << '\n';
  return 2;
}

}  // namespace

int main(int count, char** words) {
  std::string_view only;
  std::string_view file;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if ((word == "--only" || word == "--json") && i + 1 < count) (word == "--only" ? only : file) = words[++i];
    else return wrong_usage(word);
  }
  bench::report out(std::cout);
  bool has_run = false;
  for (const group& g : groups) {
    if (!only.empty() && only != g.name) continue;
    g.run(out);
    has_run = true;
  }
  if (!has_run) return wrong_usage(only);
  if (!file.empty()) {
    std::ofstream json{std::string(file)};
    json << out.to_json();
    if (!json.flush()) {
      std::cerr << "rowclaim_bench: cannot write " << file << '\n';
      return 2;
    }
  }
  return out.is_sound() ? 0 : 1;
}
