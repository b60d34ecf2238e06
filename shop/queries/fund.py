"""The fund over a stretch of the book: from one sharing out to the next, or until now."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shop.entries import Entry
from shop.queries import journal
from shop.queries.connection import Connection
from shop.queries.households import Owed, owed
from shop.review.fund import KINDS, FundStatement, statement

_SHARED = (
    "SELECT seq, at_ms, json_extract(body, '$.period') FROM journal"
    " WHERE kind = 'ProceedsAllocated' ORDER BY seq"
)
_ENTRIES = (
    "SELECT seq FROM journal WHERE kind IN (SELECT value FROM json_each(?))"
    " AND seq > ? AND seq <= ? ORDER BY seq"
)
_CLOSED = "SELECT coalesce(max(seq), 0) FROM cut WHERE what = 'closed' AND seq <= ?"
_BALANCE = """
SELECT coalesce((SELECT quantity FROM brought_forward
                 WHERE seq = ?1 AND account = ?2 AND item = ''), 0)
     + coalesce((SELECT sum(CASE WHEN to_account = ?2 THEN quantity ELSE -quantity END)
                 FROM movement WHERE seq > ?1 AND seq <= ?3 AND unit = 'fen'
                 AND ?2 IN (from_account, to_account)), 0)
"""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the book between two sharings out.

    Attributes:
        after_seq, until_seq: it begins after the one and ends with the other.
        period: that was shared out at its end; None: it goes on.  at_ms: when it was, or None.
    """

    after_seq: int
    until_seq: int
    period: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class FundRead:
    """A fund statement with what households were owed before and after.

    Attributes:
        reserve_fen: what is kept back at its end.
    """

    span: Span
    statement: FundStatement
    owed_before: dict[str, Owed]
    owed_after: dict[str, Owed]
    reserve_fen: int


def spans(connection: Connection) -> tuple[Span, ...]:
    """Return all stretches, newest first: the one that goes on, then each that was shared out."""
    out: list[Span] = []
    after = 0
    for seq, at_ms, period in connection.execute(_SHARED).fetchall():
        out.append(Span(after, seq, period or str(len(out) + 1), at_ms))
        after = seq
    out.append(Span(after, journal.head(connection)[0]))
    return tuple(reversed(out))


def read(connection: Connection, span: Span) -> FundRead:
    """Return the fund's statement over a stretch.

    Raises:
        BrokenInvariant: its lines do not lead from what the fund held to what it holds.
    """
    asked = (json.dumps(list(KINDS)), span.after_seq, span.until_seq)
    seqs = [row[0] for row in connection.execute(_ENTRIES, asked).fetchall()]
    found = [entry for seq in seqs if (entry := journal.by_seq(connection, seq))]
    made = statement(
        balance_at(connection, "fund", span.after_seq),
        found,
        balance_at(connection, "fund", span.until_seq),
    )
    return FundRead(
        span,
        made,
        owed(connection, span.after_seq),
        owed(connection, span.until_seq),
        balance_at(connection, "reserve", span.until_seq),
    )


def entries(connection: Connection, found: FundRead, key: str) -> tuple[Entry, ...]:
    """Return the entries behind one line of a statement."""
    seqs = found.statement.line(key).entries
    return tuple(entry for seq in seqs if (entry := journal.by_seq(connection, seq)))


def balance_at(connection: Connection, account: str, seq: int) -> int:
    """Return what was in a money place after an entry, in fen."""
    closed = int(connection.execute(_CLOSED, (seq,)).fetchone()[0])
    return int(connection.execute(_BALANCE, (closed, account, seq)).fetchone()[0])
