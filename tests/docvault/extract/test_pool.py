"""Several helpers: they work side by side, nobody waits long, and none is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from docvault.extract.pool import Pool
from docvault.extract.process import Limits
from docvault.extract.unread import Trouble, Unread
from tests.docvault.extract import processes

JOBS = "tests.docvault.extract.jobs"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(Limits(seconds=2), size=2)
    yield pool
    pool.close()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as executor:
        yield executor


def submit(
    threads: ThreadPoolExecutor, pool: Pool, job: str, *arguments: str
) -> Future[object | Unread]:
    return threads.submit(pool.run, f"{JOBS}:{job}", *arguments)


def test_every_thread_gets_its_own_answer(pool: Pool, threads: ThreadPoolExecutor) -> None:
    asked = [str(number) * 1000 for number in range(200)]
    answers = [submit(threads, pool, "echo", words) for words in asked]
    assert [answer.result() for answer in answers] == asked


def test_jobs_run_side_by_side(pool: Pool, threads: ThreadPoolExecutor) -> None:
    for answer in [submit(threads, pool, "echo", "start") for _ in range(20)]:
        answer.result()
    start = time.monotonic()
    long = [submit(threads, pool, "sleep") for _ in range(2)]
    assert {answer.result() for answer in long} == {Unread(Trouble.TIME)}
    assert time.monotonic() - start < 3.9  # one after the other: 4 and more


def test_a_small_job_does_not_wait_for_long_ones(pool: Pool, threads: ThreadPoolExecutor) -> None:
    long = [submit(threads, pool, "sleep") for _ in range(2)]
    assert submit(threads, pool, "echo", "small").result() == "small"
    assert not any(answer.done() for answer in long)


def test_more_long_jobs_than_helpers_are_all_answered(threads: ThreadPoolExecutor) -> None:
    pool = Pool(Limits(seconds=1), size=2)
    answers = [submit(threads, pool, "sleep") for _ in range(5)]
    assert {answer.result() for answer in answers} == {Unread(Trouble.TIME)}
    pool.close()


@LINUX
def test_spare_helpers_end_when_they_are_given_back(
    pool: Pool, threads: ThreadPoolExecutor
) -> None:
    before = processes.below(os.getpid())
    for answer in [submit(threads, pool, "sleep") for _ in range(4)]:
        answer.result()
    assert len(processes.below(os.getpid()) - before) == 2


@LINUX
def test_after_closing_no_process_and_no_descriptor_is_left(threads: ThreadPoolExecutor) -> None:
    before = processes.below(os.getpid())
    descriptors = processes.descriptors()
    pool = Pool(size=2)
    for round_ in ("first", "second"):  # a closed pool starts again
        for job in ("echo", "complain", "echo"):
            submit(threads, pool, job, round_).result()
        assert processes.below(os.getpid()) > before
        pool.close()
        assert processes.below(os.getpid()) == before
        assert processes.descriptors() == descriptors


def test_closing_ends_the_jobs_at_work(threads: ThreadPoolExecutor) -> None:
    pool = Pool(Limits(seconds=20), size=2)
    pool.run(f"{JOBS}:echo", "started")
    start = time.monotonic()
    at_work = submit(threads, pool, "sleep")
    while not pool._working or not next(iter(pool._working)).at_work:
        time.sleep(0.01)
    pool.close()
    answer = at_work.result()
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.CRASHED
    assert time.monotonic() - start < 5
    assert pool.run(f"{JOBS}:echo", "again") == "again"
    pool.close()


def script(words: str) -> subprocess.Popen[str]:
    """Start a caller of its own, which tells when it has come to its end."""
    program = f"import sys; sys.path[:] = {sys.path!r}\n" + textwrap.dedent(words)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


@LINUX
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whatever_ends_the_caller_ends_helpers_and_children(end: signal.Signals) -> None:
    caller = script(
        f"""
        import threading, time
        from docvault.extract.pool import Pool
        pool = Pool()
        pool.run("{JOBS}:echo", "a")
        for _ in range(2):
            threading.Thread(target=pool.run, args=("{JOBS}:sleep",), daemon=True).start()
        pool.run("{JOBS}:echo", "b")
        print("at work", flush=True)
        time.sleep(60)
        """
    )
    with caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "at work\n"
        started = processes.below(caller.pid)
        assert len(started) >= 4  # two helpers or three, two children
        caller.send_signal(end)
        caller.wait()
    assert processes.end_of(started, seconds=5)


@LINUX
def test_a_caller_that_ends_leaves_no_helper() -> None:
    caller = script(
        f"""
        import os, pathlib
        from docvault.extract import limited
        from tests.docvault.extract import processes
        note = pathlib.Path(os.devnull).parent
        limited._pool.run("{JOBS}:echo", "a")
        print(*processes.below(os.getpid()))
        """
    )
    told = caller.communicate(timeout=30)[0]
    helpers = set(map(int, told.split()))
    assert helpers
    assert caller.returncode == 0
    assert processes.end_of(helpers, seconds=1)


@LINUX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_while_helpers_start_takes_nothing_along(threads: ThreadPoolExecutor) -> None:
    """Pipes copied into the forked process would keep the helper alive after its caller."""
    caller = script(
        f"""
        import os, threading, time
        from docvault.extract.limited import _pool as pool
        from tests.docvault.extract import processes
        threads = [threading.Thread(target=pool.run, args=("{JOBS}:echo", "a")) for _ in range(2)]
        for thread in threads:
            thread.start()
        children = []
        while any(thread.is_alive() for thread in threads):
            if (child := os.fork()) == 0:
                time.sleep(30)
                os._exit(0)
            children.append(child)
            time.sleep(0.05)
        helpers = processes.below(os.getpid()) - set(children)
        print(*helpers)
        print(*children, flush=True)
        os._exit(0)
        """
    )
    with caller:
        assert caller.stdout is not None
        helpers, children = (set(map(int, caller.stdout.readline().split())) for _ in range(2))
        caller.wait()
    try:
        assert helpers
        assert children
        assert processes.end_of(helpers, seconds=5)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
