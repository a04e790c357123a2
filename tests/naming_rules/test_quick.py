"""The short way and the rules agree: what a glance accepts, no rule has anything against."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naming_rules.convention import Convention
from naming_rules.judge import judge
from naming_rules.quick import Quick
from naming_rules.subject import Context, Subject
from tests.naming_rules.schemes import names_of, random_schemes

TODAY = datetime.date(2024, 2, 29)
ZH = Convention.preset("zh")
PRESETS = [ZH, Convention.preset("en")]
EXTENSIONS = st.sampled_from(["docx", "xlsx", "PDF", "exe", "7z", "", "7", "docx.tmp", "docx "])
DAYS = st.dates(datetime.date(2023, 1, 1), datetime.date(2024, 4, 30)).map("{:%Y%m%d}".format)
ODD_DAYS = st.sampled_from(
    ["20230229", "20241301", "00000101", "20230100", "2024-02-28", "99991231"]
)
VERSIONS = st.sampled_from(
    ["V1.0", "V1", "V10.12", "V0.1", "v1.0", "V01.0", "V1.0.0", "V10000", ""]
)
TITLE = st.text(st.characters(codec="utf-8") | st.sampled_from("工作总结AB12（）-_ ."), max_size=12)
WORDS = st.sampled_from(["工作总结", "A-B", "年度（二）", "x.y", "考勤_", "НR", "Ａ", "ｃｏｎ", ""])


@st.composite
def texts(draw: st.DrawFn) -> tuple[Convention, str]:
    """A name that is nearly right: every part right, or wrong in one of the usual ways."""
    convention = draw(st.sampled_from(PRESETS))
    day, version = draw(DAYS | ODD_DAYS), draw(VERSIONS)
    title, extension = draw(TITLE | WORDS), draw(EXTENSIONS)
    code = st.sampled_from(convention.departments.codes) | WORDS
    kind = st.sampled_from(convention.types.codes) | WORDS
    category = st.sampled_from(convention.categories.codes) | WORDS
    forms = (
        [draw(code), draw(kind), day, version, title],
        [draw(code), draw(kind), day, version],
        [draw(category), day, title, version],
        [draw(st.sampled_from(["旧版", "作废", "Superseded", "Void"])), day, version, title],
    )
    name = draw(st.sampled_from(["-", "-", "-", "--", "－", "_"])).join(
        draw(st.sampled_from(forms))
    )
    return convention, f"{name}.{extension}" if extension else name


def accepts(convention: Convention, name: str, *, history: bool) -> bool:
    quick = Quick(convention, TODAY)
    glance = quick.look("", [name], history=history, agrees=lambda _name: True)
    assert len(glance.rest) + len(glance.documents) == 1
    return not glance.rest


def faults(convention: Convention, name: str, *, history: bool) -> list[str]:
    context = Context(TODAY, history=history)
    return [each.rule.code for each in judge(Subject(convention, name, context))]


@settings(max_examples=600)
@given(texts(), st.booleans())
def test_no_rule_finds_anything_in_what_a_glance_accepts(
    pair: tuple[Convention, str], history: bool
) -> None:
    if accepts(*pair, history=history):
        assert faults(*pair, history=history) == []


ORDINARY = st.text(
    st.sampled_from("工作总结年度预算华东区ABCxyz0189（）《》、：—"), min_size=1, max_size=20
)


@settings(max_examples=300)
@given(st.data(), ORDINARY)
def test_a_glance_accepts_ordinary_names_in_which_no_rule_finds_anything(
    data: st.DataObject, title: str
) -> None:
    convention = data.draw(st.sampled_from(PRESETS))
    day = data.draw(st.dates(datetime.date(1950, 1, 1), TODAY))
    names = (
        f"{data.draw(st.sampled_from(convention.departments.codes))}"
        f"-{data.draw(st.sampled_from(convention.types.codes))}-{day:%Y%m%d}-V2.0-{title}.docx",
        f"{data.draw(st.sampled_from(convention.categories.codes))}-{day:%Y%m%d}-{title}-V2.docx",
    )
    for name in names:
        assert faults(convention, name, history=False) == []
        assert accepts(convention, name, history=False)
        parsed = convention.parse(name)
        assert parsed is not None
        assert accepts(convention, convention.superseded_name(parsed), history=True)


@settings(max_examples=300)
@given(st.data())
def test_a_glance_is_sound_for_any_scheme_of_the_language(data: st.DataObject) -> None:
    scheme = data.draw(random_schemes())
    name = data.draw(names_of(scheme))
    codes = {
        "departments": [code for field, code in name.codes if field == "department"],
        "types": [code for field, code in name.codes if field == "type"],
        "categories": [
            {"code": code, "levels": ["a", "b"]}
            for field, code in name.codes
            if field == "category"
        ],
    }
    convention = Convention.from_mapping(
        {
            "schemes": {
                "random": {
                    "pattern": scheme.pattern,
                    "folder": scheme.folder,
                    "superseded_mark": scheme.superseded_mark,
                    "version_form": scheme.version_form,
                    "fields": dict(scheme.declared),
                }
            },
            **{key: value for key, value in codes.items() if value},
        }
    )
    text = scheme.format(name)
    cut, put = data.draw(st.integers(0, len(text))), data.draw(st.text(max_size=2))
    for each in (text, text[:cut] + put + text[cut:], scheme.superseded_name(name)):
        for history in (False, True):
            if accepts(convention, each, history=history):
                assert faults(convention, each, history=history) == []


def test_a_name_is_accepted_on_its_day_and_not_the_day_before() -> None:
    name = "运营部-周报-20240229-V1.0-总结.xlsx"
    for today, right in ((TODAY, True), (TODAY - datetime.timedelta(days=1), False)):
        glance = Quick(ZH, today).look("", [name], history=False, agrees=lambda _name: True)
        assert bool(glance.documents) == right


def test_a_folder_is_asked_about_once_a_kind_of_name() -> None:
    asked: list[str] = []

    def agrees(name: str) -> bool:
        asked.append(name)
        return "市场部" in name

    names = [
        f"{d}-周报-202310{day}-V1.0.xlsx" for d in ("运营部", "市场部") for day in range(10, 20)
    ]
    glance = Quick(ZH, TODAY).look("杂项", names, history=False, agrees=agrees)
    assert len(asked) == 2
    assert len(glance.documents) == 10
    assert all(name.startswith("运营部") for name in glance.rest)


def test_in_its_own_place_a_name_needs_no_asking() -> None:
    def agrees(name: str) -> bool:
        raise AssertionError(name)

    names = ["运营部-周报-20231011-V1.0-工作总结.xlsx"]
    assert (
        not Quick(ZH, TODAY).look("运营部/2023/10/周报", names, history=False, agrees=agrees).rest
    )


@pytest.mark.parametrize(
    ("ignored", "matters"),
    [
        (["*.tmp", "~$*", ".DS_Store", "._*"], False),
        (["运营*"], True),
        (["*草稿.docx"], True),
        (["*docx"], True),
        (["旧版*"], True),
        (["*"], True),
        (["运营部-周报-20231011-V1.0.xlsx"], True),
    ],
)
def test_it_is_known_whether_a_right_name_may_be_an_ignored_one(
    ignored: list[str], matters: bool
) -> None:
    convention = Convention.from_mapping({"ignore": ignored})
    assert Quick(convention, TODAY).may_ignore == matters


def test_what_is_remembered_stays_bounded() -> None:
    convention = Convention.from_mapping(
        {
            "schemes": {
                "s": {
                    "pattern": "{project}-{date}-{version}",
                    "folder": "{project}",
                    "superseded_mark": "旧版",
                    "fields": {"project": "code"},
                }
            }
        }
    )
    quick = Quick(convention, TODAY)
    names = [f"项目{number}-20231011-V1.0.docx" for number in range(70_000)]
    assert not quick.look("", names, history=False, agrees=lambda _name: True).rest
    assert all(len(kind.known) < 30_000 for kind in quick._kinds(superseded=False))
