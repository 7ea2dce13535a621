// SPDX-License-Identifier: BSL-1.0
// Recognises RSA keys of the broken generator behind CVE-2017-15361 (ROCA), whose moduli can be factored.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// The odd primes that the product M has for keys of every size. From M. Nemec, M. Sys, P. Svenda, D. Klinec and V. Matyas, "The
/// Return of Coppersmith's Attack: Practical Factorization of Widely Used RSA Moduli" (ACM CCS 2017): the generator's
/// primes are k * M + (65537^a mod M), with M the product of at least the first 39 primes.
inline constexpr std::array<std::uint32_t, 38> roca_primes{3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                                           47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                                           107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

/// A discrete logarithm to the base 65537, known modulo the base's order.
struct roca_logarithm {
  std::uint32_t value;
  std::uint32_t order;
};

/// The logarithm of `target` modulo a small prime; nothing if no power of 65537 is it.
constexpr std::optional<roca_logarithm> roca_logarithm_of(std::uint32_t target, std::uint32_t prime) noexcept {
  std::optional<std::uint32_t> found;
  std::uint32_t power = 1;
  std::uint32_t order = 0;
  do {
    if (power == target) found = order;
    power = power * (65537 % prime) % prime;
    ++order;
  } while (power != 1);
  if (!found) return std::nullopt;
  return roca_logarithm{*found, order};
}

/// The divisor has at most eight bits, and four bytes more are taken in before each division.
constexpr std::uint32_t remainder_of(std::string_view number, std::uint32_t divisor) noexcept {
  std::uint64_t remainder = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    remainder = remainder << 8 | static_cast<unsigned char>(number[i]);
    if (i % 4 == 3) remainder %= divisor;
  }
  return static_cast<std::uint32_t>(remainder % divisor);
}

/// Whether a modulus (big end first) is a power of 65537 modulo M, the paper's fingerprint: a product of two of the generator's
/// primes always is, and another number with a probability of about 2^-154.
/// There is such a power if there is one modulo each prime, and their exponents agree as far as two orders have a factor in common.
/// Complexity: about a microsecond, as most moduli fall at the fourth or fifth prime.
constexpr bool has_roca_form(std::string_view modulus) noexcept {
  std::array<roca_logarithm, roca_primes.size()> logarithms{};
  for (std::size_t i = 0; i < roca_primes.size(); ++i) {
    const auto logarithm = roca_logarithm_of(remainder_of(modulus, roca_primes[i]), roca_primes[i]);
    if (!logarithm) return false;
    logarithms[i] = *logarithm;
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t shared = std::gcd(logarithms[i].order, logarithms[j].order);
      if (logarithms[i].value % shared != logarithms[j].value % shared) return false;
    }
  }
  return true;
}

}  // namespace rowclaim::inline v0_1::detail
