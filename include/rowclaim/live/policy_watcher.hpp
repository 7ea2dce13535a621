// SPDX-License-Identifier: BSL-1.0
// Loads a policy file again when it changes: at once where the system tells, and by looking now and then everywhere.
#pragma once

#include <rowclaim/live/detail/file_changes.hpp>
#include <rowclaim/live/policy_store.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

struct policy_watcher_options {
  int look_every = 2000;  ///< milliseconds; where nobody tells of changes, and in case something was missed
  int settle = 50;        ///< milliseconds that a file must stay as it is before it is loaded
  bool is_told = true;                         ///< whether to ask the system to tell of changes (inotify)
  /// Called after each attempt, in the watcher's thread, with the mistakes; empty if the policy is in force.
  void (*on_load)(void* state, const std::vector<policy_mistake>& mistakes) = nullptr;
  void* state = nullptr;  ///< handed to `on_load`
};

/// Watches one file for a store from its construction, when the file is loaded for the first time, to its destruction. Files that
/// editors replace by another of the same name are followed. One state of the file is tried once: a policy with mistakes is not loaded
/// again before the file changes. The store must outlive it.
class policy_watcher {
 public:
  policy_watcher(policy_store& store, std::string path, policy_watcher_options options = {})
      : store_(store), path_(std::move(path)), options_(std::move(options)), changes_(path_, options_.is_told) {
    load(detail::file_state::of(path_));
    thread_ = std::thread([this] { watch(); });
  }
  policy_watcher(const policy_watcher&) = delete;
  policy_watcher& operator=(const policy_watcher&) = delete;
  ~policy_watcher() {
    is_stopping_ = true;
    changes_.wake();
    thread_.join();
  }

  /// Whether the system tells of changes; if not, they are found by looking.
  bool is_told() const noexcept { return changes_.is_told(); }

 private:
  void watch() {
    while (!is_stopping_) {
      changes_.wait(options_.look_every);
      if (is_stopping_) return;
      detail::file_state now = detail::file_state::of(path_);
      if (now == tried_) continue;
      // A file that is being written changes again: it is loaded when it rests.
      while (!is_stopping_) {
        changes_.pause(options_.settle);
        const detail::file_state later = detail::file_state::of(path_);
        if (later == now) break;
        now = later;
      }
      if (!is_stopping_) load(now);
    }
  }

  void load(const detail::file_state& state) {
    tried_ = state;
    const std::vector<policy_mistake> mistakes = store_.load_file(path_);
    if (options_.on_load != nullptr) options_.on_load(options_.state, mistakes);
  }

  policy_store& store_;
  std::string path_;
  policy_watcher_options options_;
  detail::file_changes changes_;
  detail::file_state tried_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace rowclaim::inline v0_1
