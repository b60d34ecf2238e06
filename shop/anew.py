"""Figures that a body froze, drawn again from the book as it stood before it: for `verify`.

What a closing decides (prices, estimates, box loss, recounts), a period's statement and its
sharing out are worked out by the same rules from all entries before, and must come out the same.
Two things of a closing are said by the shop's setting alone, which no book holds: whether a
machine counts the cash, and how much one basket holds. Of these only the range is known; a box
loss must be the one that follows from what the closing says of the cash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shop import counting
from shop.errors import ShopError
from shop.queries import facts, proceeds
from shop.queries.as_of import as_of
from shop.queries.connection import Connection
from shop.queries.period_read import read_as_of
from shop.reconcile.decisions import Decisions, decide
from shop.reconcile.estimate import closing_doubts
from shop.reconcile.exact import work_out
from shop.review.frozen import RULES
from shop.review.sharing import Draft
from shop.running import Fact
from shop.running.sharing import check_shared
from shop.running.signing import check_figures

#: No basket of any shop holds more units.
_BASKET_MAX = 1_000_000


def why_not(connection: Connection, fact: Fact) -> str | None:
    """Return what does not come out again of an entry that was posted, or None."""
    check = _CHECKS.get(fact.kind)
    if check is None:
        return None
    try:
        return check(connection, fact)
    except (ShopError, KeyError, TypeError, ValueError) as error:
        return f"its figures cannot be worked out: {type(error).__name__}: {error}"


def _cut(connection: Connection, fact: Fact) -> str | None:
    body = fact.body
    if body["cash_evidence"] not in ("machine", "claimed"):
        return f"cash is {body['cash_evidence']}"
    if not 1 <= body["max_basket"] <= _BASKET_MAX:
        return f"a basket of {body['max_basket']} units"
    reasons = {line["item"]: line["why"] for line in body["items"] if line["counted"] is None}
    with as_of(connection, fact.seq - 1):
        found, _ = facts.of_open_cut(
            connection,
            body["cut"],
            cash_evidence=body["cash_evidence"],
            max_basket=body["max_basket"],
            why_uncounted=reasons,
        )
    if counting.why_uncounted(found.items, reasons) != reasons:
        return "its reasons are not those of the items that were not counted"
    decided = decide(found)
    wanted = {
        "qr_evidence": found.qr_evidence,
        "box_loss_fen": decided.box_loss_fen,
        "recount_n": found.recounts.n,
        "recount_squares": found.recounts.squares,
    }
    for name, value in wanted.items():
        if body[name] != value:
            return f"{name} is {body[name]}, by the rules it is {value}"
    doubts = closing_doubts(found, work_out(found))
    for line in body["items"]:
        if line.get("doubt") != doubts.get(line["item"]):
            return f"{line['item']}: its doubt is {line.get('doubt')}, not by the rules"
    return _items(body["items"], decided, {item.item: item.unit for item in found.items})


def _items(lines: list[dict[str, Any]], decided: Decisions, units: dict[str, str]) -> str | None:
    """Return which item a closing decides in another way than the rules do, or None.

    What counted items miss is `Running`'s to hold against their counts.
    """
    if [line["item"] for line in lines] != [one.item for one in decided.items]:
        return "it closes other items than the round had"
    for line, one in zip(lines, decided.items, strict=True):
        if line["unit"] != units[one.item]:
            return f"{one.item}: it is counted by {units[one.item]}"
        if not one.estimated and line["why"] is not None:
            return f"{one.item}: it was counted, and says why it was not"
        if one.estimated and line["missing"] != one.undeclared:
            return f"{one.item}: {line['missing']} are missing, by the rules {one.undeclared}"
        if line["split"] != [list(part) for part in one.split]:
            return f"{one.item}: the split by prices is not that of the rules"
    return None


def _period(connection: Connection, fact: Fact) -> str | None:
    def anew(cuts: Sequence[str], seq: int) -> tuple[str, dict[str, Any]]:
        found = read_as_of(connection, cuts, seq)
        return found.inputs_sha256, found.figures

    return check_figures(fact.body, fact.seq, anew, dict(RULES))


def _shared(connection: Connection, fact: Fact) -> str | None:
    def anew(cuts: Sequence[str], period: str, seq: int) -> Draft:
        return proceeds.read_as_of(connection, cuts, period, seq)

    return check_shared(fact.body, fact.seq, anew) if "cuts" in fact.body else None


_CHECKS: dict[str, Callable[[Connection, Fact], str | None]] = {
    "CutClosed": _cut,
    "PeriodClosed": _period,
    "ProceedsAllocated": _shared,
}
