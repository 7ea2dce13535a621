// SPDX-License-Identifier: BSL-1.0
// A self-signed certificate for 127.0.0.1 and localhost, made in the process and kept in memory.
#pragma once

#include <memory>
#include <string>

namespace mock_idp {

class certificate {
 public:
  // One for the whole process. Its validity follows the system's clock, as TLS does, and not an injected one.
  static const certificate& shared();

  ~certificate();
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;

  const std::string& pem() const { return pem_; }
  // An SSL_CTX* that presents this certificate.
  void* server_context() const;

 private:
  struct handle;
  certificate();

  std::unique_ptr<handle> handle_;
  std::string pem_;
};

}  // namespace mock_idp
