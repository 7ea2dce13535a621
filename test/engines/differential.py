# SPDX-License-Identifier: BSL-1.0
# Runs the library's SQL on a database, and compares the rows with the oracle's; usage: differential.py PROGRAM ENGINE [--cases N] ...
import argparse
import importlib
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
ENGINES = ("postgresql", "mariadb", "sqlite", "duckdb", "clickhouse", "clickhouse_cluster")


class Unavailable(Exception):
    """Why an engine cannot be had here."""


def decoded(value):
    """A cell as Python has it: days, nanoseconds since midnight, and (seconds, nanoseconds) are left as numbers."""
    if not isinstance(value, dict):
        return value
    if "real" in value:
        return float.fromhex(value["real"])
    return next(iter(value.values()))


def ways_of(line, number, has_parameters):
    """The SQL of a case in turn: its values apart, as a query around a query, and as literals."""
    literal = ("literals", f"SELECT nr FROM entries WHERE {line['literal']}", [])
    if not has_parameters:
        return literal
    select = ("in a query of the user's", f"SELECT nr FROM ({line['select']}) AS visible", line["select_values"])
    bound = ("values apart", f"SELECT nr FROM entries WHERE {line['where']}", line["values"])
    return (bound, bound, select, bound, literal)[number % 5]


def load(engine, line):
    engine.load(line["columns"], [[nr, *map(decoded, row)] for nr, row in enumerate(line["rows"])])


def outcome(engine, line, number):
    """The way, and what is wrong about what the engine shows; nothing if that is what the oracle shows."""
    way, text, values = ways_of(line, number, engine.has_parameters)
    try:
        shown = sorted(engine.select(text, [(kind, decoded(value)) for kind, value in values]))
    except engine.failures as failed:
        return way, f"it refuses the query: {failed}\n  {text}\n  {values}"
    if shown == line["expected"]:
        return way, None
    return way, f"it shows the rows {shown}, the oracle {line['expected']}\n  {text}\n  {values}"


def cases_of(engine, name):
    """Whose cases an engine is given."""
    return getattr(engine, "cases_of", name)


def shrink(engine, name, program, seed, number, path):
    """Asks the program for smaller cases for as long as one fails; the last is saved."""
    process = subprocess.Popen([program, "--engine", cases_of(engine, name), "--shrink", seed, "--save", str(path)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, encoding="utf-8")
    last = None
    for text in process.stdout:
        line = json.loads(text)
        if "rows" in line:
            load(engine, line)
            continue
        wrong = outcome(engine, line, number)[1]
        last = wrong or last
        process.stdin.write("yes\n" if wrong else "no\n")
        process.stdin.flush()
    process.wait()
    return last


def run(engine, name, options):
    if options.replay:
        source = ["--replay", options.replay]
    else:
        source = ["--cases", str(options.cases), "--seed", str(options.seed)]
    process = subprocess.Popen([options.program, "--engine", cases_of(engine, name), *source], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    agreed, degenerate, rows, ways, started = 0, 0, 0, {}, time.monotonic()
    try:
        for number, text in enumerate(process.stdout):
            line = json.loads(text)
            if "rows" in line:
                load(engine, line)
                rows = len(line["rows"])
                continue
            # A case that was saved is tried in every way.
            for turn in range(5) if options.replay else (number,):
                way, wrong = outcome(engine, line, turn)
                if wrong:
                    print(f"{name}: case {line['seed']}, {way}: {wrong}")
                    if not options.replay:
                        report(engine, name, options, line["seed"], turn)
                    return 1
                ways[way] = ways.get(way, 0) + 1
            agreed += 1
            degenerate += len(line["expected"]) in (0, rows)
    finally:
        process.kill()
        process.wait()
    counted = ", ".join(f"{count} {way}" for way, count in ways.items())
    print(f"{name}: {agreed} cases agreed with the oracle ({counted}), {degenerate} degenerate; {engine.version}, "
          f"{time.monotonic() - started:.0f} s")
    if hasattr(engine, "evidence"):
        is_well, lines = engine.evidence(sum(ways.values()))
        print("\n".join(f"{name}: {line}" for line in lines))
        if not is_well:
            print(f"{name}: the servers did something else")
            return 1
    if not options.replay and (agreed != options.cases or degenerate * 2 >= agreed):
        print(f"{name}: too few cases, or too many that show no row or every row")
        return 1
    return 0


def report(engine, name, options, seed, number):
    options.save.mkdir(parents=True, exist_ok=True)
    path = options.save / f"{name}-{seed.replace('/', '-')}.json"
    last = shrink(engine, name, options.program, seed, number, path)
    print(f"{name}: shrunk: {last}")
    print(f"saved; run it again with: /usr/bin/python3 {pathlib.Path(sys.argv[0]).name} {options.program} {name} --replay {path}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--replay")
    parser.add_argument("--forget", action="store_true", help="leave out what makes the SQL exact: this must be found")
    parser.add_argument("--save", type=pathlib.Path, default=pathlib.Path("failures"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    with tempfile.TemporaryDirectory(prefix="rowclaim-engine-") as folder:
        try:
            engine = importlib.import_module(f"on_{options.engine}").Engine(pathlib.Path(folder))
        except Unavailable as why:
            print(f"{options.engine}: skipped: {why}")
            return SKIPPED
        try:
            if not options.forget:
                return run(engine, options.engine, options)
            select = engine.select
            engine.select = lambda text, values: select(re.sub(*engine.forgotten, text), values)
            is_found = run(engine, options.engine, options) == 1
            print(f"{options.engine}: without {engine.forgotten[0]} the rows are {'others, as they must be' if is_found else 'the same'}")
            return 0 if is_found else 1
        finally:
            engine.stop()


if __name__ == "__main__":
    # Engines import this module for what they share.
    sys.modules["differential"] = sys.modules["__main__"]
    sys.exit(main())
