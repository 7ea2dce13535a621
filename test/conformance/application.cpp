// SPDX-License-Identifier: BSL-1.0
// One httplib server with a path for each application.
#include "application.hpp"

#include <httplib.h>
#include <mock_idp/certificate.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace conformance {
namespace {

// The handler's mutex is held while it runs, so that whoever takes it away knows that it is over.
struct place {
  std::mutex busy;
  application::handler how;
};

class server {
 public:
  static server& shared() {
    static server one;
    return one;
  }

  std::string add() {
    const std::scoped_lock lock(mutex_);
    std::string number = std::to_string(++last_);
    places_[number] = std::make_shared<place>();
    return number;
  }
  void remove(const std::string& number) {
    set(number, {});
    const std::scoped_lock lock(mutex_);
    places_.erase(number);
  }
  void set(const std::string& number, application::handler how) {
    const std::shared_ptr<place> at = find(number);
    const std::scoped_lock lock(at->busy);
    at->how = std::move(how);
  }
  int port() const { return port_; }

 private:
  server() : listening_([](SSL_CTX& context) { return take_certificate(context); }) {
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) { handle(request, response); };
    listening_.Get("/.*", answer).Post("/.*", answer);
    listening_.new_task_queue = [] { return new httplib::ThreadPool(4); };
    port_ = listening_.bind_to_any_port("127.0.0.1");
    if (port_ < 0) throw std::runtime_error("the application's server finds no port");
    thread_ = std::jthread([this] { listening_.listen_after_bind(); });
    // stop() does nothing to a server that has not begun.
    while (!listening_.is_running()) std::this_thread::yield();
  }
  ~server() { listening_.stop(); }

  static bool take_certificate(SSL_CTX& context) {
    auto* from = static_cast<SSL_CTX*>(mock_idp::certificate::shared().server_context());
    return SSL_CTX_use_certificate(&context, SSL_CTX_get0_certificate(from)) == 1 &&
           SSL_CTX_use_PrivateKey(&context, SSL_CTX_get0_privatekey(from)) == 1;
  }

  std::shared_ptr<place> find(const std::string& number) {
    const std::scoped_lock lock(mutex_);
    const auto found = places_.find(number);
    return found == places_.end() ? std::make_shared<place>() : found->second;
  }

  void handle(const httplib::Request& request, httplib::Response& response) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    const auto slash = path.find('/', 1);
    const std::shared_ptr<place> at = find(path.substr(1, slash == std::string::npos ? slash : slash - 1));
    answered what;
    {
      const std::scoped_lock lock(at->busy);
      if (at->how)
        what = at->how({.method = request.method,
                        .path = slash == std::string::npos ? "/" : path.substr(slash),
                        .target = request.target,
                        .content_type = request.get_header_value("Content-Type"),
                        .body = request.body});
    }
    response.status = what.status;
    for (const auto& [name, value] : what.headers) response.set_header(name, value);
    response.set_content(what.body, what.content_type);
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<place>> places_;
  int last_ = 0;
  httplib::SSLServer listening_;
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace

application::application() : number_(server::shared().add()) {}
application::~application() { server::shared().remove(number_); }

std::string application::url(std::string_view path) const {
  return "https://127.0.0.1:" + std::to_string(server::shared().port()) + "/" + number_ + std::string(path);
}

void application::serve(handler how) { server::shared().set(number_, std::move(how)); }

}  // namespace conformance
