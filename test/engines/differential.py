# SPDX-License-Identifier: BSL-1.0
# Runs the library's SQL on a database, and compares the rows with the oracle's; usage: differential.py PROGRAM ENGINE [--cases N].
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


class AsStored:
    """A cell in the words of one engine."""

    def __init__(self, value):
        self.value = value


def or_as_stored(convert):
    """For an engine's function of a kind and a cell: null stays null, and what is in the engine's words already stays as it is."""
    def converted(kind, cell):
        if isinstance(cell, AsStored):
            return cell.value
        return None if cell is None else convert(kind, cell)
    return converted


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
    """Null is stored in each of the ways that the engine has: also as what counts as null, such as infinite days."""
    nulls = [[None, *map(AsStored, engine.like_null.get(column["kind"], ()))] for column in line["columns"]]
    rows = []
    for nr, row in enumerate(line["rows"]):
        cells = [ways[nr % len(ways)] if cell is None else decoded(cell) for cell, ways in zip(row, nulls)]
        rows.append([nr, *cells])
    engine.load(line["columns"], rows)


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
    process = subprocess.Popen([program, "--engine", cases_of(engine, name), "--shrink", seed, "--save", str(path)],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
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


def first_difference(engine, name, options, counts):
    """Runs cases until one fails: its seed, the turn, and a sentence. Counts what it does."""
    if options.replay:
        source = ["--replay", options.replay]
    else:
        source = ["--cases", str(options.cases), "--seed", str(options.seed)]
    process = subprocess.Popen([options.program, "--engine", cases_of(engine, name), *source], stdout=subprocess.PIPE, text=True,
                               encoding="utf-8")
    rows = 0
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
                    return line["seed"], turn, f"{way}: {wrong}"
                counts.ways[way] = counts.ways.get(way, 0) + 1
            counts.agreed += 1
            counts.degenerate += len(line["expected"]) in (0, rows)
    finally:
        process.kill()
        process.wait()
    return None


class Counts:
    def __init__(self):
        self.agreed, self.degenerate, self.ways = 0, 0, {}


def run(engine, name, options):
    counts, started = Counts(), time.monotonic()
    found = first_difference(engine, name, options, counts)
    if found:
        seed, turn, sentence = found
        print(f"{name}: case {seed}, {sentence}")
        if not options.replay:
            report(engine, name, options, seed, turn)
        return 1
    ways = ", ".join(f"{count} {way}" for way, count in counts.ways.items())
    print(f"{name}: {counts.agreed} cases agreed with the oracle ({ways}), {counts.degenerate} degenerate; {engine.version}, "
          f"{time.monotonic() - started:.0f} s")
    if options.replay:
        return 0
    if counts.agreed != options.cases or counts.degenerate * 2 >= counts.agreed:
        print(f"{name}: too few cases, or too many that show no row or every row")
        return 1
    if hasattr(engine, "evidence"):
        is_well, lines = engine.evidence(sum(counts.ways.values()))
        print("\n".join(f"{name}: {line}" for line in lines))
        if not is_well:
            print(f"{name}: the servers did something else")
            return 1
    return 0 if notices(engine, name, options) else 1


def notices(engine, name, options):
    """Whether a difference is seen if what makes the SQL exact is left out."""
    if not hasattr(engine, "forgotten"):
        return True
    select, (pattern, replacement) = engine.select, engine.forgotten
    engine.select = lambda text, values: select(re.sub(pattern, replacement, text), values)
    try:
        is_seen = first_difference(engine, name, options, Counts()) is not None
    finally:
        engine.select = select
    if not is_seen:
        print(f"{name}: without {pattern} the rows are the same, and should not be")
    return is_seen


def report(engine, name, options, seed, number):
    options.save.mkdir(parents=True, exist_ok=True)
    path = options.save / f"{name}-{seed.replace('/', '-')}.json"
    last = shrink(engine, name, options.program, seed, number, path)
    print(f"{name}: shrunk: {last}")
    print(f"saved; run it again with: python3 {sys.argv[0]} {options.program} {name} --replay {path}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--replay")
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
            return run(engine, options.engine, options)
        finally:
            engine.stop()


if __name__ == "__main__":
    # Engines import this module for what they share.
    sys.modules["differential"] = sys.modules["__main__"]
    sys.exit(main())
