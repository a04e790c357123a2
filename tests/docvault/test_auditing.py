"""Audit: the linter's findings and the register's, each file's together."""

from __future__ import annotations

import os
from pathlib import Path

import docx
import openpyxl
import pytest

from docvault import vault as vaults
from docvault.auditing import audit, rule_pages
from docvault.errors import BadArgument, FileNotFound
from docvault.extract.contents import Contents
from docvault.texts import Texts
from docvault.vault import Vault
from naming_rules.checker import Tally
from naming_rules.finding import Finding, Severity
from tests.docvault.conftest import PLACE, WEEKLY, Write, put

NOTICE = "运营部-内部通知-20231007-V1.0-国庆值班安排.txt"
NOTICE_PLACE = "运营部/2023/10/内部通知"


def found(vault: Vault, path: Path | None = None) -> list[tuple[str, str]]:
    """Return (rule, path) of every finding."""
    return [(f.rule, f.path) for f in audit(vault, path, tally=Tally())]


def of_rule(vault: Vault, rule: str) -> list[Finding]:
    return [finding for finding in audit(vault, tally=Tally()) if finding.rule == rule]


@pytest.fixture
def notice(vault: Vault, write: Write) -> Path:
    """A registered document with which nothing is wrong."""
    vaults.add(vault, write(NOTICE, b"as checked in"), actor="a")
    return vault.root / NOTICE_PLACE / NOTICE


def test_a_tidy_vault_has_no_findings(vault: Vault, notice: Path, write: Write) -> None:
    assert notice.exists()
    for number in range(2, 6):
        name = NOTICE.replace("V1.0", f"V{number}.0")
        vaults.add(vault, write(name, str(number).encode()), actor="a")
    tally = Tally()
    assert list(audit(vault, tally=tally)) == []
    assert tally.checked == 3


def test_an_empty_vault_has_no_findings(vault: Vault) -> None:
    assert found(vault) == []


# ---- what only the register can tell


def test_a_file_that_was_never_checked_in(vault: Vault) -> None:
    put(vault.root, **{f"{NOTICE_PLACE}/{NOTICE}": b"x"})
    [finding] = audit(vault, tally=Tally())
    assert (finding.rule, finding.path) == ("not-registered", f"{NOTICE_PLACE}/{NOTICE}")
    assert finding.severity is Severity.WARNING


def test_a_file_changed_in_place_comes_with_its_next_name(vault: Vault, notice: Path) -> None:
    notice.write_bytes(b"edited")
    [finding] = of_rule(vault, "changed-on-disk")
    assert finding.suggestion == NOTICE.replace("V1.0", "V2.0")


def test_other_bytes_behind_the_same_size_and_time_are_told_apart(
    vault: Vault, notice: Path
) -> None:
    before = notice.stat()
    notice.write_bytes(b"AS CHECKED IN")
    os.utime(notice, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert found(vault) == [("sha256-mismatch", f"{NOTICE_PLACE}/{NOTICE}")]


def test_a_superseded_file_that_was_changed(vault: Vault, notice: Path, write: Write) -> None:
    vaults.add(vault, write(NOTICE.replace("V1.0", "V2.0"), b"two"), actor="a")
    old = notice.parent / "历史版本/旧版-20231007-V1.0-国庆值班安排.txt"
    old.write_bytes(b"history rewritten")
    [finding] = of_rule(vault, "changed-on-disk")
    assert finding.path.endswith(old.name)


@pytest.mark.parametrize("instead", ["nothing", "link", "folder"])
def test_a_file_that_is_gone(vault: Vault, notice: Path, instead: str) -> None:
    content = notice.read_bytes()
    notice.unlink()
    if instead == "link":
        (vault.root / "elsewhere").write_bytes(content)
        notice.symlink_to(vault.root / "elsewhere")
    elif instead == "folder":
        notice.mkdir()
    assert ("missing-file", f"{NOTICE_PLACE}/{NOTICE}") in found(vault)


def test_a_touched_file_with_the_same_bytes_is_no_finding(vault: Vault, notice: Path) -> None:
    os.utime(notice)
    assert found(vault) == []


def test_documents_without_a_revision_record(vault: Vault, tmp_path: Path) -> None:
    for title, record in (("有记录", True), ("没有记录", False)):
        word, sheet = docx.Document(), openpyxl.Workbook()
        word.add_paragraph("正文")
        if record:
            word.add_heading("修订记录")
            sheet.create_sheet("修订记录")
        word.save(str(tmp_path / f"运营部-方案-20231011-V1.0-{title}.docx"))
        sheet.save(tmp_path / f"运营部-周报-20231011-V1.0-{title}.xlsx")
    for path in sorted(tmp_path.glob("运营部-*")):
        vaults.add(vault, path, actor="a")
    assert sorted(path.rpartition("/")[2] for rule, path in found(vault)) == [
        "运营部-周报-20231011-V1.0-没有记录.xlsx",
        "运营部-方案-20231011-V1.0-没有记录.docx",
    ]
    assert {rule for rule, _ in found(vault)} == {"missing-revision-record"}


def test_a_damaged_document_is_named_and_the_audit_goes_on(
    vault: Vault, write: Write, notice: Path
) -> None:
    vaults.add(vault, write(WEEKLY, b"PK\x03\x04 no zip at all"), actor="a")
    notice.unlink()
    assert found(vault) == [
        ("missing-file", f"{NOTICE_PLACE}/{NOTICE}"),
        ("unreadable-document", f"{PLACE}/{WEEKLY}"),
    ]


def test_settings_say_which_kinds_need_a_revision_record(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"no zip"), actor="a")
    record = vault.settings.revision_record.model_copy(update={"required_in": ()})
    vault.settings = vault.settings.model_copy(update={"revision_record": record})
    assert found(vault) == []


# ---- together with the linter


def test_names_and_places_are_judged_strictly(vault: Vault) -> None:
    put(vault.root, **{"运营部/杂/运营部 周报 2023.10.11 v1 工作总结.xlsx": b"a"})
    put(vault.root, **{f"市场部/2023/10/周报/{WEEKLY}": b"b"})
    rules = {rule for rule, _ in found(vault)}
    assert {"wrong-folder", "not-registered"} < rules


def test_all_findings_of_a_file_come_together(vault: Vault) -> None:
    put(vault.root, **{f"运营部/杂{n}/运营部 周报 2023.10.1{n} 总结.xlsx": b"" for n in range(3)})
    paths = [path for _, path in found(vault)]
    assert paths == sorted(paths)
    assert len(paths) > len(set(paths)) == 3


def test_inbox_and_system_folders_are_not_audited(vault: Vault) -> None:
    put(vault.inbox, **{"随便.txt": b"x"})
    put(vault.root, **{"运营部/.git/config": b"x", "运营部/@eaDir/x.docx": b"x"})
    assert [path for rule, path in found(vault) if rule == "not-registered"] == []
    assert not any(path.startswith("收件箱") for _, path in found(vault))


# ---- a part of the vault


def test_only_a_folder_or_only_a_file(vault: Vault, notice: Path) -> None:
    notice.write_bytes(b"edited")
    put(vault.root, **{"运营部/杂/a b.txt": b"x", "市场部/a b.txt": b"x"})
    assert found(vault, notice) == [("changed-on-disk", f"{NOTICE_PLACE}/{NOTICE}")]
    assert {path for _, path in found(vault, vault.root / "市场部")} == {"市场部/a b.txt"}
    assert len({path for _, path in found(vault, vault.root)}) == 3
    loose = vault.root / "运营部/杂/a b.txt"
    assert ("not-registered", "运营部/杂/a b.txt") in found(vault, loose)


def test_a_single_file_that_is_gone_can_be_asked_for(vault: Vault, notice: Path) -> None:
    notice.unlink()
    assert found(vault, notice) == [("missing-file", f"{NOTICE_PLACE}/{NOTICE}")]


def test_what_is_not_in_the_vault_cannot_be_audited(vault: Vault, tmp_path: Path) -> None:
    for outside in (tmp_path, vault.root / "没有"):
        with pytest.raises(FileNotFound):
            found(vault, outside)
    for own in (vault.inbox, vault.own):
        with pytest.raises(BadArgument):
            found(vault, own)


def test_progress_counts_every_registered_file(vault: Vault, notice: Path) -> None:
    assert notice.exists()
    told: list[int] = []
    list(audit(vault, tally=Tally(), done=told.append))
    assert sum(told) == 1


def test_every_rule_of_the_audit_has_a_page() -> None:
    for page in rule_pages():
        assert page.summary.zh != page.summary.en
        assert "{" not in page.summary.en


def test_what_search_has_read_is_not_read_again(vault: Vault, write: Write) -> None:
    version = vaults.add(vault, write(WEEKLY, b"not a workbook"), actor="a")
    assert found(vault) == [("unreadable-document", f"{PLACE}/{WEEKLY}")]
    texts = Texts(vault.own / "texts", vault.staging)
    texts.put(version.sha256, ".xlsx", Contents(("V1.0",), revisions=("V1.0\t首版",)))
    assert found(vault) == []
    texts.put(version.sha256, ".xlsx", Contents(("V1.0",)))
    assert found(vault) == [("unreadable-document", f"{PLACE}/{WEEKLY}")]
