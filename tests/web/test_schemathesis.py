"""The interface against its own description: whatever is sent, it answers as it says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from docvault.database.shares import ShareFilter
from docvault.sharing import telling
from docvault.sharing.making import create
from docvault.sharing.rules import Wanted
from docvault.users import tokens
from tests.web.conftest import PEOPLE, REVISED, WEEKLY
from web.api.openapi import description
from web.app import create_app
from web.security import Doors
from web.site import Site

load_all_checks()
# What a document is asked for by: some that are there, some that are not.
KNOWN = (WEEKLY, REVISED)
ABLE = [name for name in PEOPLE if name != "gone"]
SLOW = "audit-audit"
# Any text is a good path and a good header: nothing sent to these breaks their description.
NEVER_WRONG = (
    "me-me",
    "documents-show",
    "shares-revoke",
    "shares-show",
    "versions-content",
    "versions-history",
    "versions-show",
)


@pytest.fixture
def schema(indexed: Site) -> Any:
    found = indexed.vault.find(WEEKLY)
    for name in ("lin", "registrar"):
        wanted = Wanted([(found, indexed.vault.version(found))])
        create(indexed.vault, wanted, actor=indexed.vault.actor(name))
    app = create_app(indexed)
    made = schemathesis.openapi.from_dict(description(app))
    made.app = Doors(app, indexed)
    # Whose token it is, is not left to chance: each test has its own.
    made.config.generation.update(with_security_parameters=False)
    return made


def operations(schema: Any, mode: GenerationMode) -> Iterator[Any]:
    for found in schema.get_all_operations():
        operation = found.ok()
        wrong = mode is GenerationMode.NEGATIVE
        if not (wrong and operation.definition.raw["operationId"] in NEVER_WRONG):
            yield operation


def path_parameters(site: Site, operation: Any) -> some.SearchStrategy[dict[str, str] | None]:
    """Return real documents and versions half of the time."""
    if not operation.path_parameters:
        return some.none()
    ids = some.sampled_from([site.vault.find(name).id for name in KNOWN])
    links = telling.listed(site.vault, site.vault.actor("admin"), ShareFilter(), limit=5)
    known = {
        "document_id": ids,
        "number": some.sampled_from(["V1.0", "current", "v1.0", "V9.9"]),
        "share_id": some.sampled_from([row.share.id for row in links]),
    }
    names = [each.name for each in operation.path_parameters]
    return some.none() | some.fixed_dictionaries({name: known[name] for name in names})


NUMBERS = itertools.count(1)
# What has a meaning only in this vault is given as a caller would who knows it; a description
# cannot say which departments there are, or which cursor was given out.
MEANT: dict[str, list[Any]] = {
    "department": ["运营部", "市场部"],
    "type": ["周报", "活动方案"],
    "q": ["周报", "部门:运营部 -草稿", '"工作总结"', "总结 或 方案"],
    "path": ["运营部", "市场部/2023"],
    "If-Match": ["*"],  # a version named here is another one after the first example
    "name": [WEEKLY, "运营部-周报-20240102-V1.0-新.txt", "运营部-周报-20240103-V2.0-新.docx"],
    "note": ["改了", "", "a\nb"],
    "by": ["lin", "*"],
    "version": ["V1.0"],
    "days": [7],
    "recipient": ["Acme"],
}


def with_meaning(case: Any, data: some.DataObject, document: str) -> None:
    """Put what makes sense in place of what only has the right type."""
    if case.path.endswith("/documents") and isinstance(case.body, dict):
        case.body["name"] = ""  # else the file's own, of which a description cannot speak
    if case.path.endswith("/shares") and isinstance(case.body, dict):
        case.body |= {"documents": [document], "follows": False}
    for values in (case.query, case.headers, case.body):
        if not isinstance(values, dict | Mapping):
            continue
        for name in list(values):
            if name == "cursor":
                del values[name]
            elif name == "Idempotency-Key":
                values[name] = f"key-{next(NUMBERS)}"
            elif name in MEANT:
                values[name] = data.draw(some.sampled_from(MEANT[name]))


def is_right_on_the_wire(case: Any) -> bool:
    """Tell whether a form holds its file: the fields beside it are text there, whatever they were.

    A number in place of a note is no fault once it is sent.
    """
    form = case.media_type == "multipart/form-data" and isinstance(case.body, Mapping)
    return form and isinstance(case.body.get("file"), bytes | str)


def ask(site: Site, operation: Any, name: str, mode: GenerationMode, most: int) -> None:
    """Send what the description allows, or what it does not, as this user; check all."""
    secret = tokens.create(site.vault, name, "test", actor=name)[1]
    headers = {"Authorization": f"Bearer {secret}"}

    @settings(
        max_examples=2 if operation.definition.raw["operationId"] == SLOW else most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(some.data())
    def asked(data: some.DataObject) -> None:
        given_path = data.draw(path_parameters(site, operation))
        options = {"path_parameters": given_path} if given_path else {}
        case = data.draw(operation.as_strategy(generation_mode=mode, **options))
        if mode is GenerationMode.POSITIVE:
            with_meaning(case, data, site.vault.find(WEEKLY).id)
        else:
            # Any text is allowed there, and 412 is a refusal that the check does not know.
            case.headers.pop("If-Match", None)
            assume(not is_right_on_the_wire(case))
        case.call_and_validate(headers=headers, checks=CHECKS.get_all())

    asked()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", ["lin", "registrar"])
def test_it_keeps_to_its_description(
    site: Site, schema: Any, name: str, mode: GenerationMode
) -> None:
    for operation in operations(schema, mode):
        ask(site, operation, name, mode, 8)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", ABLE)
def test_it_keeps_to_its_description_for_everybody(
    site: Site, schema: Any, name: str, mode: GenerationMode
) -> None:
    for operation in operations(schema, mode):
        ask(site, operation, name, mode, 20)
