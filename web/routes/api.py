"""`/api`: the interface for programs, to be read; `/api/v1/openapi.json`: for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from web.api.openapi import description, operations
from web.api.titles import TITLES
from web.pages import page
from web.visit import Guest

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a form: `place` is path, query, header, form or body."""

    name: str
    place: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can do. `answers` is (status, meaning)."""

    id: str
    method: str
    path: str
    title: str
    about: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """The variables of api.html. `address` is where the site is reached."""

    address: str
    operations: tuple[Operation, ...]


@router.get("/api/v1/openapi.json")
def openapi(request: Request) -> JSONResponse:
    """Answer the OpenAPI document."""
    return JSONResponse(description(request.app))


@router.get("/api")
def show(request: Request, visit: Guest) -> Response:
    """Show the interface, made from the OpenAPI document."""
    made = operations(description(request.app))
    shown = tuple(_operation(path, method, made[path, method]) for path, method in made)
    address = str(request.base_url).rstrip("/")
    return page(request, visit, "api.html", ApiPage(address, shown))


def _operation(path: str, method: str, described: dict[str, Any]) -> Operation:
    title, about = TITLES[described["operationId"]]
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        title=str(title),
        about=str(about),
        fields=tuple(_fields(described)),
        answers=tuple(
            (status, answer["description"])
            for status, answer in sorted(described["responses"].items())
        ),
    )


def _fields(described: dict[str, Any]) -> Iterator[Field]:
    for each in described.get("parameters", ()):
        kind = _kind(each["schema"])
        meaning = each.get("description", "")
        yield Field(each["name"], each["in"], kind, each.get("required", False), meaning)
    for kind, content in described.get("requestBody", {}).get("content", {}).items():
        schema = content["schema"]
        if "properties" not in schema:
            yield Field(kind, "body", schema["$ref"].rpartition("/")[2], True, "")
        for name, each in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            yield Field(name, "form", _kind(each), required, each.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    return str(schema.get("format", schema.get("type", "")))
