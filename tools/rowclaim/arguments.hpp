// SPDX-License-Identifier: BSL-1.0
// The words behind a verb: options with values, and file names.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim_command {

struct option {
  enum class count { once, any, once_without_value };

  std::string_view name;  // "--keys"
  count may_come = count::once;
};

/// Reads `--name value`, `--name=value` and options without a value; what does not begin with a dash, and "-" alone, is a file. Behind
/// "--" everything is.
class arguments {
 public:
  /// Throws a `complaint` for an option that is unknown, lacks its value, has one that it does not take, or comes twice.
  arguments(std::span<const std::string_view> words, std::span<const option> options);

  bool has(std::string_view name) const { return values_.contains(name); }

  /// The value of an option; nothing if it is not there.
  std::optional<std::string> value(std::string_view name) const;

  /// Throws a `complaint` if it is not there or empty.
  std::string required(std::string_view name) const;

  std::vector<std::string> all(std::string_view name) const;

  const std::vector<std::string>& files() const { return files_; }

 private:
  std::map<std::string_view, std::vector<std::string>> values_;
  std::vector<std::string> files_;
};

/// A value that must be a whole number. Throws a `complaint` for anything else.
long long whole_number(std::string_view name, const std::string& value);

}  // namespace rowclaim_command
