// SPDX-License-Identifier: BSL-1.0
// The ID tokens that a provider has given out: a logout request shows one as its hint, and they tell who is signed in where.
#pragma once

#include "grants.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

class issued_id_tokens {
 public:
  struct entry {
    std::string client_id;
    std::string user_name;
    // Of the person's session at the provider.
    std::string session_id;
  };

  void add(const grant& given, std::string_view compact);
  // Whose this very token is.
  std::optional<entry> find(std::string_view compact) const;
  // Each client once, in each session that it has with the person.
  std::vector<entry> sessions_of(std::string_view user_name) const;
  void end_sessions_of(std::string_view user_name);

 private:
  struct issued {
    entry whose;
    // The token's hash.
    std::string hash;
    bool has_ended = false;
  };

  std::vector<issued> tokens_;
};

}  // namespace mock_idp
