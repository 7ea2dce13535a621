// SPDX-License-Identifier: BSL-1.0
// Running a shell command with an environment and an end, and a folder for what goes back and forth.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conformance {

inline constexpr std::chrono::seconds patience{30};

// Gone with its content when it goes out of scope.
class scratch_folder {
 public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::filesystem::path file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

void write(const std::filesystem::path& file, const std::string& text);
// The last one that is not empty, cut after 300 letters.
std::string last_line_of(const std::filesystem::path& file);

struct ended {
  bool in_time = false;
  // -1 if it did not end by itself.
  int status = -1;
};

// With these variables beside those of this process; all that it prints goes to the file. It is killed when it takes longer than our
// patience. Throws std::runtime_error if it cannot be started.
ended run_command(const std::string& command, const std::vector<std::pair<std::string, std::string>>& told,
                  const std::filesystem::path& output);

}  // namespace conformance
