"""The name is that of a Windows device.

名称是 Windows 的设备名。

Windows takes CON, PRN, AUX, NUL, COM0-9, LPT0-9, CONIN$ and CONOUT$ for devices, with any
extension, with blanks before the dot, and with superscript digits (COM¹); full-width spellings
pass for them. Such a file cannot be opened, copied or deleted there. Source: "Naming Files,
Paths, and Namespaces" (Windows).

Windows 把 CON、PRN、AUX、NUL、COM0-9、LPT0-9、CONIN$、CONOUT$ 视为设备，无论扩展名、点前空格或上
标数字；全角写法形似。这样的文件在 Windows 上无法打开、复制或删除。依据：Windows 命名规则。

Bad: NUL .pdf
Bad: CONIN$
Bad: COM¹.docx
Bad: ｃｏｎ.docx
Bad: lpt9.tar.gz
Good: 运营部-周报-20231011-V1.0-CON.xlsx
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pathvalidate import Platform, ReservedNameError, validate_filename
from pathvalidate.error import ValidationError

from naming_rules.characters import is_invisible, is_undecodable
from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("{name} 是 Windows 的设备名", "{name} is the name of a Windows device")
_ORDINARY_BASE = re.compile("[-0-9\u4e00-\u9fff]{2}")  # no device's name begins so
_BEYOND = frozenset({"CONIN$", "CONOUT$", "COM0", "LPT0"})


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a device's name in any spelling that Windows or a reader takes for it."""
    if device := device_of(subject.name):
        yield Fault(_TEXT.format(name=device))


def device_of(name: str) -> str | None:
    """Return the device a name means, if it means one."""
    if _ORDINARY_BASE.match(name):
        return None
    seen = "".join(c for c in name if not (is_invisible(c) or is_undecodable(c)))
    base = unicodedata.normalize("NFKC", seen).partition(".")[0].partition(":")[0]
    base = base.strip().upper()
    if base in _BEYOND:
        return base
    try:
        validate_filename(base or "x", platform=Platform.WINDOWS)
    except ReservedNameError:
        return base
    except ValidationError:  # other faults are other rules' concern
        return None
    return None


rule = NameRule(code="reserved-name", docstring=__doc__, check=check, of_folders=True)
