"""The fund's statement: what it held, what came in, what went where, what it holds now.

Every line is the sum of movements of named entries, so each leads to them; in = out + balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shop.entries import Entry
from shop.errors import BrokenInvariant
from shop.posting import Movement, post

#: What a line of the statement is called, in the order in which they are told.
LINES = (
    "opened",
    "banked_cash",
    "banked_qr",
    "gifts",
    "goods",
    "shares",
    "running",
    "bought",
    "reserve",
    "other",
)
#: Kinds that can move the fund's money or what it owes.
KINDS = (
    "OpeningTaken",
    "FundBanked",
    "ProceedsAllocated",
    "PayoutMade",
    "ExpensePaid",
    "EntryCorrected",
)
_BY_PLACE = {
    "opening": "opened",
    "collected": "banked_cash",
    "qr_wallet": "banked_qr",
    "donor": "gifts",
    "reserve": "reserve",
}


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line: what came in (fen above 0) or went out, with the seq of each entry behind it."""

    key: str
    fen: int
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FundStatement:
    """The fund over a stretch of the book.

    Attributes:
        opening_fen, closing_fen: in the fund before and after.  lines: those that moved it.
        paid_out: what households were paid.  fees: what providers kept of the QR wallet, which
            never reached the fund.
    """

    opening_fen: int
    lines: tuple[FundLine, ...]
    closing_fen: int
    paid_out: FundLine
    fees: FundLine

    def line(self, key: str) -> FundLine:
        """Return a line by its name; of nothing where nothing moved it."""
        every = (*self.lines, self.paid_out, self.fees)
        return next((one for one in every if one.key == key), FundLine(key, 0, ()))

    @property
    def in_fen(self) -> int:
        """All that came in."""
        return sum(line.fen for line in self.lines if line.fen > 0)

    @property
    def out_fen(self) -> int:
        """All that went out."""
        return -sum(line.fen for line in self.lines if line.fen < 0)


def statement(opening_fen: int, entries: Iterable[Entry], closing_fen: int) -> FundStatement:
    """Return the fund's statement over some entries, held against the book's own balance.

    Raises:
        BrokenInvariant: opening + in − out is not what the book says the fund holds.
    """
    sums: dict[str, int] = {}
    behind: dict[str, list[int]] = {}
    for entry in entries:
        for key, fen in _moved(entry):
            sums[key] = sums.get(key, 0) + fen
            if entry.seq not in behind.setdefault(key, []):
                behind[key].append(entry.seq)
    made = {key: FundLine(key, sums[key], tuple(behind[key])) for key in sums}
    lines = tuple(made[key] for key in LINES if key in made)
    found = FundStatement(
        opening_fen,
        lines,
        closing_fen,
        made.get("paid_out", FundLine("paid_out", 0, ())),
        made.get("fees", FundLine("fees", 0, ())),
    )
    if opening_fen + sum(line.fen for line in lines) != closing_fen:
        raise BrokenInvariant(
            f"the fund held {opening_fen}, moved {sum(line.fen for line in lines)}"
            f" and holds {closing_fen} fen"
        )
    return found


def _moved(entry: Entry) -> Iterable[tuple[str, int]]:
    """Yield what an entry moved, line by line: above 0 into the fund."""
    if entry.kind == "ProceedsAllocated":
        yield from _set_aside(entry.body)
        return
    said = entry.body["body"] if entry.kind == "EntryCorrected" else entry.body
    for move in post(entry.kind, entry.body).movements:
        ends = (move.from_account, move.to_account)
        if "fund" in ends:
            yield _key(move, said), move.quantity if move.to_account == "fund" else -move.quantity
        elif "household" in ends:
            yield "paid_out", move.quantity if move.to_account == "household" else -move.quantity
        elif set(ends) == {"qr_wallet", "expenses"}:
            yield "fees", move.quantity if move.to_account == "expenses" else -move.quantity


def _set_aside(body: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    for line in body["allocations"]:
        if line["fen"]:
            yield "shares" if line.get("what") == "share" else "goods", -line["fen"]
    if body["reserve_fen"]:
        yield "reserve", -body["reserve_fen"]


def _key(move: Movement, said: Mapping[str, Any]) -> str:
    place = move.from_account if move.to_account == "fund" else move.to_account
    if place == "expenses":
        return "bought" if said.get("cost_of") == "goods" else "running"
    return _BY_PLACE.get(place, "other")
