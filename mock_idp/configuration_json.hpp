// SPDX-License-Identifier: BSL-1.0
// Strict reading of the users and clients files: a misspelt member is an error, not a default.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace mock_idp {

[[noreturn]] inline void refuse(std::string_view entry, std::string_view problem) {
  throw std::invalid_argument("\"" + std::string(entry) + "\": " + std::string(problem));
}

// The entries of a file: an object of objects. Calls each(name, object).
template <typename Each>
void for_each_entry(std::string_view json_text, Each each) {
  boost::system::error_code error;
  const auto document = boost::json::parse(json_text, error);
  if (error) throw std::invalid_argument("this is not JSON: " + error.message());
  if (!document.is_object()) throw std::invalid_argument("expected one object with a member for each entry");
  for (const auto& [name, entry] : document.get_object()) {
    if (!entry.is_object()) refuse(name, "expected an object");
    each(name, entry.get_object());
  }
}

inline std::string text_of(std::string_view entry, std::string_view member, const boost::json::value& value) {
  if (!value.is_string()) refuse(entry, std::string(member) + " must be text");
  return std::string(value.get_string());
}

inline boost::json::object object_of(std::string_view entry, std::string_view member, const boost::json::value& value) {
  if (!value.is_object()) refuse(entry, std::string(member) + " must be an object");
  return value.get_object();
}

}  // namespace mock_idp
