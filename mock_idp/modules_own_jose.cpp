// SPDX-License-Identifier: BSL-1.0
// Our own modules about an ID token's algorithm, header, key and signature.
#include "digest.hpp"
#include "evp.hpp"
#include "own_tokens.hpp"

#include <boost/json/array.hpp>
#include <openssl/rsa.h>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace own_tokens;
using enum outcome;

// ---- keys of an attacker's

// RSA keys that must not be used, as JWK and for signing.
struct weak_rsa {
  evp::key key;
  object jwk;
};

weak_rsa make_rsa(std::size_t bits, const char* id) {
  weak_rsa made{evp::key(EVP_RSA_gen(bits)), {}};
  evp::require(made.key != nullptr, "OpenSSL could not generate a key");
  made.jwk = evp::public_members(made.key.get());
  made.jwk["kid"] = id;
  made.jwk["use"] = "sig";
  made.jwk["alg"] = "RS256";
  return made;
}

const weak_rsa& small_key() {
  static const auto made = make_rsa(1024, "small");
  return made;
}

std::string rs256(EVP_PKEY* key, std::string_view text) {
  const evp::digest_context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  evp::require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                   EVP_DigestSign(context.get(), nullptr, &size, evp::bytes_of(text), text.size()) == 1,
               "cannot sign");
  std::string signature(size, '\0');
  evp::require(EVP_DigestSign(context.get(), evp::bytes_of(signature), &size, evp::bytes_of(text), text.size()) == 1,
               "cannot sign");
  return signature;
}

void publish(object& set, const object& jwk) { set["keys"].as_array().push_back(jwk); }

void small_rsa_key(state& provider) {
  provider.options.alter.jwks = [](object& set) { publish(set, small_key().jwk); };
  signed_id_token<[](const state&, std::string& compact) {
    auto three = split(compact);
    three.header = part_of(object{{"alg", "RS256"}, {"kid", "small"}});
    three.signature = base64url(rs256(small_key().key.get(), three.header + '.' + three.payload));
    compact = joined(three);
  }>(provider);
}

// With the exponent 1 the signature is the padded hash itself, so that everybody can make one.
void exponent_one(state& provider) {
  provider.options.alter.jwks = [&provider](object& set) {
    auto jwk = provider.keys.decoy(signing_algorithm::RS256, 3).public_jwk();
    jwk["e"] = "AQ";
    jwk["kid"] = "one";
    publish(set, jwk);
  };
  signed_id_token<[](const state&, std::string& compact) {
    auto three = split(compact);
    three.header = part_of(object{{"alg", "RS256"}, {"kid", "one"}});
    // RFC 8017 9.2, with the prefix of SHA-256.
    constexpr unsigned char prefix[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                        0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    const auto hash = sha256(three.header + '.' + three.payload);
    std::string padded("\x00\x01", 2);
    padded.append(256 - 3 - sizeof prefix - hash.size(), '\xff');
    padded += '\0';
    padded.append(reinterpret_cast<const char*>(prefix), sizeof prefix);
    three.signature = base64url(padded + hash);
    compact = joined(three);
  }>(provider);
}

// The public key as an authentication code's secret, in one form or another.
template <auto Form>
void confusion(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    const auto& key = s.keys.current(signing_algorithm::RS256);
    sign_again_with(compact, {{"kid", key.id()}}, Form(key));
  }>(provider);
}

std::string der_of(const signing_key& key) {
  const auto pem = key.public_pem();
  const auto begin = pem.find('\n') + 1;
  std::string text = pem.substr(begin, pem.find("-----END") - begin);
  std::erase(text, '\n');
  return decode_base64(text).value_or("");
}

void reference_header(state& provider, const char* member) {
  provider.options.alter.signed_id_token = [&provider, member](std::string& compact, occasion when) {
    if (when == occasion::refresh) return;
    const auto& key = foreign_key(provider);
    object header{{"kid", "attacker"}};
    if (member == std::string_view("jwk")) header["jwk"] = key.public_jwk();
    else if (member == std::string_view("x5c")) header["x5c"] = json::array{base64(der_of(key))};
    else header[member] = provider.issuer + "/attacker/" + member;
    sign_again(compact, header, key);
    provider.do_deed();
  };
}

template <auto Change>
void signature_bytes(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    auto three = split(compact);
    three.signature = base64url(Change(s, three));
    compact = joined(three);
  }>(provider);
}

constexpr std::string_view order_of_p256 = "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE";

// From r and s side by side to a SEQUENCE of two INTEGERs.
std::string as_der(std::string_view raw) {
  const auto integer = [](std::string_view bytes) {
    std::string value(bytes);
    while (value.size() > 1 && value[0] == '\0' && static_cast<unsigned char>(value[1]) < 0x80) value.erase(0, 1);
    if (static_cast<unsigned char>(value[0]) >= 0x80) value.insert(0, 1, '\0');
    return std::string("\x02") + static_cast<char>(value.size()) + value;
  };
  const auto body = integer(raw.substr(0, raw.size() / 2)) + integer(raw.substr(raw.size() / 2));
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

// n - s in the place of s: both verify, for there is no rule which of them is the right one.
std::string twin_of(std::string_view raw) {
  constexpr int width = 32;
  const auto order_bytes = decode_base64url(order_of_p256).value_or("");
  const auto number_of = [](std::string_view bytes) {
    return evp::number(BN_bin2bn(evp::bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  };
  const auto order = number_of(order_bytes);
  const auto s = number_of(raw.substr(raw.size() / 2));
  const evp::number other(BN_new());
  evp::require(order && s && other && BN_sub(other.get(), order.get(), s.get()) == 1, "cannot subtract");
  return std::string(raw.substr(0, raw.size() / 2)) + evp::number_bytes(other.get(), width);
}

const auto& table() {
  using enum signing_algorithm;
  static const std::vector<module_entry> entries{
      // ---- algorithms
      bad("rowclaim-alg-none", "the ID token says alg none and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c); }>),
      bad("rowclaim-alg-None", "the ID token says alg None and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "None"); }>),
      bad("rowclaim-alg-NONE", "the ID token says alg NONE and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "NONE"); }>),
      bad("rowclaim-alg-nOnE", "the ID token says alg nOnE and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "nOnE"); }>),
      bad("rowclaim-alg-none-signed", "the ID token says alg none, and its signature is a right one for another algorithm",
          header_members<[](const state&, object& h) { h["alg"] = "none"; }>),
      bad("rowclaim-alg-missing", "the ID token has no alg", header_members<[](const state&, object& h) { h.erase("alg"); }>),
      bad("rowclaim-alg-null", "the ID token's alg is null", header_members<[](const state&, object& h) { h["alg"] = nullptr; }>),
      bad("rowclaim-alg-lower-case", "the ID token's alg is in lower case", header_members<[](const state&, object& h) {
            std::string text(h["alg"].as_string());
            for (char& each : text)
              if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
            h["alg"] = text;
          }>),
      bad("rowclaim-alg-array", "the ID token's alg is an array",
          header_members<[](const state&, object& h) { h["alg"] = json::array{h["alg"]}; }>),
      in<RS256>(bad("rowclaim-alg-other-than-the-key", "the ID token says RS512 and is signed with RS256",
                    header_members<[](const state&, object& h) { h["alg"] = "RS512"; }>)),
      in<RS256>(bad("rowclaim-alg-not-the-registered", "the ID token is well signed with ES256 where RS256 is registered",
                    signed_id_token<[](const state& s, std::string& c) { sign_again(c, {}, s.keys.current(ES256)); }>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-pem", "the ID token is signed with HS256, the secret being the RSA key's PEM",
                    confusion<[](const signing_key& key) { return key.public_pem(); }>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-der", "the ID token is signed with HS256, the secret being the RSA key's DER",
                    confusion<der_of>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-modulus", "the ID token is signed with HS256, the secret being the JWK's n",
                    confusion<[](const signing_key& key) { return std::string(key.public_jwk()["n"].as_string()); }>)),
      in<RS256>(bad("rowclaim-hs256-with-empty-secret", "the ID token is signed with HS256 and an empty secret",
                    signed_id_token<[](const state&, std::string& c) { sign_again_with(c, {}, ""); }>)),
      in<RS256>(bad("rowclaim-hs256-with-client-secret",
                    "the ID token is signed with HS256 and the client's secret where RS256 is registered",
                    signed_id_token<[](const state& s, std::string& c) {
                      const auto& clients = s.options.clients;
                      sign_again_with(c, {{"kid", nullptr}}, clients.empty() ? "" : clients.begin()->second.secret);
                    }>)),

      // ---- the header
      bad("rowclaim-header-jwk", "the ID token brings an attacker's key along as jwk",
          [](state& s) { reference_header(s, "jwk"); }),
      bad("rowclaim-header-jku", "the ID token says by jku where an attacker's key is",
          [](state& s) { reference_header(s, "jku"); }),
      bad("rowclaim-header-x5u", "the ID token says by x5u where an attacker's certificate is",
          [](state& s) { reference_header(s, "x5u"); }),
      bad("rowclaim-header-x5c", "the ID token brings an attacker's certificate along as x5c",
          [](state& s) { reference_header(s, "x5c"); }),
      bad("rowclaim-header-crit-unknown", "the ID token's crit names an extension that nobody knows",
          header_members<[](const state&, object& h) {
            h["crit"] = json::array{"http://example.com/unknown"};
            h["http://example.com/unknown"] = true;
          }>),
      bad("rowclaim-header-crit-empty", "the ID token's crit is an empty array",
          header_members<[](const state&, object& h) { h["crit"] = json::array(); }>),
      bad("rowclaim-header-crit-text", "the ID token's crit is a text",
          header_members<[](const state&, object& h) { h["crit"] = "exp"; }>),
      bad("rowclaim-header-crit-repeated", "the ID token's crit names one extension twice",
          header_members<[](const state&, object& h) {
            h["crit"] = json::array{"http://example.com/unknown", "http://example.com/unknown"};
            h["http://example.com/unknown"] = true;
          }>),
      bad("rowclaim-header-crit-registered", "the ID token's crit names alg, which is no extension",
          header_members<[](const state&, object& h) { h["crit"] = json::array{"alg"}; }>),
      bad("rowclaim-header-crit-absent", "the ID token's crit names an extension that the header does not have",
          header_members<[](const state&, object& h) { h["crit"] = json::array{"http://example.com/unknown"}; }>),
      bad("rowclaim-header-b64-false", "the ID token says b64 false, and crit names it",
          header_members<[](const state&, object& h) {
            h["b64"] = false;
            h["crit"] = json::array{"b64"};
          }>),
      bad("rowclaim-header-kid-unknown", "the ID token names a kid that the key set lacks",
          header_members<[](const state&, object& h) { h["kid"] = random_text(16); }>),
      bad("rowclaim-header-kid-huge", "the ID token's kid has a hundred thousand characters",
          header_members<[](const state&, object& h) { h["kid"] = std::string(100'000, 'k'); }>),
      bad("rowclaim-header-kid-path", "the ID token's kid is a path to a file",
          header_members<[](const state&, object& h) { h["kid"] = "../../../../dev/null"; }>),
      bad("rowclaim-header-kid-number", "the ID token's kid is a number",
          header_members<[](const state&, object& h) { h["kid"] = 1; }>),
      bad("rowclaim-header-duplicate-member", "the ID token's header has alg twice",
          header_bytes<[](std::string text) { return with_first(std::move(text), R"("alg":"none")"); }>),
      bad("rowclaim-header-duplicate-nested", "an object in the ID token's header has one member twice",
          header_bytes<[](std::string text) { return with_first(std::move(text), R"("odd":{"a":1,"a":2})"); }>),

      // ---- the signature
      bad("rowclaim-signature-wrong", "every byte of the ID token's signature is changed",
          signed_id_token<[](const state&, std::string& c) { spoil_signature(c); }>),
      bad("rowclaim-signature-empty", "the ID token has an empty signature",
          signature_bytes<[](const state&, const parts&) { return std::string(); }>),
      bad("rowclaim-signature-short", "the ID token's signature lacks its last byte",
          signature_bytes<[](const state&, const parts& three) {
            auto bytes = decode_base64url(three.signature).value_or("");
            if (!bytes.empty()) bytes.pop_back();
            return bytes;
          }>),
      bad("rowclaim-claims-changed", "a claim of the ID token was changed after it was signed",
          signed_id_token<[](const state&, std::string& c) {
            auto three = split(c);
            auto claims = json_of(three.payload);
            claims["admin"] = true;
            three.payload = part_of(claims);
            c = joined(three);
          }>),
      in<ES256>(bad("rowclaim-es256-der", "the ID token's ES256 signature is in DER",
                    signature_bytes<[](const state&, const parts& three) {
                      return as_der(decode_base64url(three.signature).value_or(""));
                    }>),
                "id_token_alg:ES256"),
      in<ES256>(bad("rowclaim-es256-zero", "r and s of the ID token's ES256 signature are 0",
                    signature_bytes<[](const state&, const parts&) { return std::string(64, '\0'); }>),
                "id_token_alg:ES256"),
      in<ES256>(bad("rowclaim-es256-order", "r and s of the ID token's ES256 signature are the order of the curve",
                    signature_bytes<[](const state&, const parts&) {
                      const auto order = decode_base64url(order_of_p256).value_or("");
                      return order + order;
                    }>),
                "id_token_alg:ES256"),
      in<ES256>({.id = "rowclaim-es256-twin",
                 .effect = "s of the ID token's ES256 signature is the order of the curve less what it was, which verifies as well",
                 .expects = "completes the sign-in, or rejects the ID token; never takes it for another token than its twin",
                 .outcome = outcome::either,
                 .judge = judgement::either_way,
                 .begin = signature_bytes<[](const state&, const parts& three) {
                   return twin_of(decode_base64url(three.signature).value_or(""));
                 }>},
                "id_token_alg:ES256"),
      in<RS256>(bad("rowclaim-rsa-1024", "the ID token is signed with an RSA key of 1024 bits", small_rsa_key)),
      in<RS256>(bad("rowclaim-rsa-exponent-one", "the ID token is signed with an RSA key whose exponent is 1", exponent_one)),
      bad("rowclaim-key-for-encryption", "the ID token is signed with a key that the key set marks for encryption",
          [](state& s) {
            s.options.alter.jwks = [](object& set) {
              for (auto& key : set["keys"].as_array()) key.as_object()["use"] = "enc";
            };
            id_token<[](const state&, object&) {}>(s);
          }),
      bad("rowclaim-key-with-other-operations", "the ID token is signed with a key whose key_ops allow encryption alone",
          [](state& s) {
            s.options.alter.jwks = [](object& set) {
              for (auto& key : set["keys"].as_array()) {
                key.as_object().erase("use");
                key.as_object()["key_ops"] = json::array{"encrypt"};
              }
            };
            id_token<[](const state&, object&) {}>(s);
          }),
      bad("rowclaim-key-withdrawn", "the ID token is signed with a key that the key set no longer has",
          signed_id_token<[](const state& s, std::string& c) { sign_again(c, {}, s.keys.withdrawn(RS256)); }>),

  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_jose_modules() { return table(); }

}  // namespace mock_idp
