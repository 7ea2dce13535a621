// SPDX-License-Identifier: BSL-1.0
// The verdicts' names.
#include "verdict.hpp"

namespace mock_idp {

std::string_view name_of(verdict value) {
  switch (value) {
    case verdict::waiting: return "waiting";
    case verdict::passed: return "passed";
    case verdict::failed: return "failed";
    case verdict::skipped: return "skipped";
    case verdict::review: return "review";
  }
  return {};
}

}  // namespace mock_idp
