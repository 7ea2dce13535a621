// SPDX-License-Identifier: BSL-1.0
// Signed tokens of the client's own: its assertions at the token endpoint and its request objects.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/signing_key.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Signs bytes as a token in compact serialization. The header says what the caller says, and nothing else: the key's own `kid` is
/// not put in.
///
/// Errors: `key_does_not_fit` if the key may not sign by that algorithm; `json_*` and `token_too_large` for texts that a header
///   cannot have (not UTF-8, too long); `cryptography_failed`.
/// Specification: RFC 7515 sections 5.1 and 7.1; RFC 7523 section 3; RFC 9101 section 4.
/// Example: `sign_jws(key, {.algorithm = algorithm::es256, .key_id = "1", .type = "JWT"}, claims)`
[[nodiscard]] inline result<std::string> sign_jws(const signing_key& key, const jws_header& header, std::string_view payload) {
  if (!key.fits(header.algorithm)) return error{errc::key_does_not_fit, step::signature};
  boost::json::object members;
  const auto add = [&members](boost::json::string_view member, const std::optional<std::string>& text) {
    if (text) members.emplace(member, *text);
  };
  members.emplace("alg", boost::json::string_view(name(header.algorithm)));
  add("typ", header.type);
  add("cty", header.content_type);
  add("kid", header.key_id);
  std::string token = encode_base64url(boost::json::serialize(members));
  // What a verifier here would refuse is not signed; without a signature and a payload, as only the header is asked about.
  if (const auto read = read_jws_header(token + "..AA"); !read) return read.error();
  token.append(".").append(encode_base64url(payload));
  const auto signature = key.sign(header.algorithm, token);
  if (!signature) return signature.error();
  return token.append(".").append(encode_base64url(*signature));
}

}  // namespace rowclaim::inline v0_1
