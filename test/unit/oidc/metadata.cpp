// SPDX-License-Identifier: BSL-1.0
// Reading discovery documents.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/metadata.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;

namespace {

json::object usual() {
  return {{"issuer", "https://issuer.example"},
          {"authorization_endpoint", "https://issuer.example/authorize?tenant=1"},
          {"token_endpoint", "https://issuer.example/token"},
          {"jwks_uri", "https://issuer.example/jwks"},
          {"response_types_supported", {"code", "id_token code"}},
          {"subject_types_supported", json::array{"public"}},
          {"id_token_signing_alg_values_supported", json::array{"RS256"}},
          {"something_else", {{"a", 1}}}};
}

std::string with(const char* name, json::value value) {
  json::object document = usual();
  document[name] = std::move(value);
  return outcome(rc::read_provider_metadata(json::serialize(document)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metadata)

BOOST_AUTO_TEST_CASE(reads_a_document_and_its_defaults) {
  const auto read = rc::read_provider_metadata(json::serialize(usual()));
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->issuer == "https://issuer.example");
  BOOST_TEST(read->authorization_endpoint == "https://issuer.example/authorize?tenant=1");
  BOOST_TEST(read->userinfo_endpoint == "");
  BOOST_TEST(read->response_types_supported.size() == 2);
  BOOST_TEST(!read->authorization_response_iss_parameter_supported);
}

BOOST_AUTO_TEST_CASE(requires_what_the_specification_requires) {
  for (const char* name : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported",
                           "subject_types_supported", "id_token_signing_alg_values_supported"}) {
    json::object document = usual();
    document.erase(name);
    BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document))) ==
               "metadata_missing_member in discovery (" + std::string(name) + ")");
  }
}

BOOST_AUTO_TEST_CASE(refuses_members_of_another_type) {
  for (const char* name : {"issuer", "token_endpoint", "userinfo_endpoint", "end_session_endpoint"})
    for (const json::value& wrong :
         {json::value(1), json::value(nullptr), json::value(true), json::value(json::array{"https://a/"})})
      BOOST_TEST(with(name, wrong) == "metadata_malformed in discovery (" + std::string(name) + ")");
  for (const char* name : {"response_types_supported", "token_endpoint_auth_methods_supported"})
    for (const json::value& wrong : {json::value("code"), json::value(nullptr), json::value(json::array{"code", 1})})
      BOOST_TEST(with(name, wrong) == "metadata_malformed in discovery (" + std::string(name) + ")");
  BOOST_TEST(with("authorization_response_iss_parameter_supported", "true") ==
             "metadata_malformed in discovery (authorization_response_iss_parameter_supported)");
}

BOOST_AUTO_TEST_CASE(refuses_endpoints_that_are_not_https) {
  for (const char* name :
       {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"}) {
    BOOST_TEST(with(name, "http://issuer.example/") == "url_not_https in discovery (" + std::string(name) + ")");
    BOOST_TEST(with(name, "http://127.0.0.1/") == "url_not_https in discovery (" + std::string(name) + ")");
    BOOST_TEST(with(name, "/relative") == "url_malformed in discovery (" + std::string(name) + ")");
  }
  json::object document = usual();
  document["token_endpoint"] = "http://127.0.0.1:1/token";
  BOOST_TEST(outcome(rc::read_provider_metadata(json::serialize(document), {.allow_plain_http_on_loopback = true})) == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_one_json_object) {
  BOOST_TEST(outcome(rc::read_provider_metadata("")) == "json_syntax in discovery (the text ends too early)");
  BOOST_TEST(outcome(rc::read_provider_metadata("[]")) == "json_wrong_type in discovery (object)");
  BOOST_TEST(outcome(rc::read_provider_metadata("{} {}")) == "json_trailing_bytes in discovery");
  BOOST_TEST(outcome(rc::read_provider_metadata(R"({"issuer":"a","issuer":"b"})")) == "json_duplicate_member in discovery");
}

BOOST_AUTO_TEST_SUITE_END()
