#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Installs policies in PostgreSQL with the verb `ddl` of the command rowclaim, and compares with the verb `rows`; usage: ddl_command.py PROGRAM.
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "engines"))
import on_postgresql  # noqa: E402
import server  # noqa: E402

PROGRAM = sys.argv.pop(1)

COLUMNS = {"nr": "int64", "Continent": "string", "Country": "string", "Rate": "double", "Paid": "bool", "Day": "date", "At": "timestamp"}
DECLARED = 'nr bigint, "Continent" text, "Country" text, "Rate" double precision, "Paid" boolean, "Day" date, "At" timestamptz'
ROWS = [
    ("Europe", "France", 0.1, True, "2026-11-22", "2026-11-22T12:00:00Z"),
    ("Europe", "Norway", 2.5, False, "2026-11-21", "2026-11-22T12:00:00.000001Z"),
    ("Asia", "Korea", -0.0, None, "1969-12-31", "1969-12-31T23:59:59.999999Z"),
    ("Asia", "O'Brien\\", 1e300, True, None, None),
    (None, None, None, None, None, None),
    ("", "france", 0.1, False, "2026-11-22", None),
    ("Europe ", "Fran\u00e7e", 3.0, True, "2027-01-01", "2027-01-01T00:00:00Z"),
    ("Europe", "USA", 5e-324, True, "2026-11-22", "2026-11-22T12:00:00Z"),
]
RESTRICTIONS = {
    "ROLE_FR": {"Country": ["France", "O'Brien\\"], "Rate": 0.1},
    "ROLE_asia": {"Continent": "Asia"},
    'ROLE "X"': {"and": [{"not": {"Country": "france"}}, {"column": "Day", "op": ">=", "value": "2026-11-22"}]},
    "ROLE_PAID": {"Paid": True, "Country": ["France", "USA", "Korea"]},
    "ROLE'AT": {"column": "At", "op": ">", "value": "2026-11-22T12:00:00.0000005Z"},
}
ANY_COLUMN = {"ROLE_FR": {"or": [{"Country": "France"}, {"Paid": False}, {"column": "Country", "op": "starts_with", "value": "O'"}]}}
ROLES = ["ROLE_USER", "ROLE_ADMIN", *RESTRICTIONS]


def policy(**changes):
    return {
        "version": 1,
        "name_claim": ["sub"],
        "roles_claims": [["groups"]],
        "role_mapping": {role: [role] for role in ROLES},
        "tables": {
            "sales": {"columns": COLUMNS, "hierarchies": {"Place": ["Continent", "Country"]}, "restrictions": RESTRICTIONS},
            "stores": {"columns": {"nr": "int64"}},
        },
    } | changes


def with_restrictions(restrictions, **changes):
    made = policy(**changes)
    made["tables"]["sales"]["restrictions"] = restrictions
    return made


POLICIES = {
    "per column": policy(),
    "any role, no administrator": with_restrictions(RESTRICTIONS | ANY_COLUMN, combination="any_role", admin=None),
    "all roles, unlisted tables denied": policy(combination="all_roles", unlisted_tables="deny"),
    "no gate, default roles": policy(gate=[], default_roles=["ROLE_asia", "ROLE_FR"]),
}
SUBSETS = [list(chosen) for size in range(len(ROLES) + 1) for chosen in itertools.combinations(ROLES, size)]


class DdlCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)
        try:
            cls.psql = server.program("psql")
            cls.database = on_postgresql.Engine(cls.folder)
        except server.Unavailable as why:
            print(f"skipped: {why}")
            sys.exit(77)
        cls.addClassCleanup(cls.database.stop)
        cls.port = cls.query("SHOW port")[0]
        cls.query(f"CREATE TABLE sales ({DECLARED})")
        for nr, row in enumerate(ROWS):
            cls.query("INSERT INTO sales VALUES ($1::bigint, $2, $3, $4::float8, $5::boolean, $6::date, $7::timestamptz)",
                      [None if v is None else str(v) for v in (nr, *row)])
        cls.query("CREATE TABLE stores (nr bigint)")
        cls.query("INSERT INTO stores VALUES (0), (1)")
        cls.query("CREATE ROLE owner LOGIN")
        for table in ("sales", "stores"):
            cls.query(f"ALTER TABLE {table} OWNER TO owner")
            cls.query(f"GRANT SELECT ON {table} TO PUBLIC")
        for role in ROLES:
            cls.query(f"CREATE ROLE {name(role)}")
        for number, roles in enumerate(SUBSETS):
            cls.query(f"CREATE ROLE user_{number}")
            for role in roles:
                cls.query(f"GRANT {name(role)} TO user_{number}")

    @classmethod
    def query(cls, text, values=()):
        return cls.database.query(text, values)

    def command(self, *words, lines=""):
        return subprocess.run([PROGRAM, *words], input=lines, capture_output=True, text=True, check=False)

    def file(self, content, name="policy.json"):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    def install(self, made, *words):
        done = self.command("ddl", "--policy", self.file(made), "--dialect", "postgresql", *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        address = ["-h", "127.0.0.1", "-p", self.port, "-U", "owner", "-d", "postgres"]
        run = subprocess.run([self.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", *address], input=done.stdout, capture_output=True,
                             text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (0, ""), run.stderr)
        return done.stdout

    def users(self, sets_of_roles):
        """What the verb `authorize` says of users with these roles under the policy that has been installed."""
        lines = "".join(json.dumps({"sub": "x", "groups": roles}) + "\n" for roles in sets_of_roles)
        done = self.command("authorize", "--policy", str(self.folder / "policy.json"), lines=lines)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def expected(self, roles, user=None, **more):
        """What a user sees of each table, of the one with restrictions by the verb `rows`."""
        claims = self.file({"sub": "x", "groups": roles, **more}, "claims.json")
        lines = "".join(json.dumps(dict(zip(COLUMNS, (nr, *row)))) + "\n" for nr, row in enumerate(ROWS))
        done = self.command("rows", "--policy", str(self.folder / "policy.json"), "--claims", claims, "--table", "sales", lines=lines)
        self.assertEqual(done.returncode, 0, done.stderr)
        stores = (user or self.users([roles])[0])["tables"]["stores"]["plan"]
        return {"sales": [json.loads(line)["nr"] for line in done.stdout.splitlines()], "stores": {"allow_all": [0, 1], "deny_all": []}[stores]}

    def shown(self):
        return {table: [int(nr) for nr in self.query(f"SELECT nr FROM {table} ORDER BY nr")] for table in ("sales", "stores")}

    def as_user(self, user):
        self.query(f"SET ROLE {user}")
        try:
            return self.shown()
        finally:
            self.query("RESET ROLE")

    def with_setting(self, text, user="user_0", claims=""):
        self.query("BEGIN")
        try:
            self.query(f"SET LOCAL ROLE {user}")
            self.query("SELECT set_config('rowclaim.roles', $1, TRUE), set_config('rowclaim.claims', $2, TRUE)", [text, claims])
            return self.shown()
        finally:
            self.query("ROLLBACK")

    def test_every_set_of_roles_sees_the_rows_of_the_policy(self):
        for title, made in POLICIES.items():
            kinds = set()
            self.install(made)
            users = self.users(SUBSETS)
            of_policy = [self.expected(roles, user) for roles, user in zip(SUBSETS, users, strict=True)]
            for number, expected in enumerate(of_policy):
                with self.subTest(title, by="roles", roles=SUBSETS[number]):
                    self.assertEqual(self.as_user(f"user_{number}"), expected)
                kinds.add(len(expected["sales"]))
            self.assertGreater(len(kinds), 3)
            self.install(made, "--by", "setting")
            for number, user in enumerate(users):
                with self.subTest(title, by="setting", roles=SUBSETS[number]):
                    setting = json.dumps(user["roles"]) if user["allowed"] else ""
                    self.assertEqual(self.with_setting(setting), of_policy[number])

    def test_a_session_that_says_nothing_sees_nothing(self):
        self.install(POLICIES["no gate, default roles"], "--by", "setting")
        nothing = {"sales": [], "stores": []}
        self.assertEqual(self.as_user("user_0"), nothing)
        everything = {"sales": list(range(len(ROWS))), "stores": [0, 1]}
        self.assertEqual(self.with_setting("[]"), everything)
        self.assertEqual(self.as_user("user_0"), nothing)  # the transaction that said something has ended
        for other in ("", "null", '"ROLE_ADMIN"', '{"ROLE_ADMIN": true}', "1"):
            self.assertEqual(self.with_setting(other), nothing, other)
        self.install(policy(), "--by", "setting")
        for other in ('[["ROLE_ADMIN"]]', '["ROLE_ADMIN "]', '["role_admin"]', '[{"ROLE_ADMIN": "ROLE_ADMIN"}]', "[1, null]"):
            self.assertEqual(self.with_setting(other), nothing, other)
        self.assertEqual(self.with_setting('["ROLE_ADMIN"]'), everything)
        for wrong in ("ROLE_ADMIN", "[", "ROLE_USER,ROLE_ADMIN"):
            with self.assertRaises(on_postgresql.QueryFailed):
                self.with_setting(wrong)

    def test_claims_of_the_session(self):
        owns = {"column": "Country", "op": "==", "claim": ["country"]}
        rates = {"column": "Rate", "op": "in", "claim": ["realm", "a'b\\"]}
        since = {"column": "At", "op": "==", "claim": ["at"]}
        made = with_restrictions({"ROLE_FR": owns, "ROLE_asia": {"or": [{"Continent": "Asia"}, rates]}, "ROLE'AT": since}, combination="any_role")
        self.install(made, "--by", "setting")
        # What role_setting says of these claims; test/unit/policy/row_security.cpp expects the same form.
        for claims, said in (
            ({}, {}),
            ({"country": "France"}, {'["country"]': {"scalar": {"string": "France"}}}),
            ({"country": "O'Brien\\"}, {'["country"]': {"scalar": {"string": "O'Brien\\"}}}),
            ({"country": ["France"]}, {'["country"]': {"list": {"string": ["France"]}}}),
            ({"country": 1}, {'["country"]': {"scalar": {"int64": "1", "double": "1"}}}),
            ({"realm": {"a'b\\": [0.1, 0, 3]}}, {json.dumps(["realm", "a'b\\"], separators=(",", ":")): {"list": {"double": ["0.1", "0", "3"]}}}),
            ({"realm": {"a'b\\": []}}, {json.dumps(["realm", "a'b\\"], separators=(",", ":")): {"list": {}}}),
            ({"realm": {"a'b\\": 0.1}}, {json.dumps(["realm", "a'b\\"], separators=(",", ":")): {"scalar": {"double": "0.1"}}}),
            ({"at": "2026-11-22T12:00:00Z"}, {'["at"]': {"scalar": {"string": "2026-11-22T12:00:00Z", "timestamp": "2026-11-22T12:00:00Z"}}}),
        ):
            for roles in (["ROLE_USER", "ROLE_FR"], ["ROLE_USER", "ROLE_asia"], ["ROLE_USER", "ROLE'AT"], ["ROLE_USER", "ROLE'AT", "ROLE_FR", "ROLE_asia"]):
                with self.subTest(claims=claims, roles=roles):
                    self.assertEqual(self.with_setting(json.dumps(roles), claims=json.dumps(said)), self.expected(roles, **claims))
        self.query("BEGIN")
        self.query("SET LOCAL ROLE user_0")
        self.query("SELECT set_config('rowclaim.roles', $1, TRUE), set_config('rowclaim.claims', $2, TRUE)", [json.dumps(["ROLE_USER", "ROLE_FR"]), "{}"])
        plan = self.query("EXPLAIN (COSTS OFF) SELECT * FROM sales")
        self.query("ROLLBACK")
        self.assertFalse(any("SubPlan" in line for line in plan), plan)

    def test_a_role_that_the_database_does_not_have_is_nobodys(self):
        made = policy(role_mapping={role: [role] for role in [*ROLES, "ROLE_MISSING"]})
        made["tables"]["sales"]["restrictions"] = RESTRICTIONS | {"ROLE_MISSING": {"Country": "USA"}}
        self.install(made)
        self.assertEqual(self.as_user(f"user_{SUBSETS.index(['ROLE_USER'])}"), self.expected(["ROLE_USER"]))

    def test_installing_again_is_as_once_and_no_other_policy_widens(self):
        self.install(policy())
        before = self.query("SELECT polname FROM pg_policy ORDER BY polrelid, polname")
        self.install(policy(), "--schema", "public")
        self.assertEqual(self.query("SELECT polname FROM pg_policy ORDER BY polrelid, polname"), before)
        self.assertEqual(before, ["rowclaim", "rowclaim_limit"] * 2)
        self.query("CREATE POLICY open_to_all ON sales USING (TRUE)")
        try:
            user = SUBSETS.index(["ROLE_USER", "ROLE_FR"])
            self.assertEqual(self.as_user(f"user_{user}"), self.expected(SUBSETS[user]))
            self.assertEqual(self.as_user("owner"), {"sales": [], "stores": []})
            with self.assertRaises(on_postgresql.QueryFailed):
                self.query(f"SET ROLE user_{user}")
                self.query("INSERT INTO stores VALUES (2)")
        finally:
            self.query("RESET ROLE")
            self.query("DROP POLICY open_to_all ON sales")

    def test_roles_are_looked_up_once_in_a_query(self):
        for words in ((), ("--by", "setting")):
            self.install(policy(), *words)
            self.query(f"SET ROLE user_{SUBSETS.index(['ROLE_USER', 'ROLE_FR'])}")
            plan = self.query("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT * FROM sales")
            self.query("RESET ROLE")
            self.assertTrue(any("InitPlan" in line for line in plan), plan)
            self.assertFalse(any("SubPlan" in line for line in plan), plan)
            # The second policy of a table says the same as the first, and the server drops it.
            conditions = [line for line in plan if line.strip().startswith("Filter:") and "Country" in line]
            self.assertEqual([line.count("<> 'france'") for line in conditions], [1], plan)

    def test_a_function_that_tells_meets_visible_rows_only(self):
        self.query("CREATE TABLE IF NOT EXISTS told (nr bigint)")
        self.query("GRANT ALL ON told TO PUBLIC")
        self.query("""CREATE OR REPLACE FUNCTION tell(bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
                      'BEGIN INSERT INTO told VALUES ($1); RETURN TRUE; END'""")
        roles = ["ROLE_USER", "ROLE_FR"]
        self.install(policy())
        self.query(f"SET ROLE user_{SUBSETS.index(roles)}")
        self.query("SELECT nr FROM sales WHERE tell(nr)")
        self.query("RESET ROLE")
        self.assertEqual([int(nr) for nr in self.query("SELECT nr FROM told")], self.expected(roles)["sales"])
        # Without row security: a query around the filtered one, as sql::select writes it, and one that may be mixed with it.
        claims = self.file({"sub": "x", "groups": roles}, "claims.json")
        words = ("--policy", str(self.folder / "policy.json"), "--claims", claims, "--table", "sales", "--dialect", "postgresql")
        clause = json.loads(self.command("sql", *words).stdout)
        values = [str(value) for value in clause["values"]]
        told = {}
        for fence in (" OFFSET 0", ""):
            self.query("TRUNCATE told")
            self.query(f"SELECT nr FROM (SELECT * FROM sales WHERE {clause['where']}{fence}) AS sales WHERE tell(nr)", values)
            told[fence] = sorted(int(nr) for nr in self.query("SELECT nr FROM told"))
        self.assertEqual(told[" OFFSET 0"], self.expected(roles)["sales"])
        self.assertGreater(len(told[""]), len(told[" OFFSET 0"]))  # or the fence would not be what keeps it

    def test_what_cannot_be_installed_is_refused(self):
        claim = policy()
        claim["tables"]["sales"]["restrictions"] = {"ROLE_FR": {"column": "Country", "op": "==", "claim": ["country"]}}
        required = policy(required_claims=[{"path": ["hd"], "values": ["x"]}])
        for made, name_of_table in ((claim, "(sales)"), (required, "")):
            done = self.command("ddl", "--policy", self.file(made), "--dialect", "postgresql")
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (1, "", 1))
            self.assertIn("the policy asks for claims of the user", done.stderr)
            self.assertIn(name_of_table, done.stderr)
        for words in ((), ("--dialect", "mysql"), ("--dialect", "oracle"), ("--dialect", "postgresql", "--by", "name"), ("--dialect", "postgresql", "x")):
            done = self.command("ddl", "--policy", self.file(policy()), *words)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1), done.stderr)
        self.assertTrue(self.command("ddl", "--help").stdout.startswith("usage: rowclaim ddl"))


def name(role):
    return '"' + role.replace('"', '""') + '"'


if __name__ == "__main__":
    unittest.main()
