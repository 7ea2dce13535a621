// SPDX-License-Identifier: BSL-1.0
// Giving out and taking back codes, access tokens and sessions.
#include "grants.hpp"

#include "digest.hpp"

#include <utility>

namespace mock_idp {
namespace {

template <typename Map>
auto find_in(Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

std::string grants::issue_code(grant given, std::int64_t expires_at) {
  auto code = random_text(24);
  codes_.insert_or_assign(code, code_entry{.given = std::move(given), .expires_at = expires_at});
  return code;
}

std::optional<grant> grants::redeem_code(std::string_view code, std::string_view client_id, std::int64_t now) {
  auto* entry = find_in(codes_, code);
  if (!entry || entry->given.client_id != client_id) return std::nullopt;
  if (entry->is_used) {
    tokens_.erase(entry->access_token);
    return std::nullopt;
  }
  entry->is_used = true;
  if (now >= entry->expires_at) return std::nullopt;
  return entry->given;
}

std::string grants::issue_access_token(std::string_view code, const grant& given, std::int64_t expires_at) {
  auto token = random_text(24);
  tokens_.insert_or_assign(token, token_entry{.given = given, .expires_at = expires_at});
  if (auto* entry = find_in(codes_, code)) entry->access_token = token;
  return token;
}

const grant* grants::find_access_token(std::string_view token, std::int64_t now) const {
  const auto* entry = find_in(tokens_, token);
  return entry && now < entry->expires_at ? &entry->given : nullptr;
}

std::string grants::start_session(session begun) {
  auto id = random_text(24);
  sessions_.insert_or_assign(id, std::move(begun));
  return id;
}

const session* grants::find_session(std::string_view id) const { return find_in(sessions_, id); }

const session* grants::find_scripted(std::string_view user_name) const { return find_in(scripted_, user_name); }

}  // namespace mock_idp
