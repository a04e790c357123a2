"""Write the sample company's documents to disk."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from docvault.samples import prose
from docvault.samples.catalogue import MESSY, PLANS, Plan
from docvault.samples.content import Content, Revision, Section, lines
from docvault.samples.pdf import write_pdf
from docvault.samples.prose import Theme
from docvault.samples.sheet import write_sheet
from docvault.samples.word import write_word

_SEED = 20231011
_CHANGES = ("修改时间安排和负责人", "补充预算和数据口径", "按审批意见调整内容", "更正错别字和编号")


@dataclass(frozen=True, slots=True)
class Samples:
    """What was written.

    `tidy` lies where a vault would keep it, the first version of every document; `revisions` are
    their later versions, lowest first; `messy` is a folder as people leave it.
    """

    tidy: tuple[Path, ...]
    revisions: tuple[Path, ...]
    messy: tuple[Path, ...]


def write_samples(folder: Path) -> Samples:
    """Write them below three new folders of `folder`: 整齐, 修订, 杂乱.

    The names and the bytes are the same every time, and so are the files' dates.
    """
    tidy: list[Path] = []
    revisions: list[Path] = []
    messy: list[Path] = []
    for plan in PLANS:
        for number, version in enumerate(plan.versions):
            name = plan.stem.format(version=version)
            path = folder / "修订" / name if number else folder / "整齐" / plan.folder / name
            _write(path, _version_of(plan, number), plan.day)
            (revisions if number else tidy).append(path)
    for name, theme in MESSY.items():
        path = folder / "杂乱" / name
        _write(path, _content(theme, path.stem, Random(f"{_SEED} {name}")), "20231108")
        messy.append(path)
    return Samples(tuple(tidy), tuple(revisions), tuple(messy))


def _version_of(plan: Plan, number: int) -> Content:
    """Return a version: the one before it with a few more paragraphs and a line on record."""
    random = Random(f"{_SEED} {plan.stem}")
    content = _content(plan.theme, plan.title, random)
    facts = (("编制部门", plan.department), ("编制日期", plan.day))
    author = random.choice(prose.PEOPLE)
    revisions = [Revision(plan.versions[0], "首次发布", author, plan.day)]
    for version in plan.versions[1 : number + 1]:
        added = Section(f"补充说明（{version}）", prose.paragraphs(plan.theme, random, 2))
        content = replace(content, sections=(*content.sections, added))
        change = random.choice(_CHANGES)
        revisions.append(Revision(version, change, random.choice(prose.PEOPLE), plan.day))
    record = tuple(revisions) if plan.record else ()
    return replace(content, facts=facts, revisions=record)


def _content(theme: Theme, title: str, random: Random) -> Content:
    sections = tuple(Section(*each) for each in prose.sections(theme, random))
    return Content(title, (), sections, tuple(prose.rows(theme, random)))


def _write_text(path: Path, content: Content) -> None:
    path.write_text("\n".join(lines(content)) + "\n", encoding="utf-8")


def _write_markdown(path: Path, content: Content) -> None:
    marked = [
        f"## {section.heading}\n\n" + "\n\n".join(section.paragraphs)
        for section in content.sections
    ]
    path.write_text(f"# {content.title}\n\n" + "\n\n".join(marked) + "\n", encoding="utf-8")


_WRITERS: dict[str, Callable[[Path, Content], None]] = {
    ".docx": write_word,
    ".md": _write_markdown,
    ".pdf": write_pdf,
    ".txt": _write_text,
    ".xlsx": write_sheet,
}


def _write(path: Path, content: Content, day: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _WRITERS[path.suffix](path, content)
    written = datetime.datetime.strptime(f"{day} 17:30 +0800", "%Y%m%d %H:%M %z").timestamp()
    os.utime(path, (written, written))
