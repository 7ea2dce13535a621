// SPDX-License-Identifier: BSL-1.0
// Finding modules, making their providers, and judging.
#include "module.hpp"

#include "deeds.hpp"
#include "judgement.hpp"
#include "words.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace mock_idp {
namespace {

bool is_at(std::string_view path, std::string_view wanted) {
  constexpr std::string_view alias = "/mtls";
  if (path.starts_with(alias)) path.remove_prefix(alias.size());
  // The key set's path may have a suffix of the module's own.
  return path == wanted || (wanted == "/jwks" && path.starts_with("/jwks/"));
}

std::vector<module_entry> make_table() {
  std::vector<module_entry> all;
  const std::pair<std::string_view, std::span<const module_entry>> groups[] = {
      {"oidc", oidc_modules()},        {"fapi2", fapi2_modules()},      {"own", own_claim_modules()},
      {"own", own_jose_modules()},     {"own", own_encoding_modules()}, {"own", own_encryption_modules()},
      {"own", own_kind_modules()},     {"own", own_form_modules()},     {"own", own_role_modules()},
      {"own", own_response_modules()}, {"own", own_key_set_modules()},  {"own", own_key_change_modules()},
      {"own", own_metadata_modules()}, {"own", own_userinfo_modules()}, {"own", own_token_response_modules()},
      {"own", own_logout_modules()},
  };
  for (const auto& [group, entries] : groups)
    for (const auto& entry : entries) all.emplace_back(entry).group = group;
  return all;
}

user module_person() {
  const boost::json::object claims{{"name", "Demo T. User"},
                                   {"given_name", "Demo"},
                                   {"family_name", "User"},
                                   {"middle_name", "Theresa"},
                                   {"nickname", "Dee"},
                                   {"preferred_username", "d.tu"},
                                   {"gender", "female"},
                                   {"birthdate", "2000-02-03"},
                                   {"zoneinfo", "Europe/London"},
                                   {"locale", "en-GB"},
                                   {"profile", "https://example.com/user"},
                                   {"picture", "https://example.com/user/picture"},
                                   {"website", "https://example.com/user/site"},
                                   {"updated_at", 1580000000},
                                   {"email", "user@example.com"},
                                   {"email_verified", false},
                                   {"phone_number", "+44 1632 960123"},
                                   {"phone_number_verified", false},
                                   {"address",
                                    {{"street_address", "100 Universal City Plaza"},
                                     {"locality", "Hollywood"},
                                     {"region", "CA"},
                                     {"postal_code", "91608"},
                                     {"country", "USA"}}}};
  return {.claims = claims, .claims_in = claims_placement::userinfo};
}

}  // namespace

std::optional<response_types> response_type_named(std::string_view words) {
  const bool code = has_word(words, "code");
  const bool id_token = has_word(words, "id_token");
  const bool token = has_word(words, "token");
  const auto wanted = static_cast<long>(code) + static_cast<long>(id_token) + static_cast<long>(token);
  if (words.empty() || std::count(words.begin(), words.end(), ' ') + 1 != wanted) return std::nullopt;
  if (!code && !id_token) return std::nullopt;
  if (!code) return token ? of_id_token_token : of_id_token;
  if (!id_token) return token ? of_code_token : of_code;
  return token ? of_code_id_token_token : of_code_id_token;
}

std::size_t evidence::count(std::string_view path, std::size_t from) const {
  std::size_t found = 0;
  for (std::size_t i = from; i < requests.size(); ++i) found += is_at(requests[i].path, path);
  return found;
}

std::optional<std::size_t> evidence::first(std::string_view path, std::size_t from) const {
  for (std::size_t i = from; i < requests.size(); ++i)
    if (is_at(requests[i].path, path)) return i;
  return std::nullopt;
}

std::optional<std::size_t> evidence::deed() const {
  for (const auto& note : notes)
    if (note.kind == note_kind::deed) return note.after_requests;
  return std::nullopt;
}

bool evidence::has_fact(std::string_view text) const {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const recorded_note& each) { return each.kind == note_kind::fact && each.text == text; });
}

response_types evidence::type() const { return response_type_named(variant.response_type).value_or(of_code); }

bool module_entry::needs_word(std::string_view word) const { return has_word(needs, word); }

bool module_entry::applies_to(std::string_view response_type) const {
  const auto type = response_type_named(response_type);
  return type && (types & *type) != 0;
}

std::span<const module_entry> all_modules() {
  static const auto table = make_table();
  return table;
}

const module_entry* module_named(std::string_view id) {
  for (const auto& entry : all_modules())
    if (entry.id == id) return &entry;
  return nullptr;
}

void note_parameters(const provider_state& provider, const parameter_list& sent) {
  const auto note = [&](std::string what) { provider.note(note_kind::fact, "sent " + std::move(what)); };
  for (const auto* name : {"nonce", "state", "code_challenge", "claims"})
    if (sent.has(name)) note(name);
  for (const auto* name : {"response_mode", "max_age", "prompt"})
    if (sent.has(name)) note(std::string(name) + ' ' + sent.value(name));
  const auto scopes = sent.value("scope");
  for (const auto scope : words_of(scopes)) note("scope " + std::string(scope));
}

void prepare_module(provider_options& options) {
  const auto* module = module_named(options.module);
  if (!module) throw std::invalid_argument("no module has the id \"" + options.module + '"');
  if (!response_type_named(options.variant.response_type))
    throw std::invalid_argument("\"" + options.variant.response_type + "\" is not a response type");
  if (!module->applies_to(options.variant.response_type))
    throw std::invalid_argument("the module " + options.module + " is not for response_type " + options.variant.response_type);

  if (const auto app = options.clients.find("app"); app != options.clients.end() && app->second.secret == "app-secret")
    app->second.secret = module_client_secret;
  if (options.variant.client_registration == "dynamic_client") options.clients.clear();
  for (auto& [id, party] : options.clients) {
    if (party.token_endpoint_auth_method.empty()) party.token_endpoint_auth_method = options.variant.client_auth_type;
    if (options.variant.client_auth_type == "none") party.secret.clear();
  }
  if (options.automatic_user.empty()) {
    options.users.try_emplace(module_user, module_person());
    options.automatic_user = module_user;
  }
  options.signs_in_by_itself = true;
  if (module->prepare) module->prepare(options);
}

verdict_report judge_module(const module_entry* module, const evidence& from) {
  verdict_report broken;
  for (const auto& note : from.notes) {
    if (note.kind == note_kind::failure) broken.reasons.push_back(note.text);
    if (note.kind == note_kind::warning) broken.warnings.push_back(note.text);
  }
  if (!broken.reasons.empty()) {
    broken.result = verdict::failed;
    return broken;
  }
  auto report = module ? module->judge(from) : judgement::passed();
  report.warnings.insert(report.warnings.begin(), broken.warnings.begin(), broken.warnings.end());
  return report;
}

}  // namespace mock_idp
