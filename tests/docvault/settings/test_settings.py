from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from docvault.errors import SettingsInvalid, SettingsUnreadable
from docvault.settings import Settings, default_settings, load_settings
from docvault.settings.model import Reach
from naming_rules.language import Text


def load(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "docvault.toml"
    file.write_text(text, "utf-8")
    return load_settings(file)


def refusal(tmp_path: Path, text: str) -> tuple[str, str, Text]:
    """Key, value and the message of what is refused; the message is one line."""
    with pytest.raises(SettingsInvalid) as refused:
        load(tmp_path, text)
    message = refused.value.message
    assert refused.value.fields["file"] == str(tmp_path / "docvault.toml")
    assert "\n" not in message.zh + message.en
    key, value = refused.value.fields["key"], refused.value.fields["value"]
    return str(key), str(value), message


@pytest.mark.parametrize("preset", ["zh", "en"])
def test_what_init_writes_is_valid(tmp_path: Path, preset: str) -> None:
    settings = load(tmp_path, default_settings(preset))
    assert settings.vault.language == preset
    assert settings.naming.history_folder == {"zh": "历史版本", "en": "History"}[preset]
    assert (settings.inbox.folder, settings.inbox.holding) == {
        "zh": ("收件箱", "待更正"),
        "en": ("Inbox", "To-correct"),
    }[preset]


def test_an_empty_file_means_the_chinese_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == load(tmp_path, default_settings("zh"))


@pytest.mark.parametrize("preset", ["zh", "en"])
def test_what_init_writes_shows_every_setting(preset: str) -> None:
    text = default_settings(preset)
    written = tomllib.loads(text)
    for name, field in Settings.model_fields.items():
        table = field.annotation
        assert name in written
        if isinstance(table, type) and issubclass(table, BaseModel):
            assert all(key in written[name] or f"# {key} = " in text for key in table.model_fields)


def test_every_setting_says_what_is_allowed() -> None:
    for field in Settings.model_fields.values():
        table = field.annotation
        assert isinstance(table, type)
        if issubclass(table, BaseModel):
            for inner in table.model_fields.values():
                assert any(isinstance(text, Text) for text in inner.metadata)


@pytest.mark.parametrize(
    ("text", "key", "value", "allowed"),
    [
        ("[valut]", "valut", "{}", "vault, naming, inbox"),
        ("[vault]\nnmae = 'x'", "vault.nmae", '"x"', "name, language"),
        ("[vault]\nname = ''", "vault.name", '""', "1 to 100"),
        ("[vault]\nname = 'a\u200b'", "vault.name", r'"a\u200b"', "none invisible"),
        ("[vault]\nlanguage = 'de'", "vault.language", '"de"', "zh or en"),
        ("vault = 3", "vault", "3", "a table"),
        ("[vault]\n'a.b\\n' = 1", r'vault."a.b\\n"', "1", "name, language"),
        ("[vault]\n'\u200b' = 1", r'vault."\u200b"', "1", "name, language"),
        ("[naming]\nkeep = 0", "naming.keep", "0", "from 1 to 100"),
        ("[naming]\nkepe = 3", "naming.kepe", "3", "keep"),
        ("[inbox]\nfolder = 'a/b'", "inbox.folder", '"a/b"', "one folder"),
        ("[inbox]\nfolder = '.hidden'", "inbox.folder", '".hidden"', "one folder"),
        ("[inbox]\nfolder = '..'", "inbox.folder", '".."', "one folder"),
        ("[inbox]\nsettle_seconds = -1", "inbox.settle_seconds", "-1", "0 to 3600"),
        ("[inbox]\nsettle_seconds = nan", "inbox.settle_seconds", "NaN", "0 to 3600"),
        ("[access]\nunregistered_actors = 1", "access.unregistered_actors", "1", "true or false"),
        ("[levels]\nnames = ['a', 'a']", "levels.names", '["a", "a"]', "each once"),
        ("[levels]\nnames = []", "levels.names", "[]", "each once"),
        ("[levels]\nnames = ['a', 3]", "levels.names[1]", "3", "each once"),
        ("[levels]\ndefault = '绝密'", "levels.default", '"绝密"', "公开, 内部, 秘密"),
        ("[levels]\nopen = ['绝密']", "levels.open", '"绝密"', "公开, 内部, 秘密"),
        ("[levels]\nsealed = ['公开']", "levels.sealed", '"公开"', "neither the default"),
        ("[levels]\nsealed = ['内部']", "levels.sealed", '"内部"', "neither the default"),
        (
            "[revision_record]\nrequired_in = ['docx', 'pdf']",
            "revision_record.required_in[1]",
            '"pdf"',
            "docx",
        ),
        ("[limits]\nmax_file_size = '1 GB'", "limits.max_file_size", '"1 GB"', "1 TiB"),
        ("[limits]\nmax_file_size = 1.5", "limits.max_file_size", "1.5", "1 TiB"),
        ("[limits]\nmax_file_size = 0", "limits.max_file_size", "0", "1 TiB"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    tmp_path: Path, text: str, key: str, value: str, allowed: str
) -> None:
    found_key, found_value, message = refusal(tmp_path, text)
    assert (found_key, found_value) == (key, value)
    assert allowed in message.en


def test_a_long_value_is_cut_and_a_password_left_out(tmp_path: Path) -> None:
    _, value, _ = refusal(tmp_path, f"[vault]\nname = '{'长' * 200}'")
    assert len(value) == 80
    assert value.endswith("…")
    _, value, _ = refusal(tmp_path, "[database]\nulr = 'postgresql://me:secret@h/v'")
    assert value == '"postgresql://me:…@h/v"'


def test_messages_are_in_both_languages(tmp_path: Path) -> None:
    _, _, message = refusal(tmp_path, "[access]\nunregistered_actors = 'ja'")
    assert "允许：true 或 false" in message.zh
    assert "allowed: true or false" in message.en


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "docvault.toml"
    with pytest.raises(SettingsUnreadable):
        load_settings(file)
    file.write_text("[vault")
    with pytest.raises(SettingsUnreadable, match="Cannot read the settings"):
        load_settings(file)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(SettingsUnreadable, match="not a regular file"):
        load_settings(file)


def test_a_level_says_who_may_read() -> None:
    levels = Settings().levels
    assert levels.reach("公开") is Reach.EVERYONE
    assert levels.reach("内部") is Reach.DEPARTMENT
    assert levels.reach("秘密") is Reach.NAMED
    assert levels.reach("a level that was taken out of the settings") is Reach.NAMED


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().limits.max_file_size = 1  # type: ignore[misc]


def test_the_inbox_may_not_be_called_like_a_department(tmp_path: Path) -> None:
    file = tmp_path / "docvault.toml"
    file.write_text('[inbox]\nfolder = "技术部"\n', "utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(file)
    assert caught.value.fields["key"] == "inbox.folder"
