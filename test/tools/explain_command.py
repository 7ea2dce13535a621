#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the verb explain of the command rowclaim; usage: explain_command.py PROGRAM.
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser

PROGRAM = sys.argv.pop(1)

POLICY = {
    "version": 1,
    "name_claim": ["email"],
    "roles_claims": [["groups"]],
    "role_mapping": {"staff": ["ROLE_USER"], "France": ["FRANCE"], "Nordic": ["NORDIC"], "boss": ["ROLE_ADMIN"]},
    "tables": {
        "sales": {
            "columns": {"Country": "string", "Amount": "int64"},
            "restrictions": {"FRANCE": {"Country": "France"}, "NORDIC": {"Country": ["Norway", "Sweden"]}},
        },
        "people": {"columns": {"Name": "string"}},
    },
}
JANE = {"sub": "1", "email": "jane", "groups": ["staff", "France", "<script>alert(1)</script>"]}


class Page(HTMLParser):
    """What a page has of tags and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


class ExplainCommand(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.policy = self.file("policy.json", POLICY)
        self.claims = self.file("claims.json", JANE)

    def file(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    def explain(self, *words, claims=None):
        return subprocess.run(
            [PROGRAM, "explain", "--policy", self.policy, "--claims", claims or self.claims, *words], capture_output=True, text=True, check=False
        )

    def answer(self, *words, claims=None):
        done = self.explain(*words, claims=claims)
        self.assertEqual((done.returncode, done.stderr, done.stdout.count("\n")), (0, "", 1))
        return json.loads(done.stdout)

    def test_a_hidden_row_and_what_would_show_it(self):
        told = self.answer("--table", "sales", "--row", '{"Country": "Norway", "Amount": 5}')
        self.assertEqual((told["ok"], told["name"], told["allowed"]), (True, "jane", True))
        self.assertEqual(told["roles"][1], {"role": "FRANCE", "origin": "mapped", "claim": "groups", "key": "France"})
        self.assertEqual(told["ignored"], [{"claim": "groups", "value": "<script>alert(1)</script>"}])
        self.assertEqual(list(told["tables"]), ["sales"])
        self.assertEqual((told["row"]["visible"], told["row"]["cells"]), (False, {"Country": "Norway", "Amount": "5"}))
        first = told["row"]["flip"]["smallest"][0]["changes"]
        self.assertEqual(first, [{"change": "add_provider_role", "claim": "groups", "value": "Nordic", "gives": ["NORDIC"]}])
        # The change does what it says.
        with_nordic = self.file("changed.json", JANE | {"groups": [*JANE["groups"], "Nordic"]})
        changed = self.answer("--table", "sales", "--row", '{"Country": "Norway", "Amount": 5}', claims=with_nordic)
        self.assertTrue(changed["row"]["visible"])

    def test_a_missing_cell_is_null_and_unknown(self):
        told = self.answer("--table=sales", '--row={"Amount": 5}')
        comparison = told["row"]["groups"][0]["conditions"][0]["comparisons"][0]
        self.assertEqual((comparison["is"], comparison["because"]), ("unknown", "Country is null"))

    def test_without_a_row_all_plans(self):
        self.assertEqual(list(self.answer()["tables"]), ["sales", "people"])
        told = self.answer("--table", "people")
        self.assertEqual(told["tables"], {"people": {"plan": "allow_all", "reason": "unlisted"}})
        self.assertNotIn("row", told)

    def test_text_for_people(self):
        done = self.explain("--text", "--table", "sales", "--row", '{"Country": "Norway"}')
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for line in (
            "Roles of jane (claim email)",
            '  FRANCE: mapped from "France" in claim groups',
            "The row is not visible",
            '    - add "Nordic" to claim groups, which gives NORDIC',
        ):
            self.assertIn(line, done.stdout.splitlines())

    def test_a_page_is_written_too(self):
        page_file = self.folder / "page.html"
        told = self.answer("--table", "sales", "--row", '{"Country": "France"}', "--html", str(page_file))
        self.assertTrue(told["row"]["visible"])
        page = Page(page_file.read_text(encoding="utf-8"))
        self.assertIn("Why this row is visible", page.text)
        self.assertIn("<script>alert(1)</script>", page.text)
        self.assertIn("svg", page.tags)
        for tag in ("script", "link", "img", "iframe"):
            self.assertNotIn(tag, page.tags)

    def test_a_refused_sign_in(self):
        refused = self.explain("--html", str(self.folder / "page.html"), claims=self.file("nobody.json", {"sub": "1"}))
        self.assertEqual((refused.returncode, refused.stderr), (1, ""))
        self.assertEqual(json.loads(refused.stdout)["error"], "name_claim_missing")
        self.assertFalse((self.folder / "page.html").exists())

    def test_wrong_usage(self):
        for words, sentence in (
            (("--row", "{}"), "--row needs --table"),
            (("--table", "sale"), 'did you mean "sales"?'),
            (("--table", "sales", "--row", "[]"), "--row: line 1"),
            (("--table", "sales", "--row", '{"Amount": "5"}'), "Amount"),
            (("--text", "--text"), "--text is given twice"),
            (("--text=yes",), "--text takes no value"),
            (("--html", "/nonexistent/page.html"), "cannot be written"),
            (("more",), "takes no files"),
        ):
            with self.subTest(words):
                done = self.explain(*words)
                self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1))
                self.assertIn(sentence, done.stderr)
        help_page = subprocess.run([PROGRAM, "explain", "--help"], capture_output=True, text=True, check=False)
        self.assertTrue(help_page.stdout.startswith("usage: rowclaim explain"))


if __name__ == "__main__":
    unittest.main()
