"""A form with files, well-meant and not: what is taken, what is refused, what is left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from docvault.errors import NameRefused
from web import errors
from web.incoming import AT_ONCE, turn
from web.multipart import LONGEST_FIELD, MOST_FIELDS, receive
from web.site import Site

Field = tuple[None, str]


@pytest.fixture
def door(site: Site) -> Iterator[TestClient]:
    """A client of an application that says what it received."""
    app = FastAPI()
    errors.install(app)

    def check(fields: Any) -> None:
        if fields.get("token") == "wrong":
            raise NameRefused(name="x", reason="x", suggestion=None, findings=[])

    @app.post("/api/form")
    async def form(request: Request) -> dict[str, Any]:
        async with receive(request, site.vault, who="lin", most_files=3, check=check) as got:
            assert all(file.staged.path.exists() for file in got.files)
            return {
                "fields": dict(got.fields),
                "files": [(f.field, f.name, f.staged.size, f.staged.sha256) for f in got.files],
            }

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def leftovers(site: Site) -> list[str]:
    return [path.name for path in site.vault.staging.iterdir()]


def raw(door: TestClient, body: bytes, **headers: str) -> Any:
    kind = {"content-type": "multipart/form-data; boundary=cut"}
    return door.post("/api/form", content=body, headers={**kind, **headers})


def part(disposition: str, data: bytes = b"x") -> bytes:
    head = f"--cut\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode()
    return head + data + b"\r\n"


END = b"--cut--\r\n"


def test_fields_and_files_are_received_and_nothing_is_left(door: TestClient, site: Site) -> None:
    data = b"\r\n--cut no\r\n" * 100_000
    files = [("file", ("周报.docx", data)), ("file", ("b.pdf", b""))]
    got = door.post("/api/form", data={"note": "改了"}, files=files).json()
    assert got["fields"] == {"note": "改了"}
    assert got["files"] == [
        ["file", "周报.docx", len(data), hashlib.sha256(data).hexdigest()],
        ["file", "b.pdf", 0, hashlib.sha256(b"").hexdigest()],
    ]
    assert leftovers(site) == []


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="f"; filename="../../etc/passwd"', "passwd"),
        ('name="f"; filename="a%22b%0D%0AX: y.docx"', 'a"b\r\nX: y.docx'),
        ("name=\"f\"; filename*=UTF-8''%E5%91%A8%E6%8A%A5.docx", "周报.docx"),
        ('name="f"; filename="文件夹/周报.docx"', "周报.docx"),
    ],
)
def test_the_name_of_a_file_is_a_label(door: TestClient, disposition: str, name: str) -> None:
    got = raw(door, part(disposition) + END).json()
    assert [file[1] for file in got["files"]] == [name]


def test_a_field_where_no_file_was_chosen_is_no_file(door: TestClient) -> None:
    assert raw(door, part('name="f"; filename=""', b"") + END).json()["files"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nothing of the kind", 400),
        (part('name="f"; filename="a"'), 400),  # cut short
        (part('filename="a"') + END, 400),  # no name of a field
        (part('name="f"; filename="a"') * 4 + END, 413),
        (b"".join(part(f'name="{n}"') for n in range(MOST_FIELDS + 1)) + END, 413),
        (part('name="f"', b"x" * (LONGEST_FIELD + 1)) + END, 413),
        (part('name="f"' + "; x=y" * 10_000) + END, 400),
        (part('name="f"') + END + b"x" * (3 << 20), 413),
        (b"--cut\r\n" + b"A: b\r\n" * 50 + b"\r\n", 400),
    ],
)
def test_what_is_no_sensible_form_is_refused(
    door: TestClient, site: Site, body: bytes, status: int
) -> None:
    assert raw(door, body).status_code == status
    assert leftovers(site) == []


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", ""])
def test_another_kind_of_body_is_refused(door: TestClient, kind: str) -> None:
    assert raw(door, END, **{"content-type": kind}).status_code == 400


def test_too_much_is_refused_before_it_comes(door: TestClient, site: Site) -> None:
    most = site.vault.settings.limits.max_file_size
    answer = raw(door, END, **{"content-length": str(most * 4)})
    assert answer.status_code == 413


def test_the_files_of_one_form_together_are_bounded_too(door: TestClient, site: Site) -> None:
    limits = site.vault.settings.limits.model_copy(
        update={"max_file_size": 100_000, "upload_bytes": 150_000}
    )
    site.vault.settings = site.vault.settings.model_copy(update={"limits": limits})
    files = [("file", (f"{name}.txt", b"x" * 90_000)) for name in "ab"]
    assert door.post("/api/form", files=files[:1]).status_code == 200
    assert door.post("/api/form", files=files).status_code == 413
    assert leftovers(site) == []


def test_a_form_from_elsewhere_costs_no_disk(door: TestClient, site: Site) -> None:
    body = part('name="token"', b"wrong") + part('name="f"; filename="a"', b"x" * 300_000)
    assert raw(door, body + END).status_code == 422
    assert leftovers(site) == []


def test_a_check_is_made_also_where_no_file_comes(door: TestClient) -> None:
    assert raw(door, part('name="token"', b"wrong") + END).status_code == 422


def test_one_person_has_so_many_at_a_time() -> None:
    opened = [turn("lin") for _ in range(AT_ONCE)]
    for one in opened:
        one.__enter__()
    with pytest.raises(HTTPException) as caught, turn("lin"):
        pass
    assert caught.value.status_code == 429
    with turn("wang"):
        pass
    for one in opened:
        one.__exit__(None, None, None)
    with turn("lin"):
        pass


def test_a_form_with_files_goes_nowhere_else(client: Any) -> None:
    """Without this, a multipart body would pass by the token, and grow without end."""
    lin = client("lin")
    sent = lin.post("/names/check", files={"file": ("x", b"x")}, data={"language": "en"})
    assert sent.status_code == 403
    large = lin.post("/names/check", files={"file": ("x", b"x" * (2 << 20))})
    assert large.status_code in {403, 413}
