"""The confined child: what it may not do, and that its caller always gets a clear answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvault.extract import limited
from docvault.extract.limited import Trouble, Unread
from docvault.extract.process import Helper, Limits
from tests.docvault.extract import processes, walls
from tests.docvault.extract.said import text_of

LANDLOCK = pytest.mark.skipif(not walls.has_landlock(), reason="the kernel has no Landlock")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")


@pytest.fixture(scope="module")
def helper() -> Iterator[Helper]:
    helper = Helper(Limits(memory=512 << 20, seconds=1, answer=1 << 20))
    yield helper
    helper.close()


def run(helper: Helper, job: str, *arguments: str) -> object | Unread:
    return helper.run(f"tests.docvault.extract.jobs:{job}", *arguments)


def trouble(answer: object) -> Trouble:
    assert isinstance(answer, Unread), answer
    return answer.trouble


def test_a_job_answers(helper: Helper) -> None:
    assert run(helper, "echo", "修订记录 \udcff") == "修订记录 \udcff"


def test_memory_beyond_the_limit_is_reported(helper: Helper) -> None:
    assert trouble(run(helper, "eat_memory")) is Trouble.MEMORY


@pytest.mark.parametrize("job", ["spin", "sleep"])
def test_time_beyond_the_limit_is_reported(helper: Helper, job: str) -> None:
    start = time.monotonic()
    assert trouble(run(helper, job)) is Trouble.TIME
    assert time.monotonic() - start < 5


def test_a_crash_is_reported_with_its_signal(helper: Helper) -> None:
    answer = run(helper, "crash")
    assert trouble(answer) is Trouble.CRASHED
    assert str(-signal.SIGSEGV.value) in str(answer)


def test_an_answer_beyond_the_limit_is_reported(helper: Helper) -> None:
    assert trouble(run(helper, "answer_without_end")) is Trouble.SIZE


@pytest.mark.parametrize("job", ["leave", "fall_silent"])
def test_a_child_that_ends_without_an_answer_is_reported(helper: Helper, job: str) -> None:
    assert trouble(run(helper, job)) is Trouble.CRASHED


@LINUX
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_there_is_no_network(helper: Helper, family: str) -> None:
    assert "not permitted" in str(run(helper, "open_socket", family))


@LINUX
@pytest.mark.parametrize("job", ["start_program", "fork"])
def test_nothing_can_be_started(helper: Helper, job: str) -> None:
    assert "not permitted" in str(run(helper, job))


@LINUX
@pytest.mark.parametrize("job", ["signal_helper", "leave_group"])
def test_no_other_process_is_reached(helper: Helper, job: str) -> None:
    assert "not permitted" in str(run(helper, job))


def test_nothing_can_be_written(helper: Helper, tmp_path: Path) -> None:
    target = tmp_path / "target"
    assert trouble(run(helper, "write", str(target))) is Trouble.DAMAGED
    assert not target.exists() or target.read_bytes() == b""


@LANDLOCK
def test_nothing_can_be_removed(helper: Helper, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("kept", encoding="utf-8")
    assert "Permission denied" in str(run(helper, "remove", str(target)))
    assert target.read_text(encoding="utf-8") == "kept"


@LANDLOCK
def test_only_the_document_can_be_read(helper: Helper, tmp_path: Path) -> None:
    document, secret = tmp_path / "document", tmp_path / "secret"
    for file in (document, secret):
        file.write_text("words", encoding="utf-8")
    assert "Permission denied" in str(run(helper, "look_elsewhere", str(document)))


def test_what_a_parser_prints_is_not_the_answer(helper: Helper) -> None:
    assert run(helper, "speak") == "the answer"


def test_nothing_of_the_caller_is_seen(helper: Helper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    with_secret = Helper()
    try:
        assert run(with_secret, "environment") == ["LC_ALL", "/"]
    finally:
        with_secret.close()


def test_what_a_parser_raises_is_kept_short_for_the_log(helper: Helper) -> None:
    answer = run(helper, "complain", "\n" + "x" * 10_000)
    assert trouble(answer) is Trouble.DAMAGED
    assert str(answer).count("\n") == 0
    assert len(str(answer)) < 400


def test_after_every_trouble_the_next_job_is_served(helper: Helper) -> None:
    for job in ("eat_memory", "crash", "leave"):
        run(helper, job)
        assert run(helper, "echo", job) == job


def test_a_lost_helper_is_replaced() -> None:
    helper = Helper()
    assert run(helper, "echo", "a") == "a"
    assert helper._process is not None
    os.kill(helper._process.pid, signal.SIGKILL)
    assert trouble(run(helper, "echo", "b")) is Trouble.CRASHED
    assert run(helper, "echo", "c") == "c"
    helper.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_caller_gets_a_helper_of_its_own(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("内容", encoding="utf-8")
    assert text_of(note) == ["内容"]
    child = os.fork()
    if child == 0:
        answer = text_of(note)
        limited.close()
        os._exit(0 if answer == ["内容"] else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert text_of(note) == ["内容"]


def test_the_helper_ends_with_its_caller() -> None:
    helper = Helper()
    run(helper, "echo", "a")
    process = helper._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # what the end of the caller does
    assert process.wait(timeout=10) == 0
    helper.close()


@LINUX
def test_a_helper_killed_at_any_moment_takes_its_child_along() -> None:
    """Also between the child's birth and the moment when it asks to die with its parent."""
    left = set()
    for delay in range(0, 12, 2):
        helper = Helper()
        run(helper, "echo", "started")
        asked = threading.Thread(target=run, args=(helper, "sleep"))
        asked.start()
        time.sleep(delay / 1000)
        helper.interrupt()
        asked.join()
        left |= processes.named(helper._room)
    assert processes.end_of(left, seconds=2)


def test_an_installation_that_cannot_start_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/nowhere"])
    with pytest.raises(RuntimeError, match="does not start"):
        Helper().run("x:y")


def test_every_trouble_has_words_in_both_languages() -> None:
    for each in Trouble:
        message = Unread(each).message
        assert message.zh
        assert message.en


def test_an_unread_file_counts_as_no() -> None:
    assert not Unread(Trouble.TIME)
