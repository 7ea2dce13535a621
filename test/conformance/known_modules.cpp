// SPDX-License-Identifier: BSL-1.0
// The provider's own list of its modules, and what each wants where no plan says it.
#include "catalogue.hpp"

namespace conformance {

namespace {

mock_idp::variant with_type(const mock_idp::module_entry& module, const char* type) {
  mock_idp::variant how;
  how.response_type = type;
  if (module.needs_word("client_certificate")) how.client_auth_type = "tls_client_auth";
  if (module.needs_word("dynamic_client")) how.client_registration = "dynamic_client";
  if (module.needs_word("request_uri")) how.request_type = "request_uri";
  if (module.needs_word("request_object")) how.request_type = "request_object";
  if (module.needs_word("form_post")) how.response_mode = "form_post";
  return how;
}

// FAPI 2.0 Security Profile 5.3.3: clients prove who they are with a key or a certificate, and tokens are bound to one.
std::vector<mock_idp::variant> of_fapi2(const mock_idp::module_entry& module) {
  std::vector<mock_idp::variant> hows{with_type(module, "code")};
  hows.back().client_auth_type = "private_key_jwt";
  if (module.needs_word("dpop")) return hows;
  hows.push_back(hows.back());
  hows.back().client_auth_type = "tls_client_auth";
  return hows;
}

}  // namespace

std::vector<mock_idp::variant> variants_for(const mock_idp::module_entry& module) {
  if (module.id.starts_with("fapi2-")) return of_fapi2(module);
  std::vector<mock_idp::variant> hows;
  // The code alone where that will do.
  for (const char* type : {"code", "code id_token", "code id_token token", "id_token token", "id_token", "code token"})
    if (module.applies_to(type)) {
      hows.push_back(with_type(module, type));
      break;
    }
  // FAPI 1.0 Advanced 5.2.2: the same, without the code flow's push; the request is a signed object.
  if (module.id.starts_with("fapi1-")) {
    hows.back().client_auth_type = "private_key_jwt";
    hows.back().request_type = "request_object";
    return hows;
  }
  if (module.group != "own") return hows;
  // What comes through the browser takes other ways through a relying party.
  if (module.applies_to("id_token") && hows.front().response_type != "id_token") hows.push_back(with_type(module, "id_token"));
  if (module.applies_to("code id_token token") && hows.front().response_type != "code id_token token") {
    hows.push_back(with_type(module, "code id_token token"));
    // A signed response comes in a mode of its own.
    if (!module.needs_word("signed_response")) hows.back().response_mode = "form_post";
  }
  return hows;
}

std::vector<known_module> modules_of_the_provider() {
  std::vector<known_module> known;
  for (const mock_idp::module_entry& module : mock_idp::all_modules())
    known.push_back({.id = std::string(module.id), .group = std::string(module.group), .hows = variants_for(module)});
  return known;
}

}  // namespace conformance
