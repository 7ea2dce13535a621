// SPDX-License-Identifier: BSL-1.0
// The bare socket.
#include "raw_exchange.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace raw {

namespace {

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket);
    throw std::runtime_error("cannot connect");
  }
  return socket;
}

}  // namespace

connection::connection(std::uint16_t port, const std::string& sent) : socket_(connect_to(port)) {
  ::send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL);
}
connection::~connection() { ::close(socket_); }

outcome exchange(std::uint16_t port, const std::string& request, std::chrono::milliseconds patience) {
  const int socket = connect_to(port);
  const timeval limit{patience.count() / 1000, patience.count() % 1000 * 1000};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  outcome seen;
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) seen.was_reset = true;
  char chunk[65536];
  while (!seen.was_reset) {
    const auto size = ::recv(socket, chunk, sizeof chunk, 0);
    if (size > 0) {
      if (seen.first_read == 0) seen.first_read = static_cast<std::size_t>(size);
      seen.bytes.append(chunk, static_cast<std::size_t>(size));
      continue;
    }
    if (size == 0) seen.was_closed = true;
    else if (errno == ECONNRESET) seen.was_reset = true;
    else seen.timed_out = true;
    break;
  }
  ::close(socket);
  return seen;
}

std::uint16_t port_of(const std::string& issuer) {
  return static_cast<std::uint16_t>(std::stoi(issuer.substr(issuer.rfind(':') + 1)));
}

std::string get_request(const std::string& path, const std::string& more_headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + more_headers + "\r\n";
}

std::string post_request(const std::string& path, const std::string& form, const std::string& more_headers) {
  return "POST " + path +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
         "Content-Length: " + std::to_string(form.size()) + "\r\n" + more_headers + "\r\n" + form;
}

}  // namespace raw
