# SPDX-License-Identifier: BSL-1.0
# ./run bench: builds the benchmarks in the release preset and hands over to benchmarks/bench.sh.

verb_bench() {
  need_packages "${packages_build[@]}"
  install_packages "${packages_bench[@]}" || note "these could not be installed, and are left out of the comparison: ${packages_bench[*]}"
  try_npm benchmarks/run_time/peers/node
  build_preset release rowclaim_bench
  step "running the benchmarks"
  benchmarks/bench.sh build/release/benchmarks "$@"
}
