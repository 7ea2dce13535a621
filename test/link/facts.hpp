// SPDX-License-Identifier: BSL-1.0
// What each unit and each library says about the rowclaim that it was built with.
#pragma once

#include "every_header.hpp"

#include <string>

struct link_facts {
  const void* variable;
  void (*function)(const rowclaim::error&, const boost::source_location&);
  rowclaim::error refusal;
  std::string message;
};

// Each unit and library defines one of these.
link_facts facts_of_unit_one();
link_facts facts_of_unit_two();
link_facts facts_of_default_library();
link_facts facts_of_hidden_library();

// Each library throws what `value()` throws.
void throw_from_default_library();
void throw_from_hidden_library();
