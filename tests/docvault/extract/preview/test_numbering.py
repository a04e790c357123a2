"""Numbers before paragraphs as Word writes them."""

from __future__ import annotations

import pytest

from docvault.extract.preview.numbering import chinese, formatted


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (105, "一百零五")),
        *((110, "一百一十"), (1003, "一千零三"), (1030, "一千零三十"), (2000, "二千")),
    ],
)
def test_chinese_numbers(number: int, said: str) -> None:
    assert chinese(number) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [
        *(("upperRoman", "XIV"), ("lowerLetter", "n"), ("decimalEnclosedCircle", "⑭")),
        *(("chineseCounting", "十四"), ("ideographTraditional", "丁"), ("unknown", "14")),
    ],
)
def test_formats(form: str, said: str) -> None:
    assert formatted(14, form) == said
