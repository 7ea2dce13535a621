// SPDX-License-Identifier: BSL-1.0
// The file behind --keys: a JWK or a JWK Set.
#pragma once

#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <string>
#include <variant>

namespace rowclaim_command {

/// A set whose keys tokens name; or the one key of a file without a `kid`, which serves whatever `kid` a token names.
using verification_keys = std::variant<rowclaim::key_set, rowclaim::verification_key>;
using decryption_keys = std::variant<rowclaim::decryption_key_set, rowclaim::decryption_key>;

/// Public keys, or a shared secret. A set may have shared secrets if an HMAC algorithm is among the wanted ones: a set that a provider
/// publishes must not make its readers trust what is no secret.
/// Throws a `complaint` if the file is not made of such keys. Says on standard error which of a set's keys are malformed.
verification_keys verification_keys_in(const std::string& file, rowclaim::algorithm_set wanted);

/// Private keys and shared secrets. Throws, and says, likewise.
decryption_keys decryption_keys_in(const std::string& file);

}  // namespace rowclaim_command
