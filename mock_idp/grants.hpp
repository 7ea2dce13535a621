// SPDX-License-Identifier: BSL-1.0
// Codes, access tokens and browser sessions that the provider has given out, expiring by its clock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mock_idp {

// What a person agreed to at the authorization endpoint.
struct grant {
  std::string client_id;
  std::string redirect_uri;
  std::string user_name;
  std::string scope;
  std::string nonce;
  std::string code_challenge;
  std::int64_t authenticated_at = 0;
  // The session's, which tokens call sid.
  std::string session_id{};
};

struct session {
  std::string user_name;
  std::int64_t authenticated_at = 0;
  // Known to relying parties as sid; the browser's cookie holds another text, which is a secret.
  std::string id{};
};

class grants {
 public:
  std::string issue_code(grant given, std::int64_t expires_at);

  // The code's grant if this client may have it: only once, and not late. Seen a second time, the code takes its access token
  // away as well (RFC 6749 4.1.2). Another client's attempt leaves the code alone.
  std::optional<grant> redeem_code(std::string_view code, std::string_view client_id, std::int64_t now);

  // The token that a redeemed code gave.
  std::string issue_access_token(std::string_view code, const grant& given, std::int64_t expires_at);
  const grant* find_access_token(std::string_view token, std::int64_t now) const;

  std::string start_session(session begun);
  const session* find_session(std::string_view id) const;

  // Sign-ins that a script made, where there is no browser to keep a cookie.
  void remember_scripted(session begun) { scripted_.insert_or_assign(begun.user_name, begun); }
  const session* find_scripted(std::string_view user_name) const;

 private:
  struct code_entry {
    grant given;
    std::int64_t expires_at = 0;
    bool is_used = false;
    std::string access_token{};
  };
  struct token_entry {
    grant given;
    std::int64_t expires_at = 0;
  };

  std::map<std::string, code_entry, std::less<>> codes_;
  std::map<std::string, token_entry, std::less<>> tokens_;
  std::map<std::string, session, std::less<>> sessions_;
  std::map<std::string, session, std::less<>> scripted_;
};

}  // namespace mock_idp
