// SPDX-License-Identifier: BSL-1.0
// Runs a fuzz target without a fuzzer: over its seeds, each cut short at every place and with every byte changed in several ways.
#include "fuzz_target.hpp"

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::size_t runs = 0;

void run(std::string_view text) {
  // A copy of exactly this size: a sanitizer sees what is read behind it.
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  ++runs;
}

void run_with_changes(const std::string& seed) {
  run(seed);
  for (std::size_t size = 0; size < seed.size(); ++size) run(std::string_view(seed).substr(0, size));
  for (std::size_t i = 0; i < seed.size(); ++i) {
    for (const char byte : std::string_view("\0\"\\.{\xff", 6)) {
      std::string changed = seed;
      changed[i] = byte;
      run(changed);
    }
    std::string changed = seed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    run(changed);
    changed = seed;
    changed.insert(i, 1, seed[i]);
    run(changed);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: replay FOLDER_OF_SEEDS\n", stderr);
    return 2;
  }
  std::size_t seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    run_with_changes(std::string(std::istreambuf_iterator<char>(file), {}));
    ++seeds;
  }
  std::printf("%zu seeds, %zu runs\n", seeds, runs);
  return seeds == 0 ? 1 : 0;
}
