// SPDX-License-Identifier: BSL-1.0
// Text of others within HTML and SVG: escaped, visible, and not longer than a page can bear.
#pragma once

#include <rowclaim/policy/detail/visible_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/policy/explanation_page.hpp>

namespace rowclaim::inline v0_1::detail {

/// Good between tags and within quoted attributes.
inline std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

/// The most of a text that is shown: nobody reads more, and it is in the structured explanation.
inline constexpr std::size_t most_places = 400;

inline std::string markup(std::string_view text, std::size_t places = most_places) {
  return escaped(shortened(visible_text(text), places));
}

/// Text whose direction must not turn its surroundings.
inline std::string isolated(std::string_view text) { return "<bdi>" + markup(text) + "</bdi>"; }

}  // namespace rowclaim::inline v0_1::detail
