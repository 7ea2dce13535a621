# SPDX-License-Identifier: BSL-1.0
# ./run test: builds everything with g++ and runs every test; ctest's summary comes last.

verb_test() {
  need_packages "${packages_build[@]}"
  try_npm test/interop
  build_preset dev
  test_preset dev "$@"
}
