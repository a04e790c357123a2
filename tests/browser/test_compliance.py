"""Compliance and administration as people use them, and as they look."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from docvault.compliance import run_audit
from docvault.configuring import settings_text, with_changes
from docvault.fix_plans import keep_plan
from docvault.fixing import plan_fix
from docvault.health import check_trail, verify
from docvault.migration_preview import preview
from docvault.settings_drafts import SettingsDraft, keep_draft
from tests.browser.conftest import Open, Served
from tests.browser.test_every_page import LOOKS, grave, keep
from tests.docvault.conftest import put

WRONG = "市场部/2023/11/市场部-活动方案-20231108-V1.0-年终 促销.txt"
LOOSE = {
    WRONG: b"1",
    "市场部/2023/09/Q4会议资料_20230911.txt": b"2",
    "财务部/预算（最终版）.xlsx": b"3",
    "财务部/2023/12/财务部_预算_20231201_V1.0.txt": b"4",
    "运营部/2023/10/周报/运营部－周报－20231018－V1.0－总结.txt": b"5",
    "运营部/临时/新建文本文档.txt": b"6",
    "人力资源部/2024/01/招聘 计划 2024.txt": b"7",
}


@pytest.fixture
def untidy(served: Served) -> Served:
    """The sample company, with files that somebody put into its folders."""
    put(served.site.vault.root, **LOOSE)
    return served


def test_an_audit_is_run_names_put_right_and_taken_back(browser_page: Open, untidy: Served) -> None:
    root = untidy.site.vault.root
    page = browser_page("registrar")
    page.goto("/compliance")
    expect(page.get_by_text("No audit has been run yet.")).to_be_visible()
    page.get_by_role("button", name="Audit now").click()
    expect(page.get_by_text("The audit is done")).to_be_visible()
    page.get_by_role("link", name="The name holds white space").click()
    page.get_by_role("row", name="年终 促销").get_by_role("link").click()
    expect(page.get_by_role("link", name="Build a right name")).to_be_visible()
    page.goto("/compliance")
    page.get_by_role("link", name="Put names right").click()
    page.get_by_role("button", name="Show what would be renamed").click()
    expect(page.get_by_text("Nothing was changed yet.")).to_be_visible()
    expect(page.get_by_text("Left to a person")).to_be_visible()
    assert (root / WRONG).exists()
    page.get_by_role("button", name=re.compile(r"Rename \d+ file")).click()
    expect(page.get_by_text("it can be undone here")).to_be_visible()
    assert not (root / WRONG).exists()
    page.get_by_role("button", name="Undo the last renames").click()
    expect(page.get_by_text("renames were taken back, 0 were not")).to_be_visible()
    assert (root / WRONG).exists()


def test_a_scheme_is_tried_out_as_one_types(browser_page: Open, served: Served) -> None:
    page = browser_page("admin")
    page.goto("/admin/schemes/operations")
    tested = page.locator("#tested")
    expect(tested.get_by_text("Right", exact=True)).to_be_visible()
    page.get_by_label("A name").fill("运营部 周报.docx")
    expect(tested.get_by_text("Wrong", exact=True)).to_be_visible()
    page.get_by_label("A name").fill("20231011-运营部-周报-V1.0.docx")
    page.locator("#pattern").fill("{date}-{department}-{type}-{version}[-{title}]")
    expect(tested.get_by_text("运营部/2023/10/周报")).to_be_visible()
    page.locator("#pattern").fill("{nothing}")
    expect(page.locator("#scheme-problem")).to_contain_text("naming.schemes.operations")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_department_is_added(browser_page: Open, served: Served, javascript: bool) -> None:
    page = browser_page("admin", javascript=javascript)
    page.goto("/admin/codes/departments")
    page.get_by_label("The code: New").first.fill("安全部")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/admin/codes/departments")
    assert "安全部" in served.site.vault.convention.departments


def pages_of(served: Served) -> dict[str, str]:
    """Run what fills the pages; return their addresses."""
    vault = served.site.vault
    run_audit(vault, actor="registrar")
    (vault.root / "人力资源部/2024/01/招聘 计划 2024.txt").unlink()
    put(vault.root, **{"行政部/新文件 2.txt": b"8"})
    run_audit(vault, actor="registrar")
    verify(vault, actor="registrar")
    check_trail(vault, actor="admin")
    plan = keep_plan(vault, plan_fix(vault))
    changes = {
        ("naming", "schemes", "operations"): {
            "pattern": "{department}-{type}-{date}-{version}[-{title}]",
            "folder": "{department}/{type}/{year}",
            "superseded_mark": "旧版",
        }
    }
    seen = preview(vault, with_changes(vault, changes))
    mark = settings_text(vault).mark
    draft = keep_draft(vault, SettingsDraft(changes, mark, "/admin/schemes", seen))
    return {
        "compliance": "/compliance",
        "findings": "/compliance/findings",
        "finding": "/compliance/findings/2/1",
        "gone": "/compliance/gone",
        "fix": "/compliance/fix",
        "fix-plan": f"/compliance/fix/{plan}",
        "rule": "/compliance/rules/wrong-folder",
        "admin": "/admin",
        "admin-departments": "/admin/codes/departments",
        "admin-types": "/admin/codes/types",
        "admin-categories": "/admin/codes/categories",
        "admin-levels": "/admin/levels",
        "admin-schemes": "/admin/schemes",
        "admin-scheme": "/admin/schemes/operations",
        "admin-draft": f"/admin/drafts/{draft}",
        "admin-settings": "/admin/settings",
        "admin-health": "/admin/health",
        "admin-trail": "/admin/trail",
    }


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_can_be_used_by_everybody(
    browser_page: Open, untidy: Served, language: str, theme: str, width: int
) -> None:
    page = browser_page("admin", language=language, theme=theme, width=width)
    faults = []
    for name, path in pages_of(untidy).items():
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
        keep(page, f"{name}.{language}.{theme}.{width}")
        faults += [f"{name}: {fault}" for fault in grave(page)]
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{name}: {sideways} px stick out sideways"] * (sideways > 0)
    assert faults == []
