"""Uploads: they go on, they are whole or nothing, and they end."""

from __future__ import annotations

import hashlib
import os
import resource
import threading
import time
from pathlib import Path

import pytest

from docvault import uploads
from docvault import vault as vaults
from docvault.errors import (
    BadArgument,
    DiskFull,
    FileTooLarge,
    NameRefused,
    TooManyUploads,
    UploadIncomplete,
    UploadMoved,
    UploadNotFound,
)
from docvault.settings.model import LimitSettings
from docvault.store.staging import Stager
from docvault.uploads import KEPT_SECONDS, Uploads, folder_of, remove_abandoned
from docvault.vault import Vault
from tests.docvault.conftest import PLACE, WEEKLY, tree

DATA = b"0123456789" * 10


@pytest.fixture
def mine(vault: Vault) -> Uploads:
    return Uploads(vault, "李伟")


def whole(mine: Uploads, name: str = WEEKLY, data: bytes = DATA) -> str:
    upload = mine.begin(name, len(data))
    mine.append(upload.id, 0, data)
    return upload.id


def age(vault: Vault, seconds: float) -> None:
    then = time.time() - seconds
    for path in folder_of(vault).rglob("*"):
        os.utime(path, (then, then))


def test_pieces_become_a_document_without_a_copy(vault: Vault, mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, len(DATA), modified_ns=1_600_000_000_000_000_000)
    for offset in range(0, len(DATA), 30):
        stands = mine.append(upload.id, offset, DATA[offset : offset + 30])
    assert stands.whole
    number = (mine.folder / upload.id).stat().st_ino
    with mine.taken(upload.id) as staged:
        assert staged.sha256 == hashlib.sha256(DATA).hexdigest()
        version = vaults.add_staged(vault, staged, actor="李伟", name=WEEKLY)
    placed = (vault.root / str(version.path)).stat()
    assert (placed.st_ino, placed.st_nlink) == (number, 1)
    assert placed.st_mtime_ns == 1_600_000_000_000_000_000
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": DATA}
    assert mine.every() == []
    assert list(mine.folder.iterdir()) == []
    assert list(vault.staging.iterdir()) == []


def test_it_goes_on_in_another_process(vault: Vault, mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, len(DATA))
    mine.append(upload.id, 0, DATA[:30])
    uploads._digests.clear()  # what a restart forgets
    vault.heal()
    found = Uploads(vault, "李伟").find(upload.id)
    assert (found.name, found.offset, found.size) == (WEEKLY, 30, 100)
    mine.append(upload.id, 30, DATA[30:])
    assert mine.finish(upload.id).sha256 == hashlib.sha256(DATA).hexdigest()


def test_a_piece_for_another_place_is_told_where_it_stands(mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, len(DATA))
    mine.append(upload.id, 0, DATA[:30])
    for offset in (0, 10, 31):
        with pytest.raises(UploadMoved) as caught:
            mine.append(upload.id, offset, b"x")
        assert caught.value.fields["offset"] == 30
    assert mine.find(upload.id).offset == 30


def test_of_two_writers_each_byte_comes_from_one(mine: Uploads) -> None:
    upload = mine.begin("x", 4000)
    moved: list[UploadMoved] = []

    def write(sign: bytes) -> None:
        offset = 0
        while offset < 4000:
            try:
                offset = mine.append(upload.id, offset, sign * 40).offset
            except UploadMoved as error:
                moved.append(error)
                offset = int(str(error.fields["offset"]))

    threads = [threading.Thread(target=write, args=(sign,)) for sign in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    data = (mine.folder / upload.id).read_bytes()
    assert len(data) == 4000
    assert all(len(set(data[at : at + 40])) == 1 for at in range(0, 4000, 40))
    assert mine.finish(upload.id).sha256 == hashlib.sha256(data).hexdigest()


def test_a_refused_name_costs_no_second_upload(vault: Vault, mine: Uploads) -> None:
    upload = whole(mine, "随便.xlsx")
    with pytest.raises(NameRefused), mine.taken(upload) as staged:
        vaults.add_staged(vault, staged, actor="李伟", name="随便.xlsx")
    assert list(vault.staging.iterdir()) == []
    with mine.taken(upload) as staged:
        vaults.add_staged(vault, staged, actor="李伟", name=WEEKLY)
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": DATA}


def test_what_is_not_whole_is_not_taken(mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, len(DATA))
    mine.append(upload.id, 0, DATA[:30])
    with pytest.raises(UploadIncomplete), mine.taken(upload.id):
        pass


def test_more_than_announced_is_refused(mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, 10)
    with pytest.raises(FileTooLarge):
        mine.append(upload.id, 0, DATA)
    assert mine.find(upload.id).offset == 0


def test_an_empty_file_is_whole_at_once(mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, 0)
    assert mine.finish(upload.id).sha256 == hashlib.sha256(b"").hexdigest()


def test_nobody_else_finds_it(vault: Vault, mine: Uploads) -> None:
    upload = whole(mine)
    other = Uploads(vault, "王芳")
    for act in (other.find, other.cancel, other.finish):
        with pytest.raises(UploadNotFound):
            act(upload)
    with pytest.raises(UploadNotFound):
        other.append(upload, 100, b"")
    assert mine.find(upload).whole


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "x.json", "\x00", "用户"])
def test_an_id_is_no_path(mine: Uploads, name: str) -> None:
    mine.begin(WEEKLY, 1)
    with pytest.raises(UploadNotFound):
        mine.append(name, 0, b"x")


def test_a_cancelled_upload_is_gone(mine: Uploads) -> None:
    upload = whole(mine)
    mine.cancel(upload)
    assert mine.every() == []
    assert list(mine.folder.iterdir()) == []
    with pytest.raises(UploadNotFound):
        mine.cancel(upload)


def limited(vault: Vault, **limits: int) -> None:
    settings = vault.settings.model_copy(update={"limits": LimitSettings(**limits)})
    vault.settings = settings


def test_too_large_is_said_before_it_comes(vault: Vault, mine: Uploads) -> None:
    limited(vault, max_file_size=50)
    with pytest.raises(FileTooLarge):
        mine.begin(WEEKLY, 51)
    with pytest.raises(BadArgument):
        mine.begin(WEEKLY, -1)


@pytest.mark.parametrize("limits", [{"uploads": 2}, {"upload_bytes": 299}])
def test_one_person_has_so_much_begun(vault: Vault, mine: Uploads, limits: dict[str, int]) -> None:
    limited(vault, **limits)
    whole(mine), whole(mine)
    with pytest.raises(TooManyUploads):
        mine.begin(WEEKLY, 100)
    Uploads(vault, "王芳").begin(WEEKLY, 100)


def test_a_disk_without_room_says_so_before(vault: Vault, mine: Uploads) -> None:
    limited(vault, max_file_size=1 << 40, upload_bytes=1 << 40)
    with pytest.raises(DiskFull):
        mine.begin(WEEKLY, 1 << 40)


def test_a_disk_that_fills_meanwhile_keeps_what_came(mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, 5000)
    mine.append(upload.id, 0, b"a" * 1000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, before[1]))  # a write beyond it fails
    try:
        with pytest.raises(DiskFull):
            mine.append(upload.id, 1000, b"b" * 4000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    stands = mine.find(upload.id).offset
    assert stands == 3000
    mine.append(upload.id, stands, b"b" * 2000)
    whole = b"a" * 1000 + b"b" * 4000
    assert mine.finish(upload.id).sha256 == hashlib.sha256(whole).hexdigest()


def test_what_nobody_touched_for_a_day_is_removed(vault: Vault, mine: Uploads) -> None:
    old = whole(mine)
    age(vault, KEPT_SECONDS + 60)
    (mine.folder / "0123456789ab").touch()  # begun by a process that was killed at once
    assert remove_abandoned(vault) == 1
    with pytest.raises(UploadNotFound):
        mine.find(old)
    age(vault, KEPT_SECONDS + 60)
    mine.begin(WEEKLY, 1)
    assert len(list(mine.folder.iterdir())) == 2


def test_what_goes_on_slowly_is_kept(vault: Vault, mine: Uploads) -> None:
    upload = mine.begin(WEEKLY, 3, modified_ns=0)
    for offset in range(3):
        age(vault, KEPT_SECONDS - 60)
        mine.append(upload.id, offset, b"x")
    mine.finish(upload.id)
    assert remove_abandoned(vault) == 0
    assert mine.find(upload.id).whole


def test_names_from_outside_are_labels(mine: Uploads) -> None:
    for name in ("../../etc/passwd", "a\r\nb: c", "\udcff.docx", "x" * 5000, ""):
        upload = mine.begin(name, 1)
        assert Path(mine.folder / upload.id).is_file()
        assert mine.find(upload.id).name.isprintable() or "\r" in name


def test_what_came_otherwise_is_kept_for_another_name(vault: Vault, mine: Uploads) -> None:
    stager = Stager(vault.staging, named=Path("x"))
    stager.write(DATA)
    kept = mine.keep("随便.xlsx", stager.finish())
    assert kept.whole
    with mine.taken(kept.id) as staged:
        vaults.add_staged(vault, staged, actor="李伟", name=WEEKLY)
    assert tree(vault) == {f"{PLACE}/{WEEKLY}": DATA}
