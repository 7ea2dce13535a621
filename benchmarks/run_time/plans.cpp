// SPDX-License-Identifier: BSL-1.0
// Making plans: what a user's roles cost, whatever else is in the policy.
#include "policy.hpp"
#include "rows.hpp"
#include <rowclaim/live/live_identity.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

namespace rc = rowclaim;

namespace {

/// A policy in which each role is restricted on one table or on several: a country, a currency, a range of amounts or two of them.
std::string policy_file(std::size_t roles, std::size_t tables) {
  std::string text = R"({"version":1,"roles_claims":[["groups"]],"gate":[],"role_mapping":{)";
  for (std::size_t i = 0; i < roles; ++i)
    text += (i == 0 ? "\"g" : ",\"g") + std::to_string(i) + "\":[\"R" + std::to_string(i) + "\"]";
  text += R"(},"tables":{)";
  for (std::size_t table = 0; table < tables; ++table) {
    text += (table == 0 ? "\"sales" : ",\"sales") + std::to_string(table) +
            R"(":{"columns":{"Country":"string","Currency":"string","Amount":"int64"},"restrictions":{)";
    for (std::size_t i = 0; i < roles; ++i) {
      const std::string number = std::to_string(i);
      text += (i == 0 ? "\"R" : ",\"R") + number + "\":{";
      if (i % 5 != 4) text += R"("Country":"country )" + number + "\"";
      if (i % 5 == 3) text += ',';
      if (i % 5 >= 3) text += R"("Currency":["EUR","USD","C)" + number + "\"]";
      text += '}';
    }
    text += "}}";
  }
  return text + "}}";
}

std::vector<rc::live_identity> users_with(const std::shared_ptr<const rc::loaded_policy>& policy, std::size_t roles,
                                          std::size_t step) {
  std::string groups;
  for (std::size_t i = 0; i < roles; ++i) groups += (i == 0 ? "\"g" : ",\"g") + std::to_string(i * step) + "\"";
  const auto claims = rc::verified_claims::assume_verified(R"({"sub":"u","groups":[)" + groups + "]}");
  std::vector<rc::live_identity> users;
  if (auto user = rc::authorize(policy, claims)) users.push_back(std::move(*user));
  return users;
}

}  // namespace

void bench_plans(report& out) {
  const auto fifty = must_read(policy_file(50, 1));
  const auto thousand = must_read(policy_file(1000, 10));
  const auto few = users_with(fifty, 20, 2);
  const auto same = users_with(thousand, 20, 2);
  const auto scattered = users_with(thousand, 20, 50);
  const auto more = users_with(thousand, 40, 25);
  if (few.empty() || same.empty() || scattered.empty() || more.empty())
    return out.wrong("a user with roles of the policy is refused");
  const auto plan = [](const rc::live_identity& user) { keep(rc::plan_for(user, "sales0")); };
  const auto timings = compare({{"a plan, 20 roles of a user among 50 restrictions", [&] { plan(few[0]); }},
                                {"the same among 1,000 roles and 10,000 restrictions", [&] { plan(same[0]); }},
                                {"the same, roles from all over the policy", [&] { plan(scattered[0]); }},
                                {"40 roles from all over the policy", [&] { plan(more[0]); }}},
                               {.rounds = 101, .calls = 200});
  out.times(timings);
  out.add("a plan for a user with 20 roles over 50 restrictions", "us", timings[0].nanoseconds / 1e3, 5);
  out.add("the same user among 10,000 restrictions, ratio", "x", timings[1].ratio, 1.25);
}

}  // namespace bench
