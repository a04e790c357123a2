"""Administration in the browser: code lists, schemes, settings, health, the trail; and for whom."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from docvault.configuring import settings_text
from docvault.database import audit_trail
from docvault.model.event import Event
from tests.web.conftest import Client, post
from tests.web.jobs import finished
from web.site import Site

KINDS = ("departments", "types", "categories")
FOR_ADMINISTRATORS = (
    *(f"/admin/codes/{kind}" for kind in KINDS),
    "/admin/levels",
    "/admin/schemes",
    "/admin/schemes/operations",
    "/admin/schemes/new",
    "/admin/settings",
)
FOR_REGISTRARS = (
    "/admin",
    "/admin/health",
    "/admin/trail",
    "/admin/trail/export?form=csv",
    "/admin/trail/export?form=json",
)


def form_of(client: TestClient, url: str) -> dict[str, list[str]]:
    """Return the fields of the first form on a page, as a browser would send them."""
    text = client.get(url).text
    form = re.search(rf'<form method="post"[^>]*action="{re.escape(url)}".*?</form>', text, re.S)
    assert form, text
    sent: dict[str, list[str]] = {}
    pattern = (
        r'<input(?![^>]*type="checkbox")[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"'
        r'|<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>'
        r'|<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>'
    )
    for match in re.finditer(pattern, form[0], re.S):
        if match[1]:
            sent.setdefault(match[1], []).append(html.unescape(match[2]))
        elif match[3]:
            chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', match[4])
            first = re.search(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)', match[4])
            one = chosen or first
            assert one
            sent.setdefault(match[3], []).append(
                html.unescape(one[1] if one[1] is not None else one[2])
            )
        else:
            sent.setdefault(match[5], []).append(html.unescape(match[6]))
    return sent


def saved(client: TestClient, url: str, form: dict[str, Any]) -> str:
    """Send a form, follow the job if there is one; return where it led."""
    answer = post(client, url, form)
    if answer.status_code == 303 and answer.headers["location"].startswith("/jobs/"):
        answer = finished(client, answer)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


# ---- for whom


@pytest.mark.parametrize("url", FOR_ADMINISTRATORS)
def test_only_administrators_change_settings(client: Client, url: str) -> None:
    assert client("admin").get(url).status_code == 200
    for name in ("registrar", "head", "lin"):
        assert client(name).get(url).status_code == 403, name
        assert post(client(name), url).status_code in {403, 405}, name


@pytest.mark.parametrize("url", FOR_REGISTRARS)
def test_registrars_see_how_the_vault_is(client: Client, url: str) -> None:
    for name in ("admin", "registrar"):
        assert client(name).get(url).status_code == 200, name
    for name in ("head", "manager", "lin"):
        assert client(name).get(url).status_code == 403, name


def test_a_registrar_is_not_offered_what_is_refused(client: Client) -> None:
    assert "/admin/settings" not in client("registrar").get("/admin").text
    assert "/admin/settings" in client("admin").get("/admin").text


# ---- code lists


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_is_sent_as_it_was_changes_nothing(
    client: Client, site: Site, kind: str
) -> None:
    admin, before = client("admin"), settings_text(site.vault)
    url = f"/admin/codes/{kind}"
    assert saved(admin, url, form_of(admin, url)) == url
    assert settings_text(site.vault) == before


def test_a_department_is_added_with_its_aliases_and_holds_at_once(
    client: Client, site: Site
) -> None:
    admin, url = client("admin"), "/admin/codes/departments"
    form = form_of(admin, url)
    form["code"][-3] = "安全部"
    form["aliases"][-3] = "安环部，安保部"
    assert saved(admin, url, form) == url
    found = site.vault.convention.departments.get("安全部")
    assert found
    assert found.aliases == ("安环部", "安保部")
    with site.vault.database.read() as connection:
        assert audit_trail.newest(connection, 1)[0].action == "settings-change"


def test_a_department_with_documents_is_not_taken_out(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/codes/departments"
    answer = post(admin, url, {**form_of(admin, url), "remove": "运营部"})
    assert answer.status_code == 422
    assert "运营部" in answer.text
    assert "cannot be taken out" in answer.text
    assert "运营部" in site.vault.convention.departments


def test_a_wrong_code_is_explained_and_the_form_keeps_what_was_typed(client: Client) -> None:
    admin, url = client("admin"), "/admin/codes/departments"
    form = form_of(admin, url)
    form["code"][-3] = "甲-乙"
    answer = post(admin, url, form)
    assert answer.status_code == 422
    assert "naming.departments" in answer.text
    assert 'value="甲-乙"' in answer.text


def test_a_form_of_other_settings_is_not_saved(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/settings"
    form = form_of(admin, url)
    assert saved(admin, url, {**form, "vault.name": "甲"}) == url
    answer = post(admin, url, {**form, "vault.name": "乙"})
    assert answer.status_code == 422
    assert site.vault.settings.vault.name == "甲"


def test_a_type_gets_its_importance(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/codes/types"
    form = form_of(admin, url)
    form["importance"][form["code"].index("周报")] = "strategic"
    saved(admin, url, form)
    found = site.vault.convention.types.get("周报")
    assert found
    assert found.importance == "strategic"


def test_a_category_needs_two_levels(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/codes/categories"
    form = form_of(admin, url)
    form["code"][-3] = "XX-YY"
    assert post(admin, url, form).status_code == 422
    form["level1"][-3], form["level2"][-3] = "新类", "小类"
    saved(admin, url, form)
    assert "XX-YY" in site.vault.convention.categories


def test_a_level_is_added(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/levels"
    form = form_of(admin, url)
    form["name"][-1], form["reach"][-1] = "机密", "named"
    assert saved(admin, url, form) == url
    assert site.vault.settings.levels.names[-1] == "机密"
    assert "机密" in site.vault.settings.levels.sealed


# ---- schemes


def test_a_name_is_tried_out_without_saving(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/schemes/operations"
    form = form_of(admin, url)
    pattern = "{date}-{department}-{type}-{version}[-{title}]"
    name = "20231011-运营部-周报-V1.0-工作总结.xlsx"
    shown = post(admin, f"{url}/test", {**form, "pattern": pattern, "test": name}).text
    assert "badge good" in shown
    assert "运营部/2023/10/周报" in shown
    shown = post(admin, f"{url}/test", {**form, "test": name}).text
    assert "badge bad" in shown
    assert site.vault.convention.parse(name) is None


def test_a_pattern_that_is_none_is_explained(client: Client) -> None:
    admin, url = client("admin"), "/admin/schemes/operations"
    form = {**form_of(admin, url), "pattern": "{title}"}
    assert "naming.schemes.operations.pattern" in post(admin, f"{url}/test", form).text
    assert post(admin, url, form).status_code == 422


def test_what_a_changed_scheme_means_is_seen_before_it_is_saved(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/schemes/operations"
    form = {**form_of(admin, url), "folder": "{department}/{type}/{year}"}
    draft = saved(admin, url, form)
    assert draft.startswith("/admin/drafts/")
    shown = admin.get(draft).text
    assert "运营部/周报/2023" in shown
    assert site.vault.convention.schemes[0].folder == "{department}/{year}/{month}/{type}"
    assert saved(admin, f"{draft}/drop", {}) == "/admin/schemes"
    draft = saved(admin, url, form)
    assert saved(admin, f"{draft}/save", {}) == "/admin/schemes"
    assert site.vault.convention.schemes[0].folder == "{department}/{type}/{year}"
    assert admin.get(draft).status_code == 404


def test_a_scheme_of_ones_own_comes_and_goes(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/schemes/new"
    form = {
        **form_of(admin, url),
        "id": "tender",
        "pattern": "{project}-{date}-{title}-{version}",
        "folder": "招标/{project}",
        "mark_word": "作废",
        "declared": "project = digits(4)",
    }
    assert saved(admin, url, form) == "/admin/schemes"
    assert "tender" in {scheme.id for scheme in site.vault.convention.schemes}
    assert "0000-20231011" in admin.get("/admin/schemes").text
    mark = settings_text(site.vault).mark
    saved(admin, "/admin/schemes/tender/remove", {"mark": mark})
    assert "tender" not in {scheme.id for scheme in site.vault.convention.schemes}
    assert admin.get("/admin/schemes/tender").status_code == 404


# ---- settings


def test_settings_are_saved_each_as_it_is_meant(client: Client, site: Site) -> None:
    admin, url = client("admin"), "/admin/settings"
    form = {
        **form_of(admin, url),
        "naming.keep": "5",
        "limits.max_file_size": "64",
        "revision_record.required_in": "docx",
        "access.unregistered_actors": "",
    }
    assert saved(admin, url, form) == url
    settings = site.vault.settings
    assert settings.naming.keep == 5
    assert settings.limits.max_file_size == 64 << 20
    assert settings.revision_record.required_in == ("docx",)
    assert not settings.access.unregistered_actors


def test_what_a_level_may_share_is_saved_whole(client: Client, site: Site) -> None:
    admin = client("admin")
    form = form_of(admin, "/admin/settings")
    assert form["sharing.levels.秘密.modes"] == ["view"]
    assert form["sharing.levels.秘密.password"] == ["yes"]
    saved(admin, "/admin/settings", {**form, "sharing.levels.秘密.modes": ["view, download"]})
    site.vault.refresh_settings()
    shared = site.vault.settings.shared_level("秘密")
    assert (shared.modes, shared.password) == (("view", "download"), True)
    form = form_of(admin, "/admin/settings")
    saved(admin, "/admin/settings", {**form, "sharing.levels.内部.modes": [""], "mail.port": "25"})
    site.vault.refresh_settings()
    assert site.vault.settings.shared_level("内部").modes == ()
    assert site.vault.settings.shared_level("公开").modes == ("view", "download")
    assert site.vault.settings.mail.port == 25


@pytest.mark.parametrize(
    ("field", "value"),
    [("naming.keep", "0"), ("naming.keep", "many"), ("limits.max_file_size", "nan"),
     ("inbox.folder", "a/b"), ("inbox.folder", "运营部"), ("vault.name", ""), ("web.url", "x y")],
)  # fmt: skip
def test_a_wrong_setting_is_explained(client: Client, site: Site, field: str, value: str) -> None:
    admin, before = client("admin"), settings_text(site.vault)
    form = {**form_of(admin, "/admin/settings"), field: value}
    answer = post(admin, "/admin/settings", form)
    assert answer.status_code == 422
    assert field in answer.text
    assert settings_text(site.vault) == before


# ---- health


def test_checks_are_run_and_their_results_kept(client: Client) -> None:
    registrar = client("registrar")
    assert "It was never run." in registrar.get("/admin/health").text
    for url in ("/admin/health/verify", "/admin/health/trail"):
        assert finished(registrar, post(registrar, url)).headers["location"] == "/admin/health"
    shown = registrar.get("/admin/health").text
    assert shown.count("Nothing is wrong") == 2
    assert "not set up yet" in shown


# ---- the trail


@pytest.fixture
def hostile(site: Site) -> Site:
    at = site.vault.now()
    events = [
        Event(at, "=HYPERLINK(1)", "look", detail={"note": "<script>alert(1)</script>"}),
        Event(at, "+1", "@x", "0123456789abcdef", detail={"moves": ["-1"]}),
    ]
    with site.vault.database.write() as connection:
        audit_trail.append(connection, *events)
    return site


def test_the_trail_is_told_in_words(client: Client, site: Site) -> None:
    at = site.vault.now()
    changed = {"vault.name": {"before": "甲", "after": "乙"}, "sign_in.oidc.client_secret": {}}
    before = {"role": "member", "department": None, "email": None}
    moves = [["旧/a.xlsx", "新/b.xlsx"]]
    events = [
        Event(at, "admin", "settings-change", detail={"changed": changed}),
        Event(
            at,
            "admin",
            "user-change",
            detail={"name": "lin", "before": before, "after": {**before, "role": "head"}},
        ),
        Event(at, "lin", "sign-in", detail={"method": "password", "address": "10.0.0.7"}),
        Event(at, "lin", "fix", detail={"moves": moves, "unheard-of": 3}),
    ]
    with site.vault.database.write() as connection:
        audit_trail.append(connection, *events)
    registrar = client("registrar", **{"accept-language": "zh"})
    shown = html.unescape(registrar.get("/admin/trail").text)
    for said in (
        "vault.name：甲 → 乙",
        "client_secret（已修改）",
        "角色：员工 → 部门负责人；名称：lin",
        "来自：10.0.0.7；方式：密码",
        "改名：旧/a.xlsx → 新/b.xlsx；unheard-of：3",
    ):
        assert said in shown


def test_the_trail_is_filtered(client: Client, hostile: Site) -> None:
    registrar = client("registrar")
    assert ">import</span>" in registrar.get("/admin/trail").text
    only = registrar.get("/admin/trail?action=look").text
    assert "HYPERLINK" in only
    assert ">import</span>" not in only
    assert "No line of the trail fits" in registrar.get("/admin/trail?actor=nobody").text
    assert "No line of the trail fits" in registrar.get("/admin/trail?until=2001-01-01").text


@pytest.mark.parametrize(
    "query", ["since=yesterday", "since=0001-01-01", "before=0", "actor=%00", "before=x"]
)
def test_a_wrong_filter_is_refused(client: Client, query: str) -> None:
    assert client("registrar").get(f"/admin/trail?{query}").status_code in {200, 400}


def test_what_events_say_is_never_html(client: Client, hostile: Site) -> None:
    assert "<script>alert" not in client("registrar").get("/admin/trail").text


def test_the_trail_as_csv_is_safe_in_a_spreadsheet(client: Client, hostile: Site) -> None:
    answer = client("registrar").get("/admin/trail/export?form=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 2
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t")]
    assert "attachment" in answer.headers["content-disposition"]


def test_the_trail_as_json_is_whole(client: Client, hostile: Site) -> None:
    lines = json.loads(client("registrar").get("/admin/trail/export?form=json").text)
    with hostile.vault.database.read() as connection:
        assert [line["hash"] for line in lines[::-1]] == [
            line.hash for line in audit_trail.lines(connection)
        ]
