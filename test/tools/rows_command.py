#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the verb `rows` of the command rowclaim over files of each format; usage: rows_command.py PROGRAM.
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)

POLICY = {
    "version": 1,
    "name_claim": ["email"],
    "roles_claims": [["groups"]],
    "role_mapping": {"staff": ["ROLE_USER"], "boss": ["ROLE_ADMIN"]},
    "pass_through": ["ROLE_*"],
    "combination": "any_role",
    "tables": {
        "sales": {
            "columns": {"Country": "string", "Amount": "int64", "Rate": "double", "Paid": "bool", "Day": "date"},
            "restrictions": {
                "ROLE_FRANCE": {"Country": "France"},
                "ROLE_NOT_FRANCE": {"not": {"Country": "France"}},
                "ROLE_NOWHERE": {"column": "Country", "op": "is_null"},
                "ROLE_LARGE": {"column": "Amount", "op": ">=", "value": 9223372036854775807},
                "ROLE_RATE": {"column": "Rate", "op": ">", "value": 0.25},
                "ROLE_PAID": {"Paid": True, "Day": "2026-11-22"},
            },
        },
        "people": {"columns": {"Name": "string"}},
    },
}

# A row is worth reading twice in each format: the texts, and what each role sees.
ROWS = [
    {"Country": "France", "Amount": 1, "Rate": 0.5, "Paid": True, "Day": "2026-11-22", "Note": "a"},
    {"Country": "UK", "Amount": 9223372036854775807, "Rate": 0, "Paid": False, "Day": "2026-11-21", "Note": 'b "quoted", and\r\nlong'},
    {"Country": None, "Amount": 9223372036854775806, "Rate": None, "Paid": None, "Day": None, "Note": None},
    {"Country": "", "Amount": -9223372036854775808, "Rate": 1e300, "Paid": True, "Day": "2026-11-23", "Note": "Ünïcödé"},
]
VISIBLE = {
    "ROLE_FRANCE": [0],
    "ROLE_NOT_FRANCE": [1, 3],
    "ROLE_NOWHERE": [2],
    "ROLE_LARGE": [1],
    "ROLE_RATE": [0, 3],
    "ROLE_PAID": [0],
    "ROLE_FREE": [0, 1, 2, 3],
}


def csv_field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return json.dumps(value)


def csv_record(row):
    return ",".join(csv_field(row[name]) for name in ROWS[0]) + "\r\n"


CSV_HEADER = ",".join(ROWS[0]) + "\r\n"


class RowsCommand(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.policy = self.file("policy.json", json.dumps(POLICY))

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def claims(self, *groups):
        return self.file("claims.json", json.dumps({"iss": "i", "sub": "1", "email": "jane", "groups": list(groups)}))

    def run_verb(self, *words, lines=b""):
        return subprocess.run([PROGRAM, "rows", *words], input=lines, capture_output=True, check=False)

    def rows(self, name, content, groups=("staff", "ROLE_FRANCE"), table="sales"):
        claims = self.claims(*groups)
        return self.run_verb("--policy", self.policy, "--claims", claims, "--table", table, self.file(name, content))

    def shows(self, done, expected):
        expected = expected if isinstance(expected, bytes) else expected.encode()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, expected, b""))

    def fails(self, done, sentence, shown=b""):
        self.assertEqual((done.returncode, done.stdout), (2, shown))
        complaints = done.stderr.decode().splitlines()
        self.assertEqual(len(complaints), 1, complaints)
        self.assertIn(sentence, complaints[0])

    def test_each_role_sees_the_same_rows_in_each_format(self):
        objects = [json.dumps(row) for row in ROWS]
        for role, visible in VISIBLE.items():
            with self.subTest(role):
                groups = ("staff", role)
                lines = [text + "\n" for text in objects]
                self.shows(self.rows("rows.jsonl", "".join(lines), groups), "".join(lines[i] for i in visible))
                self.shows(self.rows("rows.json", json.dumps(ROWS), groups), "[\n" + ",\n".join(objects[i] for i in visible) + "\n]\n")
                records = [csv_record(row) for row in ROWS]
                done = self.rows("rows.csv", CSV_HEADER + "".join(records), groups)
                self.shows(done, CSV_HEADER + "".join(records[i] for i in visible))
                self.assertEqual(len(list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))), len(visible))

    def test_each_row_stays_as_it_was_written(self):
        line = '{ "Other" : [1.50, {"Country":"UK"}],\t"Country" : "Fr\\u0061nce" }\r\n'
        self.shows(self.rows("rows.jsonl", line + '{"Country":"UK"}\n' + "\n" + line.rstrip()), line + line.rstrip())
        self.shows(self.rows("rows.json", '[{"Country":\n "France"},{}]'), '[\n{"Country":\n "France"}\n]\n')
        self.shows(self.rows("rows.csv", b'\xef\xbb\xbfx,"Country"\n1,"France"\n2,UK\n3,France'), b'\xef\xbb\xbfx,"Country"\n1,"France"\n3,France')
        self.shows(self.rows("ROWS.CSV", "Country\n"), "Country\n")

    def test_null_is_not_the_empty_text(self):
        groups = ("staff", "ROLE_NOWHERE")
        self.shows(self.rows("rows.csv", 'Country,Amount\n,1\n"",2\n', groups), "Country,Amount\n,1\n")
        self.shows(self.rows("rows.jsonl", '{}\n{"Country":null}\n{"Country":""}\n', groups), '{}\n{"Country":null}\n')

    def test_who_sees_everything_and_who_nothing(self):
        content = "Other\n1\n2\n"
        self.shows(self.rows("rows.csv", content, ("boss", "ROLE_FRANCE")), content)
        for groups in ((), ("ROLE_FRANCE",)):  # the gate keeps them out
            self.shows(self.rows("rows.csv", "Country\nFrance\n", groups), "Country\n")
            self.shows(self.rows("rows.jsonl", '{"Country":"France"}\n', groups), "")
            self.shows(self.rows("rows.json", '[{"Country":"France"}]', groups), "[]\n")

    def test_standard_input_has_an_object_a_line(self):
        for words in ((), ("-",)):
            done = self.run_verb(
                "--policy", self.policy, "--claims", self.claims("staff", "ROLE_FRANCE"), "--table", "sales", *words,
                lines=b'{"Country":"UK"}\n{"Country":"France"}\n',
            )  # fmt: skip
            self.shows(done, '{"Country":"France"}\n')

    def test_the_first_claims_count(self):
        france, uk = ({"iss": "i", "sub": "1", "email": "j", "groups": ["staff", role]} for role in ("ROLE_FRANCE", "ROLE_NOT_FRANCE"))
        rows = self.file("rows.jsonl", '{"Country":"France"}\n{"Country":"UK"}\n')
        for claims in (json.dumps(france) + "\r\n" + json.dumps(uk) + "\n", json.dumps(france, indent=2), json.dumps(france)):
            words = ("--policy", self.policy, "--table", "sales", rows)
            self.shows(self.run_verb(*words, "--claims", self.file("claims.jsonl", claims)), '{"Country":"France"}\n')
            self.shows(self.run_verb(*words, "--claims", "-", lines=claims.encode()), '{"Country":"France"}\n')

    def test_refused_claims_show_nothing(self):
        rows = self.file("rows.csv", "Country\nFrance\n")
        for claims in ('{"iss":"i","sub":"1","groups":["staff"]}', "{", "[]", "", '{"iss":"i","sub":"1","email":"j","email":"k"}'):
            words = ("--policy", self.policy, "--table", "sales", "--claims", self.file("claims.json", claims), rows)
            done = self.run_verb(*words)
            self.assertEqual((done.returncode, done.stderr), (1, b""), claims)
            self.assertFalse(json.loads(done.stdout)["ok"])
            authorized = subprocess.run([PROGRAM, "authorize", "--policy", self.policy], input=claims.encode() + b"\n", capture_output=True)
            self.assertEqual(done.stdout, authorized.stdout)

    def test_rows_that_cannot_be_read(self):
        good = b'{"Country":"France"}\n'
        for line, sentence in {
            b'{"Amount":"1"}': "line 2, column 11: Amount: the column is of type int64",
            b'{"Amount":1.5}': "line 2, column 11: Amount: the column is of type int64",
            b'{"Amount":9223372036854775808}': "line 2, column 11: Amount: the column is of type int64",
            b'{"Rate":9007199254740993}': "line 2, column 9: Rate: the column is of type double",
            b'{"Rate":NaN}': "line 2, column 9: the text is not JSON",
            b'{"Day":"2026-02-30"}': "line 2, column 8: Day: the column is of type date",
            b'{"Country":"France","Country":"UK"}': "line 2, column 30: this member comes twice",
            b'{"Country":"\xff"}': "line 2, column 13: this string is not UTF-8",
            b'["France"]': "line 2, column 1: a row is an object",
            b'{"Country":"France"': "line 2, column 20: the text is not JSON",
            b"{} {}": "line 2, column 4: something follows the object",
        }.items():
            with self.subTest(line):
                self.fails(self.rows("rows.jsonl", good + line + b"\n" + good), sentence, good)
        header, first = b"Country,Amount,Paid\r\n", b"France,1,true\r\n"
        for line, sentence in {
            b"France,x,": "line 3, column 8: Amount: the column is of type int64",
            b"France,+1,": "line 3, column 8: Amount: the column is of type int64",
            b'France,"",': "line 3, column 8: Amount: the column is of type int64",
            b"France,1,TRUE": "line 3, column 10: Paid: the column is of type bool",
            b"France,1": "line 3, column 1: the row has 2 fields, and the header 3",
            b"France,1,,": "line 3, column 1: the row has 4 fields, and the header 3",
            b"Fra\"nce,1,": "line 3, column 4: a quote stands inside a field",
            b'"Fra"nce,1,': "line 3, column 6: something follows the quote",
            b'"France,1,': "line 3, column 1: the quote that opens here is never closed",
            b"France\r,1,": "line 3, column 7: a carriage return stands alone",
            b"Fran\xe7e,1,": "line 3, column 5: this is not UTF-8",
        }.items():
            with self.subTest(line):
                self.fails(self.rows("rows.csv", header + first + line + b"\r\n"), sentence, header + first)
        for content, sentence in {
            "": "line 1, column 1: there is no header",
            "Amount\n1\n": "Country: the header does not name this column",
            "country\nFrance\n": 'is it "country"?',
            "Country,Amount,Country\n": "Country: this column comes twice in the header",
        }.items():
            with self.subTest(content):
                self.fails(self.rows("rows.csv", content), sentence)
        self.fails(self.rows("rows.json", '{"Country":"France"}'), "line 1, column 1: the rows are a list of objects")
        self.fails(self.rows("rows.json", '[{"Country":"France"},]'), "column 23: a row is an object", b'[\n{"Country":"France"}')
        self.fails(self.rows("rows.json", "[{}"), "the text ends too early", b"[")

    def test_nothing_of_a_hidden_row_is_told(self):
        done = self.rows("rows.jsonl", '{"Country":"UK","Amount":"canary-17"}\n')
        self.assertNotIn(b"canary", done.stdout + done.stderr)

    def test_wrong_usage(self):
        claims, rows = self.claims("staff"), self.file("rows.csv", "Country\n")
        full = ("--policy", self.policy, "--claims", claims, "--table", "sales")
        self.fails(self.run_verb(*full[:4], "--table", "slaes", rows), 'the policy declares no table "slaes"; did you mean "sales"?')
        self.fails(self.run_verb(*full, self.file("rows.txt", "")), "it must end in .jsonl, .json or .csv")
        self.fails(self.run_verb(*full, rows, rows), "it takes one file of rows")
        self.fails(self.run_verb(*full, str(self.folder / "none.csv")), "cannot be read")
        self.fails(self.run_verb(*full[:2], "--claims", str(self.folder / "none"), *full[4:], rows), "cannot be read")
        self.fails(self.run_verb(*full[:2], "--claims", "-", *full[4:]), "standard input can be only one of the files")
        for missing in range(0, 6, 2):
            self.fails(self.run_verb(*full[:missing], *full[missing + 2 :], rows), full[missing] + " is missing")
        self.assertTrue(self.run_verb("--help").stdout.startswith(b"usage: rowclaim rows"))


if __name__ == "__main__":
    unittest.main()
