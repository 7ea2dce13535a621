// SPDX-License-Identifier: BSL-1.0
// Rows of any format: values are of their columns' kinds, all readers of a row agree, and no byte of a row is lost or added.
#include "fuzz_target.hpp"
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/row_text.hpp>

#include <algorithm>
#include <span>
#include <string>

namespace {

using namespace rowclaim;

const live_identity& user() {
  static const live_identity signed_in =
      authorize(read_policy(R"({"version":1,"gate":[],"default_roles":["R"],"tables":{"t":{"columns":{"S":"string","N":"int64",
        "X":"double","B":"bool","D":"date","T":"time","M":"timestamp"},"restrictions":{"R":{"and":[
          {"column":"S","op":"!=","value":"a"},{"not":{"column":"N","op":"<","value":0}},{"column":"X","op":"<=","value":1}]}}}}})")
                    .policy,
                verified_claims::assume_verified(R"({"iss":"i","sub":"s"})"))
          .value();
  return signed_in;
}

const table_schema& things() { return *user().policy()->find_table("t"); }

void check(const record_reading& row, const plan& some) {
  static const record_filter filter(some);
  if (row.mistake) {
    fuzz::require(row.values.empty(), "what cannot be read has no values");
    fuzz::require(!row.mistake->sentence.empty() && row.mistake->place.line > 0, "a mistake has a place and a sentence");
    return;
  }
  fuzz::require(row.values.size() == things().columns.size(), "there is a value for each column");
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const value& v = row.values[i];
    fuzz::require(v.kind == value_kind::null || (v.kind == things().columns[i].kind && v.is_valid),
                  "a value is of its column's kind");
    fuzz::require(detail::find_bad_utf8(v.text) == v.text.size(), "text is UTF-8");
  }
  fuzz::require(filter.shows(row.values) == (evaluate(some, row.values) == truth::is_true), "the filter shows what is true");
}

struct copy {
  std::string text;
  bool is_whole;
};

copy copied(const plan& allowed, row_format format, std::string_view text, std::size_t piece) {
  copy made;
  const auto read = [&](std::span<char> into) {
    const std::size_t size = std::min({piece, into.size(), text.size()});
    std::copy_n(text.begin(), size, into.begin());
    text.remove_prefix(size);
    return size;
  };
  const auto write = [&](std::string_view rows) { made.text += rows; };
  made.is_whole = !copy_visible_rows(allowed, format, read, write);
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  static const plan some = plan_for(user(), "t");
  static const plan all = plan::allow_all(things());
  static record_reader reader(things());

  const record_reading object = reader.read_json(text);
  check(object, some);
  if (!object.mistake) fuzz::require(parse_strict_json_object(text, row_limits).has_value(), "a row of JSON is an object");
  const std::string_view line = text.substr(0, text.find('\n'));
  if (!reader.read_csv_header(line, all) && line.size() < text.size()) check(reader.read_csv(text.substr(line.size() + 1)), some);

  for (const row_format format : {row_format::json_lines, row_format::json_list, row_format::csv}) {
    const copy whole = copied(all, format, text, text.size() + 1);
    const copy pieces = copied(all, format, text, 3);
    fuzz::require(whole.text == pieces.text && whole.is_whole == pieces.is_whole,
                  "it does not matter in which pieces a text comes");
    const copy part = copied(some, format, text, text.size() + 1);
    const bool is_equally_good = part.is_whole == whole.is_whole;
    fuzz::require(is_equally_good || format == row_format::csv, "whether rows can be read does not depend on who may see them");
    fuzz::require(part.text.size() <= whole.text.size(), "nobody sees more than all rows");
    if (!whole.is_whole) continue;
    if (format == row_format::csv) fuzz::require(whole.text == text, "all rows of a CSV are the CSV");
    if (format == row_format::json_list) fuzz::require(parse_strict_json(whole.text, row_limits).has_value(), "a list stays JSON");
    const copy again = copied(all, format, whole.text, whole.text.size() + 1);
    fuzz::require(again.is_whole && again.text == whole.text, "what was copied is copied as it is");
  }
  return 0;
}
