"""Every word of the templates is there in Chinese, and no Chinese is left that nothing says."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

from web import catalogue

TEMPLATES = Path(catalogue.__file__).parent / "templates"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIELD = re.compile(r"%\((\w+)\)s")


def said() -> set[str]:
    """Return the English of all templates."""
    found = extract_from_dir(
        TEMPLATES,
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"trimmed": "true", "silent": "false"}},
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


def test_everything_is_said_in_chinese() -> None:
    assert sorted(said() - catalogue.chinese().keys()) == []


def test_nothing_is_translated_that_nothing_says() -> None:
    assert sorted(catalogue.chinese().keys() - said()) == []


def test_a_word_means_the_same_in_every_area() -> None:
    known: dict[str, str] = {}
    for area, messages in catalogue.catalogues().items():
        for english, chinese in messages.items():
            assert known.setdefault(english, chinese) == chinese, (area, english)


def test_the_same_fields_are_filled_in() -> None:
    for english, chinese in catalogue.chinese().items():
        assert sorted(FIELD.findall(english)) == sorted(FIELD.findall(chinese)), english
        assert chinese, english


def test_templates_hold_no_chinese_of_their_own() -> None:
    holding = [
        f"{file.name}:{number}"
        for file in TEMPLATES.rglob("*.html")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if CHINESE.search(line) and 'lang="zh' not in line
    ]
    assert holding == []
