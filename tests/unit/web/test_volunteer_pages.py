"""Volunteers' pages on the real counter: what they record, what they refuse, what they hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop import commands, queries
from tests import texts
from tests.unit.web.real_shop import EGG, RICE, RealShop, let_in, village
from web import create_app

Client = FlaskClient


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    made = village(tmp_path / "book.db")
    yield made
    made.connection.close()


@pytest.fixture
def client(shop: RealShop) -> Client:
    texts.compile_all()
    app = create_app(shop)  # type: ignore[arg-type]
    let_in(app)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


def field(page: str, name: str) -> str:
    """Return what a field of a page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def send(client: Client, path: str, **typed: Any) -> Any:
    """Open a form, fill it in and send it with the id it was rendered with."""
    page = client.get(path).get_data(as_text=True)
    hidden = {
        name: field(page, name)
        for name in ("id", "price_id", "list_id")
        if f'name="{name}"' in page
    }
    return client.post(path, data={**hidden, **typed})


def entries(shop: RealShop, kind: str) -> list[Any]:
    with shop.reading() as book:
        return list(queries.journal.recent(book, 100, kinds=(kind,)))


def shelf(shop: RealShop) -> dict[str, int]:
    with shop.reading() as book:
        return queries.balances.shelf(book)


# ---------------------------------------------------------------- goods


def test_goods_received_are_confirmed_with_their_entry(client: Client, shop: RealShop) -> None:
    sent = send(client, "/volunteer/receive?item=EGG", quantity="12", supplier="王家村", unit_cost="8.5",
                expires_on="2026-12-09")  # fmt: skip
    assert sent.status_code == 303
    (entry,) = entries(shop, "GoodsReceived")
    assert entry.body["quantity"] == 12
    assert entry.body["unit_cost_fen"] == 850
    page = client.get(sent.location).get_data(as_text=True)
    assert f"Entry {entry.seq}" in page
    assert "王家村" in page


def test_the_same_form_twice_records_once_and_shows_the_first_answer(
    client: Client, shop: RealShop
) -> None:
    page = client.get("/volunteer/receive?item=EGG").get_data(as_text=True)
    data = {"id": field(page, "id"), "quantity": "12"}
    first = client.post("/volunteer/receive?item=EGG", data=data)
    again = client.post("/volunteer/receive?item=EGG", data=data)
    assert first.location == again.location
    assert len(entries(shop, "GoodsReceived")) == 1
    other = client.post("/volunteer/receive?item=EGG", data={**data, "quantity": "13"})
    assert other.status_code == 409
    assert field(other.get_data(as_text=True), "id") != data["id"]
    assert len(entries(shop, "GoodsReceived")) == 1


@pytest.mark.parametrize("typed", ["", "0", "-3", "1.5", "many", "9" * 30, "<script>"])
def test_a_bad_quantity_keeps_what_was_typed(client: Client, shop: RealShop, typed: str) -> None:
    sent = send(client, "/volunteer/receive?item=EGG", quantity=typed, supplier="王家村")
    page = sent.get_data(as_text=True)
    assert sent.status_code == 400
    assert "王家村" in page
    assert 'id="e-quantity"' in page
    assert "<script>" not in page
    assert entries(shop, "GoodsReceived") == []


def test_a_scanned_code_leads_to_its_item_and_a_case_to_its_pieces(
    client: Client, shop: RealShop
) -> None:
    assert "item=EGG" in client.get(f"/volunteer/receive?q={EGG}").location
    shop.say(commands.ListItem, item="TEA", name="茶", codes=(), case_codes={"16901028075838": 24})
    to = client.get("/volunteer/receive?q=16901028075838").location
    assert "pieces=24" in to
    sent = send(client, to, quantity="", cases="2", case_size="24")
    assert sent.status_code == 303
    assert shelf(shop)["TEA"] == 48


def test_an_unlisted_code_offers_to_list_it(client: Client) -> None:
    page = client.get("/volunteer/receive?q=6999999999994").get_data(as_text=True)
    assert "/volunteer/list-item?code=6999999999994" in page


def test_a_write_off_is_one_quantity_and_one_reason(client: Client, shop: RealShop) -> None:
    missing = send(client, "/volunteer/write-off?item=EGG", quantity="1")
    assert missing.status_code == 400
    assert (
        send(client, "/volunteer/write-off?item=EGG", quantity="1", reason="spoiled").status_code
        == 303
    )
    assert shelf(shop)["EGG"] == 19


def test_an_item_is_listed_with_its_price_in_one_form(client: Client, shop: RealShop) -> None:
    sent = send(
        client,
        "/volunteer/list-item",
        name="50%纯棉毛巾",
        price="9.90",
        unit="each",
        code="6900000000021",
    )
    assert sent.status_code == 303
    found = shop.catalogue.find("6900000000021")
    assert found
    assert found[0].price_at(shop.clock.now().wall_ms) == 990
    assert "50%纯棉毛巾" in client.get(sent.location).get_data(as_text=True)
    taken = send(client, "/volunteer/list-item", name="x", price="1", unit="each", code=EGG)
    assert taken.status_code == 400


def test_a_price_is_marked_from_now_on(client: Client, shop: RealShop) -> None:
    assert send(client, "/volunteer/prices/EGG", price="13.5").status_code == 303
    assert shop.catalogue.items["EGG"].price_at(shop.clock.now().wall_ms) == 1350
    assert send(client, "/volunteer/prices/EGG", price="0").status_code == 400
    assert client.get("/volunteer/prices/NIX").status_code == 404


def sell_unknown(shop: RealShop, code: str) -> None:
    shop.scan(code)
    shop.press("price", 500)
    shop.press("cash")
    shop.press("paid")
    shop.pass_minutes(3)


def test_an_unknown_code_is_named_as_an_item_there_is(client: Client, shop: RealShop) -> None:
    sell_unknown(shop, "6955500000013")
    home = client.get("/volunteer/").get_data(as_text=True)
    code = re.search(r'href="(/volunteer/unknown/[^"]+)"', home)
    assert code
    assert send(client, code.group(1), item="EGG").status_code == 303
    assert shelf(shop)["EGG"] == 19
    assert shop.catalogue.find("6955500000013")
    assert "unknown:" not in "".join(shelf(shop))


def test_an_unknown_code_is_named_as_a_new_item_in_one_step(client: Client, shop: RealShop) -> None:
    sell_unknown(shop, "6955500000013")
    page = client.get("/volunteer/unknown").get_data(as_text=True)
    path = re.search(r'href="(/volunteer/unknown/[^"]+)"', page)
    assert path
    bad = send(client, path.group(1), item="new", name="", price="5")
    assert bad.status_code == 400
    assert (
        send(client, path.group(1), item="new", name="辣条", price="5.00", unit="each").status_code
        == 303
    )
    found = shop.catalogue.find("6955500000013")
    assert found
    assert found[0].name == "辣条"


# ---------------------------------------------------------------- trouble


def test_nonsense_is_answered_not_obeyed(client: Client, shop: RealShop) -> None:
    before = len(entries(shop, "GoodsReceived"))
    assert (
        client.post("/volunteer/receive?item=EGG", data={"quantity": "1", "id": "x"}).status_code
        == 400
    )
    assert client.post("/volunteer/receive?item=EGG", data=b"\xff\xfe" * 99).status_code == 400
    assert client.get("/volunteer/receive?item=%00%ff").status_code == 404
    assert client.get("/volunteer/recorded/../../etc").status_code == 404
    assert client.post("/volunteer/cut/shelf", data={"counted": "1"}).status_code == 303
    assert len(entries(shop, "GoodsReceived")) == before


def test_a_book_that_cannot_be_written_says_so(client: Client, shop: RealShop) -> None:
    page = client.get("/volunteer/receive?item=EGG").get_data(as_text=True)
    shop.broken = True
    sent = client.post(
        "/volunteer/receive?item=EGG", data={"id": field(page, "id"), "quantity": "1"}
    )
    assert sent.status_code == 503


def test_without_its_token_a_form_asks_for_a_reload(shop: RealShop) -> None:
    app = create_app(shop)  # type: ignore[arg-type]
    let_in(app)
    client = app.test_client()
    client.set_cookie("lang", "en")
    sent = client.post("/volunteer/write-off?item=EGG", data={"quantity": "1", "reason": "spoiled"})
    assert sent.status_code == 400
    assert "eload" in sent.get_data(as_text=True)
    assert entries(shop, "GoodsWrittenOff") == []


def test_home_asks_for_a_count_without_saying_what_the_book_says(
    client: Client, shop: RealShop
) -> None:
    for _ in range(12):
        shop.buy(RICE)
    page = client.get("/volunteer/").get_data(as_text=True)
    assert "Please count" in page
    assert "-2" not in page
    assert "\u22122" not in page


def test_both_languages_are_whole(client: Client) -> None:
    client.set_cookie("lang", "zh_CN")
    for path in (
        "/volunteer/",
        "/volunteer/receive?item=EGG",
        "/volunteer/cut",
        "/volunteer/list-item",
    ):
        page = client.get(path).get_data(as_text=True)
        words = re.sub(r"<[^>]+>|English|DEMO", " ", page.split("<body", 1)[1].split(">", 1)[1])
        assert not re.search(r"[A-Za-z]{3,}", words), path
