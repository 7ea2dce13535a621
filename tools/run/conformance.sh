# SPDX-License-Identifier: BSL-1.0
# ./run conformance: the relying party against the mock provider, module by module; the last line counts what passed.

verb_conformance() {
  need_packages "${packages_build[@]}"
  try_npm test/interop
  build_preset dev rowclaim_conformance
  step "running the modules"
  build/dev/test/conformance/rowclaim_conformance "$@"
}
