"""The names in a git tree, listed by git itself; no work tree is needed and none is touched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from naming_rules.errors import RefMissing

_CLEAN: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


def paths_in(repository: Path, ref: str) -> list[str]:
    """Return the paths of all files in the tree of `ref`, `/`-joined, in git's order.

    Nothing of this process's git environment or the user's configuration is used. Raises
    RefMissing with git's own words when there is no such tree, or no repository, or no git.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-C", os.fspath(repository), "ls-tree", "-r", "-z", "--name-only"]
    try:
        done = subprocess.run(
            [*command, "--end-of-options", ref],
            env=kept | _CLEAN,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except (OSError, ValueError) as exc:  # git is not installed; a NUL in the ref
        raise RefMissing(ref=ref, path=repository, reason=str(exc)) from exc
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise RefMissing(ref=ref, path=repository, reason=reason)
    return [path.decode("utf-8", "surrogateescape") for path in done.stdout.split(b"\0") if path]
