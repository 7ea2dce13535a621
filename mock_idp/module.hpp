// SPDX-License-Identifier: BSL-1.0
// The test modules: each is a provider that does one thing right or wrong, and what a relying party must make of it.
#pragma once

#include "provider.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

struct provider_state;

// Sets of response types, for what a module applies to.
using response_types = unsigned;
inline constexpr response_types of_code = 1, of_id_token = 2, of_id_token_token = 4, of_code_id_token = 8, of_code_token = 16,
                                of_code_id_token_token = 32;
inline constexpr response_types any_response_type = 63;
inline constexpr response_types with_code = of_code | of_code_id_token | of_code_token | of_code_id_token_token;
inline constexpr response_types with_front_id_token = of_id_token | of_id_token_token | of_code_id_token | of_code_id_token_token;
inline constexpr response_types with_front_token = of_id_token_token | of_code_token | of_code_id_token_token;
inline constexpr response_types with_access_token = with_code | of_id_token_token;

// Words in any order; nothing for none of the six.
std::optional<response_types> response_type_named(std::string_view words);

// What the relying party should make of the provider's deed.
enum class outcome {
  accept,
  reject,
  // Both are right, or it depends on what the relying party was told.
  either,
};

// What a verdict is made from.
struct evidence {
  std::vector<recorded_request> requests;
  std::vector<recorded_note> notes;
  mock_idp::variant variant;
  // Nothing has come for the time that a relying party is given to go on after a bad message.
  bool is_quiet = true;

  // A path below the issuer; the aliases for clients with certificates count as well. Of the requests from that number on.
  std::size_t count(std::string_view path, std::size_t from = 0) const;
  std::optional<std::size_t> first(std::string_view path, std::size_t from = 0) const;
  // How many requests had come when the provider did its deed, the one that it answered included.
  std::optional<std::size_t> deed() const;
  bool has_fact(std::string_view text) const;
  response_types type() const;
  bool is(response_types set) const { return (type() & set) != 0; }
};

struct module_entry {
  std::string_view id;
  // What the provider does, and what the relying party must do: one sentence each.
  std::string_view effect;
  std::string_view expects;
  response_types types = any_response_type;
  mock_idp::outcome outcome = mock_idp::outcome::reject;
  // From what was recorded alone. Broken rules among the notes have been dealt with.
  verdict_report (*judge)(const evidence&);
  // Once the provider has its issuer. Null for a provider that does nothing unusual.
  void (*begin)(provider_state&) = nullptr;
  // Before the provider starts.
  void (*prepare)(provider_options&) = nullptr;
  // Words for what the relying party has to be told or to be able to, beside the variant: refresh_token, refresh_twice, max_age:N,
  // prompt_none, form_post, rp_initiated_logout, op_initiated_logout, logout_state, back_channel_logout, front_channel_logout,
  // session_management, initiated_sign_in, second_sign_in, sign_ins:N (one after another, whatever comes of each),
  // unsolicited_response (the browser brings what provider::unsolicited_response says), response_twice (and what it brought once more),
  // userinfo_by_form, signed_userinfo, encrypted_userinfo, encrypted_id_token, encrypted_id_token:A128KW, signed_response (JARM),
  // claims_request (of the claim name), encrypted_request,
  // aggregated_claims, distributed_claims, pushed_request, dpop, client_certificate, dynamic_client, request_uri,
  // request_object_alg:NAME, id_token_alg:NAME, webfinger:acct, webfinger:url, https, introspection (signed), logout_replay,
  // other_session, staff_role (nobody is let in without the role staff, in the array `roles` or `groups`).
  std::string_view needs{};
  // "oidc", "fapi2" or "own".
  std::string_view group{};

  bool needs_word(std::string_view word) const;
  bool applies_to(std::string_view response_type) const;
};

// Of the foundation's tests for OpenID Connect relying parties, of those for FAPI clients, and our own. In that order.
std::span<const module_entry> all_modules();
// Null when there is none.
const module_entry* module_named(std::string_view id);

// Facts for the judgement: "sent nonce", "sent scope email" and the like, of the parameters that count.
void note_parameters(const provider_state& provider, const parameter_list& sent);

// Makes the options those of the module's provider: its client, its person, its deed.
// Throws std::invalid_argument when there is no such module or it does not go with the variant.
void prepare_module(provider_options& options);

// Failed checks first, then the module's own judgement.
verdict_report judge_module(const module_entry* module, const evidence& from);

// The person that signs in by itself in a module's test.
inline constexpr const char* module_user = "user-subject-1234531";
// What a client that is to have a session at another provider as well (other_session) knows that session by, and that provider.
inline constexpr const char* other_session = "session-at-another-provider";
inline constexpr const char* other_session_issuer = "https://another-provider.example";
// Long enough for HS256.
inline constexpr const char* module_client_secret = "app-secret-app-secret-app-secret-0123";

}  // namespace mock_idp
