#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Shows that the compile-fail harness can fail: samples that it must refuse, and one that it must accept.
"""usage: self_test.py COMPILER [FLAG...]"""

import pathlib
import subprocess
import sys
import tempfile

HARNESS = pathlib.Path(__file__).with_name("harness.py")

GOOD = """// expect: seven is not eight; write eight
#ifdef MUST_NOT_COMPILE
static_assert(7 == 8, "seven is not eight; write eight");
#endif
"""

# name: (source, a part of the complaint or None where the harness must be content)
SAMPLES = {
    "good": (GOOD, None),
    "no_sentence": (GOOD.replace("// expect:", "// hopes:"), "line one must be"),
    "no_switch": (GOOD.replace("MUST_NOT_COMPILE", "SOMETHING_ELSE"), "nothing depends on MUST_NOT_COMPILE"),
    "broken_control": (GOOD + "int x = nothing;\n", "the control does not compile"),
    "compiles_anyway": (GOOD.replace("7 == 8", "7 == 7"), "it compiles with -DMUST_NOT_COMPILE"),
    "another_sentence": (GOOD.replace('"seven is', '"six is'), "the first error is not the sentence"),
    "sentence_only_echoed": (
        GOOD.replace('static_assert(7 == 8, "seven', 'int x = nothing; // static_assert(7 == 8, "seven'),
        "the first error is not the sentence",
    ),
    "second_error": (GOOD.replace("#endif", "int y = nothing;\n#endif"), "2 errors instead of one"),
    "sentence_second": (
        GOOD.replace("static_assert", "int y = nothing;\nstatic_assert"),
        "the first error is not the sentence",
    ),
    "too_long": (GOOD.replace("#ifdef", "// lines: 1\n#ifdef"), "the budget is 1"),
}


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (source, complaint) in SAMPLES.items():
            path = pathlib.Path(folder, name + ".cpp")
            path.write_text(source, encoding="utf-8")
            done = subprocess.run(
                [sys.executable, HARNESS, path, "--", *sys.argv[1:]], capture_output=True, text=True, check=False
            )
            if complaint is None:
                right = done.returncode == 0
            else:
                right = done.returncode == 1 and complaint in done.stdout
            if not right:
                failed += 1
                print(f"{name}: the harness ended with {done.returncode} and said:\n{done.stdout}{done.stderr}")
    print(f"{len(SAMPLES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
