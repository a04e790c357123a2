"""Coming in: the first administrator, a newcomer, out and in again; and what lies in a document."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from docvault.users import invitations, registering
from docvault.vault import Vault
from tests.browser.conftest import Open, Served
from web.site import Site

PASSWORD = "seven grey herons at noon"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site of an empty vault, which nobody has set up."""
    with Vault.make(tmp_path / "new") as vault:
        opened = Site.of(vault)
        yield opened
        opened.jobs.close()
    shutil.rmtree(tmp_path / "new")


def test_the_first_run_sets_the_vault_up(browser_page: Open, served: Served) -> None:
    vault = served.site.vault
    secret = invitations.first_run(vault)
    page = browser_page("", language="zh")
    page.goto(f"/welcome/{secret}")
    page.get_by_label("用户名").fill("chen")
    page.get_by_label("显示给别人的姓名").fill("陈静")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_label("文件库的名称").fill("晨光商贸")
    page.get_by_label("采购部").uncheck()
    page.get_by_role("button", name="完成设置").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("banner")).to_contain_text("陈静")
    expect(page.get_by_role("banner")).to_contain_text("晨光商贸")
    assert "采购部" not in vault.convention.departments.codes
    assert page.goto(f"/welcome/{secret}").status != 200  # it works once
    page.goto("/")
    page.get_by_label("账户").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/browse")
    page.wait_for_url("**/sign-in?next=/browse")
    page.get_by_label("用户名").fill("chen")
    page.get_by_label("密码").fill("not this one, surely")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/browse")


def test_a_newcomer_is_invited_and_comes(browser_page: Open, served: Served) -> None:
    vault = served.site.vault
    secret = invitations.first_run(vault)
    assert secret
    invitations.accept_first(vault, secret, "boss", PASSWORD)
    page = browser_page("boss")
    page.goto("/admin/people")
    page.get_by_text("Add somebody").click()
    page.get_by_label("User name").fill("li")
    page.get_by_label("Department").last.select_option("运营部")
    page.get_by_role("button", name="Add").click()
    link = page.get_by_label("link").input_value()
    newcomer = browser_page("", language="en")
    newcomer.goto(link)
    newcomer.get_by_label("Password", exact=True).fill(PASSWORD)
    newcomer.get_by_label("Password once more").fill(PASSWORD)
    newcomer.get_by_role("button").last.click()
    newcomer.wait_for_url("**/")
    expect(newcomer.get_by_role("banner")).to_contain_text("li")
    assert newcomer.goto("/admin/people").status == 403
    assert registering.by_name(vault, "li").department == "运营部"
