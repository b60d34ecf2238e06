"""Papers over the pages: a statement file, pay-later notes, late papers, corrections, bad input."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shop import commands, queries
from shop.reconcile.statement import draw
from tests.unit.statements.files import wechat, wechat_row
from tests.unit.web.real_shop import EGG, SALT, RealShop, let_in
from tests.unit.web.test_volunteer_cut import begin, count
from tests.unit.web.test_volunteer_pages import Client, client, entries, field, send, shop

__all__ = ["client", "shop"]

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now(shop: RealShop) -> str:
    at_ms = shop.clock.now().wall_ms
    return datetime.fromtimestamp(at_ms // 1000, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def upload(client: Client, path: str, *files: str | bytes, encoding: str = "utf-8") -> Any:
    page = client.get(path).get_data(as_text=True)
    sent = [
        (io.BytesIO(one if isinstance(one, bytes) else one.encode(encoding)), f"{n}.csv")
        for n, one in enumerate(files)
    ]
    data = {"id": field(page, "id"), "file": sent}
    return client.post(path, data=data, content_type="multipart/form-data")


def buy_by_qr(shop: RealShop, code: str) -> str:
    shop.buy(code, how="qr")
    shop.pass_minutes(3)
    return now(shop)


def test_a_file_is_looked_at_first_and_written_once(client: Client, shop: RealShop) -> None:
    at = now(shop)
    buy_by_qr(shop, EGG)
    begin(client, shop)
    head = len(entries(shop, "TenderMatched"))
    bill = wechat(wechat_row(at, "420001", "12.00", fee="0.07200"))
    sent = upload(client, "/volunteer/cut/qr/file", bill, encoding="gb18030")
    assert sent.status_code == 303
    page = client.get(sent.location).get_data(as_text=True)
    assert "12.00" in page
    assert "Found: claimed and paid" in page
    assert len(entries(shop, "TenderMatched")) == head
    done = client.post(sent.location, data={"id": field(page, "id")})
    assert done.status_code == 303
    assert "QR statement entered" in client.get(done.location).get_data(as_text=True)
    assert entries(shop, "QrStatementRecorded")[0].body["fen"] == 1200
    again = client.post(sent.location, data={"id": field(page, "id")})
    assert again.location == done.location
    assert len(entries(shop, "QrStatementRecorded")) == 1


def test_claims_that_the_file_lacks_are_taken_back_only_when_somebody_says_it_is_whole(
    client: Client, shop: RealShop
) -> None:
    at = now(shop)
    buy_by_qr(shop, EGG)
    buy_by_qr(shop, SALT)
    begin(client, shop)
    bill = wechat(wechat_row(at, "420001", "12.00"))
    place = upload(client, "/volunteer/cut/qr/file", bill).location
    page = client.get(place).get_data(as_text=True)
    assert "Claimed, not in the file" in page
    refused = client.post(place, data={"id": field(page, "id")})
    assert refused.status_code == 400
    assert entries(shop, "QrStatementRecorded") == []
    assert client.post(place, data={"id": field(page, "id"), "whole": "1"}).status_code == 303
    assert entries(shop, "TenderUnfound")[0].body["fen"] == 250


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "looks like a statement"),
        (b"PK\x03\x04\x00\x00", "no CSV text"),
        (wechat(wechat_row("2020-01-01 10:00:00", "1", "1.00")), "lies in the round"),
        (wechat(wechat_row("soon", "1", "1.00")), "Line 2, column 交易时间"),
    ],
)
def test_a_bad_file_is_answered_at_its_field(
    client: Client, shop: RealShop, file: str | bytes, said: str
) -> None:
    buy_by_qr(shop, EGG)
    begin(client, shop)
    head = queries.journal.head(shop.connection)
    answer = upload(client, "/volunteer/cut/qr/file", file)
    assert answer.status_code in (400, 409)
    assert said in answer.get_data(as_text=True)
    assert queries.journal.head(shop.connection) == head


def test_no_file_and_a_forgotten_draft_have_a_way_out(client: Client, shop: RealShop) -> None:
    begin(client, shop)
    assert "Please choose the file" in upload(client, "/volunteer/cut/qr/file").get_data(
        as_text=True
    )
    gone = client.get(f"/volunteer/cut/qr/file/{shop.fresh_id()}")
    assert (gone.status_code, "chosen again" in gone.get_data(as_text=True)) == (404, True)
    assert client.get("/volunteer/cut/qr/file?cut=NOPE").status_code == 404


def whole_round(client: Client, shop: RealShop, **counts: str) -> str:
    cut = begin(client, shop)
    held = queries.balances.shelf(shop.connection)
    for item in ("EGG", "RICE", "SALT"):
        count(client, item, counts.get(item, str(held[item])))
    box = queries.balances.one(shop.connection, "cashbox")
    shop.say(commands.CountBox, cut=cut, fen=box)
    shop.say(commands.CloseCut, cut=cut)
    return cut


def test_a_file_for_a_closed_round_restates_it(client: Client, shop: RealShop) -> None:
    at = now(shop)
    buy_by_qr(shop, EGG)
    cut = whole_round(client, shop)
    path = f"/volunteer/cut/qr/file?cut={cut}"
    assert "This round is closed" in client.get(path).get_data(as_text=True)
    place = upload(client, path, wechat(wechat_row(at, "420001", "12.00"))).location
    page = client.get(place).get_data(as_text=True)
    client.post(place, data={"id": field(page, "id")})
    shown = client.get(f"/office/statements/{cut}").get_data(as_text=True)
    assert "Restated" in shown
    assert "matched with a statement" in shown


def test_notes_are_listed_found_and_paid_in_part(client: Client, shop: RealShop) -> None:
    shop.scan(EGG)
    shop.press("iou")
    shop.press("iou", "plum")
    shop.pass_minutes(2)
    sale = str(entries(shop, "IouNoted")[0].body["sale"])
    assert "plum" in client.get("/volunteer/ious").get_data(as_text=True)
    assert "plum" in client.get(f"/volunteer/ious?q={sale[-4:]}").get_data(as_text=True)
    assert "No open note" in client.get("/volunteer/ious?q=pear").get_data(as_text=True)
    path = f"/volunteer/ious/{sale}"
    assert "Given to me" not in client.get(path).get_data(as_text=True)
    too_much = send(client, path, fen="12.01", how="box")
    assert "more than this note still owes" in too_much.get_data(as_text=True)
    assert entries(shop, "IouRepaid") == []
    assert send(client, path, fen="5", how="box").status_code == 303
    assert entries(shop, "IouRepaid")[0].body["fen"] == 500
    assert "7.00" in client.get("/office/ious").get_data(as_text=True)
    assert send(client, path, fen="7", how="box").status_code == 303
    assert client.get(path).status_code == 404
    assert client.get(f"/office/ious/{sale}/let-go").status_code == 403


def test_a_late_delivery_names_its_round_and_restates_it(client: Client, shop: RealShop) -> None:
    cut = whole_round(client, shop, EGG="25")
    assert "A paper of an earlier round" in client.get("/volunteer/receive?item=EGG").get_data(
        as_text=True
    )
    send(client, "/volunteer/receive?item=EGG", quantity="5", for_cut=cut)
    assert entries(shop, "GoodsReceived")[0].body["for_cut"] == cut
    with shop.reading() as book:
        exact = draw(queries.facts.of_cut(book, cut)).exact
    assert all(item.undeclared == 0 for item in exact.items)
    bad = send(client, "/volunteer/receive?item=EGG", quantity="5", for_cut="NOPE")
    assert bad.status_code == 400


def test_change_money_goes_in_and_out(client: Client, shop: RealShop) -> None:
    assert send(client, "/volunteer/change-money", way="in", fen="20").status_code == 303
    assert send(client, "/volunteer/change-money", way="out", fen="10").status_code == 303
    assert [entries(shop, kind)[0].body["fen"] for kind in ("FloatAdded", "FloatRemoved")] == [
        2000,
        1000,
    ]
    over = send(client, "/volunteer/change-money", way="out", fen="999")
    assert over.status_code == 409
    assert "notice bad" in over.get_data(as_text=True)
    assert len(entries(shop, "FloatRemoved")) == 1


def test_an_entry_is_shown_and_corrected(client: Client, shop: RealShop) -> None:
    send(client, "/volunteer/receive?item=EGG", quantity="12")
    seq = entries(shop, "GoodsReceived")[0].seq
    path = f"/office/entry/{seq}"
    assert "Correct it" in client.get(path).get_data(as_text=True)
    assert send(client, path, amount="10", reason="").status_code == 400
    assert send(client, path, amount="10", reason="miscounted").status_code == 303
    assert queries.balances.one(shop.connection, "shelf", "EGG") == 30
    page = client.get(path).get_data(as_text=True)
    assert "Its corrections" in page
    assert 'value="10"' in page
    assert "Correct it" not in client.get("/office/entry/1").get_data(as_text=True)
    assert client.get("/office/entry/99999").status_code == 404


def test_strangers_see_none_of_it(shop: RealShop) -> None:
    from web import create_app

    stranger = create_app(shop).test_client()
    for path in ("/volunteer/ious", "/office/ious", "/office/entry/1", "/volunteer/cut/qr/file"):
        assert stranger.get(path).status_code == 303, path
    assert let_in  # the others are let in by the fixture


BAD_COUNTS = ["", "-1", "x", "1.5", "99999"]


@pytest.mark.parametrize("typed", BAD_COUNTS)
def test_counts_missing_negative_or_absurd_are_refused_and_nothing_is_written(
    client: Client, shop: RealShop, typed: str
) -> None:
    begin(client, shop)
    head = queries.journal.head(shop.connection)
    answer = count(client, "EGG", typed)
    assert answer.status_code >= 400
    assert "error" in answer.get_data(as_text=True) or "notice bad" in answer.get_data(as_text=True)
    assert queries.journal.head(shop.connection) == head


def test_a_second_opening_and_a_collection_outside_a_round_are_refused(
    client: Client, shop: RealShop
) -> None:
    assert client.get("/volunteer/cut/collect").location == "/volunteer/cut"
    page = client.get("/volunteer/cut").get_data(as_text=True)
    begin(client, shop)
    head = queries.journal.head(shop.connection)
    again = client.post("/volunteer/cut/open", data={"id": shop.fresh_id()})
    assert "A cut is open already" in again.get_data(as_text=True)
    assert queries.journal.head(shop.connection) == head
    assert page
