// SPDX-License-Identifier: BSL-1.0
// base64url without padding, read so that each text has one value and each value one text.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/base64url_vector.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr char base64url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where the byte at an offset in memory is in a 32-bit number.
constexpr int shift_of_byte(int offset) { return std::endian::native == std::endian::little ? 8 * offset : 8 * (3 - offset); }

/// For each place in a group of four characters, the character's bits where they belong in the three bytes as they lie in memory.
/// The fourth byte marks characters outside the alphabet, so that four look-ups and three `or`s decode and check a group.
struct base64url_tables {
  static constexpr std::uint32_t refused = std::uint32_t{0xff} << shift_of_byte(3);

  std::array<std::array<std::uint32_t, 256>, 4> place{};

  consteval base64url_tables() {
    for (auto& table : place) table.fill(refused);
    for (std::uint32_t value = 0; value < 64; ++value) {
      const auto c = static_cast<unsigned char>(base64url_alphabet[value]);
      for (int i = 0; i < 4; ++i) {
        const std::uint32_t bits = value << (18 - 6 * i);
        place[static_cast<std::size_t>(i)][c] = ((bits >> 16) & 0xff) << shift_of_byte(0) |
                                                ((bits >> 8) & 0xff) << shift_of_byte(1) | (bits & 0xff) << shift_of_byte(2);
      }
    }
  }

  std::uint32_t look_up(std::size_t i, char c) const noexcept { return place[i][static_cast<unsigned char>(c)]; }
};

inline constexpr base64url_tables base64url_table;

/// Says where refused text goes wrong: off the fast path, so it looks again.
inline error base64url_refusal(std::string_view text) noexcept {
  std::size_t i = 0;
  while (i < text.size() && base64url_table.look_up(0, text[i]) != base64url_tables::refused) ++i;
  if (i < text.size()) return {errc::base64url_malformed, step::unknown, "character", i};
  if (i % 4 == 1) return {errc::base64url_malformed, step::unknown, "length", i};
  return {errc::base64url_malformed, step::unknown, "unused bits", i - 1};
}

}  // namespace detail

/// How many bytes base64url text of so many characters has room for; exact if the text is well-formed.
constexpr std::size_t base64url_decoded_size(std::size_t characters) noexcept {
  return characters / 4 * 3 + characters % 4 * 3 / 4;
}

/// How many characters the text of so many bytes has.
constexpr std::size_t base64url_encoded_size(std::size_t bytes) noexcept { return bytes / 3 * 4 + (bytes % 3 * 4 + 2) / 3; }

namespace detail {

/// The rest of a text from a group's beginning on, by look-ups in tables. Result: whether all of it is base64url.
inline bool decode_base64url_rest(const char* in, std::size_t characters, char* out) noexcept {
  const base64url_tables& table = base64url_table;
  std::uint32_t seen = 0;
  for (std::size_t groups = characters / 4; groups != 0; --groups, in += 4, out += 3) {
    const std::uint32_t word =
        table.look_up(0, in[0]) | table.look_up(1, in[1]) | table.look_up(2, in[2]) | table.look_up(3, in[3]);
    seen |= word;
    std::memcpy(out, &word, 3);
  }
  if (const std::size_t rest = characters % 4; rest != 0) {
    std::uint32_t word = table.look_up(0, in[0]) | table.look_up(1, in[1]);
    if (rest == 3) word |= table.look_up(2, in[2]);
    seen |= word;
    std::array<char, 4> bytes;
    std::memcpy(bytes.data(), &word, 4);
    std::memcpy(out, bytes.data(), rest - 1);
    // The bits after the last byte must be zero, or several texts would have one value (RFC 4648 3.5).
    if (bytes[rest - 1] != 0) seen |= base64url_tables::refused;
  }
  return (seen & base64url_tables::refused) == 0;
}

}  // namespace detail

/// Decodes into the caller's buffer and says how many bytes it wrote; on a refusal the buffer's contents mean nothing.
///
/// Requires: a buffer of at least `base64url_decoded_size(text.size())` bytes; a smaller one is refused.
/// Errors: `base64url_malformed` for padding, white space, any character outside the alphabet, a length that no bytes have, and
///   unused bits that are not zero, with the position of the offending character.
/// Complexity: one pass, no allocation; 32 characters at a time on machines with AVX2.
/// Specification: RFC 7515 section 2; RFC 4648 sections 3.2, 3.3, 3.5 and 5.
[[nodiscard]] inline result<std::size_t> decode_base64url(std::string_view text, std::span<char> buffer) noexcept {
  const std::size_t size = base64url_decoded_size(text.size());
  if (size > buffer.size()) return error{errc::base64url_malformed, step::unknown, "buffer too small"};
  if (text.size() % 4 == 1) return detail::base64url_refusal(text);
  const auto begun = detail::decode_base64url_vectors(text.data(), text.size(), buffer.data());
  const bool is_rest_sound = detail::decode_base64url_rest(text.data() + begun.characters, text.size() - begun.characters,
                                                           buffer.data() + begun.characters / 4 * 3);
  if (begun.is_refused || !is_rest_sound) return detail::base64url_refusal(text);
  return size;
}

/// Decodes base64url text. Errors and specification: those of the form with a buffer.
[[nodiscard]] inline result<std::string> decode_base64url(std::string_view text) {
  std::string bytes(base64url_decoded_size(text.size()), '\0');
  if (auto decoded = decode_base64url(text, bytes); !decoded) return decoded.error();
  return bytes;
}

/// The base64url text of bytes, without padding. Specification: RFC 7515 section 2.
[[nodiscard]] inline std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve(base64url_encoded_size(bytes.size()));
  const auto at = [bytes](std::size_t i) -> std::uint32_t { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0; };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t word = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) text += detail::base64url_alphabet[(word >> shift) & 63];
  }
  text.resize(base64url_encoded_size(bytes.size()));
  return text;
}

}  // namespace rowclaim::inline v0_1
