// SPDX-License-Identifier: BSL-1.0
// One connection a request, every wait of which ends at the deadline.
#include "http_client.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>

namespace mock_idp {
namespace {

constexpr std::size_t max_answer_bytes = std::size_t{1} << 20;

struct refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <auto Free>
struct freed_by {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

struct location {
  bool tls = false;
  std::string host;
  std::uint16_t port = 0;
  std::string target;
};

location parse(std::string_view url) {
  location out;
  if (url.starts_with("https://")) out.tls = true;
  else if (!url.starts_with("http://")) throw refused("the URL is neither http nor https");
  url.remove_prefix(out.tls ? 8 : 7);
  url = url.substr(0, url.find('#'));
  const auto authority = url.substr(0, url.find_first_of("/?"));
  url.remove_prefix(authority.size());
  const auto colon = authority.find(':');
  out.host = authority.substr(0, colon);
  if (out.host != "127.0.0.1" && out.host != "localhost") throw refused("the URL is not of the loopback interface");
  out.port = out.tls ? 443 : 80;
  if (colon != std::string_view::npos) {
    const auto digits = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (error != std::errc() || end != digits.data() + digits.size()) throw refused("the URL's port is not a number");
  }
  out.target = url.starts_with('/') ? std::string(url) : '/' + std::string(url);
  // A line break would let a registered URL write headers.
  if (out.target.find_first_of("\r\n ") != std::string::npos) throw refused("the URL holds a space or a line break");
  return out;
}

// OpenSSL writes with write(), so a peer that went away raises SIGPIPE in whichever thread called us.
class no_broken_pipe {
 public:
  no_broken_pipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~no_broken_pipe() {
    const timespec at_once{};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
      }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  no_broken_pipe(const no_broken_pipe&) = delete;
  no_broken_pipe& operator=(const no_broken_pipe&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

class exchange {
 public:
  exchange(const location& to, const outgoing_request& request)
      : end_(std::chrono::steady_clock::now() + request.deadline),
        socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    if (socket_ < 0) throw refused("cannot open a socket");
    try {
      connect(to.port);
      if (to.tls) begin_tls(to, request);
    } catch (...) {
      ::close(socket_);
      throw;
    }
  }
  ~exchange() {
    tls_.reset();
    ERR_clear_error();
    ::close(socket_);
  }
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      if (tls_) {
        const int result = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (result > 0) bytes.remove_prefix(static_cast<std::size_t>(result));
        else wait_for_tls(result, "the connection broke while the request was sent");
      } else {
        const auto result = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (result > 0) bytes.remove_prefix(static_cast<std::size_t>(result));
        else if (errno == EAGAIN) wait_for(POLLOUT);
        else if (errno != EINTR) throw refused("the connection broke while the request was sent");
      }
    }
  }

  // False at the end of the stream.
  bool read_more(std::string& buffer) {
    char chunk[16384];
    for (;;) {
      if (tls_) {
        const int result = SSL_read(tls_.get(), chunk, sizeof chunk);
        if (result > 0) return append(buffer, chunk, static_cast<std::size_t>(result));
        const int error = SSL_get_error(tls_.get(), result);
        if (error == SSL_ERROR_ZERO_RETURN) return false;
        wait_for_tls(result, "the connection broke while the answer was read");
      } else {
        const auto result = ::recv(socket_, chunk, sizeof chunk, 0);
        if (result > 0) return append(buffer, chunk, static_cast<std::size_t>(result));
        if (result == 0) return false;
        if (errno == EAGAIN) wait_for(POLLIN);
        else if (errno != EINTR) throw refused("the connection broke while the answer was read");
      }
    }
  }

 private:
  static bool append(std::string& buffer, const char* bytes, std::size_t size) {
    if (buffer.size() + size > max_answer_bytes) throw refused("the answer is too large");
    buffer.append(bytes, size);
    return true;
  }

  void wait_for(short events) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
      if (left.count() <= 0) throw refused("no answer in time");
      pollfd watched{socket_, events, 0};
      const int ready = ::poll(&watched, 1, static_cast<int>(left.count()));
      if (ready > 0) return;
      if (ready < 0 && errno != EINTR) throw refused("cannot wait for the socket");
    }
  }

  void wait_for_tls(int result, const char* otherwise) {
    const int error = SSL_get_error(tls_.get(), result);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ) wait_for(POLLIN);
    else if (error == SSL_ERROR_WANT_WRITE) wait_for(POLLOUT);
    else throw refused(otherwise);
  }

  void connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
    if (errno != EINPROGRESS) throw refused("nobody listens there");
    wait_for(POLLOUT);
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) throw refused("nobody listens there");
  }

  void begin_tls(const location& to, const outgoing_request& request) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_) throw refused("OpenSSL has no TLS");
    if (!request.ca_certificate_pem.empty()) {
      trust(request.ca_certificate_pem);
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    }
    tls_.reset(SSL_new(context_.get()));
    if (!tls_ || SSL_set_fd(tls_.get(), socket_) != 1) throw refused("OpenSSL has no TLS");
    auto* wanted = SSL_get0_param(tls_.get());
    if (to.host == "localhost") {
      SSL_set_tlsext_host_name(tls_.get(), to.host.c_str());
      X509_VERIFY_PARAM_set1_host(wanted, to.host.c_str(), 0);
    } else {
      X509_VERIFY_PARAM_set1_ip_asc(wanted, to.host.c_str());
    }
    for (;;) {
      const int result = SSL_connect(tls_.get());
      if (result == 1) return;
      wait_for_tls(result, "no TLS connection could be made");
    }
  }

  void trust(const std::string& pem) {
    const std::unique_ptr<BIO, freed_by<BIO_free_all>> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::unique_ptr<X509, freed_by<X509_free>> authority(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)
                                                                  : nullptr);
    if (!authority || X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get()) != 1)
      throw refused("the certificate to trust cannot be read");
  }

  std::chrono::steady_clock::time_point end_;
  int socket_;
  std::unique_ptr<SSL_CTX, freed_by<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, freed_by<SSL_free>> tls_;
};

std::string to_wire(const location& to, const outgoing_request& request) {
  std::string out = request.method + ' ' + to.target + " HTTP/1.1\r\nHost: " + to.host + ':' + std::to_string(to.port) + "\r\n";
  for (const auto& [name, value] : request.headers) out += name + ": " + value + "\r\n";
  if (!request.content_type.empty()) out += "Content-Type: " + request.content_type + "\r\n";
  if (request.method != "GET") out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return out + "Connection: close\r\n\r\n" + request.body;
}

// The body of a chunked answer whose connection was closed; nothing when it breaks off.
std::optional<std::string> without_chunks(std::string_view text) {
  std::string out;
  for (;;) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
    const auto line = text.find("\r\n");
    if (error != std::errc() || line == std::string_view::npos) return std::nullopt;
    text.remove_prefix(line + 2);
    if (size == 0) return out;
    if (text.size() < size + 2) return std::nullopt;
    out += text.substr(0, size);
    text.remove_prefix(size + 2);
  }
}

received_answer read_answer(exchange& from) {
  std::string text;
  std::size_t head_end = 0;
  while ((head_end = text.find("\r\n\r\n")) == std::string::npos)
    if (!from.read_more(text)) throw refused("the answer breaks off in its head");
  // The head of a request and of an answer differ in the first line alone.
  const auto first_end = text.find("\r\n");
  const auto first = std::string_view(text).substr(0, first_end);
  auto head = parse_request_head("GET / HTTP/1.1" + text.substr(first_end, head_end - first_end));
  received_answer answer;
  const auto digits = first.size() > 9 ? first.substr(9) : std::string_view();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), answer.status);
  if (!head || !first.starts_with("HTTP/1.") || error != std::errc()) throw refused("the answer is not HTTP");
  answer.headers = std::move(head->headers);
  if (const auto* type = answer.header("content-type")) answer.content_type = *type;

  if (const auto* length = answer.header("content-length")) {
    std::size_t size = 0;
    if (std::from_chars(length->data(), length->data() + length->size(), size).ec != std::errc())
      throw refused("the answer's length is not a number");
    while (text.size() < head_end + 4 + size)
      if (!from.read_more(text)) throw refused("the answer breaks off in its body");
    answer.body = text.substr(head_end + 4, size);
    return answer;
  }
  if (answer.status == 204 || answer.status == 304) return answer;
  while (from.read_more(text)) {
  }
  answer.body = text.substr(head_end + 4);
  if (answer.header("transfer-encoding")) {
    auto whole = without_chunks(answer.body);
    if (!whole) throw refused("the answer breaks off in its body");
    answer.body = std::move(*whole);
  }
  return answer;
}

}  // namespace

const std::string* received_answer::header(std::string_view name) const { return find_header(headers, name); }

received_answer send(const outgoing_request& request) {
  const no_broken_pipe guard;
  try {
    const auto to = parse(request.url);
    exchange with(to, request);
    with.write(to_wire(to, request));
    return read_answer(with);
  } catch (const refused& why) {
    return {.failure = why.what()};
  }
}

}  // namespace mock_idp
