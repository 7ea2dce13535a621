// SPDX-License-Identifier: BSL-1.0
// The policy in force: replaced while the program runs, all at once or not at all.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/live/detail/published_slot.hpp>
#include <rowclaim/live/detail/text_file.hpp>
#include <rowclaim/live/detail/widening.hpp>
#include <rowclaim/live/policy_edit.hpp>
#include <rowclaim/live/policy_reader.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What a store has done so far.
struct policy_status {
  std::uint64_t epoch = 0;                           ///< how often a policy came into force
  std::optional<std::int64_t> revision = {};         ///< of the policy in force
  std::uint64_t fingerprint = 0;  ///< of its text, to compare with that of a file; no protection against forgery
  std::optional<seconds_since_epoch> last_attempt = {};
  std::optional<seconds_since_epoch> last_success = {};
  std::string last_error = {};  ///< why the last attempt failed; empty if it did not
};

/// A policy in force and its number: what was decided under one epoch is good for that one alone.
struct pinned_policy {
  std::shared_ptr<const loaded_policy> policy;
  std::uint64_t epoch = 0;
};

/// What becomes of a policy that may show somebody more than the one in force.
enum class widening : std::uint8_t { accept, refuse };

/// Holds the policy in force. Safe to use from several threads. A request takes it once and keeps it to its end; a load compiles
/// aside, and publishes a policy that is whole or leaves the one in force as it is.
class policy_store {
 public:
  /// `known` are the program's own tables; see `read_policy`. `when_wider` holds for every load and update that does not say otherwise.
  explicit policy_store(std::span<const table_schema* const> known = {}, rowclaim::clock clock = {},
                        widening when_wider = widening::accept)
      : known_(known.begin(), known.end()), clock_(clock), when_wider_(when_wider) {}
  policy_store(const policy_store&) = delete;
  policy_store& operator=(const policy_store&) = delete;

  /// The policy in force; null before the first load. Never waits, whatever is loaded meanwhile.
  pinned_policy current() const noexcept { return published_.load(); }

  policy_status status() const {
    const std::scoped_lock lock(status_lock_);
    return status_;
  }

  /// Whether this is the policy in force: a plan that was made under another one is out of date.
  bool is_in_force(const std::shared_ptr<const loaded_policy>& policy) const noexcept { return current().policy == policy; }

  /// Loads a policy from the text of a file.
  ///
  /// Result: the mistakes for which it was refused; none if it is in force. A revision lower than that in force is a mistake, and so is
  ///   a policy without one after one with a revision; where widening is refused, each way in which somebody may see more.
  std::vector<policy_mistake> load(std::string text) { return load(std::move(text), when_wider_); }
  std::vector<policy_mistake> load(std::string text, widening when_wider) {
    const std::scoped_lock lock(load_lock_);
    return publish(std::move(text), when_wider);
  }

  /// Loads a policy from a file. A file that cannot be read, is no plain file, is larger than the limit or changes while it is read is
  /// refused with a sentence.
  std::vector<policy_mistake> load_file(const std::string& path) { return load_file(path, when_wider_); }
  std::vector<policy_mistake> load_file(const std::string& path, widening when_wider) {
    detail::text_file file = detail::read_text_file(path, policy_file_limits.bytes);
    const std::scoped_lock lock(load_lock_);
    if (file.complaint.empty()) return publish(std::move(file.text), when_wider);
    return refuse({{text_place::none(), {}, std::move(file.complaint)}});
  }

  /// Changes the policy in force: `change` is called with a `policy_edit`, and all that it asks for comes into force at once, or nothing.
  /// The change lasts until the next load; `current().policy->text()` is what to save.
  ///
  /// Result: the mistakes for which it was refused; none if it is in force. What `change` throws leaves all as it is.
  /// Complexity: that of a load.
  template <std::invocable<policy_edit&> Change>
  std::vector<policy_mistake> update(Change change) {
    return update(std::move(change), when_wider_);
  }
  template <std::invocable<policy_edit&> Change>
  std::vector<policy_mistake> update(Change change, widening when_wider) {
    const std::scoped_lock lock(load_lock_);
    const std::shared_ptr<const loaded_policy> before = current().policy;
    if (before == nullptr) return refuse({{text_place::none(), {}, "no policy is in force; load one first"}});
    auto file = parse_strict_json_object(before->text(), policy_file_limits);
    if (!file) return refuse({{text_place::none(), {}, file.error().message()}});
    policy_edit edit(std::move(*file));
    change(edit);
    if (!edit.mistakes().empty()) return refuse(edit.mistakes());
    return publish(edit.text(), when_wider, places::mean_nothing);
  }

 private:
  // Whether anybody has seen the text that is loaded.
  enum class places : std::uint8_t { are_known, mean_nothing };

  // The rest requires the lock of loads.
  std::vector<policy_mistake> publish(std::string text, widening when_wider, places where = places::are_known) {
    const std::uint64_t fingerprint = detail::hash_bytes(text);
    policy_reading read = read_policy(std::move(text), known_);
    if (where == places::mean_nothing)
      for (policy_mistake& mistake : read.mistakes) mistake.place = text_place::none();
    if (read.policy == nullptr) return refuse(std::move(read.mistakes));
    if (auto mistakes = check_against_current(*read.policy, when_wider); !mistakes.empty()) return refuse(std::move(mistakes));
    const std::optional<std::int64_t> revision = read.policy->revision();
    const pinned_policy replaced = published_.store({std::move(read.policy), current().epoch + 1});
    const std::scoped_lock lock(status_lock_);
    status_.last_attempt = clock_.now();
    status_.last_error.clear();
    status_.last_success = status_.last_attempt;
    status_.revision = revision;
    status_.fingerprint = fingerprint;
    status_.epoch = replaced.epoch + 1;
    return {};
  }

  std::vector<policy_mistake> refuse(std::vector<policy_mistake> mistakes) {
    const std::scoped_lock lock(status_lock_);
    status_.last_attempt = clock_.now();
    status_.last_error = mistakes.front().text();
    return mistakes;
  }

  std::vector<policy_mistake> check_against_current(const loaded_policy& offered, widening when_wider) const {
    const std::shared_ptr<const loaded_policy> before = current().policy;
    if (before == nullptr) return {};
    const std::optional<std::int64_t> revision = offered.revision();
    if (before->revision() && (!revision || *revision < *before->revision())) {
      const std::string in_force = "revision " + std::to_string(*before->revision()) + " is in force, and this ";
      return {{text_place::none(), "revision",
               in_force + (revision ? "is " + std::to_string(*revision) + "; raise it"
                                    : std::string("policy has none; give it one that is not lower"))}};
    }
    if (when_wider == widening::accept) return {};
    return detail::find_widening(*before, offered);
  }

  std::vector<const table_schema*> known_;
  rowclaim::clock clock_;
  widening when_wider_;
  std::mutex load_lock_;  // one load at a time, however long it takes
  detail::published_slot<pinned_policy> published_;
  mutable std::mutex status_lock_;  // never held while anything is read or compiled
  policy_status status_;
};

}  // namespace rowclaim::inline v0_1
