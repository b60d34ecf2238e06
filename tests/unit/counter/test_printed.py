"""Slips come of facts, after the commit, and only where there is a printer."""

from __future__ import annotations

from typing import Any

import pytest

from shop.counter import Counter, CutRules
from shop.effects import PrintSlip
from shop.errors import LedgerError
from shop.slips import SlipRules
from tests.unit.counter.a_shop import Shop


class PrintingShop(Shop):
    """A shop with a printer."""

    slips: SlipRules | None = SlipRules(language="en")

    def start(self) -> None:
        super().start()
        named: dict[str, Any] = {"slips": self.slips, "devices": self.heard.append}
        self.counter = Counter(
            self.ledger, self.clock, self.ids, self.rules, CutRules("machine"), **named
        )

    def printed(self) -> list[PrintSlip]:
        return [effect for effect in self.heard if isinstance(effect, PrintSlip)]


def noted(shop: Shop) -> None:
    shop.scan("rice")
    shop.press("iou")
    shop.press("iou", "fish3")


def test_who_pays_later_gets_a_slip_without_their_nickname() -> None:
    shop = PrintingShop()
    noted(shop)
    (slip,) = shop.printed()
    assert (slip.kind, slip.title) == ("iou", "同心小店")
    assert "3.50" in str(slip.rows)
    assert "fish3" not in repr(slip)
    assert shop.last("IouNoted").body["iou"] in slip.qr


def test_a_receipt_only_where_the_shop_says_so() -> None:
    shop = PrintingShop()
    shop.scan("rice")
    shop.coin(500)
    shop.wait(6)
    assert shop.printed() == []
    shop = PrintingShop.__new__(PrintingShop)
    shop.slips = SlipRules(receipt=True, language="en")
    shop.__init__()  # type: ignore[misc]
    shop.scan("rice", "soap")
    shop.coin(500)
    shop.wait(6)
    (slip,) = shop.printed()
    assert slip.kind == "receipt"
    assert [right for _, right in slip.rows] == ["3.50", "1.50", "5.00", "5.00"]


def test_nothing_is_printed_of_what_the_book_refused() -> None:
    shop = PrintingShop()
    shop.scan("rice")
    shop.press("iou")
    shop.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError):
        shop.press("iou", "fish3")
    assert shop.printed() == []


def test_a_shop_without_a_printer_prints_nothing() -> None:
    shop = Shop()
    noted(shop)
    assert not [effect for effect in shop.heard if isinstance(effect, PrintSlip)]
