"""Small weeks at the real counter with a real book, to fall into each pitfall once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shop import commands
from shop.entries import Draft
from shop.queries import balances, facts
from shop.reconcile.statement import Statement, draw
from tests.unit.counter.a_shop import GOODS, Shop

#: A visit is over, and its undo minute with it.
OVER_S = 70


def pays(shop: Shop, *items: str) -> None:
    """Scan these, put in exactly what they cost, and go."""
    shop.scan(*items)
    shop.coin(shop.view.left_fen)
    shop.wait(OVER_S)


def owes(shop: Shop, *items: str) -> None:
    """Scan these and leave them as an IOU."""
    shop.scan(*items)
    shop.press("iou")
    shop.press("iou", "A07")
    shop.wait(OVER_S)


def for_nothing(shop: Shop, button: str, fen: int) -> None:
    """Put money in for no goods: "give" it, or "repay" a debt with it."""
    shop.press(button)
    shop.coin(fen)
    if "done" in shop.view.buttons:
        shop.press("done")
    shop.wait(OVER_S)


def brings_back(shop: Shop, item: str, fen: int) -> None:
    """One piece comes back to the shelf, and its money out of the box."""
    visit = shop.id()
    line = {"item": item, "unit": "each", "quantity": 1, "each_fen": fen, "fen": fen}
    now_ms = shop.clock.now().wall_ms
    given = {"visit": visit, "lines": [line], "fen": fen, "goods_to": "shelf"}
    back = {"visit": visit, "tender": "cash", "fen": fen}
    shop.ledger.append(
        [
            Draft(shop.id(), "RefundGiven", given, now_ms, "volunteer"),
            Draft(shop.id(), "TenderReturned", back, now_ms, "volunteer"),
        ]
    )


def statement(shop: Shop, cut: str | None = None) -> Statement:
    return draw(facts.of_cut(shop.connection, cut))


def week(shop: Shop, **how: object) -> Statement:
    """Close a round (see `Shop.cut`) and draw its statement."""
    return statement(shop, shop.cut(**how))  # type: ignore[arg-type]


def week_without(shop: Shop, uncounted: str, off: dict[str, int]) -> Statement:
    """Close a round in which one shelf was not counted."""
    cut = shop.open_cut()
    held = balances.shelf(shop.connection)
    for item in GOODS:
        if item != uncounted:
            shop.say(commands.CountItem, cut, item, held.get(item, 0) + off.get(item, 0))
    shop.say(commands.CountBox, cut, balances.one(shop.connection, "cashbox"))
    shop.say(commands.CloseCut, cut, {uncounted: "no time"})
    return statement(shop, cut)


def line(said: Statement, item: str):
    return next(one for one in said.exact.items if one.item == item)


def floats_in(value: Any) -> list[float]:
    """Return every float in a value, and see that all else is what the books may hold."""
    if isinstance(value, float):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return [found for one in value for found in floats_in(one)]
    assert value is None or isinstance(value, int | str | Fraction)
    return []
