// SPDX-License-Identifier: BSL-1.0
// Writes a condition as a policy file has it.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/live/detail/policy_keys.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_writer.hpp>

namespace rowclaim::inline v0_1::detail {

template <std::size_t Count, class Meaning>
constexpr std::string_view word_for(const std::array<policy_word<Meaning>, Count>& words, Meaning meaning) {
  return std::ranges::find(words, meaning, &policy_word<Meaning>::meaning)->word;
}

inline boost::json::value literal_of(const value& v) {
  switch (v.kind) {
    case value_kind::boolean: return v.integer != 0;
    case value_kind::integer: return v.integer;
    case value_kind::real: return v.real;
    default: return boost::json::value(to_text(v));
  }
}

/// From tokens in postfix order to nested objects. Every comparison is written in its long form, which any column's name fits into.
class condition_writer {
 public:
  explicit condition_writer(std::span<const condition_token> tokens) : tokens_(tokens) {}

  boost::json::value write() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const condition_token& token = tokens_[i];
      switch (token.kind) {
        case token_kind::literal:
        case token_kind::segment: break;  // operands of the comparison behind them
        case token_kind::compare: made_.push_back(comparison_of(token, tokens_.subspan(i - token.operands, token.operands))); break;
        case token_kind::compare_with_claim:
          made_.push_back(comparison_with_claim(token, tokens_.subspan(i - max_claim_segments, token.operands)));
          break;
        case token_kind::all_of: join("and"); break;
        case token_kind::any_of: join("or"); break;
        case token_kind::negate: made_.back() = object{{"not", std::move(made_.back())}}; break;
      }
    }
    return std::move(made_.back());
  }

 private:
  using object = boost::json::object;
  using array = boost::json::array;

  void join(boost::json::string_view how) {
    boost::json::value right = std::move(made_.back());
    made_.pop_back();
    boost::json::value left = std::move(made_.back());
    made_.back() = object{{how, array{std::move(left), std::move(right)}}};
  }

  static object comparison_of(const condition_token& token, std::span<const condition_token> literals) {
    object made = beginning(token);
    if (token.op == comparison::in || token.op == comparison::not_in) {
      array values;
      for (const condition_token& literal : literals) values.push_back(literal_of(literal.literal));
      made["value"] = std::move(values);
    } else if (!literals.empty()) {
      made["value"] = literal_of(literals.front().literal);
    }
    return made;
  }

  static object comparison_with_claim(const condition_token& token, std::span<const condition_token> segments) {
    object made = beginning(token);
    array names;
    for (const condition_token& segment : segments) names.emplace_back(json_text_of(segment.literal.text));
    made["claim"] = std::move(names);
    return made;
  }

  static object beginning(const condition_token& token) {
    return {{"column", json_text_of(token.column)}, {"op", json_text_of(word_for(comparison_words, token.op))}};
  }

  std::span<const condition_token> tokens_;
  std::vector<boost::json::value> made_;
};

}  // namespace rowclaim::inline v0_1::detail
