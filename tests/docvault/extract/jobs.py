"""What a hostile file might make a parser do; run as jobs in the confined child."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from pathlib import Path


def echo(words: str) -> str:
    return words


def eat_memory() -> int:
    return len(b"x" * (4 << 30))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def crash() -> None:
    ctypes.string_at(0)


def answer_without_end() -> str:
    return "x" * (2 << 20)


def leave() -> None:
    raise SystemExit(0)


def fall_silent() -> None:
    os.closerange(3, 64)
    time.sleep(60)


def open_socket(family: str) -> None:
    socket.socket(getattr(socket, family), socket.SOCK_DGRAM)


def start_program() -> None:
    subprocess.run(["/bin/true"], check=True)


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def write(path: str) -> None:
    Path(path).write_text("was here", encoding="utf-8")


def remove(path: str) -> None:
    Path(path).unlink()


def look_elsewhere(folder: str) -> str:
    """Read a file that is not the document."""
    return Path(f"{Path(folder).parent}/secret").read_text(encoding="utf-8")


def signal_helper() -> None:
    os.kill(os.getppid(), 0)


def leave_group() -> None:
    os.setsid()


def speak() -> str:
    print("on standard output")
    os.write(1, b"and past Python")
    return "the answer"


def environment() -> list[str]:
    return [*sorted(os.environ), str(Path.cwd())]


def complain(words: str) -> None:
    raise KeyError(words)
