from __future__ import annotations

from html.parser import HTMLParser

import pytest

from naming_rules.report import as_html
from naming_rules.report.bars import SHOWN, Bar, bars
from tests.naming_rules.report.conftest import HOSTILE, HOSTILE_NAMES, ORDINARY


class Page(HTMLParser):
    VOID = frozenset(("meta", "rect", "circle", "path", "br"))

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words, self.open = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def classes(self):
        return [value for _, name, value in self.attributes if name == "class"]

    @property
    def text(self):
        return "".join(self.words)


@pytest.mark.parametrize("findings", [(), ORDINARY, HOSTILE], ids=["none", "some", "hostile"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_well_formed_and_loads_nothing(report, findings, language):
    text = report("html", findings, language=language)
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on")]
    links = [value for _, name, value in page.attributes if name in {"href", "src"}]
    assert all(link.startswith("#rule-") for link in links)
    assert "url(" not in text
    assert "@import" not in text


def test_it_says_its_language(report):
    assert '<html lang="zh-CN">' in report("html", (), language="zh")
    assert '<html lang="en">' in report("html", (), language="en")


def test_hostile_names_are_words_never_markup(report):
    page = Page(report("html", HOSTILE))
    assert HOSTILE_NAMES[0] in page.text
    assert "$body ${title} %s {0}.txt" in page.text
    assert r"a\x1b[31m\nred\x00\x07.pdf" in page.text


def test_findings_are_charted_by_rule_and_by_department(report):
    page = Page(report("html", ORDINARY))
    words = " ".join(page.text.split())
    assert "By rule wrong-separator 1 Whitespace 1 Version gap 1" in words
    assert "By department 运营部 1 No department known 2" in words
    assert page.classes.count("bar") == 5


def test_many_rules_end_in_others():
    chart = bars([Bar(f"rule {n}", 100 - n) for n in range(SHOWN + 5)], "Others")
    assert chart.count('class="bar"') == SHOWN + 1
    assert "Others (5)" in chart


def test_a_long_table_is_cut_and_says_so(report, monkeypatch):
    monkeypatch.setattr(as_html, "ROWS", 2)
    page = Page(report("html", ORDINARY))
    assert "The first 2 of 3 findings are listed here" in page.text
    assert page.tags.count("tbody") == 2


def test_what_is_to_be_filled_in_is_marked(report):
    text = report("html", ORDINARY)
    assert '<span class="hole">{department}</span>-会议资料' in text
    assert "please fill it in" in text


def test_a_clean_folder_gets_a_page_too(report):
    assert "All names are compliant" in Page(report("html", ())).text
