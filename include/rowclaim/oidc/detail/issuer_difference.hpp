// SPDX-License-Identifier: BSL-1.0
// Why two issuers are not the same, for people who have to find out.
#pragma once

#include <rowclaim/http/transport.hpp>

#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// How two issuers differ, in the cases that people meet most; neither text appears in the error.
inline std::string_view issuer_difference(std::string_view expected, std::string_view given) {
  const auto without_slash = [](std::string_view text) { return text.ends_with('/') ? text.substr(0, text.size() - 1) : text; };
  if (without_slash(expected) == without_slash(given))
    return expected.ends_with('/') ? "the one expected ends with '/'" : "the one given ends with '/'";
  if (equals_ignoring_case(expected, given)) return "they differ in upper and lower case";
  return {};
}

}  // namespace rowclaim::inline v0_1::detail
