"""Folders that agree with a name, that say nothing, and that contradict it."""

from __future__ import annotations

import pytest

from naming_rules.convention import Convention
from naming_rules.places import disagreements, is_place, is_place_of_superseded, mended

ZH = Convention.preset("zh")
OPERATIONS = "运营部-周报-20231011-V1.0-工作总结.xlsx"
FILING = "ZD-HR-20231001-员工考勤制度-V1.docx"


def may_lie(name: str, folder: str, *, strict: bool = False) -> bool:
    parsed = ZH.parse(name)
    assert parsed
    return is_place(ZH, parsed, folder.split("/") if folder else (), strict=strict)


@pytest.mark.parametrize("name", [OPERATIONS, FILING])
def test_in_a_vault_only_the_exact_place_is_right(name: str) -> None:
    parsed = ZH.parse(name)
    assert parsed
    place = "/".join(ZH.place(parsed))
    assert may_lie(name, place, strict=True)
    for other in ("", f"{place}/x", f"x/{place}", place.rpartition("/")[0]):
        assert not may_lie(name, other, strict=True)


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "待整理",
        "运营部",
        "运营",
        "Operations/2023",
        "归档/运营部/2023年/10月/周报",
        "2023/10",
        "10",
        "2024/运营部/2023",
        "项目资料/3",
    ],
)
def test_folders_that_do_not_contradict_are_left_alone(folder: str) -> None:
    assert may_lie(OPERATIONS, folder)


@pytest.mark.parametrize(
    ("folder", "field", "right"),
    [
        ("市场部", "department", "运营部"),
        ("市场/2023", "department", "运营部/2023"),
        ("2022", "year", "2023"),
        ("运营部/2023/09/周报", "month", "运营部/2023/10/周报"),
        ("运营部/2023/9", "month", "运营部/2023/10"),
        ("运营部/2023/10/月报", "type", "运营部/2023/10/周报"),
    ],
)
def test_a_folder_that_contradicts_is_named_with_what_is_right(
    folder: str, field: str, right: str
) -> None:
    parsed = ZH.parse(OPERATIONS)
    assert parsed
    steps = folder.split("/")
    found = disagreements(ZH, ZH.scheme(parsed), ZH.place_values(parsed), steps)
    assert [each.field for each in found] == [field]
    assert mended(steps, found) == tuple(right.split("/"))


def test_a_document_of_the_filing_scheme_lies_by_its_two_levels() -> None:
    assert may_lie(FILING, "制度类")
    assert not may_lie(FILING, "合同类/销售合同")
    assert not may_lie(FILING, "制度类/财务管理")


@pytest.mark.parametrize(
    ("folder", "loose", "strict"),
    [
        ("运营部/2023/10/周报", True, True),
        ("市场部/2023/10/月报", True, True),
        ("运营部/2023/09/周报", False, False),
        ("运营部/2022/10/周报", False, False),
        ("不详/2023/10/周报", True, False),
        ("", True, False),
    ],
)
def test_a_superseded_file_is_judged_by_its_month(folder: str, loose: bool, strict: bool) -> None:
    old = ZH.parse_superseded("旧版-20231011-V1.0-工作总结.xlsx")
    assert old
    steps = folder.split("/") if folder else ()
    assert is_place_of_superseded(ZH, *old, steps, strict=False) == loose
    assert is_place_of_superseded(ZH, *old, steps, strict=True) == strict


def test_a_place_may_have_words_around_its_fields() -> None:
    convention = Convention.from_mapping(
        {
            "schemes": {
                "operations": {
                    "pattern": "{department}-{type}-{date}-{version}[-{title}]",
                    "folder": "{department}档案/{year}年/{month}月",
                    "superseded_mark": "旧版",
                }
            }
        }
    )
    parsed = convention.parse(OPERATIONS)
    assert parsed
    assert is_place(convention, parsed, ("运营部档案", "2023年", "10月"), strict=True)
    assert not is_place(convention, parsed, ("市场部档案", "2023年", "10月"), strict=False)
    assert not is_place(convention, parsed, ("运营部档案", "2023年", "11月"), strict=False)
