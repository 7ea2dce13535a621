# SPDX-License-Identifier: BSL-1.0
# ./run format: clang-format over every C++ file that git knows.

verb_format() {
  need_packages clang-format-16 git
  local options=(-i)
  [[ ${1:-} == --check ]] && options=(--dry-run --Werror)
  git ls-files -z --cached --others --exclude-standard '*.hpp' '*.cpp' |
    xargs -0 --no-run-if-empty clang-format-16 --style=file "${options[@]}"
}
