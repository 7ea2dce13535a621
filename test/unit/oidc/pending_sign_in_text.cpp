// SPDX-License-Identifier: BSL-1.0
// Sign-ins that wait, as text and back.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/pending_sign_in_text.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(pending_sign_in_text)

namespace {

rc::pending_sign_in full() {
  rc::pending_sign_in made;
  made.issuer = "https://a.example";
  made.redirect_uri = "https://app.example/callback";
  made.state = rc::secret("the state");
  made.nonce = rc::secret("the nonce");
  made.code_verifier = rc::secret("the \"verifier\"\n");
  made.started_at = 1'700'000'000;
  made.max_age = 0;
  made.acr_values = {"gold", "\xC3\xA4"};
  made.scopes = {"openid", "email"};
  made.response_type = rc::response_type::code_id_token_token;
  made.response_mode = rc::response_mode::form_post_jwt;
  made.requires_auth_time = true;
  made.subject = "alice \"\xC3\xA4\"";
  return made;
}

boost::json::object written(const rc::pending_sign_in& pending) {
  return boost::json::parse(std::string(to_text(pending).reveal())).as_object();
}

std::string reading(const boost::json::object& members) {
  return outcome(rc::pending_sign_in_from_text(boost::json::serialize(members)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(comes_back_as_it_was) {
  const auto pending = full();
  const auto read = rc::pending_sign_in_from_text(to_text(pending).reveal());
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->issuer == pending.issuer);
  BOOST_TEST(read->redirect_uri == pending.redirect_uri);
  BOOST_TEST(read->state.reveal() == pending.state.reveal());
  BOOST_TEST(read->nonce.reveal() == pending.nonce.reveal());
  BOOST_TEST(read->code_verifier.reveal() == pending.code_verifier.reveal());
  BOOST_TEST(read->started_at == pending.started_at);
  BOOST_TEST(read->max_age.value() == 0);
  BOOST_TEST(read->acr_values == pending.acr_values, boost::test_tools::per_element());
  BOOST_TEST(read->scopes == pending.scopes, boost::test_tools::per_element());
  BOOST_TEST((read->response_type == pending.response_type));
  BOOST_TEST((read->response_mode == pending.response_mode));
  BOOST_TEST(read->requires_auth_time);
  BOOST_TEST(read->subject.value() == pending.subject.value());

  const auto empty = rc::pending_sign_in_from_text(to_text(rc::pending_sign_in()).reveal());
  BOOST_REQUIRE(empty.has_value());
  BOOST_TEST(!empty->max_age.has_value());
  BOOST_TEST(!empty->subject.has_value());
  BOOST_TEST(empty->acr_values.empty());
  BOOST_TEST(to_text(*empty).reveal() == to_text(rc::pending_sign_in()).reveal());
}

BOOST_AUTO_TEST_CASE(every_response_type_and_mode_comes_back) {
  for (int type = 0; type < 6; ++type)
    for (int mode = 0; mode < 6; ++mode) {
      auto pending = full();
      pending.response_type = static_cast<rc::response_type>(type);
      pending.response_mode = static_cast<rc::response_mode>(mode);
      const auto read = rc::pending_sign_in_from_text(to_text(pending).reveal());
      BOOST_REQUIRE(read.has_value());
      BOOST_TEST((read->response_type == pending.response_type));
      BOOST_TEST((read->response_mode == pending.response_mode));
    }
}

BOOST_AUTO_TEST_CASE(each_member_is_there_and_of_its_type) {
  const auto good = written(full());
  BOOST_TEST(reading(good) == "accepted");
  for (const auto& [name, value] : good) {
    const std::string refused = "sign_in_unreadable in callback (" + std::string(name) + ")";
    for (const char* wrong : {"null", "true", "{}", "1.5", "[null]", "[1]"}) {
      auto members = good;
      members[name] = boost::json::parse(wrong);
      if (value.is_bool() && members[name].is_bool()) continue;
      BOOST_TEST(reading(members) == refused);
    }
    auto members = good;
    members[name] = value.is_string() || value.is_array() ? boost::json::value(1) : boost::json::value("canary");
    BOOST_TEST(reading(members) == refused);
    members.erase(name);
    BOOST_TEST(reading(members) == (name == "max_age" || name == "subject" ? "accepted" : refused));
  }
}

BOOST_AUTO_TEST_CASE(nothing_else_is_read) {
  auto more = written(full());
  more["canary"] = 1;
  BOOST_TEST(reading(more) == "sign_in_unreadable in callback (a member that is not known)");
  auto newer = written(full());
  newer["version"] = 2;
  BOOST_TEST(reading(newer) == "sign_in_unreadable in callback (version)");
  for (const char* member : {"response_type", "response_mode"})
    for (const char* wrong : {"", "unknown", "token", "canary"}) {
      auto other = written(full());
      other[member] = wrong;
      BOOST_TEST(reading(other) == "sign_in_unreadable in callback (" + std::string(member) + ")");
    }
  const std::string good(to_text(full()).reveal());
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("\"x\""), good + " {}", good.substr(1), good.substr(0, good.size() - 1),
        R"({"version":1,)" + good.substr(1), std::string(33u << 10, ' ')})
    BOOST_TEST(outcome(rc::pending_sign_in_from_text(text)) == "sign_in_unreadable in callback (JSON)");
}

BOOST_AUTO_TEST_SUITE_END()
