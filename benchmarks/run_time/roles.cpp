// SPDX-License-Identifier: BSL-1.0
// The decision from ten role names to role bits, beside what is usually written by hand.
#include "report.hpp"
#include "sample.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bench {
namespace {

std::vector<std::pair<std::string, std::uint64_t>> mapping_by_hand() {
  const rc::compiled_policy& policy = rc::compiled<sample_policy>();
  std::vector<std::pair<std::string, std::uint64_t>> lines;
  for (std::size_t i = 0; i < policy.role_mapping.keys.names.size(); ++i) {
    std::uint64_t mask = 0;
    for (rc::role_number role : policy.roles_of(policy.role_mapping.grants[i])) mask |= std::uint64_t{1} << role;
    lines.emplace_back(policy.role_mapping.keys.names[i], mask);
  }
  return lines;
}

}  // namespace

void bench_roles(report& out) {
  out.begin_group("roles", "from ten role names to role bits, twenty mappings");
  // The names come from a token each time, so the compiler must not know them.
  std::array<std::string, 10> owned;
  for (std::size_t i = 0; i < owned.size(); ++i) owned[i] = sample_roles[i];
  std::array<std::string_view, 10> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = owned[i];

  const auto lines = mapping_by_hand();
  const std::unordered_map<std::string, std::uint64_t> map(lines.begin(), lines.end());

  std::uint64_t ours = 0;
  std::uint64_t scanned = 0;
  std::uint64_t mapped = 0;
  const auto timings =
      compare({{"rowclaim",
                [&] {
                  keep(names);
                  std::array<std::uint64_t, 1> roles{};
                  rc::grant_listener nobody;
                  rc::detail::role_collector<> collector(rc::compiled<sample_policy>(), roles, nobody);
                  for (std::string_view name : names) collector.provider_role(0, name);
                  const bool finished =
                      collector.finish("zoe.mueller@example.com", rc::no_role_source{}, rc::detail::defaults::apply).has_value();
                  ours = finished && collector.passes_gate() ? roles[0] : 0;
                  keep(ours);
                }},
               {"linear scan of the mapping",
                [&] {
                  keep(names);
                  std::uint64_t mask = 0;
                  for (std::string_view name : names)
                    for (const auto& [key, roles] : lines)
                      if (key == name) {
                        mask |= roles;
                        break;
                      }
                  scanned = mask;
                  keep(scanned);
                }},
               {"std::unordered_map<std::string, mask>",
                [&] {
                  keep(names);
                  std::uint64_t mask = 0;
                  for (std::string_view name : names)
                    if (const auto found = map.find(std::string(name)); found != map.end()) mask |= found->second;
                  mapped = mask;
                  keep(mapped);
                }}},
              {.rounds = 101, .calls = 20'000});
  out.times(timings);
  out.add("role decision from ten names", "ns", timings[0].nanoseconds, 60);
  if (ours == 0 || ours != scanned || ours != mapped) out.wrong("the three do not agree");
}

}  // namespace bench
