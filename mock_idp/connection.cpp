// SPDX-License-Identifier: BSL-1.0
// Non-blocking reads and writes that wait on the socket and on the server's stop descriptor together.
#include "connection.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace mock_idp {
namespace {

// Longer than any test, short enough that a forgotten keep-alive connection does not stay for ever.
constexpr int idle_milliseconds = 60'000;

}  // namespace

struct connection::tls {
  SSL* ssl = nullptr;
  bool is_broken = false;

  ~tls() { SSL_free(ssl); }
};

connection::connection(int socket, int stop_descriptor, void* tls_server_context)
    : socket_(socket), stop_descriptor_(stop_descriptor) {
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls_server_context) {
    tls_ = std::make_unique<tls>();
    tls_->ssl = SSL_new(static_cast<SSL_CTX*>(tls_server_context));
    tls_->is_broken = !tls_->ssl || SSL_set_fd(tls_->ssl, socket_) != 1;
  }
}

connection::~connection() {
  if (tls_ && !tls_->is_broken) SSL_shutdown(tls_->ssl);
  ERR_clear_error();
  ::close(socket_);
}

bool connection::wait_for(short events) {
  pollfd watched[] = {{socket_, events, 0}, {stop_descriptor_, POLLIN, 0}};
  int ready = 0;
  do ready = ::poll(watched, 2, idle_milliseconds);
  while (ready < 0 && errno == EINTR);
  return ready > 0 && watched[1].revents == 0;
}

bool connection::wait_for_tls(int result) {
  const int error = SSL_get_error(tls_->ssl, result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return wait_for(POLLIN);
  if (error == SSL_ERROR_WANT_WRITE) return wait_for(POLLOUT);
  tls_->is_broken = true;
  return false;
}

bool connection::handshake() {
  if (!tls_) return true;
  while (!tls_->is_broken) {
    const int result = SSL_accept(tls_->ssl);
    if (result == 1) return true;
    if (!wait_for_tls(result)) tls_->is_broken = true;
  }
  return false;
}

std::string connection::peer_certificate() const {
  X509* shown = tls_ ? SSL_get1_peer_certificate(tls_->ssl) : nullptr;
  if (!shown) return {};
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(shown, &bytes);
  std::string der(reinterpret_cast<const char*>(bytes), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(bytes);
  X509_free(shown);
  return der;
}

bool connection::read_more(std::string& buffer) {
  char chunk[16384];
  for (;;) {
    if (tls_) {
      if (tls_->is_broken) return false;
      const int result = SSL_read(tls_->ssl, chunk, sizeof chunk);
      if (result > 0) {
        buffer.append(chunk, static_cast<std::size_t>(result));
        return true;
      }
      if (!wait_for_tls(result)) return false;
    } else {
      const auto result = ::recv(socket_, chunk, sizeof chunk, 0);
      if (result > 0) {
        buffer.append(chunk, static_cast<std::size_t>(result));
        return true;
      }
      if (result == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(POLLIN)) return false;
    }
  }
}

bool connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (tls_) {
      if (tls_->is_broken) return false;
      const int result = SSL_write(tls_->ssl, bytes.data(), static_cast<int>(bytes.size()));
      if (result > 0) bytes.remove_prefix(static_cast<std::size_t>(result));
      else if (!wait_for_tls(result)) return false;
    } else {
      const auto result = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (result > 0) bytes.remove_prefix(static_cast<std::size_t>(result));
      else if ((errno != EAGAIN && errno != EINTR) || !wait_for(POLLOUT)) return false;
    }
  }
  return true;
}

bool connection::pause(std::chrono::milliseconds time) {
  pollfd watched[] = {{socket_, POLLRDHUP, 0}, {stop_descriptor_, POLLIN, 0}};
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return true;
    const int ready = ::poll(watched, 2, static_cast<int>(left.count()));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return false;
  }
}

void connection::reset() {
  if (tls_) tls_->is_broken = true;
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace mock_idp
