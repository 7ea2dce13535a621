// SPDX-License-Identifier: BSL-1.0
// A JSON text as a tree of views that know where they stand: for files that people write, whose mistakes have a place.
#pragma once

#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/strict_json.hpp>

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

enum class json_kind : std::uint8_t { null, boolean, integer, real, string, array, object };

/// What a person calls it, with its article.
constexpr std::string_view name(json_kind kind) {
  switch (kind) {
    case json_kind::null: return "null";
    case json_kind::boolean: return "a boolean";
    case json_kind::integer: return "a whole number";
    case json_kind::real: return "a number";
    case json_kind::string: return "text";
    case json_kind::array: return "a list";
    case json_kind::object: return "an object";
  }
  return "unknown";
}

/// A value in its place. Views lie in the text that was read, or in the tree.
struct json_node {
  std::string_view name = {};      ///< of the member that it is, if it is one
  std::string_view text = {};      ///< of a string
  std::int64_t integer = 0;        ///< also a boolean, as 0 or 1
  double real = 0;                 ///< also of a whole number, and of one that 64 bits with a sign do not hold
  std::uint32_t place = 0;         ///< the byte where the value begins
  std::uint32_t name_place = 0;    ///< the byte where the member's name begins; the value's if it has none
  std::uint32_t extent = 1;        ///< how many nodes it has with all inside
  json_kind kind = json_kind::null;
};

/// The nodes of a text in its order, so that what is inside a value comes right behind it.
class json_tree {
 public:
  const json_node& root() const { return nodes_.front(); }

  /// Goes over the members of an object or the elements of an array.
  class children_of {
   public:
    class iterator {
     public:
      explicit iterator(const json_node* at) : at_(at) {}
      const json_node& operator*() const { return *at_; }
      iterator& operator++() {
        at_ += at_->extent;
        return *this;
      }
      friend bool operator==(iterator, iterator) = default;

     private:
      const json_node* at_;
    };
    explicit children_of(const json_node& node) : node_(&node) {}
    iterator begin() const { return iterator(node_ + 1); }
    iterator end() const { return iterator(node_ + node_->extent); }
    bool empty() const { return node_->extent == 1; }

   private:
    const json_node* node_;
  };
  static children_of children(const json_node& node) { return children_of(node); }

  /// The member of that name; null if there is none. Complexity: linear in the members.
  static const json_node* find(const json_node& object, std::string_view name) {
    if (object.kind != json_kind::object) return nullptr;
    for (const json_node& member : children(object))
      if (member.name == name) return &member;
    return nullptr;
  }

  /// Takes the texts that had escapes, whose views outlive the tree then.
  std::forward_list<std::string> release_texts() { return std::move(unescaped_); }

 private:
  friend result<json_tree> read_json_tree(std::string_view text, const json_limits& limits);

  class builder : public json_visitor {
   public:
    explicit builder(json_tree& tree) : tree_(tree) {}

    void place(std::size_t byte) { place_ = static_cast<std::uint32_t>(byte); }
    bool object_begin() { return open(json_kind::object); }
    bool array_begin() { return open(json_kind::array); }
    bool object_end() { return close(); }
    bool array_end() { return close(); }
    bool member_name(const json_name& name) {
      name_ = kept(name);
      name_place_ = place_;
      has_name_ = true;
      return true;
    }
    bool string(json_text text) {
      add(json_kind::string).text = kept(text);
      return true;
    }
    bool integer(std::int64_t number) {
      json_node& node = add(json_kind::integer);
      node.integer = number;
      node.real = static_cast<double>(number);
      return true;
    }
    bool large_integer(std::uint64_t number) { return real(static_cast<double>(number)); }
    bool real(double number) {
      add(json_kind::real).real = number;
      return true;
    }
    bool boolean(bool truth) {
      add(json_kind::boolean).integer = truth ? 1 : 0;
      return true;
    }
    bool null() {
      add(json_kind::null);
      return true;
    }

   private:
    std::string_view kept(json_text text) {
      return text.is_stable ? text.view : std::string_view(tree_.unescaped_.emplace_front(text.view));
    }
    json_node& add(json_kind kind) {
      json_node& node = tree_.nodes_.emplace_back();
      node.kind = kind;
      node.place = place_;
      node.name_place = has_name_ ? name_place_ : place_;
      if (has_name_) node.name = name_;
      has_name_ = false;
      return node;
    }
    bool open(json_kind kind) {
      open_.push_back(tree_.nodes_.size());
      add(kind);
      return true;
    }
    bool close() {
      tree_.nodes_[open_.back()].extent = static_cast<std::uint32_t>(tree_.nodes_.size() - open_.back());
      open_.pop_back();
      return true;
    }

    json_tree& tree_;
    std::vector<std::size_t> open_;
    std::string_view name_;
    std::uint32_t name_place_ = 0;
    std::uint32_t place_ = 0;
    bool has_name_ = false;
  };

  std::vector<json_node> nodes_;
  std::forward_list<std::string> unescaped_;  // texts that had escapes; a list, as its elements stay where they are
};

/// Reads one JSON text into a tree. The text must outlive it.
///
/// Errors: those of `read_strict_json`; `json_too_large` for texts of more than four gigabytes.
/// Complexity: one pass; about 72 bytes for each value.
[[nodiscard]] inline result<json_tree> read_json_tree(std::string_view text, const json_limits& limits = {}) {
  if (text.size() > 0xffffffffu) return error{errc::json_too_large, step::json};
  json_tree tree;
  json_tree::builder builder(tree);
  if (auto read = read_strict_json(text, builder, limits); !read) return read.error();
  return tree;
}

/// A place in a text as an editor shows it, both counted from one; columns count characters of UTF-8.
struct text_place {
  std::size_t line = 1;
  std::size_t column = 1;

  /// For what has no place in a text.
  static constexpr text_place none() { return {0, 0}; }

  friend bool operator==(const text_place&, const text_place&) = default;
};

/// Complexity: linear in the text before the byte.
constexpr text_place place_of(std::string_view text, std::size_t byte) {
  text_place place;
  for (std::size_t i = 0; i < byte && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

/// Where a place in a part of a text is in the whole, if the part begins at `begin`.
constexpr text_place place_behind(text_place begin, text_place inside) {
  if (inside.line > 1) return {begin.line + inside.line - 1, inside.column};
  return {begin.line, begin.column + inside.column - 1};
}

}  // namespace rowclaim::inline v0_1
