// SPDX-License-Identifier: BSL-1.0
// The part that asks Unicode about names, in a stranger's program: it links ICU.
#include <rowclaim/live/name_lint.hpp>

int main() {
  const bool finds = rowclaim::lint_names("{\"gate\": [\"ROLE_FR\u0410NCE\"]}").size() == 1;
  const bool is_quiet = rowclaim::lint_names(R"({"gate": ["ROLE_FRANCE"]})").empty();
  return finds && is_quiet ? 0 : 1;
}
