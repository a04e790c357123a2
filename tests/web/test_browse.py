"""Folders in the browser: what is shown to whom, in which order, and taken together."""

from __future__ import annotations

import io
import re
import zipfile

from tests.web.conftest import WEEKLY, Client, post
from web.site import Site


def names(html: str) -> list[str]:
    return re.findall(r'name="document" value="\w+" aria-label="([^"]+)"', html)


def folders(html: str) -> list[str]:
    return re.findall(r'href="/browse/[^"]*"><svg.*?<span>([^<]+)</span>', html)


def test_archives_come_in_the_order_of_the_settings(client: Client) -> None:
    shown = folders(client("registrar").get("/browse").text)
    assert shown[:3] == ["运营部", "市场部", "销售部"]
    assert {"制度类", "合同类"} < set(shown)


def test_a_member_sees_the_folders_of_the_department_only(client: Client) -> None:
    assert folders(client("lin").get("/browse").text) == ["运营部"]
    assert client("lin").get("/browse/财务部").status_code == 404
    assert client("lin").get("/browse/运营部/2023/10/周报").status_code == 200


def test_folders_lead_down_to_the_documents(client: Client) -> None:
    lin = client("lin")
    assert folders(lin.get("/browse/运营部").text) == ["2023"]
    assert folders(lin.get("/browse/运营部/2023").text) == ["11", "10", "09"]
    assert WEEKLY in names(lin.get("/browse/运营部/2023/10/周报").text)


def test_a_folder_is_sorted_as_asked(client: Client) -> None:
    lin = client("lin")
    by_name = names(lin.get("/browse/运营部/2023/10/周报").text)
    by_date = names(lin.get("/browse/运营部/2023/10/周报?sort=date").text)
    assert by_name == sorted(by_name)
    assert by_date == sorted(by_date, reverse=True)
    assert lin.get("/browse/运营部/2023/10/周报?sort=size").status_code == 400


def test_what_is_no_folder_is_not_found(client: Client) -> None:
    for path in ("没有", "运营部/2024", "%2e%2e/%2e%2e", "运营部/%2e%2e/财务部", ".docvault"):
        assert client("registrar").get(f"/browse/{path}").status_code == 404, path


def test_documents_are_taken_together_as_a_zip(client: Client, site: Site) -> None:
    lin = client("lin")
    page = lin.get("/browse/运营部/2023/10/周报").text
    ids = re.findall(r'name="document" value="(\w+)"', page)
    answer = post(lin, "/download", {"document": ids})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    made = zipfile.ZipFile(io.BytesIO(answer.content))
    assert made.testzip() is None
    assert len(made.namelist()) == len(ids)
    for name in made.namelist():
        assert made.read(name) == (site.vault.root / name).read_bytes()


def test_what_one_may_not_read_is_not_in_a_zip(client: Client) -> None:
    ids = re.findall(
        r'name="document" value="(\w+)"', client("other").get("/browse/财务部/2023/10/月报").text
    )
    assert ids
    assert post(client("lin"), "/download", {"document": ids}).status_code == 404


def test_a_download_of_nothing_says_so_in_the_folder(client: Client) -> None:
    lin, here = client("lin"), "/browse/%E8%BF%90%E8%90%A5%E9%83%A8"
    answer = post(lin, "/download", {"next": here})
    assert answer.headers["location"] == here
    assert "Tick documents first" in lin.get(here).text
    assert post(lin, "/download", {"next": "//evil"}).headers["location"] == "/browse"


def test_chosen_documents_are_checked(client: Client, site: Site) -> None:
    registrar = client("registrar")
    good, bad = (
        site.vault.find(WEEKLY),
        site.vault.find("市场部-活动方案-20230901-V1.0-开学季.docx"),
    )
    answer = post(registrar, "/check", {"document": [good.id, bad.id], "next": "/browse"})
    assert answer.status_code == 200
    assert "With something wrong: 1." in answer.text
    assert "has no revision record" in answer.text
    path = site.vault.root / good.path
    path.write_bytes(path.read_bytes() + b"x")
    again = post(registrar, "/check", {"document": good.id}).text
    assert "was changed in its folder" in again
    assert post(client("lin"), "/check", {"document": bad.id}).status_code == 404
    assert post(registrar, "/check").status_code == 303
