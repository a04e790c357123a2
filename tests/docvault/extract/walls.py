"""Which walls this machine's kernel can build."""

from __future__ import annotations

import ctypes
import sys


def has_landlock() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None).syscall(444, None, 0, 1) >= 1
