"""Reading the journal itself: the head, one entry, the latest ones, those of a cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shop.entries import Entry
from shop.queries.connection import Connection

_COLUMNS = (
    "seq, shop, id, kind, at_ms, recorded_ms, boot, monotonic_ms, clock_ok, actor, corrects,"
    " body, digest"
)
_HEAD = "SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1"
_BY_ID = f"SELECT {_COLUMNS} FROM journal WHERE id = ?"
_BY_SEQ = f"SELECT {_COLUMNS} FROM journal WHERE seq = ?"
_AFTER = f"SELECT {_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq"
_RECENT = f"SELECT {_COLUMNS} FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?"
_RECENT_OF = (
    f"SELECT {_COLUMNS} FROM journal WHERE seq < ?"
    " AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT ?"
)
#: What names its cut (counts and the like) lies between the boundary and the closing.
_OF_CUT = (
    f"SELECT {_COLUMNS} FROM journal WHERE kind IN (SELECT value FROM json_each(?1))"
    " AND ((seq > ?2 AND seq <= ?3 AND json_extract(body, '$.cut') IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM named_cut n WHERE n.seq = journal.seq))"
    " OR (seq >= ?3 AND seq <= ?4 AND json_extract(body, '$.cut') = ?5)"
    " OR seq IN (SELECT n.seq FROM named_cut n WHERE n.cut = ?5)) ORDER BY seq"
)
_LATEST_OF_KIND = f"SELECT {_COLUMNS} FROM journal WHERE kind = ? ORDER BY seq DESC LIMIT 1"
_CORRECTION = (
    f"SELECT {_COLUMNS} FROM journal WHERE kind = 'EntryCorrected' AND corrects = ?"
    " ORDER BY seq DESC LIMIT 1"
)
_CORRECTIONS = (
    f"SELECT {_COLUMNS} FROM journal WHERE kind = 'EntryCorrected' AND corrects = ? ORDER BY seq"
)
_FIRST = "SELECT at_ms FROM journal WHERE kind = ? ORDER BY seq LIMIT 1"

#: Larger than any seq.
END_SEQ = 1 << 62


def entry_of(row: Sequence[Any]) -> Entry:
    """Return a row of the journal as an entry, its body read."""
    seq, shop, id_, kind, at_ms, recorded_ms, boot, monotonic_ms, clock_ok, actor, corrects = row[
        :11
    ]
    return Entry(
        seq=seq,
        shop=shop,
        id=id_,
        kind=kind,
        at_ms=at_ms,
        recorded_ms=recorded_ms,
        boot=boot,
        monotonic_ms=monotonic_ms,
        clock_ok=clock_ok,
        actor=actor,
        corrects=corrects,
        body=json.loads(row[11]),
        digest=row[12],
    )


def head(connection: Connection) -> tuple[int, bytes]:
    """Return seq and digest of the newest entry; (0, 32 zero bytes) of an empty book."""
    row = connection.execute(_HEAD).fetchone()
    return (row[0], row[1]) if row else (0, bytes(32))


def by_id(connection: Connection, id: str) -> Entry | None:
    """Return the entry that carries this id, or None."""
    row = connection.execute(_BY_ID, (id,)).fetchone()
    return entry_of(row) if row else None


def by_seq(connection: Connection, seq: int) -> Entry | None:
    """Return the entry in this place, or None."""
    row = connection.execute(_BY_SEQ, (seq,)).fetchone()
    return entry_of(row) if row else None


def correction_of(connection: Connection, seq: int) -> Entry | None:
    """Return the newest correction of an entry, or None."""
    row = connection.execute(_CORRECTION, (seq,)).fetchone()
    return entry_of(row) if row else None


def corrections_of(connection: Connection, seq: int) -> tuple[Entry, ...]:
    """Return all corrections of an entry, oldest first."""
    rows = connection.execute(_CORRECTIONS, (seq,)).fetchall()
    return tuple(entry_of(row) for row in rows)


def rows_after(connection: Connection, seq: int) -> Iterator[Any]:
    """Go through the stored rows after a place, in order, as they are stored."""
    return iter(connection.execute(_AFTER, (seq,)))


def recent(
    connection: Connection,
    limit: int,
    before_seq: int | None = None,
    kinds: Sequence[str] | None = None,
) -> tuple[Entry, ...]:
    """Return the newest entries, newest first, of some kinds only if named."""
    before = END_SEQ if before_seq is None else before_seq
    if kinds is None:
        rows = connection.execute(_RECENT, (before, limit)).fetchall()
    else:
        rows = connection.execute(_RECENT_OF, (before, json.dumps(list(kinds)), limit)).fetchall()
    return tuple(entry_of(row) for row in rows)


def of_cut(connection: Connection, cut: str, kinds: Sequence[str]) -> tuple[Entry, ...]:
    """Return the entries of some kinds that belong to a cut, in order."""
    from shop.queries.cuts import bounds

    edge = bounds(connection, cut)
    rows = connection.execute(
        _OF_CUT,
        (json.dumps(list(kinds)), edge.after_seq, edge.opened_seq, edge.closed_seq or END_SEQ, cut),
    ).fetchall()
    return tuple(entry_of(row) for row in rows)


def latest(connection: Connection, kind: str) -> Entry | None:
    """Return the newest entry of a kind, or None."""
    row = connection.execute(_LATEST_OF_KIND, (kind,)).fetchone()
    return entry_of(row) if row else None


def first_at_ms(connection: Connection, kind: str) -> int | None:
    """Return when the first entry of a kind happened (UTC ms), or None."""
    row = connection.execute(_FIRST, (kind,)).fetchone()
    return row[0] if row else None
