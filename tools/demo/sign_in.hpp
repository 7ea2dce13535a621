// SPDX-License-Identifier: BSL-1.0
// Signs one person in at one provider through the whole code flow, and applies the policy.
#pragma once

#include "demo_policy.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Where the browser comes back to. Nothing listens there: the demonstration catches the browser's last redirect instead.
inline constexpr std::string_view redirect_uri = "http://127.0.0.1:8080/callback";
inline constexpr std::string_view client_id = "rowclaim-demo";
inline constexpr std::string_view client_secret = "demo-secret-for-loopback-only-0123456789";

/// What a person's browser does: given the authorization URL and the user's name, the URL to which it is sent in the end.
using browser_function = std::function<std::string(std::string_view authorization_url, std::string_view user)>;

/// What came of one sign-in.
struct outcome {
  std::string provider;
  std::string user;
  std::string name;
  std::vector<std::string> roles;
  bool is_allowed = false;
  rc::explanation reasons;
  rc::plan plan;
  std::vector<const observation*> visible;
};

/// Signs each person in at an issuer.
/// Throws std::runtime_error with the sentence of the typed error if a sign-in fails, as none is to fail here.
std::vector<outcome> sign_everybody_in(std::string_view provider, const std::string& issuer, const browser_function& browser,
                                       const std::vector<observation>& rows);

}  // namespace demo
