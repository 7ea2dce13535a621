// SPDX-License-Identifier: BSL-1.0
// What the bringer of a token has proved to hold, beside what the token is bound to.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/token_facts.hpp>

#include <string_view>

namespace rowclaim::inline v0_1 {

/// What came with a token and was verified: the thumbprint of the key that a proof of possession was made with, and that of the
/// certificate of the connection. Nothing of both is what a bearer shows.
struct shown_possession {
  std::string_view key_thumbprint = {};          ///< of the key in the `DPoP` header (RFC 7638, SHA-256, base64url)
  std::string_view certificate_thumbprint = {};  ///< of the client's certificate (RFC 8705 section 3.1: SHA-256, base64url)
};

/// Whether a validated token may be taken from somebody who has shown this.
///
/// Errors: `possession_not_proved` in that step, saying whether by the key or by the certificate.
/// Specification: RFC 9449 sections 7.1 and 7.2; RFC 8705 section 3.
[[nodiscard]] inline result<void> check_possession(const token_facts& token, const shown_possession& shown, step where) {
  // A proof beside a token that is bound to no key proves nothing, and a bound one is no bearer's.
  if (token.key_thumbprint != shown.key_thumbprint) return error{errc::possession_not_proved, where, "key"};
  // A certificate may be shown for another reason.
  if (!token.certificate_thumbprint.empty() && token.certificate_thumbprint != shown.certificate_thumbprint)
    return error{errc::possession_not_proved, where, "certificate"};
  return {};
}

}  // namespace rowclaim::inline v0_1
