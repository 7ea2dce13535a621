// SPDX-License-Identifier: BSL-1.0
// Which addresses are of the public internet, and which are inside: this machine, its network, or nobody's.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

// IWYU pragma: private, include <rowclaim/http/httplib_transport.hpp>

namespace rowclaim::inline v0_1::detail {

struct ipv4_block {
  std::uint32_t first;
  int bits;
};

/// What the registry of special-purpose addresses (RFC 6890) does not call globally reachable, multicast, and what is reserved.
inline constexpr ipv4_block inner_ipv4_blocks[] = {
    {0x00000000, 8},   // this network, 0.0.0.0 included
    {0x0a000000, 8},   // private (RFC 1918)
    {0x64400000, 10},  // behind a carrier's translation (RFC 6598)
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local, where clouds tell their machines' secrets
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // relays of 6to4
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarks
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 3},   // multicast, reserved, broadcast
};

constexpr bool is_public_ipv4(std::uint32_t address) {
  return std::ranges::none_of(inner_ipv4_blocks,
                              [address](const ipv4_block& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

using ipv6_bytes = std::array<std::uint8_t, 16>;

constexpr bool begins_with(const ipv6_bytes& address, std::span<const std::uint8_t> prefix) {
  return std::ranges::equal(prefix, std::span(address).first(prefix.size()));
}

constexpr bool is_public_ipv6(const ipv6_bytes& address) {
  const auto carried = [&address](std::size_t at) {
    return std::uint32_t{address[at]} << 24 | std::uint32_t{address[at + 1]} << 16 | std::uint32_t{address[at + 2]} << 8 |
           address[at + 3];
  };
  // Addresses that carry one of IPv4 lead to it: mapped (RFC 4291 2.5.5.2), translated (RFC 6052).
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<std::uint8_t, 12> translated{0, 0x64, 0xff, 0x9b};
  if (begins_with(address, mapped) || begins_with(address, translated)) return is_public_ipv4(carried(12));
  // Everything public is in 2000::/3: neither :: and ::1 nor fc00::/7, fe80::/10 and ff00::/8 are.
  if ((address[0] & 0xe0) != 0x20) return false;
  constexpr std::array<std::uint8_t, 2> protocols{0x20, 0x01};  // 2001::/23, with Teredo's tunnels
  constexpr std::array<std::uint8_t, 4> documentation{0x20, 0x01, 0x0d, 0xb8};
  constexpr std::array<std::uint8_t, 2> tunnels{0x20, 0x02};  // 6to4, to an address of IPv4
  const bool is_special = (begins_with(address, protocols) && address[2] < 2) || begins_with(address, documentation) ||
                          begins_with(address, tunnels) || (address[0] == 0x3f && address[1] == 0xff && address[2] < 0x10);
  return !is_special;
}

/// False for every family but those two.
inline bool is_public_address(const sockaddr& address, socklen_t size) {
  if (address.sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in read{};
    std::memcpy(&read, &address, sizeof read);
    return is_public_ipv4(ntohl(read.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 read{};
    std::memcpy(&read, &address, sizeof read);
    ipv6_bytes bytes{};
    std::memcpy(bytes.data(), &read.sin6_addr, bytes.size());
    return is_public_ipv6(bytes);
  }
  return false;
}

}  // namespace rowclaim::inline v0_1::detail
