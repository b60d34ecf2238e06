"""Setting the shop up over its pages, and coordinators' pages about people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import texts
from tests.people import C1, V1, enrol, log_in, token_in
from tests.unit.web.real_shop import RealShop
from web import create_app

PHONE = {"REMOTE_ADDR": "192.168.4.20"}
PASSPHRASE = "mist over the rice terraces"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    made = RealShop(tmp_path / "book.db")
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


def send(
    client: FlaskClient, path: str, environ: dict[str, str] | None = None, **typed: str
) -> Any:
    """Open a form, fill it in, send it."""
    page = client.get(path, environ_base=environ or {}).get_data(as_text=True)
    id = page.partition('name="id" value="')[2].partition('"')[0]
    fields = {"csrf_token": token_in(page), "id": id, **typed}
    return client.post(path, data=fields, environ_base=environ or {})


def first(**more: str) -> dict[str, str]:
    return {
        "shop_name": "新化小店",
        "code": "c1",
        "secret": PASSPHRASE,
        "again": PASSPHRASE,
    } | more


def test_at_the_machine_the_shop_is_set_up_once(client: FlaskClient, shop: RealShop) -> None:
    assert "Set the shop up" in client.get("/login").get_data(as_text=True)
    answer = send(client, "/setup", **first(name="组长"))
    assert answer.location == "/office/people/"
    assert client.get("/office/people/").status_code == 200
    stranger = client.application.test_client()
    assert stranger.get("/setup").location == "/login"
    assert stranger.post("/setup").status_code == 400
    assert "Set the shop up" not in stranger.get("/login").get_data(as_text=True)


def test_from_a_phone_the_printed_code_is_needed(client: FlaskClient, shop: RealShop) -> None:
    without = send(client, "/setup", PHONE, **first())
    assert without.status_code == 400
    wrong = send(client, "/setup", PHONE, **first(setup_code="AAAA-AAAA"))
    assert wrong.status_code == 403
    assert PASSPHRASE not in wrong.get_data(as_text=True)
    code = shop.people.setup_code
    assert send(client, "/setup", PHONE, **first(setup_code=code)).status_code == 303
    assert shop.people.setup_code == ""


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client: FlaskClient) -> None:
    page = send(client, "/setup", **first(secret="short", again="short")).get_data(as_text=True)
    assert "A little more, please" in page
    assert 'value="新化小店"' in page
    assert 'value="short"' not in page
    page = send(client, "/setup", **first(again="other")).get_data(as_text=True)
    assert "typed two different ones" in page


def test_a_coordinator_enrols_changes_resets_and_suspends(
    client: FlaskClient, shop: RealShop
) -> None:
    enrol(shop, C1)
    log_in(client, C1)
    pin = {"secret": "585027", "again": "585027"}
    made = send(
        client, "/office/people/enrol", code="小二", name="李明", **{"role-volunteer": "1"}, **pin
    )
    assert made.location == "/office/people/"
    page = client.get("/office/people/").get_data(as_text=True)
    assert "小二" in page
    assert "李明" in page
    easy = send(client, "/office/people/小二/reset", secret="123456", again="123456")
    assert "take another one" in easy.get_data(as_text=True)
    new = {"secret": "613850", "again": "613850"}
    assert send(client, "/office/people/小二/reset", **new).status_code == 303
    roles = {"role-volunteer": "1", "role-approver": "1"}
    asked = send(client, "/office/people/小二", name="李明", **roles)
    assert "need a new secret" in asked.get_data(as_text=True)
    words = {"secret": PASSPHRASE, "again": PASSPHRASE}
    assert send(client, "/office/people/小二", name="", **roles, **words).status_code == 303
    assert send(client, "/office/people/小二/suspend", reason="moved").status_code == 303
    assert "Suspended" in client.get("/office/people/").get_data(as_text=True)
    last = send(client, "/office/people/c1/suspend")
    assert last.status_code == 409
    assert "only coordinator" in last.get_data(as_text=True)


def test_who_is_suspended_is_out_with_the_page_still_open(
    app: Flask, client: FlaskClient, shop: RealShop
) -> None:
    enrol(shop, V1, C1)
    phone = app.test_client()
    log_in(phone, V1)
    assert phone.get("/volunteer/").status_code == 200
    log_in(client, C1)
    send(client, "/office/people/v1/suspend")
    assert phone.get("/volunteer/").status_code == 303
    assert log_in(phone, V1).status_code == 403


def test_ones_own_page_takes_a_new_pin(app: Flask, client: FlaskClient, shop: RealShop) -> None:
    enrol(shop, V1)
    other = app.test_client()
    log_in(client, V1)
    log_in(other, V1)
    new = {"secret": "585027", "again": "585027"}
    wrong = send(client, "/me/", old="999991", **new)
    assert "not the present one" in wrong.get_data(as_text=True)
    assert send(client, "/me/", old=V1.secret, **new).location == "/me/"
    assert client.get("/volunteer/").status_code == 200
    assert other.get("/volunteer/").status_code == 303


def test_an_unknown_code_is_no_page(client: FlaskClient, shop: RealShop) -> None:
    enrol(shop, C1)
    log_in(client, C1)
    for path in ("x", "x/reset", "x/suspend"):
        assert client.get(f"/office/people/{path}").status_code == 404
