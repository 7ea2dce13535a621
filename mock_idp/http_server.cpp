// SPDX-License-Identifier: BSL-1.0
// Listening, one thread a connection, and the delivery of answers.
#include "http_server.hpp"

#include "certificate.hpp"
#include "connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace mock_idp {
namespace {

constexpr std::size_t max_head_bytes = 64 * 1024;
constexpr std::size_t max_body_bytes = 1024 * 1024;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

// Threads inherit the mask, so signals stay with the program's own threads, and a write to a closed TLS socket raises no SIGPIPE.
class all_signals_blocked {
 public:
  all_signals_blocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~all_signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  all_signals_blocked(const all_signals_blocked&) = delete;
  all_signals_blocked& operator=(const all_signals_blocked&) = delete;

 private:
  sigset_t before_;
};

std::optional<http_request> read_request(connection& with, std::string& buffer) {
  auto head_end = buffer.find("\r\n\r\n");
  while (head_end == std::string::npos) {
    if (buffer.size() > max_head_bytes || !with.read_more(buffer)) return std::nullopt;
    head_end = buffer.find("\r\n\r\n");
  }
  auto request = parse_request_head(std::string_view(buffer).substr(0, head_end));
  const auto length = request ? content_length(*request) : std::nullopt;
  if (!length || *length > max_body_bytes) {
    with.write(to_wire(error_page(400, "This is not a request that this server can read."), false));
    return std::nullopt;
  }
  const auto body = head_end + 4;
  while (buffer.size() < body + *length)
    if (!with.read_more(buffer)) return std::nullopt;
  request->body = buffer.substr(body, *length);
  buffer.erase(0, body + *length);
  return request;
}

// False when the connection cannot be used again.
bool deliver(connection& to, const http_response& response, bool keep_alive, const http_server::options& chosen) {
  const auto bytes = to_wire(response, keep_alive);
  switch (response.how) {
    case delivery::whole: return to.write(bytes);
    case delivery::slow: return to.pause(chosen.slow_delay) && to.write(bytes);
    case delivery::dripping:
      for (const char& byte : bytes)
        if (!to.write({&byte, 1}) || !to.pause(chosen.drip_interval)) return false;
      return true;
    case delivery::truncated:
      to.write(std::string_view(bytes).substr(0, bytes.size() - (response.body.size() + 1) / 2));
      return false;
    case delivery::reset: to.reset(); return false;
  }
  return false;
}

}  // namespace

http_server::http_server(options chosen, handler answer) : options_(chosen), answer_(std::move(answer)) {
  if (options_.tls) certificate::shared();
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0) fail("cannot open a socket");
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options_.port);
  // The loopback interface and no other, ever: this provider gives everybody's tokens away.
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, any, size) != 0 || ::listen(listener_, 512) != 0 || ::getsockname(listener_, any, &size) != 0 ||
      ::pipe2(stop_, O_CLOEXEC) != 0) {
    const int error = errno;
    ::close(listener_);
    errno = error;
    fail("cannot listen on the port");
  }
  options_.port = ntohs(address.sin_port);
  const all_signals_blocked guard;
  accepting_ = std::thread([this] { accept_connections(); });
}

http_server::~http_server() {
  // Nobody reads the byte, so every poll on the descriptor sees it, now and later.
  const char stop = 0;
  while (::write(stop_[1], &stop, 1) < 0 && errno == EINTR) {
  }
  accepting_.join();
  for (auto& each : workers_) each.thread.join();
  ::close(listener_);
  ::close(stop_[0]);
  ::close(stop_[1]);
}

void http_server::accept_connections() {
  for (;;) {
    pollfd watched[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0 && errno != EINTR) return;
    if (watched[1].revents != 0) return;
    if (watched[0].revents == 0) continue;
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    join_finished();
    auto& mine = workers_.emplace_back();
    try {
      mine.thread = std::thread([this, socket, &mine] {
        serve(socket);
        mine.is_done = true;
      });
    } catch (const std::system_error&) {
      workers_.pop_back();
      ::close(socket);
    }
  }
}

void http_server::join_finished() {
  for (auto each = workers_.begin(); each != workers_.end();) {
    if (each->is_done) {
      each->thread.join();
      each = workers_.erase(each);
    } else {
      ++each;
    }
  }
}

void http_server::serve(int socket) {
  connection client(socket, stop_[0], options_.tls ? certificate::shared().server_context() : nullptr);
  if (!client.handshake()) return;
  const auto certificate_shown = client.peer_certificate();
  std::string buffer;
  while (auto request = read_request(client, buffer)) {
    request->client_certificate = certificate_shown;
    http_response response;
    try {
      response = answer_(*request);
    } catch (const std::exception&) {
      response = error_page(500, "The mock provider failed.");
    }
    if (!deliver(client, response, request->wants_keep_alive, options_) || !request->wants_keep_alive) return;
  }
}

}  // namespace mock_idp
