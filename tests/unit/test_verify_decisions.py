"""What a closing decides once, prices, estimates, box loss, recounts: `verify` decides it again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from shop import commands
from shop.anew import why_not
from shop.errors import ChainBroken
from shop.verify import verify
from tests.unit.counter.a_shop import Shop, empty_book
from tests.unit.ledger.lived import forge, seq_of

Edit = Callable[[dict[str, Any]], Any]


def _sell(shop: Shop, *items: str) -> None:
    shop.scan(*items)
    shop.coin(1000, 1000, 1000)
    shop.wait(90)


def _round(shop: Shop, eggs: str | None) -> None:
    """Rice 4 short and counted twice, box 7 yuan short; eggs not reached, or counted."""
    cut = shop.open_cut()
    held = {item: shop.place("shelf", item) for item in ("rice", "soap", "eggs", "pepper")}
    shop.say(commands.CountItem, cut, "rice", held["rice"] - 3)
    shop.say(commands.CountItem, cut, "rice", held["rice"] - 4, 2)
    for item in ("soap", "pepper", *(() if eggs else ("eggs",))):
        shop.say(commands.CountItem, cut, item, held[item])
    shop.say(commands.CountBox, cut, shop.place("cashbox") - 700)
    shop.say(commands.CloseCut, cut, {"eggs": eggs} if eggs else {})


@cache
def _two_rounds() -> bytes:
    shop = Shop()
    _sell(shop, "rice", "rice", "eggs", "eggs", "eggs")
    shop.say(commands.MarkPrice, "rice", 400)
    shop.wait(60)
    _sell(shop, "rice", "soap", "eggs", "eggs")
    _round(shop, "not reached")
    _sell(shop, "rice", "eggs")
    _round(shop, None)
    shop.verify()
    return bytes(shop.connection.serialize())


def book() -> sqlite3.Connection:
    """The book of two rounds, its triggers gone."""
    connection = empty_book(_two_rounds())
    connection.execute("PRAGMA foreign_keys = OFF")
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def body_of(connection: sqlite3.Connection, nth: int) -> dict[str, Any]:
    seq = seq_of(connection, "CutClosed", nth)
    text = connection.execute("SELECT body FROM journal WHERE seq = ?", (seq,)).fetchone()[0]
    return dict(json.loads(text))


def line_of(body: dict[str, Any], item: str) -> dict[str, Any]:
    return next(dict_ for dict_ in body["items"] if dict_["item"] == item)


def put(**fields: Any) -> Edit:
    return lambda body: body.update(fields)


def less(name: str) -> Edit:
    return lambda body: body.update({name: body[name] - 1})


def in_line(item: str, **fields: Any) -> Edit:
    return lambda body: line_of(body, item).update(fields)


def other_estimate(body: dict[str, Any]) -> None:
    """One egg less is missing: split, shelf and brought-forward rows all say so too."""
    line = line_of(body, "eggs")
    line["missing"] -= 1
    line["split"][0][1] -= 1
    forward = {(place, item): value for place, item, value in body["brought_forward"]}
    forward["shelf", "eggs"] = forward.get(("shelf", "eggs"), 0) + 1
    forward["missing", "eggs"] = forward.get(("missing", "eggs"), 0) - 1
    body["brought_forward"] = [
        [place, item, value] for (place, item), value in sorted(forward.items()) if value
    ]


def at_other_prices(body: dict[str, Any]) -> None:
    """The same units of rice, all of them at the lower price."""
    split = line_of(body, "rice")["split"]
    split[0][1], split[1][1] = split[0][1] + split[1][1], 0


def at_no_price(body: dict[str, Any]) -> None:
    line_of(body, "rice")["split"][0][0] = 1


LIES: list[tuple[str, int, Edit, str]] = [
    ("no box loss", 0, put(box_loss_fen=0), "box_loss_fen is 0, by the rules it is 700"),
    ("a box loss too much", 0, put(box_loss_fen=701), "box loss"),
    ("a box loss where cash is claimed", 0, put(cash_evidence="claimed"), "box_loss_fen is 700"),
    ("cash known in no known way", 0, put(cash_evidence="seen"), "cash is seen"),
    ("a basket of nothing", 0, put(max_basket=0), "a basket of 0"),
    ("a basket of more than there is", 0, put(max_basket=1_000_001), "a basket of 1000001"),
    ("recounts", 0, put(recount_n=0), "recount_n is 0, by the rules it is 1"),
    ("recounts of the round before", 1, less("recount_n"), "recount_n is 1"),
    ("what recounts differ by", 0, less("recount_squares"), "recount_squares is 249999"),
    ("differences of the round before", 1, put(recount_squares=250_000), "recount_squares"),
    ("an estimate", 0, other_estimate, "eggs: 4 are missing, by the rules 5"),
    ("how uncertain an estimate is", 0, in_line("eggs", doubt=1), "eggs: its doubt is 1"),
    ("a doubt of what was counted", 1, in_line("soap", doubt=1), "soap: its doubt is 1"),
    ("the units at each price", 0, at_other_prices, "rice: the split by prices"),
    ("the prices", 1, at_no_price, "rice: the split by prices"),
    ("an item's unit", 0, in_line("soap", unit="g"), "soap: it is counted by each"),
    ("a reason of counted goods", 0, in_line("soap", why="not reached"), "soap: it was counted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "nth", "edit", "why"), LIES, ids=lambda part: "" if callable(part) else str(part)[:36]
)
def test_another_decision_is_found_at_its_closing(
    what: str, nth: int, edit: Edit, why: str
) -> None:
    connection = book()
    seq = seq_of(connection, "CutClosed", nth)
    forge(connection, seq, edit)
    with pytest.raises(ChainBroken) as found:
        verify(connection)
    assert found.value.seq == seq, what
    assert why in found.value.why


def test_the_book_of_these_lies_decides_something() -> None:
    connection = book()
    first, second = body_of(connection, 0), body_of(connection, 1)
    eggs = line_of(first, "eggs")
    assert (eggs["counted"], eggs["missing"], eggs["why"]) == (None, 5, "not reached")
    assert [units for _, units in line_of(first, "rice")["split"]] == [3, 1]
    assert (first["box_loss_fen"], first["cash_evidence"]) == (700, "machine")
    assert (first["recount_n"], first["recount_squares"]) == (1, 250_000)
    assert (second["recount_n"], second["recount_squares"]) == (2, 500_000)


def test_a_closing_is_decided_by_what_was_known_then() -> None:
    """Papers that came after it move no decision: they restate its statement."""
    shop = Shop(empty_book(_two_rounds()), seed=2, stocked=False)
    cut = body_of(shop.connection, 0)["cut"]
    shop.say(commands.ReceiveGoods, "eggs", 40, for_cut=cut)
    shop.say(commands.WriteOffGoods, "rice", 1, "late", for_cut=cut)
    shop.say(commands.MoveFloat, 2000, for_cut=cut)
    shop.verify()


def test_entries_that_decide_nothing_are_not_drawn_again() -> None:
    connection = book()
    asked: list[str] = []
    connection.set_trace_callback(asked.append)

    class Fact:
        kind = "SaleDeclared"

    assert why_not(connection, Fact()) is None  # type: ignore[arg-type]
    assert not asked
