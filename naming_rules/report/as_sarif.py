"""SARIF 2.1.0 (OASIS): what code hosts and editors show beside the files.

A rename cannot be said in SARIF: a fix replaces regions of a file's *content*, and a viewer that
"applies" it would write into the document. So each fix carries the new name in its description
and in `properties.rename`, and as its required replacement the one edit that changes nothing: no
bytes at offset 0 replaced by nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final, TextIO
from urllib.parse import quote

from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from naming_rules.report import About, RulePage
from naming_rules.report.visible import dumps, raw, visible

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"
_ROOT: Final = "ROOT"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_RENAME: Final = Text("改名为 {to}", "Rename to {to}")
_FILL_IN: Final = Text("（请填写 {fields}）", " (fill in {fields})")


def write(
    findings: Iterable[Finding], out: TextIO, about: About, checked: Callable[[], int]
) -> None:
    """Write one run; the results stream, the rules stand before them."""
    index = {rule.code: number for number, rule in enumerate(about.rules)}
    head = {"$schema": SCHEMA, "version": "2.1.0"}
    out.write(f'{dumps(head)[:-1]}, "runs": [{{"tool": {dumps(_tool(about))},\n"results": [')
    separator = "\n"
    for finding in findings:
        out.write(separator + dumps(_result(finding, about, index.get(finding.rule))))
        separator = ",\n"
    tail = {
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN" if about.language == "zh" else "en-US",
        "originalUriBaseIds": {_ROOT: {"description": {"text": visible(about.subject)}}},
        "properties": {"checked": checked()},
    }
    out.write(f"\n], {dumps(tail)[1:-1]}}}]}}\n")


def uri(path: str) -> str:
    """Return a path as a URI reference (RFC 3986): the bytes on disk, percent-encoded.

    A relative path stays relative; an absolute one becomes a `file:` URI.
    """
    encoded = quote(raw(path), safe="/")
    return f"file://{encoded}" if encoded.startswith("/") else encoded


def _tool(about: About) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": about.tool, "rules": [_rule(r, about) for r in about.rules]}
    if about.version:
        driver["version"] = about.version
    return {"driver": driver}


def _rule(rule: RulePage, about: About) -> dict[str, Any]:
    details = rule.details.in_(about.language)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.code.split("-")),
        "shortDescription": {"text": rule.summary.in_(about.language)},
        "help": {"text": details, "markdown": details},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, about: About, rule_index: int | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(finding.message.in_(about.language))},
        "locations": [{"physicalLocation": {"artifactLocation": _location(finding.path)}}],
        "partialFingerprints": {"ruleAndPath/v1": _fingerprint(finding)},
    }
    if rule_index is not None:
        result["ruleIndex"] = rule_index
    if finding.suggestion is not None:
        result["fixes"] = [_fix(finding, about)]
        result["properties"] = {
            "suggestion": finding.suggestion,
            "placeholders": list(finding.placeholders),
        }
    return result


def _fix(finding: Finding, about: About) -> dict[str, Any]:
    to = finding.suggestion or ""
    text = _RENAME.in_(about.language).format(to=visible(to))
    if finding.placeholders:
        text += _FILL_IN.in_(about.language).format(fields=", ".join(finding.placeholders))
    nothing = {
        "deletedRegion": {"byteOffset": 0, "byteLength": 0},
        "insertedContent": {"text": ""},
    }
    change = {
        "artifactLocation": _location(finding.path),
        "replacements": [nothing],
        "properties": {"rename": {"to": to, "complete": not finding.placeholders}},
    }
    return {"description": {"text": text}, "artifactChanges": [change]}


def _location(path: str) -> dict[str, str]:
    place = {"uri": uri(path)}
    return place if path.startswith("/") else place | {"uriBaseId": _ROOT}


def _fingerprint(finding: Finding) -> str:
    return hashlib.sha256(raw(f"{finding.rule}\0{finding.path}")).hexdigest()
