// SPDX-License-Identifier: BSL-1.0
// Proofs of possession, read with the key that they carry.
#include "scripted_transport.hpp"
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/oidc/dpop.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(dpop)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;

struct opened_proof {
  boost::json::object header;
  boost::json::object claims;
  bool is_signed;

  explicit opened_proof(const std::string& text) {
    const std::size_t first = text.find('.');
    const std::size_t second = text.find('.', first + 1);
    header = boost::json::parse(*rc::decode_base64url(text.substr(0, first))).as_object();
    claims = boost::json::parse(*rc::decode_base64url(text.substr(first + 1, second - first - 1))).as_object();
    const auto key = rc::read_jwk(header.at("jwk").as_object());
    const auto by = rc::algorithm_named(std::string(header.at("alg").as_string()));
    is_signed = key && by && key->verify(*by, text.substr(0, second), *rc::decode_base64url(text.substr(second + 1))).has_value();
  }
};

rc::dpop_prover prover(rc::algorithm by = rc::algorithm::es256) { return *rc::dpop_prover::make(by, rc::clock::reading(now)); }

rc::http_response giving(std::vector<std::string> nonces) {
  rc::http_response response{.status = 200};
  for (std::string& nonce : nonces) response.headers.push_back({"dpop-nonce", std::move(nonce)});
  return response;
}

std::string nonce_in(const rc::dpop_prover& made, const rc::dpop_request& request) {
  const auto claims = opened_proof(*made.proof(request)).claims;
  const auto* nonce = claims.if_contains("nonce");
  return nonce == nullptr ? "none" : std::string(nonce->as_string());
}

const rc::secret token("at");
constexpr const char* token_url = "https://a.example/token";

}  // namespace

BOOST_AUTO_TEST_CASE(a_proof_says_what_it_is_for) {
  for (const auto by : {rc::algorithm::es256, rc::algorithm::eddsa, rc::algorithm::rs256, rc::algorithm::ps256}) {
    const auto made = prover(by);
    const auto text = made.proof({.method = "POST", .url = "https://A.example:8443/token?x=1"});
    BOOST_REQUIRE(text.has_value());
    const opened_proof proof(*text);
    BOOST_TEST(proof.is_signed);
    BOOST_TEST(proof.header.size() == 3u);
    BOOST_TEST(proof.header.at("typ").as_string() == "dpop+jwt");
    BOOST_TEST(proof.header.at("alg").as_string() == std::string(name(by)));
    BOOST_TEST(proof.claims.size() == 4u);
    BOOST_TEST(proof.claims.at("htm").as_string() == "POST");
    BOOST_TEST(proof.claims.at("htu").as_string() == "https://a.example:8443/token");
    BOOST_TEST(proof.claims.at("iat").as_int64() == now);
    BOOST_TEST(proof.claims.at("jti").as_string().size() == 43u);
    BOOST_TEST(*rc::thumbprint(proof.header.at("jwk").as_object()) == made.thumbprint());
    for (const char* member : {"d", "p", "q", "kid"}) BOOST_TEST(!proof.header.at("jwk").as_object().contains(member));
  }
}

BOOST_AUTO_TEST_CASE(a_proof_names_the_access_token_by_its_hash) {
  // RFC 9449 7.1: the hash of the example's token
  const rc::secret example("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
  const opened_proof proof(
      *prover().proof({.method = "GET", .url = "https://resource.example.org/protectedresource", .access_token = &example}));
  BOOST_TEST(proof.claims.at("ath").as_string() == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
  BOOST_TEST(proof.claims.at("htu").as_string() == "https://resource.example.org/protectedresource");
}

BOOST_AUTO_TEST_CASE(each_proof_has_a_name_of_its_own) {
  const auto made = prover();
  std::set<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.insert(std::string(opened_proof(*made.proof({.method = "POST", .url = token_url})).claims.at("jti").as_string()));
  BOOST_TEST(names.size() == 20u);
}

BOOST_AUTO_TEST_CASE(keeps_the_last_nonce_of_each_server_and_the_two_kinds_of_server_apart) {
  const auto made = prover();
  const rc::dpop_request to_token{.method = "POST", .url = token_url};
  const rc::dpop_request to_resource{.method = "GET", .url = "https://a.example/userinfo", .access_token = &token};
  const rc::dpop_request elsewhere{.method = "POST", .url = "https://b.example/token"};
  BOOST_TEST(nonce_in(made, to_token) == "none");
  BOOST_TEST(made.learn(to_token, giving({"n1"})));
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = "https://A.example/par?x"}) == "n1");
  BOOST_TEST(nonce_in(made, to_resource) == "none");
  BOOST_TEST(nonce_in(made, elsewhere) == "none");
  BOOST_TEST(made.learn(to_resource, giving({"r1"})));
  BOOST_TEST(made.learn(to_token, giving({"n2"})));
  BOOST_TEST(nonce_in(made, to_token) == "n2");
  BOOST_TEST(nonce_in(made, to_resource) == "r1");
  BOOST_TEST(!made.learn(to_token, giving({})));
  BOOST_TEST(nonce_in(made, to_token) == "n2");
}

BOOST_AUTO_TEST_CASE(takes_no_nonce_that_is_two_or_none) {
  const auto made = prover();
  const rc::dpop_request request{.method = "POST", .url = token_url};
  for (const std::vector<std::string>& nonces :
       {std::vector<std::string>{"a", "b"}, {"a", "a"}, {""}, {"a b"}, {"a\"b"}, {"a\\b"}, {"\xc3\xa9"}, {std::string(1025, 'n')}})
    BOOST_TEST(!made.learn(request, giving(nonces)));
  BOOST_TEST(nonce_in(made, request) == "none");
  BOOST_TEST(made.learn(request, giving({std::string(1024, 'n')})));
}

BOOST_AUTO_TEST_CASE(remembers_a_bounded_number_of_servers_and_forgets_the_one_used_longest_ago) {
  const auto made = prover();
  std::vector<std::string> urls;
  for (int i = 0; i < 65; ++i) urls.push_back("https://s" + std::to_string(i) + ".example/token");
  for (int i = 0; i < 64; ++i)
    made.learn({.method = "POST", .url = urls[static_cast<std::size_t>(i)]}, giving({"n" + std::to_string(i)}));
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = urls[0]}) == "n0");
  made.learn({.method = "POST", .url = urls[64]}, giving({"n64"}));
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = urls[0]}) == "n0");
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = urls[1]}) == "none");
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = urls[64]}) == "n64");
}

BOOST_AUTO_TEST_CASE(a_key_can_be_kept_and_used_again) {
  const auto key = rc::generate_signing_key(rc::algorithm::es256, "k1");
  BOOST_TEST(rc::dpop_prover::make(*key)->thumbprint() == *rc::thumbprint(*key));
  const auto shared = rc::hmac_signing_key(rc::secret(std::string(32, 'w')), {rc::algorithm::hs256});
  BOOST_TEST(outcome(rc::dpop_prover::make(*shared)) == "key_unsupported in key (kty)");
  BOOST_TEST(outcome(rc::dpop_prover::make(rc::algorithm::hs256)) == "key_unsupported in key (a shared secret)");
}

BOOST_AUTO_TEST_CASE(proves_nothing_to_what_is_no_server) {
  BOOST_TEST(outcome(prover().proof({.method = "POST", .url = "nowhere"})) == "url_malformed in unknown");
  BOOST_TEST(outcome(prover().proof({.method = "POST", .url = "http://a.example/token"})) == "url_not_https in unknown (http)");
}

BOOST_AUTO_TEST_CASE(several_threads_may_use_one) {
  const auto made = prover();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([copy = made, i] {
      const std::string url = "https://s" + std::to_string(i) + ".example/token";
      for (int n = 0; n < 50; ++n) {
        copy.learn({.method = "POST", .url = url}, giving({"n" + std::to_string(n)}));
        (void)copy.proof({.method = "POST", .url = url});
      }
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(nonce_in(made, {.method = "POST", .url = "https://s3.example/token"}) == "n49");
}

BOOST_AUTO_TEST_SUITE_END()
