"""What waits for somebody: one provider for each kind of thing, asked in this order.

A capability that makes people wait for each other adds its provider to PROVIDERS; the home page
shows whatever they yield.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from docvault.access import Right, Subject, decide
from docvault.database import audit_runs
from docvault.recent import changed_in_place
from docvault.search.keeping import waiting as index_waiting
from docvault.sharing.telling import newly_opened
from docvault.uploads import Uploads
from naming_rules.language import Text
from web.routes.inbox import held_for
from web.site import Site
from web.visit import Visit

_UPLOADS = Text("{count} 个已上传的文件等您命名", "Uploaded and not yet filed: {count}")
_HELD = Text("{count} 个文件在待更正区", "Held in the inbox: {count}")
_KEPT = Text(
    "{count} 处改动还没有成为新版本",
    "Changed without a new version: {count}",
)
_FINDINGS = Text(
    "上次审计发现 {count} 个问题，其中 {fresh} 个是新的",
    "Findings of the last audit: {count}, new: {fresh}",
)
_OPENED = Text("{count} 个分享链接第一次被打开", "Links opened for the first time: {count}")
_INDEX = Text("{count} 次签入等待编入索引", "Check-ins to be indexed: {count}")


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things themselves: its name and where it is dealt with."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits, in a sentence; where it is dealt with; a few of the things.

    `urgent`: somebody is kept from working, or something may be lost.
    """

    icon: str
    text: str
    url: str
    items: Sequence[Item] = ()
    urgent: bool = False


Provider = Callable[[Site, Visit], Iterator[Waiting]]


def uploads(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield the visitor's uploads that are whole and have no right name yet."""
    found = [each for each in Uploads(site.vault, visit.name).every() if each.whole]
    if found:
        items = [Item(each.name, f"/upload/{each.id}") for each in found[:3]]
        yield Waiting("upload", str(_UPLOADS.format(count=len(found))), "/upload", items)


def held(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield the files that could not be filed and that the visitor may mend."""
    if found := held_for(site, visit):
        items = [Item(each.name, f"/inbox/{each.id}") for each in found[:3]]
        yield Waiting("inbox", str(_HELD.format(count=len(found))), "/inbox", items, urgent=True)


def changes(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield what was changed in the folders of the departments where the visitor checks in."""
    count, last = changed_in_place(site.vault, visit.actor, limit=3)
    if count:
        items = [Item(each.document.name, f"/documents/{each.document.id}") for each in last]
        yield Waiting("edit", str(_KEPT.format(count=count)), items[0].url, items, urgent=True)


def findings(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield the findings of the last audit, for who has them on the compliance page."""
    department = visit.user.department if visit.user else None
    whole = decide(visit.actor, Right.OVERSEE).allowed
    if not whole and not (
        department and decide(visit.actor, Right.OVERSEE, Subject(department)).allowed
    ):
        return
    with site.vault.database.read() as connection:
        runs = audit_runs.newest(connection)
    for run in runs:
        counts = run.counts if whole else run.counts.of(department)
        if count := counts.findings():
            said = _FINDINGS.format(count=count, fresh=counts.fresh)
            yield Waiting("check", str(said), "/compliance")


def opened(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield the visitor's share links that were opened since they last looked."""
    if found := newly_opened(site.vault, visit.name):
        items = [Item(each.recipient or each.id, f"/shares/{each.id}") for each in found[:3]]
        yield Waiting("eye", str(_OPENED.format(count=len(found))), "/shares", items)


def index(site: Site, visit: Visit) -> Iterator[Waiting]:
    """Yield how far the index is behind, for who oversees the vault."""
    if decide(visit.actor, Right.OVERSEE).allowed and (count := index_waiting(site.vault)):
        yield Waiting("search", str(_INDEX.format(count=count)), "/admin")


PROVIDERS: tuple[Provider, ...] = (held, uploads, changes, opened, findings, index)


def waiting_for(site: Site, visit: Visit) -> list[Waiting]:
    """Return all that waits for the visitor, what is urgent first."""
    found = [each for provider in PROVIDERS for each in provider(site, visit)]
    return sorted(found, key=lambda each: not each.urgent)
