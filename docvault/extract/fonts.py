"""The fonts of the system that pages are drawn with: a Chinese one, and one for what it lacks.

Looked up by file name in the system's folders, which is where the confined child may read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

FOLDERS = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/System/Library/AssetsV2",  # where macOS puts PingFang
    "/Library/Fonts",
]
"""Where fonts are looked for."""
PACKAGE = "fonts-noto-cjk"
"""What to install on Debian and Ubuntu where there is none; other systems name it alike."""

# File name -> the face in it that writes simplified Chinese; the best first.
_CHINESE = {
    "NotoSansCJK-Regular.ttc": 2,
    "NotoSansCJK.ttc": 2,
    "NotoSansCJK-VF.otf.ttc": 2,
    "NotoSansCJKsc-Regular.otf": 0,
    "NotoSansSC-Regular.otf": 0,
    "NotoSansSC-Regular.ttf": 0,
    "SourceHanSansSC-Regular.otf": 0,
    "SourceHanSansCN-Regular.otf": 0,
    "SourceHanSans.ttc": 2,
    "PingFang.ttc": 2,
    "Hiragino Sans GB.ttc": 0,
    "STHeiti Light.ttc": 1,
    "msyh.ttc": 0,
    "wqy-microhei.ttc": 0,
    "wqy-zenhei.ttc": 0,
    "DroidSansFallbackFull.ttf": 0,
    "DroidSansFallback.ttf": 0,
    "Arial Unicode.ttf": 0,
    "NotoSerifCJK-Regular.ttc": 2,
    "simsun.ttc": 0,
    "uming.ttc": 0,
}
_BOLD = {
    "NotoSansCJK-Regular.ttc": "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Regular.otf": "NotoSansCJKsc-Bold.otf",
    "NotoSansSC-Regular.otf": "NotoSansSC-Bold.otf",
    "SourceHanSansSC-Regular.otf": "SourceHanSansSC-Bold.otf",
    "SourceHanSansCN-Regular.otf": "SourceHanSansCN-Bold.otf",
    "STHeiti Light.ttc": "STHeiti Medium.ttc",
    "msyh.ttc": "msyhbd.ttc",
    "NotoSerifCJK-Regular.ttc": "NotoSerifCJK-Bold.ttc",
}
_OTHER = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")


@dataclass(frozen=True, slots=True)
class Fonts:
    """Paths of what was found; empty where there is none. `face`: which one of the file."""

    chinese: str = ""
    bold: str = ""
    other: str = ""
    face: int = 0

    def facts(self) -> dict[str, str | int]:
        """Return it as JSON carries it."""
        return asdict(self)


def fonts() -> Fonts:
    """Return the fonts that are installed now: they may come while the server runs."""
    found = dict(_installed())
    other = next((found[name] for name in _OTHER if name in found), "")
    for name, face in _CHINESE.items():
        if name in found:
            return Fonts(found[name], found.get(_BOLD.get(name, ""), ""), other, face)
    return Fonts(other=other)


def _installed() -> Iterator[tuple[str, str]]:
    known = {*_CHINESE, *_BOLD.values(), *_OTHER}
    for top in FOLDERS:
        for folder, _, names in os.walk(top):
            yield from ((name, os.path.join(folder, name)) for name in known & {*names})  # noqa: PTH118
