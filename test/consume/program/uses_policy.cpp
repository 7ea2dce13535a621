// SPDX-License-Identifier: BSL-1.0
// The part without OpenSSL, in a stranger's program: strict JSON links Boost.JSON.
#include <rowclaim/core/json_document.hpp>

int main() {
  const bool reads = rowclaim::parse_strict_json(R"({"roles": ["UK"]})").has_value();
  const bool refuses = rowclaim::parse_strict_json(R"({"roles": 1, "roles": 2})").has_error();
  return reads && refuses ? 0 : 1;
}
