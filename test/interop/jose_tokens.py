# SPDX-License-Identifier: BSL-1.0
# Hands tokens of the npm package jose, on which oidc-provider stands, to the command rowclaim and compares what it reads; usage: jose_tokens.py ROWCLAIM FOLDER.
import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if not shutil.which("node") or not (folder / "node_modules/jose").is_dir():
    print(f"skipped: Node.js or the npm package jose is not installed in {folder.name} (./run test installs it)")
    sys.exit(SKIPPED)

made = json.loads(subprocess.run(["node", str(folder / "jose_tokens.mjs")], check=True, capture_output=True, timeout=120).stdout)


def answers(verb, keys, tokens, *words):
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "keys.json"
        file.write_text(json.dumps({"keys": keys}), encoding="utf-8")
        given = "".join(one["token"] + "\n" for one in tokens)
        ended = subprocess.run(
            [program, verb, "--keys", str(file), *words], input=given, capture_output=True, text=True, check=False, timeout=60
        )
    print(ended.stderr, end="")
    return [json.loads(line) for line in ended.stdout.splitlines()]


def read(answer, member):
    text = answer.get(member, "")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


wrong = []
secrets = {key["kid"] for key in made["secrets"]}
by_secret = [one for one in made["signed"] if one["payload"].split(" ")[0] in secrets]
by_pair = [one for one in made["signed"] if one not in by_secret]
for verb, keys, tokens, member, expected, words in [
    ("decrypt", made["own"], made["encrypted"], "plaintext", "plaintext", []),
    ("verify", made["published"], by_pair, "payload", "payload", []),
    ("verify", made["secrets"], by_secret, "payload", "payload", ["--alg", "HS256", "--alg", "HS384", "--alg", "HS512"]),
]:
    answered = answers(verb, keys, tokens, *words)
    if len(answered) != len(tokens):
        wrong.append(f"{verb}: {len(answered)} answers to {len(tokens)} tokens")
    for token, answer in zip(tokens, answered):
        if not answer["ok"] or read(answer, member) != token[expected]:
            wrong.append(f"{verb}: {token[expected]}: {answer}")

if len(made["encrypted"]) != 166 or len(by_pair) != 11 or len(by_secret) != 3:
    wrong.append(f'{len(made["encrypted"])} encrypted tokens and {len(by_pair)} + {len(by_secret)} signed ones')
print("\n".join(wrong) or f'{len(made["encrypted"])} encrypted and {len(made["signed"])} signed tokens, each read as it was written')
sys.exit(1 if wrong else 0)
