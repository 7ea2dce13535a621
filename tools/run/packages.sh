# SPDX-License-Identifier: BSL-1.0
# Installs what a verb needs from Debian and from npm, naming it, and only what is missing.

packages_build=(g++ git cmake ninja-build ccache pkg-config python3 libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libboost-system1.81-dev libboost-test1.81-dev libssl-dev libicu-dev libcpp-httplib-dev python3-jsonschema)
packages_bench=(libjwt-dev librhonabwy-dev libcjose-dev)
packages_engines=(postgresql libpq5 mariadb-server libmariadb3 clickhouse-server)
packages_providers=(glewlwyd sqlite3 openssl)
packages_check=(clang-16 clang-22 libclang-rt-16-dev libclang-rt-22-dev clang-format-16)

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  elif command -v sudo >/dev/null && [[ -t 2 ]]; then
    sudo "$@"
  else
    return 1
  fi
}

# install_packages PACKAGE...: 0 when all are there at the end, else says what is not and returns 1.
install_packages() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null; then
    note "this is not a Debian system: nothing is installed; needed are: $*"
    return 0
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  step "installing from Debian: ${missing[*]}"
  if ! as_root true; then
    note "installing needs root or sudo, and neither is to be had"
    return 1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
}

need_packages() { install_packages "$@" || cannot "these packages are needed and could not be installed: $*"; }

# try_npm FOLDER: installs the npm packages that the folder's lock file names. Never fatal: what needs them says why it did not run.
try_npm() {
  local folder=$1
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install_packages nodejs npm || { note "Node.js and npm could not be installed"; return 0; }
  fi
  local stamp=$folder/node_modules/.package-lock.json
  [[ -e $stamp && ! $folder/package-lock.json -nt $stamp ]] && return 0
  step "installing from npm: $(node -p 'const p = require("./" + process.argv[1] + "/package.json");
    Object.entries({...p.dependencies, ...p.devDependencies}).map(([n, v]) => n + " " + v).join(", ")' "$folder")"
  npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund </dev/null ||
    note "npm could not install them; what needs them will say so"
}
