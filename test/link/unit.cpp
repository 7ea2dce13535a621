// SPDX-License-Identifier: BSL-1.0
// One unit, compiled several times: its functions' names come from the build.
#include "facts.hpp"

[[gnu::visibility("default")]] link_facts FACTS() {
  const auto refused = rowclaim::parse_strict_json(R"({"role": 1, "role": 2})");
  return {&rowclaim::version, &rowclaim::throw_exception_from_error, refused.error(), refused.error().message()};
}

#if defined(THROWS)
[[gnu::visibility("default")]] void THROWS() { static_cast<void>(rowclaim::parse_strict_json("").value()); }
#endif
