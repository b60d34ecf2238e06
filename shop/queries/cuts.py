"""Cuts: which is open, what has been counted in it, which are closed and where they end."""

from __future__ import annotations

from dataclasses import dataclass

from shop.errors import NoCutOpen
from shop.queries.connection import Connection

#: One round at a time, so only the newest row tells whether one is going on.
_OPEN = (
    "SELECT o.cut, o.seq, j.at_ms, j.actor FROM"
    " (SELECT cut, seq, what FROM cut ORDER BY seq DESC LIMIT 1) o JOIN journal j USING (seq)"
    " WHERE o.what = 'opened'"
)
_CLOSED = (
    "SELECT o.cut, o.seq, c.seq, jo.at_ms, jc.at_ms FROM cut c"
    " JOIN cut o ON o.cut = c.cut AND o.what = 'opened'"
    " JOIN journal jo ON jo.seq = o.seq JOIN journal jc ON jc.seq = c.seq"
    " WHERE c.what = 'closed' AND c.seq < ? ORDER BY c.seq DESC LIMIT ?"
)
_NUMBER = "SELECT count(*) FROM cut WHERE what = 'closed' AND seq <= ?"
_OPENED_SEQ = "SELECT seq FROM cut WHERE cut = ? AND what = 'opened'"
_CLOSED_SEQ = "SELECT seq FROM cut WHERE cut = ? AND what = 'closed'"
_PREVIOUS = (
    "SELECT o.cut, o.seq, c.seq, j.at_ms FROM cut c"
    " JOIN cut o ON o.cut = c.cut AND o.what = 'opened' JOIN journal j ON j.seq = o.seq"
    " WHERE c.what = 'closed' AND o.seq < ? ORDER BY o.seq DESC LIMIT 1"
)
_COUNTS = "SELECT seq, item, round, counted FROM count_line WHERE cut = ? ORDER BY seq"
_LAST_COUNTS = (
    "SELECT c.item, c.seq, c.counted, c.expected FROM count_line c JOIN"
    " (SELECT item, max(seq) AS seq FROM count_line WHERE cut = ? GROUP BY item) USING (seq)"
)
_BOX = "SELECT seq, fen, expected_fen FROM box_count WHERE cut = ? ORDER BY seq DESC LIMIT 1"
_QR = "SELECT fen FROM qr_statement WHERE cut = ? ORDER BY seq DESC LIMIT 1"
_LATE_QR = "SELECT fen FROM qr_statement WHERE cut = ? AND seq > ? ORDER BY seq DESC LIMIT 1"
_COLLECTED = (
    "SELECT coalesce(sum(m.quantity), 0) FROM named_cut n JOIN movement m USING (seq, line)"
    " WHERE n.cut = ? AND m.to_account = 'collected'"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a cut lies in the book.

    Attributes:
        after_seq: opened_seq of the closed cut before it, 0 for the first: its own begins after.
        opened_seq: its CutOpened, the boundary.  closed_seq: its CutClosed, None while open.
        previous: the cut before it.  previous_closed_seq: its CutClosed, 0 for the first.
        previous_at_ms: when that cut was opened, None for the first.
    """

    cut: str
    after_seq: int
    opened_seq: int
    closed_seq: int | None
    previous: str | None
    previous_closed_seq: int
    previous_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """One blind count as entered; what the book expected is nobody's business yet."""

    item: str
    counted: int
    round: int
    seq: int


@dataclass(frozen=True, slots=True)
class AcceptedCount:
    """The last count of an item in a cut, with what the book held at that very moment."""

    item: str
    seq: int
    counted: int
    expected: int


@dataclass(frozen=True, slots=True)
class BoxCount:
    """The last count of the box in a cut."""

    seq: int
    fen: int
    expected_fen: int


@dataclass(frozen=True, slots=True)
class OpenCut:
    """The round that is going on, without any expected number: counts are blind."""

    cut: str
    number: int
    opened_seq: int
    at_ms: int
    by: str
    counts: tuple[Count, ...]
    box_fen: int | None
    qr_fen: int | None
    collected_fen: int


@dataclass(frozen=True, slots=True)
class ClosedCut:
    """A round that is over."""

    cut: str
    number: int
    opened_seq: int
    closed_seq: int
    opened_ms: int
    closed_ms: int


def open_cut(connection: Connection) -> OpenCut | None:
    """Return the round that is going on, or None."""
    row = connection.execute(_OPEN).fetchone()
    if row is None:
        return None
    cut, seq, at_ms, by = row
    number = int(connection.execute(_NUMBER, (seq,)).fetchone()[0]) + 1
    counts = every_count(connection, cut)
    box = box_count(connection, cut)
    return OpenCut(
        cut=cut,
        number=number,
        opened_seq=seq,
        at_ms=at_ms,
        by=by,
        counts=counts,
        box_fen=box.fen if box else None,
        qr_fen=qr_statement(connection, cut),
        collected_fen=int(connection.execute(_COLLECTED, (cut,)).fetchone()[0]),
    )


def open_cut_id(connection: Connection) -> str | None:
    """Return the id of the round that is going on, or None."""
    row = connection.execute(_OPEN).fetchone()
    return row[0] if row else None


def closed_cuts(
    connection: Connection, limit: int, before_seq: int = 1 << 62
) -> tuple[ClosedCut, ...]:
    """Return closed cuts, newest first."""
    rows = connection.execute(_CLOSED, (before_seq, limit)).fetchall()
    if not rows:
        return ()
    number = int(connection.execute(_NUMBER, (rows[0][2],)).fetchone()[0])
    return tuple(
        ClosedCut(cut, number - place, opened, closed, opened_ms, closed_ms)
        for place, (cut, opened, closed, opened_ms, closed_ms) in enumerate(rows)
    )


def closed_cut(connection: Connection, cut: str) -> ClosedCut | None:
    """Return one closed cut, or None where it is open, cancelled or unknown."""
    row = connection.execute(_CLOSED_SEQ, (cut,)).fetchone()
    return closed_cuts(connection, 1, row[0] + 1)[0] if row else None


def bounds(connection: Connection, cut: str) -> Bounds:
    """Return where a cut lies in the book.

    Raises:
        NoCutOpen: there is no such cut.
    """
    row = connection.execute(_OPENED_SEQ, (cut,)).fetchone()
    if row is None:
        raise NoCutOpen(cut=cut)
    opened_seq = row[0]
    closed = connection.execute(_CLOSED_SEQ, (cut,)).fetchone()
    before = connection.execute(_PREVIOUS, (opened_seq,)).fetchone()
    return Bounds(
        cut=cut,
        after_seq=before[1] if before else 0,
        opened_seq=opened_seq,
        closed_seq=closed[0] if closed else None,
        previous=before[0] if before else None,
        previous_closed_seq=before[2] if before else 0,
        previous_at_ms=before[3] if before else None,
    )


def every_count(connection: Connection, cut: str) -> tuple[Count, ...]:
    """Return every count entered in a cut, in order."""
    return tuple(
        Count(item, counted, round_, count_seq)
        for count_seq, item, round_, counted in connection.execute(_COUNTS, (cut,))
    )


def accepted_counts(connection: Connection, cut: str) -> dict[str, AcceptedCount]:
    """Return the last count of each item in a cut."""
    rows = connection.execute(_LAST_COUNTS, (cut,)).fetchall()
    return {row[0]: AcceptedCount(*row) for row in rows}


def box_count(connection: Connection, cut: str) -> BoxCount | None:
    """Return the last count of the box in a cut, or None."""
    row = connection.execute(_BOX, (cut,)).fetchone()
    return BoxCount(*row) if row else None


def qr_statement(connection: Connection, cut: str) -> int | None:
    """Return the total of the QR statement recorded in a cut, or None without one."""
    row = connection.execute(_QR, (cut,)).fetchone()
    return int(row[0]) if row else None


def late_statement(connection: Connection, cut: str, closed_seq: int) -> int | None:
    """Return the total of a QR statement that came after a cut was closed, or None."""
    row = connection.execute(_LATE_QR, (cut, closed_seq)).fetchone()
    return int(row[0]) if row else None


def number_of(connection: Connection, closed_seq: int) -> int:
    """Return how many cuts were closed up to this CutClosed."""
    return int(connection.execute(_NUMBER, (closed_seq,)).fetchone()[0])
