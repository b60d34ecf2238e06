"""What a period's proceeds are worked out from, and what was shared out before."""

from __future__ import annotations

from collections.abc import Sequence

from shop.entries import Entry
from shop.errors import BrokenInvariant, NoCutOpen
from shop.queries import cuts, facts, journal, lots
from shop.queries.as_of import as_of
from shop.queries.connection import Connection
from shop.queries.figures import read_lines
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw
from shop.review.depletion import after, over
from shop.review.lots import Stock
from shop.review.sharing import Draft, Inputs, draft
from shop.review.sharing_body import stock_of
from shop.review.states import Period

_NEWEST = (
    "SELECT seq FROM journal WHERE kind = 'ProceedsAllocated'"
    " AND json_extract(body, '$.cuts') IS NOT NULL ORDER BY seq DESC LIMIT ?"
)
#: Of entries and of their corrections; what was paid for bought goods left out.
_EXPENSES = """
SELECT coalesce(sum(CASE WHEN m.to_account = 'expenses' THEN m.quantity ELSE -m.quantity END), 0)
FROM journal j JOIN movement m USING (seq)
WHERE j.kind IN ('ExpensePaid', 'EntryCorrected') AND j.seq > ? AND j.seq <= ?
  AND 'expenses' IN (m.from_account, m.to_account)
  AND coalesce(json_extract(j.body, '$.cost_of'), json_extract(j.body, '$.body.cost_of'),
               'running') = 'running'
"""
_GIFTS = """
SELECT coalesce(sum(CASE WHEN m.to_account = 'fund' THEN m.quantity ELSE -m.quantity END), 0)
FROM journal j JOIN movement m USING (seq)
WHERE j.kind IN ('FundBanked', 'EntryCorrected') AND j.seq > ? AND j.seq <= ?
  AND 'donor' IN (m.from_account, m.to_account) AND 'fund' IN (m.from_account, m.to_account)
"""
_EARLIER = (
    "SELECT c.cut FROM cut c JOIN cut o ON o.cut = c.cut AND o.what = 'opened'"
    " WHERE c.what = 'closed' AND o.seq > ? AND o.seq <= ? ORDER BY o.seq"
)


def shared_out(connection: Connection, limit: int = 1 << 30) -> tuple[Entry, ...]:
    """Return the periods that were shared out, newest first."""
    seqs = [row[0] for row in connection.execute(_NEWEST, (limit,)).fetchall()]
    return tuple(entry for seq in seqs if (entry := journal.by_seq(connection, seq)))


def next_period(connection: Connection, every: Sequence[Period]) -> Period | None:
    """Return the closed period to be shared out next: the one after the last that was."""
    newest = shared_out(connection, 1)
    closed = [period for period in every if period.closing is not None]
    if not newest:
        return closed[0] if closed else None
    last = newest[0].body["cuts"][-1]
    done = next((n for n, period in enumerate(closed) if last in period.cuts), len(closed))
    return closed[done + 1] if done + 1 < len(closed) else None


def read(connection: Connection, of: Sequence[str], period: str) -> Draft:
    """Return the proceeds of a run of closed cuts, the next ones after what was shared out.

    Raises:
        NoCutOpen: one of them is no closed cut.
        BrokenInvariant: the lots and the statement tell different goods.
    """
    edges = [cuts.bounds(connection, cut) for cut in of]
    if not edges or any(edge.closed_seq is None for edge in edges):
        raise NoCutOpen(cut="")
    after_seq, until_seq = edges[0].after_seq, edges[-1].opened_seq
    newest = shared_out(connection, 1)
    stock, late_fen, deficit_fen, steps = Stock(), 0, 0, []
    if newest:
        stock = stock_of(newest[0].body["left"])
        deficit_fen = newest[0].body["figures"]["deficit_after_fen"]
        late = lots.late_lines(connection, newest[0].seq, after_seq)
        moved = read_lines(late)
        late_fen = moved.cash_fen + moved.over_short_fen + moved.qr_fen - moved.repaid_fen
        steps.append(lots.late_step(connection, late))
    else:  # what came before the first period of all was never reviewed: only its lots go on
        earlier = [row[0] for row in connection.execute(_EARLIER, (0, after_seq)).fetchall()]
        stock = over(stock, [lots.step_of_cut(connection, cut) for cut in earlier]).settled()
    steps.extend(lots.step_of_cut(connection, cut) for cut in of)
    statements = [draw(facts.of_cut(connection, cut)) for cut in of]
    whole = of_cuts(statements)
    inputs = Inputs(
        cuts=tuple(of),
        period=period,
        start_ms=whole.facts.start_ms,
        end_ms=whole.facts.end_ms,
        value_gone_fen=whole.exact.value_gone_fen,
        goods_money_fen=whole.exact.goods_money_fen,
        donations_fen=whole.exact.donations_fen,
        late_money_fen=late_fen,
        gifts_fen=int(connection.execute(_GIFTS, (after_seq, until_seq)).fetchone()[0]),
        expenses_fen=int(connection.execute(_EXPENSES, (after_seq, until_seq)).fetchone()[0]),
        deficit_before_fen=deficit_fen,
        stock=stock,
        steps=tuple(steps),
    )
    found = draft(inputs)
    _assert_same_goods(found, statements)
    return found


def read_as_of(connection: Connection, of: Sequence[str], period: str, seq: int) -> Draft:
    """Return the same as it was to be read after entry `seq`."""
    with as_of(connection, seq):
        return read(connection, of, period)


def standing(connection: Connection) -> Stock:
    """Return the lots as of the last closed cut: what is left of each, what expires when."""
    newest = shared_out(connection, 1)
    stock, boundary = Stock(), 0
    if newest:
        boundary = cuts.bounds(connection, newest[0].body["cuts"][-1]).opened_seq
        stock = stock_of(newest[0].body["left"])
        late = lots.late_lines(connection, newest[0].seq, boundary)
        stock = after(stock, lots.late_step(connection, late))
    rest = [row[0] for row in connection.execute(_EARLIER, (boundary, 1 << 62)).fetchall()]
    return over(stock, [lots.step_of_cut(connection, cut) for cut in rest])


def _assert_same_goods(found: Draft, statements: Sequence[Statement]) -> None:
    """Hold what the lots have left against the closing of each item in the statement."""
    held: dict[str, int] = {item: -short for item, short in found.shelf.short.items()}
    for layer in found.shelf.layers:
        held[layer.item] = held.get(layer.item, 0) + layer.left
    for item in statements[-1].exact.items:
        closing = item.opening + item.received - item.removed - item.gone
        if held.get(item.item, 0) != closing:
            raise BrokenInvariant(
                f"{item.item}: the lots hold {held.get(item.item, 0)}, the statement {closing}"
            )
