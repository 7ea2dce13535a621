// SPDX-License-Identifier: BSL-1.0
// A stream of record batches of any Arrow producer, with what of each may be seen.
#pragma once

#include <rowclaim/rows/arrow.hpp>
#include <rowclaim/rows/column_filter.hpp>
#include <rowclaim/rows/plan.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1::arrow {

/// Reads a stream batch by batch, and says which rows of each are visible under a plan. A failure is never taken for the end: it is said
/// again whenever the stream is asked.
class filtered_stream {
 public:
  /// Takes the stream over and reads its schema. Errors: `arrow_stream_failed` with what the stream says, `arrow_malformed` for a stream
  /// that is released or lacks a function, and those of `batch_reader::make`.
  static result<filtered_stream> make(plan p, unique_stream stream, column_filter_options options = {}) {
    if (!stream) return refusal{errc::arrow_malformed, "", "the stream is released"};
    if (stream->get_schema == nullptr || stream->get_next == nullptr)
      return refusal{errc::arrow_malformed, "", "the stream lacks a function"};
    unique_schema schema;
    if (const int code = stream->get_schema(&*stream, schema.out()); code != 0) {
      *schema = ArrowSchema{};  // what a producer leaves there when it fails is nothing to release
      return failure(*stream, code);
    }
    auto reader = batch_reader::make(p, *schema);
    if (!reader) return reader.error();
    return filtered_stream(std::move(p), std::move(stream), std::move(schema), *std::move(reader), options);
  }

  /// Goes to the next batch and releases the one before. Result: whether there is one. Errors: `arrow_stream_failed` with what the stream
  /// says, and those of `batch_reader::read`.
  [[nodiscard]] result<bool> next() {
    rows_.reset();
    visible_ = selection();
    batch_.reset();
    if (failure_) return *failure_;
    if (has_ended_) return false;
    if (const int code = stream_->get_next(&*stream_, batch_.out()); code != 0) {
      *batch_ = ArrowArray{};
      return fail(failure(*stream_, code));
    }
    if (!batch_) {
      has_ended_ = true;
      return false;
    }
    auto rows = reader_.read(*batch_);
    if (!rows) {
      batch_.reset();
      return fail(rows.error());
    }
    rows_ = *std::move(rows);
    visible_ = filter_.select(rows_->rows(), options_);
    return true;
  }

  const ArrowSchema& schema() const noexcept { return *schema_; }
  /// The batch as it came, with all of its columns; released if there is none.
  const ArrowArray& batch() const noexcept { return *batch_; }
  /// Which rows of the batch are visible; of no rows if there is no batch.
  const selection& visible() const noexcept { return visible_; }

 private:
  filtered_stream(plan p, unique_stream stream, unique_schema schema, batch_reader reader, column_filter_options options)
      : stream_(std::move(stream)),
        schema_(std::move(schema)),
        reader_(std::move(reader)),
        filter_(std::move(p)),
        options_(options) {}

  refusal fail(refusal why) { return failure_.emplace(std::move(why)); }

  // What a stream says is shown in part, and without what could move a terminal.
  static refusal failure(ArrowArrayStream& stream, int code) {
    constexpr std::size_t most = 200;
    const char* const said = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
    std::string text = "code " + std::to_string(code);
    if (said != nullptr && *said != '\0') text += ": ";
    for (std::size_t i = 0; said != nullptr && i < most && said[i] != '\0'; ++i)
      text += static_cast<unsigned char>(said[i]) < ' ' || said[i] == '\x7f' ? ' ' : said[i];
    return {errc::arrow_stream_failed, "", std::move(text)};
  }

  unique_stream stream_;
  unique_schema schema_;
  batch_reader reader_;
  column_filter filter_;
  column_filter_options options_;
  unique_array batch_;
  std::optional<record_batch> rows_;
  selection visible_;
  std::optional<refusal> failure_;
  bool has_ended_ = false;
};

}  // namespace rowclaim::inline v0_1::arrow
