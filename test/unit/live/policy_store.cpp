// SPDX-License-Identifier: BSL-1.0
// Tests of the store: what is in force is whole, was meant, and stays until something better comes.
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_store.hpp>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_store)

namespace {

std::string policy(std::string_view more) { return R"({"version":1,"name_claim":["name"])" + std::string(more) + "}"; }

// A folder of its own, gone at the end.
class scratch {
 public:
  scratch() : folder_(std::filesystem::temp_directory_path() / ("policy_store_" + std::to_string(::getpid()))) {
    std::filesystem::create_directory(folder_);
  }
  scratch(const scratch&) = delete;
  ~scratch() { std::filesystem::remove_all(folder_); }

  std::string file(std::string_view text) const {
    const std::filesystem::path path = folder_ / "policy.json";
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  std::string folder() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
};

std::string sentence_of(const std::vector<rc::policy_mistake>& mistakes) {
  return mistakes.empty() ? "none" : mistakes.front().sentence;
}

}  // namespace

BOOST_AUTO_TEST_CASE(has_nothing_until_something_is_loaded) {
  rc::policy_store store;
  BOOST_TEST(store.current().policy == nullptr);
  BOOST_TEST(store.current().epoch == 0u);
  BOOST_TEST(!store.status().last_attempt.has_value());
  BOOST_TEST(store.load(policy("")).empty());
  BOOST_TEST(store.current().policy != nullptr);
  BOOST_TEST(store.current().epoch == 1u);
}

BOOST_AUTO_TEST_CASE(a_policy_with_mistakes_leaves_the_last_good_one_in_force) {
  rc::seconds_since_epoch now = 100;
  rc::policy_store store({}, rc::clock::reading(now));
  BOOST_TEST(store.load(policy(R"(,"revision":3)")).empty());
  const rc::pinned_policy good = store.current();
  const std::uint64_t fingerprint = store.status().fingerprint;
  now = 200;
  for (const std::string& bad :
       {std::string(), std::string("{"), policy(R"(,"gates":[])"), policy(R"(,"revision":2)"), policy("")}) {
    BOOST_TEST(!store.load(bad).empty());
    BOOST_TEST(store.current().policy == good.policy);
    BOOST_TEST(store.current().epoch == 1u);
  }
  const rc::policy_status status = store.status();
  BOOST_TEST((status.revision == 3));
  BOOST_TEST(status.fingerprint == fingerprint);
  BOOST_TEST((status.last_attempt == 200));
  BOOST_TEST((status.last_success == 100));
  BOOST_TEST(status.last_error.find("revision 3 is in force, and this policy has none") != std::string::npos);
  now = 300;
  BOOST_TEST(store.load(policy(R"(,"revision":3,"gate":[])")).empty());
  BOOST_TEST(store.current().epoch == 2u);
  BOOST_TEST(store.status().last_error.empty());
  BOOST_TEST(store.status().fingerprint != fingerprint);
  BOOST_TEST((store.status().last_success == 300));
}

BOOST_AUTO_TEST_CASE(a_lower_revision_is_refused) {
  rc::policy_store store;
  BOOST_TEST(store.load(policy(R"(,"revision":7)")).empty());
  BOOST_TEST(sentence_of(store.load(policy(R"(,"revision":6)"))) == "revision 7 is in force, and this is 6; raise it");
  BOOST_TEST(store.load(policy(R"(,"revision":8)")).empty());
  BOOST_TEST((store.status().revision == 8));
}

BOOST_AUTO_TEST_CASE(files_are_read_whole_or_not_at_all) {
  const scratch folder;
  rc::policy_store store;
  BOOST_TEST(store.load_file(folder.file(policy(""))).empty());
  BOOST_TEST(sentence_of(store.load_file(folder.folder())) == "this is a folder; name a file");
  BOOST_TEST(sentence_of(store.load_file(folder.folder() + "/none")).starts_with("the file cannot be read: "));
  BOOST_TEST(sentence_of(store.load_file("/dev/null")) == "this is no plain file; name one");
  BOOST_TEST(!store.load_file(folder.file("")).empty());
  BOOST_TEST(!store.status().last_error.empty());
  BOOST_TEST(store.current().epoch == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_of_a_hundred_megabytes_is_refused) {
  const scratch folder;
  rc::policy_store store;
  const std::string file = folder.file(policy(""));
  BOOST_TEST(store.load_file(file).empty());
  std::filesystem::resize_file(file, 100'000'000);  // zeros, which take no room
  BOOST_TEST(sentence_of(store.load_file(file)) ==
             "the file has more than 67108864 bytes, which is the limit; give roles by fewer names");
  BOOST_TEST(store.current().epoch == 1u);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_read_is_refused) {
  const scratch folder;
  rc::policy_store store;
  const std::string file = folder.file(policy(""));
  std::filesystem::permissions(file, std::filesystem::perms::none);
  // The superuser may read everything; anybody else is as good for this.
  const ::uid_t user = ::geteuid();
  if (user == 0) BOOST_TEST_REQUIRE(::seteuid(65534) == 0);
  const std::vector<rc::policy_mistake> mistakes = store.load_file(file);
  if (user == 0) BOOST_TEST_REQUIRE(::seteuid(0) == 0);
  BOOST_TEST(sentence_of(mistakes) == "the file cannot be read: Permission denied");
  BOOST_TEST(store.status().last_error == "the file cannot be read: Permission denied");
}

// Two policies of one length, written over each other in pieces: what is loaded is one of them, whole, or nothing.
BOOST_AUTO_TEST_CASE(a_file_that_changes_while_it_is_read_is_refused) {
  const scratch folder;
  const auto text = [](char letter) {
    std::string roles;
    for (int i = 0; i < 20'000; ++i)
      roles += (i == 0 ? "\"n" : ",\"n") + std::to_string(i) + "\":[\"ROLE_" + std::string(1, letter) + "\"]";
    return policy(R"(,"gate":[],"name_mapping":{)" + roles + "}");
  };
  const std::string texts[] = {text('A'), text('B')};
  const std::string file = folder.file(texts[0]);
  std::atomic<bool> is_done = false;
  std::thread writer([&] {
    for (std::size_t i = 1; !is_done; ++i) {
      std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
      const std::string& next = texts[i % 2];
      constexpr std::size_t piece = 64u << 10;
      for (std::size_t at = 0; at < next.size(); at += piece)
        out.write(next.data() + at, static_cast<std::streamsize>(std::min(piece, next.size() - at))).flush();
      if (i % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
  });
  rc::policy_store store;
  std::size_t loaded = 0;
  std::size_t refused = 0;
  for (int i = 0; i < 40; ++i) {
    const std::vector<rc::policy_mistake> mistakes = store.load_file(file);
    if (!mistakes.empty()) {
      ++refused;
      continue;
    }
    ++loaded;
    const auto first = rc::authorize(store.current().policy, rc::verified_claims::assume_verified(R"({"name":"n0"})"));
    const auto last = rc::authorize(store.current().policy, rc::verified_claims::assume_verified(R"({"name":"n19999"})"));
    BOOST_TEST_REQUIRE((first && last && first->roles() == last->roles()));
  }
  is_done = true;
  writer.join();
  BOOST_TEST(loaded + refused == 40u);
  BOOST_TEST(store.load_file(file).empty());  // now it rests
}

BOOST_AUTO_TEST_CASE(requests_see_one_policy_each_while_it_is_replaced) {
  // Each state gives one role under two mappings at once: a request that saw two states would have two different roles.
  const auto state = [](int i) {
    const std::string role = "ROLE_" + std::to_string(i);
    return policy(R"(,"gate":[],"roles_claims":[["a"],["b"]],"role_mapping":{"x":[")" + role + R"("],"y":[")" + role + R"("]})");
  };
  rc::policy_store store;
  BOOST_TEST_REQUIRE(store.load(state(0)).empty());
  const auto claims = rc::verified_claims::assume_verified(R"({"name":"n","a":["x"],"b":["y"]})");
  std::atomic<bool> is_done = false;
  std::atomic<std::size_t> wrong = 0;
  std::atomic<std::size_t> requests = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      std::uint64_t last = 0;
      while (!is_done) {
        const rc::pinned_policy now = store.current();
        const auto user = rc::authorize(now.policy, claims);
        if (!user || user->roles().size() != 1 || now.epoch < last) ++wrong;
        last = now.epoch;
        ++requests;
      }
    });
  for (int i = 1; i <= 1'000; ++i) BOOST_TEST_REQUIRE(store.load(state(i)).empty());
  while (requests < 1'000) std::this_thread::yield();
  is_done = true;
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(store.current().epoch == 1'001u);
}

BOOST_AUTO_TEST_SUITE_END()
