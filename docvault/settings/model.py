"""What can be set, what it is when it is not, and what is allowed, in both languages.

Every field carries a Text that says what is allowed; it is shown when the value is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from naming_rules.convention import Convention
from naming_rules.errors import ConventionInvalid
from naming_rules.language import Text

_MIB = 1 << 20
_LONGEST_NAME = 100


class WrongSetting(Exception):
    """A setting is wrong in a way only our own rules know."""

    def __init__(self, key: object, value: object, allowed: object, *, shown: bool = False) -> None:
        """Name the dotted key, its value (`shown`: as text already), and what is allowed."""
        super().__init__(key)
        self.key, self.value, self.allowed, self.shown = str(key), value, allowed, shown


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: object) -> object:
    """Take text without outer blanks, control or invisible characters, of a sensible length."""
    if isinstance(value, str) and not (
        value.isprintable() and value == value.strip() and 0 < len(value) <= _LONGEST_NAME
    ):
        raise ValueError
    return value


def _folder(value: object) -> object:
    """Take the name of one folder that every file system can hold and that is not hidden."""
    if isinstance(value, str) and (set(value) & set('/\\<>:"|?*') or value[:1] in {".", "-"}):
        raise ValueError
    return _plain(value)


def _convention(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    try:
        return Convention.from_mapping(value)
    except ConventionInvalid as exc:
        raise WrongSetting(**exc.fields, shown=True) from exc


_NAME = Text(
    f"1–{_LONGEST_NAME} 个字，无控制字符，首尾无空格",
    f"1 to {_LONGEST_NAME} characters, none invisible, no outer blanks",
)
_FOLDER = Text(
    '一个文件夹名，不含 / \\ < > : " | ? *，不以 . 或 - 开头',
    'the name of one folder without / \\ < > : " | ? *, not beginning with . or -',
)
_YES_NO = Text("true 或 false", "true or false")
_HTTP = r"^https?://[^\s?#]+$"
_ADDRESS = Text("以 https:// 开头的地址", "an address that begins with https://")
_HOURS = Text("1–2160 的小时数", "hours from 1 to 2160")
_DAYS = Text("1–365 的天数", "days from 1 to 365")
_TABLE = Text("一个表", "a table")
_LEVELS = Text("不重复的密级名称列表", "a list of names, each once")

PlainText = Annotated[str, BeforeValidator(_plain), _NAME]
FolderName = Annotated[str, BeforeValidator(_folder), _FOLDER]
LevelNames = Annotated[tuple[PlainText, ...], BeforeValidator(_as_tuple), _LEVELS]
Flag = Annotated[bool, _YES_NO]


class Table(BaseModel):
    """A table of the settings; what it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class VaultSettings(Table):
    """`[vault]`: what it is called, and in which language it was set up."""

    name: PlainText = "文件库"
    language: Annotated[Literal["zh", "en"], Text("zh 或 en", "zh or en")] = "zh"


class InboxSettings(Table):
    """`[inbox]`: where staff drop files, and where the ones go that cannot be filed."""

    folder: FolderName = "收件箱"
    holding: FolderName = "待更正"
    """Inside the inbox."""
    settle_seconds: Annotated[
        float, Field(ge=0, le=3600), Text("0–3600 的秒数", "seconds from 0 to 3600")
    ] = 2.0
    """How long a file must have been still before it is taken."""


class DatabaseSettings(Table):
    """`[database]`: SQLite inside the vault unless a URL says otherwise."""

    url: Annotated[str | None, Text("数据库地址（文字）", "the URL of a database (text)")] = None


class AccessSettings(Table):
    """`[access]`: who may act at all."""

    unregistered_actors: Flag = True
    """Whether the command line takes actors that are no users; no other door ever does."""


class OidcSettings(Table):
    """`[sign_in.oidc]`: signing in through the company's identity provider (OpenID Connect)."""

    issuer: Annotated[str | None, Field(pattern=_HTTP), _ADDRESS] = None
    """The provider's address; without one there is no single sign-on."""
    client_id: Annotated[str | None, Text("提供方登记的编号", "the id the provider gave")] = None
    client_secret_file: Annotated[str | None, Text("一个文件的路径", "the path of a file")] = None
    """Where the secret stands, else in DOCVAULT_OIDC_SECRET; never in the settings."""
    label: PlainText | None = None
    """What the button says."""
    create_users: Flag = False
    """Whether somebody the provider knows and the vault does not becomes a member."""


class SignInSettings(Table):
    """`[sign_in]`: how long somebody stays signed in, and the ways to come in."""

    idle_hours: Annotated[int, Field(ge=1, le=24 * 90), _HOURS] = 12
    """A session that was not used for so long is over."""
    longest_days: Annotated[int, Field(ge=1, le=365), _DAYS] = 14
    """A session is over after so long, used or not."""
    oidc: Annotated[OidcSettings, _TABLE] = OidcSettings()


class Reach(StrEnum):
    """Who a level lets read."""

    EVERYONE = "everyone"
    """Every registered user."""
    DEPARTMENT = "department"
    """The people of the document's department."""
    NAMED = "named"
    """Only who is named for the document; it is stored sealed."""


class LevelSettings(Table):
    """`[levels]`: the degrees of confidentiality 密级, from the most open to the closest."""

    names: LevelNames = ("公开", "内部", "秘密")
    default: PlainText = "内部"
    """What a new document gets."""
    open: LevelNames = ("公开",)
    """These every user may read."""
    sealed: LevelNames = ("秘密",)
    """These only the people named for a document may read."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.names or len(set(self.names)) != len(self.names):
            raise WrongSetting("levels.names", self.names, _LEVELS)
        among = Text(f"names 之一：{'、'.join(self.names)}", f"one of {', '.join(self.names)}")
        for key in ("default", "open", "sealed"):
            value = getattr(self, key)
            for level in (value,) if isinstance(value, str) else value:
                if level not in self.names:
                    raise WrongSetting(f"levels.{key}", level, among)
        if both := {*self.sealed} & {*self.open, self.default}:
            other = Text("不是 default，也不在 open 中的密级", "neither the default nor among open")
            raise WrongSetting("levels.sealed", min(both), other)
        return self

    def reach(self, level: str) -> Reach:
        """Return who the level lets read; a level that is no longer known is the closest."""
        if level in self.sealed or level not in self.names:
            return Reach.NAMED
        return Reach.EVERYONE if level in self.open else Reach.DEPARTMENT


class RevisionRecordSettings(Table):
    """`[revision_record]`: the page 修订记录 that a document must carry."""

    required_in: Annotated[
        tuple[Literal["docx", "xlsx"], ...],
        BeforeValidator(_as_tuple),
        Text('["docx", "xlsx"] 的全部或部分', 'some of ["docx", "xlsx"], or none'),
    ] = ("docx", "xlsx")


class LimitSettings(Table):
    """`[limits]`: what is too much."""

    max_file_size: Annotated[
        int, Field(ge=1, le=1 << 40), Text("1 至 1 TiB 的字节数", "bytes, from 1 to 1 TiB")
    ] = 2048 * _MIB
    uploads: Annotated[int, Field(ge=1, le=10_000), Text("1–10000 的个数", "1 to 10000")] = 500
    """How many files one person may have uploaded and not checked in."""
    upload_bytes: Annotated[
        int, Field(ge=1, le=1 << 40), Text("1 至 1 TiB 的字节数", "bytes, from 1 to 1 TiB")
    ] = 20 * 1024 * _MIB
    """How large these may be together."""
    previews: Annotated[
        int, Field(ge=1 << 20, le=1 << 40), Text("1 MiB 至 1 TiB 的字节数", "1 MiB to 1 TiB")
    ] = 2048 * _MIB
    """How many bytes of previews are kept; those not looked at for the longest time go."""


class WebSettings(Table):
    """`[web]`: the site, and where it is reached."""

    url: Annotated[
        str,
        Field(pattern=r"^(https?://[^/\s]+)?$"),
        Text("形如 https://文件.example.com 的地址，不带路径", "an address without a path"),
    ] = ""
    """As people type it, for links in messages; `https` makes cookies travel by HTTPS only."""
    hosts: Annotated[
        tuple[PlainText, ...],
        BeforeValidator(_as_tuple),
        Text("主机名列表，不带端口", "a list of host names without ports"),
    ] = ()
    """The names the site answers to; none: to all, and on this machine only to its own."""


class SharedLevel(Table):
    """`[sharing.levels.密级]`: how documents of one level may leave the house."""

    modes: Annotated[
        tuple[Literal["view", "download"], ...],
        BeforeValidator(_as_tuple),
        Text('["view", "download"] 的全部、部分或 []', 'some of ["view", "download"], or none'),
    ] = ("view", "download")
    password: Flag = False
    """Whether every link needs one."""


class SharingSettings(Table):
    """`[sharing]`: links for partners outside."""

    days: Annotated[int, Field(ge=1, le=3650), Text("1–3650 的天数", "days, 1 to 3650")] = 7
    """How long a link opens unless its maker says otherwise."""
    longest_days: Annotated[int, Field(ge=1, le=3650), Text("1–3650 的天数", "days, 1 to 3650")] = (
        30
    )
    """How long at most."""
    most_files: Annotated[int, Field(ge=1, le=1000), Text("1–1000 的个数", "1 to 1000")] = 50
    """How many documents one link may hold."""
    levels: Annotated[
        Mapping[str, SharedLevel], Text("以密级为名的表", "tables named for levels")
    ] = {}
    """By the name of a level; what is not said here, `of` says."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.days > self.longest_days:
            allowed = Text("不多于 longest_days", "not more than longest_days")
            raise WrongSetting("sharing.days", self.days, allowed)
        return self


class MailSettings(Table):
    """`[mail]`: the server that takes mail; without a host no mail is sent."""

    host: Annotated[str, Text("邮件服务器的主机名", "the host name of a mail server")] = ""
    port: Annotated[int, Field(ge=1, le=65535), Text("1–65535 的端口", "a port, 1 to 65535")] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"], Text("starttls、tls 或 none", "starttls, tls or none")
    ] = "starttls"
    user: Annotated[str, Text("登录名", "the name to sign in with")] = ""
    password_file: Annotated[str | None, Text("一个文件的路径", "the path of a file")] = None
    """Where the password stands, else in DOCVAULT_MAIL_PASSWORD; never in the settings."""
    sender: Annotated[str, Text("邮箱地址", "a mail address")] = ""


class Settings(Table):
    """All settings of one vault."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )

    vault: VaultSettings = VaultSettings()
    naming: Annotated[
        Convention, BeforeValidator(_convention), Text("命名规则表", "a naming convention")
    ] = Field(default_factory=Convention.preset)
    inbox: InboxSettings = InboxSettings()
    database: DatabaseSettings = DatabaseSettings()
    access: AccessSettings = AccessSettings()
    sign_in: SignInSettings = SignInSettings()
    levels: LevelSettings = LevelSettings()
    revision_record: RevisionRecordSettings = RevisionRecordSettings()
    limits: LimitSettings = LimitSettings()
    web: WebSettings = WebSettings()
    sharing: SharingSettings = SharingSettings()
    mail: MailSettings = MailSettings()

    def shared_level(self, level: str) -> SharedLevel:
        """Return how documents of a level may leave; sealed ones to look at, with a password."""
        if level in self.sharing.levels:
            return self.sharing.levels[level]
        if self.levels.reach(level) is Reach.NAMED:
            return SharedLevel(modes=("view",), password=True)
        return SharedLevel()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.inbox.folder in self.naming.top_folders():
            allowed = Text(
                "不与部门或分类同名的文件夹", "a folder that is no department or category"
            )
            raise WrongSetting("inbox.folder", self.inbox.folder, allowed)
        for level in self.sharing.levels:
            if level not in self.levels.names:
                among = Text(f"{'、'.join(self.levels.names)}", f"{', '.join(self.levels.names)}")
                raise WrongSetting("sharing.levels", level, among)
        return self
