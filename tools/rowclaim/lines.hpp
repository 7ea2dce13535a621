// SPDX-License-Identifier: BSL-1.0
// Lines in and lines of JSON out: what each verb does that works through its input one line after the other.
#pragma once

#include "verb.hpp"
#include <rowclaim/core/result.hpp>

#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim_command {

/// A file to read from. Throws a `complaint` if it cannot be read.
std::ifstream opened(const std::string& file);

/// The contents of a file. Throws a `complaint` if it cannot be read.
std::string contents_of(const std::string& file);

/// The first claims object of a file, or of standard input for "-": its first line, or all of it if that line begins an object that
/// goes on. What it is worth is said by whoever reads it. Throws a `complaint` if the file cannot be read.
std::string claims_in(const std::string& file);

/// Throws a `complaint` if more than one of these files is "-", standard input.
void only_one_is_standard_input(std::initializer_list<std::string_view> files);

/// The line, with its end, that says why something was refused.
std::string refusal(const rowclaim::error& why);

/// Text as a JSON string, with its quotes.
std::string json_string(std::string_view text);

/// JSON on one line: the same text without the white space between its tokens.
std::string on_one_line(std::string_view json);

/// Reads each line of the files (of standard input for "-", or if there are none), lets `answer` give what follows `{"ok":true,` for
/// it, and writes one line for it. Says on standard error how far it is if that is a terminal and the work is long.
/// Result: `something_refused` if a line was. Throws a `complaint` if a file cannot be read.
status answer_lines(const std::vector<std::string>& files,
                    const std::function<rowclaim::result<std::string>(std::string_view line)>& answer);

}  // namespace rowclaim_command
