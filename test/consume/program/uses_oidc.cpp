// SPDX-License-Identifier: BSL-1.0
// The part that signs in, in a stranger's program: secrets link OpenSSL.
#include <rowclaim/core/secret.hpp>

int main() {
  const rowclaim::secret password("correct horse");
  return password.matches("correct horse") && !password.matches("correct house") ? 0 : 1;
}
