// SPDX-License-Identifier: BSL-1.0
// Tests of the watcher: files that change, are replaced, are half written or go away, told of by the system and found by looking.
#include <rowclaim/live/policy_watcher.hpp>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(live_policy_watcher)

namespace {

std::string revision(int number) { return R"({"version":1,"revision":)" + std::to_string(number) + "}"; }

// A folder with a policy file, and a count of the attempts to load it.
class watched_file {
 public:
  explicit watched_file(std::string_view name)
      : folder_(std::filesystem::temp_directory_path() / (std::string(name) + std::to_string(::getpid()))) {
    std::filesystem::create_directory(folder_);
  }
  watched_file(const watched_file&) = delete;
  ~watched_file() { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "policy.json").string(); }
  void write(std::string_view text) const { std::ofstream(path(), std::ios::binary) << text; }
  void replace(std::string_view text) const {
    const auto other = folder_ / "policy.json.new";
    std::ofstream(other, std::ios::binary) << text;
    std::filesystem::rename(other, path());
  }

  rc::policy_watcher_options options(bool is_told) {
    rc::policy_watcher_options made;
    made.look_every = is_told ? 60'000 : 5;
    made.settle = 5;
    made.is_told = is_told;
    made.state = this;
    made.on_load = [](void* state, const std::vector<rc::policy_mistake>& mistakes) {
      auto& self = *static_cast<watched_file*>(state);
      const std::scoped_lock lock(self.lock_);
      self.loads_.push_back(mistakes.empty());
      self.loaded_.notify_all();
    };
    return made;
  }

  // Waits for that many attempts in all, and says how the last one ended.
  bool last_of(std::size_t attempts) {
    std::unique_lock lock(lock_);
    const bool came = loaded_.wait_for(lock, 20s, [&] { return loads_.size() >= attempts; });
    BOOST_TEST_REQUIRE(came, "attempt " << attempts << " did not come");
    return loads_.back();
  }
  std::size_t attempts() {
    const std::scoped_lock lock(lock_);
    return loads_.size();
  }

 private:
  std::filesystem::path folder_;
  std::mutex lock_;
  std::condition_variable loaded_;
  std::vector<bool> loads_;
};

void follow_changes(bool is_told) {
  watched_file file(is_told ? "policy_told_" : "policy_looked_");
  file.write(revision(1));
  rc::policy_store store;
  rc::policy_watcher watcher(store, file.path(), file.options(is_told));
  BOOST_TEST(watcher.is_told() == is_told);
  BOOST_TEST((store.status().revision == 1));  // loaded by the constructor

  file.write(revision(2));
  BOOST_TEST(file.last_of(2));
  BOOST_TEST((store.status().revision == 2));

  file.replace(revision(3));
  BOOST_TEST(file.last_of(3));
  BOOST_TEST((store.status().revision == 3));

  // Half of a file leaves the whole one in force, until the rest comes.
  file.write(revision(40).substr(0, 20));
  BOOST_TEST(!file.last_of(4));
  BOOST_TEST((store.status().revision == 3));
  std::ofstream(file.path(), std::ios::binary | std::ios::app) << revision(40).substr(20);
  BOOST_TEST(file.last_of(5));
  BOOST_TEST((store.status().revision == 40));

  std::filesystem::remove(file.path());
  BOOST_TEST(!file.last_of(6));
  BOOST_TEST(store.status().last_error.find("cannot be read") != std::string::npos);
  BOOST_TEST((store.status().revision == 40));
  file.replace(revision(41));
  BOOST_TEST(file.last_of(7));
  BOOST_TEST((store.status().revision == 41));
}

}  // namespace

BOOST_AUTO_TEST_CASE(follows_changes_that_it_is_told_of) { follow_changes(true); }

BOOST_AUTO_TEST_CASE(follows_changes_that_it_finds_by_looking) { follow_changes(false); }

BOOST_AUTO_TEST_CASE(one_state_of_a_file_is_tried_once) {
  watched_file file("policy_once_");
  file.write("{");
  rc::policy_store store;
  rc::policy_watcher watcher(store, file.path(), file.options(false));
  BOOST_TEST(!file.last_of(1));
  std::this_thread::sleep_for(100ms);  // twenty looks
  BOOST_TEST(file.attempts() == 1u);
}

BOOST_AUTO_TEST_CASE(stops_at_once) {
  watched_file file("policy_stop_");
  file.write(revision(1));
  rc::policy_store store;
  const auto begin = std::chrono::steady_clock::now();
  { rc::policy_watcher watcher(store, file.path(), file.options(true)); }
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 10s));
}

BOOST_AUTO_TEST_SUITE_END()
