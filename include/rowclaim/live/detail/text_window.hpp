// SPDX-License-Identifier: BSL-1.0
// The part of a long text that is being worked on, read on demand.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/row_text.hpp>

namespace rowclaim::inline v0_1::detail {

/// `Read` takes a span of characters, fills its beginning and returns how many it wrote; none is the end of the text.
template <class Read>
class text_window {
 public:
  text_window(Read& read, std::size_t first_size) : read_(read), buffer_(first_size) {}

  std::string_view text() const { return {buffer_.data() + begin_, end_ - begin_}; }
  bool is_all() const { return is_all_; }

  void drop(std::size_t size) { begin_ += size; }

  /// Reads on. The window becomes twice as large if it is full, so that what is looked at again costs no more than the reading.
  void grow() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t got = read_(std::span(buffer_).subspan(end_));
    is_all_ = got == 0;
    end_ += got;
  }

 private:
  Read& read_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool is_all_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
