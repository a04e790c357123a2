"""What a foreign program may and may not do: tried by a Python that was confined like one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.docvault.extract import walls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's walls are Linux's")
LANDLOCK = pytest.mark.skipif(not walls.has_landlock(), reason="the kernel has no Landlock")


def told(folder: Path, attempt: str) -> str:
    """What a confined program says: its answer, or the error that it met."""
    (folder / "room").mkdir(exist_ok=True)
    (folder / "source").write_text("the document", encoding="utf-8")
    (folder / "other").write_text("another", encoding="utf-8")
    program = f"""
        import ctypes, os, signal, socket, subprocess, sys
        from docvault.extract.confine import confine_program
        confine_program(memory=1 << 30, seconds=5, written=1 << 20, home="/nowhere",
                        source="{folder}/source", room="{folder}/room")
        folder = "{folder}"
        print({attempt})
        """
    path = f"import sys; sys.path[:] = {sys.path!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", path + textwrap.dedent(program)],
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "family", ["AF_INET, socket.SOCK_STREAM", "AF_INET6, socket.SOCK_DGRAM", "AF_NETLINK"]
)
def test_there_is_no_network(tmp_path: Path, family: str) -> None:
    assert "not permitted" in told(tmp_path, f"socket.socket(socket.{family})")


def test_a_unix_socket_leads_nowhere(tmp_path: Path) -> None:
    attempt = f"socket.socket(socket.AF_UNIX).connect({str(tmp_path / 'server')!r})"
    assert "refused" in told(tmp_path, attempt)
    datagram = "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'', '/dev/log')"
    assert "Error" in told(tmp_path, datagram)
    assert told(tmp_path, "socket.socket(socket.AF_UNIX).bind(folder + '/room/server')") == "None"
    assert not (tmp_path / "room/server").exists()


@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()",
        "subprocess.run(['/bin/true'])",
        "os.setsid()",
        "os.setpgid(0, 0)",
        "os.kill(os.getppid(), 0)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
    ],
)
def test_there_is_no_other_process(tmp_path: Path, attempt: str) -> None:
    assert "not permitted" in told(tmp_path, attempt)


@LANDLOCK
@pytest.mark.parametrize(
    "attempt",
    [
        "open(folder + '/other').read()",
        "os.listdir(folder)",
        "open(folder + '/source', 'a')",
        "os.unlink(folder + '/source')",
        "os.rename(folder + '/source', folder + '/room/taken')",
        "open(folder + '/new', 'w')",
        "os.listdir('/proc')",
        "open('/etc/shadow').read()",
        "os.execv(os.path.realpath(sys.executable), ['python', '-c', ''])",
    ],
)
def test_other_files_are_out_of_reach(tmp_path: Path, attempt: str) -> None:
    if "executable" in attempt and os.path.realpath(sys.executable).startswith("/usr/"):
        pytest.skip("this Python lies among the system's programs")
    assert "denied" in told(tmp_path, attempt)


def test_it_reads_the_document_and_writes_in_its_folder(tmp_path: Path) -> None:
    assert told(tmp_path, "open(folder + '/source').read()") == "the document"
    assert told(tmp_path, "open(folder + '/room/new', 'w').write('words')") == "5"
    too_much = "open(folder + '/room/large', 'wb').write(bytes(2 << 20))"
    assert "too large" in told(tmp_path, too_much)


def test_what_it_wrote_cannot_be_started(tmp_path: Path) -> None:
    if not walls.has_landlock():
        pytest.skip("the kernel has no Landlock")
    (tmp_path / "room").mkdir()
    script = tmp_path / "room/program"
    script.write_text("#!/bin/true\n", encoding="utf-8")
    script.chmod(0o755)
    assert "denied" in told(tmp_path, "os.execv(folder + '/room/program', ['program'])")


def test_of_roots_powers_only_reading_is_left(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has powers to lose")
    assert "not permitted" in told(tmp_path, "os.chown(folder + '/room', 1, 1)")
    (tmp_path / "source").write_text("the document", encoding="utf-8")
    os.chown(tmp_path / "source", 1, 1)
    (tmp_path / "source").chmod(0o400)
    assert told(tmp_path, "open(folder + '/source').read()") == "the document"
