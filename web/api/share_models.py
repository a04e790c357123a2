"""Share links, as OpenAPI describes them; `docvault.shapes` makes what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints

from docvault.sharing.rules import (
    LONGEST_NOTE,
    LONGEST_PASSWORD,
    LONGEST_RECIPIENT,
    MOST_OPENS,
    SHORTEST_PASSWORD,
)
from web.api.models import Moment, Shape
from web.asked import JsonBody

_ID = "a1b2c3d4e5f6"
Mode = Literal["view", "download"]
State = Literal["active", "revoked", "expired", "used-up", "locked", "lost"]


def _whole(value: object) -> object:
    """Take 7.0 for 7: in JSON both are the same integer (JSON Schema 2020-12, 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Days = Annotated[int, Field(ge=1, le=3650), BeforeValidator(_whole)]
Opens = Annotated[int, Field(ge=1, le=MOST_OPENS), BeforeValidator(_whole)]
Reference = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class ShareAsked(JsonBody):
    """A link as it is wanted."""

    model_config = ConfigDict(extra="forbid", strict=True)

    documents: list[Reference] = Field(
        description="The ids of the documents.", min_length=1, max_length=1000
    )
    version: Reference | None = Field(
        None, description="Of a single document; without one, the current version."
    )
    mode: Mode = Field("view", description="What the partner may do.")
    days: Days | None = Field(
        None, description="How many days it opens, up to what is set; else as set."
    )
    password: SecretStr | None = Field(
        None,
        description="To be told to the partner some other way.",
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
    )
    max_opens: Opens | None = Field(None, description="How often it opens at most.")
    recipient: str = Field(
        "",
        description="For whom; it is in the watermark.",
        examples=["Acme"],
        max_length=LONGEST_RECIPIENT,
    )
    note: str = Field("", description="A word to the partner.", max_length=LONGEST_NOTE)
    follows: bool = Field(False, description="Whether it always opens the current version.")


class DaysAsked(JsonBody):
    """For how long a link is to open."""

    model_config = ConfigDict(extra="forbid", strict=True)

    days: Days = Field(description="From now.", examples=[14])


class SharedDocument(Shape):
    """A document of a link, as it was sealed."""

    document: str = Field(description="The document's id.")
    name: str
    version: str = Field(examples=["V1.0"])
    size: int = Field(description="In bytes.")
    sha256: str


class Share(Shape):
    """A share link, without what opens it: that is told once, when it is made."""

    id: str = Field(examples=[_ID])
    state: State
    mode: Mode
    password: bool = Field(description="Whether it asks for one.")
    follows: bool = Field(description="Whether it always opens the current version.")
    recipient: str
    note: str
    created_by: str
    created_at: Moment
    expires: Moment
    opens: int = Field(description="How often it was opened.")
    max_opens: int | None
    first_opened_at: Moment | None
    last_opened_at: Moment | None
    ended_at: Moment | None
    ended_by: str | None
    erased_at: Moment | None = Field(description="When the last of its keys was destroyed.")
    documents: list[SharedDocument]


class MadeShare(Share):
    """A link that was just made."""

    url: str | None = Field(
        description="The whole link, told this once. Null in the answer to a request that was sent"
        " again with the same key: revoke the link and make another one.",
        examples=["https://docs.example.com/s/QEFCQ0RFRkdISUpLTE1OTw#AAECAwQ…"],
    )


class Shares(Shape):
    """One page of links."""

    shares: list[Share]
    cursor: str | None = Field(description="For the next page; null on the last.")


class ShareEvent(Shape):
    """Something that happened to a link."""

    at: Moment
    event: str = Field(examples=["opened"])
    by: str | None = Field(description="The user; null is the partner.")
    address: str = Field(description="Where the partner came from.", examples=["203.0.113.7"])
    agent: str = Field(description="What the partner's program calls itself.")
    name: str = Field(description="The document, where it happened to one.")
    page: int | None


class WholeShare(Share):
    """A link with what became of it."""

    pages_seen: dict[str, list[int]] = Field(description="By document, in view mode.")
    events: list[ShareEvent] = Field(description="The newest first.")
