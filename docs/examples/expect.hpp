// SPDX-License-Identifier: BSL-1.0
// Prints what an example has to say, and tells whether that is what the example promises.
#pragma once

#include <iostream>
#include <sstream>
#include <string_view>

/// Result: the exit status of the example.
inline int expect(const std::ostringstream& said, std::string_view promised) {
  std::cout << said.view();
  if (said.view() == promised) return 0;
  std::cerr << "\nThis example promised:\n" << promised;
  return 1;
}
