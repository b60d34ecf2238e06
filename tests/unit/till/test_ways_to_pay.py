"""Open box, QR, IOU, gifts, the green button: how money and words come to the till."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import ButtonNotHere, MalformedInput
from shop.inputs import DoorMoved, Scanned
from tests.failures import proves
from tests.unit.counter.a_shop import Shop


def sale(shop: Shop) -> Any:
    return shop.last("SaleDeclared").body


# ---------------------------------------------------------------- the open box, QR, IOU


def test_the_open_box_coaches_what_to_put_in_and_take_back() -> None:
    shop = Shop(box="claimed")
    shop.scan("rice")
    shop.press("cash")
    assert (shop.view.put_fen, shop.view.take_fen) == (500, 150)
    assert (shop.view.put_pieces, shop.view.take_pieces) == (((500, 1),), ((100, 1), (50, 1)))
    shop.press("paid")
    assert shop.news() == ["TenderReceived", "ChangeGiven", "SaleDeclared"]
    assert shop.last("TenderReceived").body["evidence"] == "claimed"
    assert (shop.place("cashbox"), shop.place("due")) == (5350, 0)
    assert shop.view.phase == "thanks"


def test_paid_another_amount_and_the_change_for_it() -> None:
    shop = Shop(box="claimed")
    shop.scan("rice")
    shop.press("cash")
    shop.press("paid", 1000)
    assert shop.view.left_fen == -650
    shop.press("change", 600)
    assert shop.place("due") == -50
    with pytest.raises(MalformedInput):
        shop.press("change", 100)
    shop.press("change")
    assert shop.place("due") == 0
    with pytest.raises(ButtonNotHere):
        shop.press("change")
    assert shop.news().count("ChangeGiven") == 2


@proves("over_under", "cctalk-coin")
def test_too_much_goes_to_the_fund_if_one_likes() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(5)
    shop.press("fund")
    assert (shop.place("due"), shop.place("donor")) == (0, -150)
    assert shop.view.notice == "gift_thanks"
    assert "fund" not in shop.view.buttons


@proves("over_under", "cctalk-coin")
def test_a_machine_without_change_keeps_what_is_too_much() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(5)
    assert "change" not in shop.view.buttons
    tray = Shop(change="tray")
    tray.scan("rice")
    tray.coin(500)
    tray.wait(5)
    tray.press("change")
    assert (tray.place("due"), tray.place("cashbox")) == (0, 5350)


def test_qr_is_claimed_not_sure() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press("qr")
    shop.press("paid")
    assert (shop.place("qr_pending"), shop.place("qr_wallet"), shop.place("due")) == (350, 0, 0)
    assert shop.last("TenderReceived").body["tender"] == "qr"
    assert shop.view.phase == "thanks"


def test_half_in_coins_the_rest_by_qr() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(100)
    shop.press("qr")
    shop.press("paid")
    assert (shop.place("qr_pending"), shop.place("cashbox"), shop.place("due")) == (250, 5100, 0)


def test_an_iou_is_noted_under_a_name_of_ones_own() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(100)
    shop.press("iou")
    for alias in ("x" * 25, "a\nb", 5):
        with pytest.raises(MalformedInput):
            shop.press("iou", alias)
    shop.press("iou", " 老李 ")
    assert shop.news()[-2:] == ["SaleDeclared", "IouNoted"]
    assert (shop.last("IouNoted").body["alias"], shop.last("IouNoted").body["fen"]) == ("老李", 250)
    assert (shop.place("owed"), shop.place("due")) == (250, 0)
    assert shop.view.iou_fen == 250


def test_an_iou_of_what_is_paid_already_is_none() -> None:
    shop = Shop(box="claimed")
    shop.scan("rice")
    shop.press("cash")
    shop.press("iou")
    shop.press("back")
    shop.press("iou")
    shop.press("iou")
    assert shop.place("owed") == 350


def test_a_gift_and_an_old_debt_without_goods() -> None:
    shop = Shop(box="claimed")
    shop.press("give")
    with pytest.raises(MalformedInput):
        shop.press("paid", 123)
    shop.press("paid", 500)
    assert shop.news() == ["TenderReceived", "DonationReceived", "BasketAbandoned"]
    shop.press("repay")
    shop.press("paid", 200)
    assert (shop.place("donor"), shop.place("owed"), shop.place("due")) == (-500, -200, 0)
    machine = Shop()
    machine.press("give")
    machine.coin(100, 100)
    machine.press("done")
    assert machine.place("donor") == -200


# ---------------------------------------------------------------- the green button, doors, codes


def test_the_green_button_says_paid_at_an_open_box() -> None:
    shop = Shop(box="claimed")
    shop.green()
    assert shop.news() == []
    shop.scan("rice")
    shop.green()
    assert shop.news() == ["TenderReceived", "SaleDeclared"]
    assert (shop.view.phase, shop.place("cashbox")) == ("thanks", 5350)
    shop.green()
    assert shop.news() == []


def test_the_green_button_adds_no_word_to_what_a_machine_counts() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(100)
    shop.green()
    assert (shop.view.phase, shop.place("cashbox"), shop.place("due")) == ("thanks", 5100, 250)
    shop.wait(60)
    shop.scan("rice")
    shop.green()  # no coin fell, and nobody spoke of QR: unpaid, not invented
    assert shop.news()[-1] == "SaleDeclared"
    assert (shop.view.phase, shop.view.left_fen) == ("thanks", 350)
    assert (shop.place("qr_pending"), shop.place("cashbox"), shop.place("due")) == (0, 5100, 600)


@pytest.mark.parametrize("box", ["machine", "claimed"])
def test_the_green_button_means_qr_only_where_the_code_is_shown(box: str) -> None:
    shop = Shop(box=box)
    shop.scan("rice")
    shop.press("qr")
    shop.green()
    assert (shop.place("qr_pending"), shop.place("cashbox")) == (350, 5000)
    shop.wait(60)
    shop.scan("rice")
    shop.press("cash")
    shop.green()
    assert shop.place("qr_pending") == 350
    assert sale(shop)["how"] == ("done" if box == "machine" else "claimed")


def test_a_payment_code_means_payment_only_while_paying_and_is_never_kept() -> None:
    shop = Shop()
    code = Scanned("scanner", "134567890123456789", shape="wechat")
    shop.counter.handle(code)
    assert (shop.view.phase, shop.view.notice) == ("idle", "pay_first")
    shop.scan("rice")
    shop.press("qr")
    shop.counter.handle(code)
    assert (shop.view.phase, shop.view.notice) == ("qr", "show_code")
    shop.counter.handle(Scanned("scanner", "https://shop", shape="shop_qr"))
    assert shop.view.notice == "own_qr"
    assert "134567890123456789" not in str(
        shop.connection.execute("SELECT * FROM journal").fetchall()
    )


def test_a_payment_code_does_not_end_the_undo_time_for_a_cut_that_waits() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(5)
    assert shop.say(commands.OpenCut).waiting
    shop.counter.handle(Scanned("scanner", "134567890123456789", shape="wechat"))
    assert shop.view.phase == "thanks"
    assert "undo" in shop.view.buttons


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_a_scan_of_nothing_means_nothing(text: str) -> None:
    shop = Shop()
    shop.counter.handle(Scanned("scanner", text))
    assert (shop.view.phase, shop.news()) == ("idle", [])


def test_the_door_is_noted_once_each_way() -> None:
    shop = Shop()
    for is_open in (True, True, False, False, True):
        shop.counter.handle(DoorMoved("door", is_open))
    assert shop.news() == ["DeviceNoted"] * 3
    assert shop.view.phase == "idle"


def test_help_calls_and_changes_nothing_else() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.press("help")
    assert (shop.view.phase, shop.view.notice) == ("basket", "help_coming")
    assert (shop.news(), shop.sounds()[-1]) == (["DeviceNoted"], "help")
