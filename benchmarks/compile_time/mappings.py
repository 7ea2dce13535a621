# SPDX-License-Identifier: BSL-1.0
# How long policies with 10, 100 and 1,000 mappings take to compile; usage: mappings.py INCLUDE_FOLDER [--json FILE] [--rounds N].
import argparse
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

COMPILERS = ["g++", "clang++-16"]
SIZES = [10, 100, 1000]
TARGET_SECONDS = 2.0  # for 1,000 mappings over 10, with g++

PROGRAM = """#include <rowclaim/rowclaim.hpp>
namespace rc = rowclaim;
struct sale {{ std::string country; }};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>>;
struct policy {{
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{
      {{"users", {{"ROLE_USER"}}}},
{mappings}
  }});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_1", rc::col<"Country"> == "France"));
}};
bool let_in(const rc::verified_claims& claims) {{
  const auto user = rc::authorize<policy>(claims);
  return user && user->is_allowed();
}}
"""


def program(size):
    lines = [f'      {{"department-{i}/group-{i * 7919 % 100003}", {{"ROLE_{i}"}}}},' for i in range(1, size)]
    return PROGRAM.format(mappings="\n".join(lines))


def seconds_to_compile(compiler, source, include):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([compiler, "-std=c++20", "-O2", f"-I{include}", "-c", source, "-o", "/dev/null"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: what else the machine does is not the compiler's.
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    arguments = argparse.ArgumentParser(description="Times the compilation of policies of several sizes.")
    arguments.add_argument("include")
    arguments.add_argument("--json")
    arguments.add_argument("--rounds", type=int, default=3)
    wanted = arguments.parse_args()

    compilers = [c for c in COMPILERS if shutil.which(c)]
    for missing in sorted(set(COMPILERS) - set(compilers)):
        print(f"  {missing} is not installed and is left out")
    times = {(c, s): [] for c in compilers for s in SIZES}
    print("\ncompile_time: one policy in one file, -O2, processor seconds")
    with tempfile.TemporaryDirectory() as scratch:
        sources = {}
        for size in SIZES:
            sources[size] = pathlib.Path(scratch) / f"policy_{size}.cpp"
            sources[size].write_text(program(size), encoding="utf-8")
        for _ in range(wanted.rounds):
            for key in times:
                times[key].append(seconds_to_compile(key[0], sources[key[1]], wanted.include))

    median = {key: statistics.median(values) for key, values in times.items()}
    figures = []
    for compiler in compilers:
        for size in SIZES:
            print(f"  {compiler:<12} {size:>5} mappings {median[compiler, size]:8.2f} s")
            figures.append({"group": "compile_time", "name": f"{compiler}, {size} mappings", "unit": "s", "value": median[compiler, size]})
        more = median[compiler, 1000] - median[compiler, 10]
        figure = {"group": "compile_time", "name": f"{compiler}, 1,000 mappings over 10", "unit": "s", "value": more}
        verdict = ""
        if compiler == "g++":
            figure |= {"at_most": TARGET_SECONDS, "met": more <= TARGET_SECONDS}
            verdict = f", target at most {TARGET_SECONDS:.2f}: {'met' if figure['met'] else 'MISSED'}"
        print(f"  => {figure['name']}: {more:.2f} s{verdict}")
        figures.append(figure)
    if wanted.json:
        path = pathlib.Path(wanted.json)
        # Joins what the run-time benchmarks have written, if they have.
        document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"figures": [], "timings": []}
        document["figures"] += figures
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
