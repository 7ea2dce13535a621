// SPDX-License-Identifier: BSL-1.0
// What the transport does to an answer: the misbehaviours that each of the four fetched endpoints shares.
#pragma once

#include "http_message.hpp"
#include "misbehaviour.hpp"

#include <cstddef>
#include <string>

namespace mock_idp {

struct fault_settings {
  const misbehaviour_set& wrong;
  endpoint where;
  // Where the right answer is, for a redirect.
  std::string moved_to;
  std::size_t oversized_bytes;
};

http_response with_faults(http_response right, const fault_settings& settings);

}  // namespace mock_idp
