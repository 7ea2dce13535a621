// SPDX-License-Identifier: BSL-1.0
// What the relying party asked for, without its secrets.
#pragma once

#include "encoding.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

struct recorded_request {
  std::string method;
  // Without the query, and without the issuer's path.
  std::string path;
  // Of the query and of the form. The values of secrets (codes, verifiers, tokens, passwords, client secrets) are replaced by hidden_value.
  parameter_list parameters;
  // "Basic", "Bearer" or whatever scheme the Authorization header had; empty without one.
  std::string authorization_scheme{};
};

enum class note_kind {
  // The relying party broke a rule.
  failure,
  // It broke a recommendation.
  warning,
  // The provider did what its module is about; what the relying party does from now on decides.
  deed,
  // Anything else that a verdict may want to know.
  fact,
};

struct recorded_note {
  note_kind kind;
  // Never holds a secret.
  std::string text;
  // How many requests had been recorded: the note was taken during the last of them.
  std::size_t after_requests = 0;
};

inline constexpr std::string_view hidden_value = "(hidden)";

class request_log {
 public:
  void add(recorded_request request);
  std::vector<recorded_request> all() const;
  // Recorded once, however often it is said during one request.
  void add(note_kind kind, std::string text);
  std::vector<recorded_note> notes() const;
  void clear();
  // Whether the last request was that long ago.
  bool is_quiet_for(std::chrono::milliseconds time) const;
  // Whether that many requests came before the time was over.
  bool wait_for(std::size_t count, std::chrono::milliseconds at_most) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::vector<recorded_request> requests_;
  std::vector<recorded_note> notes_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace mock_idp
