// SPDX-License-Identifier: BSL-1.0
// Several providers: met when they are needed, apart from each other, and anew when they have changed.
#include "at_provider.hpp"
#include <rowclaim/oidc/provider_directory.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using rowclaim_test::at_provider;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(provider_directory)

namespace {

/// From now on the provider's metadata say so, too.
void says_also(at_provider& at, std::string member, std::string value) {
  at.provider.alter({.discovery = [=](boost::json::object& document) { document[member] = value; }});
}

rowclaim::provider_entry entry_at(const std::string& issuer) {
  return {.options = at_provider::client(), .metadata = {.issuer = issuer}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_somebody_asks) {
  at_provider one;
  at_provider other;
  rowclaim::provider_directory directory(one.transport, one.clock);
  BOOST_REQUIRE(directory.add("one", entry_at(one.provider.issuer())).has_value());
  BOOST_REQUIRE(directory.add("other", entry_at(other.provider.issuer())).has_value());
  BOOST_TEST(directory.names() == (std::vector<std::string>{"one", "other"}), boost::test_tools::per_element());
  BOOST_TEST(one.provider.requests().empty());
  auto party = directory.at("one");
  BOOST_REQUIRE(party.has_value());
  BOOST_TEST(outcome(one.sign_in_at(**party)) == "accepted");
  BOOST_TEST(other.provider.requests().empty());
  BOOST_TEST((directory.of_issuer(one.provider.issuer()).value() == *party));
  BOOST_TEST(one.provider.count_requests("/.well-known/openid-configuration") == 1u);
}

BOOST_AUTO_TEST_CASE(names_and_issuers_are_unique) {
  at_provider at;
  rowclaim::provider_directory directory(at.transport, at.clock);
  BOOST_REQUIRE(directory.add("one", entry_at("https://one.example")).has_value());
  BOOST_TEST(outcome(directory.add("one", entry_at("https://two.example"))) ==
             "client_misconfigured in discovery (the provider's name)");
  BOOST_TEST(outcome(directory.add("", entry_at("https://two.example"))) ==
             "client_misconfigured in discovery (the provider's name)");
  BOOST_TEST(outcome(directory.add("two", entry_at("https://one.example"))) == "client_misconfigured in discovery (issuer)");
  BOOST_TEST(outcome(directory.add("two", entry_at(""))) == "client_misconfigured in discovery (issuer)");
  BOOST_TEST(outcome(directory.at("three")) == "provider_unknown in discovery");
  BOOST_TEST(outcome(directory.of_issuer("https://one.example/")) == "issuer_unknown in discovery");
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_down_is_asked_once_in_a_cool_down_and_met_when_it_is_back) {
  at_provider at({.misbehave = mock_idp::misbehaviour::server_error_discovery});
  rowclaim::provider_directory directory(at.transport, at.clock, {.max_age = 1000, .cool_down = 10});
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  for (int i = 0; i < 3; ++i) BOOST_TEST(outcome(directory.at("one")) == "status_unexpected in discovery");
  BOOST_TEST(at.provider.requests().size() == 1u);
  at.provider.misbehave({});
  BOOST_TEST(outcome(directory.at("one")) == "status_unexpected in discovery");
  at.time.advance(std::chrono::seconds(10));
  BOOST_TEST(outcome(directory.at("one")) == "accepted");
}

BOOST_AUTO_TEST_CASE(metadata_are_discovered_anew_and_old_ones_last_while_that_fails) {
  at_provider at;
  rowclaim::provider_directory directory(at.transport, at.clock, {.max_age = 1000, .cool_down = 10});
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  const auto first = directory.at("one").value();
  says_also(at, "op_policy_uri", "https://policy.example/");
  at.time.advance(std::chrono::seconds(999));
  BOOST_TEST((directory.at("one").value() == first));
  at.provider.misbehave(mock_idp::misbehaviour::malformed_discovery);
  at.time.advance(std::chrono::seconds(1));
  BOOST_TEST((directory.at("one").value() == first));
  at.provider.misbehave({});
  at.time.advance(std::chrono::seconds(10));
  const auto second = directory.at("one").value();
  BOOST_TEST((second != first));
  BOOST_TEST(second->provider().op_policy_uri == "https://policy.example/");
  // Whoever began a sign-in with the first one finishes it there.
  BOOST_TEST(outcome(at.sign_in_at(*first)) == "accepted");
}

// Attacks 37 and 38: with another relying party the keys, their age and the cool-downs would be gone once a day.
BOOST_AUTO_TEST_CASE(a_provider_that_says_the_same_again_stays_who_it_is) {
  at_provider at;
  rowclaim::provider_directory directory(at.transport, at.clock, {.max_age = 4000, .cool_down = 10});
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  const auto first = directory.at("one").value();
  BOOST_TEST(outcome(at.sign_in_at(*first)) == "accepted");
  at.time.advance(std::chrono::seconds(4000));
  at.provider.misbehave(mock_idp::misbehaviour::server_error_jwks);
  const auto second = directory.at("one").value();
  BOOST_TEST(at.provider.count_requests("/.well-known/openid-configuration") == 2u);
  BOOST_TEST((second == first));
  BOOST_TEST(outcome(at.sign_in_at(*second)) == "accepted");
  // It counts as discovered just now.
  at.time.advance(std::chrono::seconds(3999));
  BOOST_TEST((directory.at("one").value() == first));
  BOOST_TEST(at.provider.count_requests("/.well-known/openid-configuration") == 2u);
}

BOOST_AUTO_TEST_CASE(a_provider_that_changes_keeps_its_good_keys_while_they_cannot_be_fetched) {
  at_provider at;
  rowclaim::provider_directory directory(at.transport, at.clock, {.max_age = 4000, .cool_down = 10});
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  const auto first = directory.at("one").value();
  BOOST_TEST(outcome(at.sign_in_at(*first)) == "accepted");
  at.time.advance(std::chrono::seconds(4000));
  at.provider.misbehave(mock_idp::misbehaviour::server_error_jwks);
  says_also(at, "op_policy_uri", "https://policy.example/");
  const auto second = directory.at("one").value();
  BOOST_TEST((second != first));
  BOOST_TEST(outcome(at.sign_in_at(*second)) == "accepted");
  const auto status = second->keys().status();
  BOOST_TEST(status.keys == first->keys().status().keys);
  BOOST_TEST((status.fetched_at == first->keys().status().fetched_at));
  BOOST_TEST(status.failures == 1u);
  // Keys at another address are other keys.
  says_also(at, "jwks_uri", at.provider.issuer() + "/jwks?moved");
  at.time.advance(std::chrono::seconds(4000));
  const auto third = directory.at("one").value();
  BOOST_TEST((third != second));
  BOOST_TEST(third->keys().status().keys == 0u);
  BOOST_TEST(outcome(at.sign_in_at(*third)) == "status_unexpected in key_set");
}

BOOST_AUTO_TEST_CASE(what_is_written_down_counts_more_and_may_be_all) {
  at_provider at;
  auto known = rowclaim::discover(at.transport, at.provider.issuer()).value();
  at.provider.forget_requests();
  rowclaim::provider_directory directory(at.transport, at.clock);
  BOOST_REQUIRE(
      directory.add("by hand", {.options = at_provider::client(), .metadata = known, .is_discovered = false}).has_value());
  BOOST_TEST(outcome(at.sign_in_at(*directory.at("by hand").value())) == "accepted");
  BOOST_TEST(at.provider.count_requests("/.well-known/openid-configuration") == 0u);

  rowclaim::provider_directory mixed(at.transport, at.clock);
  auto entry = entry_at(at.provider.issuer());
  entry.metadata.userinfo_endpoint = "https://userinfo.example/";
  BOOST_REQUIRE(mixed.add("mixed", std::move(entry)).has_value());
  BOOST_TEST(mixed.at("mixed").value()->provider().userinfo_endpoint == "https://userinfo.example/");
  BOOST_TEST(mixed.at("mixed").value()->provider().token_endpoint == known.token_endpoint);
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_fit_its_provider_is_told_so_when_they_meet) {
  at_provider at({.alter = {.discovery = [](boost::json::object& document) {
                    document["token_endpoint_auth_methods_supported"] = boost::json::array{"private_key_jwt"};
                  }}});
  rowclaim::provider_directory directory(at.transport, at.clock);
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  BOOST_TEST(outcome(directory.at("one")) == "metadata_unsupported in discovery (token_endpoint_auth_methods_supported)");
}

BOOST_AUTO_TEST_CASE(a_provider_that_says_nothing_about_its_issuer_has_an_address_of_its_own) {
  const std::string shared = "client_misconfigured in discovery (redirect_uri of several providers)";
  at_provider silent({.alter = {.discovery = [](boost::json::object& document) {
                        document.erase("authorization_response_iss_parameter_supported");
                      }}});
  at_provider other;
  const auto meeting = [&](auto change, const char* address_of_other = nullptr) {
    rowclaim::provider_directory directory(silent.transport, silent.clock);
    auto entry = entry_at(silent.provider.issuer());
    change(entry.options);
    BOOST_REQUIRE(directory.add("silent", std::move(entry)).has_value());
    if (address_of_other != nullptr) {
      auto second = entry_at(other.provider.issuer());
      second.options.redirect_uri = address_of_other;
      BOOST_REQUIRE(directory.add("other", std::move(second)).has_value());
      // It says whose its responses are, and needs no address of its own.
      BOOST_TEST(outcome(directory.at("other")) == "accepted");
    }
    return outcome(directory.at("silent"));
  };
  const auto same = [](rowclaim::relying_party_options&) {};
  const char* own = "http://127.0.0.1:8080/callback";
  BOOST_TEST(meeting(same) == "accepted");
  BOOST_TEST(meeting(same, own) == shared);
  BOOST_TEST(meeting(same, "http://127.0.0.1:8080/callback/other") == "accepted");
  // What is told apart by nothing that a callback is looked at for.
  BOOST_TEST(meeting(same, "https://app.example/callback") == shared);
  BOOST_TEST(meeting(same, "http://127.0.0.1:8080/callback?op=other") == shared);
  const auto with_query = [](rowclaim::relying_party_options& options) { options.redirect_uri += "?op=silent"; };
  BOOST_TEST(meeting(with_query, own) == shared);
  BOOST_TEST(meeting(with_query, "http://127.0.0.1:8080/callback?op=other") == "accepted");
  const auto rewritten = [](rowclaim::relying_party_options& options) { options.allow_rewritten_callback = true; };
  BOOST_TEST(meeting(rewritten) == "accepted");
  BOOST_TEST(meeting(rewritten, "http://127.0.0.1:8080/callback/other") == shared);
  // Its ID token or its signature says it.
  BOOST_TEST(meeting([](auto& options) { options.response_type = rowclaim::response_type::code_id_token; }, own) == "accepted");
  BOOST_TEST(meeting([](auto& options) { options.response_mode = rowclaim::response_mode::query_jwt; }, own) == "accepted");
  BOOST_TEST(meeting([](auto& options) { options.response_mode = rowclaim::response_mode::form_post; }, own) == shared);
}

BOOST_AUTO_TEST_CASE(threads_that_ask_at_once_wait_for_one_attempt) {
  at_provider at;
  rowclaim::provider_directory directory(at.transport, at.clock);
  BOOST_REQUIRE(directory.add("one", entry_at(at.provider.issuer())).has_value());
  std::vector<std::string> outcomes(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& told : outcomes) threads.emplace_back([&] { told = outcome(directory.at("one")); });
  }
  for (const std::string& told : outcomes) BOOST_TEST(told == "accepted");
  BOOST_TEST(at.provider.count_requests("/.well-known/openid-configuration") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
