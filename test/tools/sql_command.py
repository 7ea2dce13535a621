#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the verb `sql` of the command rowclaim, and what it writes on SQLite beside the verb `rows`; usage: sql_command.py PROGRAM.
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
DIALECTS = ("postgresql", "mysql", "sqlite", "duckdb", "clickhouse", "ansi")

POLICY = {
    "version": 1,
    "name_claim": ["email"],
    "roles_claims": [["groups"]],
    "role_mapping": {"staff": ["ROLE_USER"], "boss": ["ROLE_ADMIN"]},
    "pass_through": ["ROLE_*"],
    "combination": "any_role",
    "tables": {
        "sales": {
            "columns": {"Country": "string", "Amount": "int64", "Rate": "double", "Paid": "bool", "Day": "date", "Hour": "time", "At": "timestamp"},
            "restrictions": {
                "ROLE_FRANCE": {"Country": "France"},
                "ROLE_NOT_FRANCE": {"not": {"Country": "France"}},
                "ROLE_PREFIX": {"column": "Country", "op": "starts_with", "value": "%_"},
                "ROLE_NO_PREFIX": {"not": {"column": "Country", "op": "starts_with", "value": "Fr"}},
                "ROLE_NOWHERE": {"column": "Country", "op": "is_null"},
                "ROLE_LARGE": {"column": "Amount", "op": ">=", "value": 9223372036854775807},
                "ROLE_SETS": {"Amount": [1, -9223372036854775808], "Country": ["France", "o'x\"\\", ""]},
                "ROLE_RATE": {"column": "Rate", "op": ">", "value": 0.1},
                "ROLE_PAID": {"Paid": True, "Day": "2026-11-22"},
                "ROLE_OLD": {"column": "Day", "op": "<", "value": "2026-11-22"},
                "ROLE_HOUR": {"column": "Hour", "op": "!=", "value": "12:00:00.5"},
                "ROLE_AT": {"column": "At", "op": "<", "value": "2026-11-22T12:00:00.0000005Z"},
                "ROLE_OWN": {"column": "Country", "op": "==", "claim": ["country"]},
            },
        },
        "people": {"columns": {"Name": "string"}},
    },
}
COLUMNS = list(POLICY["tables"]["sales"]["columns"])
ROWS = [
    ("France", 1, 0.1, True, "2026-11-22", "12:00:00.5", "2026-11-22T12:00:00Z"),
    ("%_x", 9223372036854775807, 0.10000000000000002, False, "2026-11-21", "12:00:00", "2026-11-22T12:00:00.000001Z"),
    (None, None, None, None, None, None, None),
    ("o'x\"\\", -9223372036854775808, -0.0, True, "0000-01-01", "23:59:59.999999999", "1969-12-31T23:59:59.999999Z"),
    ("", 9223372036854775806, 1e300, True, "9999-12-31", "00:00:00", "0000-01-01T00:00:00Z"),
    ("france", 0, 5e-324, False, "2026-11-23", "12:00:00.500000001", "9999-12-31T23:59:59Z"),
]


class SqlCommand(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def file(self, content, name):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    def run_verb(self, *words, lines=""):
        return subprocess.run([PROGRAM, *words], input=lines, capture_output=True, text=True, check=False)

    def ask(self, claims, dialect, policy=None, table="sales"):
        files = ("--policy", self.file(policy or POLICY, "policy.json"), "--claims", self.file(claims, "claims.json"))
        return self.run_verb("sql", *files, "--table", table, "--dialect", dialect)

    def sql(self, groups, dialect, **claims):
        done = self.ask({"email": "x", "groups": groups, **claims}, dialect)
        self.assertEqual((done.returncode, done.stderr, len(done.stdout.splitlines())), (0, "", 1))
        return json.loads(done.stdout)

    def test_plans_without_a_condition(self):
        for dialect in DIALECTS:
            self.assertEqual(self.sql(["boss", "ROLE_FRANCE"], dialect), {"plan": "allow_all", "where": "1=1", "values": []})
            self.assertEqual(self.sql(["ROLE_FRANCE"], dialect), {"plan": "deny_all", "where": "1=0", "values": []})

    def test_values_stand_apart(self):
        self.assertEqual(
            self.sql(["staff", "ROLE_FRANCE"], "postgresql"),
            {"plan": "where", "where": '("Country" COLLATE "C" = $1::text)', "values": ["France"]},
        )
        for dialect in DIALECTS:
            own = self.sql(["staff", "ROLE_OWN"], dialect, country="' OR 1=1 --")
            self.assertEqual(own["values"], ["' OR 1=1 --"])
            self.assertNotIn("1=1", own["where"])

    def test_values_have_their_types_and_are_exact(self):
        def values(role, dialect="postgresql"):
            return self.sql(["staff", role], dialect)["values"]

        self.assertEqual(sorted(values("ROLE_SETS"), key=str), sorted([1, -9223372036854775808, "", "France", "o'x\"\\"], key=str))
        self.assertEqual(values("ROLE_LARGE"), [9223372036854775807])
        self.assertEqual((values("ROLE_RATE"), type(values("ROLE_RATE")[0])), ([0.1], float))
        self.assertEqual(sorted(values("ROLE_PAID"), key=str), ["2026-11-22", True])
        self.assertEqual(values("ROLE_HOUR"), ["12:00:00.5"])
        self.assertEqual(values("ROLE_HOUR", "sqlite"), [43200500000000])
        self.assertEqual(values("ROLE_AT", "ansi"), ["2026-11-22 12:00:00.0000005"])

    def test_sqlite_shows_the_rows_that_memory_shows(self):
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE sales (nr INTEGER, Country TEXT, Amount INTEGER, Rate REAL, Paid INTEGER, Day TEXT, Hour INTEGER, At INTEGER) STRICT")
        for nr, row in enumerate(ROWS):
            database.execute("INSERT INTO sales VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (nr, *row[:5], nanoseconds(row[5]), microseconds(row[6])))
        lines = "".join(json.dumps({"nr": nr, **dict(zip(COLUMNS, row))}) + "\n" for nr, row in enumerate(ROWS))
        counts = set()
        for role in POLICY["tables"]["sales"]["restrictions"]:
            with self.subTest(role):
                clause = self.sql(["staff", role], "sqlite", country="france")
                shown = [nr for (nr,) in database.execute(f"SELECT nr FROM sales WHERE {clause['where']} ORDER BY nr", clause["values"])]
                files = ("--policy", str(self.folder / "policy.json"), "--claims", str(self.folder / "claims.json"))
                done = self.run_verb("rows", *files, "--table", "sales", lines=lines)
                self.assertEqual((shown, done.stderr), ([json.loads(line)["nr"] for line in done.stdout.splitlines()], ""))
                counts.add(len(shown))
        self.assertGreater(len(counts), 3)

    def test_refusals(self):
        refused = self.ask({"groups": ["staff"]}, "sqlite")
        self.assertEqual((refused.returncode, json.loads(refused.stdout)["error"]), (1, "name_claim_missing"))
        long = "x" * 65
        policy = POLICY | {"tables": {"t": {"columns": {long: "string"}, "restrictions": {"ROLE_A": {long: "x"}}}}}
        claims = {"email": "x", "groups": ["staff", "ROLE_A"]}
        for dialect in DIALECTS:
            done = self.ask(claims, dialect, policy, "t")
            if dialect in ("postgresql", "mysql"):
                self.assertEqual((done.returncode, json.loads(done.stdout)["error"]), (1, "sql_name_unusable"))
            else:
                self.assertEqual(done.returncode, 0)

    def test_wrong_usage(self):
        good = ("--policy", self.file(POLICY, "policy.json"), "--claims", self.file({"email": "x"}, "claims.json"))
        for words in ((), good, (*good, "--table", "sales"), (*good, "--table", "sale", "--dialect", "ansi"), (*good, "--table", "sales", "--dialect", "SQLite"), (*good, "--table", "sales", "--dialect", "sqlite", "x")):
            done = self.run_verb("sql", *words)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1), words)
        self.assertTrue(self.run_verb("sql", "--help").stdout.startswith("usage: rowclaim sql"))


def nanoseconds(clock):
    if clock is None:
        return None
    hour, minute, second = clock.split(":")
    whole, _, fraction = second.partition(".")
    return ((int(hour) * 60 + int(minute)) * 60 + int(whole)) * 10**9 + int((fraction + "0" * 9)[:9])


def microseconds(moment):
    if moment is None:
        return None
    day, clock = moment.rstrip("Z").split("T")
    (days,) = sqlite3.connect(":memory:").execute("SELECT CAST(julianday(?) - julianday('1970-01-01') AS INTEGER)", (day,)).fetchone()
    return days * 86_400_000_000 + nanoseconds(clock) // 1000


if __name__ == "__main__":
    unittest.main()
