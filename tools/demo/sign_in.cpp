// SPDX-License-Identifier: BSL-1.0
// The relying party's part of the demonstration: discovery, the code flow, the policy, the rows.
#include "sign_in.hpp"

#include "people.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/relying_party.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace demo {
namespace {

// The demonstration has no use for a refusal: it says what was refused and ends.
template <class Value>
Value must(rc::result<Value> got, std::string_view what) {
  if (!got) throw std::runtime_error(std::string(what) + ": " + got.error().message());
  return std::move(*got);
}

outcome sign_in(rc::relying_party& party, std::string_view user, const browser_function& browser,
                const std::vector<observation>& rows) {
  auto started = must(party.begin_sign_in(), "the sign-in could not begin");
  const std::string callback = browser(started.url, user);
  const rc::signed_in person = must(party.finish_sign_in(std::move(started.pending), callback), "the sign-in was refused");
  const auto identity = must(rc::authorize<policy>(person), "the policy refused the claims");

  outcome made;
  made.user = user;
  made.name = identity.name();
  for (std::string_view role : identity.roles()) made.roles.emplace_back(role);
  made.is_allowed = identity.is_allowed();
  made.reasons = must(rc::explain<policy>(person), "the policy refused the claims");
  made.plan = rc::plan_for<observations>(identity);
  for (const observation& row : rc::visible<observations>(identity, rows)) made.visible.push_back(&row);
  return made;
}

}  // namespace

std::vector<outcome> sign_everybody_in(std::string_view provider, const std::string& issuer, const browser_function& browser,
                                       const std::vector<observation>& rows) {
  rc::httplib_transport transport({.allow_plain_http_on_loopback = true});
  rc::relying_party party(must(rc::discover(transport, issuer), "the provider could not be discovered"),
                          {.client = {.client_id = std::string(client_id), .client_secret = rc::secret(std::string(client_secret))},
                           .redirect_uri = std::string(redirect_uri)},
                          transport);
  std::vector<outcome> all;
  for (const person& one : people) {
    all.push_back(sign_in(party, one.user, browser, rows));
    all.back().provider = provider;
  }
  return all;
}

}  // namespace demo
