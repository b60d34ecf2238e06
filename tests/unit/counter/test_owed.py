"""Change that the shop owes is paid once, and never more than the visit is still over."""

from __future__ import annotations

import pytest

from shop.errors import InputRefused
from shop.inputs import DispenseDone
from shop.paper_commands import PayOwed
from shop.queries import owed
from tests.unit.till.test_change import a_shop, short


def test_coins_that_fell_after_all_are_off_the_slip_and_then_nothing_is_owed() -> None:
    shop = a_shop()
    short(shop)
    shop.press("owe")
    (slip,) = owed.open_slips(shop.connection)
    late = ("jiao", "hopper:jiao", "late/jiao", slip.visit, 50)
    shop.counter.handle(DispenseDone(*late, 1, 0))
    assert owed.open_slips(shop.connection) == ()
    box_fen, head = shop.place("cashbox"), shop.ledger.head_seq
    with pytest.raises(InputRefused):
        shop.say(PayOwed, slip.owed, by="v1")
    assert (shop.place("cashbox"), shop.ledger.head_seq) == (box_fen, head)
    shop.verify()
