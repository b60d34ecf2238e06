"""Goods on consignment to a paid household, through the pages, on the real counter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop import commands
from shop.queries import households
from tests import texts
from tests.people import ALL, C1, V1, Who, enrol, log_in
from tests.unit.web.fund_shop import close_period, enrol_signers
from tests.unit.web.real_shop import EGG, RealShop, village
from web import create_app

APPROVER = Who("an", ("approver",), "seven slow summer evenings")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    texts.compile_all()
    made = village(tmp_path / "book.db")
    enrol(made, C1, APPROVER, V1, ALL)
    enrol_signers(made)
    yield made
    made.connection.close()


def client_of(shop: RealShop, who: Who | None, lang: str = "en") -> FlaskClient:
    app = create_app(shop)  # type: ignore[arg-type]
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("lang", lang)
    if who is not None:
        log_in(client, who)
    return client


def words(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def send(client: FlaskClient, path: str, **typed: Any) -> Any:
    """Open a form, fill it in and send it with what it was rendered with."""
    page = client.get(path).get_data(as_text=True)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return client.post(path, data={**hidden, **typed})


def test_from_a_crate_of_eggs_to_a_paid_household(shop: RealShop) -> None:
    office, volunteer = client_of(shop, C1), client_of(shop, V1)
    assert (
        send(
            office,
            "/office/households/register",
            code="h-03",
            village="星沙",
            name="甲",
            phone="138 0000",
        ).status_code
        == 303
    )
    assert "H-03" in words(office, "/office/households/")
    shop.say(commands.WriteOffGoods, item="EGG", quantity=20, reason="gift")
    answer = send(
        volunteer, "/volunteer/receive?item=EGG",
        quantity="12", party="h-03", unit_payout="9.00", lot="一号筐", expires_on="2026-12-24",
    )  # fmt: skip
    assert answer.status_code == 303
    for _ in range(4):
        shop.buy(EGG)
    close_period(shop)  # everybody was asked to log in again since
    office, approver = client_of(shop, C1), client_of(shop, APPROVER)
    page = words(approver, "/office/proceeds")
    assert "36.00" in page  # four gone, nine yuan each
    assert "this takes" in page.lower()  # nothing is banked yet
    refused = send(approver, "/office/proceeds", do="share", **{"w-H-03": "1"})
    assert refused.status_code == 409
    assert "bank collected money first" in refused.get_data(as_text=True)
    assert send(office, "/office/fund/bank", source="collected", amount="48.00").status_code == 303
    assert (
        send(approver, "/office/proceeds", do="look", reserve="2", **{"w-H-03": "1"}).status_code
        == 200
    )
    answer = send(
        approver,
        "/office/proceeds",
        do="share",
        reserve="2",
        purpose="冬天的书本",
        **{"w-H-03": "1"},
    )
    assert answer.status_code == 303
    with shop.reading() as book:
        assert households.owed(book)["H-03"].owed_fen == 4600
    board = words(client_of(shop, None), "/proceeds")
    for told in ("48.00", "36.00", "46.00", "2.00", "H-03", "星沙", "冬天的书本"):
        assert told in board
    assert "甲" not in board
    assert "138" not in board
    assert send(office, "/office/fund/pay/H-03", amount="40").status_code == 303
    assert send(office, "/office/fund/pay/H-03", amount="40").status_code == 409  # 6.00 are left
    fund = words(office, "/office/fund")
    assert "6.00" in fund
    shop.verify()


def test_each_line_of_the_fund_leads_to_its_entries(shop: RealShop) -> None:
    office = client_of(shop, C1)
    send(office, "/office/fund/bank", source="donor", amount="500", reference="A-1")
    send(
        office,
        "/office/fund/expense",
        amount="20.50",
        what="电费",
        source="fund",
        cost_of="running",
    )
    page = office.get("/office/fund").get_data(as_text=True)
    links = re.findall(r'href="(/office/fund/part/[^"]+)"', page)
    assert {link.split("/")[-1] for link in links} >= {"gifts", "running"}
    assert "500.00" in words(office, "/office/fund/part/gifts")
    assert "电费" in words(office, "/office/fund/part/running")
    assert "479.50" in words(office, "/office/fund")
    assert office.get("/office/fund/part/nix").status_code == 404


def test_who_sees_what(shop: RealShop) -> None:
    office = client_of(shop, C1)
    send(office, "/office/households/register", code="H-07", village="", name="乙", phone="")
    for path in ("/office/fund", "/office/proceeds", "/office/fund/part/gifts"):
        assert client_of(shop, None).get(path).status_code == 303
        assert client_of(shop, V1).get(path).status_code == 403
        assert client_of(shop, APPROVER).get(path).status_code == 200
    for path in ("/office/households/", "/office/households/H-07", "/office/households/register"):
        assert client_of(shop, APPROVER).get(path).status_code == 403
        assert client_of(shop, C1).get(path).status_code == 200
    for path in ("/office/fund", "/office/proceeds", "/proceeds"):
        assert "乙" not in words(client_of(shop, APPROVER), path)
    assert (
        send(client_of(shop, APPROVER), "/office/fund/bank", source="donor", amount="1").status_code
        != 303
    )


def test_what_is_wrong_with_a_form_is_said_at_its_field(shop: RealShop) -> None:
    office = client_of(shop, C1)
    send(office, "/office/households/register", code="H-03")
    for typed, told in [
        ({"code": "h-03"}, "is taken"),
        ({"code": "H 3"}, "never a name"),
        ({"code": "H-9", "phone": "call me"}, "telephone number"),
        ({"code": ""}, "Please fill this in"),
    ]:
        answer = send(office, "/office/households/register", **typed)
        assert answer.status_code in (400, 409)
        assert told in answer.get_data(as_text=True)
    assert (
        send(office, "/office/households/H-03", village="花桥", name="", phone="").status_code
        == 303
    )
    assert "花桥" in words(office, "/office/households/")
    assert office.get("/office/households/H-99").status_code == 404
    assert office.get("/office/fund/pay/H-99").status_code == 404
    page = send(office, "/volunteer/receive?item=EGG", quantity="3", party="H-99").get_data(
        as_text=True
    )
    assert "There is no household" in page


def test_the_board_before_anything_was_shared_out(shop: RealShop) -> None:
    assert "first share-out" in words(client_of(shop, None), "/proceeds")
    page = words(client_of(shop, None, "zh_CN"), "/proceeds")
    assert "钱用到了哪里" in page
    assert "Where" not in page
