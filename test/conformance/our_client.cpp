// SPDX-License-Identifier: BSL-1.0
// Our relying party as an application uses it: discovers, begins, lets the browser go there and back, finishes, and keeps sessions.
#include "client_report.hpp"
#include "registered_client.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/relying_party.hpp>

#include <mock_idp/module.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace conformance {
namespace {

namespace rc = rowclaim;

class client {
 public:
  client(const planned_run& run, mock_idp::provider& at, const client_urls& urls)
      : run_(run),
        module_(*mock_idp::module_named(run.module)),
        at_(at),
        urls_(urls),
        transport_({.ca_pem = at.ca_certificate_pem(), .allow_plain_http_on_loopback = true}) {}

  client_report report() && { return std::move(report_); }

  void run() {
    auto metadata = rc::discover(transport_, at_.issuer());
    if (!metadata) return refuse(metadata.error());
    party_ = std::make_unique<rc::relying_party>(std::move(*metadata), options(), transport_);
    if (!sign_in()) return;
    if (module_.needs_word("second_sign_in")) sign_in();
  }

 private:
  void refuse(const rc::error& why) {
    if (!report_.refused.empty()) return;
    report_.refused = rc::name(why.code);
    report_.refused_in = rc::name(why.where);
    report_.detail = why.detail;
  }

  rc::relying_party_options options() const {
    return {.client = {.client_id = client_id, .client_secret = rc::secret(client_secret)},
            .redirect_uri = urls_.redirect_uri,
            .scopes = {"openid", "profile", "email"}};
  }

  rc::sign_in_request wanted() const {
    rc::sign_in_request request;
    if (module_.needs_word("prompt_none")) request.prompt = "none";
    if (module_.needs_word("max_age:0")) request.max_age = 0;
    return request;
  }

  // Where the browser takes the answer: to the client's redirect URI, by one of three ways.
  static rc::authorization_response taken_from(const mock_idp::browser_request& next) {
    return next.method == "POST" ? rc::authorization_response::in_form(next.body) : rc::authorization_response::at_url(next.url);
  }

  bool sign_in() {
    auto started = party_->begin_sign_in(wanted());
    if (!started) return refuse(started.error()), false;
    const mock_idp::browser_request next = at_.answer(started->url, mock_idp::module_user);
    auto done = party_->finish_sign_in(std::move(started->pending), taken_from(next));
    if (!done) return refuse(done.error()), false;
    ++report_.sessions_made;
    ++report_.sessions_left;
    return true;
  }

  const planned_run& run_;
  const mock_idp::module_entry& module_;
  mock_idp::provider& at_;
  const client_urls& urls_;
  rc::httplib_transport transport_;
  std::unique_ptr<rc::relying_party> party_;
  client_report report_;
};

}  // namespace

client_report run_our_client(const planned_run& run, mock_idp::provider& at, application&, const client_urls& urls) {
  client ours(run, at, urls);
  ours.run();
  return std::move(ours).report();
}

}  // namespace conformance
