// SPDX-License-Identifier: BSL-1.0
// Draws the chain from claims to a row as SVG: columns of boxes, and curves between them.
#pragma once

#include <rowclaim/policy/detail/chain_graph.hpp>
#include <rowclaim/policy/detail/markup.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/explanation_page.hpp>

namespace rowclaim::inline v0_1::detail {

/// About how wide a character is, in tenths of a pixel at 13 pixels and bold. Fonts differ; what is wider after all is cut off.
constexpr std::size_t width_of(std::uint32_t code) {
  if (code >= 0x80) return places_of(code) * 80;
  const char c = static_cast<char>(code);
  if (std::string_view("iljtfrI.,:;!|'()[] ").find(c) != std::string_view::npos) return 48;
  if (std::string_view("WMmw@%<>+=~").find(c) != std::string_view::npos) return 130;
  return c >= 'A' && c <= 'Z' ? 97 : 86;
}

inline std::size_t width_of(std::string_view text) {
  std::size_t wide = 0;
  for (std::size_t at = 0; at < text.size();) {
    const read_character_result one = read_utf8(text.substr(at));
    wide += width_of(one.code);
    at += one.size;
  }
  return wide;
}

/// As much of a text as is not wider than that, in bytes.
inline std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const read_character_result one = read_utf8(text.substr(at));
    used += width_of(one.code);
    if (used > width) break;
    at += one.size;
  }
  return at;
}

/// A text in at most so many lines, broken behind spaces and underscores where there are any; three dots stand for what does not fit.
inline std::vector<std::string> in_lines(std::string_view raw, std::size_t width, std::size_t most) {
  const std::string text = shortened(visible_text(raw), most_places);
  std::string_view rest = text;
  std::vector<std::string> lines;
  while (lines.empty() || !rest.empty()) {
    std::size_t end = fitting(rest, width);
    if (end < rest.size() && lines.size() + 1 == most) {
      lines.push_back(std::string(rest.substr(0, fitting(rest, width - width_of("...")))) + "...");
      break;
    }
    if (end < rest.size())
      if (const std::size_t space = rest.substr(0, end).find_last_of(" _"); space != std::string_view::npos) end = space + 1;
    if (end == 0 && !rest.empty()) end = read_utf8(rest).size;
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return lines;
}

class chain_drawing {
 public:
  explicit chain_drawing(chain_graph graph) : graph_(std::move(graph)) {
    for (std::size_t i = 0; i < graph_.boxes.size(); ++i) {
      const chain_box& one = graph_.boxes[i];
      const bool is_wordy = one.stage >= 3;
      placed made;
      made.text = in_lines(one.text, text_width, is_wordy ? 4 : 2);
      if (!one.note.empty()) made.note = in_lines(one.note, note_width, is_wordy ? 5 : 2);
      made.height = 18 + 17 * made.text.size() + 15 * made.note.size();
      placed_.push_back(std::move(made));
      stages_[one.stage].push_back(i);
    }
    place();
  }

  /// The drawing. `title` says what it shows to whoever does not see it.
  std::string svg(std::string_view title) const {
    std::string out = R"(<svg class="chain" role="img" aria-labelledby="chain-title" viewBox="0 0 )" + std::to_string(width_) +
                      ' ' + std::to_string(height_) + R"(" width=")" + std::to_string(width_) + R"(" height=")" +
                      std::to_string(height_) + "\">\n<title id=\"chain-title\">" + markup(title) + "</title>\n";
    for (std::size_t stage = 0; stage < stages_.size(); ++stage)
      if (!stages_[stage].empty())
        out += R"(<text class="stage" x=")" + std::to_string(left_[stage]) + R"(" y="18">)" + std::string(stage_names[stage]) +
               "</text>\n";
    for (const chain_line& one : graph_.lines) out += curve(one);
    for (std::size_t i = 0; i < placed_.size(); ++i) out += drawn(i);
    return out + "</svg>\n";
  }

 private:
  static constexpr std::size_t text_width = 1660;  // as `width_of` counts
  static constexpr std::size_t note_width = 2000;  // smaller and not bold
  static constexpr std::size_t box_width = 184;
  static constexpr std::size_t between = 44;
  static constexpr std::size_t gap = 10;
  static constexpr std::size_t top = 32;

  struct placed {
    std::vector<std::string> text;
    std::vector<std::string> note;
    std::size_t height = 0;
    std::size_t y = top;

    std::size_t middle() const { return y + height / 2; }
  };

  // The roles first, then what follows from them, then what they come from: each box as near to the middle of its neighbours that are
  // already placed as the box above it lets it.
  void place() {
    std::size_t x = 4;
    for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
      left_[stage] = x;
      if (!stages_[stage].empty()) x += box_width + between;
    }
    width_ = x > between ? x - between + 4 : box_width;
    std::vector<bool> is_placed(placed_.size());
    for (const std::size_t stage : {2u, 3u, 4u, 5u, 1u, 0u}) {
      if (stage >= 3) order_by_neighbours(stage, is_placed);
      std::size_t below = top;
      for (std::size_t i : stages_[stage]) {
        const std::size_t middle = middle_of_neighbours(i, is_placed);
        const std::size_t half = placed_[i].height / 2;
        placed_[i].y = std::max(below, middle > half ? middle - half : 0);
        below = placed_[i].y + placed_[i].height + gap;
      }
      for (std::size_t i : stages_[stage]) is_placed[i] = true;
      height_ = std::max(height_, below - gap + 6);
    }
    for (const chain_line& one : graph_.lines) height_ = std::max(height_, level_of(one) + 6);
  }

  // What has no neighbours comes last.
  void order_by_neighbours(std::size_t stage, const std::vector<bool>& is_placed) {
    std::ranges::sort(stages_[stage], {}, [&](std::size_t i) {
      const std::size_t middle = middle_of_neighbours(i, is_placed);
      return std::tuple(middle == 0, middle, i);
    });
  }

  std::size_t middle_of_neighbours(std::size_t box, const std::vector<bool>& is_placed) const {
    std::size_t sum = 0;
    std::size_t count = 0;
    for (const chain_line& one : graph_.lines) {
      const std::size_t other = one.from == box ? one.to : one.from;
      if ((one.from != box && one.to != box) || !is_placed[other]) continue;
      sum += placed_[other].middle();
      ++count;
    }
    return count == 0 ? 0 : sum / count;
  }

  // A line that passes whole stages goes between their boxes, or below them all.
  std::size_t level_of(const chain_line& one) const {
    const std::size_t wanted = placed_[one.from].middle();
    std::size_t lowest = wanted;
    bool is_free = true;
    for (std::size_t stage = graph_.boxes[one.from].stage + 1; stage < graph_.boxes[one.to].stage; ++stage)
      for (std::size_t i : stages_[stage]) {
        const placed& box = placed_[i];
        is_free = is_free && (wanted + 4 < box.y || wanted > box.y + box.height + 4);
        lowest = std::max(lowest, box.y + box.height + gap);
      }
    return is_free ? wanted : lowest;
  }

  std::string curve(const chain_line& one) const {
    const auto at = [](std::size_t x, std::size_t y) { return ' ' + std::to_string(x) + ' ' + std::to_string(y); };
    const auto bend = [&](std::size_t x1, std::size_t y1, std::size_t x2, std::size_t y2) {
      const std::size_t half = (x2 - x1) / 2;
      return " C" + at(x1 + half, y1) + at(x2 - half, y2) + at(x2, y2);
    };
    const std::size_t first = graph_.boxes[one.from].stage;
    const std::size_t last = graph_.boxes[one.to].stage;
    const std::size_t begin = left_[first] + box_width;
    const std::size_t end = left_[last];
    const std::size_t y1 = placed_[one.from].middle();
    const std::size_t y2 = placed_[one.to].middle();
    std::string path = "M" + at(begin, y1);
    if (last - first > 1 && !is_straight(first, last)) {
      const std::size_t level = level_of(one);
      path += bend(begin, y1, begin + between, level) + " L" + at(end - between, level) + bend(end - between, level, end, y2);
    } else {
      path += bend(begin, y1, end, y2);
    }
    return "<path class=\"line " + std::string(name(one.look)) + R"(" d=")" + path + "\"/>\n";
  }

  // Whether there is no box between the two stages.
  bool is_straight(std::size_t first, std::size_t last) const {
    while (++first < last)
      if (!stages_[first].empty()) return false;
    return true;
  }

  // A box of its own coordinates cuts off what is wider than it.
  std::string drawn(std::size_t i) const {
    const chain_box& box = graph_.boxes[i];
    const placed& at = placed_[i];
    const std::string size = R"(" width=")" + std::to_string(box_width) + R"(" height=")" + std::to_string(at.height);
    std::string out = R"(<svg class="box )" + std::string(name(box.look)) + R"(" x=")" + std::to_string(left_[box.stage]) +
                      R"(" y=")" + std::to_string(at.y) + size + "\"><title>" +
                      markup(box.text + (box.note.empty() ? "" : " (" + box.note + ")")) +
                      R"(</title><rect x="1" y="1" rx="7" width=")" + std::to_string(box_width - 2) + R"(" height=")" +
                      std::to_string(at.height - 2) + "\"/><svg x=\"10\" width=\"" + std::to_string(box_width - 14) +
                      "\" height=\"" + std::to_string(at.height) + "\">";
    std::size_t y = 7;
    const auto add = [&](std::string_view kind, const std::vector<std::string>& lines, std::size_t step) {
      for (const std::string& one : lines) {
        y += step;
        out += "<text class=\"" + std::string(kind) + R"(" x="1" y=")" + std::to_string(y) + "\">" + escaped(one) + "</text>";
      }
    };
    add("text", at.text, 17);
    add("note", at.note, 15);
    return out + "</svg></svg>\n";
  }

  chain_graph graph_;
  std::vector<placed> placed_;  // one for each box
  std::array<std::vector<std::size_t>, stage_names.size()> stages_;
  std::array<std::size_t, stage_names.size()> left_{};
  std::size_t width_ = 0;
  std::size_t height_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
