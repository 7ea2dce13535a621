#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the verbs of the command rowclaim that are about policy files; usage: policy_command.py PROGRAM.
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed: nobody else can be asked about the schema")
    sys.exit(77)

PROGRAM = sys.argv.pop(1)


def policy(**changes):
    made = {
        "version": 1,
        "name_claim": ["email"],
        "roles_claims": [["groups"], {"path": ["realm_access", "roles"], "shape": "strings", "required": False}],
        "role_mapping": {"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"], "boss": ["ROLE_ADMIN"]},
        "default_roles": ["ROLE_UK"],
        "tables": {
            "sales": {
                "columns": {"Country": "string", "Region": "string", "Amount": "int64", "Day": "date"},
                "hierarchies": {"Place": ["Region", "Country"]},
                "restrictions": {"ROLE_FRANCE": {"Country": "France"}},
            }
        },
    } | changes
    return {key: value for key, value in made.items() if value is not ...}


def with_condition(condition):
    made = policy()
    made["tables"]["sales"]["restrictions"]["ROLE_FRANCE"] = condition
    return made


SOUND_CONDITIONS = [
    {"Country": "France"},
    {"Country": ["France", "UK"], "Amount": 5},
    {"column": "Amount", "op": ">=", "value": 1000},
    {"column": "Country", "op": "in", "value": ["a"]},
    {"column": "Country", "op": "not_in", "claim": ["a", "b"]},
    {"column": "Day", "op": "is_null"},
    {"not": {"Country": "x"}},
    {"or": [{"Country": "x"}, {"Region": "y"}]},
    {"and": [{"Country": "x"}, {"not": {"or": [{"Amount": 1}, {"Amount": 2}]}}]},
]

SOUND_REQUIREMENTS = [{"path": ["hd"], "values": ["example.com", 1, True]}, {"path": ["a", "b"], "values": [False]}]

# What the schema refuses, the reader refuses, too.
WRONG = {
    "no version": policy(version=...),
    "another version": policy(version=2),
    "a revision below zero": policy(revision=-1),
    "an unknown key": policy(restrict={}),
    "an empty path": policy(name_claim=[]),
    "a path of nine names": policy(name_claim=list("123456789")),
    "an unknown shape": policy(roles_claims=[{"path": ["a"], "shape": "list"}]),
    "a shape without its member": policy(roles_claims=[{"path": ["a"], "shape": {}}]),
    "a source without a path": policy(roles_claims=[{"shape": "strings"}]),
    "a role that is no text": policy(default_roles=[1]),
    "an empty role": policy(gate=[""]),
    "a mapping to one role": policy(role_mapping={"a": "ROLE_A"}),
    "a required claim without values": policy(required_claims=[{"path": ["hd"]}]),
    "a required claim with no value": policy(required_claims=[{"path": ["hd"], "values": []}]),
    "a required claim that is a fraction": policy(required_claims=[{"path": ["hd"], "values": [1.5]}]),
    "a required claim without a path": policy(required_claims=[{"values": ["x"]}]),
    "an unknown combination": policy(combination="any"),
    "an unknown word for unlisted tables": policy(unlisted_tables="refuse"),
    "a table without columns": policy(tables={"t": {}}),
    "a table with no column": policy(tables={"t": {"columns": {}}}),
    "an unknown type": policy(tables={"t": {"columns": {"A": "text"}}}),
    "an unknown key of a table": policy(tables={"t": {"columns": {"A": "string"}, "rows": {}}}),
    "an empty hierarchy": policy(tables={"t": {"columns": {"A": "string"}, "hierarchies": {"H": []}}}),
    "an empty condition": with_condition({}),
    "an empty set": with_condition({"Country": []}),
    "a null": with_condition({"Country": None}),
    "a condition that is a list": with_condition([{"Country": "x"}]),
    "an unknown operator": with_condition({"column": "Amount", "op": "=", "value": 1}),
    "a comparison without an operator": with_condition({"column": "Amount", "value": 1}),
    "a comparison without a value": with_condition({"column": "Amount", "op": "=="}),
    "a comparison with a value and a claim": with_condition({"column": "Amount", "op": "==", "value": 1, "claim": ["a"]}),
    "a null test with a value": with_condition({"column": "Amount", "op": "is_null", "value": 1}),
    "a set that is no list": with_condition({"column": "Amount", "op": "in", "value": 1}),
    "a list where a value belongs": with_condition({"column": "Amount", "op": "==", "value": [1]}),
    "an or beside something": with_condition({"or": [{"Country": "x"}], "Amount": 1}),
    "an or of nothing": with_condition({"or": []}),
}


class PolicyCommand(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def file(self, content, name="policy.json"):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    def run_verb(self, *words, lines=""):
        return subprocess.run([PROGRAM, *words], input=lines, capture_output=True, text=True, check=False)

    def reads(self, content):
        return self.run_verb("authorize", "--policy", self.file(content)).returncode == 0

    def test_schema_agrees_with_the_reader(self):
        done = self.run_verb("schema")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        schema = json.loads(done.stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for sound in [policy(), policy(admin=None, gate=[], revision=3), policy(required_claims=SOUND_REQUIREMENTS)] + [with_condition(c) for c in SOUND_CONDITIONS]:
            self.assertEqual([e.message for e in validator.iter_errors(sound)], [])
            self.assertTrue(self.reads(sound), sound)
        for name, wrong in WRONG.items():
            with self.subTest(name):
                self.assertFalse(validator.is_valid(wrong))
                self.assertFalse(self.reads(wrong))

    def test_authorize(self):
        people = [
            {"iss": "i", "sub": "1", "email": "jane", "groups": ["staff", "France"]},
            {"iss": "i", "sub": "2", "email": "ann", "groups": ["boss"], "realm_access": {"roles": []}},
            {"iss": "i", "sub": "3", "email": "tim"},
            {"iss": "i", "sub": "4", "groups": ["staff"]},
        ]
        done = self.run_verb("authorize", "--policy", self.file(policy()), lines="".join(json.dumps(p) + "\n" for p in people))
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        where, allow_all, deny_all = ({"sales": {"plan": plan}} for plan in ("where", "allow_all", "deny_all"))
        self.assertEqual(
            answers[:3],
            [
                {"ok": True, "name": "jane", "roles": ["ROLE_FRANCE", "ROLE_USER"], "allowed": True, "tables": where},
                {"ok": True, "name": "ann", "roles": ["ROLE_ADMIN"], "allowed": True, "tables": allow_all},
                {"ok": True, "name": "tim", "roles": ["ROLE_UK"], "allowed": False, "tables": deny_all},
            ],
        )
        self.assertEqual((answers[3]["ok"], answers[3]["error"]), (False, "name_claim_missing"))

    def test_a_policy_with_mistakes_ends_it(self):
        done = self.run_verb("authorize", "--policy", self.file('{"version": 1,\n "gates": [], "default_roles": 1}'))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(
            done.stderr.splitlines()[:2],
            [
                'line 2, column 2: gates: there is no such key; did you mean "gate"?',
                "line 2, column 32: default_roles: roles are a list, and this is a whole number",
            ],
        )
        self.assertIn("has 2 mistakes", done.stderr.splitlines()[2])

    def compare(self, before, after):
        done = self.run_verb("compare", self.file(before, "old.json"), self.file(after, "new.json"))
        self.assertEqual(done.stderr, "")
        return done.returncode, json.loads(done.stdout)

    def test_compare(self):
        same = self.compare(policy(), with_condition({"not": {"column": "Country", "op": "!=", "value": "France"}}))
        self.assertEqual((same[0], same[1]["verdict"], same[1].get("witness")), (0, "equivalent", None))
        status, wider = self.compare(policy(), with_condition({"Country": ["France", "Monaco"]}))
        self.assertEqual((status, wider["verdict"]), (1, "wider"))
        self.assertEqual(
            wider["witness"],
            {"table": "sales", "shown_by": "new", "roles": ["ROLE_FRANCE", "ROLE_USER"], "row": {"Country": "Monaco"}},
        )
        self.assertEqual([(r["role"], r["verdict"]) for r in wider["tables"][0]["roles"]], [("ROLE_FRANCE", "wider")])
        status, narrower = self.compare(policy(), with_condition({"Country": "France", "Amount": 5}))
        self.assertEqual((status, narrower["verdict"], narrower["witness"]["shown_by"]), (1, "narrower", "old"))
        self.assertIsInstance(narrower["witness"]["row"]["Amount"], (int, type(None)))
        self.assertEqual(self.compare(policy(), with_condition({"Country": "Monaco"}))[1]["verdict"], "incomparable")
        status, gate = self.compare(policy(), policy(gate=[]))
        self.assertEqual((status, gate["verdict"], gate["witness"]["roles"]), (1, "wider", []))
        claim = {"column": "Country", "op": "==", "claim": ["country"]}
        self.assertEqual(self.compare(with_condition(claim), with_condition(claim))[1]["verdict"], "equivalent")
        found = self.compare(policy(), with_condition({"or": [{"Country": "France"}, claim]}))[1]
        self.assertEqual((found["verdict"], list(found["witness"]["claims"])), ("wider", ["country"]))
        prefix = {"column": "Country", "op": "starts_with", "claim": ["country"]}
        status, unknown = self.compare(policy(), with_condition(prefix))
        self.assertEqual((status, unknown["verdict"]), (1, "undecided"))
        self.assertIn("starts with what a claim says", unknown["tables"][0]["undecided_because"])

    def test_wrong_usage(self):
        for words in (("authorize",), ("authorize", "--policy", "/nonexistent"), ("authorize", "--policy", str(self.folder)), ("schema", "x"), ("compare", "x"), ("compare", "-", "-")):
            done = self.run_verb(*words)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1))
        for verb in ("authorize", "compare", "schema"):
            self.assertTrue(self.run_verb(verb, "--help").stdout.startswith(f"usage: rowclaim {verb}"))


if __name__ == "__main__":
    unittest.main()
