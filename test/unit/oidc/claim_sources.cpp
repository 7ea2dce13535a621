// SPDX-License-Identifier: BSL-1.0
// Claims of others: who is believed, who is asked, and what never gets in.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/claim_sources.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::header_of;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;
using rowclaim_test::signed_token;

BOOST_AUTO_TEST_SUITE(claim_sources)

namespace {

const char* const endpoint = "https://claims.example/person";

json::object with_source(const json::value& source, const json::value& names = {{"credit_score", "src1"}, {"address", "src1"}}) {
  return {{"iss", "https://op.example"}, {"sub", "alice"}, {"_claim_names", names}, {"_claim_sources", {{"src1", source}}}};
}

std::string unsigned_token(const json::object& claims) {
  return rc::encode_base64url(R"({"alg":"none"})") + "." + rc::encode_base64url(json::serialize(claims)) + ".";
}

json::object score() {
  return {{"iss", "https://claims.example"}, {"sub", "other"}, {"credit_score", 650}, {"address", {{"country", "SE"}}}};
}

struct gathering {
  scripted_transport transport;
  rc::seconds_since_epoch now = 1000;
  std::vector<std::string> unsigned_claims{};
  std::vector<std::string> believed{"credit_score", "address"};
  std::string allowed_endpoint = endpoint;
  std::string own_access_token{};
  std::size_t fetches = 4;

  rc::result<rc::gathered_claims> gather(const json::object& claims) {
    std::vector<rc::claims_provider> providers;
    providers.push_back({.issuer = "https://claims.example",
                         .keys = rc::read_key_set(key_set_json()).value(),
                         .claims = believed,
                         .endpoint = allowed_endpoint,
                         .access_token = rc::secret(own_access_token)});
    const rc::claim_gatherer gatherer({.audience = "app", .allow_unsigned_claims = unsigned_claims, .fetches = fetches},
                                      std::move(providers), transport, rc::clock::reading(now));
    return gatherer.gather(rc::verified_claims::assume_verified(json::serialize(claims)));
  }
  std::string refusal(const json::object& claims) {
    const auto gathered = gather(claims);
    if (!gathered) return outcome(gathered.error());
    return gathered->refused().empty() ? "nothing refused" : outcome(gathered->refused().front().why);
  }
  std::string refusal_of_token(const std::string& token) { return refusal(with_source({{"JWT", json::string(token)}})); }
};

std::string refusal_of(json::object changes) {
  json::object claims = score();
  for (const auto& [name, value] : changes) {
    if (value.is_null()) claims.erase(name);
    else claims[name] = value;
  }
  return gathering().refusal_of_token(signed_token(claims));
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_aggregated_claims_that_a_known_provider_signed) {
  gathering at;
  const auto gathered = at.gather(with_source({{"JWT", json::string(signed_token(score()))}}));
  BOOST_REQUIRE(gathered.has_value());
  BOOST_TEST(gathered->refused().empty());
  BOOST_TEST(gathered->claims().json() ==
             R"({"iss":"https://op.example","sub":"alice","credit_score":650,"address":{"country":"SE"}})");
  BOOST_TEST(gathered->unsigned_json() == "{}");
  BOOST_TEST(at.transport.requests.empty());
}

BOOST_AUTO_TEST_CASE(unsigned_claims_are_for_display) {
  gathering at;
  const json::object claims = with_source({{"JWT", json::string(unsigned_token(score()))}});
  const auto gathered = at.gather(claims);
  BOOST_REQUIRE(gathered.has_value());
  BOOST_TEST(json::parse(gathered->unsigned_json()) == json::parse(R"({"credit_score":650,"address":{"country":"SE"}})"));
  const json::value left = json::parse(std::string(gathered->claims().json()));
  BOOST_TEST(!left.at("_claim_names").as_object().empty());
  BOOST_TEST(!left.as_object().contains("address"));
  BOOST_TEST(outcome(gathered->refused().at(0).why) == "claims_not_signed in claim_source");
  BOOST_TEST(gathered->refused().at(0).name == "src1");

  at.unsigned_claims = {"address", "email"};
  const auto opted = at.gather(claims);
  BOOST_REQUIRE(opted.has_value());
  BOOST_TEST(opted->refused().empty());
  const json::value now = json::parse(std::string(opted->claims().json()));
  BOOST_TEST(now.at("address").at("country") == "SE");
  BOOST_TEST(!now.as_object().contains("credit_score"));
  BOOST_TEST(now.at("_claim_names").as_object().size() == 1u);
}

BOOST_AUTO_TEST_CASE(asks_an_allowed_endpoint_with_the_token_that_came_along) {
  gathering at;
  at.transport.will_answer(signed_token(score()), 200, "application/jwt");
  const auto gathered = at.gather(with_source({{"endpoint", endpoint}, {"access_token", "ksj3n283dke"}}));
  BOOST_REQUIRE(gathered.has_value());
  BOOST_TEST(gathered->refused().empty());
  BOOST_TEST(json::parse(std::string(gathered->claims().json())).at("credit_score") == 650);
  BOOST_REQUIRE(at.transport.requests.size() == 1);
  BOOST_TEST(at.transport.requests[0].method == "GET");
  BOOST_TEST(at.transport.requests[0].url == endpoint);
  BOOST_TEST(header_of(at.transport.requests[0], "Authorization") == "Bearer ksj3n283dke");
  BOOST_TEST(gathered->claims().json().find("ksj3n283dke") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(takes_a_token_for_one_only_where_the_endpoint_calls_it_so) {
  const json::object claims = with_source({{"endpoint", endpoint}});
  gathering at;
  for (const char* type : {"application/jwt", "application/JWT; charset=utf-8", "application/jose"}) {
    at.transport.will_answer(signed_token(score()), 200, type);
    BOOST_TEST(at.refusal(claims) == "nothing refused", type);
  }
  for (const char* type : {"", "text/html", "text/plain", "application/json", "application/octet-stream", "application/jwt+x"}) {
    at.transport.will_answer(signed_token(score()), 200, type);
    BOOST_TEST(at.refusal(claims) == "content_type_unexpected in claim_source", type);
  }
}

BOOST_AUTO_TEST_CASE(uses_a_token_of_its_own_if_none_came_along) {
  gathering at;
  at.own_access_token = "agreed";
  at.transport.will_answer(signed_token(score()), 200, "application/jwt");
  BOOST_TEST(at.refusal(with_source({{"endpoint", endpoint}})) == "nothing refused");
  BOOST_TEST(header_of(at.transport.requests.at(0), "Authorization") == "Bearer agreed");
}

BOOST_AUTO_TEST_CASE(no_claim_makes_anybody_send_a_request_elsewhere) {
  gathering at;
  for (const char* elsewhere :
       {"https://claims.example/person/", "https://CLAIMS.example/person", "https://claims.example/person?a",
        "http://claims.example/person", "https://169.254.169.254/latest/meta-data", "https://claims.example:443/person",
        "file:///etc/passwd", ""})
    BOOST_TEST(at.refusal(with_source({{"endpoint", elsewhere}})) != "nothing refused", elsewhere);
  at.allowed_endpoint.clear();
  BOOST_TEST(at.refusal(with_source({{"endpoint", endpoint}})) == "claim_source_unknown in claim_source (endpoint)");
  BOOST_TEST(at.transport.requests.empty());
}

BOOST_AUTO_TEST_CASE(asks_so_many_endpoints_and_no_more) {
  gathering at;
  at.fetches = 2;
  json::object claims = with_source({{"endpoint", endpoint}}, {{"a", "src1"}, {"b", "src2"}, {"c", "src3"}});
  claims["_claim_sources"] = {
      {"src1", {{"endpoint", endpoint}}}, {"src2", {{"endpoint", endpoint}}}, {"src3", {{"endpoint", endpoint}}}};
  const auto gathered = at.gather(claims);
  BOOST_REQUIRE(gathered.has_value());
  BOOST_TEST(at.transport.requests.size() == 2u);
  BOOST_TEST(outcome(gathered->refused().at(2).why) == "claim_source_unknown in claim_source (more endpoints than are asked)");
}

BOOST_AUTO_TEST_CASE(one_failing_source_leaves_the_others) {
  gathering at;
  json::object claims = with_source({}, {{"address", "down"}, {"credit_score", "src1"}});
  claims["_claim_sources"] = {{"down", {{"endpoint", endpoint}}}, {"src1", {{"JWT", json::string(signed_token(score()))}}}};
  const auto gathered = at.gather(claims);
  BOOST_REQUIRE(gathered.has_value());
  BOOST_TEST(outcome(gathered->refused().at(0).why) == "connection_failed in claim_source");
  const json::value left = json::parse(std::string(gathered->claims().json()));
  BOOST_TEST(left.at("credit_score") == 650);
  BOOST_TEST(left.at("_claim_names").as_object().contains("address"));
  at.transport.will_answer("", 403);
  BOOST_TEST(at.refusal(claims) == "status_unexpected in claim_source");
  at.transport.will_answer("{}", 200, "application/jwt");
  BOOST_TEST(at.refusal(claims) == "token_malformed in claim_source");
}

BOOST_AUTO_TEST_CASE(what_the_sign_in_says_counts_and_what_a_source_is_not_asked_does_not) {
  gathering at;
  at.believed = {"credit_score", "sub", "iss", "_claim_names", "roles"};
  json::object theirs = score();
  theirs["roles"] = json::array{"admin"};
  theirs["_claim_names"] = {{"a", "b"}};
  json::object claims =
      with_source({{"JWT", json::string(signed_token(theirs))}},
                  {{"credit_score", "src1"}, {"address", "src1"}, {"sub", "src1"}, {"iss", "src1"}, {"_claim_names", "src1"}});
  claims["credit_score"] = 100;
  const auto gathered = at.gather(claims);
  BOOST_REQUIRE(gathered.has_value());
  const json::value left = json::parse(std::string(gathered->claims().json()));
  BOOST_TEST(left.at("credit_score") == 100);
  BOOST_TEST(left.at("sub") == "alice");
  BOOST_TEST(left.at("iss") == "https://op.example");
  // Not one that it may be asked about; not one that the sign-in named.
  BOOST_TEST(!left.as_object().contains("address"));
  BOOST_TEST(!left.as_object().contains("roles"));
}

BOOST_AUTO_TEST_CASE(refuses_tokens_that_prove_nothing) {
  BOOST_TEST(refusal_of({}) == "nothing refused");
  BOOST_TEST(refusal_of({{"aud", "app"}, {"exp", 1300}, {"iat", 1000}}) == "nothing refused");
  BOOST_TEST(refusal_of({{"iss", "https://evil.example"}}) == "claim_source_unknown in claim_source (issuer)");
  BOOST_TEST(refusal_of({{"iss", nullptr}}) == "claim_source_unknown in claim_source (issuer)");
  BOOST_TEST(refusal_of({{"iss", 7}}) == "claim_source_unknown in claim_source (issuer)");
  BOOST_TEST(refusal_of({{"aud", "other"}}) == "audience_mismatch in claim_source");
  BOOST_TEST(refusal_of({{"exp", 900}}) == "expired in claim_source");
  BOOST_TEST(refusal_of({{"exp", "1300"}}) == "expiry_malformed in claim_source (exp)");
  BOOST_TEST(refusal_of({{"nbf", 2000}}) == "not_yet_valid in claim_source");
  BOOST_TEST(refusal_of({{"iat", 2000}}) == "issued_in_the_future in claim_source");
  for (const char* other : {"events", "nonce", "at_hash", "c_hash", "auth_time"})
    BOOST_TEST(refusal_of({{other, "a"}}) == "token_type_mismatch in claim_source (" + std::string(other) + ")");
  gathering at;
  const std::string good = signed_token(score());
  const std::string signature = good.substr(good.rfind('.'));
  json::object more = score();
  more["credit_score"] = 999;
  const std::string other = signed_token(more);
  BOOST_TEST(at.refusal_of_token(other.substr(0, other.rfind('.')) + signature) == "signature_mismatch in signature");
  BOOST_TEST(at.refusal_of_token(signed_token(score(), rowclaim_test::signing_key(rowclaim_test::signing_algorithm::ES256))) ==
             "algorithm_not_allowed in signature (alg)");
  BOOST_TEST(at.refusal_of_token(unsigned_token(score()) + "AAAA") == "token_malformed in claim_source (a signature by none)");
  for (const char* broken : {"", ".", "..", "a.b", "!.b.c", "e30.e30.e30"})
    BOOST_TEST(at.refusal_of_token(broken) != "nothing refused", broken);
  BOOST_TEST(at.refusal_of_token(std::string(17'000, 'a')) == "json_too_large in claim_source");
}

BOOST_AUTO_TEST_CASE(missing_sources_are_tolerated) {
  gathering at;
  const auto names = [](json::value sources) {
    json::object claims{{"sub", "alice"}, {"_claim_names", {{"groups", "src1"}}}};
    if (!sources.is_null()) claims["_claim_sources"] = std::move(sources);
    return claims;
  };
  for (const json::value& sources : {json::value(nullptr), json::value(json::object{}), json::value{{"src2", {{"JWT", "a"}}}},
                                     json::value{{"src1", json::object{}}}, json::value{{"src1", {{"unknown", 1}}}}}) {
    const auto gathered = at.gather(names(sources));
    BOOST_REQUIRE(gathered.has_value());
    BOOST_TEST(gathered->claims().json() == R"({"sub":"alice","_claim_names":{"groups":"src1"}})");
    BOOST_TEST(gathered->refused().empty());
  }
  BOOST_TEST(at.gather({{"sub", "alice"}})->claims().json() == R"({"sub":"alice"})");
}

BOOST_AUTO_TEST_CASE(refuses_members_of_another_type) {
  gathering at;
  const json::value others[] = {nullptr, true, 1, json::array{"a"}};
  for (const json::value& wrong : others) {
    BOOST_TEST(at.refusal({{"_claim_names", wrong}}) == "claim_source_malformed in claim_source (_claim_names)");
    BOOST_TEST(at.refusal({{"_claim_names", json::object{}}, {"_claim_sources", wrong}}) ==
               "claim_source_malformed in claim_source (_claim_sources)");
    BOOST_TEST(at.refusal(with_source({{"JWT", "a"}}, {{"a", wrong}})) == "claim_source_malformed in claim_source (_claim_names)");
    BOOST_TEST(at.refusal(with_source(wrong)) == "claim_source_malformed in claim_source (_claim_sources)");
    for (const char* member : {"JWT", "endpoint", "access_token"})
      BOOST_TEST(at.refusal(with_source({{member, wrong}})) ==
                 "claim_source_malformed in claim_source (" + std::string(member) + ")");
  }
  BOOST_TEST(at.refusal(with_source({{"JWT", "a"}, {"endpoint", endpoint}})) ==
             "claim_source_malformed in claim_source (JWT and endpoint)");
  BOOST_TEST(at.refusal(with_source({{"endpoint", endpoint}, {"access_token", "a\r\nb"}})) ==
             "claim_source_malformed in claim_source (access_token)");
  BOOST_TEST(at.transport.requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()
