#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Compiles every C++ block of the README and the documentation, and sees refused blocks refused with their sentence.
"""usage: blocks.py [--root FOLDER] [--jobs N] -- COMPILER [FLAG...]

A ```cpp block without an #include of its own gets `#include <rowclaim/rowclaim.hpp>`. An HTML comment on the line above (blank
lines between are fine) says more, and several may stand there:
  <!-- refused: SENTENCE -->  must not compile, and the first error must be the sentence
  <!-- fragment: NAME -->     goes where docs/examples/fragments/NAME.hpp says `// the fragment`, or behind that file
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FRAGMENTS = "docs/examples/fragments"
HERE = "// the fragment"


class Block:
    def __init__(self, name, line, code, notes):
        self.name, self.line, self.code = name, line, code
        self.refused = notes.get("refused")
        self.fragment = notes.get("fragment")


def blocks_of(name, text):
    """The C++ blocks of one Markdown text."""
    notes, code, fence = {}, None, None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if fence:
            if stripped == fence:
                if code is not None:
                    yield Block(name, start, "\n".join(code) + "\n", notes)
                notes, code, fence = {}, None, None
            elif code is not None:
                code.append(line)
            continue
        opening = re.match(r"(```+|~~~+)\s*([\w+]*)", stripped)
        comment = re.fullmatch(r"<!--\s*(refused|fragment):\s*(.*?)\s*-->", stripped)
        if opening:
            fence, start = opening[1], number + 1
            code = [] if opening[2] in ("cpp", "c++", "C++") else None
        elif comment:
            notes[comment[1]] = comment[2]
        elif stripped:
            notes = {}
    if fence:
        raise ValueError(f"{name}:{start}: the block is never closed")


def source_of(root, block):
    """The translation unit for a block, with line numbers that lead back to the page; or the error if its fragment is missing."""
    body = f'#line {block.line} "{block.name}"\n{block.code}'
    if block.fragment:
        try:
            around = (root / FRAGMENTS / f"{block.fragment}.hpp").read_text(encoding="utf-8")
        except FileNotFoundError as error:
            return error
        before, _, after = around.partition(HERE)
        return f"{before}\n{body}\n{after}"
    if re.search(r"^\s*#\s*include", block.code, re.MULTILINE):
        return body
    return "#include <rowclaim/rowclaim.hpp>\n" + body


def complaint(block, status, output):
    """What is wrong with the compilation of a block, or None."""
    errors = [line for line in output.splitlines() if re.search(r"\berror:", line)]
    if block.refused is None:
        return None if status == 0 else f"does not compile:\n{output}"
    if status == 0:
        return "compiles, and should be refused"
    if not errors or ": " + block.refused not in errors[0]:
        return f"is refused, but not first with the sentence `{block.refused}`:\n{output}"
    return None


def precompile(command, folder):
    """Compiles the umbrella header once for all blocks. Result: what to add to the command; nothing if the compiler cannot."""
    header = pathlib.Path(folder, "umbrella.hpp")
    header.write_text("#include <rowclaim/rowclaim.hpp>\n", encoding="utf-8")
    compiled = pathlib.Path(folder, "umbrella.hpp.gch")
    done = subprocess.run([*command, "-Wno-unused", "-x", "c++-header", header, "-o", compiled], capture_output=True, check=False)
    return ["-include", str(header)] if done.returncode == 0 else []


def compile_block(command, folder, index, block, source):
    if isinstance(source, FileNotFoundError):
        return f"wants a fragment that is not there: {source.filename}"
    path = pathlib.Path(folder, f"block_{index}.cpp")
    path.write_text(source, encoding="utf-8")
    done = subprocess.run(
        [*command, "-fsyntax-only", "-fdiagnostics-color=never", "-Wno-unused", path],
        capture_output=True,
        text=True,
        env=dict(os.environ, LC_ALL="C"),
        check=False,
    )
    return complaint(block, done.returncode, done.stderr + done.stdout)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    root = arguments.root
    pages = [root / "README.md"] * (root / "README.md").is_file() + sorted((root / "docs").glob("**/*.md"))
    blocks = []
    for page in pages:
        blocks += blocks_of(str(page.relative_to(root)), page.read_text(encoding="utf-8"))
    if not blocks:
        print("no C++ block was found in README.md and docs/")
        return 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        sources = [source_of(root, block) for block in blocks]
        if any("<rowclaim/" in str(source) for source in sources):
            command = [*command, *precompile(command, folder)]
        waiting = [
            pool.submit(compile_block, command, folder, index, block, source)
            for index, (block, source) in enumerate(zip(blocks, sources))
        ]
        for block, future in zip(blocks, waiting):
            wrong = future.result()
            failed += wrong is not None
            print(f"{block.name}:{block.line}: {wrong or ('refused' if block.refused else 'compiles')}")
    print(f"{len(blocks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
