# SPDX-License-Identifier: BSL-1.0
# ./run format: clang-format over every C++ file that git knows, and the page that points at their lines; with --check it only names the
# files that it would change.

verb_format() {
  need_packages clang-format-16 git python3
  local files=() file status=0
  mapfile -d '' files < <(git ls-files -z --cached --others --exclude-standard '*.hpp' '*.cpp')
  if [[ ${1:-} != --check ]]; then
    clang-format-16 --style=file -i "${files[@]}"
    python3 test/normative/normative.py write
    return
  fi
  # The outputs are compared, as --dry-run also complains of replacements that change nothing.
  for file in "${files[@]}"; do
    clang-format-16 --style=file "$file" | cmp --quiet - "$file" && continue
    note "$file is not formatted; ./run format does it"
    status=1
  done
  python3 test/normative/normative.py check || status=1
  return "$status"
}
