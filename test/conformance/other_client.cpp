// SPDX-License-Identifier: BSL-1.0
// Starts the command with a provider of its own to talk to, waits for its end, and judges from outside.
#include "other_client.hpp"

#include "command.hpp"
#include "registered_client.hpp"

#include <arpa/inet.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <mock_idp/client_certificate.hpp>
#include <mock_idp/module.hpp>
#include <mock_idp/provider.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace conformance {
namespace {

constexpr int signed_in = 0;
constexpr int refused = 1;
constexpr int not_supported = 77;

// A port that is free now; the relying party may listen there.
std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool works = probe >= 0 && ::bind(probe, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (probe >= 0) ::close(probe);
  if (!works) throw std::runtime_error("there is no free port");
  return ntohs(address.sin_port);
}

void complain(outcome& what, const std::string& reason) {
  what.result = result::failed;
  what.reason += (what.reason.empty() ? "" : "; ") + reason;
}

}  // namespace

outcome run_other(const planned_run& run, const std::string& command) {
  outcome what{.result = result::passed, .reason = {}, .warnings = {}, .took = {}};
  const auto started = std::chrono::steady_clock::now();
  try {
    const std::string base = "https://127.0.0.1:" + std::to_string(free_port());
    const client_urls urls = urls_below(base);
    mock_idp::provider at(provider_for(run, urls, true));
    const scratch_folder folder;
    write(folder.file("ca.pem"), at.ca_certificate_pem());
    const mock_idp::client_certificate own = mock_idp::make_client_certificate("127.0.0.1");
    write(folder.file("certificate.pem"), own.certificate_pem);
    write(folder.file("key.pem"), own.private_key_pem);
    const bool is_known = run.how.client_registration == "static_client";
    const boost::json::object keys{{"keys", boost::json::array{client_key().private_jwk(), client_encryption_key()}}};
    const ended end = run_command(command,
                                  {{"RP_ISSUER", at.issuer()},
                                   {"RP_MODULE", run.module},
                                   {"RP_NEEDS", needs_of(run)},
                                   {"RP_RESPONSE_TYPE", run.how.response_type},
                                   {"RP_RESPONSE_MODE", run.how.response_mode},
                                   {"RP_REQUEST_TYPE", run.how.request_type},
                                   {"RP_CLIENT_REGISTRATION", run.how.client_registration},
                                   {"RP_CLIENT_AUTH_TYPE", run.how.client_auth_type},
                                   {"RP_CLIENT_ID", is_known ? client_id : ""},
                                   {"RP_CLIENT_SECRET", is_known ? client_secret : ""},
                                   {"RP_JWKS", boost::json::serialize(keys)},
                                   {"RP_CA_FILE", folder.file("ca.pem").string()},
                                   {"RP_BASE_URL", base},
                                   {"RP_CERTIFICATE_FILE", folder.file("certificate.pem").string()},
                                   {"RP_CERTIFICATE_KEY_FILE", folder.file("key.pem").string()},
                                   {"RP_REDIRECT_URI", urls.redirect_uri},
                                   {"RP_REQUEST_URI", urls.request_uri},
                                   {"RP_INITIATE_LOGIN_URI", urls.initiate_login_uri},
                                   {"RP_POST_LOGOUT_REDIRECT_URI", urls.post_logout_redirect_uri},
                                   {"RP_BACKCHANNEL_LOGOUT_URI", urls.backchannel_logout_uri},
                                   {"RP_FRONTCHANNEL_LOGOUT_URI", urls.frontchannel_logout_uri}},
                                  folder.file("output"));
    const std::string said = last_line_of(folder.file("output"));
    if (!end.in_time) {
      complain(what, "it did not end within " + std::to_string(patience.count()) + " s");
    } else if (end.status == not_supported) {
      what.result = result::not_supported;
      what.reason = said;
    } else if (end.status != signed_in && end.status != refused) {
      complain(what, "it broke with status " + std::to_string(end.status) + ": " + said);
    } else {
      const mock_idp::module_entry* module = mock_idp::module_named(run.module);
      const mock_idp::verdict_report seen = at.judge();
      what.warnings = seen.warnings;
      if (seen.result == mock_idp::verdict::skipped) {
        what.result = result::skipped;
        what.reason = "the suite lets a relying party stop here";
      }
      if (seen.result == mock_idp::verdict::waiting) complain(what, "what the provider waited for did not come");
      if (seen.result == mock_idp::verdict::failed) complain(what, "the provider's verdict is failed");
      if (seen.result == mock_idp::verdict::failed || seen.result == mock_idp::verdict::waiting)
        for (const std::string& reason : seen.reasons) complain(what, reason);
      if (module->outcome == mock_idp::outcome::accept && end.status == refused && seen.result != mock_idp::verdict::skipped)
        complain(what, said.empty() ? "it refused" : said);
      // The last of several sign-ins is a good one, whatever must be made of those before.
      const bool ends_well = module->needs_word("sign_ins:3") || module->needs_word("sign_ins:6");
      if (module->outcome == mock_idp::outcome::reject && !ends_well && end.status == signed_in)
        complain(what, "it signed in nevertheless");
      if (what.result == result::passed) what.reason = said;
    }
  } catch (const std::exception& broken) {
    complain(what, broken.what());
  }
  what.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return what;
}

}  // namespace conformance
