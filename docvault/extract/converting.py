"""Let a foreign program make of a file one that a reader reads. Runs in the helper process.

The program lives in a child of its own under the same limits as a reader and sees the document and
one folder, which is removed afterwards: nothing that it writes outlives a document.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from docvault.extract.child import Ended, run_child
from docvault.extract.confine import confine_program
from docvault.extract.process import Limits
from docvault.extract.programs import Program, program_for
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

_MOST_WRITTEN = 256 << 20  # bytes of one file
_MOST_WORDS = 1 << 20
_BEGIN_AGAIN = 81  # LibreOffice has made its profile and wants to be started again
_LANGUAGES = ("chi_sim", "eng")

# Macros never run, nothing is fetched, linked content is left alone.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Java/VirtualMachine">
<prop oor:name="Enable" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


@dataclass(slots=True)
class Workshop:
    """A helper's folder for programs at work, and what it knows of them; made when first needed.

    `folder` does not exist before; `close` removes it.
    """

    folder: Path
    limits: Limits
    _languages: dict[str, list[str]] = field(default_factory=dict)

    @contextmanager
    def converted(
        self, place: str, source: str, kind: str, deadline: float, makes: str | None = None
    ) -> Iterator[Path]:
        """Yield the file that the program at `place` makes of `source`; it is gone afterwards.

        `kind` is a kind that the program reads; LibreOffice can be told which it `makes`. Raises
        `Refusal` where the file cannot be converted, EOFError where the caller is gone.
        """
        room = self.folder / "room"
        room.mkdir(mode=0o700, parents=True)
        try:
            # The program never sees the document's own name, which may look like an option.
            link = room / f"document{kind}"
            link.symlink_to(source)
            start = functools.partial(_become, source=source, room=room, limits=self.limits)
            if makes or program_for(kind) is Program.OFFICE:
                shutil.copytree(self._profile(place, deadline), room / "profile")
                command, made = _office(place, link, room, makes or Program.OFFICE.makes[kind])
            else:
                languages = self._languages_at(place, start, deadline)
                command, made = _recognition(place, link, room, languages)
            words = _run(functools.partial(start, command), deadline)
            if not made.is_file():  # LibreOffice fails with exit status 0
                raise Refusal(Trouble.DAMAGED, words or "nothing came of it")
            yield made
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _profile(self, place: str, deadline: float) -> Path:
        """Return a profile of LibreOffice that no document has seen; made once, it takes 1 s."""
        profile = self.folder / "profile"
        if not profile.exists():
            room = self.folder / "first"
            settings = room / "profile/user/registrymodifications.xcu"
            settings.parent.mkdir(parents=True)
            try:
                settings.write_text(_SETTINGS, encoding="utf-8")
                command = [*_office_start(place, room), "--terminate_after_init"]
                start = functools.partial(_become, command, source="", room=room)
                _run(functools.partial(start, limits=self.limits), deadline)
                (room / "profile").rename(profile)
            finally:
                shutil.rmtree(room, ignore_errors=True)
        return profile

    def _languages_at(
        self, place: str, start: Callable[[list[str]], bytes], deadline: float
    ) -> list[str]:
        """Return those of our languages that are installed."""
        if place not in self._languages:
            listed = _run(functools.partial(start, [place, "--list-langs"]), deadline).split()
            self._languages[place] = [language for language in _LANGUAGES if language in listed]
        return self._languages[place]


def _office_start(place: str, room: Path) -> list[str]:
    profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
    return [place, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", profile]


def _office(place: str, link: Path, room: Path, makes: str) -> tuple[list[str], Path]:
    output = ("--convert-to", makes.removeprefix("."), "--outdir", str(room / "made"))
    made = room / "made" / link.with_suffix(makes).name
    return [*_office_start(place, room), *output, str(link)], made


def _recognition(
    place: str, link: Path, room: Path, languages: list[str]
) -> tuple[list[str], Path]:
    chosen = ["-l", "+".join(languages)] if languages else []
    # Otherwise a blank stands between any two Chinese characters.
    settings = ["-c", "preserve_interword_spaces=1"]
    return [place, str(link), str(room / "made"), *chosen, *settings, "txt"], room / "made.txt"


def _run(start: Callable[[], bytes], deadline: float) -> str:
    """Run a program to its end; return what it said. Raises `Refusal` where it failed."""
    ended = run_child(start, deadline=deadline, most=_MOST_WORDS, heard=True)
    if ended.status == _BEGIN_AGAIN:
        ended = run_child(start, deadline=deadline, most=_MOST_WORDS, heard=True)
    said = ended.output.decode("utf-8", "replace")[-200:].strip()
    if ended.stopped:
        raise Refusal(ended.stopped, said)
    if ended.status != 0:
        raise Refusal(_TROUBLES.get(ended.status, _trouble(ended)), said or f"{ended.status}")
    return said


_TROUBLES = {-signal.SIGXCPU: Trouble.TIME, -signal.SIGXFSZ: Trouble.SIZE}


def _trouble(ended: Ended) -> Trouble:
    return Trouble.CRASHED if ended.status < 0 else Trouble.DAMAGED


def _become(command: list[str], *, source: str, room: Path, limits: Limits) -> bytes:
    """Turn this process, a fresh child, into the program; only comes back by raising."""
    confine_program(
        memory=limits.memory,
        seconds=limits.seconds,
        written=_MOST_WRITTEN,
        home=str(Path(command[0]).parents[1]),
        source=source,
        room=str(room),
    )
    os.chdir(room)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and it is inherited
        signal.signal(number, signal.SIG_DFL)
    environment = {
        "HOME": str(room),
        "TMPDIR": str(room),
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # Tesseract's threads cost more than they bring
        "SAL_USE_VCLPLUGIN": "svp",  # no display
    }
    os.execve(command[0], command, environment)  # noqa: S606 - no shell is what we want
