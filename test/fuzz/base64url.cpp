// SPDX-License-Identifier: BSL-1.0
// Whatever is decoded is written in one way only.
#include "fuzz_target.hpp"
#include <rowclaim/jose/base64url.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto decoded = rowclaim::decode_base64url(text))
    fuzz::require(rowclaim::encode_base64url(*decoded) == text, "what is accepted is what would be written");
  fuzz::require(rowclaim::decode_base64url(rowclaim::encode_base64url(text)).value() == text, "what is written is read again");
  return 0;
}
