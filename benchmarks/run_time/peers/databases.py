# SPDX-License-Identifier: BSL-1.0
"""SQLite and PostgreSQL with row security: the same rows, filtered, counted and summed by the statement that the cases hold."""
import json
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "test" / "engines"))
import on_postgresql  # noqa: E402
from differential import Unavailable  # noqa: E402

ROUNDS = 5


def say(engine, took, cases, counted, summed):
    agrees = (counted, summed) == (cases["count"], cases["sum"])
    print(json.dumps({"engine": engine, "nanoseconds": statistics.median(took) / cases["rows"],
                      "disagreements": [] if agrees else [{"count": counted, "sum": summed}]}))


def on_sqlite(cases):
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE TABLE "sales" ("Country" TEXT NOT NULL, "Amount" INTEGER NOT NULL) STRICT')
    connection.execute("CREATE TABLE countries (number INTEGER PRIMARY KEY, name TEXT)")
    connection.executemany("INSERT INTO countries VALUES (?, ?)", enumerate(cases["countries"]))
    connection.execute(f"""INSERT INTO "sales" WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r WHERE i + 1 < {cases["rows"]})
        SELECT name, i % 1000 FROM r JOIN countries ON number = {cases["number"]}""")
    took = []
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        counted, summed = connection.execute(cases["sqlite"]).fetchone()
        took.append(time.thread_time_ns() - start)
    say(f"SQLite {sqlite3.sqlite_version}, a table in memory", took, cases, counted, summed)


def on_postgresql_with_row_security(cases):
    with tempfile.TemporaryDirectory() as folder:
        try:
            engine = on_postgresql.Engine(pathlib.Path(folder))
        except Unavailable as reason:
            print(json.dumps({"left_out": f"PostgreSQL: {reason}"}))
            return
        try:
            # One process, as for the others, and statistics, so that nothing else happens while the time is taken.
            engine.query("SET max_parallel_workers_per_gather = 0")
            engine.query('CREATE UNLOGGED TABLE "sales" ("Country" text NOT NULL, "Amount" bigint NOT NULL)')
            names = "ARRAY[" + ", ".join(f"'{name}'" for name in cases["countries"]) + "]"
            engine.query(f"""INSERT INTO "sales" SELECT ({names})[{cases["number"]} + 1], i % 1000
                FROM generate_series(0::bigint, {cases["rows"] - 1}) AS r(i)""")
            engine.query('VACUUM ANALYZE "sales"')
            for statement in cases["row_security"]:
                engine.query(statement)
            engine.query("CREATE ROLE reader")
            engine.query('GRANT SELECT ON "sales" TO reader')
            for role in cases["roles"]:
                engine.query(f'CREATE ROLE "{role}"')
                engine.query(f'GRANT "{role}" TO reader')
            engine.query("SET ROLE reader")
            took = []
            for _ in range(ROUNDS):
                start = time.perf_counter_ns()
                answer = engine.query('SELECT count(*) || \' \' || coalesce(sum("Amount"), 0) FROM "sales"')[0]
                took.append(time.perf_counter_ns() - start)
            say(f"{engine.version} with row security for database roles", took, cases, *map(int, answer.split()))
        finally:
            engine.stop()


if __name__ == "__main__":
    which, file = sys.argv[1:]
    {"sqlite": on_sqlite, "postgresql": on_postgresql_with_row_security}[which](json.loads(pathlib.Path(file).read_text()))
