// SPDX-License-Identifier: BSL-1.0
// What a person's browser does at the certified provider: follow redirects, keep cookies, fill in the sign-in page, consent.
#pragma once

#include <string>
#include <string_view>

namespace demo {

/// Signs a person in at the pages of oidc-provider, beginning at the authorization URL.
/// Result: the URL to which the browser is sent in the end, which begins with `redirect_uri`.
/// Throws std::runtime_error with a sentence if the pages are not as expected.
std::string sign_in_at_pages(std::string_view authorization_url, std::string_view user, std::string_view redirect_uri);

}  // namespace demo
