"""Errors as named facts: a stable code, a wording in both languages, the fields it speaks of."""

from __future__ import annotations

from typing import ClassVar

from naming_rules.language import Text


class NamedError(Exception):
    """Base of all errors a person or a script is told of; never raised itself."""

    code: ClassVar[str]
    text: ClassVar[Text]

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.message.en)

    @property
    def message(self) -> Text:
        """The wording in both languages, its fields filled in."""
        return self.text.format(**self.fields)

    def __str__(self) -> str:
        return str(self.message)


class FixBusy(NamedError):
    """Somebody else is renaming in the same folder."""

    code = "fix-busy"
    text = Text("另一个程序正在 {root} 中改名。", "Somebody else is renaming files in {root}.")


class FixInterrupted(NamedError):
    """An earlier run was stopped half-way; what it did must be undone first."""

    code = "fix-interrupted"
    text = Text(
        "{root} 中上一次改名被中断，请先撤销（--undo）。",
        "An earlier run in {root} was interrupted; undo it first (--undo).",
    )


class FixFailed(NamedError):
    """A rename failed; the others of its run were taken back."""

    code = "fix-failed"
    text = Text(
        "无法将 {source} 改名为 {target}：{reason}。本次改名已全部撤回。",
        "Cannot rename {source} to {target}: {reason}. The whole run was taken back.",
    )


class FixHalfUndone(NamedError):
    """A rename failed, and not all the others of its run could be taken back."""

    code = "fix-half-undone"
    text = Text(
        "无法将 {source} 改名为 {target}：{reason}。其中 {left} 个文件未能撤回，记录在 {journal}。",
        "Cannot rename {source} to {target}: {reason}. {left} files could not be taken back; "
        "the journal is {journal}.",
    )


class NothingToUndo(NamedError):
    """There is no run left to undo."""

    code = "nothing-to-undo"
    text = Text(
        "{root} 中没有可撤销的改名。", "Nothing was renamed in {root} that could be undone."
    )


class JournalDamaged(NamedError):
    """A journal cannot be read; nothing is moved on its word."""

    code = "journal-damaged"
    text = Text(
        "改名记录 {journal} 已损坏：{reason}。", "The journal {journal} is damaged: {reason}."
    )


class ConventionInvalid(NamedError):
    """A convention cannot be read. Fields: `key` (dotted), `value`, `allowed`."""

    code = "convention-invalid"
    text = Text(
        "命名规则设置 {key} 的值 {value} 无效；允许：{allowed}。",
        "The naming setting {key} = {value} is not valid; allowed: {allowed}.",
    )


class PathMissing(NamedError):
    """What was named on the command line is not there. Fields: `path`."""

    code = "path-not-found"
    text = Text("找不到 {path}。", "{path} is not there.")


class PathUnreadable(NamedError):
    """A file or folder cannot be read or written. Fields: `path`, `reason`."""

    code = "path-unreadable"
    text = Text("无法读写 {path}：{reason}。", "Cannot read or write {path}: {reason}.")


class RuleUnknown(NamedError):
    """There is no rule with this code. Fields: `rule`, `known`."""

    code = "rule-not-found"
    text = Text(
        "没有名为 {rule} 的规则；有：{known}。", "There is no rule {rule}; there are: {known}."
    )


class RefMissing(NamedError):
    """The git tree cannot be listed. Fields: `ref`, `path`, `reason`."""

    code = "git-ref-not-found"
    text = Text(
        "无法读取 {path} 中的 git 版本 {ref}：{reason}。", "Cannot list {ref} of {path}: {reason}."
    )


class TomlUnreadable(NamedError):
    """A file cannot be read as TOML. Fields: `file`, `reason`."""

    code = "toml-unreadable"
    text = Text("无法读取 {file}：{reason}。", "Cannot read {file}: {reason}.")
