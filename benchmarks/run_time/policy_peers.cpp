// SPDX-License-Identifier: BSL-1.0
// "May this user see this row?": rowclaim beside the policy engines that npm has, on the same policy and with the same answers.
#include "peer_process.hpp"
#include "policy.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

namespace {

namespace rc = rowclaim;
namespace json = boost::json;

constexpr std::size_t role_count = 50;
constexpr std::size_t user_count = 100;
constexpr std::size_t row_count = 200;
constexpr std::size_t pair_count = 2000;
constexpr std::array<const char*, 12> countries{"France", "Norway", "Germany", "Sweden",  "Japan",   "Korea",
                                                "Brazil", "Chile",  "Spain",   "Austria", "Belgium", "Canada"};
constexpr std::array<const char*, 4> currencies{"EUR", "USD", "NOK", "JPY"};

/// One question, and what rowclaim says to it.
struct user_and_row {
  std::size_t user = 0;
  std::size_t row = 0;
  bool is_visible = false;
};

/// A policy of fifty restricted roles, users with one to five of them, and rows: one description for all engines. A user who has no
/// restricted role sees everything, which other engines do not say by themselves; such users are left out.
class cases {
 public:
  cases() {
    for (std::size_t i = 0; i < row_count; ++i)
      rows_.push_back({{"Country", pick(countries)}, {"Currency", pick(currencies)}, {"Amount", below(10'000)}});
    for (std::size_t i = 0; i < user_count; ++i) {
      json::array roles;
      for (std::size_t n = 1 + i % 5; n > 0; --n) roles.emplace_back(role(static_cast<std::size_t>(below(role_count))));
      users_.push_back({{"name", "user-" + std::to_string(i)}, {"roles", std::move(roles)}});
    }
    json::object mapping;
    json::object restrictions;
    for (std::size_t i = 0; i < role_count; ++i) {
      mapping[role(i)] = json::array{json::value(role(i))};
      restrictions[role(i)] = condition(i % 5);
    }
    policy_ = {{"version", 1},
               {"roles_claims", {{"groups"}}},
               {"role_mapping", std::move(mapping)},
               {"gate", json::array()},
               {"combination", "any_role"},
               {"tables",
                {{"sales",
                  {{"columns", {{"Country", "string"}, {"Currency", "string"}, {"Amount", "int64"}}},
                   {"restrictions", std::move(restrictions)}}}}}};
    for (std::size_t i = 0; i < pair_count; ++i)
      pairs_.push_back({static_cast<std::size_t>(below(user_count)), static_cast<std::size_t>(below(row_count)), false});
  }

  std::string policy_text() const { return json::serialize(policy_); }

  /// The claims of each user, as a token's.
  std::vector<rc::verified_claims> claims() const {
    std::vector<rc::verified_claims> made;
    for (const json::object& user : users_)
      made.push_back(
          rc::verified_claims::assume_verified(json::serialize(json::object{{"iss", "https://sso.example.com/realms/sales"},
                                                                            {"aud", "sales-app"},
                                                                            {"exp", 1'790'000'300},
                                                                            {"sub", user.at("name")},
                                                                            {"groups", user.at("roles")}})));
    return made;
  }

  /// The rows as records, which refer to the texts here.
  std::vector<std::array<rc::value, 3>> records() const {
    std::vector<std::array<rc::value, 3>> made;
    for (const json::object& row : rows_)
      made.push_back({rc::value::of(std::string_view(row.at("Country").get_string())),
                      rc::value::of(std::string_view(row.at("Currency").get_string())),
                      rc::value::of(row.at("Amount").get_int64())});
    return made;
  }

  std::vector<user_and_row>& pairs() { return pairs_; }

  std::string text() const {
    json::array rows(rows_.begin(), rows_.end());
    json::array users(users_.begin(), users_.end());
    json::array pairs;
    for (const user_and_row& one : pairs_) pairs.push_back({{"user", one.user}, {"row", one.row}, {"visible", one.is_visible}});
    return json::serialize(
        json::object{{"policy", policy_}, {"users", std::move(users)}, {"rows", std::move(rows)}, {"pairs", std::move(pairs)}});
  }

 private:
  std::int64_t below(std::size_t bound) { return static_cast<std::int64_t>(engine_() % bound); }
  template <std::size_t Count>
  json::string pick(const std::array<const char*, Count>& words) {
    return words[static_cast<std::size_t>(below(Count))];
  }
  template <std::size_t Count>
  json::array pick_different(const std::array<const char*, Count>& words, std::size_t count) {
    const auto first = static_cast<std::size_t>(below(Count));
    json::array picked;
    for (std::size_t i = 0; i < count; ++i) picked.emplace_back(words[(first + 3 * i + i / 4) % Count]);
    return picked;
  }
  static std::string role(std::size_t number) { return "ROLE_" + std::to_string(number); }

  json::value amount(const char* op, std::int64_t bound) const { return {{"column", "Amount"}, {"op", op}, {"value", bound}}; }

  json::value condition(std::size_t kind) {
    const std::int64_t low = below(8000);
    switch (kind) {
      case 0: return {{"Country", pick(countries)}};
      case 1: return {{"Country", pick_different(countries, 3)}};
      case 2: return {{"and", {{{"Currency", pick_different(currencies, 2)}}, amount(">=", low)}}};
      case 3: return {{"and", {amount(">=", low), amount("<", low + 2000)}}};
      default: return {{"and", {{{"Country", pick_different(countries, 4)}, {"Currency", pick(currencies)}}, amount("<=", low)}}};
    }
  }

  std::mt19937_64 engine_{42};
  json::object policy_;
  std::vector<json::object> users_;
  std::vector<json::object> rows_;
  std::vector<user_and_row> pairs_;
};

}  // namespace

void bench_policy_peers(report& out) {
  out.begin_group("policy",
                  "may this user see this row? 50 restricted roles, users with 1 to 5 of them, any_role, 2,000 decisions, "
                  "time for one");
  cases all;
  const auto policy = must_read(all.policy_text());
  const auto claims = all.claims();
  const auto rows = all.records();
  std::vector<rc::live_identity> users;
  std::vector<rc::record_filter> filters;
  for (const rc::verified_claims& one : claims) {
    auto user = rc::authorize(policy, one);
    if (!user) return out.wrong("a user of the cases is refused");
    filters.emplace_back(rc::plan_for(*user, "sales"));
    users.push_back(std::move(*user));
  }
  std::size_t visible = 0;
  for (user_and_row& one : all.pairs()) visible += one.is_visible = filters[one.user].shows(rows[one.row]);

  std::size_t disagreements = 0;
  const auto each_pair = [&](auto shows) {
    return [&, shows] {
      for (const user_and_row& one : all.pairs()) disagreements += shows(one.user, rows[one.row]) != one.is_visible;
    };
  };
  const auto shows_row = [](const rc::live_identity& user, rc::record row) {
    return rc::evaluate(rc::plan_for(user, "sales"), row) == rc::truth::is_true;
  };
  const std::vector<candidate> ours{
      {"rowclaim, from the user's roles to a plan to the row",
       each_pair([&](std::size_t user, rc::record row) { return shows_row(users[user], row); })},
      {"rowclaim, the user's plan kept", each_pair([&](std::size_t user, rc::record row) { return filters[user].shows(row); })},
      {"rowclaim, from the text of the claims to the row", each_pair([&](std::size_t user, rc::record row) {
         const auto signed_in = rc::authorize(policy, claims[user]);
         return signed_in && shows_row(*signed_in, row);
       })}};

  std::vector<peer> peers;
  if (output_of("node --version 2>&1")) {
    peers.emplace_back("node/casbin.mjs", "node");
    peers.emplace_back("node/cedar.mjs", "node");
  } else {
    out.note("casbin and Cedar are left out of the comparison: Node.js is not installed");
  }
  const temporary_file file(all.text());
  // In turns, so that whatever else the machine does falls on all of them.
  std::vector<std::vector<timing>> turns;
  for (int turn = 0; turn < 3; ++turn) {
    turns.push_back(compare(ours, {.rounds = 101, .per_call = pair_count}));
    std::erase_if(peers, [&](peer& one) { return !one.measure(out, file.path()); });
  }
  std::vector<timing> timings;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    timings.push_back({ours[i].name, median({turns[0][i].nanoseconds, turns[1][i].nanoseconds, turns[2][i].nanoseconds}),
                       median({turns[0][i].ratio, turns[1][i].ratio, turns[2][i].ratio})});
  }
  for (const peer& one : peers) timings.push_back(one.result(timings.front().nanoseconds));
  out.times(timings);
  out.add("pairs that are visible", "%", 100.0 * static_cast<double>(visible) / pair_count);
  if (disagreements != 0) out.wrong("the ways to a decision do not agree");
}

}  // namespace bench
