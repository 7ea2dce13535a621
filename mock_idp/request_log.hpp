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

inline constexpr std::string_view hidden_value = "(hidden)";

class request_log {
 public:
  void add(recorded_request request);
  std::vector<recorded_request> all() const;
  void clear();
  // Whether that many requests came before the time was over.
  bool wait_for(std::size_t count, std::chrono::milliseconds at_most) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::vector<recorded_request> requests_;
};

}  // namespace mock_idp
