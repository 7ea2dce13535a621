// SPDX-License-Identifier: BSL-1.0
// Codes, tokens, devices and browser sessions that the provider has given out, expiring by its clock.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mock_idp {

// What a person agreed to at the authorization endpoint, or what a client has for itself.
struct grant {
  std::string client_id;
  std::string redirect_uri{};
  // Empty for a client's own grant.
  std::string user_name{};
  std::string scope{};
  std::string nonce{};
  std::string code_challenge{};
  std::int64_t authenticated_at = 0;
  // The session's, which tokens call sid.
  std::string session_id{};
  // The claims parameter (OpenID Connect Core 5.5) as it came.
  boost::json::object requested_claims{};
  // What the tokens are bound to: the thumbprint of a DPoP key (RFC 9449 6.1, or dpop_jkt at the authorization endpoint) or of a
  // client's certificate (RFC 8705 3.1).
  std::string dpop_key{};
  std::string certificate{};
  // All that came of one sign-in is taken back together.
  std::string family{};
  // Its words in the order of the specification: "code id_token".
  std::string response_type = "code";
  std::string acr_values{};
  // max_age was asked for, or the client wants auth_time in every ID token.
  bool wants_auth_time = false;
};

struct issued_token {
  grant given;
  std::int64_t issued_at = 0;
  std::int64_t expires_at = 0;
};

struct device_codes {
  std::string device_code;
  std::string user_code;
};

// RFC 8628 3.5.
enum class device_problem { unknown, authorization_pending, slow_down, access_denied, expired_token };

struct session {
  std::string user_name;
  std::int64_t authenticated_at = 0;
  // Known to relying parties as sid; the browser's cookie holds another text, which is a secret.
  std::string id{};
};

class grants {
 public:
  std::string issue_code(grant given, std::int64_t expires_at);

  // The code's grant if this client may have it: only once, and not late. Seen a second time, the code takes back all tokens that
  // came of it (RFC 6749 4.1.2). Another client's attempt leaves the code alone.
  std::optional<grant> redeem_code(std::string_view code, std::string_view client_id, std::int64_t now);
  // Without redeeming it: to refuse a request for another reason before the code is spent.
  const grant* find_code(std::string_view code, std::string_view client_id) const;

  std::string issue_access_token(const grant& given, std::int64_t now, std::int64_t expires_at);
  const grant* find_access_token(std::string_view token, std::int64_t now) const;
  const issued_token* find_issued_access_token(std::string_view token, std::int64_t now) const;

  std::string issue_refresh_token(const grant& given, std::int64_t now, std::int64_t expires_at);
  // As with codes: a refresh token is good once, and seen again it takes back everything (RFC 9700 4.14.2).
  std::optional<grant> redeem_refresh_token(std::string_view token, std::string_view client_id, std::int64_t now);
  const issued_token* find_refresh_token(std::string_view token, std::int64_t now) const;

  // RFC 7009 2.1: a refresh token takes its family along. Another client's token is left alone.
  void revoke(std::string_view token, std::string_view client_id);

  device_codes issue_device(grant wanted, std::int64_t now, std::int64_t expires_at, std::int64_t interval);
  // False for a code that nobody waits for.
  bool decide_device(std::string_view user_code, std::string_view user_name, bool agrees, std::int64_t now);
  std::variant<grant, device_problem> poll_device(std::string_view device_code, std::string_view client_id, std::int64_t now);

  std::string start_session(session begun);
  const session* find_session(std::string_view id) const;

  // Sign-ins that a script made, where there is no browser to keep a cookie.
  void remember_scripted(session begun) { scripted_.insert_or_assign(begun.user_name, begun); }
  // Everywhere: browsers' sessions and scripted ones.
  void end_sessions_of(std::string_view user_name);
  const session* find_scripted(std::string_view user_name) const;

 private:
  struct code_entry {
    grant given;
    std::int64_t expires_at = 0;
    bool is_used = false;
  };
  struct refresh_entry {
    issued_token issued;
    bool is_used = false;
  };
  struct device_entry {
    grant wanted;
    std::string user_code;
    std::int64_t expires_at = 0;
    std::int64_t interval = 0;
    std::int64_t polled_at = 0;
    bool is_decided = false;
    bool is_agreed = false;
  };

  // By value: the text of a caller may belong to what is erased.
  void revoke_family(std::string family);

  std::map<std::string, code_entry, std::less<>> codes_;
  std::map<std::string, issued_token, std::less<>> tokens_;
  std::map<std::string, refresh_entry, std::less<>> refresh_tokens_;
  std::map<std::string, device_entry, std::less<>> devices_;
  std::map<std::string, session, std::less<>> sessions_;
  std::map<std::string, session, std::less<>> scripted_;
};

}  // namespace mock_idp
