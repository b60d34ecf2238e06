"""What reviewing needs of the book: what happened to periods, who counted, what a bulletin adds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shop.catalogue import UNKNOWN
from shop.money import line_fen
from shop.queries import catalogue, cuts, journal, lines
from shop.queries.connection import Connection
from shop.queries.lines import Line
from shop.review.states import NOBODY, Event, Period, name_of, periods
from shop.review.tally import Fund, Tally, Visits, WrittenOff

_EVENTS = """
SELECT c.seq, j.at_ms, j.id, j.actor, 'cut_' || c.what, c.cut, NULL
FROM cut c JOIN journal j USING (seq)
UNION ALL
SELECT n.seq, j.at_ms, j.id, j.actor, 'late_fact', n.cut, NULL
FROM named_cut n JOIN cut c ON c.cut = n.cut AND c.what = 'closed' JOIN journal j ON j.seq = n.seq
WHERE n.seq > c.seq GROUP BY n.seq, n.cut
UNION ALL
SELECT seq, at_ms, id, actor, kind, '',
       CASE kind WHEN 'PeriodClosed' THEN json_remove(body, '$.figures') ELSE body END FROM journal
WHERE kind IN ('PeriodReviewed', 'PeriodClosed', 'BulletinPublished', 'ObjectionRaised',
               'ObjectionAnswered')
ORDER BY 1
"""
_COUNTERS = (
    "SELECT DISTINCT actor FROM journal WHERE seq >= ? AND seq <= ? AND kind IN"
    " ('CutOpened', 'StockCounted', 'CashCounted', 'QrStatementRecorded', 'CashCollected',"
    " 'CutClosed') AND json_extract(body, '$.cut') IS ?"
)
_COLLECTORS = (
    "SELECT DISTINCT j.actor FROM named_cut n JOIN journal j USING (seq)"
    " WHERE n.cut = ? AND j.kind = 'CashCollected'"
)
_DIFFERENCES = "SELECT expected - counted FROM count_line WHERE cut = ? AND round = 1 ORDER BY seq"
_WRITTEN_OFF = "SELECT body, at_ms FROM journal WHERE seq = ?"
_FUND = """
SELECT m.from_account, m.to_account, m.quantity, m.party FROM movement m JOIN journal j USING (seq)
WHERE m.seq > ? AND m.seq <= ? AND m.unit = 'fen' AND
  ('fund' IN (m.from_account, m.to_account) OR 'payable' IN (m.from_account, m.to_account)
   OR 'expenses' IN (m.from_account, m.to_account))
"""


def events(connection: Connection) -> tuple[Event, ...]:
    """Return everything that ever happened to periods, in the order of the book."""
    return tuple(_event(row) for row in connection.execute(_EVENTS))


def all_periods(connection: Connection) -> tuple[Period, ...]:
    """Return all periods, oldest first; the last one is not closed yet.

    The body of a `closing` comes without its figures: see `figures_of`.
    """
    return periods(events(connection))


def figures_of(connection: Connection, period: Period) -> dict[str, Any]:
    """Return the frozen figures of a closed period: too many to be read with the list of all."""
    assert period.closing is not None
    entry = journal.by_seq(connection, period.closing.seq)
    assert entry is not None
    return dict(entry.body["figures"])


def _event(row: Sequence[Any]) -> Event:
    seq, at_ms, id, actor, name, cut, text = row
    body = json.loads(text) if text else {}
    name = name_of(name, body) if text else name
    return Event(name, seq, at_ms, id, actor, cut, body)


def counters(connection: Connection, cut: str) -> frozenset[str]:
    """Return the codes of all who opened, counted, collected or closed in a cut."""
    edge = cuts.bounds(connection, cut)
    asked = (edge.opened_seq, edge.closed_seq or 1 << 62, cut)
    found = {row[0] for row in connection.execute(_COUNTERS, asked)}
    found |= {row[0] for row in connection.execute(_COLLECTORS, (cut,))}
    return frozenset(found - NOBODY)


def differences(connection: Connection, cut: str) -> tuple[int, ...]:
    """Return expected − counted of every first count of a cut."""
    return tuple(row[0] for row in connection.execute(_DIFFERENCES, (cut,)))


def tally(connection: Connection, of: Sequence[str]) -> Tally:
    """Return what a bulletin says beside the statement, over a run of cuts, oldest first."""
    edges = [cuts.bounds(connection, cut) for cut in of]
    moved = [line for edge in edges for line in lines.of_cut(connection, edge)]
    return Tally(
        visits=_visits(moved),
        written_off=_written_off(connection, moved),
        fund=_fund(connection, edges[0].after_seq, edges[-1].opened_seq),
    )


def _visits(moved: Sequence[Line]) -> Visits:
    """Count the visits behind each sum; one that paid in two ways counts in both."""
    seen: dict[str, set[str]] = {key: set() for key in ("cash", "qr", "donor", "repaid", "money")}
    with_sale: set[str] = set()
    for line in moved:
        ends = {line.from_account, line.to_account}
        if line.visit is None or "due" not in ends:
            continue
        if "cashbox" in ends:
            seen["cash"].add(line.visit)
        if ends & {"qr_wallet", "qr_pending"}:
            seen["qr"].add(line.visit)
        if "donor" in ends:
            seen["donor"].add(line.visit)
        if "owed" in ends and line.to_account == "due":
            seen["repaid"].add(line.visit)
        if line.sale is not None:
            change = with_sale.add if line.to_account == "due" else with_sale.discard
            if "sales" in ends:
                change(line.visit)
    paid = seen["cash"] | seen["qr"]
    return Visits(
        cash=len(seen["cash"]),
        qr=len(seen["qr"]),
        donations=len(seen["donor"]),
        repaid=len(seen["repaid"]),
        unattached=len(paid - with_sale),
    )


def _written_off(connection: Connection, moved: Sequence[Line]) -> tuple[WrittenOff, ...]:
    """Return what was written off, by item and reason; a correction counts against its reason."""
    listed = catalogue.load(connection).items
    sums: dict[tuple[str, str], list[int]] = {}
    for line in moved:
        if line.item is None or "written_off" not in (line.from_account, line.to_account):
            continue
        row = connection.execute(_WRITTEN_OFF, (line.seq,)).fetchone()
        body = json.loads(row[0])
        said = body["body"] if line.correction is not None else body
        item = listed.get(line.item)
        fen = line.each_fen or (item.price_at(line.at_ms) if item else 0) or 0
        quantity = line.quantity if line.to_account == "written_off" else -line.quantity
        unit = item.unit if item else "each"
        total = sums.setdefault((line.item, str(said.get("reason", "brought_back"))), [0, 0])
        total[0] += quantity
        total[1] += line_fen(quantity, unit, fen)
    out = []
    for (name, reason), (quantity, fen) in sorted(sums.items()):
        item = listed.get(name)
        shown = item.name if item else name.removeprefix(UNKNOWN)
        if quantity or fen:
            out.append(
                WrittenOff(name, shown, item.unit if item else "each", reason, quantity, fen)
            )
    return tuple(out)


def _fund(connection: Connection, after_seq: int, until_seq: int) -> Fund:
    sums = dict.fromkeys(("banked", "payable", "reserve", "paid", "expenses"), 0)
    households = set()
    for source, target, fen, party in connection.execute(_FUND, (after_seq, until_seq)):
        if target == "fund":
            sums["banked"] += fen
        elif source == "fund" and target in ("payable", "reserve", "expenses"):
            sums[target] += fen
        elif target == "expenses":
            sums["expenses"] += fen
        elif source == "payable":
            sums["paid"] += fen
            households.add(party)
    return Fund(
        banked_fen=sums["banked"],
        payables_fen=sums["payable"],
        reserve_fen=sums["reserve"],
        paid_out_fen=sums["paid"],
        expenses_fen=sums["expenses"],
        households=len(households),
    )
