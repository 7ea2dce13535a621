// SPDX-License-Identifier: BSL-1.0
// The web server of the relying parties under test: where a provider calls back, and where a browser is sent.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance {

struct received {
  std::string method;
  // Below the application: "/callback".
  std::string path;
  // The same with the query, as it came.
  std::string target;
  std::string content_type;
  std::string body;
};

struct answered {
  int status = 404;
  std::string content_type = "text/plain";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
};

// One application of the one https server that the process has. Its certificate is the provider's.
class application {
 public:
  using handler = std::function<answered(const received&)>;

  application();
  ~application();
  application(const application&) = delete;
  application& operator=(const application&) = delete;

  std::string url(std::string_view path) const;
  // Called on the server's threads, until stop() or the end of the application, which wait for it.
  void serve(handler how);
  void stop() { serve({}); }

 private:
  std::string number_;
};

}  // namespace conformance
