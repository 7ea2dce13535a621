// SPDX-License-Identifier: BSL-1.0
// The part that speaks HTTP, in a stranger's program: cpp-httplib comes with the definitions that it was built with.
#include <rowclaim/core/secret.hpp>

#include <httplib.h>

int main() {
  const rowclaim::secret token("abc");
  const httplib::SSLClient client("127.0.0.1", 1);
  return client.is_valid() && token.matches("abc") ? 0 : 1;
}
