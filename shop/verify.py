"""Holding a whole book against itself: the chain, every posting, every figure a body holds.

Nothing is believed: each digest is recomputed from the stored text, each entry is posted again
and compared with the rows that stand there, and figures that bodies carry (expected quantities,
differences, balances brought forward) are worked out anew from the movements before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shop.anew import why_not
from shop.book_rows import ROWS
from shop.entries import canonical, check_body
from shop.entry_kinds import KINDS
from shop.errors import BrokenInvariant, ChainBroken
from shop.ledger import digest_of
from shop.posting import Postings, post
from shop.queries import journal
from shop.queries import whole_book as whole
from shop.queries.connection import Connection
from shop.queries.journal import END_SEQ
from shop.running import Fact, Running

#: Below any seq that a row could be given.
_LOWEST_SEQ = -(1 << 63)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was held against itself and found true.

    Attributes:
        entries, movements: how many.  head: hex digest of the newest entry, the figure to
            compare with the one printed on a slip or bulletin.
    """

    entries: int
    movements: int
    head: str


def verify(connection: Connection) -> Verified:
    """Walk the whole book, as it stands at one moment: the shop may go on writing.

    Returns:
        what was found, when everything holds.

    Raises:
        ChainBroken: the first entry (seq) that does not hold, and why.
    """
    connection.execute("SAVEPOINT whole")  # one snapshot for all tables, within any other
    try:
        return _walk(connection)
    finally:
        connection.execute("RELEASE whole")


def _walk(connection: Connection) -> Verified:
    previous = bytes(32)
    expected_seq = 0
    movements = 0
    running = Running(lambda seq: _earlier(connection, seq))
    stored = _Stored(connection)
    # from far below 0: an entry that was moved there is a break, not one entry less
    for row in _read(journal.rows_after(connection, _LOWEST_SEQ)):
        expected_seq += 1
        seq, columns, digest = row[0], row[:12], row[12]
        if seq != expected_seq:
            raise ChainBroken(expected_seq, "the entry is missing")
        if digest_of(previous, columns) != digest:
            raise ChainBroken(seq, "its digest does not fit what is stored")
        body = _body(seq, row)
        try:
            postings = post(row[3], body)
        except (BrokenInvariant, KeyError, TypeError, ValueError) as error:
            raise ChainBroken(seq, f"it cannot be posted: {error}") from error
        _same_movements(seq, postings, stored)
        _same_rows(seq, postings, stored)
        movements += len(postings.movements)
        fact = Fact(seq, row[3], row[4], row[10], body, row[2], row[9], previous.hex())
        why = _figures(running, fact)
        if why:
            raise ChainBroken(seq, why)
        running.move(fact, postings)
        why = why_not(connection, fact)
        if why:
            raise ChainBroken(seq, why)
        previous = digest
    stored.nothing_left(expected_seq)
    return Verified(expected_seq, movements, previous.hex())


def _read(rows: Iterator[Any]) -> Iterator[Any]:
    """Go through rows; one that the database itself cannot read is a break like any other."""
    seq = 0
    while True:
        try:
            row = next(rows, None)
        except Exception as error:
            raise ChainBroken(seq + 1, f"it cannot be read: {error}") from error
        if row is None:
            return
        seq = row[0]
        yield row


def _earlier(connection: Connection, seq: int) -> tuple[str, dict[str, Any]] | None:
    entry = journal.by_seq(connection, seq)
    return (entry.kind, dict(entry.body)) if entry else None


def _figures(running: Running, fact: Fact) -> str | None:
    """Return what does not hold of an entry's figures; a body of another shape does not either."""
    try:
        return running.check(fact)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return f"its figures cannot be read: {type(error).__name__}: {error}"


def _body(seq: int, row: Sequence[Any]) -> dict[str, Any]:
    """Return an entry's body; it must be canonical, of a known kind, with the right fields."""
    kind = KINDS.get(row[3])
    if kind is None:
        raise ChainBroken(seq, f"there is no kind of entry {row[3]}")
    try:
        body = json.loads(row[11])
        if canonical(body) != row[11]:
            raise ChainBroken(seq, "its body is not in canonical form")
        check_body(kind, body)
    except (json.JSONDecodeError, BrokenInvariant, AttributeError, ValueError) as error:
        raise ChainBroken(seq, f"its body cannot be read: {error}") from error
    return dict(body)


def _same_movements(seq: int, postings: Postings, stored: _Stored) -> None:
    found = stored.movements.of(seq)
    wanted = [(seq, line, *move.columns()) for line, move in enumerate(postings.movements)]
    if found != wanted:
        raise ChainBroken(seq, "its movements are not those its entry posts")
    named = stored.named_cuts.of(seq)
    if named != [(seq, line, move.cut) for line, move in enumerate(postings.movements) if move.cut]:
        raise ChainBroken(seq, "its movements name another cut than its entry")


def _same_rows(seq: int, postings: Postings, stored: _Stored) -> None:
    wanted: dict[str, list[tuple[Any, ...]]] = {}
    for row in postings.rows:
        columns = (row.values[name] for name in ROWS[row.table][0])
        wanted.setdefault(row.table, []).append((seq, *columns))
    for table, rows in stored.rows.items():
        if rows.next_seq > seq and table not in wanted:
            continue
        found, posted = rows.of(seq), wanted.get(table, [])
        if found != posted and sorted(found) != sorted(posted):
            raise ChainBroken(seq, f"its rows in {table} are not those its entry posts")


class _Rows:
    """The rows of one table, read once in the order of seq."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    @property
    def next_seq(self) -> int:
        """Return the entry that the next row belongs to; past every one when none is left."""
        return self._next[0] if self._next is not None else END_SEQ

    @property
    def any_left(self) -> bool:
        """Say whether a row is left that no entry has claimed."""
        return self._next is not None

    def of(self, seq: int) -> list[Any]:
        """Return the rows of one entry; a row of an earlier one belongs to none."""
        out = []
        while self._next is not None and self._next[0] <= seq:
            if self._next[0] < seq:
                raise ChainBroken(int(self._next[0]), "a row belongs to no entry")
            out.append(tuple(self._next))
            self._next = next(self._rows, None)
        return out


class _Stored:
    """What stands in the tables beside the journal."""

    def __init__(self, connection: Connection) -> None:
        self.movements = _Rows(_read(whole.movements(connection)))
        self.named_cuts = _Rows(_read(whole.named_cuts(connection)))
        self.rows = {table: _Rows(_read(whole.rows(connection, table))) for table in ROWS}

    def nothing_left(self, head_seq: int) -> None:
        """Refuse rows of entries that are not there."""
        for rows in (self.movements, self.named_cuts, *self.rows.values()):
            if rows.any_left:
                raise ChainBroken(head_seq + 1, "a row belongs to no entry")
