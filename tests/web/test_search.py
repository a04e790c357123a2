from __future__ import annotations

import re
import time
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import REVISED, Client, post
from web.site import Site


def names(page: str) -> list[str]:
    """Return what was found, as it is read."""
    found = re.findall(r'<li class="hit">\s*<h2><a[^>]*>.*?<span>(.*?)</span></a>', page, re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", name)) for name in found]


def suggested(client: TestClient, text: str) -> list[dict[str, object]]:
    answer = client.get("/search/suggest", params={"q": text})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()["suggestions"]
    return found


def test_content_is_found_marked_and_narrowed(indexed: Site, client: Client) -> None:
    registrar = client("registrar")
    page = registrar.get("/search", params={"q": "预算"}).text
    assert names(page)
    assert "<mark>预算</mark>" in page
    links = [unescape(link) for link in re.findall(r'href="(/search\?q=[^"]+)"', page)]
    narrowed = next(link for link in links if "%E9%A2%84%E7%AE%97+department" in link)
    fewer = registrar.get(narrowed)
    assert fewer.status_code == 200
    assert 0 < len(names(fewer.text)) <= len(names(page))
    assert 'class="chips"' in fewer.text


def test_pages_follow_each_other_without_a_repetition(indexed: Site, client: Client) -> None:
    registrar = client("registrar")
    seen: list[str] = []
    url: str | None = "/search?q=%E9%83%A8&sort=name"
    while url:
        page = registrar.get(url).text
        seen += re.findall(r'<a class="name" href="(/documents/[^"]+)">', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) > 20
    assert "First page" in page


def test_an_old_version_says_that_it_is_one(indexed: Site, client: Client) -> None:
    title = REVISED.split("-")[-1].removesuffix(".docx")
    page = client("registrar").get("/search", params={"q": f"名称:{title} 版本:旧"}).text
    assert "old version V" in page
    assert "?version=V" in page


def test_what_is_not_for_the_visitor_is_nowhere(indexed: Site, client: Client) -> None:
    everything = client("registrar").get("/search", params={"q": "预算"}).text
    theirs = client("other").get("/search", params={"q": "预算"}).text
    hidden = [name for name in names(everything) if not name.startswith("财务部-")]
    assert hidden
    assert not [name for name in hidden if name in theirs]
    assert "运营部" not in theirs
    assert list(suggested(client("registrar"), "运营部"))
    assert suggested(client("other"), "运营部") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"没有完', "not clear"),
        ("部闸:运营部", "部门"),
        ("日期:昨天", "日期"),
        ("x" * 1001, "Shorten"),
    ],
)
def test_a_query_that_is_not_clear_stays_to_be_mended(
    indexed: Site, client: Client, query: str, said: str
) -> None:
    answer = client("registrar").get("/search", params={"q": query})
    assert answer.status_code == 400
    page = unescape(answer.text)
    assert f'value="{query}"' in page or query.startswith('"')
    assert said in page
    assert 'class="query-at"' in page


def test_a_wrong_cursor_is_told_and_not_500(indexed: Site, client: Client) -> None:
    answer = client("registrar").get("/search", params={"q": "预算", "cursor": "x"})
    assert answer.status_code == 400


def test_a_slip_of_the_pen_is_asked_about(indexed: Site, client: Client) -> None:
    page = client("registrar").get("/search", params={"q": "運赢部"}).text
    assert "Did you mean" in page
    assert "运营部" in page


def test_markup_in_a_query_is_text(indexed: Site, client: Client) -> None:
    attack = '"><script>alert(1)</script>'
    page = client("registrar").get("/search", params={"q": attack}).text
    assert "<script>alert" not in page


def test_suggestions_follow_the_letters(indexed: Site, client: Client) -> None:
    registrar = client("registrar")
    first = suggested(registrar, "yyb")[0]
    assert first["kind"] == "department"
    assert first["pieces"] == [["运营部", True]]
    assert first["url"] == "/browse/%E8%BF%90%E8%90%A5%E9%83%A8"
    found = suggested(registrar, "双十一")
    assert any(str(each["url"]).startswith("/documents/") for each in found)
    assert suggested(registrar, "") == []


def test_a_search_is_saved_opened_and_deleted_by_its_owner(indexed: Site, client: Client) -> None:
    lin, head = client("lin"), client("head")
    kept = post(lin, "/search/saved", {"query": "部门:运营部 周报", "label": "每周要看"})
    assert kept.status_code == 303
    page = lin.get("/search").text
    assert "每周要看" in page
    assert "每周要看" not in head.get("/search").text
    (delete,) = re.findall(r'action="(/search/saved/\d+/delete)"', page)
    post(head, delete)
    assert "每周要看" in lin.get("/search").text
    post(lin, delete)
    assert "每周要看" not in lin.get("/search").text


def test_a_search_that_cannot_be_saved_says_why(indexed: Site, client: Client) -> None:
    lin = client("lin")
    answer = post(lin, "/search/saved", {"query": "预算", "label": "x" * 61})
    assert answer.status_code == 303
    assert "1 to 60 characters" in lin.get(answer.headers["location"]).text


def test_only_who_oversees_is_told_of_what_waits(site: Site, client: Client) -> None:
    assert "not in the index yet" in client("registrar").get("/search", params={"q": "x"}).text
    assert "not in the index yet" not in client("lin").get("/search", params={"q": "x"}).text


def test_the_language_is_explained_with_queries_that_work(indexed: Site, client: Client) -> None:
    registrar = client("registrar")
    page = registrar.get("/search/help").text
    examples = set(re.findall(r'href="(/search\?q=[^"]+)"', page))
    assert len(examples) > 10
    for example in examples:
        assert registrar.get(unescape(example)).status_code == 200


def test_a_damaged_index_is_made_anew(indexed: Site, client: Client) -> None:
    registrar = client("registrar")
    home = indexed.vault.own / "index"
    folder = home / (home / "in-use").read_text().strip()
    for file in folder.iterdir():
        if file.is_file() and file.suffix not in {".lock"} and file.stat().st_size > 1000:
            file.write_bytes(b"\0" * file.stat().st_size)
    asked = {"q": "预算"}
    assert registrar.get("/search", params=asked).status_code == 503
    until = time.monotonic() + 60
    while registrar.get("/search", params=asked).status_code == 503 and time.monotonic() < until:
        time.sleep(0.2)
    assert names(registrar.get("/search", params=asked).text)
