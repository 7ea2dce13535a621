// SPDX-License-Identifier: BSL-1.0
// Sorting the words behind a verb, and complaining in one sentence.
#include "arguments.hpp"

#include "verb.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace rowclaim_command {

namespace {

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

}  // namespace

arguments::arguments(std::span<const std::string_view> words, std::span<const option> options) {
  bool are_files = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (are_files || !is_option(word)) {
      files_.emplace_back(word);
      continue;
    }
    if (word == "--") {
      are_files = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const auto known = std::ranges::find(options, name, &option::name);
    if (known == options.end()) throw complaint("there is no option \"" + std::string(name) + "\"; --help lists them");
    std::vector<std::string>& values = values_[known->name];
    if (!values.empty() && known->may_come != option::count::any) throw complaint(std::string(name) + " is given twice");
    if (known->may_come == option::count::once_without_value) {
      if (equals != std::string_view::npos) throw complaint(std::string(name) + " takes no value");
      values.emplace_back();
    } else if (equals != std::string_view::npos) {
      values.emplace_back(word.substr(equals + 1));
    } else {
      if (i + 1 == words.size() || words[i + 1].starts_with("--")) throw complaint(std::string(name) + " needs a value after it");
      values.emplace_back(words[++i]);
    }
  }
}

std::optional<std::string> arguments::value(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional<std::string>(found->second.front());
}

std::string arguments::required(std::string_view name) const {
  auto given = value(name);
  if (!given || given->empty()) throw complaint(std::string(name) + " is missing; --help says what it is");
  return std::move(*given);
}

std::vector<std::string> arguments::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

long long whole_number(std::string_view name, const std::string& value) {
  long long number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, failure] = std::from_chars(value.data(), end, number);
  if (value.empty() || failure != std::errc() || stopped != end)
    throw complaint(std::string(name) + " wants a whole number, not \"" + value + "\"");
  return number;
}

}  // namespace rowclaim_command
