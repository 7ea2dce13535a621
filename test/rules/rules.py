#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# The rules that a compiler does not check: who may include whom, what a header may hold, what must have a test or a page.
"""usage: rules.py [--root FOLDER] RULE | --list

A rule prints each breach as `file:line: what is wrong; the remedy`. One that finds nothing to look at fails."""

import argparse
import pathlib
import re
import subprocess
import sys

HEADER_LIMIT = 500

# design.md: each room may include its own files and these rooms, and through them whatever they may include.
MAY_INCLUDE = {
    "core": [],
    "claims": ["core"],
    "rows": ["core"],
    "jose": ["core"],
    "http": ["core"],
    "policy": ["claims", "rows"],
    "live": ["policy"],
    "oidc": ["claims", "jose", "http"],
    "sign_in": ["policy", "oidc"],
    "users": ["policy", "oidc"],
    "web": ["sign_in", "users"],
}

# What the compiler, the caller or a linked library brings, and the only places where it may appear; everything else is free.
# The umbrellas may hold none of these.
ONLY_IN = [
    (r"openssl/.*", [r"jose/.*", r"core/(detail/)?secret\.hpp", r"http/.*", r"sign_in/client_certificate\.hpp"]),
    (r"httplib\.h", [r"http/httplib_transport\.hpp", r"web/httplib_app\.hpp"]),
    (r"unicode/.*", [r"live/name_lint\.hpp"]),
    (r"ldap\.h|lber\.h", [r"sign_in/ldap\.hpp"]),
    (r"gssapi.*", [r"sign_in/kerberos\.hpp"]),
    (r"hiredis/.*", [r"web/redis_session_store\.hpp"]),
    (r"regex|iostream|functional", []),
    (r"boost/json/src\.hpp", []),
]

# <chrono> is for core/clock.hpp and for what includes it.
CLOCK = "core/clock.hpp"

TOP_LEVEL = {
    ".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitattributes", ".gitignore", "CMakeLists.txt", "CMakePresets.json",
    "LICENSE", "README.md", "SECURITY.md", "benchmarks", "docs", "include", "mock_idp", "run", "test", "tools",
}  # fmt: skip

# Spelled in pieces, so that this file does not hold them.
FORBIDDEN = [
    (re.compile("(?<![\\w.])/" + "work/"), "a path of one machine"),
    (re.compile("/" + "root/|/" + "home/\\w"), "a path of one machine"),
    (re.compile("registry\\." + "npmjs|deb\\." + "debian\\.org|proxy\\." + "golang"), "the host of a package registry"),
    (re.compile('"resolved"' + ": "), "a download address in a lock file"),
]


class Tree:
    """The repository: files that git knows or would add, and what they say."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        listed = subprocess.run(
            ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            check=True,
        ).stdout.decode()
        self.files = sorted(name for name in set(listed.split("\0")) if name and (self.root / name).is_file())

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def matching(self, pattern):
        return [name for name in self.files if re.fullmatch(pattern, name)]

    def headers(self):
        """Public and private headers, as paths below include/rowclaim."""
        return [name[len("include/rowclaim/") :] for name in self.matching(r"include/rowclaim/.*\.hpp")]

    def header_text(self, header):
        return self.text("include/rowclaim/" + header)


def without_comments(text):
    """The text with comments blanked and line numbers kept; strings stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s\\]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda m: m[0] if m[0][0] in 'R"' else re.sub(r"[^\n]", " ", m[0]), text)


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def includes(text):
    """Pairs of line number and what is included."""
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if match:
            yield number, match[1]


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def is_umbrella(header):
    """rowclaim.hpp and the like, beside the rooms."""
    return "/" not in header


def is_private(header):
    return "detail" in pathlib.PurePath(header).parts


def reachable(room):
    found, waiting = set(), [room]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += MAY_INCLUDE.get(current, [])
    return found


def include_directions(tree):
    looked_at = 0
    for header in tree.headers():
        parts = pathlib.PurePath(header).parts
        if len(parts) == 1:
            continue
        room, where = parts[0], "include/rowclaim/" + header
        if room not in MAY_INCLUDE:
            yield f"{where}:1: {room}/ is not a room of the design; use one of {', '.join(MAY_INCLUDE)}"
            continue
        for number, target in includes(tree.header_text(header)):
            if not target.startswith("rowclaim/"):
                continue
            looked_at += 1
            other = pathlib.PurePath(target).parts[1]
            if other.endswith(".hpp"):
                yield f"{where}:{number}: includes the umbrella {target}; include what is used"
            elif other not in reachable(room):
                yield f"{where}:{number}: {room}/ may not include {other}/; see the rooms in the design"
            elif other != room and "detail" in pathlib.PurePath(target).parts:
                yield f"{where}:{number}: {target} is private to {other}/"
    for name in tree.matching(r"include/rowclaim/[^/]+\.hpp"):
        for number, target in includes(tree.text(name)):
            looked_at += 1
            if "/detail/" in target or not target.startswith("rowclaim/"):
                yield f"{name}:{number}: an umbrella exports the library's public headers alone, not {target}"
        if re.search(r"\bnamespace\b", without_comments(tree.text(name))):
            yield f"{name}:1: an umbrella holds includes alone; put the rest into a room"
    for name in tree.matching(r"mock_idp/.*\.[ch]pp"):
        for number, target in includes(tree.text(name)):
            looked_at += 1
            if target.startswith("rowclaim/"):
                yield f"{name}:{number}: the mock provider shares no code with the library; do without {target}"
    if not looked_at:
        yield "no include was found to look at"


def third_party(tree):
    looked_at = 0
    sees = {}

    def includes_clock(header):
        if header not in sees:
            sees[header] = False
            try:
                targets = [target for _, target in includes(tree.header_text(header))]
            except FileNotFoundError:
                targets = []
            own = [target[len("rowclaim/") :] for target in targets if target.startswith("rowclaim/")]
            sees[header] = header == CLOCK or any([includes_clock(other) for other in own])
        return sees[header]

    for header in tree.headers():
        where = "include/rowclaim/" + header
        for number, target in includes(tree.header_text(header)):
            looked_at += 1
            for pattern, places in ONLY_IN:
                if re.fullmatch(pattern, target) and not any(re.fullmatch(place, header) for place in places):
                    home = "only in " + ", ".join(places).replace("\\", "") if places else "nowhere in include/"
                    yield f"{where}:{number}: <{target}> may appear {home}"
            if target == "chrono" and not includes_clock(header):
                yield f"{where}:{number}: <chrono> may appear only in {CLOCK} and in headers that include it"
    if not looked_at:
        yield "no include was found to look at"


def first_lines(tree):
    sources = tree.matching(r".*\.(hpp|cpp|h|c)")
    for name in sources:
        lines = (tree.text(name).splitlines() + ["", ""])[:2]
        if name.startswith("test/compile_fail/") and lines[0].startswith("// expect: "):
            continue
        if lines[0] != "// SPDX-License-Identifier: BSL-1.0":
            yield f"{name}:1: the first line must be `// SPDX-License-Identifier: BSL-1.0`"
        if not re.fullmatch(r"// \S.*[.:!?]", lines[1]):
            yield f"{name}:2: the second line must be `// ` and one sentence on what the file is for"
    scripts = [name for name in tree.files if re.search(r"(CMakeLists\.txt|\.cmake|\.sh|\.py|\.mjs|^run|/run)$", name)]
    for name in scripts:
        if "SPDX-License-Identifier: BSL-1.0" not in "\n".join(tree.text(name).splitlines()[:2]):
            yield f"{name}:1: the licence line is missing: SPDX-License-Identifier: BSL-1.0"
    if not sources:
        yield "no source file was found to look at"


def header_manners(tree):
    headers = tree.headers()
    for header in headers:
        where = "include/rowclaim/" + header
        text = tree.header_text(header)
        code = without_strings(without_comments(text))
        if text.splitlines()[2:3] != ["#pragma once"]:
            yield f"{where}:3: the third line must be `#pragma once`"
        for match in re.finditer(r"\bnamespace\s*\{", code):
            yield f"{where}:{line_of(code, match.start())}: an anonymous namespace gives each unit its own copy; name it detail"
        for match in re.finditer(r"\busing\s+namespace\b", code):
            yield f"{where}:{line_of(code, match.start())}: `using namespace` reaches into every program that includes this"
        for number in namespace_scope_statics(code):
            yield f"{where}:{number}: `static` at namespace scope gives each unit its own copy; write `inline`"
        if "rowclaim::inline v" not in text and re.search(r"\bnamespace\b", code):
            yield f"{where}:1: everything is inside the inline version namespace, rowclaim::inline v<major>_<minor>"
        length = len(text.splitlines())
        if length > HEADER_LIMIT:
            yield f"{where}:{HEADER_LIMIT}: {length} lines; split it by idea, the limit is {HEADER_LIMIT}"
    if not headers:
        yield "no header was found to look at"


def namespace_scope_statics(code):
    """Line numbers of `static` where every open brace is a namespace's."""
    kinds, heading = [], ""
    for match in re.finditer(r"[{};]|\bstatic\b(?!_)|[^{};\s]+|\n", code):
        token = match[0]
        if token == "{":
            kinds.append(bool(re.search(r"\b(namespace|extern)\b[^()=]*$", heading)))
            heading = ""
        elif token == "}":
            kinds and kinds.pop()
            heading = ""
        elif token == ";":
            heading = ""
        else:
            if token == "static" and all(kinds):
                yield line_of(code, match.start())
            heading += " " + token


def same_stem(tree):
    public = [header for header in tree.headers() if not is_umbrella(header) and not is_private(header)]
    files = set(tree.files)
    for header in public:
        stem = header[: -len(".hpp")]
        part = pathlib.PurePath(header).parts[0]
        if not files & {f"test/unit/{stem}.cpp", f"test/static/{stem}.cpp"}:
            yield f"include/rowclaim/{header}:1: has no test; write test/unit/{stem}.cpp or test/static/{stem}.cpp"
        page = f"docs/reference/{part}.md"
        named = page in files and re.search(rf"\b{re.escape(header)}\b", tree.text(page))
        if not named and f"docs/reference/{stem}.md" not in files:
            yield f"include/rowclaim/{header}:1: has no reference; name `{header}` in {page} or write docs/reference/{stem}.md"
    if not public:
        yield "no public header was found to look at"


def sentences(code):
    """The messages of static_asserts in code without comments, with their line; None where there is none."""
    for match in re.finditer(r"\bstatic_assert\s*\(", code):
        depth, position, last_comma = 1, match.end(), None
        while depth and position < len(code):
            string = re.compile(r'"(?:\\.|[^"\\\n])*"').match(code, position)
            if string:
                position = string.end()
                continue
            character = code[position]
            depth += (character in "([{") - (character in ")]}")
            if character == "," and depth == 1:
                last_comma = position
            position += 1
        argument = code[last_comma + 1 : position - 1].strip() if last_comma else ""
        pieces = re.findall(r'"((?:\\.|[^"\\\n])*)"', argument)
        message = "".join(pieces).replace('\\"', '"') if re.fullmatch(r'\s*(?:"(?:\\.|[^"\\\n])*"\s*)+', argument) else None
        yield line_of(code, match.start()), message


def diagnostics(tree):
    promised = {}
    for name in tree.matching(r"test/compile_fail/.*\.cpp"):
        match = re.match(r"// expect: (.*)", tree.text(name))
        if match:
            promised[match[1].strip()] = name
    pages = "docs/diagnostics.md"
    explained = tree.text(pages) if pages in tree.files else ""
    found = 0
    for header in tree.headers():
        where = "include/rowclaim/" + header
        # An assertion that no user's mistake can reach says so where it stands.
        lines = tree.header_text(header).splitlines()
        for number, sentence in sentences(without_comments(tree.header_text(header))):
            if number > 1 and re.search(r"//.*\binternal:", lines[number - 2] + lines[number - 1]):
                continue
            found += 1
            if sentence is None:
                yield f"{where}:{number}: a static_assert without a sentence; add one, or `// internal: <why no user meets it>` above"
                continue
            if sentence not in promised:
                yield f"{where}:{number}: no test/compile_fail/*.cpp expects: {sentence}"
            if sentence not in explained:
                yield f"{where}:{number}: {pages} does not explain: {sentence}"
    if not found:
        yield "no static_assert was found to look at"


def versions(tree):
    def search(name, pattern):
        try:
            match = re.search(pattern, tree.text(name), re.MULTILINE | re.DOTALL)
        except FileNotFoundError:
            match = None
        return match.groups() if match else None

    cmake = search("CMakeLists.txt", r"project\(rowclaim\s+VERSION (\d+)\.(\d+)\.(\d+)")
    header = search("include/rowclaim/core/version.hpp", r"\bversion\{(\d+), (\d+), (\d+)\}")
    log = search("docs/changelog.md", r"^## (\d+)\.(\d+)\.(\d+)\b")
    for name, value in [("CMakeLists.txt", cmake), ("include/rowclaim/core/version.hpp", header), ("docs/changelog.md", log)]:
        if value is None:
            yield f"{name}:1: no version was found"
        elif cmake and value != cmake:
            yield f"{name}:1: says {'.'.join(value)}, CMakeLists.txt says {'.'.join(cmake)}"
    namespaces = 0
    for name in tree.matching(r"(include/rowclaim|docs|test|benchmarks|tools|mock_idp)/.*\.[ch]pp"):
        for match in re.finditer(r"\binline v(\d+)_(\d+)\b", tree.text(name)):
            namespaces += 1
            if cmake and match.groups() != cmake[:2]:
                number = line_of(tree.text(name), match.start())
                yield f"{name}:{number}: the namespace v{match[1]}_{match[2]} is not that of {'.'.join(cmake)}"
    if not namespaces:
        yield "no inline version namespace was found to look at"


def listings(tree):
    text = re.sub(r"#[^\n]*", "", tree.text("include/CMakeLists.txt"))
    listed = re.findall(r"\browclaim/\S+\.hpp", text)
    present = ["rowclaim/" + header for header in tree.headers()]
    for header in sorted(set(present) - set(listed)):
        yield f"include/{header}:1: is not listed in include/CMakeLists.txt; it would not be installed"
    for header in sorted(set(listed) - set(present)):
        yield f"include/CMakeLists.txt:1: lists {header}, which does not exist"
    for header in sorted({header for header in listed if listed.count(header) > 1}):
        yield f"include/CMakeLists.txt:1: lists {header} twice"
    if not present:
        yield "no header was found to look at"
    units = tree.matching(r"test/unit/[^/]+/.*\.cpp")
    for name in units:
        folder = pathlib.PurePath(*pathlib.PurePath(name).parts[:3])
        listing = str(folder / "CMakeLists.txt")
        inside = str(pathlib.PurePath(name).relative_to(folder))
        if listing not in tree.files or not re.search(rf"(?<![\w/]){re.escape(inside)}\b", tree.text(listing)):
            yield f"{name}:1: is not built; name it in {listing}"


def forbidden_words(tree):
    looked_at = 0
    for name in tree.files:
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            looked_at += 1
            for pattern, what in FORBIDDEN:
                if pattern.search(line):
                    yield f"{name}:{number}: holds {what}"
    if not looked_at:
        yield "no line was found to look at"


def top_level(tree):
    entries = {pathlib.PurePath(name).parts[0] for name in tree.files}
    for entry in sorted(entries - TOP_LEVEL):
        yield f"{entry}: is not an agreed entry of the top level; put it into a room"
    if not entries:
        yield "nothing was found to look at"


RULES = {
    rule.__name__: rule
    for rule in [
        include_directions,
        third_party,
        first_lines,
        header_manners,
        same_stem,
        diagnostics,
        versions,
        listings,
        forbidden_words,
        top_level,
    ]
}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--root", default=".")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("rule", nargs="?", choices=RULES)
    arguments = parser.parse_args()
    if arguments.list or not arguments.rule:
        print("\n".join(RULES))
        return 0
    breaches = list(RULES[arguments.rule](Tree(arguments.root)))
    for breach in breaches:
        print(breach)
    print(f"{arguments.rule}: {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
