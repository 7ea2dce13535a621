// SPDX-License-Identifier: BSL-1.0
// The keys of one provider: one for each algorithm, exchanged together by a rotation.
#pragma once

#include "misbehaviour.hpp"
#include "signing_key.hpp"

namespace mock_idp {

class key_ring {
 public:
  explicit key_ring(int first_generation) : generation_(first_generation) {}

  const signing_key& current(signing_algorithm algorithm) const { return *signing_key::shared(algorithm, generation_); }
  // A key that this provider's key set does not have: the last one withdrawn, or one of a generation before the first.
  const signing_key& withdrawn(signing_algorithm algorithm) const { return *signing_key::shared(algorithm, generation_ - 1); }

  void rotate() { ++generation_; }

  boost::json::object jwks(const misbehaviour_set& wrong) const;

 private:
  int generation_;
};

}  // namespace mock_idp
