# SPDX-License-Identifier: BSL-1.0
# ./run bench: builds the benchmarks in the release preset and hands over to benchmarks/bench.sh.

verb_bench() {
  need_packages "${packages_build[@]}"
  local peers=("${packages_bench[@]}" postgresql libpq5)
  install_packages "${peers[@]}" || note "these could not be installed, and are left out of the comparison: ${peers[*]}"
  try_npm benchmarks/run_time/peers/node
  build_preset release rowclaim_bench
  step "running the benchmarks"
  benchmarks/bench.sh build/release/benchmarks "$@"
}
