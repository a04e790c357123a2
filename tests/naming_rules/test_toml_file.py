from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from naming_rules.errors import TomlUnreadable
from naming_rules.toml_file import parse_toml, read_toml


def refusal(path: Path) -> str:
    with pytest.raises(TomlUnreadable) as refused:
        read_toml(path)
    message = refused.value.message
    assert "\n" not in message.zh + message.en
    return message.en


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    for mark in (b"", b"\xef\xbb\xbf"):
        file.write_bytes(mark + '部门 = "运营部"'.replace("部门", "'部门'").encode())
        assert read_toml(file) == {"部门": "运营部"}


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "x.toml")
    assert "Is a directory" in refusal(tmp_path) or "not a regular file" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe.toml")
    assert "not a regular file" in refusal(tmp_path / "pipe.toml")


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(b"#" * (20 << 20))
    start = time.perf_counter()
    assert "over 1 MiB" in refusal(file)
    assert time.perf_counter() - start < 1


def test_wrong_bytes_are_told_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes('a = "一"\nb = "'.encode() + "二".encode("gbk") + b'"\n')
    assert "line 2 is not UTF-8" in refusal(file)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = 1\nb = = 2", "line 2, column 5"),
        ("a = ", "Invalid value"),
        ("a = 1\na = 2\n", "line 2"),
        (f"a = {'1' * 5000}", "4300 digits"),
        (f"a = {'[' * 50_000}", "nested too deeply"),
        (f"x = 1\na{'.a' * 400_000} = 1", "line 2 is nested too deeply"),
        (f"a{'. a' * 20} = 1", "nested too deeply"),
        (f"""[{"'a'." * 20}a]""", "nested too deeply"),
    ],
)
def test_what_is_no_toml_is_told_by_its_place(text: str, where: str) -> None:
    with pytest.raises(TomlUnreadable) as refused:
        parse_toml(text, "x.toml")
    assert where in refused.value.message.en
    assert "\n" not in refused.value.message.en


def test_ordinary_keys_and_values_pass() -> None:
    text = "[a.b.c]\nd.e = 'www.a.b.example.com 1.2.3.4 ................'\nf = [1.5, 2.5, 3.5]"
    assert parse_toml(text, "x")["a"]["b"]["c"]["d"]["e"].startswith("www.")
