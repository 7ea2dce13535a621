// SPDX-License-Identifier: BSL-1.0
// The mock OpenID Provider: correct until it is told to misbehave. Include this file to use it in a test.
#pragma once

#include "alterations.hpp"
#include "client_registry.hpp"
#include "clock.hpp"
#include "misbehaviour.hpp"
#include "request_log.hpp"
#include "service_options.hpp"
#include "signing_key.hpp"
#include "user_directory.hpp"
#include "verdict.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

// How a relying party is to be tested, in the words of the OpenID Foundation's conformance suite.
struct variant {
  // The words in any order.
  std::string response_type = "code";
  // Or form_post.
  std::string response_mode = "default";
  // Or request_object, request_uri.
  std::string request_type = "plain_http_request";
  // Or dynamic_client.
  std::string client_registration = "static_client";
  // Or none, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth, self_signed_tls_client_auth.
  std::string client_auth_type = "client_secret_basic";
};

struct lifetimes {
  std::chrono::seconds code{60};
  std::chrono::seconds access_token{300};
  std::chrono::seconds id_token{300};
};

struct provider_options {
  user_directory users = default_users();
  client_registry clients = default_clients();
  clock_function clock = system_seconds;
  signing_algorithm algorithm = signing_algorithm::RS256;
  misbehaviour_set misbehave{};
  alterations alter{};
  lifetimes valid_for{};
  service_options services{};
  // https with a self-signed certificate; trust ca_certificate_pem().
  bool tls = false;
  // 0 takes a free one.
  std::uint16_t port = 0;
  // For an issuer that is more than an origin: "/realms/demo".
  std::string issuer_path{};
  // Providers of one process with the same number share keys, and making them is then free. A second provider that must not
  // share any, whatever the first rotates to, takes a number far away, such as 1000.
  int key_generation = 0;
  // The time that slow_... waits, the time between the bytes of dripping_..., and the padding of oversized_...
  std::chrono::milliseconds slow_delay{30'000};
  std::chrono::milliseconds drip_interval{50};
  std::size_t oversized_bytes = std::size_t{8} << 20;
  // The id of a test module, which says what the provider does wrong, if anything, and what it expects; empty for none.
  std::string module{};
  mock_idp::variant variant{};
  // How long a relying party is given to go on after a bad message, before its silence counts. None in a process that knows when its
  // relying party has ended.
  std::chrono::milliseconds verdict_delay{0};
  // The authorization endpoint answers without a page, as if the person `automatic_user` had signed in.
  bool signs_in_by_itself = false;
  std::string automatic_user{};
};

// Listens on 127.0.0.1 from construction to destruction, which waits for no client. All members may be called from any thread.
class provider {
 public:
  // Throws std::system_error when the port is taken.
  explicit provider(provider_options options = {});
  ~provider();
  provider(const provider&) = delete;
  provider& operator=(const provider&) = delete;

  const std::string& issuer() const;
  // Empty without TLS.
  std::string ca_certificate_pem() const;

  // What a browser would do with this URL if the person signed in: the URL to which it is sent, with code, state and iss or with a
  // protocol error. No password is asked for. With prompt=none the person must have signed in here before.
  // Throws std::invalid_argument where a browser would be left at an error page, and for an unknown user.
  std::string sign_in(std::string_view authorization_url, std::string_view user_name);

  // The same for every response mode: what the browser does next. An error page throws, as above.
  browser_request answer(std::string_view authorization_url, std::string_view user_name);

  // Logs the person out at the provider: posts logout tokens to the clients that have one registered, and returns the URLs that a
  // browser would load in iframes.
  std::vector<std::string> log_out_everywhere(std::string_view user_name);
  // What the check_session_iframe would answer to the message "client_id session_state" from a page of that origin, in the browser
  // in which that person signed in by sign_in() or answer().
  std::string check_session(std::string_view message, std::string_view origin, std::string_view user_name);
  // Where a browser goes when a sign-in is to begin at the provider. Throws std::invalid_argument when the client registered nothing.
  browser_request initiate_sign_in(std::string_view client_id);

  // A response for which nobody asked, as a browser would bring it: whoever has tokens of his own at the provider can make one.
  // Throws std::invalid_argument when there is no such client.
  browser_request unsolicited_response(std::string_view client_id);

  // What the person at the device page would do: false when no device waits for that code. Throws std::invalid_argument for an
  // unknown user.
  bool approve_device(std::string_view user_code, std::string_view user_name);
  // Those given at the beginning and those that registered themselves since.
  client_registry clients() const;

  // Replaces all misbehaviours; misbehave({}) makes the provider correct again.
  void misbehave(misbehaviour_set wrong);
  void alter(alterations how);
  // New keys under new kids; the old ones leave the key set at once.
  void rotate_keys();
  // The keys that the key set has now.
  const signing_key& current_key(signing_algorithm algorithm) const;

  // In the order in which they came, sign_in()'s included.
  std::vector<recorded_request> requests() const;
  // Those for one path, such as "/token".
  std::size_t count_requests(std::string_view path) const;
  // What the provider found out about those requests.
  std::vector<recorded_note> notes() const;
  // Of the module's test so far; without a module, of the checks that every module makes.
  verdict_report judge() const;
  void forget_requests();
  // For tests with a thread that is being kept waiting. False when the time is over first.
  bool wait_for_requests(std::size_t count, std::chrono::milliseconds at_most) const;

 private:
  struct implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace mock_idp
