# SPDX-License-Identifier: BSL-1.0
# The certified relying party openid-client against the mock provider; usage: openid_client.py ROWCLAIM_CONFORMANCE FOLDER.
import json
import pathlib
import shlex
import shutil
import subprocess
import sys

SKIPPED = 77
program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if not shutil.which("node") or not (folder / "node_modules/openid-client").is_dir():
    print(f"skipped: Node.js or the npm package openid-client is not installed in {folder.name} (./run test installs it)")
    sys.exit(SKIPPED)

# Each must be done, not only not failed.
DONE = {
    "oidcc-client-test": 5,
    "oidcc-client-test-invalid-iss": 1,
    "oidcc-client-test-invalid-sig-rs256": 1,
    "oidcc-client-test-nonce-invalid": 1,
    "oidcc-client-test-signing-key-rotation": 1,
    "oidcc-client-test-dynamic-registration": 1,
    "oidcc-client-test-userinfo-signed": 1,
    "oidcc-client-test-refresh-token": 1,
    "oidcc-client-test-refresh-token-invalid-sub": 1,
    "oidcc-client-test-rp-init-logout": 1,
    "fapi2-security-profile-final-client-test-happy-path": 1,
    "fapi2-security-profile-final-client-test-ensure-jarm-without-iss-fails": 1,
    "fapi2-security-profile-final-client-refresh-token-test": 1,
    "fapi1-advanced-final-client-test-encrypted-idtoken": 1,
    "rowclaim-nonce-missing": 2,
    "rowclaim-auth-time-old": 2,
}
PLANS = [
    "oidcc-client-test-plan",
    "oidcc-client-hybrid-certification-test-plan",
    "oidcc-client-formpost-basic-certification-test-plan",
    "oidcc-client-formpost-hybrid-certification-test-plan",
    "oidcc-client-implicit-certification-test-plan",
    "oidcc-client-refreshtoken-test-plan",
    "oidcc-client-rp-initiated-logout-rp-basic",
    "fapi2",
    "own",
]
command = f"NODE_EXTRA_CA_CERTS=$RP_CA_FILE exec node {shlex.quote(str(folder / 'openid_client.mjs'))}"
words = [program, "--json", "-", "--rp", command, "--rp-name", "openid-client"]
words += [word for plan in PLANS for word in ("--plan", plan)]
words += [word for module in DONE for word in ("--module", module)]
ended = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
if ended.returncode not in (0, 1):
    print(ended.stderr)
    sys.exit(1)

wrong = []
passed = dict.fromkeys(DONE, 0)
for plan in json.loads(ended.stdout)["plans"]:
    for run in plan["runs"]:
        theirs = run["theirs"]
        passed[run["module"]] += theirs["result"] == "passed"
        print(f"{theirs['result']:8} {run['module']} {run['variant']['response_type']}, {run['variant']['response_mode']}: {theirs['reason']}")
        if theirs["result"] == "failed":
            wrong.append(f"{run['module']}: {theirs['reason']}")
wrong += [f"{module} passed {passed[module]} times instead of {DONE[module]} at least" for module in DONE if passed[module] < DONE[module]]
print("\n".join(wrong) or f"{sum(passed.values())} runs as they should be")
sys.exit(1 if wrong else 0)
