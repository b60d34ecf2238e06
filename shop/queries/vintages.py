"""The vintages of a closed period: drawn from the book as it stood after each later round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shop.queries import cuts, journal
from shop.queries.connection import Connection
from shop.queries.period_read import PeriodRead, read, read_as_of
from shop.queries.review import figures_of
from shop.review.states import Period
from shop.review.vintages import Sums, Vintage, Visit, vintage

#: Rounds after a period that are looked at: a year of weeks.
ROUNDS_MAX = 53
_IOUS = (
    "SELECT i.iou, i.visit FROM iou i WHERE i.seq > ? AND i.seq <= ?"
    " AND NOT EXISTS (SELECT 1 FROM visit_end v WHERE v.visit = i.visit AND v.what = 'voided'"
    " AND v.seq > i.seq)"
)
_CHANGES = (
    "SELECT m.seq, j.kind, m.iou, m.quantity, m.from_account, m.to_account FROM movement m"
    " JOIN journal j USING (seq) WHERE m.iou = ? AND m.seq > ? AND m.seq <= ?"
    " AND 'owed' IN (m.from_account, m.to_account) AND j.kind <> 'IouNoted'"
)


@dataclass(frozen=True, slots=True)
class _Change:
    seq: int
    kind: str
    visit: str = ""
    repaid_fen: int = 0
    forgiven_fen: int = 0


def of_period(connection: Connection, period: Period, now_ms: int) -> tuple[Vintage, ...]:
    """Return a closed period's vintages: the first figures, then each round that changed them."""
    closing = period.closing
    assert closing is not None
    head_seq = journal.head(connection)[0]
    first = _frozen(connection, period)
    changes = [*_late(connection, period), *_ious(connection, period, head_seq)]
    # What became of its notes before it was closed is known from the first later round on.
    out, seen = [first], 0
    for number, seq, at_ms in _marks(connection, closing.seq, head_seq, now_ms):
        fresh = [one for one in changes if seen < one.seq <= seq]
        seen = seq
        if not fresh:
            continue
        known = [one for one in changes if one.seq <= seq]
        restated = any(not one.visit for one in known)
        found = None
        if restated:
            now = seq == head_seq
            found = (
                read(connection, period.cuts) if now else read_as_of(connection, period.cuts, seq)
            )
        out.append(_vintage(number, at_ms, first, found, known, fresh))
    return tuple(out)


def _marks(
    connection: Connection, after_seq: int, head_seq: int, now_ms: int
) -> list[tuple[int, int, int]]:
    """Return (number, seq, moment) of each round closed since, and of now as number -1."""
    later = [
        (one.number, one.closed_seq, one.closed_ms)
        for one in cuts.closed_cuts(connection, ROUNDS_MAX)[::-1]
        if one.closed_seq > after_seq
    ]
    if not later or later[-1][1] < head_seq:
        later.append((-1, head_seq, now_ms))
    return later


def _frozen(connection: Connection, period: Period) -> Vintage:
    assert period.closing is not None
    figures = figures_of(connection, period)
    exact = figures["exact"]
    sums = Sums(
        exact["value_gone_fen"],
        exact["goods_money_fen"],
        exact["box_loss_fen"],
        exact["iou_issued_fen"],
    )
    first = read_as_of(connection, period.cuts, period.closing.seq - 1)
    return vintage(0, period.closing.at_ms, sums, 0, 0, (), _visits(first, ()))


def _vintage(
    number: int,
    at_ms: int,
    first: Vintage,
    found: PeriodRead | None,
    known: Sequence[_Change],
    fresh: Sequence[_Change],
) -> Vintage:
    if found is None:
        sums = first.sums
        visits = _with_notes(first.visits, known)
    else:
        exact = found.whole.exact
        sums = Sums(
            exact.value_gone_fen,
            exact.goods_money_fen,
            exact.box_loss_fen,
            exact.iou_issued_fen,
        )
        visits = _visits(found, known)
    return vintage(
        number,
        at_ms,
        sums,
        sum(one.repaid_fen for one in known),
        sum(one.forgiven_fen for one in known),
        sorted({one.kind for one in fresh}),
        visits,
    )


def _visits(found: PeriodRead, known: Sequence[_Change]) -> dict[str, Visit]:
    sales = (sale for facts in found.cuts for sale in facts.sales)
    plain: dict[str, Visit] = {
        sale.visit: (sale.due_fen, sale.paid_fen, sale.iou_fen, 0, 0) for sale in sales
    }
    return _with_notes(plain, known)


def _with_notes(plain: Mapping[str, Visit], known: Sequence[_Change]) -> dict[str, Visit]:
    out = dict(plain)
    for one in known:
        if one.visit:
            due, paid, iou, repaid, gone = out.get(one.visit, (0, 0, 0, 0, 0))
            out[one.visit] = (due, paid, iou, repaid + one.repaid_fen, gone + one.forgiven_fen)
    return out


def _late(connection: Connection, period: Period) -> list[_Change]:
    """Return the late facts about a period's cuts, each once."""
    found: dict[int, _Change] = {}
    for event in period.restated_by:
        entry = journal.by_seq(connection, event.seq)
        if entry is not None:
            found[event.seq] = _Change(event.seq, entry.kind)
    return list(found.values())


def _ious(connection: Connection, period: Period, until_seq: int) -> list[_Change]:
    """Return what became of the pay-later notes that were issued in a period."""
    first, last = (cuts.bounds(connection, cut) for cut in (period.cuts[0], period.cuts[-1]))
    notes = connection.execute(_IOUS, (first.after_seq, last.opened_seq)).fetchall()
    out = []
    for iou, visit in notes:
        asked = (iou, first.after_seq, until_seq)
        for row in connection.execute(_CHANGES, asked).fetchall():
            out.append(_change(row, visit))
    return sorted(out, key=lambda one: one.seq)


def _change(row: Sequence[Any], visit: str) -> _Change:
    seq, kind, _, fen, source, target = row
    less = fen if source == "owed" else -fen
    forgiven = "forgiven" in (source, target)
    return _Change(seq, kind, visit, 0 if forgiven else less, less if forgiven else 0)
