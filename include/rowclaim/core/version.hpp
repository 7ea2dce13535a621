// SPDX-License-Identifier: BSL-1.0
// The version of the library, and the inline namespace that keeps two versions in one program apart.
#pragma once

namespace rowclaim::inline v0_1 {

struct library_version {
  int major;
  int minor;
  int patch;
};

inline constexpr library_version version{0, 1, 0};

}  // namespace rowclaim::inline v0_1
