"""The name means git's own folder or files.

名称是 git 自己的文件夹或文件。

`.git` in any spelling that some file system takes for it (`.GIT`, `git~1`, with dots, blanks, a
stream or ignored characters) lets a document pass for a repository; `.gitattributes`,
`.gitignore` and `.gitmodules` change what git keeps. Source: git's core.protectHFS and
core.protectNTFS; CVE-2014-9390, CVE-2019-1352.

.git 的任何写法（.GIT、git~1、带点、空格、数据流或被忽略的字符）都可能被某些文件系统当作 .git；
.gitattributes、.gitignore、.gitmodules 会改变 git 保存的内容。依据：git 的 protectHFS 与
protectNTFS； CVE-2014-9390、CVE-2019-1352。

Bad: .git
Bad: .GIT
Bad: git~1
Bad: .g<U+200C>it
Bad: .git::$INDEX_ALLOCATION
Bad: .git .
Bad: .gitattributes
Good: 技术部-手册-20231011-V1.0-git入门.docx
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from naming_rules.characters import BIDI, is_invisible, is_ordinary
from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import quoted

_TEXT = Text("{name}会被当作 git 自己的名称", "{name} is taken for a name of git's own")
# NTFS gives .git the short name git~1, and .gitmodules gitmod~1 or, when taken, gi7eba~1.
_OWN = re.compile(
    r"\.git(?:attributes|ignore|modules)?|git~[0-9]{1,6}"
    r"|gitmod~[0-9]|gitatt~[0-9]|gitign~[0-9]|gi7eba~[0-9]|gi7d29~[0-9]|gi250a~[0-9]"
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name, or a step of a path, that is git's."""
    for step in re.split(r"[/\\]", subject.name):
        if _OWN.fullmatch(_as_a_file_system_reads(step)):
            yield Fault(_TEXT.format(name=quoted(step)))
            return


def _as_a_file_system_reads(name: str) -> str:
    """Return the name as HFS+ and NTFS compare it: nothing ignored, no stream, no end of dots."""
    seen = name
    if not is_ordinary(name):
        seen = "".join(c for c in name if not is_invisible(c) and c not in BIDI)
    return seen.partition(":")[0].rstrip(" .").casefold()


rule = NameRule(code="git-name", docstring=__doc__, check=check, of_folders=True)
