// SPDX-License-Identifier: BSL-1.0
// Keeping the tokens' hashes.
#include "issued_id_tokens.hpp"

#include "digest.hpp"

#include <algorithm>

namespace mock_idp {

void issued_id_tokens::add(const grant& given, std::string_view compact) {
  tokens_.push_back({{given.client_id, given.user_name, given.session_id}, sha256(compact)});
}

std::optional<issued_id_tokens::entry> issued_id_tokens::find(std::string_view compact) const {
  const auto hash = sha256(compact);
  for (const auto& each : tokens_)
    if (each.hash == hash) return each.whose;
  return std::nullopt;
}

std::vector<issued_id_tokens::entry> issued_id_tokens::sessions_of(std::string_view user_name) const {
  std::vector<entry> out;
  for (const auto& each : tokens_) {
    const bool is_new = std::none_of(out.begin(), out.end(), [&](const entry& before) {
      return before.client_id == each.whose.client_id && before.session_id == each.whose.session_id;
    });
    if (!each.has_ended && each.whose.user_name == user_name && is_new) out.push_back(each.whose);
  }
  return out;
}

void issued_id_tokens::end_sessions_of(std::string_view user_name) {
  for (auto& each : tokens_)
    if (each.whose.user_name == user_name) each.has_ended = true;
}

}  // namespace mock_idp
