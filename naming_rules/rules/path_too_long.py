r"""The path from the shared folder to the file is too long.

从共享文件夹到文件的路径过长。

Windows Explorer and Office open paths of at most 259 UTF-16 units, drive or server and share
included; OneDrive and SharePoint allow 400. The limit is counted from the root of the checked
folder and leaves room for `\\server\share`. Source: MAX_PATH (Windows); setting
`longest_path`.

Windows 资源管理器和 Office 能打开的路径最长 259 个 UTF-16 单元（含盘符或服务器与共享名），
OneDrive 和 SharePoint 为 400。上限从所检查的根文件夹算起，为服务器与共享名留有余地。依据：Windows
MAX_PATH；设置 longest_path。

Bad: 资料<长×80>/资料<长×80>/资料<长×80>/运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text(
    "路径长 {size} 个字符，上限为 {most}",
    "the path is {size} characters long; at most {most} are allowed",
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a path over the limit, in UTF-16 units as Windows counts."""
    if subject.context.folder is None:
        return
    path = "/".join((*subject.context.folder, subject.name))
    size = len(path.encode("utf-16-le", "surrogatepass")) // 2
    most = subject.convention.longest_path
    if size > most:
        yield Fault(_TEXT.format(size=size, most=most))


rule = NameRule(code="path-too-long", docstring=__doc__, check=check)
