// SPDX-License-Identifier: BSL-1.0
// Claims and sign-in together, in a stranger's program.
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/secret.hpp>

int main() {
  const rowclaim::secret token(R"({"sub": "a"})");
  return rowclaim::parse_strict_json_object(token.reveal()).has_value() ? 0 : 1;
}
