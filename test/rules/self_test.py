#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Shows that each rule can fail: a small tree that keeps every rule, then one breach at a time.

import pathlib
import subprocess
import sys
import tempfile

import rules

HEADER = """// SPDX-License-Identifier: BSL-1.0
// A sample header.
#pragma once

{includes}
namespace rowclaim::inline v0_1 {{
{body}
}}  // namespace rowclaim::inline v0_1
"""


def header(includes="", body="inline int one() { return 1; }"):
    return HEADER.format(includes=includes, body=body)


GOOD = {
    "CMakeLists.txt": "# SPDX-License-Identifier: BSL-1.0\nproject(rowclaim\n  VERSION 0.1.0)\n",
    "docs/changelog.md": "# Changelog\n\n## 0.1.0\n",
    "docs/diagnostics.md": "- one is not one; count again\n",
    "docs/reference/core.md": "`core/version.hpp`, `core/clock.hpp`, `core/one.hpp`\n",
    "docs/reference/rows/table.md": "# table\n",
    "include/CMakeLists.txt": "# SPDX-License-Identifier: BSL-1.0\n# rowclaim/core/comment.hpp\nFILES rowclaim/rowclaim.hpp\n"
    "rowclaim/core/version.hpp rowclaim/core/clock.hpp rowclaim/core/one.hpp rowclaim/core/detail/two.hpp rowclaim/rows/table.hpp\n",
    "include/rowclaim/rowclaim.hpp": "// SPDX-License-Identifier: BSL-1.0\n// All of it.\n#pragma once\n\n"
    "#include <rowclaim/rows/table.hpp>\n",
    "include/rowclaim/core/version.hpp": header(body="inline constexpr library_version version{0, 1, 0};"),
    "include/rowclaim/core/clock.hpp": header("#include <chrono>", "struct s { static int f() { static int x; return x; } };"),
    "include/rowclaim/core/one.hpp": header(
        "#include <rowclaim/core/detail/two.hpp>\n// #include <regex>",
        'static_assert(f(1, 2) == "a,b", "one is not one; "\n  "count again");',
    ),
    "include/rowclaim/core/detail/two.hpp": header(body="// internal: the table below is ours\nstatic_assert(true);"),
    "include/rowclaim/rows/table.hpp": header("#include <rowclaim/core/clock.hpp>\n#include <chrono>"),
    "test/unit/core/CMakeLists.txt": "# SPDX-License-Identifier: BSL-1.0\nSOURCES version.cpp clock.cpp one.cpp\n",
    "test/unit/core/version.cpp": "// SPDX-License-Identifier: BSL-1.0\n// A test.\n",
    "test/unit/core/clock.cpp": "// SPDX-License-Identifier: BSL-1.0\n// A test.\n",
    "test/unit/core/one.cpp": "// SPDX-License-Identifier: BSL-1.0\n// A test.\n",
    "test/static/rows/table.cpp": "// SPDX-License-Identifier: BSL-1.0\n// A test.\n",
    "test/compile_fail/one.cpp": "// expect: one is not one; count again\n",
    "mock_idp/main.cpp": "// SPDX-License-Identifier: BSL-1.0\n// The mock.\n#include <openssl/evp.h>\n",
}

ONE = "include/rowclaim/core/one.hpp"
TABLE = "include/rowclaim/rows/table.hpp"
UMBRELLA = "include/rowclaim/rowclaim.hpp"

# rule, what it must say, and the files that are changed (None removes one)
BREACHES = [
    ("include_directions", "core/ may not include rows/", {ONE: header("#include <rowclaim/rows/table.hpp>")}),
    ("include_directions", "rows/ may not include claims/", {TABLE: header("#include <rowclaim/claims/shape.hpp>")}),
    ("include_directions", "is private to core/", {TABLE: header("#include <rowclaim/core/detail/two.hpp>")}),
    ("include_directions", "includes the umbrella", {TABLE: header('#  include "rowclaim/rowclaim.hpp"')}),
    ("include_directions", "is not a room", {"include/rowclaim/utils/one.hpp": header()}),
    ("include_directions", "an umbrella exports", {UMBRELLA: "#include <rowclaim/core/detail/two.hpp>\n"}),
    ("include_directions", "an umbrella holds includes alone", {UMBRELLA: header("#include <rowclaim/core/one.hpp>")}),
    ("include_directions", "shares no code", {"mock_idp/main.cpp": "#include <rowclaim/rowclaim.hpp>\n"}),
    ("third_party", "<openssl/evp.h> may appear only in", {TABLE: header("#include <openssl/evp.h>")}),
    ("third_party", "<httplib.h> may appear only in", {ONE: header("#include <httplib.h>")}),
    ("third_party", "<unicode/uspoof.h> may appear only in", {ONE: header("#include <unicode/uspoof.h>")}),
    ("third_party", "<regex> may appear nowhere", {ONE: header("#include <regex>")}),
    ("third_party", "<iostream> may appear nowhere", {ONE: header("#include <iostream>")}),
    ("third_party", "<functional> may appear nowhere", {ONE: header("#include <functional>")}),
    ("third_party", "<boost/json/src.hpp> may appear nowhere", {ONE: header("#include <boost/json/src.hpp>")}),
    ("third_party", "<chrono> may appear only in", {ONE: header("#include <chrono>")}),
    ("first_lines", "the first line must be", {"mock_idp/main.cpp": "// The mock.\n"}),
    ("first_lines", "the second line must be", {"mock_idp/main.cpp": "// SPDX-License-Identifier: BSL-1.0\nint x;\n"}),
    ("first_lines", "the licence line is missing", {"tools/cmake/x.cmake": "set(x y)\n"}),
    ("header_manners", "must be `#pragma once`", {ONE: header().replace("#pragma once", "")}),
    ("header_manners", "an anonymous namespace", {ONE: header(body="namespace { int x; }")}),
    ("header_manners", "`using namespace`", {ONE: header(body="using namespace std;")}),
    ("header_manners", "`static` at namespace scope", {ONE: header(body="static int x;")}),
    ("header_manners", "`static` at namespace scope", {ONE: header(body="namespace detail { template <class T> static int x; }")}),
    ("header_manners", "inline version namespace", {ONE: header().replace("inline v0_1", "open")}),
    ("header_manners", "the limit is 500", {ONE: header(body="\n" * 500)}),
    ("same_stem", "has no test", {"test/unit/core/one.cpp": None}),
    ("same_stem", "has no reference", {"docs/reference/rows/table.md": None}),
    ("diagnostics", "expects: one is not one; count again", {"test/compile_fail/one.cpp": None}),
    ("diagnostics", "does not explain: one is not one; count again", {"docs/diagnostics.md": None}),
    ("diagnostics", 'expects: write "one"', {ONE: header(body='static_assert(false, "write \\"one\\"");')}),
    ("diagnostics", "without a sentence", {ONE: header(body="static_assert(f(1, 2));")}),
    ("versions", "changelog.md:1: says 0.2.0", {"docs/changelog.md": "## 0.2.0\n"}),
    ("versions", "changelog.md:1: no version", {"docs/changelog.md": None}),
    ("versions", "version.hpp:1: says 0.1.1", {"include/rowclaim/core/version.hpp": header(body="version{0, 1, 1}")}),
    ("versions", "the namespace v0_2", {ONE: header().replace("v0_1", "v0_2")}),
    ("listings", "three.hpp:1: is not listed", {"include/rowclaim/core/three.hpp": header()}),
    ("listings", "comment.hpp:1: is not listed", {"include/rowclaim/core/comment.hpp": header()}),
    ("listings", "one.hpp, which does not exist", {ONE: None}),
    ("listings", "is not built", {"test/unit/core/two.cpp": ""}),
    ("forbidden_words", "a path of one machine", {"docs/x.md": "see /" + "work/main\n"}),
    ("forbidden_words", "a path of one machine", {"docs/x.md": "see /" + "home/someone\n"}),
    ("forbidden_words", "the host of a package registry", {"docs/x.md": "https://registry." + "npmjs.org\n"}),
    ("forbidden_words", "a download address", {"test/interop/package-lock.json": '  "resolved"' + ': "x"\n'}),
    ("top_level", "helpers: is not an agreed entry", {"helpers/x.md": "x\n"}),
]


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def breaches(rule, files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        subprocess.run(["git", "init", "-q", root], check=True)
        write(root, files)
        return list(rules.RULES[rule](rules.Tree(root)))


def main():
    complaints = []
    for rule in rules.RULES:
        found = breaches(rule, GOOD)
        if found:
            complaints.append(f"{rule} refuses the good tree: {found}")
        emptied = breaches(rule, {"include/CMakeLists.txt": "", "include/rowclaim/core/version.hpp": ""} if rule != "top_level" else {})
        if not emptied:
            complaints.append(f"{rule} passes although there is nothing to look at")
        if not any(rule == breach[0] for breach in BREACHES):
            complaints.append(f"{rule} has no bad sample")
    for rule, sentence, changes in BREACHES:
        files = {**GOOD, **changes}
        found = breaches(rule, {name: text for name, text in files.items() if text is not None})
        if not any(sentence in breach for breach in found):
            complaints.append(f"{rule} does not say `{sentence}`; it says {found}")
    for complaint in complaints:
        print(complaint)
    total = 2 * len(rules.RULES) + len(BREACHES)
    print(f"{total - len(complaints)} passed, {len(complaints)} failed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
