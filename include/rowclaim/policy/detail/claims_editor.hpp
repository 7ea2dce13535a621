// SPDX-License-Identifier: BSL-1.0
// Changes a claims object as a provider might have: one more role in a claim of roles, one fewer, another value of a claim.
#pragma once

#include <rowclaim/claims/claim_path.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/policy/smallest_change.hpp>

namespace rowclaim::inline v0_1::detail {

/// The object that a path's last segment is a member of; null if there is none, and none is to be made, or something else stands there.
inline boost::json::object* holder_of(boost::json::object& claims, const claim_path& path, bool is_made = false) {
  boost::json::object* holder = &claims;
  for (std::string_view segment : path.segments().first(path.segments().size() - 1)) {
    boost::json::value* next = holder->if_contains(segment);
    if (next == nullptr && is_made) next = &holder->emplace(segment, boost::json::object()).first->value();
    if (next == nullptr || !next->is_object()) return nullptr;
    holder = &next->get_object();
  }
  return holder;
}

inline boost::json::value* find_claim(boost::json::object& claims, const claim_path& path) {
  boost::json::object* holder = holder_of(claims, path);
  return holder == nullptr ? nullptr : holder->if_contains(path.segments().back());
}

/// Result: false if there is no place for the claim.
inline bool set_claim(boost::json::object& claims, const claim_path& path, boost::json::value value) {
  boost::json::object* holder = holder_of(claims, path, true);
  if (holder != nullptr) (*holder)[path.segments().back()] = std::move(value);
  return holder != nullptr;
}

inline bool remove_claim(boost::json::object& claims, const claim_path& path) {
  boost::json::object* holder = holder_of(claims, path);
  return holder != nullptr && holder->erase(path.segments().back()) != 0;
}

inline char separator_of(claim_shape shape) { return shape == claim_shape::comma_separated ? ',' : ' '; }
inline bool is_separated(claim_shape shape) {
  return shape == claim_shape::comma_separated || shape == claim_shape::space_separated;
}

inline boost::json::value as_element(const claim_source& source, std::string_view role) {
  if (source.shape == claim_shape::object_member) return boost::json::object{{source.member, boost::json::string(role)}};
  return boost::json::string(role);
}

/// Adds a provider's role to a claim. A claim that holds one role only gets this one instead.
/// Result: false if the claim's shape cannot say it.
inline bool add_provider_role(boost::json::object& claims, const claim_source& source, std::string_view role) {
  const bool is_text = is_separated(source.shape);
  if (is_text && (role.empty() || role.find(separator_of(source.shape)) != std::string_view::npos)) return false;
  boost::json::value* found = find_claim(claims, source.path);
  if (source.shape == claim_shape::object_keys) {
    if (found == nullptr)
      return set_claim(claims, source.path,
                       boost::json::object{{boost::json::string_view(role.data(), role.size()), boost::json::object()}});
    return found->is_object() && found->get_object().emplace(role, boost::json::object()).second;
  }
  if (source.shape == claim_shape::string || (is_text && found == nullptr))
    return set_claim(claims, source.path, boost::json::string(role));
  if (found == nullptr) return set_claim(claims, source.path, boost::json::array{as_element(source, role)});
  if (is_text) {
    if (!found->is_string()) return false;
    std::string text(found->get_string());
    if (!text.empty()) text += separator_of(source.shape);
    *found = text.append(role);
    return true;
  }
  if (source.shape == claim_shape::string_or_strings && found->is_string()) *found = boost::json::array{*found};
  if (!found->is_array()) return false;
  found->get_array().push_back(as_element(source, role));
  return true;
}

/// Takes a provider's role out of a claim, as often as it is there. Result: false if it is not there.
inline bool remove_provider_role(boost::json::object& claims, const claim_source& source, std::string_view role) {
  boost::json::value* found = find_claim(claims, source.path);
  if (found == nullptr) return false;
  if (found->is_object()) return source.shape == claim_shape::object_keys && found->get_object().erase(role) != 0;
  if (found->is_string() && is_separated(source.shape)) {
    const std::string_view text = found->get_string();
    std::string kept;
    bool is_found = false;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(separator_of(source.shape), begin), text.size());
      const std::string_view one = text.substr(begin, end - begin);
      if (one == role) is_found = true;
      else if (!one.empty()) kept.append(kept.empty() ? 0u : 1u, separator_of(source.shape)).append(one);
      begin = end + 1;
    }
    if (is_found) *found = kept;
    return is_found;
  }
  if (found->is_string()) return found->get_string() == role && remove_claim(claims, source.path);
  if (!found->is_array()) return false;
  boost::json::array kept;
  for (const boost::json::value& one : found->get_array()) {
    const boost::json::value* said = &one;
    if (source.shape == claim_shape::object_member) said = one.is_object() ? one.get_object().if_contains(source.member) : nullptr;
    if (said == nullptr || !said->is_string() || said->get_string() != role) kept.push_back(one);
  }
  const bool is_found = kept.size() != found->get_array().size();
  *found = std::move(kept);
  return is_found;
}

}  // namespace rowclaim::inline v0_1::detail
