"""A whole round over the pages: open, count blind, count again, box, QR, bag, close."""

from __future__ import annotations

import re
from typing import Any

from shop import queries
from shop.reconcile.statement import draw
from tests.unit.web.real_shop import EGG, RICE, SALT, RealShop
from tests.unit.web.test_volunteer_pages import Client, client, entries, field, send, shop

__all__ = ["client", "shop"]


def begin(client: Client, shop: RealShop) -> str:
    page = client.get("/volunteer/cut").get_data(as_text=True)
    client.post("/volunteer/cut/open", data={"id": field(page, "id")})
    with shop.reading() as book:
        cut = queries.cuts.open_cut(book)
    assert cut is not None
    return str(cut.cut)


def count(client: Client, item: str, counted: str, **more: Any) -> Any:
    return send(
        client, f"/volunteer/cut/shelf?item={item}", item=item, counted=counted, save="1", **more
    )


def text(client: Client, path: str) -> str:
    return client.get(path, follow_redirects=True).get_data(as_text=True)


def test_a_round_from_opening_to_thanks(client: Client, shop: RealShop) -> None:
    shop.buy(EGG, SALT)
    shop.buy(RICE)
    cut = begin(client, shop)
    assert "0 of 3 items" in text(client, "/volunteer/cut")
    sent = count(client, "EGG", "18")
    assert sent.status_code == 303
    assert "1 of 3 items" in text(client, sent.location)
    count(client, "RICE", "9")
    count(client, "SALT", "39")
    assert "The shelf is counted" in text(client, "/volunteer/cut/shelf")
    again = text(client, "/volunteer/cut/recount")
    assert "大米" in again
    send(client, "/volunteer/cut/recount", item="RICE", counted="9", save="1")
    assert [e.body["round"] for e in entries(shop, "StockCounted")] == [2, 1, 1, 1]
    assert client.post("/volunteer/cut/collect", data={}).location == "/volunteer/cut/box"
    shown = send(client, "/volunteer/cut/box", n10000="1", n1000="0", n50="5", sum="1")
    assert "102.50" in shown.get_data(as_text=True)
    assert entries(shop, "CashCounted") == []
    send(client, "/volunteer/cut/box", n10000="1", n500="1", n100="2", n50="5")
    assert entries(shop, "CashCounted")[0].body["fen"] == 10_950
    assert send(client, "/volunteer/cut/qr", none="1").status_code == 303
    assert "no statement this time" in text(client, "/volunteer/cut")
    assert send(client, "/volunteer/cut/collect", fen="999", bag="A1").status_code == 400
    assert send(client, "/volunteer/cut/collect", fen="50", bag="A1").status_code == 303
    sent = send(client, "/volunteer/cut/close")
    assert sent.status_code == 303
    assert "Thank you" in text(client, sent.location)
    with shop.reading() as book:
        drawn = draw(queries.facts.of_cut(book, cut))
    assert drawn.exact.box_left_fen == 5_950
    assert drawn.exact.items[0].undeclared == 1


def test_before_a_count_is_in_no_page_tells_the_book(client: Client, shop: RealShop) -> None:
    for _ in range(3):
        shop.buy(EGG)
    begin(client, shop)
    for path in ("shelf?item=EGG", "shelf", "box", "qr", "close", "cancel", "recount"):
        page = client.get(f"/volunteer/cut/{path}", follow_redirects=True).get_data(as_text=True)
        words = re.sub(r"<[^>]+>", " ", page)
        assert not re.search(r"\b17\b", words), path
        assert "96.00" not in words, path
    home = client.get("/volunteer/").get_data(as_text=True)
    assert "96.00" not in home


def test_a_cut_waits_while_a_resident_is_at_the_till(client: Client, shop: RealShop) -> None:
    shop.scan(EGG)
    page = client.get("/volunteer/cut").get_data(as_text=True)
    sent = client.post("/volunteer/cut/open", data={"id": field(page, "id")})
    waits = client.get(sent.location)
    assert "A resident is at the till" in waits.get_data(as_text=True)
    assert 'http-equiv="refresh"' in waits.get_data(as_text=True)
    shop.press("cash")
    shop.press("paid")
    shop.pass_minutes(3)
    assert client.get(sent.location).location == "/volunteer/cut"
    assert "Cut no. 1" in text(client, "/volunteer/cut")


def test_opening_twice_with_the_same_form_opens_one(client: Client, shop: RealShop) -> None:
    page = client.get("/volunteer/cut").get_data(as_text=True)
    for _ in range(3):
        client.post("/volunteer/cut/open", data={"id": field(page, "id")})
    assert len(entries(shop, "CutOpened")) == 1
    other = client.post("/volunteer/cut/open", data={"id": shop.fresh_id()})
    assert other.status_code == 409


def test_what_cannot_be_found_is_skipped_and_closes_with_its_reason(
    client: Client, shop: RealShop
) -> None:
    begin(client, shop)
    sent = send(client, "/volunteer/cut/shelf?item=EGG", item="EGG", why="not_found")
    assert "item" not in sent.location
    assert "1 of 3 items" in text(client, "/volunteer/cut")
    count(client, "RICE", "10")
    send(client, "/volunteer/cut/box", n1000="6")
    bad = send(client, "/volunteer/cut/close", **{"why-EGG": "not_found", "why-SALT": ""})
    assert bad.status_code == 400
    page = bad.get_data(as_text=True)
    assert "Please choose one" in page
    assert re.search(r'<option value="not_found" selected', page)
    assert send(client, "/volunteer/cut/close", why_all="no_time").status_code == 303
    why = {line["item"]: line.get("why") for line in entries(shop, "CutClosed")[0].body["items"]}
    assert why["EGG"] == "no_time"


def test_a_box_must_be_counted_before_the_round_closes(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    for item, counted in (("EGG", "20"), ("RICE", "10"), ("SALT", "40")):
        count(client, item, counted)
    sent = send(client, "/volunteer/cut/close")
    assert sent.status_code == 409 or sent.status_code == 422
    assert "box has not been counted" in sent.get_data(as_text=True)


def test_an_empty_box_is_said_not_left_out(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    assert send(client, "/volunteer/cut/box").status_code == 400
    assert send(client, "/volunteer/cut/box", n100="x").status_code == 400
    assert send(client, "/volunteer/cut/box", empty="1").status_code == 303
    assert entries(shop, "CashCounted")[0].body["fen"] == 0


def test_a_case_is_added_without_scripts(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    page = send(client, "/volunteer/cut/shelf?item=EGG", item="EGG", counted="5", add="10")
    assert page.status_code == 200
    assert field(page.get_data(as_text=True), "counted") == "15"
    assert entries(shop, "StockCounted") == []


def test_an_absurd_count_is_asked_again_at_the_form(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    sent = count(client, "EGG", "99999")
    assert sent.status_code in (409, 422)
    page = sent.get_data(as_text=True)
    assert "count again" in page
    assert field(page, "counted") == "99999"


def test_a_round_is_given_up_with_a_reason(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    assert send(client, "/volunteer/cut/cancel", reason="").status_code == 400
    assert send(client, "/volunteer/cut/cancel", reason="下雨停电").status_code == 303
    assert entries(shop, "CutCancelled")[0].body["reason"] == "下雨停电"
    assert "Open the cut" in text(client, "/volunteer/cut")


def test_a_weight_is_counted_in_jin(client: Client, shop: RealShop) -> None:
    from shop import commands

    shop.say(commands.ListItem, item="APPLE", name="苹果", unit="g")
    begin(client, shop)
    assert count(client, "APPLE", "12.5", counted_unit="jin").status_code == 303
    assert entries(shop, "StockCounted")[0].body["counted"] == 6250


def test_a_total_that_differs_closes_without_a_word_of_the_book_s(
    client: Client, shop: RealShop
) -> None:
    shop.buy(EGG, how="qr")
    begin(client, shop)
    for item, counted in (("EGG", "19"), ("RICE", "10"), ("SALT", "40")):
        count(client, item, counted)
    send(client, "/volunteer/cut/box", n1000="6")
    send(client, "/volunteer/cut/qr", total="21")
    page = text(client, "/volunteer/cut/qr")
    assert "Entered already" in page
    for path in ("", "/qr", "/close"):
        assert "12.00" not in text(client, f"/volunteer/cut{path}")
    send(client, "/volunteer/cut/qr", total="0")
    assert send(client, "/volunteer/cut/close").status_code == 303
    assert [one.body["fen"] for one in entries(shop, "TenderUnfound")] == [1200]
