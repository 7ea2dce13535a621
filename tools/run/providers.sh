# SPDX-License-Identifier: BSL-1.0
# Our relying party at providers that others wrote.

# A provider that cannot be had is skipped, and says so; the step counts as skipped then, unless something failed.
check_providers() {
  install_servers "${packages_providers[@]}" || note "these could not all be installed; what needs them will say so: ${packages_providers[*]}"
  build_preset dev sign_in_driver || return
  step "signing in"
  python3 -B test/interop/providers/real_providers.py build/dev/test/interop/sign_in_driver
}
