# SPDX-License-Identifier: BSL-1.0
# Configuring and building one preset of CMakePresets.json.

# build_preset PRESET [TARGET...]
build_preset() {
  local preset=$1 targets=()
  shift
  (($# == 0)) || targets=(--target "$@")
  step "configuring ($preset)"
  cmake --preset "$preset" --log-level=WARNING || return
  step "building ($preset)"
  cmake --build --preset "$preset" --parallel "$(nproc)" "${targets[@]}"
}

# test_preset PRESET [CTEST OPTION...]
test_preset() {
  local preset=$1
  shift
  step "testing ($preset)"
  ctest --preset "$preset" --parallel "$(nproc)" "$@"
}
