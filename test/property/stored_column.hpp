// SPDX-License-Identifier: BSL-1.0
// A case's cells as they may lie in memory: of any width, with or without validity, in a dictionary, behind other values.
#pragma once

#include "oracle.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace property {

/// Buffers as Arrow has them. What stands before the first value, and in places that are null, is anything.
struct stored_column {
  std::string format;                       ///< Arrow's; or `std::string` and `std::string_view`, for objects, and `fixed`
  std::size_t lead = 0;                     ///< values before the first
  std::size_t size = 0;
  std::vector<std::uint8_t> validity;       ///< a bit each, also for those before the first; empty: none is null
  std::shared_ptr<const void> values;       ///< numbers, bits, offsets, views or objects
  std::string bytes;                        ///< of texts with offsets, or of one width
  std::size_t width = 0;                    ///< of fixed texts
  std::vector<std::string> buffers;         ///< of views
  std::vector<std::string> objects;         ///< what objects of type std::string_view look at
  std::unique_ptr<stored_column> dictionary;
};

/// How a column may be stored.
struct storing {
  bool has_arrow_formats_only = false;
  std::size_t least_lead = 0;
};

/// Stores cells in a way that is drawn. Throws `cannot_be_stored` if no layout has room for them all.
stored_column store(oracle::kind kind, const std::vector<oracle::cell>& cells, const storing& how, std::mt19937_64& random);

struct cannot_be_stored {};

}  // namespace property
