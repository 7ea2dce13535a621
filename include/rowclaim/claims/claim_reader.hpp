// SPDX-License-Identifier: BSL-1.0
// Picks the claims that a policy asks for out of a claims object, in one pass and without building anything.
#pragma once

#include <rowclaim/claims/claim_tree.hpp>
#include <rowclaim/claims/presence.hpp>
#include <rowclaim/core/strict_json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What was found of each request, one bit a request.
class claim_findings {
 public:
  constexpr presence of(std::size_t request) const {
    const std::uint64_t bit = std::uint64_t{1} << request;
    if ((overflowed_ & bit) != 0) return presence::overflowed;
    if (((malformed_ | control_characters_) & bit) != 0) return presence::malformed;
    return (present_ & bit) != 0 ? presence::present : presence::absent;
  }
  /// Whether a text of the request contained a control character, which is one way to be malformed.
  constexpr bool has_control_character(std::size_t request) const { return (control_characters_ >> request & 1) != 0; }

  constexpr void set_present(std::size_t request) { present_ |= std::uint64_t{1} << request; }
  constexpr void set_malformed(std::size_t request) { malformed_ |= std::uint64_t{1} << request; }
  constexpr void set_overflowed(std::size_t request) { overflowed_ |= std::uint64_t{1} << request; }
  constexpr void set_control_character(std::size_t request) { control_characters_ |= std::uint64_t{1} << request; }

 private:
  std::uint64_t present_ = 0;
  std::uint64_t malformed_ = 0;
  std::uint64_t overflowed_ = 0;
  std::uint64_t control_characters_ = 0;
};

/// Receives the values found. Derive from it and hide what is of interest. Values may arrive for a request that turns out to be
/// malformed or overflowed later in the text: they count only once the whole object is read.
struct claim_sink {
  void text(std::size_t /*request*/, json_text) {}
  void integer(std::size_t /*request*/, std::int64_t) {}
  void real(std::size_t /*request*/, double) {}
  void boolean(std::size_t /*request*/, bool) {}
  void list(std::size_t /*request*/) {}  ///< the values that follow are the elements of an array
};

namespace detail {

template <class Sink>
class claim_visitor : public json_visitor {
 public:
  // Frames are written before they are read, so they need no clearing.
  claim_visitor(const claim_tree& tree, Sink& sink) : tree_(tree), sink_(sink) {}  // NOLINT(cppcoreguidelines-pro-type-member-init)

  const claim_findings& findings() const { return findings_; }
  error failure() const { return failure_; }

  /// Most values are of no interest, and all that is done about them is to ask this.
  bool wants_string() const { return wants_value_; }

  bool object_begin() {
    if (depth_ == 0) {
      push(frame_kind::object, &tree_.nodes[claim_tree::root]);
      return true;
    }
    if (!wants_value_) {
      push(frame_kind::ignored, nullptr);
    } else if (top_.kind == frame_kind::list) {
      for_uses(*top_.node, [&](const claim_use& use) {
        if (use.shape != claim_shape::object_member) findings_.set_malformed(use.request);
      });
      push(frame_kind::element, top_.node);
    } else if (top_.kind == frame_kind::element) {
      element_value_is_malformed();
      push(frame_kind::ignored, nullptr);
    } else if (next_ == &tree_.nodes[claim_tree::claim_names]) {
      push(frame_kind::claim_names, nullptr);
    } else {
      note_has_groups(true);
      for_uses(*next_, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_keys) findings_.set_present(use.request);
        else findings_.set_malformed(use.request);
      });
      push(frame_kind::object, next_);
    }
    return true;
  }

  bool object_end() {
    if (top_.kind == frame_kind::element) {
      std::uint64_t bit = 1;
      for_uses(*top_.node, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_member && (top_.found & bit) == 0) findings_.set_malformed(use.request);
        bit <<= 1;
      });
    }
    pop();
    return true;
  }

  bool array_begin() {
    if (depth_ == 0) return refuse(errc::claims_not_an_object, {});
    if (!wants_value_) {
      push(frame_kind::ignored, nullptr);
    } else if (top_.kind == frame_kind::list) {  // an array within an array
      uses_are_malformed(*top_.node);
      push(frame_kind::ignored, nullptr);
    } else if (top_.kind == frame_kind::element) {
      element_value_is_malformed();
      push(frame_kind::ignored, nullptr);
    } else {
      if (next_ == &tree_.nodes[claim_tree::claim_names]) return refuse(errc::claim_malformed, "_claim_names");
      note_has_groups(true);
      for_uses(*next_, [&](const claim_use& use) {
        if (takes_list(use.shape)) {
          findings_.set_present(use.request);
          sink_.list(use.request);
        } else {
          findings_.set_malformed(use.request);
        }
      });
      descendants_are_malformed(*next_);
      push(frame_kind::list, next_);
    }
    return true;
  }
  bool array_end() {
    pop();
    return true;
  }

  [[gnu::always_inline]] bool member_name(const json_name& name) {
    if (top_.kind == frame_kind::object) [[likely]] {
      next_ = tree_.child(*top_.node, name.view, name.hash);
      wants_value_ = next_ != nullptr;
    }
    if (top_.watches_names) [[unlikely]]
      watch_name(name.view, name.is_stable, name.hash);
    return true;
  }

  [[gnu::always_inline]] bool string(json_text text) {
    if (only_texts_ != nullptr) [[likely]] {
      deliver(*only_texts_, text);
      return true;
    }
    return string_elsewhere(text.view, text.is_stable);
  }
  bool integer(std::int64_t number) {
    return plain_scalar([&](const claim_use& use) { sink_.integer(use.request, number); });
  }
  bool large_integer(std::uint64_t number) {
    return plain_scalar([&](const claim_use& use) { sink_.real(use.request, static_cast<double>(number)); });
  }
  bool real(double number) {
    return plain_scalar([&](const claim_use& use) { sink_.real(use.request, number); });
  }
  bool boolean(bool truth) {
    return plain_scalar([&](const claim_use& use) { sink_.boolean(use.request, truth); }, truth);
  }
  bool null() {
    const auto never = [](claim_shape) { return false; };
    return scalar([](const claim_use&) {}, never, never, false);
  }

 private:
  enum class frame_kind : std::uint8_t { ignored, object, list, element, claim_names };

  struct frame {
    const claim_node* node;
    std::uint64_t found;  // of the uses at the node, which had their member in this element
    frame_kind kind;
    bool watches_names;  // whether members are looked at for more than the claims below them
  };

  static constexpr bool takes_text_elements(claim_shape shape) {
    return shape == claim_shape::string_or_strings || shape == claim_shape::strings || shape == claim_shape::scalar_or_list;
  }
  static constexpr bool takes_list(claim_shape shape) { return takes_text_elements(shape) || shape == claim_shape::object_member; }

  bool refuse(errc cause, std::string_view detail) {
    failure_ = {cause, step::claims, detail};
    return false;
  }

  void push(frame_kind kind, const claim_node* node) {
    frames_[depth_++] = top_;
    const bool takes_names = kind == frame_kind::object && node->first_use != 0;
    top_ = {node, 0, kind, takes_names || kind == frame_kind::element || kind == frame_kind::claim_names};
    enter();
  }
  void pop() {
    top_ = frames_[--depth_];
    enter();
  }
  // Elements of a list are wanted one after the other; in an object, each member's name decides.
  void enter() {
    wants_value_ = top_.kind == frame_kind::list;
    only_texts_ = wants_value_ ? the_only_texts(*top_.node) : nullptr;
  }
  // The use of a list of strings if it is the only one there, which is the usual case and needs no further look at each element.
  const claim_use* the_only_texts(const claim_node& node) const {
    const claim_use& use = tree_.uses[node.first_use == 0 ? 0u : node.first_use - 1u];
    return node.first_use != 0 && use.next_use == 0 && takes_text_elements(use.shape) ? &use : nullptr;
  }

  // What names mean besides: an object's keys that are values, members of an element, claims that were left out.
  [[gnu::noinline]] void watch_name(std::string_view view, bool is_stable, std::uint64_t hash) {
    if (top_.kind == frame_kind::object) {
      for_uses(*top_.node, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_keys) deliver(use, {view, is_stable});
      });
    } else if (top_.kind == frame_kind::claim_names) {
      if (const claim_node* left_out = tree_.child(tree_.nodes[claim_tree::root], view, hash)) subtree_is_overflowed(*left_out);
    } else {
      matching_ = 0;
      std::uint64_t bit = 1;
      for_uses(*top_.node, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_member && use.member == view) matching_ |= bit;
        bit <<= 1;
      });
      top_.found |= matching_;
      wants_value_ = matching_ != 0;
    }
  }

  // Takes the parts of the text, which fit into registers: a text that goes through memory is waited for.
  [[gnu::noinline]] bool string_elsewhere(std::string_view view, bool is_stable) {
    return scalar(
        [this, view, is_stable](const claim_use& use) {
          if (use.shape == claim_shape::space_separated) deliver_split(use, {view, is_stable}, ' ');
          else if (use.shape == claim_shape::comma_separated) deliver_split(use, {view, is_stable}, ',');
          else deliver(use, {view, is_stable});
        },
        [](claim_shape shape) {
          return shape != claim_shape::strings && shape != claim_shape::object_keys && shape != claim_shape::object_member;
        },
        takes_text_elements, true);
  }

  template <class Action>
  void for_uses(const claim_node& node, Action action) {
    for (std::uint16_t i = node.first_use; i != 0; i = tree_.uses[i - 1u].next_use) action(tree_.uses[i - 1u]);
  }

  template <class Deliver>
  bool plain_scalar(Deliver deliver_value, bool says_groups_left_out = true) {
    const auto is_compared = [](claim_shape shape) { return shape == claim_shape::scalar_or_list; };
    return scalar(deliver_value, is_compared, is_compared, false, says_groups_left_out);
  }

  template <class Deliver, class FitsAlone, class FitsInList>
  bool scalar(Deliver deliver_value, FitsAlone fits_alone, FitsInList fits_in_list, bool is_text,
              bool says_groups_left_out = true) {
    if (depth_ == 0) return refuse(errc::claims_not_an_object, {});
    if (!wants_value_) return true;
    if (top_.kind == frame_kind::element) {
      if (!is_text) {
        element_value_is_malformed();
        return true;
      }
      std::uint64_t bit = 1;
      for_uses(*top_.node, [&](const claim_use& use) {
        if ((matching_ & bit) != 0) deliver_value(use);
        bit <<= 1;
      });
      return true;
    }
    const bool is_element = top_.kind == frame_kind::list;
    if (!is_element && next_ == &tree_.nodes[claim_tree::claim_names]) return refuse(errc::claim_malformed, "_claim_names");
    if (!is_element) note_has_groups(says_groups_left_out);
    const claim_node& node = is_element ? *top_.node : *next_;
    for_uses(node, [&](const claim_use& use) {
      if (is_element ? fits_in_list(use.shape) : fits_alone(use.shape)) {
        findings_.set_present(use.request);
        deliver_value(use);
      } else {
        findings_.set_malformed(use.request);
      }
    });
    if (!is_element) descendants_are_malformed(node);
    return true;
  }

  // Text without escapes cannot contain control characters (RFC 8259, 7), so only rewritten text is searched.
  [[gnu::noinline]] bool is_clean(const claim_use& use, std::string_view text) {
    for (char c : text)
      if (static_cast<unsigned char>(c) < 0x20) {
        findings_.set_control_character(use.request);
        return false;
      }
    return true;
  }
  [[gnu::always_inline]] void deliver(const claim_use& use, json_text text) {
    if (text.is_stable || is_clean(use, text.view)) [[likely]]
      sink_.text(use.request, text);
  }
  void deliver_split(const claim_use& use, json_text text, char separator) {
    if (!text.is_stable && !is_clean(use, text.view)) return;
    std::string_view rest = text.view;
    while (!rest.empty()) {
      const std::size_t end = rest.find(separator);
      const std::string_view part = rest.substr(0, end);
      if (!part.empty()) sink_.text(use.request, {part, text.is_stable});
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
  }

  void uses_are_malformed(const claim_node& node) {
    for_uses(node, [&](const claim_use& use) { findings_.set_malformed(use.request); });
  }
  // A segment never looks into a string, a number or an array: what was to be found below is malformed.
  void descendants_are_malformed(const claim_node& node) {
    for (std::uint16_t i = node.first_child; i != 0; i = tree_.nodes[i].next_sibling) {
      uses_are_malformed(tree_.nodes[i]);
      descendants_are_malformed(tree_.nodes[i]);
    }
  }
  void element_value_is_malformed() {
    std::uint64_t bit = 1;
    for_uses(*top_.node, [&](const claim_use& use) {
      if ((matching_ & bit) != 0) findings_.set_malformed(use.request);
      bit <<= 1;
    });
  }
  void subtree_is_overflowed(const claim_node& node) {
    for_uses(node, [&](const claim_use& use) { findings_.set_overflowed(use.request); });
    for (std::uint16_t i = node.first_child; i != 0; i = tree_.nodes[i].next_sibling) subtree_is_overflowed(tree_.nodes[i]);
  }
  // Any value of "hasgroups" but false says that the groups were left out.
  void note_has_groups(bool says_left_out) {
    if (next_ != &tree_.nodes[claim_tree::has_groups] || !says_left_out) return;
    if (const claim_node* groups = tree_.child(tree_.nodes[claim_tree::root], "groups")) subtree_is_overflowed(*groups);
  }

  const claim_tree& tree_;
  Sink& sink_;
  frame top_{nullptr, 0, frame_kind::ignored, false};
  const claim_node* next_ = nullptr;  // where the member stands whose value comes next; null if nothing is looked for there
  const claim_use* only_texts_ = nullptr;  // in a list
  std::uint64_t matching_ = 0;  // in an element: the uses whose member comes next
  std::size_t depth_ = 0;
  bool wants_value_ = true;  // the outermost value, to be told what it is
  claim_findings findings_;
  error failure_{errc::claim_malformed, step::claims};
  std::array<frame, open_members::max_depth + 1> frames_;
};

}  // namespace detail

/// Reads a claims object and hands the requested values to `sink`.
///
/// Result: what was found of each request.
/// Errors: those of `read_strict_json`; `claims_not_an_object`; `claim_malformed` if `_claim_names` is not an object.
/// Complexity: one pass; each member of an object on the way to a claim is compared with the names expected there.
template <std::derived_from<claim_sink> Sink>
[[nodiscard]] result<claim_findings> read_claims(std::string_view json, const claim_tree& tree, Sink& sink,
                                                 const json_limits& limits = claims_limits) {
  detail::claim_visitor<Sink> visitor(tree, sink);
  if (auto read = read_strict_json(json, visitor, limits); !read) return read.error();
  return visitor.findings();
}

}  // namespace rowclaim::inline v0_1
