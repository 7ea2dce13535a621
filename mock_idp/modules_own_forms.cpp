// SPDX-License-Identifier: BSL-1.0
// Our own modules about right answers in the forms that a client can agree on: other algorithms, encryption, claims by name.
#include "own_tokens.hpp"

#include <vector>

namespace mock_idp {
namespace {

using namespace own_tokens;

template <response_types Types>
constexpr module_entry with(module_entry entry, std::string_view needs, void (*prepare)(provider_options&)) {
  entry.types = Types;
  entry.needs = needs;
  entry.prepare = prepare;
  return entry;
}

void encrypts_userinfo(provider_options& options) {
  for (auto& [id, party] : options.clients) {
    party.userinfo_encrypted_response_alg = "RSA-OAEP";
    party.userinfo_encrypted_response_enc = "A256GCM";
  }
}

verdict_report asks_for_claims(const evidence& from) {
  if (from.count("/authorize") && !from.has_fact("sent claims"))
    return judgement::failed("the authorization request has no claims");
  return judgement::completes(from);
}
constexpr module_entry by_name(std::string_view id, std::string_view effect) {
  return {.id = id,
          .effect = effect,
          .expects = "asks for the claim name by the parameter claims, completes the sign-in and has the claim",
          .types = with_access_token,
          .outcome = outcome::accept,
          .judge = asks_for_claims,
          .needs = "claims_request"};
}

const auto& table() {
  using enum signing_algorithm;
  static const std::vector<module_entry> entries{
      in<ES256>(good("rowclaim-es256", "ID tokens are signed with ES256", nullptr), "id_token_alg:ES256"),
      // With an ID token alone a sign-in would end unseen: the key set is not fetched for it.
      in<HS256>(good("rowclaim-hs256", "ID tokens are signed with HS256 and the client's secret", nullptr, with_access_token),
                "id_token_alg:HS256"),
      with<any_response_type>(good("rowclaim-jwe-a128kw", "ID tokens are encrypted with A128KW and the client's secret", nullptr),
                              "encrypted_id_token:A128KW",
                              [](provider_options& options) {
                                for (auto& [id, party] : options.clients) {
                                  party.id_token_encrypted_response_alg = "A128KW";
                                  party.id_token_encrypted_response_enc = "A256CBC-HS512";
                                }
                              }),
      with<with_access_token>(good("rowclaim-userinfo-encrypted", "userinfo is encrypted and not signed", nullptr),
                              "encrypted_userinfo", encrypts_userinfo),
      with<with_access_token>(good("rowclaim-userinfo-nested", "userinfo is signed and then encrypted", nullptr),
                              "encrypted_userinfo signed_userinfo",
                              [](provider_options& options) {
                                encrypts_userinfo(options);
                                for (auto& [id, party] : options.clients) party.userinfo_signed_response_alg = "RS256";
                              }),
      by_name("rowclaim-claims-request-id-token", "the claim name is in the ID token for whoever asks for it there"),
      by_name("rowclaim-claims-request-userinfo", "userinfo has the claim name for whoever asks for it there"),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_form_modules() { return table(); }

}  // namespace mock_idp
