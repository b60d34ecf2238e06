"""An entry that was wrong is corrected by a further one, in the cut it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from shop import commands
from shop.errors import MalformedInput
from shop.paper_commands import CorrectEntry
from shop.paper_errors import BoxHoldsLess, NotCorrectable, SameAsBefore
from shop.queries import facts
from shop.reconcile.statement import draw
from tests.unit.counter.a_shop import Shop


def correct(shop: Shop, seq: int, amount: int, reason: str = "miscounted") -> Any:
    return shop.say(CorrectEntry, seq, amount, reason)


def item(shop: Shop, cut: str, name: str) -> Any:
    exact = draw(facts.of_cut(shop.connection, cut)).exact
    return next(one for one in exact.items if one.item == name)


def test_a_delivery_of_this_round_is_corrected_on_the_shelf() -> None:
    shop = Shop()
    seq = shop.say(commands.ReceiveGoods, "rice", 10).entries[0]
    correct(shop, seq, 8)
    assert shop.place("shelf", "rice") == 28
    entry = shop.last("EntryCorrected")
    assert (entry.corrects, entry.body["reason"]) == (seq, "miscounted")
    correct(shop, seq, 9)
    correct(shop, seq, 0, "never came")
    assert shop.place("shelf", "rice") == 20
    with pytest.raises(NotCorrectable):
        correct(shop, seq, 5)
    shop.verify()


def test_a_delivery_of_a_closed_cut_restates_that_cut_and_moves_no_later_one() -> None:
    shop = Shop()
    seq = shop.say(commands.ReceiveGoods, "rice", 10).entries[0]
    first = shop.cut({"rice": -2})
    shop.wait(60)
    second = shop.cut()
    held = shop.place("shelf", "rice")
    assert item(shop, first, "rice").undeclared == 2
    correct(shop, seq, 8)
    assert item(shop, first, "rice").undeclared == 0
    assert item(shop, second, "rice").undeclared == 0
    assert shop.place("shelf", "rice") == held
    assert draw(facts.of_cut(shop.connection, first)).facts.restated
    assert not draw(facts.of_cut(shop.connection, second)).facts.restated
    shop.verify()


def test_a_late_paper_that_was_wrong_itself_is_corrected_too() -> None:
    shop = Shop()
    first = shop.cut({"rice": 5})
    seq = shop.say(commands.ReceiveGoods, "rice", 7, for_cut=first).entries[0]
    assert item(shop, first, "rice").undeclared == 2
    correct(shop, seq, 5)
    assert item(shop, first, "rice").undeclared == 0
    shop.verify()


def test_a_late_paper_is_corrected_while_its_round_is_open_and_the_round_closes() -> None:
    shop = Shop()
    cut = shop.open_cut()
    shop.count_all(cut, {"rice": 5})
    seq = shop.say(commands.ReceiveGoods, "rice", 7, for_cut=cut).entries[0]
    correct(shop, seq, 5)
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    shop.say(commands.CloseCut, cut)
    assert item(shop, cut, "rice").undeclared == 0
    shop.verify()


@pytest.mark.parametrize("closed", [False, True])
def test_change_money_is_corrected_in_box_and_purse(closed: bool) -> None:
    shop = Shop()
    seq = shop.say(commands.MoveFloat, 2000).entries[0]
    cut = shop.cut(box_off=-500) if closed else ""
    correct(shop, seq, 1500)
    if closed:
        assert draw(facts.of_cut(shop.connection, cut)).exact.cash_over_short_fen == 0
        assert shop.place("cashbox") == 6500
    else:
        assert (shop.place("cashbox"), shop.place("float")) == (6500, 8500)
    shop.verify()


def test_a_write_off_taken_back_whole() -> None:
    shop = Shop()
    seq = shop.say(commands.WriteOffGoods, "eggs", 4, "spoiled").entries[0]
    correct(shop, seq, 0)
    assert (shop.place("shelf", "eggs"), shop.place("written_off", "eggs")) == (30, 0)
    shop.verify()


def test_what_cannot_be_corrected_says_so_and_nothing_is_written() -> None:
    shop = Shop()
    seq = shop.say(commands.ReceiveGoods, "rice", 10).entries[0]
    price = shop.say(commands.MarkPrice, "rice", 400).entries[0]
    float_ = shop.say(commands.MoveFloat, 100_000).entries[0]
    shop.say(commands.MoveFloat, -105_000)
    head = shop.ledger.head_seq
    for wrong, amount, reason, error in [
        (seq, 10, "x", SameAsBefore),
        (seq, -1, "x", MalformedInput),
        (seq, 5, "  ", MalformedInput),
        (price, 5, "x", NotCorrectable),
        (99_999, 5, "x", NotCorrectable),
        (float_, 0, "x", BoxHoldsLess),
    ]:
        with pytest.raises(error):
            correct(shop, wrong, amount, reason)
    assert shop.ledger.head_seq == head


def test_no_refusal_tells_what_the_box_should_hold() -> None:
    """Counts are blind: neither before a round nor in one is the book's figure told."""
    shop = Shop()
    for in_a_round in (False, True):
        if in_a_round:
            shop.open_cut()
        with pytest.raises(BoxHoldsLess) as refused:
            shop.say(commands.MoveFloat, -999_900)
        assert refused.value.params == {"amount": "9,999.00"}
        assert "50" not in str(refused.value)
    assert shop.place("cashbox") == 5000
