// SPDX-License-Identifier: BSL-1.0
// Our own modules about an ID token's bytes: its compact form and its JSON.
#include "digest.hpp"
#include "jwt.hpp"
#include "own_tokens.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace own_tokens;
using enum outcome;

// Other text in exp's place.
std::string with_exp(std::string text, std::string_view value) {
  const auto exp = text.find("\"exp\":") + 6;
  return text.replace(exp, text.find_first_of(",}", exp) - exp, value);
}

// The alphabet of base64, with its + and /. False when there is nothing in which the two differ.
bool in_base64(const state& provider, std::string& compact) {
  constexpr int tries = 100;
  auto claims = json_of(split(compact).payload);
  for (int i = 0; i != tries && split(compact).signature.find_first_of("-_") == std::string::npos; ++i) {
    claims["jti"] = random_text(9);
    sign_text(provider, compact, header_text(compact), json::serialize(claims));
  }
  if (compact.find_first_of("-_") == std::string::npos) return false;
  std::replace(compact.begin(), compact.end(), '-', '+');
  std::replace(compact.begin(), compact.end(), '_', '/');
  return true;
}

// Signed over the padding, so that it is the one thing wrong.
void with_padded_claims(const state& provider, std::string& compact) {
  auto text = claims_text(compact);
  while (text.size() % 3 == 0) text += ' ';
  auto three = split(compact);
  three.payload = part_of(text);
  while (three.payload.size() % 4 != 0) three.payload += '=';
  const auto algorithm = signing_algorithm_named(text_in(json_of(three.header), "alg")).value_or(signing_algorithm::RS256);
  three.signature = has_key_pair(algorithm)
                        ? base64url(provider.keys.current(algorithm).sign(three.header + '.' + three.payload, algorithm))
                        : std::string();
  compact = joined(three);
}

const auto& table() {
  static const std::vector<module_entry> entries{
      // ---- the compact form
      bad("rowclaim-four-parts", "the ID token has four parts",
          signed_id_token<[](const state&, std::string& c) { c += ".AAAA"; }>),
      bad("rowclaim-six-parts", "the ID token has six parts",
          signed_id_token<[](const state&, std::string& c) { c += ".AAAA.AAAA.AAAA"; }>),
      bad("rowclaim-two-parts", "the ID token has two parts",
          signed_id_token<[](const state&, std::string& c) { c.resize(c.rfind('.')); }>),
      bad("rowclaim-whitespace", "there is a space before the ID token",
          signed_id_token<[](const state&, std::string& c) { c.insert(0, 1, ' '); }>),
      bad("rowclaim-line-break", "there is a line break after the ID token",
          signed_id_token<[](const state&, std::string& c) { c += '\n'; }>),
      bad("rowclaim-padding", "the ID token's signature has base64 padding",
          signed_id_token<[](const state&, std::string& c) { c += "=="; }>),
      bad("rowclaim-padding-of-claims", "the ID token's claims have base64 padding, and the signature is over it",
          signed_id_token<[](const state& s, std::string& c) { with_padded_claims(s, c); }>),
      bad("rowclaim-base64-alphabet", "the ID token is in base64 and not in base64url",
          signed_id_token<[](const state& s, std::string& c) { return in_base64(s, c); }>),
      bad("rowclaim-base64-not-canonical", "the last character of the ID token's signature has bits that count for nothing",
          signed_id_token<[](const state&, std::string& c) {
            constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            c.back() = alphabet[alphabet.find(c.back()) ^ 1];
          }>),
      bad("rowclaim-token-huge", "the ID token has a megabyte of claims",
          id_token<[](const state&, object& c) { c["padding"] = std::string(700'000, 'x'); }>),
      bad("rowclaim-token-large", "the ID token has more than twenty thousand characters", id_token<[](const state&, object& c) {
            c["padding"] = json::array{std::string(5'000, 'x'), std::string(5'000, 'x'), std::string(5'000, 'x')};
          }>),
      bad("rowclaim-claims-many-members", "the ID token has three hundred claims", id_token<[](const state&, object& c) {
            for (int i = 0; i != 300; ++i) c[std::to_string(i)] = i;
          }>),
      bad("rowclaim-claims-huge-number", "a claim of the ID token is a number of a thousand digits",
          claims_bytes<[](std::string text) { return with_first(std::move(text), "\"number\":" + std::string(1000, '9')); }>),
      bad("rowclaim-claims-deep", "a claim of the ID token is an array in an array, a thousand deep",
          claims_bytes<[](std::string text) {
            return with_first(std::move(text), "\"deep\":" + std::string(1000, '[') + std::string(1000, ']'));
          }>),
      bad("rowclaim-claims-duplicate-member", "the ID token has sub twice",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("sub":"another-subject")"); }>),
      bad("rowclaim-claims-duplicate-escaped", "the ID token has sub twice, once with an escape in its name",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("s\u0075b":"another-subject")"); }>),
      bad("rowclaim-claims-duplicate-nested", "an object in the ID token's claims has one member twice",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("odd":{"a":1,"b":{"c":1,"c":2}})"); }>),
      bad("rowclaim-claims-invalid-utf8", "a claim of the ID token is not UTF-8",
          claims_bytes<[](std::string text) { return with_first(std::move(text), "\"name\":\"\xc0\xaf\""); }>),
      bad("rowclaim-claims-lone-surrogate", "a claim of the ID token has half of a surrogate pair",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("odd":"\ud800")"); }>),
      bad("rowclaim-claims-byte-order-mark", "the ID token's claims begin with a byte order mark",
          claims_bytes<[](const std::string& text) { return "\xef\xbb\xbf" + text; }>),
      bad("rowclaim-claims-trailing-bytes", "the ID token's claims are followed by another object",
          claims_bytes<[](const std::string& text) { return text + "{}"; }>),
      bad("rowclaim-claims-comment", "the ID token's claims have a comment",
          claims_bytes<[](const std::string& text) { return "/* */" + text; }>),
      bad("rowclaim-claims-nan", "the ID token's exp is NaN",
          claims_bytes<[](std::string text) { return with_exp(std::move(text), "NaN"); }>),
      bad("rowclaim-claims-infinity", "the ID token's exp is Infinity",
          claims_bytes<[](std::string text) { return with_exp(std::move(text), "Infinity"); }>),
      bad("rowclaim-exp-minus-zero", "the ID token's exp is -0",
          claims_bytes<[](std::string text) { return with_exp(std::move(text), "-0"); }>),
      bad("rowclaim-claims-array", "the ID token's claims are an array",
          claims_bytes<[](const std::string& text) { return '[' + text + ']'; }>),
      good("rowclaim-claims-unknown", "the ID token has claims that nobody knows", id_token<[](const state&, object& c) {
             c["http://example.com/claim"] = {{"nested", json::array{1, nullptr, true}}};
             c["jti"] = random_text(9);
           }>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_encoding_modules() { return table(); }

}  // namespace mock_idp
