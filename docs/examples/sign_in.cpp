// SPDX-License-Identifier: BSL-1.0
// A real sign-in: discovery, the authorization code flow at a provider in this process, a policy, rows; and a sign-in that is refused.
#include "expect.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/rowclaim.hpp>

#include <mock_idp/provider.hpp>

#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;

struct sale {
  std::string country;
  std::int64_t amount;
};

using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;

struct sales_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"app users", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

// What a web application does in two requests: it sends the browser away, and takes it back.
rc::result<rc::signed_in> sign_in(rc::relying_party& party, mock_idp::provider& provider) {
  auto started = party.begin_sign_in();
  if (!started) return started.error();
  const std::string callback = provider.sign_in(started->url, "ann");  // in an application: the browser, and the person
  return party.finish_sign_in(std::move(started->pending), callback);
}

rc::result<std::string> greet(rc::relying_party& party, mock_idp::provider& provider) {
  const auto person = sign_in(party, provider);
  if (!person) return person.error();
  const auto user = rc::authorize<sales_policy>(*person);
  if (!user) return user.error();
  const std::vector<sale> all_sales = {{"France", 120}, {"UK", 80}, {"France", 45}};
  std::string text(user->name());
  for (const sale& s : rc::visible<sales>(*user, all_sales)) text += ' ' + std::to_string(s.amount);
  return text;
}

void say(std::ostream& out, const rc::result<std::string>& greeting) {
  out << (greeting ? *greeting : "refused: " + greeting.error().message()) << '\n';
}

int main() {
  mock_idp::provider provider({
      .users = {{"ann", {.claims = {{"email", "ann@example.com"}, {"groups", {"app users", "France"}}}}}},
      .clients = {{"sales-app",
                   {.secret = "a secret for this example alone", .redirect_uris = {"http://127.0.0.1:8080/callback"}}}},
  });

  std::ostringstream out;
  rc::httplib_transport transport({.allow_plain_http_on_loopback = true});  // for this provider; https alone without it
  const auto metadata = rc::discover(transport, provider.issuer());
  if (!metadata) return std::cerr << metadata.error().message() << '\n', 1;
  rc::relying_party party(*metadata,
                          {.client = {.client_id = "sales-app", .client_secret = rc::secret("a secret for this example alone")},
                           .redirect_uri = "http://127.0.0.1:8080/callback"},
                          transport);

  say(out, greet(party, provider));
  provider.misbehave({mock_idp::misbehaviour::wrong_nonce});
  say(out, greet(party, provider));
  provider.misbehave({mock_idp::misbehaviour::wrong_audience});
  say(out, greet(party, provider));
  return expect(out, R"(ann@example.com 120 45
refused: the token's nonce is another one, in step id_token
refused: the token is for another audience, in step id_token
)");
}
