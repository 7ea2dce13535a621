# SPDX-License-Identifier: BSL-1.0
# ./run demo: builds the demonstration alone and runs it with the arguments given.

verb_demo() {
  need_packages "${packages_build[@]}"
  try_npm test/interop
  build_preset release rowclaim_demo
  step "running the demonstration"
  build/release/tools/demo/rowclaim_demo "$@"
}
