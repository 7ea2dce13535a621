#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Installs rowclaim into an empty folder and uses it as a stranger would, in one of three ways.
"""usage: consume.py find_package|pkg_config|subdirectory CMAKE COMPILER SOURCE_FOLDER"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(__file__).with_name("program")
PARTS = {"policy": "rowclaim", "oidc": "rowclaim-oidc", "httplib": "rowclaim-httplib", "lint": "rowclaim-lint", "rowclaim": "rowclaim-oidc"}


def run(*command, **options):
    print("+", *command, flush=True)
    return subprocess.run([str(word) for word in command], check=True, text=True, **options)


def install(cmake, compiler, source, folder):
    """An installed rowclaim, moved after its installation, since packages are."""
    build, first, moved = folder / "build", folder / "first", folder / "moved"
    run(cmake, "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={compiler}", "-DROWCLAIM_BUILD_TESTS=OFF",
        "-DROWCLAIM_BUILD_MOCK_IDP=OFF", "-DROWCLAIM_BUILD_BENCHMARKS=OFF", "-DROWCLAIM_BUILD_TOOLS=OFF", "-DROWCLAIM_BUILD_DOCS=OFF",
        f"-DCMAKE_INSTALL_PREFIX={first}")  # fmt: skip
    run(cmake, "--install", build)
    shutil.move(first, moved)
    for path in moved.rglob("*"):
        if path.suffix in (".cmake", ".pc") and any(str(place) in path.read_text() for place in (first, source)):
            raise ValueError(f"{path.name} holds a path of the machine that built it")
    return moved


def with_cmake(cmake, compiler, folder, *settings):
    build = folder / "consumer"
    run(cmake, "-S", PROGRAM, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={compiler}", *settings)
    run(cmake, "--build", build)
    for part in PARTS:
        run(build / f"uses_{part}")


def with_pkg_config(compiler, folder, prefix):
    found = [path.parent for path in prefix.rglob("rowclaim.pc")]
    environment = dict(os.environ, PKG_CONFIG_PATH=str(found[0]))
    for part, name in PARTS.items():
        asked = run("pkg-config", "--cflags", "--libs", f"{name} = 0.1.0", env=environment, stdout=subprocess.PIPE)
        program = folder / f"uses_{part}"
        run(compiler, "-std=c++20", PROGRAM / f"uses_{part}.cpp", "-o", program, *asked.stdout.split())
        run(program)


def main():
    way, cmake, compiler, source = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        try:
            if way == "subdirectory":
                with_cmake(cmake, compiler, folder, f"-DROWCLAIM_SUBDIRECTORY={source}")
                return 0
            prefix = install(cmake, compiler, pathlib.Path(source), folder)
            if way == "find_package":
                with_cmake(cmake, compiler, folder, f"-DCMAKE_PREFIX_PATH={prefix}")
            else:
                with_pkg_config(compiler, folder, prefix)
        except (subprocess.CalledProcessError, ValueError) as error:
            print(error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
