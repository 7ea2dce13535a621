// SPDX-License-Identifier: BSL-1.0
// Policies from files: reading them, deciding under them beside the same policy as constants, and comparing two of them.
#include "policy.hpp"

#include "sample.hpp"
#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_comparison.hpp>
#include <rowclaim/live/policy_writer.hpp>

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bench {

namespace {

constexpr std::size_t role_count = 1000;

std::string numbered(std::string_view word, std::size_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(word) + std::string(digits - std::min(digits, text.size()), '0') + text;
}
std::string provider_role(std::size_t number) { return numbered("group-", number, 7); }
std::string role(std::size_t number) { return numbered("ROLE_", number, 4); }

/// A policy file with so many mappings to a thousand roles, each of which is restricted.
std::string policy_file(std::size_t mappings) {
  std::string text = R"({"version":1,"roles_claims":[["groups"]],"gate":[],"role_mapping":{)";
  for (std::size_t i = 0; i < mappings; ++i)
    text += (i == 0 ? "\"" : ",\"") + provider_role(i) + "\":[\"" + role(i % role_count) + "\"]";
  text += R"(},"tables":{"sales":{"columns":{"Country":"string","Amount":"int64"},"restrictions":{)";
  for (std::size_t i = 0; i < role_count; ++i)
    text += (i == 0 ? "\"" : ",\"") + role(i) + R"(":{"Country":")" + numbered("country-", i % 200, 3) + "\"}";
  text += "}}}}";
  text.shrink_to_fit();
  return text;
}

/// Bytes in use on the heap, what malloc adds to each block included.
std::size_t heap_in_use() {
  const struct mallinfo2 now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

void read_ten_thousand(report& out) {
  const std::string text = policy_file(10'000);
  const std::string size = std::to_string(text.size() / 1000) + " kB";
  const auto timings = compare({{"10,000 mappings, 1,000 restrictions (" + size + "): strict JSON to a tree",
                                 [&] { keep(rc::read_json_tree(text, rc::policy_file_limits)); }},
                                {"read_policy", [&] { keep(rc::read_policy(text)); }}},
                               {.rounds = 31});
  out.times(timings);
  out.add("reading and compiling 10,000 mappings and 1,000 restrictions", "ms", timings[1].nanoseconds / 1e6, 50);
}

/// What ten of the policy's provider roles decide, of a user who comes again and again, and of one after the other.
void look_up(report& out, const std::shared_ptr<const rc::loaded_policy>& few, const std::shared_ptr<const rc::loaded_policy>& many,
             std::size_t mappings) {
  constexpr std::size_t user_count = 10'000;
  std::mt19937_64 engine(42);
  std::vector<std::string> names_of_many;
  const auto claims_of = [&](std::size_t bound) {
    std::vector<std::size_t> numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    if (bound == numbers.size()) std::shuffle(numbers.begin(), numbers.end(), engine);
    else
      for (std::size_t& number : numbers) names_of_many.push_back(provider_role(number = engine() % bound));
    std::string text = R"({"iss":"https://sso.example.com/realms/sales","sub":"f3c1a0de-7a52-4d1c-9b1e-2f6d8e9a0b1c","groups":[)";
    for (std::size_t number : numbers) text += "\"" + provider_role(number) + "\",";
    text.back() = ']';
    return rc::verified_claims::assume_verified(text + "}");
  };
  std::vector<rc::verified_claims> of_few;
  std::vector<rc::verified_claims> of_many;
  for (std::size_t i = 0; i < user_count; ++i) {
    of_few.push_back(claims_of(10));
    of_many.push_back(claims_of(mappings));
  }
  bool are_let_in = true;
  const auto decide = [&](const std::shared_ptr<const rc::loaded_policy>& policy, const rc::verified_claims& claims) {
    const auto user = rc::authorize(policy, claims);
    are_let_in = are_let_in && user && user->is_allowed();
  };
  const auto one = compare({{"authorize, 10 mappings, one user again and again", [&] { decide(few, of_few.front()); }},
                            {"authorize, 1,000,000 mappings", [&] { decide(many, of_many.front()); }}},
                           {.rounds = 101, .calls = 2000});
  const auto all = [&](const std::shared_ptr<const rc::loaded_policy>& policy, const std::vector<rc::verified_claims>& users) {
    for (const rc::verified_claims& claims : users) decide(policy, claims);
  };
  std::unordered_map<std::string, std::uint32_t> map;
  for (const std::string_view key : many->compiled().role_mapping.keys.names)
    map.emplace(key, static_cast<std::uint32_t>(map.size()));
  const auto others = compare({{"authorize, 10 mappings, each of 10,000 users in turn", [&] { all(few, of_few); }},
                               {"authorize, 1,000,000 mappings", [&] { all(many, of_many); }},
                               {"ten names in a std::unordered_map of 1,000,000, nothing else",
                                [&] {
                                  std::uint64_t sum = 0;
                                  for (const std::string& name : names_of_many) sum += map.find(name)->second;
                                  keep(sum);
                                }}},
                              {.rounds = 31, .per_call = user_count});
  out.times(one);
  out.add("look-up among 1,000,000 mappings, one user, ratio to 10 mappings", "x", one[1].ratio, 2);
  out.times(others);
  out.add("look-up among 1,000,000 mappings, another user each time, ratio to 10 mappings", "x", others[1].ratio);
  out.add("the same, ratio to ten names in a std::unordered_map alone", "x", others[1].nanoseconds / others[2].nanoseconds);
  if (!are_let_in) out.wrong("a user with ten of the policy's roles should be let in");
}

void read_a_million(report& out) {
  constexpr std::size_t mappings = 1'000'000;
  std::vector<double> milliseconds;
  std::size_t bytes = 0;
  std::shared_ptr<const rc::loaded_policy> many;
  for (int round = 0; round < 3; ++round) {
    many.reset();
    const std::size_t before = heap_in_use();
    std::string text = policy_file(mappings);
    const double start = time_of_this_thread();
    many = must_read(std::move(text));
    milliseconds.push_back((time_of_this_thread() - start) / 1e6);
    bytes = heap_in_use() - before;
  }
  out.add("reading and compiling 1,000,000 mappings", "ms", median(milliseconds), 3000);
  out.add("memory that they keep, each, the file's text included (mallinfo2)", "bytes",
          static_cast<double>(bytes) / static_cast<double>(mappings), 400);
  look_up(out, must_read(policy_file(10)), many, mappings);
}

void decide_beside_constants(report& out) {
  const auto text = rc::write_policy(rc::detail::static_policy<sample_policy>::description);
  if (!text) return out.wrong("the sample policy has a file form");
  const auto policy = must_read(*text);
  const auto claims = rc::verified_claims::assume_verified(std::string(sample_claims));
  const auto constant = rc::authorize<sample_policy>(claims);
  const auto loaded = rc::authorize(policy, claims);
  if (!constant || !loaded || constant->roles() != loaded->roles() || constant->roles().empty())
    return out.wrong("the policy as constants and as a file should give the same roles");
  const auto timings =
      compare({{"authorize, 790 bytes of claims, the policy as constants", [&] { keep(rc::authorize<sample_policy>(claims)); }},
               {"authorize, the same policy from a file", [&] { keep(rc::authorize(policy, claims)); }}},
              {.rounds = 101, .calls = 2000});
  out.times(timings);
  out.add("authorize under a loaded policy, ratio to the policy as constants", "x", timings[1].ratio, 1.5);
}

/// A hundred restrictions over five columns, which name so many bounds in each. The last role's has another bound if it `is_changed`.
std::shared_ptr<const rc::loaded_policy> restricted_policy(std::string_view how, std::size_t bounds, bool is_changed) {
  constexpr std::size_t restrictions = 100;
  std::string text = R"({"version":1,"gate":[],"combination":")" + std::string(how) +
                     R"(","tables":{"sales":{"columns":{"Country":"string","Currency":"string","Amount":"int64","Rate":"double",)"
                     R"("Day":"date"},"restrictions":{)";
  for (std::size_t i = 0; i < restrictions; ++i) {
    const std::size_t number = i / 5 % bounds;
    const std::string bound = std::to_string(10 * number + (is_changed && i + 1 == restrictions ? 5 : 0));
    const std::array<std::string, 5> conditions{
        R"({"column":"Country","op":"in","value":["A)" + bound + R"(","B","C)" + bound + R"("]})",
        R"({"column":"Currency","op":"!=","value":"X)" + bound + "\"}", R"({"column":"Amount","op":">=","value":)" + bound + "}",
        R"({"column":"Rate","op":"<","value":)" + bound + ".5}",
        R"({"column":"Day","op":"<=","value":"2026-11-)" + numbered("", 1 + number, 2) + "\"}"};
    text += (i == 0 ? "\"" : ",\"") + role(i) + R"(":{"and":[)" + conditions[i % 5] + "," + conditions[(i + 3) % 5] + "]}";
  }
  return must_read(text + "}}}}");
}

// Other combinations than per column look at the product of the columns' pieces, so that there the columns have few bounds.
void compare_two(report& out, std::string_view how, std::size_t bounds) {
  const auto before = restricted_policy(how, bounds, false);
  const auto same = restricted_policy(how, bounds, false);
  const auto after = restricted_policy(how, bounds, true);
  rc::policy_relation to_same{};
  rc::policy_relation to_other{};
  const auto timings =
      compare({{"compare_policies, " + std::string(how) + ", " + std::to_string(bounds) + " bounds a column, the same policy",
                [&] { to_same = rc::compare_policies(before->compiled(), same->compiled()).relation; }},
               {"one bound changed", [&] { to_other = rc::compare_policies(before->compiled(), after->compiled()).relation; }}},
              {.rounds = 5});
  out.times(timings);
  out.note("found: " + std::string(name(to_same)) + ", and for the changed one " + std::string(name(to_other)));
  out.add("comparing two policies of 100 restrictions over 5 columns, " + std::string(how), "ms",
          std::max(timings[0].nanoseconds, timings[1].nanoseconds) / 1e6, 1000);
  if (to_same != rc::policy_relation::equivalent || to_other == rc::policy_relation::equivalent ||
      to_other == rc::policy_relation::undecided)
    out.wrong("the comparison should tell the policies apart");
}

}  // namespace

void bench_policy_files(report& out) {
  out.begin_group("policy", "policies from files");
  read_ten_thousand(out);
  read_a_million(out);
  decide_beside_constants(out);
  compare_two(out, "per_column", 20);
  compare_two(out, "any_role", 2);
}

void bench_policy(report& out) {
  bench_policy_files(out);
  bench_policy_reload(out);
  bench_policy_peers(out);
}

}  // namespace bench
