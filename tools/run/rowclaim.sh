# SPDX-License-Identifier: BSL-1.0
# ./run rowclaim: builds the command, saying nothing on standard output, and runs it where it was called with the arguments given.

# Standard output and input belong to the command; a build that works says nothing but which step takes its time.
build_rowclaim() {
  local log
  need_packages "${packages_build[@]}"
  if [[ ! -e build/release/build.ninja ]]; then
    step "configuring (release)"
    cmake --preset release --log-level=WARNING || return
  fi
  [[ -x build/release/tools/rowclaim/rowclaim ]] || step "building the command rowclaim (release)"
  log=$(cmake --build --preset release --parallel "$(nproc)" --target rowclaim_program 2>&1) || {
    printf '%s\n' "$log"
    return 1
  }
}

verb_rowclaim() {
  local root=$PWD
  build_rowclaim </dev/null >&2 || cannot "the command could not be built"
  # File names are meant from where ./run was called.
  cd "${OLDPWD:-$root}"
  exec "$root/build/release/tools/rowclaim/rowclaim" "$@"
}
