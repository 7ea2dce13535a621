// SPDX-License-Identifier: BSL-1.0
// The policy in force: replaced while the program runs, all at once or not at all.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/hash.hpp>
#include <rowclaim/live/detail/text_file.hpp>
#include <rowclaim/live/policy_reader.hpp>

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

/// Holds the policy in force. Safe to use from several threads. A request takes it once and keeps it to its end; a load compiles
/// aside, and publishes a policy that is whole or leaves the one in force as it is.
class policy_store {
 public:
  /// `known` are the program's own tables; see `read_policy`.
  explicit policy_store(std::span<const table_schema* const> known = {}, rowclaim::clock clock = {})
      : known_(known.begin(), known.end()), clock_(clock) {}
  policy_store(const policy_store&) = delete;
  policy_store& operator=(const policy_store&) = delete;

  /// The policy in force; null before the first load. Complexity: a lock for a few instructions, whatever is loaded meanwhile.
  pinned_policy current() const {
    const std::scoped_lock lock(published_lock_);
    return {published_, status_.epoch};
  }

  policy_status status() const {
    const std::scoped_lock lock(published_lock_);
    return status_;
  }

  /// Loads a policy from the text of a file.
  ///
  /// Result: the mistakes for which it was refused; none if it is in force. A revision lower than that in force is a mistake, and so is
  ///   a policy without one after one with a revision.
  std::vector<policy_mistake> load(std::string text) {
    const std::scoped_lock lock(load_lock_);
    const std::uint64_t fingerprint = detail::hash_bytes(text);
    policy_reading read = detail::policy_maker::read(std::move(text), known_, policy_file_limits);
    if (read.policy != nullptr) check_revision(read);
    return finish(std::move(read), fingerprint);
  }

  /// Loads a policy from a file. A file that cannot be read, is no plain file, is larger than the limit or changes while it is read is
  /// refused with a sentence.
  std::vector<policy_mistake> load_file(const std::string& path) {
    detail::text_file file = detail::read_text_file(path, policy_file_limits.bytes);
    if (file.complaint.empty()) return load(std::move(file.text));
    const std::scoped_lock lock(load_lock_);
    policy_reading nothing;
    nothing.mistakes.push_back({{}, {}, std::move(file.complaint)});
    return finish(std::move(nothing), 0);
  }

 private:
  void check_revision(policy_reading& read) const {
    const std::optional<std::int64_t> before = status().revision;
    const std::optional<std::int64_t> offered = read.policy->revision();
    if (!before || (offered && *offered >= *before)) return;
    const std::string in_force = "revision " + std::to_string(*before) + " is in force";
    read.mistakes.push_back({{},
                             "revision",
                             offered ? in_force + ", and this is " + std::to_string(*offered) + "; raise it"
                                     : in_force + ", and this policy has none; give it one that is not lower"});
    read.policy = nullptr;
  }

  std::vector<policy_mistake> finish(policy_reading read, std::uint64_t fingerprint) {
    std::shared_ptr<const loaded_policy> replaced;  // destroyed when the lock is released: that may take its time
    const std::scoped_lock lock(published_lock_);
    status_.last_attempt = clock_.now();
    status_.last_error = read.mistakes.empty() ? std::string() : read.mistakes.front().text();
    if (read.policy == nullptr) return std::move(read.mistakes);
    status_.last_success = status_.last_attempt;
    status_.revision = read.policy->revision();
    status_.fingerprint = fingerprint;
    ++status_.epoch;
    replaced = std::exchange(published_, std::move(read.policy));
    return {};
  }

  std::vector<const table_schema*> known_;
  rowclaim::clock clock_;
  std::mutex load_lock_;  // one load at a time, however long it takes
  mutable std::mutex published_lock_;  // never held while anything is read or compiled
  std::shared_ptr<const loaded_policy> published_;
  policy_status status_;
};

}  // namespace rowclaim::inline v0_1
