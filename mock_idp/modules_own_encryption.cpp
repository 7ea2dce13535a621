// SPDX-License-Identifier: BSL-1.0
// Our own modules about encrypted ID tokens: what was not agreed on, what costs too much, and what is inside.
#include "client_keys.hpp"
#include "jwt.hpp"
#include "own_tokens.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

namespace mock_idp {
namespace {

using namespace deeds;
using namespace own_tokens;

constexpr std::string_view content_encryption = "A256GCM";
constexpr std::int64_t usual_iterations = 4096;
// As many as a signed number of 32 bits can say: minutes of work for whoever believes it.
constexpr std::int64_t most_iterations = 2'147'483'647;

// The client that a module's test has one of.
const std::pair<const std::string, client>& the_client(const state& provider) {
  if (provider.options.clients.empty()) throw std::invalid_argument("nobody has registered");
  return *provider.options.clients.begin();
}

object encryption_key_of_client(state& provider) {
  const auto keys = keys_of(provider, std::string(the_client(provider).first));
  const auto* key = encryption_key_in(keys, "RSA-OAEP");
  if (!key) throw std::invalid_argument("the client has no key for RSA-OAEP");
  return *key;
}

// `Envelope` makes what is sent from the signed ID token.
template <auto Envelope>
void sent_as(state& provider) {
  provider.options.alter.sent_id_token = [&provider](std::string& token, occasion when) {
    if (when == occasion::refresh) return;
    token = Envelope(provider, token);
    provider.do_deed();
  };
}

std::string encrypted(state& provider, std::string_view plain, object further = {{"cty", "JWT"}},
                      std::string_view alg = "RSA-OAEP") {
  return encrypt_for(encryption_key_of_client(provider), alg, content_encryption, plain, further);
}

// RFC 1951 3.2.4: blocks that are stored as they are.
std::string deflated(std::string_view text) {
  constexpr std::size_t most = 65'535;
  std::string out;
  do {
    const auto block = text.substr(0, most);
    text.remove_prefix(block.size());
    const auto size = static_cast<unsigned>(block.size());
    out += static_cast<char>(text.empty());
    for (const unsigned number : {size, ~size}) {
      out += static_cast<char>(number & 0xFF);
      out += static_cast<char>(number >> 8 & 0xFF);
    }
    out += block;
  } while (!text.empty());
  return out;
}

std::string by_password(const state& provider, std::string_view token) {
  return encrypt_with_password(the_client(provider).second.secret, usual_iterations, content_encryption, token, {{"cty", "JWT"}});
}

std::string by_costly_password(const state& provider, std::string_view token) {
  const auto compact = by_password(provider, token);
  auto header = header_of_encrypted(compact).value();
  header["p2c"] = most_iterations;
  return part_of(header) + compact.substr(compact.find('.'));
}

// To whoever has agreed on nothing: with its key if it has one, and else with its secret.
std::string unasked(state& provider, std::string_view token) {
  const auto keys = keys_of(provider, std::string(the_client(provider).first));
  if (const auto* key = encryption_key_in(keys, "RSA-OAEP"))
    return encrypt_for(*key, "RSA-OAEP", content_encryption, token, {{"cty", "JWT"}});
  return encrypt_with(the_client(provider).second.secret, "dir", content_encryption, token, {{"cty", "JWT"}});
}

constexpr module_entry for_who_decrypts(module_entry entry) {
  entry.needs = "encrypted_id_token";
  return entry;
}

const auto& table() {
  static const std::vector<module_entry> entries{
      bad("rowclaim-jwe-unasked", "the ID token is encrypted although nobody agreed on that", sent_as<unasked>),
      for_who_decrypts({.id = "rowclaim-jwe-left-out",
                        .effect = "the ID token is not encrypted although that was agreed on",
                        .expects = "rejects the ID token, as it should, or completes the sign-in",
                        .outcome = outcome::either,
                        .judge = judgement::either_way,
                        .begin = sent_as<[](const state&, std::string_view token) { return std::string(token); }>}),
      for_who_decrypts(
          bad("rowclaim-jwe-zip", "what is encrypted in the ID token is compressed", sent_as<[](state& s, std::string_view token) {
                return encrypted(s, deflated(token), {{"cty", "JWT"}, {"zip", "DEF"}});
              }>)),
      for_who_decrypts(bad("rowclaim-jwe-pbes2", "the ID token is encrypted with the client's secret as a password (PBES2)",
                           sent_as<by_password>)),
      for_who_decrypts(bad("rowclaim-jwe-pbes2-costly",
                           "the ID token is encrypted with a password that is to be hashed 2147483647 times",
                           sent_as<by_costly_password>)),
      for_who_decrypts(
          bad("rowclaim-jwe-rsa1-5", "the ID token is encrypted with RSA1_5", sent_as<[](state& s, std::string_view token) {
                return encrypted(s, token, {{"cty", "JWT"}}, "RSA1_5");
              }>)),
      for_who_decrypts(bad("rowclaim-jwe-in-jwe", "the ID token is encrypted twice",
                           sent_as<[](state& s, std::string_view token) { return encrypted(s, encrypted(s, token)); }>)),
      for_who_decrypts(bad("rowclaim-jwe-of-claims", "the ID token is encrypted and not signed",
                           sent_as<[](state& s, std::string_view token) { return encrypted(s, claims_text(token), {}); }>)),
      for_who_decrypts(bad("rowclaim-jwe-of-unsigned-token", "there is a token with the algorithm none in the encrypted ID token",
                           sent_as<[](state& s, std::string_view token) {
                             std::string forged(token);
                             leave_unsigned(forged);
                             return encrypted(s, forged);
                           }>)),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_encryption_modules() { return table(); }

}  // namespace mock_idp
