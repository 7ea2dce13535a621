// SPDX-License-Identifier: BSL-1.0
// The certified Node.js provider as a child process.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace demo {

/// Starts `openid_provider.mjs` and waits until it listens; ends it with the object.
class node_provider {
 public:
  /// Throws std::runtime_error with the reason, fit for people, if it cannot be started.
  node_provider(const std::filesystem::path& folder, const std::string& people_json, const std::string& redirect_uri);
  ~node_provider();
  node_provider(const node_provider&) = delete;
  node_provider& operator=(const node_provider&) = delete;

  const std::string& issuer() const { return issuer_; }

 private:
  void end() noexcept;

  pid_t process_ = -1;
  std::filesystem::path people_file_;
  std::string issuer_;
};

}  // namespace demo
