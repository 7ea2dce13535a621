// SPDX-License-Identifier: BSL-1.0
// Looks at the names of a policy file that are not ASCII: those that look like others, and those that hide what they are.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/lint_list.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/live/detail/policy_names.hpp>
#include <rowclaim/live/lint_finding.hpp>
#include <rowclaim/live/policy_reader.hpp>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

/// What Unicode says about names. Texts are UTF-8, as JSON's are; a question that ICU cannot answer makes `has_failed` true.
class unicode_judge {
 public:
  unicode_judge() {
    checker_.reset(uspoof_open(&status_));
    composed_ = unorm2_getNFCInstance(&status_);
    compatible_ = unorm2_getNFKCInstance(&status_);
    if (has_failed()) return;
    uspoof_setChecks(checker_.get(), USPOOF_RESTRICTION_LEVEL, &status_);
    uspoof_setRestrictionLevel(checker_.get(), USPOOF_HIGHLY_RESTRICTIVE);
  }

  bool has_failed() const { return U_FAILURE(status_) != 0; }

  /// Requires: well-formed UTF-8, as the reader of JSON lets through nothing else.
  template <class Visit>
  static void for_code_points(std::string_view text, Visit visit) {
    while (!text.empty()) {
      const auto lead = static_cast<unsigned char>(text.front());
      const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      UChar32 c = length == 1 ? lead : lead & (0x7f >> length);
      for (const char further : text.substr(1, length - 1)) c = c << 6 | (static_cast<unsigned char>(further) & 0x3f);
      visit(c);
      text.remove_prefix(std::min(length, text.size()));
    }
  }

  static bool is_invisible(UChar32 c) {
    if (c == U' ') return false;
    constexpr std::uint32_t unseen = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_Z_MASK;
    constexpr UChar32 empty_braille = 0x2800;
    return (U_GET_GC_MASK(c) & unseen) != 0 || c == empty_braille || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  }

  /// Whether the text is in the form that texts are compared in (NFC).
  bool is_composed(std::string_view text) {
    const std::u16string wide = widened(text);
    return unorm2_isNormalized(composed_, wide.data(), static_cast<std::int32_t>(wide.size()), &status_) != 0 || has_failed();
  }

  /// Whether letters are of scripts that no language writes together (UTS 39, 5.2: beyond "highly restrictive").
  bool mixes_scripts(std::string_view word) {
    const std::int32_t found =
        uspoof_checkUTF8(checker_.get(), word.data(), static_cast<std::int32_t>(word.size()), nullptr, &status_);
    return !has_failed() && (found & USPOOF_RESTRICTION_LEVEL) != 0;
  }

  /// What two names have in common that look alike (UTS 39, 4), also where one is written in letters of another width.
  std::u16string skeleton(std::string_view text) {
    const std::u16string wide = widened(text);
    const auto plain = filled(wide.size(), [&](char16_t* out, std::int32_t room) {
      return unorm2_normalize(compatible_, wide.data(), static_cast<std::int32_t>(wide.size()), out, room, &status_);
    });
    return filled(plain.size(), [&](char16_t* out, std::int32_t room) {
      return uspoof_getSkeleton(checker_.get(), 0, plain.data(), static_cast<std::int32_t>(plain.size()), out, room, &status_);
    });
  }

  /// What two names have in common that differ in case.
  std::u16string folded(std::string_view text) {
    const std::u16string wide = widened(text);
    return filled(wide.size(), [&](char16_t* out, std::int32_t room) {
      return u_strFoldCase(out, room, wide.data(), static_cast<std::int32_t>(wide.size()), U_FOLD_CASE_DEFAULT, &status_);
    });
  }

 private:
  struct closer {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
  };

  std::u16string widened(std::string_view text) {
    return filled(text.size(), [&](char16_t* out, std::int32_t room) {
      std::int32_t length = 0;
      u_strFromUTF8(out, room, &length, text.data(), static_cast<std::int32_t>(text.size()), &status_);
      return length;
    });
  }

  /// ICU says how much room it needs if it has too little.
  template <class Fill>
  std::u16string filled(std::size_t likely, Fill fill) {
    std::u16string out(likely + 1, u'\0');
    if (has_failed()) return {};
    std::int32_t length = fill(out.data(), static_cast<std::int32_t>(out.size()));
    if (status_ == U_BUFFER_OVERFLOW_ERROR) {
      status_ = U_ZERO_ERROR;
      out.resize(static_cast<std::size_t>(length) + 1);
      length = fill(out.data(), static_cast<std::int32_t>(out.size()));
    }
    out.resize(has_failed() ? 0 : static_cast<std::size_t>(length));
    return out;
  }

  UErrorCode status_ = U_ZERO_ERROR;
  std::unique_ptr<USpoofChecker, closer> checker_;
  const UNormalizer2* composed_ = nullptr;    // ICU's own, as the next one
  const UNormalizer2* compatible_ = nullptr;
};

class name_lint {
 public:
  name_lint(const std::vector<policy_name>& names, lint_list& out) : names_(once_each(names)), out_(out) {}

  /// Result: false if ICU could not say what it was asked.
  bool look() {
    for (const policy_name* one : names_)
      if (!is_plain(one->name)) look_at(*one);
    for (auto from = names_.begin(); from != names_.end();) {
      const auto to =
          std::ranges::find_if(from, names_.end(), [&](const policy_name* one) { return one->space() != (*from)->space(); });
      if (std::any_of(from, to, [](const policy_name* one) { return !is_ascii(one->name); })) look_at_pairs({from, to});
      from = to;
    }
    return !judge_ || !judge_->has_failed();
  }

 private:
  using group = std::vector<const policy_name*>;

  static bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  }
  static bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  }

  /// Only names beyond ASCII need Unicode's data.
  unicode_judge& judge() { return judge_ ? *judge_ : judge_.emplace(); }

  void add(lint_kind kind, const policy_name& at, std::string sentence) { out_.add(kind, at.place, at.key, std::move(sentence)); }

  static std::string code_point(UChar32 c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (std::uint32_t left = static_cast<std::uint32_t>(c); left != 0 || text.size() < 4; left /= 16)
      text.insert(0, 1, digits[left % 16]);
    return "U+" + text;
  }
  /// The name with its code points in place of whatever may look like something else.
  static std::string spelled(std::string_view name) {
    std::string text;
    unicode_judge::for_code_points(name, [&](UChar32 c) {
      if (c >= ' ' && c <= '~') text += static_cast<char>(c);
      else text.append("<").append(code_point(c)).append(">");
    });
    return quoted_whole(text);
  }
  static std::string quoted_whole(std::string_view text) { return '"' + std::string(text) + '"'; }

  void look_at(const policy_name& one) {
    std::optional<UChar32> unseen;
    unicode_judge::for_code_points(one.name, [&](UChar32 c) {
      if (!unseen && unicode_judge::is_invisible(c)) unseen = c;
    });
    if (unseen)
      add(lint_kind::name_has_invisible_character, one,
          spelled(one.name) + " has the character " + code_point(*unseen) +
              ", which nobody sees; remove it, unless it is written so everywhere");
    if (is_ascii(one.name)) return;
    if (!judge().is_composed(one.name))
      add(lint_kind::name_is_not_normalised, one,
          spelled(one.name) +
              " is not in the form that most programs write (NFC), and names are compared byte by byte; write it in NFC, "
              "unless it comes otherwise");
    for (std::string_view rest = one.name; !rest.empty();) {
      const auto end = std::ranges::find_if(rest, is_between_words);
      const std::string_view word(rest.begin(), end);
      if (!is_ascii(word) && judge().mixes_scripts(word)) {
        add(lint_kind::name_mixes_scripts, one,
            spelled(one.name) + " mixes " + scripts_of(word) + "; write it in letters of one script, or put a sign between them");
        break;
      }
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
  }
  /// What stands between words: signs of ASCII. So `ROLE_` before a word of another script mixes nothing.
  static bool is_between_words(char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return static_cast<unsigned char>(c) < 0x80 && !is_letter;
  }

  /// "Latin (U+0046) and Cyrillic (U+0430)", each with its first letter.
  static std::string scripts_of(std::string_view word) {
    std::vector<UScriptCode> found;
    std::string text;
    unicode_judge::for_code_points(word, [&](UChar32 c) {
      UErrorCode status = U_ZERO_ERROR;
      const UScriptCode script = uscript_getScript(c, &status);
      if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED || std::ranges::find(found, script) != found.end()) return;
      found.push_back(script);
      text.append(text.empty() ? "" : " and ").append(uscript_getName(script)).append(" (").append(code_point(c)).append(")");
    });
    return text;
  }

  /// Requires: names of one space, of which one at least is not ASCII.
  void look_at_pairs(const group& names) {
    find_twins(
        names, [&](std::string_view name) { return judge().skeleton(name); },
        [&](const policy_name& one, const policy_name& other) {
          add(lint_kind::names_look_alike, one,
              spelled(one.name) + " looks like " + spelled(other.name) + ", and they are two " + std::string(plural(one.use)) +
                  "; write one of them everywhere, if one is meant");
        });
    if (names.front()->use == name_use::cell) return;
    find_twins(
        names, [&](std::string_view name) { return judge().folded(name); },
        [&](const policy_name& one, const policy_name& other) {
          add(lint_kind::names_differ_in_case, one,
              spelled(one.name) + " and " + spelled(other.name) + " are two " + std::string(plural(one.use)) +
                  ", as case counts; write one of them everywhere, if one is meant");
        });
  }

  /// Names that have something in common, each with the one before it in the file. Two of ASCII are left out.
  template <class Reduce, class Say>
  static void find_twins(const group& names, Reduce reduce, Say say) {
    std::vector<std::pair<std::u16string, const policy_name*>> all;
    for (const policy_name* one : names) all.emplace_back(reduce(one->name), one);
    std::ranges::sort(all, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second->place < b.second->place;
    });
    for (std::size_t i = 1; i < all.size(); ++i)
      if (all[i - 1].first == all[i].first && !(is_ascii(all[i - 1].second->name) && is_ascii(all[i].second->name)))
        say(*all[i].second, *all[i - 1].second);
  }

  group names_;
  lint_list& out_;
  std::optional<unicode_judge> judge_;
};

}  // namespace detail

/// Looks at the names of a policy file, and at the texts that its conditions compare with: invisible characters, other forms than NFC,
/// mixed scripts, and pairs that look alike or differ in case. Names of ASCII ask nothing of ICU.
///
/// Result: the findings, in the order of the file; none for a text that is not JSON, which `lint_policy` says.
/// Complexity: linear in the names but for sorting.
[[nodiscard]] inline std::vector<lint_finding> lint_names(const std::string& text, const json_limits& limits = policy_file_limits) {
  const auto tree = read_json_tree(text, limits);
  if (!tree) return {};
  const std::vector<detail::policy_name> names = detail::policy_name_collector::collect(tree->root());
  detail::lint_list out;
  if (!detail::name_lint(names, out).look())
    out.add(lint_kind::not_looked_at, tree->root().place, {},
            "names beyond ASCII could not be looked at, as ICU's data is not to be had; install it, or check them by other means");
  return std::move(out).in_order(text);
}

}  // namespace rowclaim::inline v0_1
