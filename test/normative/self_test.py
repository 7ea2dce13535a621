# SPDX-License-Identifier: BSL-1.0
"""Checks that the table of normative checks can fail: a row that is lost or is there twice, an anchor that is a comment or is gone."""
import copy
import json
import sys

import normative

whole = json.loads((normative.here / "checks.json").read_text(encoding="utf-8"))


def complaints(change):
    documents = copy.deepcopy(whole)
    change(documents)
    wrong = []
    normative.rendered(documents, wrong)
    return wrong


def anchored(file, text):
    def change(documents):
        documents[0]["checks"][0]["code"] = [[file, text]]

    return change


def bare(documents):
    check = next(each for each in documents[0]["checks"] if each["level"] == "MUST" and each.get("code"))
    del check["code"], check["tests"]


changes = {
    "a row is lost": lambda documents: documents[0]["checks"].pop(3),
    "a row is there twice": lambda documents: documents[1]["checks"].append(documents[1]["checks"][0]),
    "a row has an id of its own": lambda documents: documents[0]["checks"][0].update(id="CORE-00"),
    "a document is lost": lambda documents: documents.pop(),
    "an anchor is a comment": anchored("core/version.hpp", "SPDX-License-Identifier"),
    "an anchor is a comment behind code": anchored("oidc/webfinger.hpp", "2.1.2: a fragment is cut off"),
    "an anchor is gone": anchored("core/version.hpp", "there is no such line"),
    "a file is gone": anchored("core/no_such_file.hpp", "namespace"),
    "a MUST has nothing": bare,
}
unseen = [] if not complaints(lambda documents: None) else ["the table as it is has complaints"]
unseen += [f"not seen: {name}" for name, change in changes.items() if not complaints(change)]
print("\n".join(unseen) or f"{len(changes)} faults, each of them seen")
sys.exit(1 if unseen else 0)
