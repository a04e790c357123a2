# Long because it is one tree, to be read as one.
"""Every error DocVault raises, in one tree.

```
DocVaultError
├── UsageError      the call itself is wrong: settings-invalid, bad-argument, …
├── NotFound        what was named is not there: document-not-found, version-not-found, …
├── Refused         the input cannot be taken: name-refused, not-a-file, unreadable-file, …
├── NotAllowed      the actor may not: not-allowed
├── Conflict        somebody else was first: version-conflict, name-taken, …
├── ShareRefused    a share link does not open
├── QueryRefused    a search query cannot be answered: query-syntax, query-too-long, …
└── StoreError      the store failed: disk-full, store-locked, store-corrupt, …
```

A class stands where a caller would act differently or a person be told something different.
`code` is stable; `text` is the message template in both languages; the fields are keyword-only
and travel with the error to `--json` and HTTP. Status numbers are not here: each edge (command
line, HTTP) has one table of its own.
"""

from __future__ import annotations

from naming_rules.errors import NamedError
from naming_rules.language import Text


class DocVaultError(NamedError):
    """Base of all; never raised itself."""


# ---- the families; each edge maps these to its own statuses


class UsageError(DocVaultError):
    """The call itself is wrong; nothing was tried."""


class NotFound(DocVaultError):
    """What was named is not there."""


class Refused(DocVaultError):
    """The input cannot be taken: its name, type, size or kind."""


class NotAllowed(DocVaultError):
    """The actor may not do this."""


class Conflict(DocVaultError):
    """Somebody else was first, or the thing has moved on."""


class ShareRefused(DocVaultError):
    """A share link does not open."""


class QueryRefused(DocVaultError):
    """A search query cannot be answered."""


class StoreError(DocVaultError):
    """The disk, git or the database failed; what was done before stands."""


# ---- usage


class BadArgument(UsageError):
    """An argument has no meaning. Fields: `argument`, `value`, `allowed`."""

    code = "bad-argument"
    text = Text(
        "{argument} 的值 {value!r} 无效；允许：{allowed}。",
        "{argument}: {value!r} is not valid; allowed: {allowed}.",
    )


class SettingsInvalid(UsageError):
    """The settings file is wrong. Fields: `file`, `key`, `value`, `allowed`."""

    code = "settings-invalid"
    text = Text(
        "{file}：设置项 {key} 的值 {value} 无效；允许：{allowed}。",
        "{file}: setting {key} = {value} is not valid; allowed: {allowed}.",
    )


class SettingsUnreadable(UsageError):
    """The settings file cannot be read as TOML. Fields: `file`, `reason`."""

    code = "settings-unreadable"
    text = Text("无法读取设置文件 {file}：{reason}。", "Cannot read the settings {file}: {reason}.")


class VaultExists(UsageError):
    """`init` on a folder that is a vault already. Fields: `path`."""

    code = "vault-exists"
    text = Text(
        "{path} 已经是文件库，未作改动。", "{path} is a vault already; nothing was changed."
    )


class PortTaken(UsageError):
    """The site cannot be served at this address. Fields: `host`, `port`, `reason`."""

    code = "port-taken"
    text = Text(
        "无法在 {host}:{port} 提供服务：{reason}；可用 --port 换一个端口。",
        "Cannot serve at {host}:{port}: {reason}. Choose another one with --port.",
    )


class MailNotSet(UsageError):
    """No mail server is set."""

    code = "mail-not-set"
    text = Text(
        "没有设置邮件服务器（docvault.toml 的 [mail]），没有发送。",
        "No mail server is set ([mail] in docvault.toml); nothing was sent.",
    )


# ---- not found


class VaultNotFound(NotFound):
    """No docvault.toml here or above. Fields: `path`."""

    code = "vault-not-found"
    text = Text(
        "在 {path} 及其上级文件夹中没有找到文件库（docvault.toml）。"
        "可用 --vault 指明，或用 docvault init 新建。",
        "No vault (docvault.toml) in {path} or above."
        " Name one with --vault, or make one with docvault init.",
    )


class DocumentNotFound(NotFound):
    """No such document. Fields: `document`."""

    code = "document-not-found"
    text = Text("没有这个文件：{document}。", "No such document: {document}.")


class ArchiveNotFound(NotFound):
    """No such archive, or none of it is for whoever asks. Fields: `archive`."""

    code = "archive-not-found"
    text = Text("没有这个档案库：{archive}。", "No such archive: {archive}.")


class VersionNotFound(NotFound):
    """The document has no such version. Fields: `document`, `version`, `versions`."""

    code = "version-not-found"
    text = Text(
        "{document} 没有版本 {version}；现有版本：{versions}。",
        "{document} has no version {version}; it has {versions}.",
    )


class FileNotFound(NotFound):
    """A path that does not exist. Fields: `path`."""

    code = "file-not-found"
    text = Text("没有这个文件或文件夹：{path}。", "No such file or folder: {path}.")


class PageNotFound(NotFound):
    """A preview has no such page. Fields: `page`, `name`, `count`."""

    code = "page-not-found"
    text = Text(
        "{name} 的预览只有 {count} 页，没有第 {page} 页。",
        "{name} has no page {page}; it has {count}.",
    )


class UploadNotFound(NotFound):
    """No such upload: checked in, cancelled, or left for too long. Fields: `upload`."""

    code = "upload-not-found"
    text = Text(
        "没有这个上传：{upload}（已签入、已取消或搁置过久）。请重新上传。",
        "No such upload: {upload} (checked in, cancelled, or left for too long). Upload it again.",
    )


class PlanNotFound(NotFound):
    """A plan that was carried out, has become too old, or never was. Fields: `plan`."""

    code = "plan-not-found"
    text = Text(
        "这份计划已执行或已过期，没有改动任何东西；请重新生成。",
        "This plan was carried out or has become too old; nothing was changed. Make it again.",
    )


class UserNotFound(NotFound):
    """No such user. Fields: `name`."""

    code = "user-not-found"
    text = Text("没有这个用户：{name}。", "No such user: {name}.")


class TokenNotFound(NotFound):
    """The user has no such token for programs. Fields: `token`."""

    code = "token-not-found"
    text = Text("没有这个令牌：{token}。", "No such token: {token}.")


class InvitationOver(NotFound):
    """A one-time link that was used, replaced or is too old, or never was one. No fields."""

    code = "invitation-over"
    text = Text(
        "这个链接已用过、已失效或不完整；请向管理员要一个新的。",
        "This link was used, is too old or not complete; ask the administrator for a new one.",
    )


# ---- refused


class NameRefused(Refused):
    """A name breaks the rules. Fields: `name`, `reason`, `suggestion`, `findings`."""

    code = "name-refused"
    text = Text("文件名 {name} 不合规：{reason}", "The name {name} is not compliant: {reason}")


KINDS = {
    "directory": Text("文件夹", "a folder"),
    "symlink": Text("符号链接", "a symbolic link"),
    "fifo": Text("管道", "a pipe"),
    "socket": Text("套接字", "a socket"),
    "device": Text("设备", "a device"),
}
"""What a path can be that is no file."""


class NotAFile(Refused):
    """A directory, link, pipe or device where a file is needed. Fields: `path`, `kind`."""

    code = "not-a-file"
    text = Text(
        "{path} 不是普通文件，而是{kind}，未签入。",
        "{path} is not a regular file but {kind}; it was not checked in.",
    )

    @property
    def message(self) -> Text:
        """The wording in both languages, with a word for the kind."""
        kind = str(self.fields["kind"])
        return self.text.format(**{**self.fields, "kind": KINDS.get(kind, kind)})


class UnreadableFile(Refused):
    """A file that may not be read. Fields: `path`, `reason`."""

    code = "unreadable-file"
    text = Text("无法读取 {path}：{reason}。", "Cannot read {path}: {reason}.")


class FileTooLarge(Refused):
    """A file over the limit of the settings. Fields: `path`, `size`, `limit` (bytes)."""

    code = "file-too-large"
    text = Text(
        "{path} 有 {size} 字节，超过上限 {limit} 字节。",
        "{path} has {size} bytes; the limit is {limit} bytes.",
    )


class FileChanging(Refused):
    """A file that was written to while it was read. Fields: `path`."""

    code = "file-changing"
    text = Text(
        "{path} 正在被写入，未签入；请写完后再试。",
        "{path} is still being written; it was not checked in. Try again when it is finished.",
    )


class TooManyUploads(Refused):
    """Somebody has too much begun and not checked in. Fields: `begun`, `most` (`bytes` or not)."""

    code = "too-many-uploads"
    text = Text(
        "已上传而未签入的文件过多（{begun}，上限 {most}）；请先签入或取消一些。",
        "Too much was uploaded and not checked in ({begun}; the limit is {most}). Check some in or"
        " cancel some first.",
    )


class UserNameRefused(Refused):
    """A user's name that cannot stand. Fields: `name`, `reason`."""

    code = "user-name-refused"
    text = Text(
        "用户名 {name!r} 不可用：{reason}。", "The user name {name!r} cannot be used: {reason}."
    )


class PasswordRefused(Refused):
    """A password that would be guessed. Fields: `reason`."""

    code = "password-refused"
    text = Text("密码不可用：{reason}。", "The password cannot be used: {reason}.")


class KeyUsedOtherwise(Refused):
    """An idempotency key was used for another request before. Fields: `key`."""

    code = "key-used-otherwise"
    text = Text(
        "幂等键 {key} 已用于另一个请求；请换一个。",
        "The idempotency key {key} was used for another request; take a new one.",
    )


# ---- not allowed


class SignInRefused(NotAllowed):
    """Name and password do not fit; which of them is told to nobody. No fields."""

    code = "sign-in-refused"
    text = Text("用户名或密码不对。", "The name or the password is wrong.")


class CodeRefused(NotAllowed):
    """A code of the second factor that is wrong or was used already. No fields."""

    code = "code-refused"
    text = Text(
        "验证码不对或已用过；请输入应用中的下一个。",
        "The code is wrong or was used already; enter the next one.",
    )


class TooManyAttempts(NotAllowed):
    """Too many wrong passwords or codes; wait. Fields: `seconds`."""

    code = "too-many-attempts"
    text = Text(
        "错误次数太多，请 {seconds} 秒后再试。",
        "Too many wrong attempts; try again in {seconds} s.",
    )


class SingleSignOnFailed(NotAllowed):
    """The identity provider did not say who it is, or nobody it is. Fields: `reason`."""

    code = "single-sign-on-failed"
    text = Text("单点登录没有成功：{reason}。", "Single sign-on did not succeed: {reason}.")


class FormRefused(NotAllowed):
    """A form that was not sent from a page of the site's own. Fields: `reason`."""

    code = "form-refused"
    text = Text("表单未被接受：{reason}", "The form was not taken: {reason}")


class ActorNotAllowed(NotAllowed):
    """Access was decided, and the answer is no.

    Fields: `actor`, `action`, `doing` (the action in words), `reason`.
    """

    code = "not-allowed"
    text = Text("{actor} 不可{doing}：{reason}", "{actor} may not {doing}: {reason}")


# ---- conflict


class VersionConflict(Conflict):
    """A version that does not follow. Fields: `document`, `version`, `current`, `next`."""

    code = "version-conflict"
    text = Text(
        "{document}：版本 {version} 不高于当前版本 {current}，未签入；下一版本是 {next}。",
        "{document}: version {version} does not follow the current {current};"
        " it was not checked in. The next one is {next}.",
    )


class VersionMoved(Conflict):
    """A change was made from a version that is current no more. Fields: `document`, `current`."""

    code = "version-moved"
    text = Text(
        "{document} 已有新版本 {current}，未签入；请先查看再修订。",
        "{document} has moved on to {current}; nothing was checked in. Look at that version first.",
    )


class RequestUnderWay(Conflict):
    """A request with the same idempotency key is being answered. Fields: `key`."""

    code = "request-under-way"
    text = Text(
        "使用 {key} 的同一请求正在处理，请稍后再试。",
        "The same request ({key}) is under way; try again a little later.",
    )


class NameTaken(Conflict):
    """The place or spelling belongs to another document or file. Fields: `name`, `taken_by`."""

    code = "name-taken"
    text = Text("{name} 已被占用：{taken_by}。", "{name} is taken already by {taken_by}.")


class UserExists(Conflict):
    """A user of that name exists. Fields: `name`."""

    code = "user-exists"
    text = Text("用户 {name} 已存在。", "The user {name} exists already.")


class AuditRunning(Conflict):
    """One audit at a time. No fields."""

    code = "audit-running"
    text = Text(
        "已有一次审计正在进行；完成后，结果会出现在合规页上。",
        "An audit is going on already; its result will be on the compliance page.",
    )


class SettingsChanged(Conflict):
    """The settings are no longer those that a change started from. Fields: `file`."""

    code = "settings-changed"
    text = Text(
        "{file} 在此期间被别人改动，没有保存；请看过现在的设置后再改一次。",
        "{file} was changed by somebody else meanwhile; nothing was saved. Look at it as it is now"
        " and change it again.",
    )


class CodeInUse(Conflict):
    """Documents still carry what is to be taken out. Fields: `field`, `value`, `count`."""

    code = "code-in-use"
    text = Text(
        "{field}“{value}”还有 {count} 份文件在用，不能删去；文件名和位置都由它决定。",
        "{field} {value} is used by {count} documents and cannot be taken out: their names and"
        " places depend on it.",
    )


class LastAdministrator(Conflict):
    """Without this user nobody could manage people. Fields: `name`."""

    code = "last-administrator"
    text = Text(
        "{name} 是最后一位系统管理员；请先指定另一位。",
        "{name} is the last administrator; name another one first.",
    )


class SecondFactorExists(Conflict):
    """The user has a second factor already. Fields: `name`."""

    code = "second-factor-exists"
    text = Text("{name} 已启用两步验证。", "{name} has a second factor already.")


class ArchiveMoved(Conflict):
    """The branch moved under a writer and git's compare-and-swap refused. Fields: `archive`."""

    code = "archive-moved"
    text = Text(
        "档案库 {archive} 在写入时被别的程序改动，未签入；请再试一次。",
        "The archive {archive} was moved by another program; nothing was checked in. Try again.",
    )


class Unchanged(Conflict):
    """A revision with the current version's bytes. Fields: `document`, `id`, `version`."""

    code = "unchanged"
    text = Text(
        "内容与 {document} 的当前版本 {version} 完全相同，未签入。",
        "The content is exactly that of {document}, the current version {version}; it was not"
        " checked in.",
    )


class SameContent(Conflict):
    """A new document with the bytes of one there is. Fields: `document`, `id`, `version`."""

    code = "same-content"
    text = Text(
        "内容与已有的 {document}（{version}）完全相同，未签入。",
        "The content is exactly that of {document} ({version}); it was not checked in.",
    )


class UploadMoved(Conflict):
    """Bytes for another place of an upload. Fields: `name`, `given`, `offset`, `size`."""

    code = "upload-moved"
    text = Text(
        "{name} 已收到 {offset} 字节（共 {size}），不能从 {given} 处继续。",
        "Of {name}, {offset} of {size} bytes have come; it cannot go on at {given}.",
    )


class UploadIncomplete(Conflict):
    """An upload that is not whole yet. Fields: `name`, `offset`, `size` (bytes)."""

    code = "upload-incomplete"
    text = Text(
        "{name} 尚未传完（{offset}/{size} 字节）。",
        "{name} has not come whole yet ({offset} of {size} bytes).",
    )


class FixRefused(Conflict):
    """A run of renames could not be done or undone. Fields: `reason`."""

    code = "fix-refused"
    text = Text("没有改名：{reason}", "Nothing was renamed: {reason}")


# ---- share links: outside, every refusal says the same


class LinkRefused(ShareRefused):
    """A link does not open. Fields: `said`: all that whoever tried may know."""

    code = "share-refused"
    text = Text("{said}", "{said}")


class LinkBroken(ShareRefused):
    """A link was cut off or changed on its way; nobody needs to be asked to know that."""

    code = "link-broken"
    text = Text(
        "链接不完整：途中被截断或改动。请重新完整复制，或向发送人索取。",
        "The link is not whole: it was cut off or changed on its way. Copy all of it again, or ask"
        " whoever sent it.",
    )


class LinkWrong(ShareRefused):
    """What was given cannot be or does not fit a link; never told apart outside."""

    code = "link-wrong"
    text = Text("链接或密码不对。", "The link or the password is wrong.")


class TriesExceeded(ShareRefused):
    """Too many tries. Fields: `seconds` until the next one counts."""

    code = "too-many-tries"
    text = Text(
        "尝试次数太多，请在 {seconds} 秒后再试。", "Too many tries; try again in {seconds} seconds."
    )


class RequestNotFound(NotFound):
    """No such request for files among those the actor may see. Fields: `request`."""

    code = "request-not-found"
    text = Text("没有这个文件征集：{request}。", "No such request for files: {request}.")


class LinkUnsafe(ShareRefused):
    """A link holds a file whose name is no plain file name. Fields: `name`."""

    code = "link-unsafe"
    text = Text(
        "链接里的文件名 {name} 不是普通的文件名，没有保存。",
        "The link holds a file called {name}, which is no plain file name; it was not saved.",
    )


class ShareNotFound(NotFound):
    """No such link among those the actor may see. Fields: `share`."""

    code = "share-not-found"
    text = Text("没有这个分享链接：{share}。", "No such share link: {share}.")


class ShareOver(Conflict):
    """A link that no longer opens cannot be changed. Fields: `share`, `state`."""

    code = "share-over"
    text = Text(
        "分享链接 {share} 已结束（{state}），不能再改；请新建一个。",
        "The share link {share} is over ({state}) and cannot be changed; make a new one.",
    )


class ShareNotAllowed(Refused):
    """The settings do not let such a link be made. Fields: `name`, `reason`."""

    code = "share-not-allowed"
    text = Text("不能分享 {name}：{reason}。", "{name} cannot be shared: {reason}.")


# ---- query; `position` counts characters of the query as it was given, from 0


class QuerySyntax(QueryRefused):
    """A query that cannot be read. Fields: `position`, `found`, `hint`."""

    code = "query-syntax"
    text = Text("查询中的 {found} 无法理解：{hint}。", "The query is not clear at {found}: {hint}.")


class QueryField(QueryRefused):
    """A field of a query is nearly one there is. Fields: `position`, `found`, `meant`."""

    code = "query-field"
    text = Text(
        "没有“{found}”这个查询条件，是否指“{meant}”？要把它当文字查找，请加引号。",
        "A query has no field {found}; was {meant} meant? To search for it as text, put it in"
        " quotes.",
    )


class QueryValue(QueryRefused):
    """A field of a query has a wrong value. Fields: `position`, `found`, `field`, `allowed`."""

    code = "query-value"
    text = Text(
        "查询条件“{field}”的值 {found} 无效；允许：{allowed}。",
        "{field}: {found} is not valid in a query; allowed: {allowed}.",
    )


class QueryTooLong(QueryRefused):
    """A query of too many characters. Fields: `position`, `found`, `allowed` (both numbers)."""

    code = "query-too-long"
    text = Text(
        "查询有 {found} 个字符，最多 {allowed} 个；请缩短。",
        "The query has {found} characters; {allowed} are allowed. Shorten it.",
    )


class QueryTooComplex(QueryRefused):
    """A query that asks too much at once. Fields: `position`, `found`, `what`, `allowed`."""

    code = "query-too-complex"
    text = Text(
        "查询过于复杂：从 {found} 起，{what}超过 {allowed} 个；请分几次查找。",
        "The query is too complex: from {found} on it has more than {allowed} {what}. Search in"
        " several steps.",
    )


class QueryTooSlow(QueryRefused):
    """A query that was given up. Field: `seconds`."""

    code = "query-too-slow"
    text = Text(
        "查询超过 {seconds:g} 秒，已停止；请用更少或更具体的词。",
        "The query was stopped after {seconds:g} seconds; use fewer or rarer words.",
    )


class CursorInvalid(QueryRefused):
    """A cursor that no search of this kind gave out. Field: `cursor`."""

    code = "cursor-invalid"
    text = Text(
        "翻页标记 {cursor!r} 无效；请从第一页重新开始。",
        "The cursor {cursor!r} is not valid here; begin again at the first page.",
    )


# ---- store


class DiskFull(StoreError):
    """No room left (or a quota or file size limit was reached). Fields: `path`, `reason`."""

    code = "disk-full"
    text = Text(
        "磁盘空间不足（{path}：{reason}）。已签入的文件完好，本次操作没有完成；腾出空间后再试。",
        "The disk is full ({path}: {reason}). What was checked in before is safe, this was not"
        " done; free some space and try again.",
    )


class StoreUnwritable(StoreError):
    """The vault's disk refuses writes. Fields: `path`, `reason`."""

    code = "store-unwritable"
    text = Text(
        "无法写入 {path}：{reason}。已签入的文件完好。",
        "Cannot write {path}: {reason}. What was checked in before is safe.",
    )


class StoreLocked(StoreError):
    """A lock was not had in time. Fields: `what`, `seconds`."""

    code = "store-locked"
    text = Text(
        "等待 {seconds} 秒后，{what} 仍被另一个程序占用；请稍后再试。",
        "{what} was still in use by another program after {seconds} s; try again later.",
    )


class StoreCorrupt(StoreError):
    """What was read is not what was checked in. Fields: `what`, `detail`."""

    code = "store-corrupt"
    text = Text(
        "{what} 已损坏：{detail}。没有给出任何内容；请运行 docvault verify 并从备份恢复。",
        "{what} is damaged: {detail}. No bytes were given out; run docvault verify and restore"
        " from the backup.",
    )


class IndexCorrupt(StoreCorrupt):
    """The search index is damaged; the documents are not. Fields: `what`, `detail`."""

    code = "index-corrupt"
    text = Text(
        "搜索索引已损坏（{what}：{detail}），文件不受影响；请运行 docvault reindex 重建索引。",
        "The search index is damaged ({what}: {detail}); documents are not affected. Run docvault"
        " reindex to make it anew.",
    )


class MailNotSent(StoreError):
    """The mail server did not take a message. Fields: `to`, `reason`."""

    code = "mail-not-sent"
    text = Text("给 {to} 的邮件没有发出：{reason}。", "The mail to {to} was not sent: {reason}.")


class LinkUnreachable(StoreError):
    """The server of a link cannot be reached, or went away. Fields: `host`, `reason`."""

    code = "link-unreachable"
    text = Text("无法连接 {host}：{reason}。", "{host} cannot be reached: {reason}.")


class SealBroken(StoreError):
    """Encrypted bytes cannot be opened: another key, changed, or cut off."""

    code = "seal-broken"
    text = Text(
        "密文无法解开：密钥不对，或内容被改动、截断。",
        "The encrypted bytes cannot be opened: another key, or they were changed or cut off.",
    )


class GitFailed(StoreError):
    """Git failed in a way not foreseen. Fields: `command`, `detail`."""

    code = "git-failed"
    text = Text("git {command} 失败：{detail}", "git {command} failed: {detail}")


class DatabaseFailed(StoreError):
    """The database cannot be reached or refused. Fields: `detail`."""

    code = "database-failed"
    text = Text("数据库出错：{detail}", "The database failed: {detail}")


class DatabaseNewer(StoreError):
    """The vault was written by a newer DocVault. Fields: `found`, `known`."""

    code = "database-newer"
    text = Text(
        "文件库由更新版本的 DocVault 写成（数据库版本 {found}，本程序认识 {known}）；请升级程序。",
        "The vault was written by a newer DocVault (database revision {found}; this program knows"
        " {known}). Upgrade the program.",
    )


class DatabaseMissing(StoreError):
    """The vault's database is gone or empty. Fields: `database`."""

    code = "database-missing"
    text = Text(
        "文件库的数据库 {database} 不存在或为空。请从备份恢复；没有备份时，docvault rebuild"
        " 可由 git 重建文件台账（用户、审批、借阅等只有备份中才有）。",
        "The vault's database {database} is missing or empty. Restore it from the backup; without"
        " one, docvault rebuild makes the register of documents again from git (users, approvals"
        " and loans are in the backup only).",
    )
