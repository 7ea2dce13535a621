# SPDX-License-Identifier: BSL-1.0
# ./run check: everything slower than ./run test, as named steps with a closing table.

check_steps=(rules format headers compile-fail asan tsan fuzz release consume conformance providers engines)

# configured_tests PRESET LABEL: tests that compile for themselves.
configured_tests() {
  step "configuring ($1)"
  cmake --preset "$1" --log-level=WARNING && test_preset "$1" --label-regex "^($2)\$"
}

check_rules() { configured_tests dev rules; }

check_format() { verb_format --check; }

# Each header compiles alone, on the newest clang; g++ and the oldest clang have them in the tests.
check_headers() { build_preset clang-newest all_verify_interface_header_sets; }

check_compile_fail() {
  # On clang; on g++ ./run test has done it.
  local preset status=0
  for preset in clang clang-newest; do configured_tests "$preset" 'compile_fail|blocks' || status=1; done
  return "$status"
}

# All tests once more, and on the oldest clang: what it warns of is an error here as well.
check_asan() { build_preset asan && test_preset asan; }

# What has threads: the rest would be the same run again, several times slower.
check_tsan() { build_preset tsan rowclaim_tests_threads && test_preset tsan --label-regex '^threads$'; }

# A minute for each target, as many at a time as there are cores; what they find stays in build/fuzz/test/fuzz/found/.
check_fuzz() {
  build_preset fuzz rowclaim_fuzz_targets || return
  step "fuzzing for ${FUZZ_SECONDS:=60} s each"
  local folder=build/fuzz/test/fuzz target name status=0
  printf '%s\n' test/fuzz/seeds/* | xargs -P "$(nproc)" -I{} bash -c '
    name=${1##*/}
    cd "$2" && mkdir -p "found/$name" &&
      "./fuzz_$name" -max_total_time="$3" -max_len=8192 -print_final_stats=1 -artifact_prefix="found/$name/" \
        "found/$name" "$4/$1" >"$name.log" 2>&1' fuzz {} "$folder" "$FUZZ_SECONDS" "$PWD" || status=1
  for target in test/fuzz/seeds/*; do
    name=${target##*/}
    if grep -q '^Done ' "$folder/$name.log"; then
      printf '%-14s %s\n' "$name" "$(grep -m1 '^Done ' "$folder/$name.log")"
    else
      printf '%-14s FAILED\n' "$name"
      tail -n 40 "$folder/$name.log"
    fi
  done
  return "$status"
}

# What nothing else builds, and what the compiler only warns of where it optimises most.
check_release() { build_preset release rowclaim_bench rowclaim_program rowclaim_demo; }

check_consume() { configured_tests dev consume; }

# ./run test runs one plan; this is all of them, within the time that the documentation promises.
check_conformance() {
  build_preset dev rowclaim_conformance || return
  step "running the modules"
  build/dev/test/conformance/rowclaim_conformance --within 120
}

# A step that ends with status 77 was skipped, and has said why.
run_check_step() {
  local name=$1 started=$SECONDS status=0
  printf '\n======== %s ========\n' "$name"
  # A subshell with -e off inside `||`: the functions chain with && and return the first failure.
  ("check_${name//-/_}") || status=$?
  case $status in
    0) result=passed passed=$((passed + 1)) ;;
    77) result=skipped skipped=$((skipped + 1)) ;;
    *) result=FAILED failed=$((failed + 1)) ;;
  esac
  table+=$(printf '%-14s %-8s %6d s' "$name" "$result" $((SECONDS - started)))$'\n'
}

verb_check() {
  local steps=("${check_steps[@]}") result table='' passed=0 failed=0 skipped=0 name
  case ${1:-} in
    '') ;;
    --list)
      printf '%s\n' "${check_steps[@]}"
      return
      ;;
    --only)
      [[ " ${check_steps[*]} " == *" ${2:-} "* && -n ${2:-} ]] || cannot "check --only wants one of: ${check_steps[*]}"
      steps=("$2")
      ;;
    *) cannot "check knows --list and --only STEP, not $1" ;;
  esac
  need_packages "${packages_build[@]}" "${packages_check[@]}"
  try_npm test/interop
  for name in "${steps[@]}"; do run_check_step "$name"; done
  printf '\n%-14s %-8s %8s\n%s\n' step result seconds "$table"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}
