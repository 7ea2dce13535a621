// SPDX-License-Identifier: BSL-1.0
// Text of others made fit to be shown: what controls a terminal or turns the direction of writing is spelled out.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/policy/explanation_text.hpp>

namespace rowclaim::inline v0_1::detail {

/// One character of UTF-8: what it is, and how many bytes it takes. A byte that is no UTF-8 stands for itself.
struct read_character_result {
  std::uint32_t code = 0;
  std::size_t size = 1;
  bool is_valid = false;
};

constexpr read_character_result read_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return {first, 1, false};
  std::uint32_t code = first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return {first, 1, false};
    code = code << 6 | (byte(i) & 0x3fu);
  }
  constexpr std::uint32_t smallest[] = {0x80, 0x800, 0x10000};
  const bool is_valid = code >= smallest[size - 2] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return is_valid ? read_character_result{code, size, true} : read_character_result{first, 1, false};
}

/// Whether a character does something other than being seen: controls, directions, and what has no width.
constexpr bool is_invisible(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c || code == 0x180e ||
         (code >= 0x200b && code <= 0x200f && code != 0x200c && code != 0x200d) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
         (code >= 0xe0000 && code <= 0xe0fff);
}

inline void append_hexadecimal(std::string& out, std::uint32_t code, int digits) {
  for (int shift = 28; shift >= 0; shift -= 4)
    if (shift / 4 < digits || code >> shift != 0) out += "0123456789ABCDEF"[code >> shift & 15u];
}

/// The text with everything that is not to be seen spelled as `<U+202E>`, or `<0xFF>` for a byte that is no UTF-8.
inline std::string visible_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const read_character_result one = read_utf8(text.substr(at));
    if (!one.is_valid || is_invisible(one.code)) {
      out += one.is_valid ? "<U+" : "<0x";
      append_hexadecimal(out, one.code, one.is_valid ? 4 : 2);
      out += '>';
    } else {
      out += text.substr(at, one.size);
    }
    at += one.size;
  }
  return out;
}

/// How wide a character is on a terminal: two places for those of East Asia, and symbols.
constexpr std::size_t places_of(std::uint32_t code) {
  if ((code >= 0x300 && code <= 0x36f) || code == 0x200c || code == 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const bool is_wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                       (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                       (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                       (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return is_wide ? 2 : 1;
}

/// The text, or as much of it as fits into so many places, with "..." for the rest. Requires: text that is fit to be shown.
inline std::string shortened(std::string_view text, std::size_t places) {
  std::size_t used = 0;
  std::size_t fits = 0;  // bytes before the three dots
  for (std::size_t at = 0; at < text.size();) {
    const read_character_result one = read_utf8(text.substr(at));
    used += places_of(one.code);
    if (used + 3 <= places) fits = at + one.size;
    if (used > places) return std::string(text.substr(0, fits)) + "...";
    at += one.size;
  }
  return std::string(text);
}

}  // namespace rowclaim::inline v0_1::detail
