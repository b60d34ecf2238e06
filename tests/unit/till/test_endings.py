"""How visits end: undo, walking away, a power cut, a cut that waits."""

from __future__ import annotations

from typing import Any

import pytest

from shop.errors import ButtonNotHere
from tests.unit.counter.a_shop import Shop


def sale(shop: Shop) -> Any:
    return shop.last("SaleDeclared").body


def paid(shop: Shop, *items: str, fen: int = 500) -> None:
    """A sale that stands."""
    shop.scan(*items)
    shop.coin(fen)
    shop.wait(5)
    assert shop.view.phase == "thanks"


# ---------------------------------------------------------------- undo


def test_undo_within_a_minute_restores_basket_and_money() -> None:
    shop = Shop()
    paid(shop, "rice", fen=350)
    first = sale(shop)["sale"]
    shop.wait(50)
    shop.press("undo")
    assert shop.news()[-1] == "SaleVoided"
    assert (shop.view.phase, shop.view.money_fen, shop.view.left_fen) == ("basket", 350, 0)
    assert (shop.place("shelf", "rice"), shop.place("due")) == (20, -350)
    # Only an explicit press declares it again, and under a new id.
    shop.wait(60)
    assert (shop.view.phase, shop.news()) == ("basket", [])
    shop.press("done")
    assert sale(shop)["sale"] != first
    assert sale(shop)["visit"] == shop.last("SaleVoided").body["visit"]
    assert (shop.place("shelf", "rice"), shop.place("due")) == (19, 0)
    shop.press("undo")
    shop.press("done")
    assert [kind for kind in shop.news() if kind.startswith("Sale")] == [
        "SaleDeclared", "SaleVoided", "SaleDeclared",
    ]  # fmt: skip
    shop.verify()


def test_after_a_minute_there_is_nothing_to_undo() -> None:
    shop = Shop()
    paid(shop, "rice")
    shop.wait(60)
    with pytest.raises(ButtonNotHere):
        shop.press("undo")


def test_undo_takes_the_iou_back_too() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press("iou")
    shop.press("iou", "Li")
    shop.press("undo")
    assert (shop.place("owed"), shop.place("due"), shop.view.iou_fen) == (0, 0, 0)
    shop.press("cash")
    assert shop.view.left_fen == 350


def test_undone_and_left_is_no_sale_but_the_money_stays() -> None:
    shop = Shop()
    paid(shop, "rice")
    shop.press("undo")
    shop.press("leave")
    assert (shop.view.phase, shop.view.notice_fen) == ("credit", 500)
    shop.wait(60)
    assert shop.news()[-2:] == ["SaleVoided", "BasketAbandoned"]
    assert shop.place("due") == -500
    undone = Shop()
    paid(undone, "rice")
    undone.press("undo")
    undone.wait(200)
    assert undone.news()[-1] == "BasketAbandoned"


def test_a_first_scan_after_the_thanks_begins_another_visit() -> None:
    shop = Shop()
    paid(shop, "rice")
    first = sale(shop)["visit"]
    paid(shop, "soap", fen=200)
    assert sale(shop)["visit"] != first
    assert sale(shop)["due_fen"] == 150


# ---------------------------------------------------------------- walking away


def test_a_basket_left_standing_is_abandoned_and_moves_nothing() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.wait(119)
    assert shop.view.phase == "basket"
    shop.wait(1)
    assert (shop.view.phase, shop.news()) == ("idle", ["BasketAbandoned"])
    assert shop.place("shelf", "rice") == 20


@pytest.mark.parametrize("button", ["cash", "qr", "iou"])
def test_walking_away_once_a_way_to_pay_was_chosen_is_an_unpaid_sale(button: str) -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press(button)
    shop.wait(120)
    assert (sale(shop)["how"], shop.place("due")) == ("timeout", 350)
    assert shop.view.phase == "thanks"


def test_walking_away_with_some_money_in_is_a_short_sale() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(100)
    shop.wait(120)
    assert (sale(shop)["how"], shop.place("due")) == ("timeout", 250)


def test_not_buying_puts_the_goods_back() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press("leave")
    assert shop.news() == ["BasketAbandoned"]
    assert shop.last("BasketAbandoned").body["why"] == "left"


def test_money_nobody_scans_for_is_unattached_after_a_minute() -> None:
    shop = Shop()
    shop.coin(500)
    shop.wait(60)
    assert shop.view.phase == "idle"
    assert shop.news()[-1] == "BasketAbandoned"
    assert shop.place("due") == -500
    fund = Shop()
    fund.coin(500)
    fund.press("fund")
    assert (fund.place("donor"), fund.place("due")) == (-500, 0)


# ---------------------------------------------------------------- power


def test_after_a_power_cut_the_money_is_offered_once() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.start()
    assert (shop.view.phase, shop.view.notice, shop.view.notice_fen) == ("credit", "resumed", 500)
    visit = shop.last("TenderReceived").body["visit"]
    shop.scan("rice")
    shop.wait(5)
    assert sale(shop)["visit"] == visit
    assert shop.place("due") == -150


def test_nobody_comes_back_for_it_and_a_second_restart_does_not_offer_it_again() -> None:
    shop = Shop()
    shop.coin(500)
    shop.start()
    shop.wait(59)
    assert shop.view.notice == "resumed"
    shop.wait(1)
    assert shop.view.phase == "idle"
    assert shop.last("BasketAbandoned").body["why"] == "restart"
    shop.news()
    shop.start()
    assert (shop.view.phase, shop.news()) == ("idle", [])


def test_a_second_power_cut_within_the_minute_offers_it_again() -> None:
    shop = Shop()
    shop.coin(500)
    for _ in range(3):
        shop.start()
        assert shop.view.money_fen == 500
    assert "BasketAbandoned" not in shop.news()


def test_a_power_cut_after_the_sale_offers_nothing() -> None:
    shop = Shop()
    paid(shop, "rice")
    shop.coin(100)
    shop.start()
    assert shop.view.phase == "idle"


def test_a_power_cut_after_an_undo_offers_what_was_paid_less_what_was_given() -> None:
    shop = Shop()
    paid(shop, "rice", fen=1000)
    shop.press("fund")
    shop.press("undo")
    shop.start()
    assert (shop.view.notice, shop.view.notice_fen) == ("resumed", 350)
    shop.press("fund")  # a second gift of one visit, after a restart
    assert shop.place("donor") == -1000
    shop.verify()
