# SPDX-License-Identifier: BSL-1.0
# The differential test: every executor in memory on many random cases, then the SQL of random cases on the databases that are there.

# Servers are installed without being started: those of the tests have folders and ports of their own.
install_servers() (
  guard=/usr/sbin/policy-rc.d
  if command -v dpkg-query >/dev/null && [[ ! -e $guard ]] && as_root true 2>/dev/null; then
    trap 'as_root rm -f "$guard"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null && as_root chmod 755 "$guard"
  fi
  install_packages "$@"
)

# engine_run NAME OPTION...: one database; 0, 1 or 77 as a test.
engine_run() {
  python3 -B test/engines/differential.py build/dev/test/property/rowclaim_differential "$@" \
    --save build/dev/test/property/failures
}

check_engines() {
  local status=0 result name agreed=0 failed=0 skipped=0
  install_servers "${packages_engines[@]}" || note "these could not all be installed; what needs them will say so: ${packages_engines[*]}"
  build_preset dev rowclaim_differential || return
  step "random cases in memory"
  build/dev/test/property/rowclaim_differential --cases 20000 --save build/dev/test/property/failures || status=1
  step "random cases in databases"
  for name in sqlite postgresql mariadb duckdb clickhouse clickhouse_cluster; do
    result=0
    engine_run "$name" --cases 2000 || result=$?
    case $result in
      0) agreed=$((agreed + 1)) ;;
      77) skipped=$((skipped + 1)) ;;
      *) failed=$((failed + 1)) ;;
    esac
  done
  printf 'databases: %d agreed, %d failed, %d skipped\n' "$agreed" "$failed" "$skipped"
  result=0
  python3 -B test/engines/hidden_rows.py || result=$?
  ((result == 0 || result == 77)) || status=1
  return $((status | (failed > 0)))
}
