// SPDX-License-Identifier: BSL-1.0
// Tests of the hash: a table built by the compiler must be found in by the program.
#include <rowclaim/core/hash.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_hash)

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz\x80\xff\x01 ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t lengths = 60;

// Hashes of pieces of every length, from every alignment of eight.
constexpr auto all_hashes() {
  std::array<std::uint64_t, lengths * 8> hashes{};
  for (std::size_t length = 0; length < lengths; ++length)
    for (std::size_t first = 0; first < 8; ++first)
      hashes[length * 8 + first] = rc::detail::hash_bytes(alphabet.substr(first % (alphabet.size() - length + 1), length));
  return hashes;
}

constexpr auto by_the_compiler = all_hashes();

}  // namespace

BOOST_AUTO_TEST_CASE(the_compiler_and_the_program_agree_on_every_length_and_alignment) {
  const volatile bool is_run_time = true;  // so that nothing is folded
  const auto by_the_program = is_run_time ? all_hashes() : decltype(by_the_compiler){};
  for (std::size_t i = 0; i < by_the_compiler.size(); ++i)
    BOOST_TEST_REQUIRE(by_the_program[i] == by_the_compiler[i], "length " << i / 8 << ", offset " << i % 8);
}

BOOST_AUTO_TEST_CASE(one_changed_or_added_byte_changes_the_hash) {
  const std::string text(40, 'x');
  std::set<std::uint64_t> seen{rc::detail::hash_bytes(text)};
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = 'y';
    BOOST_TEST(seen.insert(rc::detail::hash_bytes(changed)).second, "byte " << i);
  }
  for (std::size_t size = 0; size < 40; ++size)
    BOOST_TEST(seen.insert(rc::detail::hash_bytes(std::string(size, 'x'))).second, "size " << size);
  for (std::size_t size = 1; size < 40; ++size)
    BOOST_TEST(seen.insert(rc::detail::hash_bytes(std::string(size, '\0'))).second, "zeros " << size);
}

BOOST_AUTO_TEST_CASE(short_names_spread_over_the_bits_that_tables_use) {
  std::set<std::uint64_t> low;
  std::set<std::uint64_t> high;
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t hash = rc::detail::hash_bytes("ROLE_" + std::to_string(i));
    low.insert(hash & 0xffff);
    high.insert(hash >> 48);
  }
  BOOST_TEST(low.size() > 980u);  // 1,000 random numbers of 16 bits: about 992 different ones
  BOOST_TEST(high.size() > 980u);
}

BOOST_AUTO_TEST_SUITE_END()
