// SPDX-License-Identifier: BSL-1.0
// No error tells anything of a token, a secret, a code or a claim.
#include "at_provider.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using rowclaim_test::at_provider;

BOOST_AUTO_TEST_SUITE(canaries)

namespace {

constexpr std::string_view canary = "canary";

void look(const rowclaim::error& e, std::string_view where) {
  BOOST_TEST(e.message().find(canary) == std::string::npos, where << ": " << e.message());
  BOOST_TEST(e.detail.find(canary) == std::string_view::npos, where);
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_misbehaviour_brings_a_secret_into_an_error) {
  const auto plant = [](boost::json::object& object) {
    object["canary_member"] = "canary-value";
    for (auto& [name, value] : object)
      if (name == "error" || name == "error_description" || name == "state" || name == "token_type") value = "canary";
  };
  for (const auto& entry : mock_idp::all_misbehaviours()) {
    if (entry.fault == mock_idp::fault::slow || entry.fault == mock_idp::fault::dripping) continue;
    auto clients = mock_idp::default_clients();
    clients["app"].secret = "canary-secret";
    mock_idp::user_directory users;
    users["canary-user"] = {.claims = {{"email", "canary@example.com"}}};
    at_provider at({.users = users,
                    .clients = clients,
                    .misbehave = entry.value,
                    .alter = {.id_token_header = {}, .id_token = plant, .token_response = plant, .userinfo = plant},
                    .oversized_bytes = 2u << 20});
    auto client = at_provider::client();
    client.client.client_secret = rowclaim::secret("canary-secret");
    const auto done = at.sign_in(client, {.max_age = 100}, "canary-user");
    if (!done) look(done.error(), entry.name);
  }
}

BOOST_AUTO_TEST_CASE(no_forged_callback_brings_itself_into_an_error) {
  at_provider at;
  rowclaim::relying_party party(rowclaim::discover(at.transport, at.provider.issuer()).value(), at_provider::client(), at.transport,
                                at.clock);
  for (const char* query : {"canary", "?canary", "?state=canary", "?code=canary&code=canary", "?error=canary", "?state=%canary",
                            "?iss=canary&state=STATE", "?state=STATE&iss=ISS&error=canary", "?state=STATE&iss=ISS&code=canary",
                            "?state=STATE&iss=ISS&id_token=canary"}) {
    auto started = party.begin_sign_in();
    std::string url = query;
    const auto put = [&url](std::string_view name, std::string_view value) {
      if (const auto at_name = url.find(name); at_name != std::string::npos) url.replace(at_name, name.size(), value);
    };
    put("STATE", started->pending.state.reveal());
    put("ISS", rowclaim::form_encode(at.provider.issuer()));
    const auto done = party.finish_sign_in(std::move(started->pending), url);
    BOOST_REQUIRE(!done.has_value());
    look(done.error(), query);
  }
}

BOOST_AUTO_TEST_SUITE_END()
