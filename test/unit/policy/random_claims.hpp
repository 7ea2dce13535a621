// SPDX-License-Identifier: BSL-1.0
// Random claims objects, well-formed and otherwise odd, for tests that compare two ways of reading them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

/// The seed of a run: the same each time, unless the environment names another.
inline std::uint64_t seed() {
  const char* wanted = std::getenv("ROWCLAIM_TEST_SEED");
  const std::uint64_t chosen = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 20'260'101;
  std::cout << "seed: " << chosen << " (ROWCLAIM_TEST_SEED sets another)\n";
  return chosen;
}

/// Writes claims as JSON. Values are strict JSON and member names are unique, so that only the policy can object.
class random_claims {
 public:
  /// `names` are member names worth using, at the top and below; `texts` are worth having as values.
  random_claims(std::uint64_t seed, std::vector<std::string> names, std::vector<std::string> texts)
      : engine_(seed), names_(std::move(names)), texts_(std::move(texts)) {}

  std::string object() {
    std::map<std::string, std::string> members;
    if (!one_in(15)) members["name"] = one_in(10) ? value(2) : text();
    if (!one_in(5)) members["sub"] = one_in(10) ? value(1) : text();
    if (one_in(3)) members["iss"] = one_in(20) ? value(1) : text();
    for (const std::string& name : names_)
      if (!one_in(3)) members[name] = value(3);
    if (one_in(12)) members["hasgroups"] = one_in(2) ? "false" : value(1);
    if (one_in(12)) members["_claim_names"] = one_in(8) ? value(1) : object_of(1);
    return written(members);
  }

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::string value(std::size_t depth) {
    if (!one_in(3)) {  // what providers send
      const std::size_t kind = below(depth == 0 ? 1 : 4);
      if (kind == 0) return text();
      if (kind == 3) return object_of(depth - 1);
      std::string list = "[";
      for (std::size_t i = below(4); i > 0; --i) list += (list.size() > 1 ? "," : "") + text();
      return list + "]";
    }
    switch (below(depth == 0 ? 6 : 8)) {
      case 0: return "null";
      case 1: return "true";
      case 2: return "false";
      case 3: return std::to_string(below(100));
      case 4: return "-1.5e3";
      case 5: return text();
      case 6: return object_of(depth - 1);
      default: {
        std::string list = "[";
        for (std::size_t i = below(4); i > 0; --i) list += (list.size() > 1 ? "," : "") + value(depth - 1);
        return list + "]";
      }
    }
  }
  std::string object_of(std::size_t depth) {
    std::map<std::string, std::string> members;
    for (std::size_t i = below(4); i > 0; --i)
      members[one_in(4) ? texts_[below(texts_.size())] : names_[below(names_.size())]] = value(depth);
    return written(members);
  }
  std::string written(const std::map<std::string, std::string>& members) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : members) parts.push_back(quoted(name) + ":" + value);
    std::shuffle(parts.begin(), parts.end(), engine_);
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : one_in(4) ? " ,\n" : ",") + part;
    return "{" + all + "}";
  }
  std::string text() { return quoted(texts_[below(texts_.size())]); }
  std::string quoted(std::string_view plain) {
    const bool is_escaped = one_in(6);
    std::string out = "\"";
    for (char c : plain) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || (is_escaped && byte < 0x80 && one_in(2))) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "\\u00";
        out += digits[byte >> 4];
        out += digits[byte & 15u];
      } else {
        out += c;
      }
    }
    return out + "\"";
  }

  std::mt19937_64 engine_;
  std::vector<std::string> names_;
  std::vector<std::string> texts_;
};

}  // namespace test
