#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Shows that the test of the documentation's code blocks can fail.
"""usage: self_test.py COMPILER [FLAG...]"""

import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).with_name("blocks.py")


def block(code, note="", language="cpp"):
    return f"# A page\n\n{note}\n```{language}\n#include <cstddef>\n{code}\n```\n"


SAID = 'static_assert(1 == 2, "one is not two");'
FRAGMENT = {"docs/examples/fragments/inside.hpp": "#include <cstddef>\ninline std::size_t f() {\n// the fragment\n}\n"}

# name: (files, exit status, what must be printed)
SAMPLES = {
    "compiles": ({"README.md": block("int x;")}, 0, "README.md:5: compiles"),
    "deeper_page": ({"docs/how-to/x.md": block("int x;")}, 0, "docs/how-to/x.md:5: compiles"),
    "does_not_compile": ({"README.md": block("int x = y;")}, 1, "README.md:6"),
    "refused": ({"README.md": block(SAID, "<!-- refused: one is not two -->")}, 0, "README.md:5: refused"),
    "not_refused": ({"README.md": block("int x;", "<!-- refused: one is not two -->")}, 1, "should be refused"),
    "other_sentence": ({"README.md": block(SAID, "<!-- refused: one is not three -->")}, 1, "not first with the sentence"),
    "no_block": ({"README.md": "# Nothing\n"}, 1, "no C++ block"),
    "other_language": ({"README.md": block("echo", language="sh")}, 1, "no C++ block"),
    "fragment": (
        {**FRAGMENT, "README.md": "<!-- fragment: inside -->\n```cpp\nreturn 1;\n```\n"},
        0,
        "README.md:3: compiles",
    ),
    "bad_fragment": (
        {**FRAGMENT, "README.md": "<!-- fragment: inside -->\n```cpp\nreturn y;\n```\n"},
        1,
        "README.md:3: does not compile",
    ),
    "missing_fragment": ({"README.md": block("int x;", "<!-- fragment: none -->")}, 1, "wants a fragment"),
    "note_does_not_carry": (
        {"README.md": "<!-- refused: one is not two -->\nText between.\n" + block("int x;")},
        0,
        "compiles",
    ),
}


def main():
    failed = 0
    for name, (files, status, words) in SAMPLES.items():
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [sys.executable, SCRIPT, "--root", folder, "--", *sys.argv[1:]], capture_output=True, text=True, check=False
            )
        if done.returncode != status or words not in done.stdout:
            failed += 1
            print(f"{name}: the script ended with {done.returncode} and said:\n{done.stdout}{done.stderr}")
    print(f"{len(SAMPLES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
