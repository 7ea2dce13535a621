# SPDX-License-Identifier: BSL-1.0
# Runs the demonstration and counts the visible rows again, from the data files and by other code; usage: demo_counts.py DEMO FOLDER.
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
demo, folder = sys.argv[1], pathlib.Path(sys.argv[2])
data = folder / "node_modules/vega-datasets/data"
if not data.is_dir():
    print(f"skipped: the npm package vega-datasets is not installed in {folder.name} (./run demo installs it)")
    sys.exit(SKIPPED)

region_of = {row["country"]: row["region"] for row in csv.DictReader((data / "gapminder-health-income.csv").open(encoding="utf-8"))}
region_of["Hong Kong, China"] = "east_asia_pacific"  # only in the other file
rows = json.loads((data / "gapminder.json").read_text(encoding="utf-8"))

# What each person should see, written down by hand from the demonstration's policy.
may_see = {
    "alice": lambda row: row["country"] == "France",
    "bruno": lambda row: row["country"] in ("France", "Japan"),
    "chiara": lambda row: region_of[row["country"]] == "europe_central_asia" or row["country"] == "Brazil",
    "dora": lambda row: region_of[row["country"]] == "europe_central_asia" and row["year"] >= 1990,
    "emil": lambda row: row["country"] in ("Kenya", "Rwanda", "South Africa"),
    "farid": lambda row: True,
    "greta": lambda row: row["year"] == 2005 and row["pop"] is not None,
    "henk": lambda row: False,
}

with tempfile.TemporaryDirectory() as scratch:
    out = pathlib.Path(scratch) / "out.json"
    subprocess.run([demo, "--interop", str(folder), "--json", str(out)], check=True, stdout=subprocess.DEVNULL)
    sign_ins = json.loads(out.read_text(encoding="utf-8"))

providers = {one["provider"] for one in sign_ins}
wrong = []
for one in sign_ins:
    expected = sum(1 for row in rows if may_see[one["user"]](row))
    if (one["visible"], one["total"]) != (expected, len(rows)):
        wrong.append(f'{one["provider"]}, {one["user"]}: {one["visible"]} of {one["total"]} rows; counted {expected} of {len(rows)}')
    if one["allowed"] != (one["user"] != "henk"):
        wrong.append(f'{one["provider"]}, {one["user"]}: allowed is {one["allowed"]}')
if "in-process" not in providers or ("oidc-provider" not in providers and (folder / "node_modules/oidc-provider").is_dir()):
    wrong.append(f"only these providers took part: {sorted(providers)}")
if len(sign_ins) != len(providers) * len(may_see):
    wrong.append(f"{len(sign_ins)} sign-ins at {len(providers)} providers, where each of {len(may_see)} people should sign in at each")

print("\n".join(wrong) or f"{len(sign_ins)} sign-ins at {len(providers)} providers, all counts as counted independently")
sys.exit(1 if wrong else 0)
