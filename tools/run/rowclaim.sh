# SPDX-License-Identifier: BSL-1.0
# ./run rowclaim: builds the command, saying nothing on standard output, and runs it where it was called with the arguments given.

# Standard output and input belong to the command; the first build shows its steps there, a later one speaks only if it fails.
build_rowclaim() {
  local program=$1 log build=(cmake --build --preset release --parallel "$(nproc)" --target rowclaim_program)
  need_packages "${packages_build[@]}"
  if [[ ! -e build/release/build.ninja ]]; then
    step "configuring (release)"
    cmake --preset release --log-level=WARNING || return
  fi
  if [[ ! -x $program ]]; then
    step "building the command rowclaim (release)"
    "${build[@]}"
    return
  fi
  log=$("${build[@]}" 2>&1) || {
    printf '%s\n' "$log"
    return 1
  }
}

verb_rowclaim() {
  local program=$PWD/build/release/tools/rowclaim/rowclaim
  build_rowclaim "$program" </dev/null >&2 || cannot "the command could not be built"
  # File names are meant from where ./run was called.
  cd "${OLDPWD:-$PWD}"
  exec "$program" "$@"
}
