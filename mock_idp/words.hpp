// SPDX-License-Identifier: BSL-1.0
// Texts that are lists of words, as scope and prompt are.
#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

inline std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (!word.empty()) words.push_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

// The words are parts of the text, which a temporary would take away.
template <std::same_as<std::string> Text>
void words_of(Text&&) = delete;

inline bool has_word(std::string_view text, std::string_view wanted) {
  const auto words = words_of(text);
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

}  // namespace mock_idp
