"""The doors: who is let in, for how long, where to, and what strangers see of anything (nothing)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter

from shop import queries
from tests import texts
from tests.people import ALL, C1, V1, V2, enrol, log_in, token_in
from tests.unit.web.real_shop import MINUTE_MS, RealShop, village
from web import access, create_app

#: Every page that a stranger may open, the bulletin and its objections among them; whatever is
#: not named here asks for a log-in.
PUBLIC = {
    "static", "public.landing", "public.welcome", "public.health", "languages.choose",
    "kiosk.page", "kiosk.fragment", "kiosk.events", "kiosk.press",
    "bulletin.every", "bulletin.one", "bulletin.objection", "board.board",
    "login.choose", "login.volunteer", "login.office", "login.log_out", "login.set_up",
    "notices.take",  # the provider's signature over the raw body stands for a log-in
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    made = village(tmp_path / "book.db")
    enrol(made, V1, V2, C1, ALL)
    yield made
    made.connection.close()


@pytest.fixture
def app(shop: RealShop) -> Flask:
    texts.compile_all()
    app = create_app(shop)  # type: ignore[arg-type]
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Name every endpoint with a method and an address of it."""
    samples: dict[str, Any] = {
        "code": "v1",
        "cut": "C",
        "part": "undeclared",
        "item": "EGG",
        "id": "0" * 26,
    }
    for rule in app.url_map.iter_rules():
        values = {name: samples.get(name, "x") for name in rule.arguments}
        whole = [n for n, c in rule._converters.items() if isinstance(c, IntegerConverter)]
        values |= dict.fromkeys(whole, 1)
        with app.test_request_context():
            _, path = rule.build(values) or ("", "")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def test_no_page_and_no_json_is_readable_without_a_log_in(app: Flask) -> None:
    seen = set()
    for endpoint, method, path in routes(app):
        if endpoint in PUBLIC:
            continue
        stranger = app.test_client()
        seen.add(endpoint)
        answer = stranger.open(path, method=method)
        assert answer.status_code == 303, (method, path)
        assert answer.location.startswith("/login"), (method, path)
        script = stranger.open(path, method=method, headers={"Accept": "application/json"})
        assert (script.status_code, script.json["type"]) == (401, "log_in_first"), (method, path)
    assert {"coordinator.statement_json", "volunteer.home", "people.enrol", "me.page"} <= seen


def test_every_public_page_is_meant_to_be(app: Flask) -> None:
    open_ones = {name for name, _, _ in routes(app) if access.roles_for(name) is None}
    assert open_ones <= PUBLIC


def test_what_is_on_no_list_is_for_coordinators_alone() -> None:
    assert access.roles_for("something_new.page") == ("coordinator",)


@pytest.mark.parametrize(
    ("who", "closed"), [(V1, ["/office/", "/office/people/", "/office/statements/C.json"])]
)
def test_a_role_opens_its_own_rooms_only(client: FlaskClient, who: Any, closed: list[str]) -> None:
    log_in(client, who)
    assert client.get("/volunteer/").status_code == 200
    for path in closed:
        page = client.get(path)
        assert page.status_code == 403
        assert "not for v1" in page.get_data(as_text=True)
    refused = client.get("/office/", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json["type"]) == (403, "not_for_you")  # type: ignore[index]


def test_a_reviewer_reads_the_office_and_enrols_nobody(client: FlaskClient, shop: RealShop) -> None:
    from tests.people import Who

    sun = Who("sun", ("reviewer",), "a lantern in the fog")
    enrol(shop, sun)
    log_in(client, sun)
    assert client.get("/office/statements").status_code == 200
    assert client.get("/office/people/").status_code == 403
    assert client.get("/volunteer/").status_code == 403


def test_one_comes_back_to_the_page_one_asked_for(client: FlaskClient) -> None:
    asked = client.get("/volunteer/receive?item=EGG").location
    assert asked == "/login/volunteer?next=/volunteer/receive?item%3DEGG"
    assert log_in(client, V1, "/volunteer/receive?item=EGG").location.endswith("item=EGG")


@pytest.mark.parametrize(
    "evil",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "evil",
     "javascript:alert(1)", "/\t/evil.example", "/ /evil.example", "http:/evil", "/" * 400],
)  # fmt: skip
def test_no_log_in_leads_to_somewhere_else(client: FlaskClient, evil: str) -> None:
    assert access.own_path(evil) == ""
    assert log_in(client, V1, evil).location == "/volunteer/"


@pytest.mark.parametrize("door", ["/login/volunteer", "/logout", "/setup"])
def test_no_log_in_leads_back_to_a_door(client: FlaskClient, door: str) -> None:
    assert access.own_path(door) == door
    assert log_in(client, V1, door).location == "/volunteer/"


def test_a_wrong_pin_is_said_kindly_and_counted(client: FlaskClient) -> None:
    page = client.get("/login/volunteer").get_data(as_text=True)
    fields = {"csrf_token": token_in(page), "code": "v1", "secret": "999991"}
    for _ in range(5):
        wrong = client.post("/login/volunteer", data=fields)
        assert wrong.status_code == 403
        assert "do not belong together" in wrong.get_data(as_text=True)
        assert "999991" not in wrong.get_data(as_text=True)
    locked = client.post("/login/volunteer", data=fields | {"secret": V1.secret})
    assert locked.status_code == 429
    assert "wait 1 min" in locked.get_data(as_text=True)


def test_the_pad_works_without_scripts(client: FlaskClient) -> None:
    page = client.get("/login/volunteer").get_data(as_text=True)
    fields = {"csrf_token": token_in(page), "code": "v1", "secret": ""}
    for done, key in enumerate("27182"):
        page = client.post("/login/volunteer", data=fields | {"key": key}).get_data(as_text=True)
        fields["secret"] = V1.secret[: done + 1]
        assert f'value="{fields["secret"]}"' in page
    back = client.post("/login/volunteer", data=fields | {"key": "back"}).get_data(as_text=True)
    assert 'value="2718"' in back
    assert client.post("/login/volunteer", data=fields | {"key": "8"}).location == "/volunteer/"


def test_the_phone_remembers_who_held_it_last(client: FlaskClient) -> None:
    log_in(client, V1)
    page = client.get("/me/").get_data(as_text=True)
    assert client.post("/logout", data={"csrf_token": token_in(page)}).location == "/login"
    assert 'name="code" value="v1"' in client.get("/login/volunteer").get_data(as_text=True)
    client.set_cookie("who", "\\xzz<script>", path="/login")
    assert "<script>" not in client.get("/login/volunteer").get_data(as_text=True).split("<main")[1]


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: FlaskClient) -> None:
    cookies = log_in(client, V1).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie or "SameSite=Strict" in cookie
        assert V1.secret not in cookie


def test_a_log_in_is_made_anew_and_a_log_out_ends_it_for_good(client: FlaskClient) -> None:
    log_in(client, V1)
    first = client.get_cookie("session")
    assert first is not None
    log_in(client, V1)
    page = client.get("/me/").get_data(as_text=True)
    second = client.get_cookie("session")
    assert second is not None
    assert first.value != second.value
    client.post("/logout", data={"csrf_token": token_in(page)})
    client.set_cookie("session", second.value)  # a copy kept by somebody
    assert client.get("/volunteer/").status_code == 303


def test_half_an_hour_of_nothing_and_half_a_day_of_anything_end_it(
    client: FlaskClient, shop: RealShop
) -> None:
    log_in(client, V1)
    shop.clock.advance(29 * MINUTE_MS)
    assert client.get("/volunteer/").status_code == 200
    shop.clock.advance(29 * MINUTE_MS)
    assert client.get("/volunteer/").status_code == 200
    shop.clock.advance(30 * MINUTE_MS)
    assert client.get("/volunteer/").status_code == 303
    log_in(client, V1)
    for _ in range(12 * 3):
        assert client.get("/volunteer/").status_code == 200
        shop.clock.advance(20 * MINUTE_MS)
    assert client.get("/volunteer/").status_code == 303


def test_an_idle_log_in_does_not_come_back_with_an_older_cookie(
    client: FlaskClient, shop: RealShop
) -> None:
    log_in(client, V1)
    kept = client.get_cookie("session")
    assert kept is not None
    shop.clock.advance(31 * MINUTE_MS)
    assert client.get("/volunteer/").status_code == 303
    shop.clock.set_wall(shop.clock.now().wall_ms - 30 * MINUTE_MS)
    client.set_cookie("session", kept.value)
    assert client.get("/volunteer/").status_code == 303


def test_commands_are_signed_by_who_is_logged_in_whatever_the_form_says(
    client: FlaskClient, shop: RealShop
) -> None:
    log_in(client, V2)
    page = client.get("/volunteer/receive?item=EGG").get_data(as_text=True)
    id = page.partition('name="id" value="')[2].partition('"')[0]
    client.post(
        "/volunteer/receive?item=EGG",
        data={"csrf_token": token_in(page), "id": id, "quantity": "3", "by": "c1", "actor": "x"},
    )
    with shop.reading() as book:
        entry = queries.journal.by_id(book, id)
    assert entry is not None
    assert entry.actor == "v2"


def test_every_form_needs_its_token(app: Flask) -> None:
    client = app.test_client()
    log_in(client, ALL)
    before = client.get("/office/people/").get_data(as_text=True)
    for endpoint, method, path in routes(app):
        if method != "POST" or endpoint.startswith("kiosk."):
            continue
        assert client.post(path).status_code == 400, path
    assert client.get("/office/people/").get_data(as_text=True).count("<li") == before.count("<li")


def test_no_secret_reaches_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log_in(client, V1)
    log_in(client, C1)
    page = client.get("/login/volunteer").get_data(as_text=True)
    client.post(
        "/login/volunteer",
        data={"csrf_token": token_in(page), "code": "271828", "secret": "604913"},
    )
    for secret in (V1.secret, C1.secret, "604913"):
        assert secret not in caplog.text
