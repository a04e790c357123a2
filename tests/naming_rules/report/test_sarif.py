from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import pytest

from naming_rules.report.as_sarif import uri
from tests.naming_rules.report.conftest import HOSTILE, HOSTILE_NAMES, ORDINARY, SUGGESTED


@functools.cache
def validator():
    schema = Path(__file__).parents[2] / "data" / "sarif-2.1.0-rtm.5.json"
    return jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize("findings", [(), ORDINARY, HOSTILE], ids=["none", "some", "hostile"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_validates_against_the_published_schema(report, findings, language):
    log = json.loads(report("sarif", findings, language=language))
    validator().validate(log)
    assert len(log["runs"][0]["results"]) == len(findings)


def test_a_result_names_rule_level_and_place(report):
    run = json.loads(report("sarif", ORDINARY))["runs"][0]
    first, second, third = run["results"]
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]
    assert run["tool"]["driver"]["rules"][second["ruleIndex"]]["id"] == second["ruleId"]
    assert "ruleIndex" not in first
    assert run["properties"] == {"checked": 9}
    place = third["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "c.docx", "uriBaseId": "ROOT"}


def test_a_fix_carries_the_new_name_and_applied_blindly_changes_no_byte(report):
    result = json.loads(report("sarif", ORDINARY))["runs"][0]["results"][0]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert SUGGESTED in fix["description"]["text"]
    assert change["properties"]["rename"] == {"to": SUGGESTED, "complete": False}
    assert result["properties"]["suggestion"] == SUGGESTED
    (edit,) = change["replacements"]
    assert edit["deletedRegion"]["byteLength"] == 0
    assert edit["insertedContent"] == {"text": ""}


@pytest.mark.parametrize("name", [n for n in HOSTILE_NAMES if "\ud800" not in n] + ["c:/x", "a b"])
def test_a_uri_holds_exactly_the_bytes_of_the_path(name):
    parts = urlsplit(uri(name))
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote_to_bytes(parts.path) == os.fsencode(name)


def test_an_absolute_path_becomes_a_file_uri():
    assert uri("/srv/文 件") == "file:///srv/%E6%96%87%20%E4%BB%B6"


def test_the_same_finding_keeps_its_fingerprint(report):
    one, two = (json.loads(report("sarif", ORDINARY, language=lang)) for lang in ("zh", "en"))
    fingerprints = [
        [r["partialFingerprints"] for r in log["runs"][0]["results"]] for log in (one, two)
    ]
    assert fingerprints[0] == fingerprints[1]
