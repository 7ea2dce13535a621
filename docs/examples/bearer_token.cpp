// SPDX-License-Identifier: BSL-1.0
// A service that is handed ID tokens: each is verified with the provider's keys before a policy sees it.
#include "expect.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/rowclaim.hpp>

#include <mock_idp/provider.hpp>

#include <chrono>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace rc = rowclaim;

struct sale {
  std::string country;
};

using sales = rc::table<"sales", rc::column<"Country", &sale::country>>;

struct sales_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"app users", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

// The service. It holds no secret and no session: the token says everything.
std::string answer(const rc::id_token_verifier& id_tokens, std::string_view bearer) {
  const auto token = id_tokens.verify(bearer);
  if (!token) return "401: " + token.error().message();
  const auto user = rc::authorize<sales_policy>(*token);
  if (!user) return "401: " + user.error().message();
  if (!user->is_allowed()) return "403";
  return "200: " + in_words(rc::plan_for<sales>(*user));
}

int main() {
  mock_idp::manual_clock time(1'800'000'000);
  mock_idp::provider provider({
      .users = {{"ann", {.claims = {{"groups", {"app users", "France"}}}}}},
      .clients = {{"sales-app",
                   {.secret = "a secret for this example alone", .redirect_uris = {"http://127.0.0.1:8080/callback"}}}},
      .clock = time,
  });
  rc::httplib_transport transport({.allow_plain_http_on_loopback = true});
  const auto metadata = rc::discover(transport, provider.issuer());
  if (!metadata) return std::cerr << metadata.error().message() << '\n', 1;

  // Somewhere else ann signs in, and is given a token.
  const rc::clock clock([](const void* state) { return (*static_cast<const mock_idp::manual_clock*>(state))(); }, &time);
  rc::relying_party client(*metadata,
                           {.client = {.client_id = "sales-app", .client_secret = rc::secret("a secret for this example alone")},
                            .redirect_uri = "http://127.0.0.1:8080/callback"},
                           transport, clock);
  auto started = client.begin_sign_in();
  if (!started) return std::cerr << started.error().message() << '\n', 1;
  const std::string callback = provider.sign_in(started->url, "ann");
  const auto ann = client.finish_sign_in(std::move(started->pending), callback);
  if (!ann) return std::cerr << ann.error().message() << '\n', 1;
  const std::string bearer(ann->id_token.encoded().reveal());

  rc::key_source keys(transport, metadata->jwks_uri, clock);
  const rc::id_token_verifier id_tokens({.issuer = metadata->issuer, .audience = "sales-app"}, keys, clock);
  const rc::id_token_verifier of_others({.issuer = metadata->issuer, .audience = "another-app"}, keys, clock);

  // A character in the middle of the signature: its last one has unused bits, which is a mistake of another kind.
  std::string changed = bearer;
  char& character = changed[changed.rfind('.') + 20];
  character = character == 'A' ? 'B' : 'A';

  std::ostringstream out;
  out << answer(id_tokens, bearer) << '\n';
  out << answer(id_tokens, changed) << '\n';
  out << answer(id_tokens, "ann") << '\n';
  out << answer(of_others, bearer) << '\n';
  time.advance(std::chrono::minutes(10));
  out << answer(id_tokens, bearer) << '\n';
  return expect(out, R"(200: rows where Country is France
401: the signature does not match, in step signature
401: the token does not have the parts of its kind, in step signature
401: the token is for another audience, in step id_token
401: the token has expired, in step id_token
)");
}
