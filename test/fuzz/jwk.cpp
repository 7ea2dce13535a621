// SPDX-License-Identifier: BSL-1.0
// Keys from anywhere: what is accepted can serve something, and is strong enough to.
#include "fuzz_target.hpp"
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/signing_key.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto key = rowclaim::read_jwk(text)) {
    fuzz::require(!key->algorithms().is_empty(), "a key that is accepted serves some algorithm");
    const bool is_shared = key->type() == rowclaim::key_type::oct;
    fuzz::require((key->algorithms() & (is_shared ? rowclaim::asymmetric_algorithms : rowclaim::symmetric_algorithms)).is_empty(),
                  "a key serves the algorithms of one family");
    for (const auto a : {rowclaim::algorithm::rs256, rowclaim::algorithm::es256, rowclaim::algorithm::hs256})
      fuzz::require(!key->verify(a, "text", "signature"), "nobody signs with a text");
  }
  if (const auto key = rowclaim::read_signing_jwk(text))
    fuzz::require(!key->algorithms().is_empty(), "a signing key that is accepted serves some algorithm");
  return 0;
}
