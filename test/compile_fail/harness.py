#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Compiles one file twice: as it is, which must work, and with -DMUST_NOT_COMPILE, which must fail with its sentence first.
"""usage: harness.py FILE -- COMPILER [FLAG...]

The file's first line is `// expect: <sentence>`, and a later line may say `// lines: N` where more than 15 lines of output
are meant."""

import argparse
import os
import re
import subprocess
import sys

BUDGET = 15


def expectation(source):
    """The sentence and the line budget that a source states, or a complaint."""
    first, _, rest = source.partition("\n")
    match = re.fullmatch(r"// expect: (\S.*\S)", first)
    if not match:
        raise ValueError("line one must be `// expect: <sentence>`")
    if "MUST_NOT_COMPILE" not in rest:
        raise ValueError("nothing depends on MUST_NOT_COMPILE")
    lines = re.search(r"^// lines: (\d+)$", rest, re.MULTILINE)
    return match.group(1), int(lines.group(1)) if lines else BUDGET


def complaints(sentence, budget, control, refused):
    """What is wrong with the two compilations, each a pair of exit status and output; empty when all is well."""
    status, output = control
    if status != 0:
        return ["the control does not compile:\n" + output]
    status, output = refused
    if status == 0:
        return ["it compiles with -DMUST_NOT_COMPILE"]
    found = []
    lines = output.splitlines()
    errors = [line for line in lines if re.search(r"\berror:", line)]
    if not errors:
        found.append("the compiler failed without an error line")
    # The colon matters: the bare sentence also appears where the compiler echoes a broken assertion's source.
    elif ": " + sentence not in errors[0]:
        found.append(f"the first error is not the sentence: {errors[0]}")
    if len(errors) > 1:
        found.append(f"{len(errors)} errors instead of one")
    if len(lines) > budget:
        found.append(f"{len(lines)} lines of output, the budget is {budget}")
    if found:
        found.append("the output:\n" + output)
    return found


def compile_once(command, environment):
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stderr + done.stdout


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("file")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    try:
        with open(arguments.file, encoding="utf-8") as file:
            sentence, budget = expectation(file.read())
    except ValueError as error:
        print(f"{arguments.file}: {error}")
        return 1
    command += ["-fsyntax-only", "-fdiagnostics-color=never", arguments.file]
    environment = dict(os.environ, LC_ALL="C")
    found = complaints(
        sentence,
        budget,
        compile_once(command, environment),
        compile_once(command + ["-DMUST_NOT_COMPILE"], environment),
    )
    for complaint in found:
        print(f"{arguments.file}: {complaint}")
    if not found:
        print(f"refused as promised: {sentence}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
