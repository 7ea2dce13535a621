// SPDX-License-Identifier: BSL-1.0
// The provider's own list of its modules, and what each wants where no plan says it.
#include "catalogue.hpp"

namespace conformance {

mock_idp::variant variant_for(const mock_idp::module_entry& module) {
  mock_idp::variant how;
  // The code alone where that will do.
  for (const char* type : {"code", "code id_token", "code id_token token", "id_token token", "id_token", "code token"})
    if (module.applies_to(type)) {
      how.response_type = type;
      break;
    }
  if (module.needs_word("client_certificate")) how.client_auth_type = "tls_client_auth";
  if (module.needs_word("dynamic_client")) how.client_registration = "dynamic_client";
  if (module.needs_word("request_uri")) how.request_type = "request_uri";
  if (module.needs_word("request_object")) how.request_type = "request_object";
  if (module.needs_word("form_post")) how.response_mode = "form_post";
  return how;
}

std::vector<known_module> modules_of_the_provider() {
  std::vector<known_module> known;
  for (const mock_idp::module_entry& module : mock_idp::all_modules())
    known.push_back({.id = std::string(module.id), .group = std::string(module.group), .how = variant_for(module)});
  return known;
}

}  // namespace conformance
