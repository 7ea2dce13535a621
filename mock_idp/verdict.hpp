// SPDX-License-Identifier: BSL-1.0
// What can be said of a relying party from outside, from the requests that it made and the notes that the provider took.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

// `review`: a person or a test inside the relying party must look, for the requests do not tell.
enum class verdict { waiting, passed, failed, skipped, review };

std::string_view name_of(verdict value);

struct verdict_report {
  verdict result = verdict::waiting;
  std::vector<std::string> reasons{};
  std::vector<std::string> warnings{};
};

}  // namespace mock_idp
