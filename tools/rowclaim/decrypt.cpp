// SPDX-License-Identifier: BSL-1.0
// `rowclaim decrypt`: what is inside encrypted tokens.
#include "arguments.hpp"
#include "key_file.hpp"
#include "lines.hpp"
#include "verb.hpp"
#include <rowclaim/jose/jwe.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim decrypt --keys FILE [--alg ALG]... [--enc ENC]... [TOKENS...]

Opens encrypted tokens (JWE in compact serialization), one a line of the files TOKENS; without them, or for "-", of standard input.
Writes a line for each:

  {"ok":true,"plaintext":"base64url"}
  {"ok":false,"error":"decryption_failed","detail":"..."}

  --keys FILE  a JWK or a JWK Set with private keys or shared secrets
  --alg ALG    an algorithm that tokens may use: RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, +A192KW, +A256KW, A128KW, A192KW,
               A256KW, A128GCMKW, A192GCMKW, A256GCMKW, dir; may come several times, and without it all do that the keys serve
  --enc ENC    a content encryption that tokens may use: A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384, A256CBC-HS512; likewise

The exit status is 0 if all were opened, 1 if one was refused, 2 for wrong usage or unreadable input.
)";

/// The set of an option's values; all of them if there are none.
template <class Algorithm>
allow_list<Algorithm> set_of(const arguments& given, std::string_view option, std::string_view what,
                             std::optional<Algorithm> (*named)(std::string_view), allow_list<Algorithm> all) {
  allow_list<Algorithm> wanted;
  for (const std::string& text : given.all(option)) {
    const auto found = named(text);
    if (!found) throw complaint("there is no " + std::string(what) + " \"" + text + "\"; --help lists them");
    wanted.insert(*found);
  }
  return wanted.is_empty() ? all : wanted;
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--keys"}, option{"--alg", option::count::any}, option{"--enc", option::count::any}};
  const arguments given(words, options);
  const std::string file = given.required("--keys");
  const decryption_rules rules{
      set_of<key_management>(given, "--alg", "algorithm", key_management_named,
                             asymmetric_key_management | symmetric_key_management),
      set_of<content_encryption>(given, "--enc", "content encryption", content_encryption_named, every_content_encryption)};
  const decryption_keys keys = decryption_keys_in(file);
  return answer_lines(given.files(), [&](std::string_view token) -> result<std::string> {
    const auto opened = std::visit([&](const auto& own) { return decrypt_jwe(token, own, rules); }, keys);
    if (!opened) return opened.error();
    return R"("plaintext":")" + encode_base64url(opened->plaintext.reveal()) + '"';
  });
}

}  // namespace

const verb decrypt_verb{"decrypt", "open encrypted tokens (JWE)", help, run};

}  // namespace rowclaim_command
