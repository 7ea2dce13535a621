// SPDX-License-Identifier: BSL-1.0
// The page on which a person signs in with a browser.
#pragma once

#include "encoding.hpp"

#include <string>
#include <string_view>

namespace mock_idp {

struct sign_in_page {
  std::string_view action;
  std::string_view client_id;
  std::string user_name;
  // Sent along with the form, apart from the user name and the password.
  const parameter_list& authorization_request;
  // Shown above the form when not empty.
  std::string_view error;
};

std::string to_html(const sign_in_page& page);

}  // namespace mock_idp
