// SPDX-License-Identifier: BSL-1.0
// `rowclaim verify`: what signed tokens say, if they are what they must be.
#include "arguments.hpp"
#include "key_file.hpp"
#include "lines.hpp"
#include "verb.hpp"
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/possession.hpp>
#include <rowclaim/oidc/access_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/logout_token.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help =
    R"(usage: rowclaim verify --keys FILE [--issuer I] [--audience A] [--alg ALG]... [--kind id|access|logout|signature]
                       [--now SECONDS] [--nonce N] [--key-thumbprint K] [--certificate-thumbprint C] [TOKENS...]

Verifies signed tokens (JWS in compact serialization), one a line of the files TOKENS; without them, or for "-", of standard input.
Writes a line for each:

  {"ok":true,"claims":{...}}       or, for the kind signature, {"ok":true,"payload":"base64url"}
  {"ok":false,"error":"audience_mismatch","detail":"..."}

  --keys FILE     a JWK or a JWK Set with public keys, or a JWK that is a shared secret; shared secrets in a set are used only if --alg
                  names their algorithm
  --kind KIND     what the tokens must be: an ID token (OpenID Connect Core), an access token (RFC 9068), a logout token (Back-Channel
                  Logout), or anything that is signed; without it an ID token if --issuer and --audience are there, else a signature
  --issuer I      who must have issued the tokens, and
  --audience A    whom they must be for: for every kind but signature, which looks at neither
  --alg ALG       an algorithm that tokens may use: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519,
                  Ed448, HS256, HS384, HS512; may come several times, and without it all do that the keys serve
  --now SECONDS   what time it is, in seconds since 1970; without it the system's clock says
  --nonce N       the nonce that ID tokens must have
  --key-thumbprint K, --certificate-thumbprint C
                  what was shown with access tokens that are bound to a key or a certificate (cnf): without it those are refused

The exit status is 0 if all were verified, 1 if one was refused, 2 for wrong usage or unreadable input.
)";

using answer = std::function<result<std::string>(std::string_view token)>;

algorithm_set wanted_algorithms(const arguments& given) {
  algorithm_set wanted;
  for (const std::string& text : given.all("--alg")) {
    const auto found = algorithm_named(text);
    if (!found) throw complaint("there is no algorithm \"" + text + "\"; --help lists them");
    wanted.insert(*found);
  }
  return wanted;
}

token_keys keys_for_verifier(const verification_keys& keys) {
  return std::visit([](const auto& held) { return token_keys(held); }, keys);
}

answer signature_answer(verification_keys keys, algorithm_set allowed) {
  return [keys = std::move(keys), allowed](std::string_view token) -> result<std::string> {
    const auto verified = std::visit([&](const auto& held) { return verify_jws(token, held, allowed); }, keys);
    if (!verified) return verified.error();
    return R"("payload":")" + encode_base64url(verified->payload) + '"';
  };
}

/// Answers with the claims of what a verifier accepts. `more` is what its `verify` takes beside the token and the memory.
template <class Verifier, class... More>
answer claims_answer(std::shared_ptr<const Verifier> verifier, More... more) {
  return [verifier = std::move(verifier), memory = std::make_shared<token_memory>(),
          ... more = std::move(more)](std::string_view token) -> result<std::string> {
    const auto verified = verifier->verify(token, *memory, more...);
    if (!verified) return verified.error();
    return R"("claims":)" + on_one_line(verified->claims_json());
  };
}

std::string kind_of(const arguments& given) {
  const bool names_both = given.has("--issuer") && given.has("--audience");
  const bool names_one = given.has("--issuer") || given.has("--audience");
  std::string kind = given.value("--kind").value_or(names_one ? "id" : "signature");
  if (kind != "id" && kind != "access" && kind != "logout" && kind != "signature")
    throw complaint("there is no kind \"" + kind + "\"; the kinds are id, access, logout and signature");
  if (kind != "signature" && !names_both)
    throw complaint("the kind " + kind + " needs --issuer and --audience; --kind signature does without");
  if (kind == "signature" && names_one) throw complaint("the kind signature looks at neither issuer nor audience; leave them out");
  if (kind != "id" && given.has("--nonce")) throw complaint("only ID tokens have a nonce; leave --nonce out");
  for (const char* shown : {"--key-thumbprint", "--certificate-thumbprint"})
    if (kind != "access" && given.has(shown)) throw complaint("only access tokens are bound; leave " + std::string(shown) + " out");
  return kind;
}

/// What the three kinds of verifier want alike.
template <class Options>
Options options_for(const arguments& given, algorithm_set allowed) {
  return {.issuer = given.required("--issuer"), .audience = given.required("--audience"), .algorithms = allowed};
}

answer answer_for(const std::string& kind, const arguments& given, const verification_keys& keys, algorithm_set allowed,
                  rowclaim::clock time, const secret* nonce, const shown_possession& shown) {
  if (kind == "signature") return signature_answer(keys, allowed);
  const token_keys held = keys_for_verifier(keys);
  if (kind == "access")
    return claims_answer(
        std::make_shared<const access_token_verifier>(options_for<access_token_options>(given, allowed), held, time), shown);
  if (kind == "logout")
    return claims_answer(
        std::make_shared<const logout_token_verifier>(options_for<logout_token_options>(given, allowed), held, time));
  return claims_answer(std::make_shared<const id_token_verifier>(options_for<id_token_options>(given, allowed), held, time),
                       id_token_context{.nonce = nonce});
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{
      option{"--keys"}, option{"--issuer"}, option{"--audience"},       option{"--alg", option::count::any}, option{"--kind"},
      option{"--now"},  option{"--nonce"},  option{"--key-thumbprint"}, option{"--certificate-thumbprint"}};
  const arguments given(words, options);
  const std::string file = given.required("--keys");
  const std::string kind = kind_of(given);
  seconds_since_epoch now = 0;
  rowclaim::clock time;
  if (const auto seconds = given.value("--now")) {
    now = whole_number("--now", *seconds);
    time = rowclaim::clock::reading(now);
  }
  std::optional<secret> nonce;
  if (given.has("--nonce")) nonce.emplace(given.required("--nonce"));
  const algorithm_set wanted = wanted_algorithms(given);
  const verification_keys keys = verification_keys_in(file, wanted);
  // A key serves only the algorithms of its kind, so that without a wish all of them may be allowed.
  const algorithm_set allowed = wanted.is_empty() ? asymmetric_algorithms | symmetric_algorithms : wanted;
  const std::string key = given.value("--key-thumbprint").value_or("");
  const std::string certificate = given.value("--certificate-thumbprint").value_or("");
  const shown_possession shown{.key_thumbprint = key, .certificate_thumbprint = certificate};
  return answer_lines(given.files(), answer_for(kind, given, keys, allowed, time, nonce ? &*nonce : nullptr, shown));
}

}  // namespace

const verb verify_verb{"verify", "verify signed tokens (JWS)", help, run};

}  // namespace rowclaim_command
