// SPDX-License-Identifier: BSL-1.0
// Our own modules about the provider's key set: what is in it, how it comes, and how it changes.
#include "evp.hpp"
#include "jwt.hpp"
#include "own_modules.hpp"

#include <boost/json/array.hpp>
#include <openssl/ecdsa.h>

#include <memory>
#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_key_set = "finds no key in the key set, rejects the ID token, and does not ask userinfo";

constexpr module_entry bad_keys(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_key_set, .judge = rejects_keys, .begin = begin};
}

// ---- keys that must not be used

template <auto Change>
void keys_of(object& set, std::string_view type) {
  for (auto& key : set["keys"].as_array()) {
    auto& jwk = key.as_object();
    if (text_in(jwk, "kty") == type && text_in(jwk, "use") == "sig") Change(jwk);
  }
}
template <auto Change>
void rsa_keys(state& provider) {
  key_set<[](const state&, object& set) { keys_of<Change>(set, "RSA"); }>(provider);
}
template <auto Change>
void ec_keys(state& provider) {
  key_set<[](const state&, object& set) { keys_of<Change>(set, "EC"); }>(provider);
}

constexpr module_entry in_es256(module_entry entry) {
  entry.prepare = signed_with<signing_algorithm::ES256>;
  entry.needs = "id_token_alg:ES256";
  return entry;
}

// 32'768 bits: a signature by it takes seconds to verify.
std::string huge_modulus() {
  std::string bytes(4096, '\xab');
  return base64url(bytes);
}

// The one key in 256 whose x begins with a zero byte.
const signing_key& key_with_short_x() {
  static const auto key = [] {
    for (;;)
      if (auto made = signing_key::generate(signing_algorithm::ES256);
          decode_base64url(text_in(made->public_jwk(), "x")).value().front() == '\0')
        return made;
  }();
  return *key;
}

void short_coordinate(state& provider) {
  key_set<[](const state&, object& set) {
    auto jwk = key_with_short_x().public_jwk();
    jwk["x"] = base64url(decode_base64url(text_in(jwk, "x")).value().substr(1));
    set["keys"].as_array().push_back(std::move(jwk));
  }>(provider);
  provider.options.alter.signed_id_token = [](std::string& compact, occasion) {
    sign_again(compact, {{"kid", key_with_short_x().id()}}, key_with_short_x());
  };
}

// A key of P-384 that says ES256, and signs with SHA-256.
struct p384_key {
  evp::key key{EVP_EC_gen("P-384")};
  object jwk;

  p384_key() {
    evp::require(key != nullptr, "OpenSSL could not generate a key");
    jwk = evp::public_members(key.get());
    jwk["kid"] = "p384";
    jwk["use"] = "sig";
    jwk["alg"] = "ES256";
  }
  std::string sign(std::string_view text) const {
    const evp::digest_context context(EVP_MD_CTX_new());
    std::size_t size = 0;
    std::string der(256, '\0');
    size = der.size();
    evp::require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                     EVP_DigestSign(context.get(), evp::bytes_of(der), &size, evp::bytes_of(text), text.size()) == 1,
                 "cannot sign");
    const unsigned char* at = evp::bytes_of(der);
    const std::unique_ptr<ECDSA_SIG, evp::freed_by<ECDSA_SIG_free>> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    evp::require(pair != nullptr, "cannot sign");
    return evp::number_bytes(ECDSA_SIG_get0_r(pair.get()), 48) + evp::number_bytes(ECDSA_SIG_get0_s(pair.get()), 48);
  }
  static const p384_key& shared() {
    static const p384_key one;
    return one;
  }
};

void other_curve(state& provider) {
  key_set<[](const state&, object& set) { set["keys"].as_array().push_back(p384_key::shared().jwk); }>(provider);
  provider.options.alter.signed_id_token = [](std::string& compact, occasion) {
    auto three = split(compact);
    three.header = part_of(object{{"alg", "ES256"}, {"kid", "p384"}});
    three.signature = base64url(p384_key::shared().sign(three.header + '.' + three.payload));
    compact = joined(three);
  };
}

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
      bad_keys("rowclaim-jwks-empty", "the key set has no keys", misbehave_at<jwks_empty, endpoint::jwks>),
      bad_keys("rowclaim-jwks-kid-repeated", "all keys of the key set share one kid",
               misbehave_at<jwks_with_repeated_key_id, endpoint::jwks>),
      {.id = "rowclaim-jwks-private-keys",
       .effect = "the key set gives the private members of its keys away",
       .expects = "rejects such keys, or ignores their private members",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_private_key, endpoint::jwks>},
      {.id = "rowclaim-jwks-symmetric-key",
       .effect = "the key set has an oct key",
       .expects = "ignores that key, or rejects the key set",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_symmetric_key, endpoint::jwks>},
      good("rowclaim-jwks-unknown-keys", "the key set has keys of kinds that nobody knows", key_set<[](const state&, object& s) {
             auto& keys = s["keys"].as_array();
             keys.insert(keys.begin(), object{{"kty", "LATTICE"}, {"kid", "new"}, {"use", "sig"}});
             keys.insert(keys.begin(), object{{"kty", "EC"}, {"crv", "P-999"}, {"kid", "curve"}, {"x", "AA"}, {"y", "AA"}});
           }>),
      bad_keys("rowclaim-jwks-even-exponent", "the key set's RSA keys have an even exponent",
               rsa_keys<[](object& jwk) { jwk["e"] = "AQAA"; }>),
      bad_keys("rowclaim-jwks-huge-modulus", "the key set's RSA keys have 32768 bits",
               rsa_keys<[](object& jwk) { jwk["n"] = huge_modulus(); }>),
      in_es256(bad_keys("rowclaim-jwks-point-off-the-curve", "the points of the key set's P-256 keys are not on the curve",
                        ec_keys<[](object& jwk) {
                          auto y = decode_base64url(text_in(jwk, "y")).value();
                          y.back() = static_cast<char>(y.back() ^ 1);
                          jwk["y"] = base64url(y);
                        }>)),
      in_es256(bad_keys("rowclaim-jwks-other-curve",
                        "the ID token says ES256 and is signed with a key of P-384 that says ES256, too", other_curve)),
      in_es256(bad_keys("rowclaim-jwks-short-coordinate",
                        "the ID token is signed with a key whose x lacks the zero byte with which it begins", short_coordinate)),
      good("rowclaim-jwks-certificate-garbage", "the keys of the key set have an x5c that is no certificate",
           key_set<[](const state&, object& s) {
             for (auto& key : s["keys"].as_array()) {
               key.as_object()["x5c"] = json::array{"bm90IGEgY2VydGlmaWNhdGU=", "", "%"};
               key.as_object()["x5t"] = "AAAA";
               key.as_object()["x5u"] = "http://127.0.0.1:1/certificate";
             }
           }>),
      bad_keys("rowclaim-jwks-not-an-array", "the key set's keys are an object",
               key_set<[](const state&, object& s) { s["keys"] = object(); }>),
      bad_keys("rowclaim-jwks-redirect", "the key set answers with a redirect", transport_fault<redirecting_jwks>),
      bad_keys("rowclaim-jwks-oversized", "the key set is several megabytes large", transport_fault<oversized_jwks>),
      bad_keys("rowclaim-jwks-malformed", "the key set's JSON breaks off", transport_fault<malformed_jwks>),
      bad_keys("rowclaim-jwks-duplicate-member", "the key set has one member twice", transport_fault<duplicate_member_jwks>),
      bad_keys("rowclaim-jwks-html", "the key set is an HTML page", transport_fault<html_jwks>),
      bad_keys("rowclaim-jwks-error", "the key set answers with status 500", transport_fault<server_error_jwks>),
      bad_keys("rowclaim-jwks-truncated", "the connection closes after half of the key set", transport_fault<truncated_jwks>),
      bad_keys("rowclaim-jwks-reset", "the key set's connection is reset", transport_fault<reset_jwks>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_key_set_modules() { return table(); }

}  // namespace mock_idp
