// SPDX-License-Identifier: BSL-1.0
// Greedy shrinking: each simpler case that still fails is the new one, until there is none.
#include "shrink.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace property {

namespace {

using oracle::condition;

std::vector<condition*> parts_of(condition& whole) {
  std::vector<condition*> found{&whole};
  for (std::size_t i = 0; i < found.size(); ++i)
    for (condition& part : found[i]->parts) found.push_back(&part);
  return found;
}

template <class Scalar>
std::vector<Scalar> plainer(const Scalar& s) {
  std::vector<Scalar> found;
  if (const auto* text = std::get_if<std::string>(&s)) {
    if (!text->empty()) found.emplace_back(std::string());
    if (text->size() > 1) found.emplace_back(std::string("a"));
    const bool is_ascii = std::ranges::all_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (text->size() > 2 && is_ascii) found.emplace_back(text->substr(0, text->size() / 2));
  } else if (const auto* integer = std::get_if<std::int64_t>(&s)) {
    if (*integer != 0) found.emplace_back(std::int64_t{0});
    if (*integer != 0 && *integer != 1) found.emplace_back(std::int64_t{1});
  } else if (const auto* real = std::get_if<double>(&s)) {
    if (*real != 0) found.emplace_back(0.0);
    if (*real != 0 && *real != 1) found.emplace_back(1.0);
  }
  return found;
}

class shrinker {
 public:
  shrinker(test_case c, const std::function<bool(const test_case&)>& fails) : best_(std::move(c)), fails_(fails) {}

  test_case run() {
    do {
      is_smaller_ = false;
      fewer_rows();
      fewer_roles();
      smaller_conditions();
      plainer_user();
      fewer_columns();
      plainer_values();
    } while (is_smaller_ && tries_ < 20'000);
    return best_;
  }

 private:
  bool take(test_case candidate) {
    ++tries_;
    if (!fails_(candidate)) return false;
    best_ = std::move(candidate);
    return is_smaller_ = true;
  }

  void fewer_rows() {
    for (std::size_t size = std::max<std::size_t>(best_.rows.size() / 2, 1); size > 0; size /= 2)
      for (std::size_t at = 0; at < best_.rows.size();) {
        test_case c = best_;
        const auto first = c.rows.begin() + static_cast<std::ptrdiff_t>(at);
        c.rows.erase(first, first + static_cast<std::ptrdiff_t>(std::min(size, c.rows.size() - at)));
        if (!take(std::move(c))) at += size;
      }
  }

  void fewer_roles() {
    for (std::size_t at = 0; at < best_.roles.size();) {
      test_case c = best_;
      c.roles.erase(c.roles.begin() + static_cast<std::ptrdiff_t>(at));
      if (!take(std::move(c))) ++at;
    }
  }

  /// Calls `change` on a copy of each part of each condition, until it says that there is no such change.
  template <class Change>
  void change_parts(const Change& change) {
    for (std::size_t role = 0; role < best_.roles.size(); ++role)
      for (std::size_t part = 0; part < parts_of(best_.roles[role].condition).size(); ++part)
        for (std::size_t i = 0;;) {
          test_case c = best_;
          const std::vector<condition*> parts = parts_of(c.roles[role].condition);
          if (part >= parts.size() || !change(*parts[part], i)) break;
          if (!take(std::move(c))) ++i;
        }
  }

  void smaller_conditions() {
    change_parts([](condition& c, std::size_t i) {  // a part in place of the whole
      if (i >= c.parts.size()) return false;
      condition part = c.parts[i];
      c = std::move(part);
      return true;
    });
    change_parts([](condition& c, std::size_t i) {  // without a part
      if (c.parts.size() < 3 || i >= c.parts.size()) return false;
      c.parts.erase(c.parts.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    });
    change_parts([](condition& c, std::size_t i) {  // without a literal
      if (c.literals.size() < 2 || i >= c.literals.size()) return false;
      c.literals.erase(c.literals.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    });
  }

  void plainer_user() {
    const auto without = [&](bool is_there, auto change) {
      if (!is_there) return;
      test_case c = best_;
      change(c);
      take(std::move(c));
    };
    without(best_.is_admin, [](test_case& c) { c.is_admin = false; });
    without(!best_.is_allowed, [](test_case& c) { c.is_allowed = true; });
    without(best_.hierarchies != 0, [](test_case& c) { c.hierarchies = 0; });
    for (std::size_t i = 0; i < best_.claims.size(); ++i) {
      without(best_.claims[i].is_there, [i](test_case& c) { c.claims[i] = {}; });
      for (std::size_t value = 0; best_.claims[i].is_list && value < best_.claims[i].values.size();) {
        test_case c = best_;
        c.claims[i].values.erase(c.claims[i].values.begin() + static_cast<std::ptrdiff_t>(value));
        if (!take(std::move(c))) ++value;
      }
    }
  }

  void fewer_columns() {
    for (std::size_t at = 0; at < best_.columns.size() && best_.columns.size() > 1;) {
      bool is_used = false;
      test_case c = best_;
      for (role& r : c.roles)
        for (condition* part : parts_of(r.condition)) {
          is_used = is_used || (part->parts.empty() && part->column == at);
          if (part->column > at) --part->column;
        }
      c.columns.erase(c.columns.begin() + static_cast<std::ptrdiff_t>(at));
      for (oracle::row& r : c.rows) r.erase(r.begin() + static_cast<std::ptrdiff_t>(at));
      if (is_used || !take(std::move(c))) ++at;
    }
  }

  void plainer_values() {
    for (std::size_t row = 0; row < best_.rows.size(); ++row)
      for (std::size_t column = 0; column < best_.columns.size(); ++column) {
        if (!best_.rows[row][column]) continue;
        for (const oracle::scalar& s : plainer(*best_.rows[row][column])) {
          test_case c = best_;
          c.rows[row][column] = s;
          if (take(std::move(c))) break;
        }
      }
    change_parts([](condition& c, std::size_t i) {
      for (oracle::scalar& literal : c.literals) {
        const auto choice = plainer(literal);
        if (i < choice.size()) {
          literal = choice[i];
          return true;
        }
        i -= choice.size();
      }
      return false;
    });
    for (std::size_t i = 0; i < best_.columns.size(); ++i) {
      test_case c = best_;
      c.columns[i].name = "c" + std::to_string(i);
      if (c.columns[i].name != best_.columns[i].name) take(std::move(c));
    }
  }

  test_case best_;
  const std::function<bool(const test_case&)>& fails_;
  bool is_smaller_ = false;
  int tries_ = 0;
};

}  // namespace

test_case shrunk(test_case c, const std::function<bool(const test_case&)>& fails) { return shrinker(std::move(c), fails).run(); }

}  // namespace property
