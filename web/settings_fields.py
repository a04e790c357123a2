"""The settings that the page offers: what each is called, how it is entered, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docvault.settings import Settings
from docvault.settings.writing import Changes, Key
from naming_rules.language import Text
from web.code_forms import words
from web.sent import Fields

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting. A size is entered in MiB, a list with commas, modes as one of their choices.

    `restart`: it holds from the next start on.
    """

    key: Key
    label: Text
    kind: Literal["text", "whole", "number", "size", "flag", "choice", "modes", "list"]
    hint: Text | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    restart: bool = False

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return ".".join(self.key)


@dataclass(frozen=True, slots=True)
class Group:
    """Settings shown together."""

    label: Text
    fields: tuple[SettingField, ...]


_LANGUAGES = (("zh", Text("中文", "Chinese")), ("en", Text("英文", "English")))
_SECURITY = (
    ("starttls", Text("STARTTLS", "STARTTLS")),
    ("tls", Text("TLS", "TLS")),
    ("none", Text("不加密", "none")),
)
_MODES = (
    ("view, download", Text("查看或下载", "look or download")),
    ("view", Text("只能查看", "only look")),
    ("download", Text("只能下载", "only download")),
    ("", Text("不能对外分享", "nothing: no links")),
)
_SHARED_LEVEL = Text("对外分享：{level}", "Sharing outside: {level}")
_OF_LEVEL = 4
"""Parts of a key below `sharing.levels.密级`."""
GROUPS: tuple[Group, ...] = (
    Group(
        Text("文件库", "Vault"),
        (
            SettingField(("vault", "name"), Text("名称", "Name"), "text"),
            SettingField(
                ("vault", "language"),
                Text("语言", "Language"),
                "choice",
                Text("写在文件夹里的说明用这种语言", "what is written into folders is in it"),
                _LANGUAGES,
            ),
        ),
    ),
    Group(
        Text("版本与名称", "Versions and names"),
        (
            SettingField(
                ("naming", "keep"),
                Text("可见的版本数", "Visible versions"),
                "whole",
                Text("含当前版本；更早的只在 git 中", "the current one included; older are in git"),
            ),
            SettingField(
                ("naming", "history_folder"), Text("历史文件夹", "History folder"), "text"
            ),
            SettingField(
                ("naming", "extensions"),
                Text("允许的扩展名", "Allowed extensions"),
                "list",
                Text("用逗号分隔；* 表示全部", "with commas; * allows all"),
            ),
            SettingField(
                ("revision_record", "required_in"),
                Text("必须带修订记录的文件", "Must carry a revision record"),
                "list",
                Text("docx、xlsx，或留空", "docx, xlsx, or empty"),
            ),
        ),
    ),
    Group(
        Text("收件箱", "Inbox"),
        (
            SettingField(("inbox", "folder"), Text("文件夹", "Folder"), "text", restart=True),
            SettingField(
                ("inbox", "holding"), Text("待更正文件夹", "Holding area"), "text", restart=True
            ),
            SettingField(
                ("inbox", "settle_seconds"),
                Text("静止多少秒后处理", "Taken after seconds without change"),
                "number",
            ),
        ),
    ),
    Group(
        Text("上限", "Limits"),
        (
            SettingField(
                ("limits", "max_file_size"), Text("单个文件（MiB）", "One file (MiB)"), "size"
            ),
            SettingField(
                ("limits", "uploads"),
                Text("每人未签入的上传数", "Uploads not checked in, per person"),
                "whole",
            ),
            SettingField(
                ("limits", "upload_bytes"),
                Text("每人未签入的上传总量（MiB）", "Together, per person (MiB)"),
                "size",
            ),
            SettingField(("limits", "previews"), Text("预览缓存（MiB）", "Previews (MiB)"), "size"),
        ),
    ),
    Group(
        Text("登录", "Signing in"),
        (
            SettingField(
                ("sign_in", "idle_hours"),
                Text("多少小时不用即退出", "Signed out after hours without use"),
                "whole",
            ),
            SettingField(
                ("sign_in", "longest_days"),
                Text("最多保持登录多少天", "Signed out after days in any case"),
                "whole",
            ),
            SettingField(
                ("access", "unregistered_actors"),
                Text("命令行接受未登记的操作人", "The command line takes unregistered actors"),
                "flag",
                Text("网页和接口从不接受", "the web and the API never do"),
            ),
        ),
    ),
    Group(
        Text("网站", "Site"),
        (
            SettingField(
                ("web", "url"),
                Text("网址", "Address"),
                "text",
                Text("如 https://docs.example.com", "such as https://docs.example.com"),
                restart=True,
            ),
            SettingField(
                ("web", "hosts"),
                Text("主机名", "Host names"),
                "list",
                Text("用逗号分隔；不填为全部", "with commas; empty: all"),
                restart=True,
            ),
        ),
    ),
    Group(
        Text("对外分享", "Sharing outside"),
        (
            SettingField(
                ("sharing", "days"), Text("链接默认有效天数", "A link opens for days"), "whole"
            ),
            SettingField(
                ("sharing", "longest_days"), Text("最长有效天数", "Days at most"), "whole"
            ),
            SettingField(
                ("sharing", "most_files"),
                Text("每个链接最多文件数", "Documents in a link"),
                "whole",
            ),
        ),
    ),
    Group(
        Text("邮件", "Mail"),
        (
            SettingField(
                ("mail", "host"),
                Text("邮件服务器", "Mail server"),
                "text",
                Text("不填即不发邮件", "without one no mail is sent"),
            ),
            SettingField(("mail", "port"), Text("端口", "Port"), "whole"),
            SettingField(
                ("mail", "security"), Text("加密", "Encryption"), "choice", None, _SECURITY
            ),
            SettingField(
                ("mail", "user"),
                Text("登录名", "User"),
                "text",
                Text(
                    "密码放在 DOCVAULT_MAIL_PASSWORD 或 docvault.toml 的 password_file",
                    "the password stands in DOCVAULT_MAIL_PASSWORD, or where password_file says",
                ),
            ),
            SettingField(("mail", "sender"), Text("发件地址", "Sender"), "text"),
        ),
    ),
)


def groups_of(settings: Settings) -> Sequence[Group]:
    """Return all that the page offers: what every vault has, and how each level may be shared."""
    *others, mail = GROUPS
    return (*others, *(_level_group(level) for level in settings.levels.names), mail)


def _level_group(level: str) -> Group:
    where = ("sharing", "levels", level)
    return Group(
        _SHARED_LEVEL.format(level=level),
        (
            SettingField(
                (*where, "modes"), Text("合作方可以", "Partners may"), "modes", None, _MODES
            ),
            SettingField((*where, "password"), Text("必须设密码", "A password is needed"), "flag"),
        ),
    )


def shown_value(settings: Settings, field: SettingField) -> str:
    """Return a setting as the form shows it."""
    value = _value(settings, field.key)
    if field.kind == "size":
        return f"{value / _MIB:g}"
    if field.kind == "flag":
        return "yes" if value else ""
    if field.kind == "modes":
        return ", ".join(sorted(value, reverse=True))
    if field.kind == "list":
        return ", ".join(sorted(value) if isinstance(value, frozenset) else value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_changes(settings: Settings, sent: Fields) -> Changes:
    """Return the settings that the form holds otherwise than they are."""
    changes: dict[Key, Any] = {}
    fields = every_field(settings)
    for field in fields:
        text = sent.one(field.name)
        if text != shown_value(settings, field):
            changes[field.key] = _read(field, text)
    for field in fields:  # what a level does not say itself is not what it was when it said nothing
        if len(field.key) == _OF_LEVEL and any(key[:3] == field.key[:3] for key in changes):
            changes[field.key] = _read(field, sent.one(field.name))
    return changes


def every_field(settings: Settings) -> Sequence[SettingField]:
    """Return all fields of the page."""
    return [field for group in groups_of(settings) for field in group.fields]


def _value(settings: Settings, key: Key) -> Any:
    if len(key) == _OF_LEVEL:
        return getattr(settings.shared_level(key[2]), key[3])
    found: Any = settings
    for part in key:
        found = getattr(found, part)
    return found


def _read(field: SettingField, text: str) -> Any:
    """Return what is written for a text; what is no number goes as text, and is refused as such."""
    if field.kind == "flag":
        return bool(text)
    if field.kind in {"list", "modes"}:
        return words(text)
    number = _NUMBERS.get(field.kind)
    try:
        return number(text) if number else text
    except (ValueError, OverflowError):
        return text


_NUMBERS: dict[str, Callable[[str], int | float]] = {
    "whole": int,
    "number": float,
    "size": lambda text: round(float(text) * _MIB),
}
