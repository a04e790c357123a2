"""What the interface takes and answers, as OpenAPI describes it; `docvault.shapes` makes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from web.asked import JsonBody

_SHA256 = "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"
_COMMIT = "3f1e0d0c3c0c5a1f6b1a9a5d7e8f4c2b1a0d9e8f"

# As text, as the command line writes them.
Moment = Annotated[
    str,
    Field(json_schema_extra={"format": "date-time"}, examples=["2023-10-11T08:30:15+00:00"]),
]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2023-10-11"])]


class Shape(BaseModel):
    """New keys may come; those that are there stay."""

    model_config = ConfigDict(extra="allow")


class CheckedIn(Shape):
    """A version that was checked in."""

    document: str = Field(description="The document's id.", examples=["a2b8c9d0e1f20314"])
    name: str = Field(examples=["运营部-周报-20231011-V1.0-工作总结.xlsx"])
    version: str = Field(examples=["V1.0"])
    path: str | None = Field(
        description="Where it lies in the vault; null once it has left the folders.",
        examples=["运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx"],
    )
    sha256: str = Field(examples=[_SHA256])
    commit: str = Field(examples=[_COMMIT])


class Document(Shape):
    """A document, as of its current version."""

    document: str = Field(description="The document's id.", examples=["a2b8c9d0e1f20314"])
    name: str = Field(examples=["运营部-周报-20231011-V1.0-工作总结.xlsx"])
    version: str = Field(description="The current version.", examples=["V1.0"])
    path: str = Field(examples=["运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx"])
    archive: str = Field(examples=["运营部"])
    scheme: str = Field(examples=["operations"])
    department: str | None = Field(examples=["运营部"])
    type: str | None = Field(examples=["周报"])
    category: str | None
    date: Day
    title: str | None = Field(examples=["工作总结"])
    extension: str = Field(examples=["xlsx"])
    level: str = Field(examples=["内部"])
    versions: int = Field(description="How many versions there are.")
    created_by: str
    created_at: Moment
    modified_by: str
    modified_at: Moment


class WholeDocument(Document):
    """A document with what is known of its current version."""

    sha256: str = Field(examples=[_SHA256])
    commit: str = Field(examples=[_COMMIT])
    size: int = Field(description="In bytes.")
    note: str = Field(description="What its actor wrote about it.")


class Documents(Shape):
    """One page of documents."""

    documents: list[Document]
    cursor: str | None = Field(description="For the next page; null on the last.")


class Version(Shape):
    """One version of a document."""

    version: str = Field(examples=["V1.0"])
    sha256: str = Field(examples=[_SHA256])
    commit: str = Field(examples=[_COMMIT])
    actor: str
    at: Moment
    note: str
    state: Literal["current", "superseded", "in_git"]
    name: str
    path: str | None
    size: int
    action: str = Field(description="What made it: add, revise, restore, import.")


class Versions(Shape):
    """All versions of a document, the newest first."""

    versions: list[Version]


class Marks(Shape):
    """Where in a name and in a snippet lies what was searched: begin and end, in characters."""

    name: list[tuple[int, int]]
    snippet: list[tuple[int, int]]


class Hit(Shape):
    """One version that was found."""

    document: str
    name: str
    version: str
    path: str | None
    score: float
    snippet: str
    marks: Marks


class FacetValue(Shape):
    """One value of a facet, and how many of what was found have it."""

    value: str
    count: int


class Found(Shape):
    """One page of what a search found."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    cursor: str | None = Field(description="For the next page; null on the last.")
    meant: list[str] = Field(description="What may have been meant, where nothing is found.")
    waiting: int = Field(description="How many check-ins the index does not have yet.")


class Finding(Shape):
    """What a rule found."""

    rule: str = Field(examples=["date-format"])
    path: str
    message: str = Field(description="In the language of Accept-Language.")
    severity: Literal["error", "warning", "info"]
    suggestion: str | None
    placeholders: list[str] = Field(description="What the suggestion leaves open, as {field}.")
    part: str | None
    message_zh: str
    message_en: str


class Findings(Shape):
    """What an audit found."""

    findings: list[Finding]
    checked: int = Field(description="How many files were looked at.")


class NamesAsked(JsonBody):
    """Names to be checked."""

    model_config = ConfigDict(extra="forbid")

    names: list[str] = Field(
        min_length=1, max_length=1000, examples=[["运营部-周报-20231011-V1.0-工作总结.xlsx"]]
    )


class CheckedName(Shape):
    """What there is to say of one name."""

    name: str
    compliant: bool = Field(description="Whether a document may have this name.")
    folder: str | None = Field(
        description="Where a document of this name goes.", examples=["运营部/2023/10/周报"]
    )
    suggestion: str | None = Field(description="The nearest compliant name.")
    placeholders: list[str] = Field(description="What the suggestion leaves open, as {field}.")


class CheckedNames(Findings):
    """What there is to say of names, in their order."""

    names: list[CheckedName]


class Grant(Shape):
    """A right in a department that is not one's own."""

    department: str
    right: str


class Me(Shape):
    """Whose token it is."""

    name: str
    display_name: str
    role: str
    department: str | None
    email: str | None
    grants: list[Grant]


class ErrorFields(Shape):
    """What went wrong; the fields it speaks of stand beside."""

    code: str = Field(description="Stable.", examples=["document-not-found"])
    message: str = Field(description="In the language of Accept-Language.")


class ErrorAnswer(Shape):
    """An error."""

    error: ErrorFields
