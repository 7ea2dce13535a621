// SPDX-License-Identifier: BSL-1.0
// The keys of one provider: one for each algorithm, exchanged together by a rotation.
#pragma once

#include "jwt.hpp"
#include "misbehaviour.hpp"
#include "signing_key.hpp"

#include <set>

namespace mock_idp {

struct key_set_settings {
  const misbehaviour_set& wrong;
  // Published beside RS256, ES256 and EdDSA.
  std::set<signing_algorithm> also{};
  // As the foundation's suite has it: a second RSA key, a second P-256 key, one of secp256k1, none of them with alg.
  bool with_decoys = false;
  bool with_encryption_keys = false;
};

class key_ring {
 public:
  explicit key_ring(int first_generation) : generation_(first_generation) {}

  // Requires: an algorithm with a key pair.
  const signing_key& current(signing_algorithm algorithm) const { return *signing_key::shared(algorithm, generation_); }
  // A key that this provider's key set does not have: the last one withdrawn, or one of a generation before the first.
  const signing_key& withdrawn(signing_algorithm algorithm) const { return *signing_key::shared(algorithm, generation_ - 1); }
  // A key that never signs but where a module wants it to, and that is exchanged by no rotation.
  const signing_key& decoy(signing_algorithm algorithm, int number = 1) const {
    return *signing_key::shared(algorithm, -1'000'000 - number);
  }
  // "RSA-OAEP", "RSA-OAEP-256" or "ECDH-ES": to which relying parties encrypt.
  const decryption_key& encryption(std::string_view algorithm) const { return *decryption_key::shared(algorithm, generation_); }

  void rotate() { ++generation_; }

  boost::json::object jwks(const key_set_settings& settings) const;

 private:
  int generation_;
};

}  // namespace mock_idp
