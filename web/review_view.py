"""A run of cuts made ready for its page: what evidence there is, which flags, which entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shop import queries
from shop.entries import Entry
from shop.queries import period_read, review
from shop.queries.connection import Connection
from shop.queries.period_read import PeriodRead
from shop.reconcile.statement import Statement
from shop.review.flags import Flag
from shop.review.states import Period
from web.entry_lines import KINDS_OF, behind
from web.forms import Sheet

#: Parts of the waterfall that are one and the same, by another name where the box is short.
_TWINS = {"box_loss": "cash_over_short", "cash_over_short": "box_loss"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the figures of a run of cuts rest on.

    Attributes:
        counted, items: of all items of all its cuts.  recounted: counted a second time, blind.
        cuts: how many.  qr_backed: cuts whose QR money a statement or a provider backs, or that
            have none.  machine: cuts whose cash a machine counted.
    """

    counted: int
    items: int
    recounted: int
    cuts: int
    qr_backed: int
    machine: int

    @property
    def percent(self) -> int:
        """How complete it is in all, in whole percent rounded down."""
        parts = self.items + 2 * self.cuts
        return 100 * (self.counted + self.qr_backed + self.machine) // parts if parts else 0


def evidence(statements: Sequence[Statement], recounted: int) -> Evidence:
    """Return what a run of cuts rests on."""
    return Evidence(
        counted=sum(one.counted is not None for s in statements for one in s.facts.items),
        items=sum(len(s.facts.items) for s in statements),
        recounted=recounted,
        cuts=len(statements),
        qr_backed=sum(not s.headline.qr_as_claimed for s in statements),
        machine=sum(s.facts.cash_evidence == "machine" for s in statements),
    )


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag with the names of its items and the reason given so far."""

    flag: Flag
    item: str
    other: str
    why: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """How the form names it."""
        return self.flag.id


def flag_lines(found: Sequence[Flag], whole: Statement, sheet: Sheet) -> list[FlagLine]:
    """Return flags as lines, with what was typed so far."""
    names = {item.item: item.name for item in whole.exact.items}
    return [
        FlagLine(
            flag,
            names.get(flag.item, flag.item),
            names.get(flag.other, flag.other),
            sheet.get(f"why-{flag.id}"),
            sheet.get(f"note-{flag.id}"),
        )
        for flag in found
    ]


def signed_flags(said: Sequence[Mapping[str, Any]], whole: Statement) -> list[FlagLine]:
    """Return the flags of a review as it was signed."""
    names = {item.item: item.name for item in whole.exact.items}
    out = []
    for one in said:
        item, other = str(one.get("item", "")), str(one.get("other", ""))
        flag = Flag(one["key"], item, int(one.get("cut", 0)), int(one["fen"]), other)
        out.append(
            FlagLine(
                flag,
                names.get(item, item),
                names.get(other, other),
                one["why"],
                one.get("note", ""),
            )
        )
    return out


def of_period(book: Connection, period: Period) -> PeriodRead:
    """Read a period: of a closed one, the book as it stood when it was closed."""
    if period.closing is None:
        of = period.review.body["cuts"] if period.review is not None else period.cuts
        return period_read.read(book, of)
    return period_read.read_as_of(book, period.cuts, period.closing.seq - 1)


def recounted(book: Connection, of: Sequence[str]) -> int:
    """Return how many items were counted a second time in a run of cuts."""
    return sum(one.round == 2 for cut in of for one in queries.cuts.every_count(book, cut))


def entries_behind(book: Connection, found: PeriodRead, part: str) -> list[Entry]:
    """Return the entries of all cuts of a run that make up one bar."""
    out: list[Entry] = []
    for facts in found.cuts:
        out += behind(part, queries.journal.of_cut(book, facts.cut, KINDS_OF[part]), facts)
    return out


def part_of(statement: Statement, part: str) -> int:
    """Return how much of a bar one cut makes up, in fen, as its waterfall has it."""
    from shop.reconcile.statement import waterfall

    bars = {bar.label: bar.fen for bar in waterfall(statement)}
    return bars.get(part, bars.get(_TWINS.get(part, ""), 0))


def part_in(statement: Statement, part: str) -> str:
    """Return what a part is called in one cut's statement."""
    from shop.reconcile.statement import waterfall

    labels = {bar.label for bar in waterfall(statement)}
    return part if part in labels else _TWINS.get(part, part)


def period_named(book: Connection, name: str) -> tuple[Period | None, tuple[Period, ...]]:
    """Return a period by its name, and all of them."""
    every = review.all_periods(book)
    return next((one for one in every if one.name == name), None), every
