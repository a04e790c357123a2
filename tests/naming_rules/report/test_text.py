from __future__ import annotations

import io
from dataclasses import replace

import pytest

from tests.naming_rules.report.conftest import HOSTILE, ORDINARY, SUGGESTED


def test_findings_stand_under_their_file_with_the_suggestion(report):
    assert report("text", ORDINARY[:1]) == (
        "运营部/Q4会议资料_20231011.pptx\n"
        "  error  wrong-separator  '_' is no separator\n"
        f"  → {SUGGESTED} (fill in {{department}})\n"
        "\n"
        "        1  wrong-separator\n"
        "\n"
        "9 names checked: 1 error.\n"
    )


def test_it_speaks_chinese(report):
    text = report("text", ORDINARY, language="zh")
    assert "  错误  wrong-separator  分隔符“_”不对\n" in text
    assert text.endswith("已检查 9 个名称，发现 3 个问题：错误 1，警告 1，提示 1。\n")


def test_a_suggestion_shared_by_all_findings_of_a_file_is_said_once(report):
    twice = [ORDINARY[0], replace(ORDINARY[0], rule="whitespace")]
    assert report("text", twice).count("→") == 1


def test_two_suggestions_are_both_said(report):
    twice = [ORDINARY[0], replace(ORDINARY[0], suggestion="x.docx", placeholders=())]
    assert report("text", twice).count("→") == 2


def test_a_clean_folder_is_told_so(report):
    assert report("text", ()) == "9 names checked, all compliant.\n"


def test_a_terminal_never_obeys_a_name(report):
    text = report("text", HOSTILE)
    assert all(line.isprintable() for line in text.splitlines())
    assert r"folder/a\x1b[31m\nred\x00\x07.pdf" in text


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_it_declines(monkeypatch, environment, coloured):
    from naming_rules.report import About
    from naming_rules.report.as_text import write

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    out = Terminal()
    about = About(subject="x", language="en", at=None)
    write(ORDINARY, out, about, lambda: 3)
    assert ("\x1b[" in out.getvalue()) is coloured
