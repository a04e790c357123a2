"""Which files of a folder and its history folder are versions of one document."""

from __future__ import annotations

from naming_rules.convention import Convention
from naming_rules.documents import documents_of

ZH = Convention.preset("zh")
OLD = ("旧版-20231011-V1.0-总结.xlsx", "旧版-20231011-V2.0-总结.xlsx")


def groups(files: list[str], superseded: list[str], **how: bool) -> list[list[str]]:
    found = documents_of(ZH, "运营部/2023/10/周报", files, superseded, **how)
    return sorted([file.name for file in group] for group in found.documents)


def test_superseded_files_belong_to_the_document_whose_date_and_title_they_bear() -> None:
    files = ["运营部-周报-20231011-V3.0-总结.xlsx", "运营部-周报-20231012-V1.0-总结.xlsx"]
    assert groups(files, list(OLD)) == [
        [
            "历史版本/旧版-20231011-V1.0-总结.xlsx",
            "历史版本/旧版-20231011-V2.0-总结.xlsx",
            files[0],
        ],
        [files[1]],
    ]


def test_another_extension_is_another_document() -> None:
    files = ["运营部-周报-20231011-V1.0-总结.pdf", "运营部-周报-20231011-V1.0-总结.xlsx"]
    assert groups(files, []) == [[files[0]], [files[1]]]


def test_another_spelling_is_the_same_document() -> None:
    files = ["运营部-周报-20231011-V1.0-Abc.xlsx", "运营部-周报-20231011-V2.0-ABC.XLSX"]
    assert groups(files, []) == [files]


def test_versions_stand_in_the_order_of_numbers() -> None:
    files = [f"运营部-周报-20231011-V{number}.0-总结.xlsx" for number in (10, 9, 2)]
    assert groups(files, []) == [files[::-1]]


def test_a_superseded_file_that_two_documents_could_own_is_given_to_neither() -> None:
    files = ["市场部-周报-20231011-V3.0-总结.xlsx", "运营部-周报-20231011-V5.0-总结.xlsx"]
    assert len(groups(files, list(OLD))) == 3


def test_superseded_files_without_a_current_one_are_still_one_document() -> None:
    assert groups([], list(OLD)) == [[f"历史版本/{name}" for name in OLD]]


def test_a_history_folder_by_itself_holds_superseded_files() -> None:
    assert groups(list(OLD), [], history=True) == [list(OLD)]


def test_files_with_wrong_names_are_of_no_document() -> None:
    found = documents_of(ZH, "", ["总结.xlsx"], ["旧版.xlsx"], folders=["运营部"])
    assert found.documents == ()
    assert found.names == ("总结.xlsx", "运营部", "历史版本/旧版.xlsx")


def test_a_current_file_knows_where_it_belongs_once_superseded() -> None:
    found = documents_of(ZH, "运营部", [])
    name = "运营部-周报-20231011-V1.0-总结.xlsx"
    assert found.superseded_path(name) == "运营部/历史版本/旧版-20231011-V1.0-总结.xlsx"
    assert documents_of(ZH, "", []).superseded_path(name) == "历史版本/旧版-20231011-V1.0-总结.xlsx"
    assert found.superseded_path("总结.xlsx") is None
