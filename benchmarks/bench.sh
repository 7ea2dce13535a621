#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# All benchmarks, or one group: bench.sh FOLDER_OF_PROGRAMS [--only GROUP] [--json FILE]. Groups: those of rowclaim_bench, compile_time.
set -euo pipefail

programs=$1
shift
only='' json=''
while (($#)); do
  case $1 in
    --only) only=${2:?--only wants a group} && shift 2 ;;
    --json) json=${2:?--json wants a file} && shift 2 ;;
    *)
      printf 'bench: "%s" is not understood; it knows --only GROUP and --json FILE\n' "$1" >&2
      exit 2
      ;;
  esac
done

[[ -z $json ]] || rm -f "$json"
if [[ $only != compile_time ]]; then
  "$programs/rowclaim_bench" ${only:+--only "$only"} ${json:+--json "$json"}
fi
if [[ -z $only || $only == compile_time ]]; then
  python3 "$(dirname "$0")/compile_time/mappings.py" "$(dirname "$0")/../include" ${json:+--json "$json"}
fi
