// SPDX-License-Identifier: BSL-1.0
// The transport over cpp-httplib: verified TLS, one deadline for everything, limits of bytes, and no redirects.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/detail/connection.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// Debian's httplib is compiled, and its flags change the sizes of its classes: without them a program builds, and breaks when it runs.
#ifndef CPPHTTPLIB_OPENSSL_SUPPORT
#error \
    "httplib is used without its flags; take them from pkg-config cpp-httplib, from the target rowclaim::httplib, or define CPPHTTPLIB_OPENSSL_SUPPORT"
#endif

namespace rowclaim::inline v0_1 {

struct httplib_options {
  http_limits limits = {};
  std::string ca_pem = {};  ///< certificates to trust, as PEM text; with `ca_file` empty too, the system's are trusted
  std::string ca_file = {};  ///< a file of such certificates
  std::string client_certificate_pem = {};  ///< what servers are shown that ask for it, with its chain behind it
  std::string client_certificate_file = {};  ///< the same in a file
  secret client_key_pem = {};  ///< the certificate's private key, without a pass phrase
  std::string client_key_file = {};  ///< the same in a file
  bool allow_plain_http_on_loopback = false;
  /// Connects to addresses of the public internet alone, whatever name leads to them: not to this machine, private networks and their
  /// like. For a transport whose addresses come from people or from answers, as WebFinger's do.
  bool refuse_private_addresses = false;
};

namespace detail {

/// httplib's parser on our connection. httplib's own deadlines start again with each byte and do not cover the TLS handshake,
/// so it is given a connected socket and a stream, and does neither.
class guarded_client : public httplib::ClientImpl {
 public:
  guarded_client(const url_parts& url, SSL_CTX* context, deadline until, const http_limits& limits, reachable within)
      : httplib::ClientImpl(url.host, url.port), url_(url), context_(context), until_(until), limits_(limits), within_(within) {}

  const error* failure() const { return has_failed_ ? &failure_ : nullptr; }
  bool has_received() const { return has_received_; }
  const response_head& head() const { return head_; }

 private:
  class stream : public httplib::Stream {
   public:
    explicit stream(guarded_connection& connection) : connection_(connection) {}

    bool is_readable() const override { return !connection_.has_failed(); }
    bool is_writable() const override { return !connection_.has_failed(); }
    ssize_t read(char* into, std::size_t size) override {
      // httplib reads lines byte by byte, so a buffer saves a system call for each.
      if (next_ == end_ && size < sizeof buffer_) {
        const ssize_t got = connection_.read(buffer_, sizeof buffer_);
        if (got <= 0) return got;
        next_ = 0;
        end_ = static_cast<std::size_t>(got);
      }
      if (next_ == end_) return connection_.read(into, size);
      const std::size_t taken = std::min(size, end_ - next_);
      std::copy_n(buffer_ + next_, taken, into);
      next_ += taken;
      return static_cast<ssize_t>(taken);
    }
    ssize_t write(const char* from, std::size_t size) override { return connection_.write(from, size); }
    void get_remote_ip_and_port(std::string&, int&) const override {}
    void get_local_ip_and_port(std::string&, int&) const override {}
    socket_t socket() const override { return connection_.socket(); }

   private:
    guarded_connection& connection_;
    char buffer_[4096];
    std::size_t next_ = 0;
    std::size_t end_ = 0;
  };

  bool create_and_connect_socket(Socket& socket, httplib::Error& failure) override {
    auto connected = connect_to(url_.host, url_.port, until_, within_);
    if (!connected) return fail(connected.error(), failure);
    socket.sock = connected->release();  // httplib closes it
    return true;
  }

  bool process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> exchange) override {
    httplib::Error ignored{};
    tls_connection tls;
    if (context_ != nullptr) {
      auto shaken = shake_hands(*context_, url_.host, socket.sock, until_);
      if (!shaken) return fail(shaken.error(), ignored);
      tls = std::move(*shaken);
    }
    guarded_connection connection(socket.sock, tls.get(), until_, limits_);
    stream over(connection);
    const bool is_complete = exchange(over);
    has_received_ = connection.has_received();
    head_ = connection.head();
    if (connection.has_failed()) fail(connection.failure(), ignored);
    return is_complete;
  }

  bool fail(const error& why, httplib::Error& reported) {
    failure_ = why;
    has_failed_ = true;
    reported = httplib::Error::Connection;
    return false;
  }

  const url_parts& url_;
  SSL_CTX* context_;
  deadline until_;
  const http_limits& limits_;
  reachable within_;
  response_head head_{0};
  bool has_received_ = false;
  bool has_failed_ = false;
  error failure_{errc::connection_failed, step::transport};
};

}  // namespace detail

/// Sends each request on a connection of its own. May be used by several threads at once. A client that is known by its certificate has
/// a transport of its own for its provider, as every server that asks for the certificate is shown it.
///
/// Errors: `url_malformed`, `url_not_https`; `host_not_allowed` for a private address if those are refused; `connection_failed`, `tls_failed`, `deadline_exceeded`, `response_too_large`,
///   `response_malformed`; `redirect_refused` for any status 3xx. Every other status is a response.
///   Looking up the host's name is left to the system's resolver, which keeps its own time.
class httplib_transport {
 public:
  explicit httplib_transport(httplib_options options = {})
      : options_(std::move(options)), context_(detail::make_tls_context(options_.ca_pem, options_.ca_file)) {
    const detail::client_certificate_source own{options_.client_certificate_pem, options_.client_certificate_file,
                                                options_.client_key_pem, options_.client_key_file};
    if (!context_ || own.is_empty() || detail::show_certificate(*context_, own)) return;
    context_.reset();
    fault_ = "the client's certificate and its key cannot be read";
  }

  url_policy urls() const { return {.allow_plain_http_on_loopback = options_.allow_plain_http_on_loopback}; }

  [[nodiscard]] result<http_response> send(const http_request& request) const try {
    const detail::deadline until = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.limits.total_milliseconds);
    auto url = read_url(request.url, urls());
    if (!url) return error{url.error().code, step::transport, url.error().detail};
    if (url->is_https && !context_) return error{errc::tls_failed, step::transport, fault_};
    auto sent = to_httplib(request, *url);
    if (!sent) return sent.error();

    const detail::without_sigpipe guard;
    const auto within = options_.refuse_private_addresses ? detail::reachable::public_addresses : detail::reachable::every_address;
    detail::guarded_client client(*url, url->is_https ? context_.get() : nullptr, until, options_.limits, within);
    client.set_decompress(false);
    client.set_url_encode(false);
    bool is_too_large = false;
    std::string body;
    sent->content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
      is_too_large = size > options_.limits.response_bytes - body.size();
      if (!is_too_large) body.append(bytes, size);
      return !is_too_large;
    };
    // A redirect is refused at its head, so that nobody waits for its body.
    bool is_redirect = false;
    sent->response_handler = [&](const httplib::Response& head) {
      is_redirect = head.status >= 300 && head.status < 400;
      return !is_redirect;
    };
    httplib::Response received;
    httplib::Error reported{};
    const bool is_complete = client.send(*sent, received, reported);
    if (is_redirect) return error{errc::redirect_refused, step::transport};
    if (is_too_large) return error{errc::response_too_large, step::transport, "body"};
    if (client.failure() != nullptr) return *client.failure();
    if (!is_complete && !client.has_received()) return error{errc::connection_failed, step::transport, "closed without a response"};
    if (!is_complete) return error{errc::response_malformed, step::transport, received.status < 0 ? "head" : "the body ends early"};

    // httplib 0.11 percent-decodes the values of its headers: they serve it for framing, and nobody else.
    auto fields = client.head().fields();
    if (!fields) return fields.error();
    return http_response{.status = received.status, .headers = std::move(*fields), .body = std::move(body)};
  } catch (...) {
    return error{errc::response_malformed, step::transport, "exception"};
  }

 private:
  static result<httplib::Request> to_httplib(const http_request& request, const url_parts& url) {
    httplib::Request sent;
    sent.method = request.method;
    sent.path = url.target;
    sent.body = request.body;
    sent.headers.emplace("Host", url.authority);
    sent.headers.emplace("Accept-Encoding", "identity");
    sent.headers.emplace("Connection", "close");
    constexpr std::string_view methods[] = {"GET", "POST", "PUT", "DELETE"};
    bool is_sound = std::ranges::find(methods, request.method) != std::end(methods);
    for (const http_header& header : request.headers) {
      is_sound = is_sound && !header.name.empty() && detail::is_one_line(header.name) && detail::is_one_line(header.value) &&
                 header.name.find_first_of(": ") == std::string::npos;
      sent.headers.emplace(header.name, header.value);
    }
    if (!is_sound) return error{errc::client_misconfigured, step::transport, "a method or header that HTTP does not have"};
    return sent;
  }

  httplib_options options_;
  detail::tls_context context_;
  std::string_view fault_ = "the trusted certificates cannot be read";  // why there is no context, if there is none
};

// internal: our own type keeps its own promise
static_assert(Transport<httplib_transport>);

}  // namespace rowclaim::inline v0_1
