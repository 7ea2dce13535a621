#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Runs the command rowclaim over files of tokens, and compares its lines and its exit status; usage: rowclaim_command.py PROGRAM.
import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
NOW = 1_700_000_000
SECRET = b"a shared secret of more than 32 bytes, canary-91"
ISSUER, AUDIENCE = "https://issuer.example", "client-1"

# RFC 7515 A.1 and A.3
HS256_KEY = {"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
JOE = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
HS256_TOKEN = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ES256_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
ES256_PRIVATE = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
ES256_TOKEN = f"eyJhbGciOiJFUzI1NiJ9.{JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
# RFC 7516 A.3
A128KW_KEY = {"kty": "oct", "k": "GawgguFyGrWKav7AX4VKUg"}
A128KW_TOKEN = (
    "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ."
    "AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ"
)


def encoded(content):
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def hs256(claims, header=None, secret=SECRET):
    text = encoded({"alg": "HS256"} | (header or {})) + "." + encoded(claims)
    return text + "." + encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())


def id_claims(**changes):
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": NOW - 10, "exp": NOW + 100} | changes
    return {name: value for name, value in claims.items() if value is not None}


class Command(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.keys = self.file({"kty": "oct", "k": encoded(SECRET)})

    def file(self, content, name="keys.json"):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8", newline="")
        return str(path)

    def run_command(self, *words, given=""):
        ended = subprocess.run([PROGRAM, *words], input=given.encode(), capture_output=True, check=False, timeout=60)
        return ended.returncode, ended.stdout.decode(), ended.stderr.decode()

    def answers(self, *words, given=""):
        """The exit status and the lines as values; nothing may be on standard error."""
        status, out, complaints = self.run_command(*words, given=given)
        self.assertEqual(complaints, "")
        self.assertTrue(out == "" or out.endswith("\n"))
        return status, [json.loads(line) for line in out.splitlines()]

    def complaint(self, *words, given=""):
        """The one sentence of wrong usage."""
        status, out, complaints = self.run_command(*words, given=given)
        self.assertEqual((status, out), (2, ""), complaints)
        self.assertEqual(complaints.count("\n"), 1, complaints)
        self.assertTrue(complaints.startswith("rowclaim: "))
        self.assertNotIn("canary", complaints)
        return complaints

    def outcome(self, token, *words):
        """What a token of the shared secret comes to, for this issuer and audience at this time."""
        status, lines = self.answers(
            "verify", "--keys", self.keys, "--issuer", ISSUER, "--audience", AUDIENCE, "--now", str(NOW), *words, given=token
        )
        self.assertEqual(len(lines), 1)
        self.assertEqual(status, 0 if lines[0]["ok"] else 1)
        return "ok" if lines[0]["ok"] else lines[0]["error"]


class Usage(Command):
    def test_help_is_there_for_every_verb(self):
        for words in (["--help"], ["-h"], ["help"], ["verify", "--help"], ["decrypt", "--help"], ["verify", "--keys", "x", "--help"]):
            status, out, complaints = self.run_command(*words)
            self.assertEqual((status, complaints), (0, ""))
            self.assertTrue(out.startswith("usage: rowclaim "))
        for verb in ("verify", "decrypt"):
            self.assertIn(verb, self.run_command("--help")[1])
            self.assertIn("--keys", self.run_command(verb, "--help")[1])

    def test_wrong_usage_is_one_sentence_and_status_2(self):
        keys = self.keys
        for expected, words in [
            ("a verb is missing", []),
            ('there is no verb "sign"', ["sign"]),
            ("--keys is missing", ["verify"]),
            ("--keys is missing", ["decrypt", "--keys="]),
            ("--keys needs a value", ["verify", "--keys"]),
            ("--keys needs a value", ["verify", "--keys", "--kind", "id"]),
            ("--keys is given twice", ["verify", "--keys", keys, "--keys", keys]),
            ('there is no option "--key"', ["verify", "--key", keys]),
            ('there is no option "-k"', ["decrypt", "-k", keys]),
            ('there is no algorithm "none"', ["verify", "--keys", keys, "--alg", "none"]),
            ('there is no algorithm "rs256"', ["verify", "--keys", keys, "--alg", "RS256", "--alg", "rs256"]),
            ('there is no algorithm "RSA1_5"', ["decrypt", "--keys", keys, "--alg", "RSA1_5"]),
            ('there is no content encryption "A128KW"', ["decrypt", "--keys", keys, "--enc", "A128KW"]),
            ('there is no kind "jwt"', ["verify", "--keys", keys, "--kind", "jwt"]),
            ("needs --issuer and --audience", ["verify", "--keys", keys, "--kind", "id"]),
            ("needs --issuer and --audience", ["verify", "--keys", keys, "--kind", "access", "--issuer", "i"]),
            ("needs --issuer and --audience", ["verify", "--keys", keys, "--audience", "a"]),
            ("neither issuer nor audience", ["verify", "--keys", keys, "--kind", "signature", "--issuer", "i"]),
            ("--issuer is missing", ["verify", "--keys", keys, "--issuer", "", "--audience", "a"]),
            ("--now wants a whole number", ["verify", "--keys", keys, "--now", "1.5"]),
            ("only ID tokens have a nonce", ["verify", "--keys", keys, "--nonce", "n"]),
            ("only access tokens are bound", ["verify", "--keys", keys, "--key-thumbprint", "k"]),
            ("cannot be read", ["verify", "--keys", str(self.folder / "nothing")]),
            ("cannot be read", ["verify", "--keys", str(self.folder)]),
            ("cannot be read", ["verify", "--keys", keys, str(self.folder / "nothing")]),
            ("cannot be read", ["decrypt", "--keys", self.file(A128KW_KEY, "own.json"), str(self.folder)]),
        ]:
            with self.subTest(words=words):
                self.assertIn(expected, self.complaint(*words))

    def test_keys_that_cannot_be_used_are_status_2(self):
        private = ES256_KEY | {"d": ES256_PRIVATE}
        for verb, expected, content in [
            ("verify", "not JSON", "-----BEGIN PUBLIC KEY-----"),
            ("verify", "another type", "[]"),
            ("verify", "malformed", {}),
            ("verify", "malformed", {"keys": {}}),
            ("verify", "no usable key", {"keys": []}),
            ("verify", "private key", private),
            ("verify", "private or symmetric key", {"keys": [private]}),
            ("verify", "used only with its algorithm in --alg", {"keys": [ES256_KEY, HS256_KEY]}),
            ("verify", "too weak", {"kty": "oct", "k": encoded("canary")}),
            ("verify", "twice", '{"kty":"oct","kty":"oct"}'),
            ("decrypt", "public key", ES256_KEY),
            ("decrypt", "no usable key", {"keys": [ES256_KEY]}),
            ("decrypt", "too weak", {"kty": "oct", "k": encoded("canary")}),
        ]:
            with self.subTest(verb=verb, content=content):
                self.assertIn(expected, self.complaint(verb, "--keys", self.file(content)))
        self.assertIn("private key", self.complaint("verify", "--alg", "HS256", "--keys", self.file({"keys": [private, HS256_KEY]})))


class Lines(Command):
    def test_each_line_has_one_answer_in_order(self):
        keys = self.file(HS256_KEY)
        given = f"{HS256_TOKEN}\r\n\n{ES256_TOKEN}\n{HS256_TOKEN}"
        expected = ["ok", "token_malformed", "key_does_not_fit", "ok"]
        file = self.file(given, "tokens")
        for words, count in [([], 1), (["-"], 1), ([file], 1), (["--", file], 1), ([file, file], 2), ([file, "-"], 2)]:
            status, lines = self.answers("verify", "--keys", keys, *words, given="" if words == [file] else given)
            self.assertEqual(status, 1)
            self.assertEqual(["ok" if line["ok"] else line["error"] for line in lines], expected * count)

    def test_all_well_is_status_0_and_so_is_nothing(self):
        keys = self.file(HS256_KEY)
        self.assertEqual(self.answers("verify", "--keys", keys, given=HS256_TOKEN + "\n")[0], 0)
        self.assertEqual(self.answers("verify", "--keys", keys), (0, []))
        self.assertEqual(self.answers("decrypt", f"--keys={self.file(A128KW_KEY)}"), (0, []))

    def test_a_refusal_says_what_and_why_and_nothing_of_the_token(self):
        status, lines = self.answers("verify", "--keys", self.keys, given=hs256({"sub": "canary"}, secret=SECRET + b"!"))
        self.assertEqual(status, 1)
        self.assertEqual(list(lines[0]), ["ok", "error", "detail"])
        self.assertEqual(lines[0]["error"], "signature_mismatch")
        self.assertNotIn("canary", lines[0]["detail"])


class Verify(Command):
    def test_a_signature_alone_gives_the_payload(self):
        for key, token in [(HS256_KEY, HS256_TOKEN), (ES256_KEY, ES256_TOKEN), ({"keys": [ES256_KEY]}, ES256_TOKEN)]:
            for words in ([], ["--kind", "signature"]):
                answered = self.answers("verify", "--keys", self.file(key), *words, given=token)
                self.assertEqual(answered, (0, [{"ok": True, "payload": JOE}]))

    def test_algorithms_are_an_allow_list(self):
        keys = self.file(ES256_KEY)
        self.assertTrue(self.answers("verify", "--keys", keys, "--alg", "RS256", "--alg=ES256", given=ES256_TOKEN)[1][0]["ok"])
        refused = self.answers("verify", "--keys", keys, "--alg", "RS256", given=ES256_TOKEN)[1][0]
        self.assertEqual(refused["error"], "algorithm_not_allowed")

    def test_shared_secrets_in_a_set_are_used_if_their_algorithm_is_named(self):
        keys = self.file({"keys": [ES256_KEY, HS256_KEY]})
        self.assertTrue(self.answers("verify", "--keys", keys, "--alg", "HS256", given=HS256_TOKEN)[1][0]["ok"])

    def test_the_kid_is_honoured_where_the_file_has_one(self):
        token = hs256({}, {"kid": "2"})
        for members, expected in [({}, "ok"), ({"kid": "2"}, "ok"), ({"kid": "1"}, "key_not_found")]:
            keys = self.file({"kty": "oct", "k": encoded(SECRET)} | members)
            line = self.answers("verify", "--keys", keys, given=token)[1][0]
            self.assertEqual("ok" if line["ok"] else line["error"], expected)

    def test_malformed_keys_of_a_set_are_named(self):
        keys = self.file({"keys": [ES256_KEY | {"x": "AA"}, ES256_KEY]})
        status, out, complaints = self.run_command("verify", "--keys", keys, given=ES256_TOKEN)
        self.assertEqual((status, json.loads(out)["ok"]), (0, True))
        self.assertIn("key 0", complaints)

    def test_id_tokens(self):
        for expected, claims, words in [
            ("ok", id_claims(), []),
            ("ok", id_claims(), ["--kind", "id"]),
            ("ok", id_claims(nonce="n"), ["--nonce", "n"]),
            ("nonce_mismatch", id_claims(nonce="m"), ["--nonce", "n"]),
            ("nonce_missing", id_claims(), ["--nonce", "n"]),
            ("issuer_mismatch", id_claims(iss=ISSUER + "/"), []),
            ("audience_mismatch", id_claims(aud="client-2"), []),
            ("expired", id_claims(exp=NOW - 100), []),
            ("expiry_missing", id_claims(exp=None), []),
            ("issued_in_the_future", id_claims(iat=NOW + 1000), []),
            ("subject_missing", id_claims(sub=None), []),
            ("algorithm_not_allowed", id_claims(), ["--alg", "HS512"]),
        ]:
            with self.subTest(expected=expected, claims=claims):
                self.assertEqual(self.outcome(hs256(claims), *words), expected)
        self.assertEqual(self.outcome(hs256(id_claims(), {"typ": "at+jwt"})), "token_type_mismatch")

    def test_claims_are_written_as_they_are_and_on_one_line(self):
        claims = json.dumps(id_claims(), indent=2)[:-2] + ',\r\n "large": 1234567890123456789, "exact": 1.10, "text": "a \\" {\\n b"}'
        status, out, _ = self.run_command(
            "verify", "--keys", self.keys, "--issuer", ISSUER, "--audience", AUDIENCE, "--now", str(NOW), given=hs256(claims)
        )
        self.assertEqual(status, 0)
        self.assertIn('"large":1234567890123456789,"exact":1.10,"text":"a \\" {\\n b"}}', out)
        self.assertEqual(json.loads(out), {"ok": True, "claims": json.loads(claims)})

    def test_the_clock_is_the_systems_unless_it_is_given(self):
        words = ["verify", "--keys", self.keys, "--issuer", ISSUER, "--audience", AUDIENCE]
        self.assertEqual(self.answers(*words, given=hs256(id_claims()))[1][0]["error"], "expired")

    def test_access_tokens(self):
        claims = id_claims(client_id="app", jti="1")
        typed = {"typ": "at+jwt"}
        self.assertEqual(self.outcome(hs256(claims, typed), "--kind", "access"), "ok")
        self.assertEqual(self.outcome(hs256(claims), "--kind", "access"), "token_type_mismatch")
        self.assertEqual(self.outcome(hs256(id_claims(jti="1"), typed), "--kind", "access"), "client_id_missing")
        self.assertEqual(self.outcome(hs256(claims | {"aud": "other"}, typed), "--kind", "access"), "audience_mismatch")

    def test_bound_access_tokens(self):
        claims = id_claims(client_id="web", jti="1", cnf={"jkt": "k", "x5t#S256": "c"})
        token = hs256(claims, {"typ": "at+jwt"})
        key, certificate = ["--key-thumbprint", "k"], ["--certificate-thumbprint", "c"]
        self.assertEqual(self.outcome(token, "--kind", "access"), "possession_not_proved")
        self.assertEqual(self.outcome(token, "--kind", "access", *key), "possession_not_proved")
        self.assertEqual(self.outcome(token, "--kind", "access", *certificate), "possession_not_proved")
        self.assertEqual(self.outcome(token, "--kind", "access", *key, *certificate), "ok")

    def test_logout_tokens(self):
        events = {"http://schemas.openid.net/event/backchannel-logout": {}}
        claims = id_claims(jti="1", events=events)
        self.assertEqual(self.outcome(hs256(claims, {"typ": "logout+jwt"}), "--kind", "logout"), "ok")
        self.assertEqual(self.outcome(hs256(claims | {"nonce": "n"}), "--kind", "logout"), "token_type_mismatch")
        self.assertEqual(self.outcome(hs256(id_claims(jti="1")), "--kind", "logout"), "token_type_mismatch")
        self.assertEqual(self.outcome(hs256(claims), "--kind", "id"), "token_type_mismatch")


class Decrypt(Command):
    def test_the_plaintext_is_base64url(self):
        expected = (0, [{"ok": True, "plaintext": encoded("Live long and prosper.")}])
        for key in (A128KW_KEY, {"keys": [A128KW_KEY]}):
            for words in ([], ["--alg", "A128KW", "--enc", "A128CBC-HS256"], ["--alg=dir", "--alg=A128KW"]):
                self.assertEqual(self.answers("decrypt", "--keys", self.file(key), *words, given=A128KW_TOKEN), expected)

    def test_refusals_name_their_cause(self):
        keys = self.file(A128KW_KEY)
        for expected, token, words in [
            ("algorithm_not_allowed", A128KW_TOKEN, ["--alg", "dir"]),
            ("algorithm_not_allowed", A128KW_TOKEN, ["--enc", "A128GCM"]),
            ("decryption_failed", A128KW_TOKEN[:-4] + "AAAA", []),
            ("decryption_failed", A128KW_TOKEN.replace(".6KB7", ".AAAA"), []),
            ("token_malformed", HS256_TOKEN, []),
            ("algorithm_unknown", encoded({"alg": "RSA1_5", "enc": "A128GCM"}) + ".AA.AA.AA.AA", []),
            ("compression_refused", encoded({"alg": "dir", "enc": "A128GCM", "zip": "DEF"}) + "..AA.AA.AA", []),
        ]:
            with self.subTest(expected=expected):
                status, lines = self.answers("decrypt", "--keys", keys, *words, given=token)
                self.assertEqual((status, lines[0]["error"]), (1, expected))


if __name__ == "__main__":
    unittest.main(verbosity=1)
