// SPDX-License-Identifier: BSL-1.0
// base64url: one text a value, and nothing else.
#include "signing.hpp"
#include <rowclaim/jose/base64url.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

using namespace rowclaim;
using jose_test::outcome;

BOOST_AUTO_TEST_SUITE(base64url)

BOOST_AUTO_TEST_CASE(follows_the_examples_of_the_specifications) {
  // RFC 4648 section 10, without padding.
  const std::array<std::pair<std::string, std::string>, 7> examples{
      {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}}};
  for (const auto& [bytes, text] : examples) {
    BOOST_TEST(encode_base64url(bytes) == text);
    BOOST_TEST(decode_base64url(text).value() == bytes);
  }
  // RFC 7515 appendix C: the octets 3 236 255 224 193.
  const std::string octets("\x03\xec\xff\xe0\xc1");
  BOOST_TEST(encode_base64url(octets) == "A-z_4ME");
  BOOST_TEST((decode_base64url("A-z_4ME").value() == octets));
}

BOOST_AUTO_TEST_CASE(encodes_as_openssl_does_and_decodes_it_again) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    BOOST_TEST(encode_base64url(bytes) == jose_test::b64(bytes));
    BOOST_TEST((decode_base64url(jose_test::b64(bytes)).value() == bytes));
    bytes += static_cast<char>(i * 37 + 11);
  }
}

BOOST_AUTO_TEST_CASE(accepts_only_texts_that_it_would_write) {
  // Every text of two and three characters over all bytes of interest.
  std::size_t accepted = 0;
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b)
      for (const std::string& text :
           {std::string{char(a), char(b)}, std::string{'A', char(a), char(b)}, std::string{char(a), 'A', 'A', char(b)}})
        if (const auto bytes = decode_base64url(text)) {
          ++accepted;
          BOOST_REQUIRE(encode_base64url(*bytes) == text);
        }
  BOOST_TEST(accepted == 256u + 64u * 16u + 64u * 64u);
}

BOOST_AUTO_TEST_CASE(refuses_padding_white_space_other_alphabets_and_impossible_lengths) {
  for (const std::string text : {"Zg==", "Zm8=", "Zm9v=", "=", "Zm9v ", " Zm9v", "Zm\n9v", "Zm9v\r\n", "Zm9v\t", "A+z/4ME",
                                 "A-z/4ME", "Z", "Zm9vY", "Zm9v.", "\xef\xbb\xbfZm9v", "Zm9\xc3\xa9"})
    BOOST_TEST(outcome(decode_base64url(text)) == "base64url_malformed", text);
  BOOST_TEST(outcome(decode_base64url(std::string_view("Zm9\0", 4))) == "base64url_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_unused_bits_that_are_not_zero) {
  for (const std::string text : {"Zh", "Zv", "Z_", "Zm9", "Zm_", "Zm9vYh", "Zm9vYmF"})
    BOOST_TEST(outcome(decode_base64url(text)) == "base64url_malformed", text);
}

BOOST_AUTO_TEST_CASE(refuses_each_wrong_character_at_each_place_of_a_long_text) {
  // Long enough for groups of 32 and 64 characters with an odd rest: all of them read by the same rule as the tables'.
  for (const std::size_t size : {31u, 32u, 43u, 44u, 64u, 79u, 84u, 86u, 130u, 166u}) {
    const std::string good = std::string("AZaz09-_Pp").append(size - 11, '_') + "A";
    BOOST_REQUIRE(encode_base64url(decode_base64url(good).value()) == good);
    for (std::size_t place = 0; place < size; ++place)
      for (int c = 0; c < 256; ++c) {
        std::string text = good;
        text[place] = static_cast<char>(c);
        const auto decoded = decode_base64url(text);
        std::string by_tables(base64url_decoded_size(size), '\0');
        const bool is_sound = detail::decode_base64url_rest(text.data(), size, by_tables.data());
        BOOST_REQUIRE(decoded.has_value() == is_sound);
        if (is_sound) BOOST_REQUIRE(*decoded == by_tables);
#if defined(__x86_64__)
        // On a machine that takes 64 at a time, 32 at a time would go untested.
        if (size >= 64 && __builtin_cpu_supports("avx2")) {
          std::string by_32(base64url_decoded_size(size), '\0');
          const auto begun = detail::decode_base64url_avx2(text.data(), size, by_32.data());
          BOOST_REQUIRE(begun.is_refused == !detail::decode_base64url_rest(text.data(), begun.characters, by_tables.data()));
          const std::size_t bytes = base64url_decoded_size(begun.characters);
          if (!begun.is_refused) BOOST_REQUIRE(by_32.substr(0, bytes) == by_tables.substr(0, bytes));
        }
#endif
        if (!is_sound && place + 1 < size) BOOST_REQUIRE(decoded.error().position == place);
      }
  }
}

BOOST_AUTO_TEST_CASE(says_where_it_is_wrong) {
  BOOST_TEST(decode_base64url("Zm9v*mFy").error().position == 4u);
  BOOST_TEST(decode_base64url("Zm9vY").error().position == 5u);
  BOOST_TEST(decode_base64url("Zm9vYh").error().position == 5u);
}

BOOST_AUTO_TEST_CASE(writes_no_further_than_the_buffer_that_it_is_given) {
  std::array<char, 6> buffer{'x', 'x', 'x', 'x', 'x', 'x'};
  BOOST_TEST(decode_base64url("Zm9vYg", std::span(buffer).first(4)).value() == 4u);
  BOOST_TEST(std::string(buffer.data(), 6) == "foobxx");
  BOOST_TEST(outcome(decode_base64url("Zm9vYg", std::span(buffer).first(3))) == "base64url_malformed");
  for (const std::size_t size : {32u, 40u, 43u, 44u, 64u, 76u, 84u, 86u, 96u, 128u, 150u, 192u}) {
    const std::string text(size, 'A');
    std::string wide(base64url_decoded_size(size) + 40, 'x');
    BOOST_TEST(decode_base64url(text, wide).value() == base64url_decoded_size(size));
    BOOST_TEST(wide.substr(base64url_decoded_size(size)) == std::string(40, 'x'));
  }
}

BOOST_AUTO_TEST_SUITE_END()
