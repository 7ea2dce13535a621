// SPDX-License-Identifier: BSL-1.0
// The program's arguments, apart from running it, so that they can be tested.
#pragma once

#include "provider.hpp"

#include <span>
#include <string>
#include <string_view>

namespace mock_idp {

struct command {
  enum class kind { serve, help, list, cases };

  kind wanted = kind::serve;
  provider_options options{};
  // Where to write the certificate to trust, with --tls.
  std::string ca_file{};
};

// Reads the files that the arguments name. Throws std::invalid_argument with one sentence about what is wrong.
command read_command_line(std::span<const std::string_view> arguments);

std::string help_text();
// All misbehaviours and modules: group, name, sentence and, in brackets, the cases that it tries; one a line.
std::string list_of_names();

}  // namespace mock_idp
