# SPDX-License-Identifier: BSL-1.0
# Headings with the elapsed time, so that a long run shows where it is.

run_started=$SECONDS

step() { printf '\n==> [%3d s] %s\n' $((SECONDS - run_started)) "$*"; }

note() { printf '    %s\n' "$*"; }

# Ends the run because something is missing that cannot be had.
cannot() {
  printf 'run: %s\n' "$*" >&2
  exit 2
}
