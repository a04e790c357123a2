"""The sample company: real files of every kind, the same every time."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docvault.extract.revision_record import has_revision_record
from docvault.samples import Samples, write_samples
from docvault.samples.catalogue import PLANS
from naming_rules.convention import Convention
from tests.docvault.extract.said import text_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="module")
def samples(folder: Path) -> Samples:
    return write_samples(folder)


def digests(samples: Samples) -> list[str]:
    paths = (*samples.tidy, *samples.revisions, *samples.messy)
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_there_is_enough_to_see_something(samples: Samples) -> None:
    assert len(samples.tidy) + len(samples.revisions) + len(samples.messy) >= 55
    kinds = {path.suffix for path in samples.tidy}
    assert kinds == {".docx", ".xlsx", ".pdf", ".txt", ".md"}


def test_tidy_names_and_places_are_right_and_messy_ones_are_not(
    samples: Samples, folder: Path
) -> None:
    convention = Convention.preset("zh")
    for path in (*samples.tidy, *samples.revisions):
        name = convention.parse(path.name)
        assert name is not None, path.name
        assert convention.knows(name), path.name
        if path in samples.tidy:
            assert path.parent == folder.joinpath("整齐", *convention.place(name))
    for path in samples.messy:
        name = convention.parse(path.name)
        place = path.relative_to(folder / "杂乱").parent.parts
        assert name is None or not convention.knows(name) or place != convention.place(name)


def test_they_are_the_same_every_time(samples: Samples, tmp_path: Path) -> None:
    again = write_samples(tmp_path)
    assert digests(again) == digests(samples)
    assert len(set(digests(samples))) == len(digests(samples))
    assert again.tidy[0].stat().st_mtime == samples.tidy[0].stat().st_mtime


def test_every_file_can_be_read_and_says_something(samples: Samples) -> None:
    for path in (*samples.tidy, *samples.revisions, *samples.messy):
        lines = text_of(path)
        assert isinstance(lines, list), path
        assert 300 <= len("".join(lines)) <= 5_000, path


def test_those_that_should_carry_a_revision_record(samples: Samples) -> None:
    promised = {plan.stem.format(version=plan.versions[0]): plan.record for plan in PLANS}
    for path in samples.tidy:
        if path.suffix in (".docx", ".xlsx"):
            assert has_revision_record(path) is promised[path.name], path


def test_a_later_version_keeps_what_the_earlier_said(samples: Samples) -> None:
    second, third = (path for path in samples.revisions if re.search(r"V[23]\.0-双十一", path.name))
    before, after = text_of(second), text_of(third)
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert set(before) < set(after)


def test_pdfs_say_truly_where_their_objects_are(samples: Samples) -> None:
    data = next(path for path in samples.tidy if path.suffix == ".pdf").read_bytes()
    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    offsets = re.findall(rb"(\d{10}) 00000 n", data[table:])
    assert len(offsets) > 6
    for number, offset in enumerate(offsets, 1):
        assert data[int(offset) :].startswith(b"%d 0 obj" % number)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_pdfs_can_be_read_by_others(samples: Samples) -> None:
    path = next(path for path in samples.tidy if "A公司" in path.name)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "A公司产品销售合同" in text.stdout.replace("\n", "")
