"""A round waits for the resident at the till, and a basket for neither."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import CutAlreadyOpen, MalformedInput, ShopBusy, TillBusy
from tests.property.shop_moves import Disk
from tests.unit.counter.a_shop import Shop


def sale(shop: Shop) -> Any:
    return shop.last("SaleDeclared").body


def test_a_cut_opens_when_nobody_is_at_the_till() -> None:
    shop = Shop()
    shop.scan("rice")
    said = commands.OpenCut(shop.id())
    assert shop.counter.handle(said).waiting
    assert shop.counter.handle(said).waiting
    with pytest.raises(TillBusy):
        shop.say(commands.OpenCut)
    shop.coin(350)
    shop.wait(30)
    assert "CutOpened" not in shop.news()
    shop.wait(40)
    assert shop.news() == ["CutOpened"]
    assert shop.counter.handle(said).repeated
    shop.scan("rice")
    with pytest.raises(CutAlreadyOpen):
        shop.say(commands.OpenCut)


def test_a_cut_opens_between_two_residents_in_a_row() -> None:
    shop = Shop()
    shop.scan("rice")
    shop.say(commands.OpenCut)
    shop.coin(350)
    shop.wait(5)
    shop.scan("soap")
    assert shop.news()[-1] == "CutOpened"
    assert shop.view.phase == "basket"
    shop.coin(200)
    shop.wait(5)
    assert sale(shop)["opened_seq"] == shop.last("CutOpened").seq


def test_a_cut_is_not_closed_under_a_basket_from_before_a_count() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.scan("rice")
    shop.count_all(cut, {"rice": -1})
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    with pytest.raises(ShopBusy):
        shop.say(commands.CloseCut, cut)
    shop.coin(350)
    shop.wait(5)
    shop.say(commands.CloseCut, cut)
    [line] = [line for line in shop.last("CutClosed").body["items"] if line["item"] == "rice"]
    assert (line["gone_before"], line["missing"]) == (1, 0)
    shop.verify()


def test_a_round_that_waits_survives_a_book_that_is_lost() -> None:
    disk = Disk()
    shop = Shop(disk, stocked=False)
    shop.scan("rice")
    assert shop.say(commands.OpenCut).waiting
    shop.press("leave")
    disk.left = 0
    shop.wait(3)
    assert "CutOpened" not in shop.kinds
    assert shop.view.phase == "closed"
    disk.left = None
    shop.wait(6)
    assert shop.kinds.count("CutOpened") == 1


def test_an_id_no_form_has_does_not_wait_for_ever() -> None:
    shop = Shop()
    shop.scan("rice")
    for id_ in ("", "x" * 65, "号"):
        with pytest.raises(MalformedInput):
            shop.counter.handle(commands.OpenCut(id_))
