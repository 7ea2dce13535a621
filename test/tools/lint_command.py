#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the verb lint of the command rowclaim over good and bad policy files; usage: lint_command.py PROGRAM.
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)

GOOD = """{
  "version": 1,
  "roles_claims": [["groups"]],
  "role_mapping": {"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"]},
  "tables": {
    "sales": {"columns": {"Country": "string"}, "restrictions": {"ROLE_FRANCE": {"Country": "France"}}}
  }
}
"""


class LintCommand(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def file(self, content):
        path = self.folder / "policy.json"
        path.write_text(content, encoding="utf-8")
        return str(path)

    def lint(self, *words, text=""):
        return subprocess.run([PROGRAM, "lint", *words], input=text, capture_output=True, encoding="utf-8", check=False)

    def test_a_good_policy_is_quiet(self):
        for done in (self.lint(self.file(GOOD)), self.lint(text=GOOD), self.lint("-", text=GOOD)):
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_findings_are_lines_in_the_order_of_the_file(self):
        bad = GOOD.replace('"staff"', '"Staff": ["ROLE_UK"], "st\\u0430ff": [], "staff"').replace('"France"}}', '["France", "\u202eFrance"]}}')
        done = self.lint(self.file(bad))
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        findings = [json.loads(line) for line in done.stdout.splitlines()]
        for finding in findings:
            self.assertEqual(list(finding), ["severity", "kind", "line", "column", "key", "sentence"])
        self.assertEqual(
            [(f["kind"], f["severity"], f["line"], f["column"]) for f in findings],
            [
                ("role_is_never_used", "warning", 4, 30),
                ("name_mixes_scripts", "warning", 4, 42),
                ("mapping_is_empty", "warning", 4, 56),
                ("names_differ_in_case", "warning", 4, 60),
                ("names_look_alike", "warning", 4, 60),
                ("name_has_invisible_character", "warning", 6, 104),
            ],
        )
        self.assertEqual(findings[2]["key"], "role_mapping.st\u0430ff")
        self.assertEqual(findings[2]["sentence"], "this gives no role; list the roles, or remove the line")

    def test_a_policy_with_mistakes_is_not_looked_at(self):
        done = self.lint(self.file('{"version": 1,\n "gates": []}'))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.splitlines()[0], 'line 2, column 2: gates: there is no such key; did you mean "gate"?')
        self.assertIn("has a mistake", done.stderr.splitlines()[1])
        done = self.lint(self.file("{"))
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 2))

    def test_wrong_usage(self):
        for words in (("/nonexistent",), (str(self.folder),), ("a", "b"), ("--policy", "a")):
            done = self.lint(*words)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1))
        self.assertTrue(self.lint("--help").stdout.startswith("usage: rowclaim lint"))


if __name__ == "__main__":
    unittest.main()
