// SPDX-License-Identifier: BSL-1.0
// Key sets as providers publish them: a set that is accepted has keys, and none of them is a secret.
#include "fuzz_target.hpp"
#include <rowclaim/jose/key_set.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto keys = rowclaim::read_key_set(fuzz::text_of(data, size));
  if (!keys) return 0;
  fuzz::require(keys->size() > 0, "a set that is accepted has a key");
  for (const auto a : {rowclaim::algorithm::hs256, rowclaim::algorithm::hs384, rowclaim::algorithm::hs512})
    fuzz::require(!keys->select(std::nullopt, a) && !keys->select("1", a), "a published set has no shared secret");
  return 0;
}
