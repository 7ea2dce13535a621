# SPDX-License-Identifier: BSL-1.0
"""Checks that the manifest check can fail: it must see each plan, module, run and variant's value that plans.json loses.

usage: manifest_losses.py HARNESS
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

harness = sys.argv[1]
whole = json.loads((pathlib.Path(__file__).resolve().parent / "plans.json").read_text(encoding="utf-8"))


def status_of(plans, folder):
    file = pathlib.Path(folder) / "plans.json"
    file.write_text(json.dumps(plans), encoding="utf-8")
    return subprocess.run([harness, "--check-manifest", "--plans", file], stdout=subprocess.DEVNULL).returncode


def losses():
    """A sentence, and the plans without one thing that they should have, or with one too many."""
    for number, plan in enumerate(whole["plans"]):
        less = copy.deepcopy(whole)
        del less["plans"][number]
        yield f"the plan {plan['id']} is lost", less
        less = copy.deepcopy(whole)
        less["plans"][number]["profile"] = "Other RP"
        yield f"the plan {plan['id']} is for another certification", less
        for at, entry in enumerate(plan["entries"]):
            less = copy.deepcopy(whole)
            del less["plans"][number]["entries"][at]
            yield f"{plan['id']} lost the runs with {entry['variant']}", less
            for axis in entry["variant"]:
                less = copy.deepcopy(whole)
                usual = less["plans"][number]["entries"][at]["variant"]
                usual[axis] = next(value for value in whole["variants"][axis] if value != usual[axis])
                yield f"{plan['id']} has another {axis} than {entry['variant'][axis]}", less
        # One run: of the first module, and of the last.
        for at in {0, len(plan["entries"]) - 1}:
            for place in (0, -1):
                less = copy.deepcopy(whole)
                gone = less["plans"][number]["entries"][at]["modules"].pop(place)
                yield f"{plan['id']} lost a run of {gone}", less
                less = copy.deepcopy(whole)
                less["plans"][number]["entries"][at]["modules"][place] = "oidcc-client-test-dynamic-registration"
                if gone != "oidcc-client-test-dynamic-registration":
                    yield f"{plan['id']} runs another module than {gone}", less
    modules = sorted({module for plan in whole["plans"] for entry in plan["entries"] for module in entry["modules"]})
    for module in modules:
        less = copy.deepcopy(whole)
        for plan in less["plans"]:
            for entry in plan["entries"]:
                entry["modules"] = [each for each in entry["modules"] if each != module]
        yield f"the module {module} is lost", less
    more = copy.deepcopy(whole)
    more["plans"].append(copy.deepcopy(more["plans"][0]))
    yield "a plan is there twice", more
    for axis, values in whole["variants"].items():
        less = copy.deepcopy(whole)
        less["variants"][axis] = values[:1]
        yield f"the combinations lost all values of {axis} but one", less


with tempfile.TemporaryDirectory() as folder:
    wrong = [] if status_of(whole, folder) == 0 else ["plans.json as it is does not pass"]
    tried = 0
    for what, plans in losses():
        tried += 1
        if status_of(plans, folder) != 1:
            wrong.append(f"not seen: {what}")
if tried < 200:
    wrong.append(f"only {tried} losses were tried")
print("\n".join(wrong) or f"{tried} losses, each of them seen")
sys.exit(1 if wrong else 0)
