// SPDX-License-Identifier: BSL-1.0
// Giving out and taking back codes, tokens, devices and sessions.
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

// RFC 8628 6.1: letters that nobody mistakes for one another, in two groups.
std::string user_code() {
  constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";
  std::string code;
  const auto hash = sha256(random_text(24));
  for (const char byte : std::string_view(hash).substr(0, 8)) {
    if (code.size() == 4) code += '-';
    code += letters[static_cast<unsigned char>(byte) % letters.size()];
  }
  return code;
}

}  // namespace

std::string grants::issue_code(grant given, std::int64_t expires_at) {
  if (given.family.empty()) given.family = random_text(12);
  auto code = random_text(24);
  codes_.insert_or_assign(code, code_entry{.given = std::move(given), .expires_at = expires_at});
  return code;
}

const grant* grants::find_code(std::string_view code, std::string_view client_id) const {
  const auto* entry = find_in(codes_, code);
  return entry && entry->given.client_id == client_id ? &entry->given : nullptr;
}

std::optional<grant> grants::redeem_code(std::string_view code, std::string_view client_id, std::int64_t now) {
  auto* entry = find_in(codes_, code);
  if (!entry || entry->given.client_id != client_id) return std::nullopt;
  if (entry->is_used) {
    revoke_family(entry->given.family);
    return std::nullopt;
  }
  entry->is_used = true;
  if (now >= entry->expires_at) return std::nullopt;
  return entry->given;
}

std::string grants::issue_access_token(const grant& given, std::int64_t now, std::int64_t expires_at) {
  auto token = random_text(24);
  tokens_.insert_or_assign(token, issued_token{.given = given, .issued_at = now, .expires_at = expires_at});
  return token;
}

const issued_token* grants::find_issued_access_token(std::string_view token, std::int64_t now) const {
  const auto* entry = find_in(tokens_, token);
  return entry && now < entry->expires_at ? entry : nullptr;
}

const grant* grants::find_access_token(std::string_view token, std::int64_t now) const {
  const auto* entry = find_issued_access_token(token, now);
  return entry ? &entry->given : nullptr;
}

std::string grants::issue_refresh_token(const grant& given, std::int64_t now, std::int64_t expires_at) {
  auto token = random_text(24);
  refresh_tokens_.insert_or_assign(token, refresh_entry{.issued = {.given = given, .issued_at = now, .expires_at = expires_at}});
  return token;
}

std::optional<grant> grants::redeem_refresh_token(std::string_view token, std::string_view client_id, std::int64_t now) {
  auto* entry = find_in(refresh_tokens_, token);
  if (!entry || entry->issued.given.client_id != client_id) return std::nullopt;
  if (entry->is_used) {
    revoke_family(entry->issued.given.family);
    return std::nullopt;
  }
  entry->is_used = true;
  if (now >= entry->issued.expires_at) return std::nullopt;
  return entry->issued.given;
}

const issued_token* grants::find_refresh_token(std::string_view token, std::int64_t now) const {
  const auto* entry = find_in(refresh_tokens_, token);
  return entry && !entry->is_used && now < entry->issued.expires_at ? &entry->issued : nullptr;
}

void grants::revoke_family(std::string family) {
  if (family.empty()) return;
  std::erase_if(tokens_, [&](const auto& each) { return each.second.given.family == family; });
  std::erase_if(refresh_tokens_, [&](const auto& each) { return each.second.issued.given.family == family; });
}

void grants::revoke(std::string_view token, std::string_view client_id) {
  if (const auto found = tokens_.find(token); found != tokens_.end() && found->second.given.client_id == client_id)
    tokens_.erase(found);
  else if (const auto* entry = find_in(refresh_tokens_, token); entry && entry->issued.given.client_id == client_id)
    revoke_family(entry->issued.given.family);
}

device_codes grants::issue_device(grant wanted, std::int64_t now, std::int64_t expires_at, std::int64_t interval) {
  wanted.family = random_text(12);
  device_codes made{.device_code = random_text(24), .user_code = user_code()};
  // The first poll may come at once.
  devices_.insert_or_assign(made.device_code, device_entry{.wanted = std::move(wanted),
                                                           .user_code = made.user_code,
                                                           .expires_at = expires_at,
                                                           .interval = interval,
                                                           .polled_at = now - interval});
  return made;
}

bool grants::decide_device(std::string_view user_code, std::string_view user_name, bool agrees, std::int64_t now) {
  for (auto& [code, entry] : devices_) {
    if (entry.user_code != user_code || entry.is_decided || now >= entry.expires_at) continue;
    entry.wanted.user_name = user_name;
    entry.wanted.authenticated_at = now;
    entry.is_decided = true;
    entry.is_agreed = agrees;
    return true;
  }
  return false;
}

std::variant<grant, device_problem> grants::poll_device(std::string_view device_code, std::string_view client_id,
                                                        std::int64_t now) {
  const auto found = devices_.find(device_code);
  if (found == devices_.end() || found->second.wanted.client_id != client_id) return device_problem::unknown;
  auto& entry = found->second;
  if (now >= entry.expires_at) return device_problem::expired_token;
  if (!entry.is_decided && now - entry.polled_at < entry.interval) {
    // RFC 8628 3.5: and from now on the client waits five seconds more.
    entry.interval += 5;
    return device_problem::slow_down;
  }
  entry.polled_at = now;
  if (!entry.is_decided) return device_problem::authorization_pending;
  if (!entry.is_agreed) return device_problem::access_denied;
  auto given = std::move(entry.wanted);
  devices_.erase(found);
  return given;
}

std::string grants::start_session(session begun) {
  auto id = random_text(24);
  sessions_.insert_or_assign(id, std::move(begun));
  return id;
}

const session* grants::find_session(std::string_view id) const { return find_in(sessions_, id); }

void grants::end_sessions_of(std::string_view user_name) {
  std::erase_if(sessions_, [&](const auto& each) { return each.second.user_name == user_name; });
  if (const auto found = scripted_.find(user_name); found != scripted_.end()) scripted_.erase(found);
}

const session* grants::find_scripted(std::string_view user_name) const { return find_in(scripted_, user_name); }

}  // namespace mock_idp
