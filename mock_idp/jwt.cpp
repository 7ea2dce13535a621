// SPDX-License-Identifier: BSL-1.0
// Signed tokens: taking them apart, verifying them with a JWK or a secret, and making them.
#include "jwt.hpp"

#include "digest.hpp"
#include "encoding.hpp"
#include "evp.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/rsa.h>

namespace mock_idp {
namespace {

namespace json = boost::json;
using evp::bytes_of;
using enum signing_algorithm;

std::optional<json::object> json_part(std::string_view part) {
  const auto text = decode_base64url(part);
  if (!text) return std::nullopt;
  boost::system::error_code error;
  auto value = json::parse(*text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

const char* hash_of(signing_algorithm algorithm) {
  switch (algorithm) {
    case RS256:
    case PS256:
    case ES256:
    case ES256K:
    case HS256: return "SHA256";
    case RS384:
    case PS384:
    case ES384:
    case HS384: return "SHA384";
    case RS512:
    case PS512:
    case ES512:
    case HS512: return "SHA512";
    case EdDSA:
    case none: break;
  }
  return nullptr;
}

bool fits(signing_algorithm algorithm, const json::object& jwk) {
  const auto kind = text_in(jwk, "kty");
  switch (algorithm) {
    case RS256:
    case RS384:
    case RS512:
    case PS256:
    case PS384:
    case PS512: return kind == "RSA";
    case ES256:
    case ES384:
    case ES512:
    case ES256K: {
      const auto* on = evp::curve_named(text_in(jwk, "crv"));
      return kind == "EC" && on && on->algorithm == name_of(algorithm);
    }
    case EdDSA: return kind == "OKP";
    case HS256:
    case HS384:
    case HS512:
    case none: break;
  }
  return false;
}

std::string to_der(const std::string& raw) {
  const std::unique_ptr<ECDSA_SIG, evp::freed_by<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  const auto half = raw.size() / 2;
  evp::number r(BN_bin2bn(bytes_of(std::string_view(raw)), static_cast<int>(half), nullptr));
  evp::number s(BN_bin2bn(bytes_of(std::string_view(raw)) + half, static_cast<int>(half), nullptr));
  evp::require(signature && r && s && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1, "OpenSSL has no memory");
  // They belong to the signature now.
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  evp::require(size > 0, "an ECDSA signature cannot be written");
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

// The two parts that are signed, joined.
std::string signed_text_of(json::object header, const json::object& claims, std::string_view algorithm) {
  if (!header.contains("alg")) header["alg"] = algorithm;
  if (!header.contains("typ")) header["typ"] = "JWT";
  return base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims));
}

}  // namespace

std::string text_in(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

std::optional<signed_jwt> parse_signed_jwt(std::string_view compact) {
  const auto first = compact.find('.');
  const auto second = first == std::string_view::npos ? first : compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  auto header = json_part(compact.substr(0, first));
  auto claims = json_part(compact.substr(first + 1, second - first - 1));
  auto signature = decode_base64url(compact.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return signed_jwt{std::move(*header), std::move(*claims), std::string(compact.substr(0, second)), std::move(*signature)};
}

bool is_signed_by(const signed_jwt& token, const json::object& jwk) {
  const auto algorithm = signing_algorithm_named(token.algorithm());
  if (!algorithm || !has_key_pair(*algorithm) || !fits(*algorithm, jwk)) return false;
  if (jwk.contains("alg") && text_in(jwk, "alg") != token.algorithm()) return false;
  if (jwk.contains("use") && text_in(jwk, "use") != "sig") return false;
  const auto key = evp::public_key(jwk);
  if (!key) return false;
  auto signature = token.signature;
  if (EVP_PKEY_is_a(key.get(), "EC")) {
    const auto width = static_cast<std::size_t>((EVP_PKEY_get_bits(key.get()) + 7) / 8);
    if (signature.size() != 2 * width) return false;
    signature = to_der(signature);
  }
  const evp::digest_context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* how = nullptr;
  if (!context || EVP_DigestVerifyInit_ex(context.get(), &how, hash_of(*algorithm), nullptr, nullptr, key.get(), nullptr) != 1)
    return false;
  const bool is_pss = *algorithm == PS256 || *algorithm == PS384 || *algorithm == PS512;
  if (is_pss && (EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) != 1 ||
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(std::string_view(token.signed_text)),
                          token.signed_text.size()) == 1;
}

bool is_signed_by_one_of(const signed_jwt& token, const json::object& jwks) {
  const auto* keys = jwks.if_contains("keys");
  if (!keys || !keys->is_array()) return false;
  const bool is_named = token.header.contains("kid");
  for (const auto& each : keys->get_array()) {
    if (!each.is_object()) continue;
    const auto& jwk = each.get_object();
    if (is_named && text_in(jwk, "kid") != text_in(token.header, "kid")) continue;
    if (is_signed_by(token, jwk)) return true;
  }
  return false;
}

std::string sign_with_secret(signing_algorithm algorithm, std::string_view secret, std::string_view bytes) {
  evp::require(uses_secret(algorithm) && !secret.empty(), "an HMAC needs one of its algorithms and a secret");
  return hmac(hash_of(algorithm), secret, bytes);
}

bool is_signed_with(const signed_jwt& token, std::string_view secret) {
  const auto algorithm = signing_algorithm_named(token.algorithm());
  if (!algorithm || !uses_secret(*algorithm) || secret.empty()) return false;
  return is_same_secret(sign_with_secret(*algorithm, secret, token.signed_text), token.signature);
}

std::string sign_jwt(const json::object& header, const json::object& claims, const signing_key& key) {
  auto named = header;
  if (!named.contains("kid")) named["kid"] = key.id();
  const auto text = signed_text_of(std::move(named), claims, name_of(key.algorithm()));
  return text + '.' + base64url(key.sign(text));
}

std::string sign_jwt(const json::object& header, const json::object& claims, signing_algorithm algorithm, std::string_view secret) {
  const auto text = signed_text_of(header, claims, name_of(algorithm));
  return text + '.' + base64url(sign_with_secret(algorithm, secret, text));
}

std::string unsigned_jwt(const json::object& header, const json::object& claims) {
  return signed_text_of(header, claims, "none") + '.';
}

}  // namespace mock_idp
