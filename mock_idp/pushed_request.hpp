// SPDX-License-Identifier: BSL-1.0
// Authorization requests that clients pushed (RFC 9126) and browsers have not brought yet.
#pragma once

#include "encoding.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mock_idp {

class pushed_requests {
 public:
  // Its request_uri.
  std::string add(std::string client_id, parameter_list parameters, std::int64_t expires_at);
  // The parameters, for the client that pushed them and while they are fresh. They stay until they are used up.
  std::optional<parameter_list> find(std::string_view request_uri, std::string_view client_id, std::int64_t now) const;
  // RFC 9126 4: good once.
  void use_up(std::string_view request_uri);

  static bool is_request_uri(std::string_view text);

 private:
  struct entry {
    std::string client_id;
    parameter_list parameters;
    std::int64_t expires_at = 0;
  };

  std::map<std::string, entry, std::less<>> entries_;
};

}  // namespace mock_idp
