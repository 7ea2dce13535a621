// SPDX-License-Identifier: BSL-1.0
// Taking compact forms apart and putting them together wrongly.
#include "deeds.hpp"

#include "digest.hpp"
#include "jwt.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace mock_idp::deeds {

parts split(std::string_view compact) {
  const auto first = compact.find('.');
  const auto second = compact.find('.', first + 1);
  return {std::string(compact.substr(0, first)), std::string(compact.substr(first + 1, second - first - 1)),
          std::string(compact.substr(second + 1))};
}

std::string joined(const parts& three) { return three.header + '.' + three.payload + '.' + three.signature; }

void spoil_signature(std::string& compact) {
  auto three = split(compact);
  auto bytes = decode_base64url(three.signature).value_or("");
  for (char& byte : bytes) byte = static_cast<char>(byte ^ 0x5A);
  three.signature = base64url(bytes);
  compact = joined(three);
}

object json_of(std::string_view part) { return boost::json::parse(decode_base64url(part).value_or("{}")).as_object(); }

std::string part_of(const object& json) { return base64url(boost::json::serialize(json)); }
std::string part_of(std::string_view text) { return base64url(text); }

namespace {

void change_members(object& of, const object& members) {
  for (const auto& [name, value] : members) {
    if (value.is_null()) of.erase(name);
    else of[name] = value;
  }
}

}  // namespace

void sign_again(std::string& compact, const object& header_members, const signing_key& key) {
  auto three = split(compact);
  auto header = json_of(three.header);
  header["alg"] = name_of(key.algorithm());
  header["kid"] = key.id();
  change_members(header, header_members);
  three.header = part_of(header);
  three.signature = base64url(key.sign(three.header + '.' + three.payload));
  compact = joined(three);
}

void sign_text(const provider_state& provider, std::string& compact, std::string_view header, std::string_view claims) {
  const auto before = json_of(split(compact).header);
  const auto algorithm = signing_algorithm_named(text_in(before, "alg")).value_or(signing_algorithm::RS256);
  compact = part_of(header) + '.' + part_of(claims);
  compact += '.' + (has_key_pair(algorithm) ? base64url(provider.keys.current(algorithm).sign(compact, algorithm)) : std::string());
}

std::string header_text(std::string_view compact) { return decode_base64url(split(compact).header).value_or(""); }
std::string claims_text(std::string_view compact) { return decode_base64url(split(compact).payload).value_or(""); }

void sign_again_with(std::string& compact, const object& header_members, std::string_view secret) {
  auto three = split(compact);
  auto header = json_of(three.header);
  header["alg"] = "HS256";
  change_members(header, header_members);
  three.header = part_of(header);
  three.signature = base64url(hmac_sha256(secret, three.header + '.' + three.payload));
  compact = joined(three);
}

void leave_unsigned(std::string& compact, std::string_view algorithm) {
  auto three = split(compact);
  auto header = json_of(three.header);
  header["alg"] = algorithm;
  header.erase("kid");
  compact = part_of(header) + '.' + three.payload + '.';
}

}  // namespace mock_idp::deeds
