# SPDX-License-Identifier: BSL-1.0
# ./run bench: builds the benchmarks in the release preset and hands over to benchmarks/bench.sh.

verb_bench() {
  need_packages "${packages_build[@]}"
  build_preset release rowclaim_bench
  step "running the benchmarks"
  benchmarks/bench.sh build/release/benchmarks "$@"
}
