// SPDX-License-Identifier: BSL-1.0
// One accepted connection, plain or TLS, every wait of which ends when the server stops.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mock_idp {

class connection {
 public:
  // Takes the socket over. `stop_descriptor` becomes readable when the server stops. A null context means plain TCP.
  connection(int socket, int stop_descriptor, void* tls_server_context);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  bool handshake();
  // In its DER form, whoever signed it; empty without one.
  std::string peer_certificate() const;
  // Appends what arrives to `buffer`. False at the end of the stream, on a failure, and when the server stops.
  bool read_more(std::string& buffer);
  bool write(std::string_view bytes);
  // False when the client went away or the server stops before the time is over.
  bool pause(std::chrono::milliseconds time);
  // Closes with RST, without TLS's goodbye.
  void reset();

 private:
  struct tls;

  bool wait_for(short events);
  // Whether to try the TLS call again.
  bool wait_for_tls(int result);

  int socket_;
  int stop_descriptor_;
  std::unique_ptr<tls> tls_;
};

}  // namespace mock_idp
