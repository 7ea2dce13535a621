// SPDX-License-Identifier: BSL-1.0
// Picks the claims that a policy asks for out of a claims object, in one pass and without building anything.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rowclaim/claims/claim_tree.hpp>
#include <rowclaim/claims/presence.hpp>
#include <rowclaim/core/strict_json.hpp>

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

  bool object_begin() {
    if (depth_ == 0) {
      push(frame_kind::object, tree_.nodes.data());
      return true;
    }
    const place at = next_place();
    if (at.kind == place_kind::claim_names) {
      push(frame_kind::claim_names, nullptr);
    } else if (at.node == nullptr) {
      push(frame_kind::ignored, nullptr);
    } else if (at.kind == place_kind::element) {
      for_uses(*at.node, [&](const claim_use& use) {
        if (use.shape != claim_shape::object_member) findings_.set_malformed(use.request);
      });
      push(frame_kind::element, at.node);
    } else if (at.kind == place_kind::element_member) {
      element_value_is_malformed();
      push(frame_kind::ignored, nullptr);
    } else {
      for_uses(*at.node, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_keys)
          findings_.set_present(use.request);
        else
          findings_.set_malformed(use.request);
      });
      push(frame_kind::object, at.node);
    }
    return true;
  }

  bool object_end() {
    const frame& closed = frames_[--depth_];
    if (closed.kind == frame_kind::element) {
      std::uint64_t bit = 1;
      for_uses(*closed.node, [&](const claim_use& use) {
        if (use.shape == claim_shape::object_member && (closed.found & bit) == 0) findings_.set_malformed(use.request);
        bit <<= 1;
      });
    }
    return true;
  }

  bool array_begin() {
    if (depth_ == 0) return refuse(errc::claims_not_an_object, {});
    const place at = next_place();
    if (at.kind == place_kind::claim_names) return refuse(errc::claim_malformed, "_claim_names");
    if (at.node == nullptr) {
      push(frame_kind::ignored, nullptr);
      return true;
    }
    if (at.kind == place_kind::element_member) {
      element_value_is_malformed();
      push(frame_kind::ignored, nullptr);
    } else if (at.kind == place_kind::element) {  // an array within an array
      uses_are_malformed(*at.node);
      push(frame_kind::ignored, nullptr);
    } else {
      for_uses(*at.node, [&](const claim_use& use) {
        if (takes_list(use.shape)) {
          findings_.set_present(use.request);
          sink_.list(use.request);
        } else {
          findings_.set_malformed(use.request);
        }
      });
      descendants_are_malformed(*at.node);
      push(frame_kind::list, at.node);
    }
    return true;
  }
  bool array_end() {
    --depth_;
    return true;
  }

  bool member_name(json_text name) {
    frame& current = frames_[depth_ - 1];
    switch (current.kind) {
      case frame_kind::ignored: break;
      case frame_kind::list: break;  // a list has no members
      case frame_kind::object: {
        next_ = {place_kind::value, tree_.child(*current.node, name.view)};
        for (std::uint16_t i = current.node->first_use; i != 0; i = tree_.uses[i - 1u].next_use)
          if (tree_.uses[i - 1u].shape == claim_shape::object_keys) deliver(tree_.uses[i - 1u], name);
        if (depth_ == 1) note_overflow_announcement(name.view);
        break;
      }
      case frame_kind::claim_names:
        if (const claim_node* left_out = tree_.child(tree_.nodes[0], name.view)) subtree_is_overflowed(*left_out);
        break;
      case frame_kind::element: {
        matching_ = 0;
        std::uint64_t bit = 1;
        for_uses(*current.node, [&](const claim_use& use) {
          if (use.shape == claim_shape::object_member && use.member == name.view) matching_ |= bit;
          bit <<= 1;
        });
        current.found |= matching_;
        next_ = {place_kind::element_member, matching_ != 0 ? current.node : nullptr};
        break;
      }
    }
    return true;
  }

  bool string(json_text text) {
    return scalar(
        [&](const claim_use& use) {
          if (use.shape == claim_shape::space_separated)
            deliver_split(use, text, ' ');
          else if (use.shape == claim_shape::comma_separated)
            deliver_split(use, text, ',');
          else
            deliver(use, text);
        },
        [](claim_shape shape) { return shape != claim_shape::strings && shape != claim_shape::object_keys && shape != claim_shape::object_member; },
        [](claim_shape shape) { return shape == claim_shape::string_or_strings || shape == claim_shape::strings || shape == claim_shape::scalar_or_list; },
        true);
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
    if (groups_announcement_ && !truth) {  // "hasgroups": false leaves nothing out
      groups_announcement_ = false;
    }
    return plain_scalar([&](const claim_use& use) { sink_.boolean(use.request, truth); });
  }
  bool null() {
    return scalar([](const claim_use&) {}, [](claim_shape) { return false; }, [](claim_shape) { return false; }, false);
  }

 private:
  enum class frame_kind : std::uint8_t { ignored, object, list, element, claim_names };
  enum class place_kind : std::uint8_t { value, element, element_member, claim_names };

  struct frame {
    const claim_node* node;
    std::uint64_t found;  // of the uses at the node, which had their member in this element
    frame_kind kind;
  };
  struct place {
    place_kind kind = place_kind::value;
    const claim_node* node = nullptr;
  };

  static constexpr bool takes_list(claim_shape shape) {
    return shape == claim_shape::string_or_strings || shape == claim_shape::strings || shape == claim_shape::object_member ||
           shape == claim_shape::scalar_or_list;
  }

  bool refuse(errc cause, std::string_view detail) {
    failure_ = {cause, step::claims, detail};
    return false;
  }

  void push(frame_kind kind, const claim_node* node) { frames_[depth_++] = {node, 0, kind}; }

  // Where the value stands that begins now.
  place next_place() {
    settle_groups_announcement();
    const frame& current = frames_[depth_ - 1];
    switch (current.kind) {
      case frame_kind::list: return {place_kind::element, current.node};
      case frame_kind::object:
      case frame_kind::element: return next_;
      case frame_kind::ignored:
      case frame_kind::claim_names: break;
    }
    return {};
  }

  template <class Action>
  void for_uses(const claim_node& node, Action action) {
    for (std::uint16_t i = node.first_use; i != 0; i = tree_.uses[i - 1u].next_use) action(tree_.uses[i - 1u]);
  }

  template <class Deliver>
  bool plain_scalar(Deliver deliver_value) {
    const auto is_compared = [](claim_shape shape) { return shape == claim_shape::scalar_or_list; };
    return scalar(deliver_value, is_compared, is_compared, false);
  }

  template <class Deliver, class FitsAlone, class FitsInList>
  bool scalar(Deliver deliver_value, FitsAlone fits_alone, FitsInList fits_in_list, bool is_text) {
    if (depth_ == 0) return refuse(errc::claims_not_an_object, {});
    const place at = next_place();
    if (at.kind == place_kind::claim_names) return refuse(errc::claim_malformed, "_claim_names");
    if (at.node == nullptr) return true;
    if (at.kind == place_kind::element_member) {
      if (!is_text) {
        element_value_is_malformed();
        return true;
      }
      std::uint64_t bit = 1;
      for_uses(*at.node, [&](const claim_use& use) {
        if ((matching_ & bit) != 0) deliver_value(use);
        bit <<= 1;
      });
      return true;
    }
    for_uses(*at.node, [&](const claim_use& use) {
      if (at.kind == place_kind::element ? fits_in_list(use.shape) : fits_alone(use.shape)) {
        findings_.set_present(use.request);
        deliver_value(use);
      } else {
        findings_.set_malformed(use.request);
      }
    });
    if (at.kind == place_kind::value) descendants_are_malformed(*at.node);
    return true;
  }

  // Text without escapes cannot contain control characters (RFC 8259, 7), so only rewritten text is searched.
  bool is_clean(const claim_use& use, json_text text) {
    if (text.is_stable) return true;
    for (char c : text.view)
      if (static_cast<unsigned char>(c) < 0x20) {
        findings_.set_control_character(use.request);
        return false;
      }
    return true;
  }
  void deliver(const claim_use& use, json_text text) {
    if (is_clean(use, text)) sink_.text(use.request, text);
  }
  void deliver_split(const claim_use& use, json_text text, char separator) {
    if (!is_clean(use, text)) return;
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
    for_uses(*frames_[depth_ - 1].node, [&](const claim_use& use) {
      if ((matching_ & bit) != 0) findings_.set_malformed(use.request);
      bit <<= 1;
    });
  }
  void subtree_is_overflowed(const claim_node& node) {
    for_uses(node, [&](const claim_use& use) { findings_.set_overflowed(use.request); });
    for (std::uint16_t i = node.first_child; i != 0; i = tree_.nodes[i].next_sibling) subtree_is_overflowed(tree_.nodes[i]);
  }

  void note_overflow_announcement(std::string_view member) {
    if (member == "_claim_names")
      next_.kind = place_kind::claim_names;
    else if (member == "hasgroups")
      groups_announcement_ = true;
  }
  // Any value of "hasgroups" but false says that the groups were left out.
  void settle_groups_announcement() {
    if (!groups_announcement_) return;
    groups_announcement_ = false;
    if (const claim_node* groups = tree_.child(tree_.nodes[0], "groups")) subtree_is_overflowed(*groups);
  }

  const claim_tree& tree_;
  Sink& sink_;
  claim_findings findings_;
  error failure_{errc::claim_malformed, step::claims};
  place next_;
  std::uint64_t matching_ = 0;
  std::size_t depth_ = 0;
  bool groups_announcement_ = false;
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
