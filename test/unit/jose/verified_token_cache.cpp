// SPDX-License-Identifier: BSL-1.0
// The cache gives a token back only to who put it in, only while it is good, and never once it is revoked.
#include <rowclaim/jose/verified_token_cache.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(verified_token_cache)

namespace {

struct token {
  std::string issuer = "i";
  std::string subject = "alice";
  std::string token_id = "1";
  std::string session_id = "s";
  seconds_since_epoch issued_at = 1000;
  seconds_since_epoch expires_at = 1200;
  std::string key = {};
  std::string certificate = {};

  token_facts facts() const { return {issuer, subject, token_id, session_id, issued_at, expires_at, key, certificate}; }
};

/// Accepts whatever it is shown as the token that it was given.
struct verifier {
  verifier_identity who = verifier_identity::make();
  token says = {};
  mutable std::atomic<int> asked = 0;

  verifier_identity identity() const { return who; }
  result<token> verify(std::string_view text) const {
    ++asked;
    if (text.starts_with("bad")) return error{errc::signature_mismatch, step::signature};
    return says;
  }
};

std::string outcome(const result<std::shared_ptr<const token>>& r) { return std::string(r ? "ok" : name(r.error().code)); }

const std::string text(1300, 'x');

}  // namespace

BOOST_AUTO_TEST_CASE(verifies_a_token_once) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
  const verifier by;
  for (int i = 0; i < 3; ++i) BOOST_TEST(cache.verify(text, by).value()->subject == "alice");
  BOOST_TEST(by.asked == 1);
  BOOST_TEST((cache.find(text, by.who, 0) != nullptr));
  cache.clear();
  BOOST_TEST((cache.find(text, by.who, 0) == nullptr));
}

BOOST_AUTO_TEST_CASE(knows_a_token_by_all_of_its_bytes) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
  const verifier by;
  for (const std::size_t size : {1u, 15u, 16u, 17u, 63u, 64u, 65u, 200u}) {
    const std::string known(size, 'x');
    static_cast<void>(cache.verify(known, by));
    BOOST_TEST((cache.find(known, by.who, 0) != nullptr), size);
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = known;
      other[i] = 'y';
      BOOST_REQUIRE((cache.find(other, by.who, 0) == nullptr));
    }
    BOOST_TEST((cache.find(known + "x", by.who, 0) == nullptr), size);
  }
}

BOOST_AUTO_TEST_CASE(keeps_verifiers_and_epochs_apart) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
  const verifier by;
  const verifier other;
  static_cast<void>(cache.verify(text, by, 7));
  BOOST_TEST((cache.find(text, by.who, 7) != nullptr));
  BOOST_TEST((cache.find(text, by.who, 8) == nullptr));
  BOOST_TEST((cache.find(text, other.who, 7) == nullptr));
  static_cast<void>(cache.verify(text, other, 7));
  BOOST_TEST(other.asked == 1);
  // An identity that no random generator has made is nobody's.
  const verifier nobody{.who = verifier_identity()};
  static_cast<void>(cache.verify(text, nobody));
  static_cast<void>(cache.verify(text, nobody));
  BOOST_TEST(nobody.asked == 2);
}

BOOST_AUTO_TEST_CASE(holds_no_refusals) {
  rowclaim::verified_token_cache<token> cache;
  const verifier by;
  BOOST_TEST(outcome(cache.verify("bad", by)) == "signature_mismatch");
  BOOST_TEST(outcome(cache.verify("bad", by)) == "signature_mismatch");
  BOOST_TEST(by.asked == 2);
}

BOOST_AUTO_TEST_CASE(gives_nothing_back_on_or_after_its_expiry_or_too_old) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.max_age = 300}, clock::reading(now));
  const verifier by;
  static_cast<void>(cache.verify(text, by));
  for (const auto& [time, is_found] : {std::pair{1199, true}, {1200, false}, {5000, false}, {999, false}, {1000, true}}) {
    now = time;
    BOOST_TEST((cache.find(text, by.who, 0) != nullptr) == is_found, time);
  }
  // What its verifier still accepts thanks to a leeway is accepted, and not held.
  now = 1210;
  BOOST_TEST(outcome(cache.verify(text, by)) == "ok");
  BOOST_TEST(outcome(cache.verify(text, by)) == "ok");
  BOOST_TEST(by.asked == 3);

  const verifier of_long_tokens{.says = {.expires_at = 9000}};
  now = 1000;
  static_cast<void>(cache.verify("long", of_long_tokens));
  now = 1299;
  BOOST_TEST((cache.find("long", of_long_tokens.who, 0) != nullptr));
  now = 1300;
  BOOST_TEST((cache.find("long", of_long_tokens.who, 0) == nullptr));
}

BOOST_AUTO_TEST_CASE(is_bounded) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.capacity = 64}, clock::reading(now));
  const verifier by;
  for (int i = 0; i < 1000; ++i) static_cast<void>(cache.verify(std::to_string(i), by));
  int held = 0;
  for (int i = 0; i < 1000; ++i) held += cache.find(std::to_string(i), by.who, 0) != nullptr ? 1 : 0;
  BOOST_TEST(held <= 64);
  BOOST_TEST(held >= 32);
  BOOST_TEST((cache.find("999", by.who, 0) != nullptr));
}

BOOST_AUTO_TEST_CASE(keeps_what_is_in_use) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.capacity = 8}, clock::reading(now));
  const verifier by;
  static_cast<void>(cache.verify("hot", by));
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST((cache.find("hot", by.who, 0) != nullptr));
    static_cast<void>(cache.verify(std::to_string(i), by));
  }
}

BOOST_AUTO_TEST_CASE(a_revoked_token_is_gone_and_stays_out_until_it_has_expired) {
  seconds_since_epoch now = 1000;
  const verifier by;
  const auto after = [&](auto revoke) {
    rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
    const auto before = cache.verify(text, by);
    revoke(cache);
    const bool is_gone = cache.find(text, by.who, 0) == nullptr;
    return (is_gone ? "gone, " : "there, ") + outcome(cache.verify(text, by)) + ", " + outcome(cache.verify("the same, anew", by));
  };
  using cache = rowclaim::verified_token_cache<token>;
  const std::string gone = "gone, token_revoked, token_revoked";
  const std::string there = "there, ok, ok";
  BOOST_TEST(after([](cache& c) { c.revoke_token("i", "1"); }) == gone);
  BOOST_TEST(after([](cache& c) { c.revoke_session("i", "s"); }) == gone);
  BOOST_TEST(after([](cache& c) { c.revoke_subject("i", "alice"); }) == gone);
  BOOST_TEST(after([](cache& c) { c.revoke_subject("i", "alice", 1000); }) == gone);
  // Somebody else's, another issuer's, or issued later.
  BOOST_TEST(after([](cache& c) { c.revoke_token("j", "1"); }) == there);
  BOOST_TEST(after([](cache& c) { c.revoke_token("i", "2"); }) == there);
  BOOST_TEST(after([](cache& c) { c.revoke_session("i", "1"); }) == there);
  BOOST_TEST(after([](cache& c) { c.revoke_subject("i", "bob"); }) == there);
  BOOST_TEST(after([](cache& c) { c.revoke_subject("i", "alice", 999); }) == there);
  BOOST_TEST(after([](cache& c) { c.revoke_subject("", "ialice"); }) == there);
  // What a token does not say cannot be revoked by.
  const verifier of_bare_tokens{.says = {.token_id = "", .session_id = ""}};
  cache bare({}, clock::reading(now));
  bare.revoke_token("i", "");
  bare.revoke_session("i", "");
  BOOST_TEST(outcome(bare.verify(text, of_bare_tokens)) == "ok");
}

BOOST_AUTO_TEST_CASE(remembers_a_revocation_as_long_as_a_token_can_live) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.longest_life = 500, .revocations = 1}, clock::reading(now));
  const verifier by{.says = {.expires_at = 1500}};
  cache.revoke_token("i", "1");
  now = 1799;
  BOOST_TEST(outcome(cache.verify(text, by)) == "token_revoked");
  const verifier of_long_tokens{.says = {.token_id = "2", .expires_at = 1501}};
  BOOST_TEST(outcome(cache.verify("long", of_long_tokens)) == "token_lives_too_long");
}

BOOST_AUTO_TEST_CASE(a_full_list_of_revocations_revokes_everything_issued_so_far) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.longest_life = 500, .revocations = 2}, clock::reading(now));
  const verifier of_bystander{.says = {.subject = "bob", .token_id = "9", .session_id = "z"}};
  static_cast<void>(cache.verify("bystander", of_bystander));
  cache.revoke_token("i", "1");
  cache.revoke_token("i", "2");
  BOOST_TEST((cache.find("bystander", of_bystander.who, 0) != nullptr));
  cache.revoke_token("i", "3");
  BOOST_TEST((cache.find("bystander", of_bystander.who, 0) == nullptr));
  BOOST_TEST(outcome(cache.verify("bystander", of_bystander)) == "token_revoked");
  const verifier of_newcomer{.says = {.token_id = "10", .issued_at = 1001}};
  BOOST_TEST(outcome(cache.verify("newcomer", of_newcomer)) == "ok");
  // Once the old ones may be forgotten there is room again.
  now = 1000 + 500 + 600;
  const verifier of_later{.says = {.token_id = "11", .issued_at = 2100, .expires_at = 2200}};
  cache.revoke_token("i", "12");
  BOOST_TEST(outcome(cache.verify("later", of_later)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_lifetime_without_end_forgets_no_revocation) {
  seconds_since_epoch now = 1000;
  constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t longest : {for_ever, for_ever - 1000}) {
    rowclaim::verified_token_cache<token> cache({.max_age = for_ever, .longest_life = longest, .revocations = 2},
                                                clock::reading(now));
    const verifier by;
    cache.revoke_token("i", "1");
    cache.revoke_token("i", "2");
    // There is room for no third, and none of the two may be forgotten for it.
    cache.revoke_token("i", "3");
    BOOST_TEST(outcome(cache.verify(text, by)) == "token_revoked");
    const verifier of_newcomer{.says = {.token_id = "10", .issued_at = 1001, .expires_at = longest}};
    BOOST_TEST(outcome(cache.verify("newcomer", of_newcomer)) == "ok");
    BOOST_TEST((cache.find("newcomer", of_newcomer.who, 0) != nullptr));
  }
  // A life is not measured by a difference that wraps round either.
  rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
  const verifier of_old_tokens{.says = {.issued_at = -1000, .expires_at = for_ever}};
  BOOST_TEST(outcome(cache.verify(text, of_old_tokens)) == "token_lives_too_long");
}

BOOST_AUTO_TEST_CASE(a_bound_token_is_found_by_who_shows_what_it_is_bound_to) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({}, clock::reading(now));
  // A verifier that does not look at what was shown is no way round it.
  const verifier by_key{.says = {.key = "k"}};
  BOOST_TEST(outcome(cache.verify(text, by_key)) == "possession_not_proved");
  BOOST_TEST((cache.find(text, by_key.who, 0, {.key_thumbprint = "k"}) == nullptr));
  BOOST_TEST(outcome(cache.verify(text, by_key, 0, {.key_thumbprint = "k"})) == "ok");
  BOOST_TEST(by_key.asked == 2);
  BOOST_TEST(outcome(cache.verify(text, by_key, 0, {.key_thumbprint = "k"})) == "ok");
  BOOST_TEST(by_key.asked == 2);
  for (const shown_possession& shown : {shown_possession{}, shown_possession{.key_thumbprint = "x"}}) {
    BOOST_TEST((cache.find(text, by_key.who, 0, shown) == nullptr));
    BOOST_TEST(outcome(cache.verify(text, by_key, 0, shown)) == "possession_not_proved");
  }
  BOOST_TEST((cache.find(text, by_key.who, 0, {.key_thumbprint = "k"}) != nullptr));

  const verifier by_certificate{.says = {.certificate = "c"}};
  BOOST_TEST(outcome(cache.verify(text, by_certificate, 0, {.certificate_thumbprint = "c"})) == "ok");
  BOOST_TEST(outcome(cache.verify(text, by_certificate)) == "possession_not_proved");
  BOOST_TEST((cache.find(text, by_certificate.who, 0) == nullptr));
  // A bearer's token beside a proof is not what the proof is about.
  const verifier of_bearers;
  BOOST_TEST(outcome(cache.verify(text, of_bearers)) == "ok");
  BOOST_TEST((cache.find(text, of_bearers.who, 0, {.key_thumbprint = "k"}) == nullptr));
  BOOST_TEST((cache.find(text, of_bearers.who, 0, {.certificate_thumbprint = "c"}) != nullptr));
}

BOOST_AUTO_TEST_CASE(serves_many_threads_and_no_revoked_token_comes_back) {
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<token> cache({.capacity = 64}, clock::reading(now));
  const verifier by;
  const verifier of_revoked{.says = {.token_id = "revoked", .session_id = "r"}};
  std::atomic<bool> is_revoked = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const auto held = cache.verify(std::to_string((i * 7 + t) % 100), by);
        if (!held || (*held)->subject != "alice") ++wrong;
        const bool was_revoked_before = is_revoked;
        if (cache.verify("r" + std::to_string(i % 5), of_revoked).has_value() && was_revoked_before) ++wrong;
        if (t == 0 && i == 150) {
          cache.revoke_session("i", "r");
          is_revoked = true;
        }
        if (t == 1 && i % 50 == 0) cache.clear();
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
  for (int i = 0; i < 5; ++i) BOOST_TEST((cache.find("r" + std::to_string(i), of_revoked.who, 0) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
