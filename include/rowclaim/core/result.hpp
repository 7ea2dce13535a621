// SPDX-License-Identifier: BSL-1.0
// A value or the error that prevented it.
#pragma once

#include <rowclaim/core/error.hpp>

#include <boost/system/result.hpp>

#include <stdexcept>

namespace rowclaim::inline v0_1 {

/// What every function that can refuse returns. `value()` on a refusal throws `std::logic_error`: ask first.
template <class Value>
using result = boost::system::result<Value, error>;

/// Called by `result::value()` when the caller did not ask whether there is a value.
[[noreturn]] inline void throw_exception_from_error(const error& e, const boost::source_location&) {
  throw std::logic_error("rowclaim: value() of a result that holds an error: " + e.message());
}

}  // namespace rowclaim::inline v0_1
