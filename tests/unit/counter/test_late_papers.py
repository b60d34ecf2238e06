"""Papers that come late, namings, and what a round that is open does with them."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import (
    AmountTooLarge,
    BoxNotCounted,
    CountAbsurd,
    CountIncomplete,
    InputRefused,
    MalformedInput,
    NoCutOpen,
    OpeningAlreadyTaken,
    ShopBusy,
)
from shop.queries import facts
from tests.unit.counter.a_shop import Shop


def item(shop: Shop, cut: str, name: str = "rice") -> Any:
    return next(one for one in facts.of_cut(shop.connection, cut).items if one.item == name)


def undeclared(shop: Shop, cut: str, name: str = "rice") -> int:
    one = item(shop, cut, name)
    return one.opening + one.received - one.removed - one.declared - one.counted


def test_a_delivery_note_found_later_explains_the_surplus_of_its_cut() -> None:
    shop = Shop()
    first = shop.cut({"rice": 5})  # five more on the shelf than the book knew
    second = shop.cut()
    assert undeclared(shop, first) == -5
    shop.say(commands.ReceiveGoods, "rice", 5, for_cut=first)
    assert undeclared(shop, first) == undeclared(shop, second) == 0
    assert shop.place("shelf", "rice") == 25
    assert facts.of_cut(shop.connection, first).restated
    assert not facts.of_cut(shop.connection, second).restated
    shop.verify()


def test_a_fact_of_a_cut_that_did_not_count_it_meets_the_first_that_did() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.say(commands.CountBox, cut, 5000)
    why = dict.fromkeys(("rice", "soap", "eggs", "pepper"), "flooded")
    shop.say(commands.CloseCut, cut, why)
    second = shop.cut({"rice": -2})
    assert undeclared(shop, second) == 2
    shop.say(commands.WriteOffGoods, "rice", 2, "wet", for_cut=cut)
    assert item(shop, cut).removed == 2
    assert undeclared(shop, second) == 0
    shop.verify()


def test_float_put_in_before_the_count_and_told_after() -> None:
    shop = Shop()
    cut = shop.cut(box_off=900)
    assert facts.of_cut(shop.connection, cut).money.over_short_fen == 900
    shop.say(commands.MoveFloat, 900, for_cut=cut)
    money = facts.of_cut(shop.connection, cut).money
    assert (money.over_short_fen, money.float_added_fen) == (0, 900)
    assert shop.place("cashbox") == 5900
    shop.verify()


def test_a_paper_for_the_open_round_before_and_after_its_count() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.say(commands.ReceiveGoods, "rice", 3, for_cut=cut)
    assert shop.last("GoodsReceived").body["mirror"] == []
    shop.count_all(cut)
    shop.say(commands.ReceiveGoods, "rice", 2, for_cut=cut)
    assert [one["cut"] for one in shop.last("GoodsReceived").body["mirror"]] == [cut]
    shop.say(commands.CountBox, cut, 5000)
    shop.say(commands.CloseCut, cut)
    assert item(shop, cut).received == 5
    assert undeclared(shop, cut) == 2  # counted without the last two: they are not there
    shop.verify()


def test_a_given_up_round_gives_its_mirrors_back() -> None:
    shop = Shop()
    given_up = shop.open_cut()
    shop.count_all(given_up)
    shop.say(commands.CountBox, given_up, 5000)
    shop.say(commands.ReceiveGoods, "rice", 2, for_cut=given_up)
    shop.say(commands.MoveFloat, 300, for_cut=given_up)
    assert (shop.place("shelf", "rice"), shop.place("cashbox")) == (20, 5000)
    shop.say(commands.CancelCut, given_up)
    assert (shop.place("shelf", "rice"), shop.place("cashbox")) == (22, 5300)
    cut = shop.cut()
    assert (item(shop, cut).received, undeclared(shop, cut)) == (2, 0)
    assert facts.of_cut(shop.connection, cut).money.float_added_fen == 300
    with pytest.raises(NoCutOpen):
        shop.say(commands.ReceiveGoods, "rice", 2, for_cut=given_up)
    shop.verify()


# ---------------------------------------------------------------- naming


def sell_unknown(shop: Shop, *codes: str) -> None:
    for code in codes:
        shop.scan(code)
        shop.press("price", 300)
    shop.coin(300 * len(codes))
    shop.wait(5)


def test_each_unknown_code_of_one_sale_can_be_named() -> None:
    shop = Shop()
    sell_unknown(shop, "12345670", "87654325")
    shop.wait(70)
    shop.say(commands.NameUnknown, "12345670", "rice")
    shop.say(commands.NameUnknown, "87654325", "soap")
    assert (shop.place("taken", "rice"), shop.place("taken", "soap")) == (1, 1)
    assert shop.place("shelf", "unknown:12345670") == shop.place("shelf", "unknown:87654325") == 0
    with pytest.raises(MalformedInput):
        shop.say(commands.NameUnknown, "12345670", "soap")  # it has its name
    sale, naming = shop.last("SaleDeclared"), shop.last("EntryCorrected")
    assert naming.corrects == sale.seq
    assert naming.body["replacement"]["body"]["due_fen"] == sale.body["due_fen"]
    shop.verify()


def test_a_code_is_not_named_under_the_hands_of_who_may_still_undo() -> None:
    shop = Shop()
    sell_unknown(shop, "12345670")
    with pytest.raises(ShopBusy):
        shop.say(commands.NameUnknown, "12345670", "rice")
    shop.press("undo")
    with pytest.raises(ShopBusy):
        shop.say(commands.NameUnknown, "12345670", "rice")
    shop.press("done")
    shop.wait(60)
    shop.say(commands.NameUnknown, "12345670", "rice")
    assert (shop.place("taken", "rice"), shop.place("taken", "unknown:12345670")) == (1, 0)
    shop.verify()


def test_a_taken_back_sale_is_not_named_and_weighed_goods_are_no_name() -> None:
    shop = Shop()
    sell_unknown(shop, "12345670")
    shop.press("undo")
    shop.press("leave")
    shop.wait(70)
    with pytest.raises(MalformedInput):
        shop.say(commands.NameUnknown, "12345670", "rice")
    sell_unknown(shop, "12345670")
    shop.wait(70)
    with pytest.raises(MalformedInput, match="weight"):
        shop.say(commands.NameUnknown, "12345670", "pepper")


# ---------------------------------------------------------------- what a round refuses


def test_a_round_asks_for_all_it_needs() -> None:
    shop = Shop()
    for without in (commands.CountBox, commands.CollectCash):
        with pytest.raises(NoCutOpen):
            shop.say(without, "none", 5)
    cut = shop.open_cut()
    shop.say(commands.CountItem, cut, "rice", 20)
    for early in ((commands.CloseCut, cut), (commands.CollectCash, cut, 100)):
        with pytest.raises(BoxNotCounted):
            shop.say(*early)
    shop.say(commands.CountBox, cut, 5000)
    with pytest.raises(CountIncomplete, match="肥皂"):
        shop.say(commands.CloseCut, cut, {"pepper": "high up", "eggs": " "})
    with pytest.raises(CountAbsurd):
        shop.say(commands.CountItem, cut, "rice", 1000)
    with pytest.raises(AmountTooLarge):
        shop.say(commands.CollectCash, cut, 5001)
    shop.say(commands.CollectCash, cut, 3000)
    with pytest.raises(AmountTooLarge):
        shop.say(commands.CollectCash, cut, 2001)
    with pytest.raises(AmountTooLarge):
        shop.say(commands.CancelCut, cut)
    shop.say(commands.RecordQrStatement, cut, 700)
    shop.say(commands.RecordQrStatement, cut, 0)
    shop.say(commands.CloseCut, cut, dict.fromkeys(("pepper", "eggs", "soap"), "high up"))
    with pytest.raises(NoCutOpen):
        shop.say(commands.CountItem, cut, "rice", 20)
    shop.verify()


def test_the_opening_is_taken_once_and_first() -> None:
    shop = Shop()
    with pytest.raises(OpeningAlreadyTaken):
        shop.say(commands.TakeOpening, {"rice": 3}, {})
    with pytest.raises(InputRefused):
        Shop(stocked=False).say(commands.TakeOpening, {"rice": 3}, {})


def test_coins_and_goods_during_a_round_change_nothing_of_it() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.count_all(cut)
    shop.scan("rice")
    shop.coin(500)
    shop.wait(70)
    shop.say(commands.CountItem, cut, "rice", 19, 2)
    shop.say(commands.CountBox, cut, 5500)
    shop.say(commands.CloseCut, cut)
    found = facts.of_cut(shop.connection, cut)
    assert undeclared(shop, cut) == 0
    assert (found.money.cash_credited_fen, found.money.box_counted_fen) == (0, 5000)
    assert found.sales == ()
    later = shop.cut()
    assert facts.of_cut(shop.connection, later).money.cash_credited_fen == 500
    shop.verify()
