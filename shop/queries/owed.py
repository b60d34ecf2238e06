"""Change that the shop owes: no hopper could pay it, a slip says so, a volunteer pays it."""

from __future__ import annotations

from dataclasses import dataclass

from shop.queries.connection import Connection

#: What a visit has paid too much by now; negative where it paid too little.
_OVER = (
    "SELECT coalesce(sum(CASE WHEN m.from_account = 'due' THEN m.quantity ELSE -m.quantity END), 0)"
    " FROM movement m WHERE m.unit = 'fen' AND (m.from_account = 'due' OR m.to_account = 'due')"
    " AND m.visit ="
)
#: What is still owed of a slip: never more than what its visit paid too much by now, since coins
#: of a hopper that woke up late are change too.
_OWED = (
    "SELECT d.job, json_extract(j.body, '$.visit'), j.at_ms, min(json_extract(j.body, '$.fen'),"
    f" ({_OVER} json_extract(j.body, '$.visit')))"
    " FROM device_job d JOIN journal j USING (seq) WHERE d.serial = 'till'"
    " AND d.what = 'change_owed' AND NOT EXISTS (SELECT 1 FROM device_job p WHERE p.job = d.job"
    " AND p.what = 'change_paid')"
)
#: One press for change asks each hopper for its part: jobs that begin alike.
_FALLING = (
    # The plus keeps SQLite off the index of `what`, which grows with the book.
    "SELECT 1 FROM device_job d WHERE +d.what = 'dispense_asked' AND d.job != ?1"
    " AND d.job > ?2 || '/' AND d.job < ?2 || '0'"  # "0" is what follows "/"
    " AND NOT EXISTS (SELECT 1 FROM device_job e WHERE e.job = d.job AND e.what = 'dispensed')"
)
#: Presses for change of which some hopper never said what became of it, newest first.
_UNTOLD = (
    "SELECT d.job, json_extract(j.body, '$.visit') FROM device_job d JOIN journal j USING (seq)"
    " WHERE d.serial = 'till' AND d.what = 'change_asked' AND json_extract(j.body, '$.coins') >"
    " (SELECT count(*) FROM device_job e WHERE +e.what = 'dispensed' AND e.job > d.job || '/'"
    " AND e.job < d.job || '0') AND NOT EXISTS (SELECT 1 FROM device_job o"
    " WHERE o.job = json_extract(j.body, '$.visit') || '/owed') ORDER BY d.seq DESC LIMIT 20"
)
#: Slips on a page: a shop that owes more has a hopper to mend, not a list to read.
OWED_MAX = 50


@dataclass(frozen=True, slots=True)
class Owed:
    """One slip.

    Attributes:
        owed: its number.  visit: whose change it is.  at_ms: when, UTC milliseconds.
        fen: what is still owed.
    """

    owed: str
    visit: str
    at_ms: int
    fen: int


def open_slips(connection: Connection) -> tuple[Owed, ...]:
    """Return what the shop owes now, oldest first."""
    rows = connection.execute(f"{_OWED} ORDER BY d.seq LIMIT {OWED_MAX}")
    return tuple(one for one in (Owed(*row) for row in rows) if one.fen > 0)


def one(connection: Connection, owed: str) -> Owed | None:
    """Return one slip that is not paid yet, or None."""
    row = connection.execute(f"{_OWED} AND d.job = ?", (owed,)).fetchone()
    return Owed(*row) if row else None


def over_fen(connection: Connection, visit: str) -> int:
    """Return what a visit has paid too much by now; negative where it paid too little."""
    fen: int = connection.execute(f"{_OVER} ?", (visit,)).fetchone()[0]
    return fen


def never_paid_out(connection: Connection) -> tuple[Owed, ...]:
    """Return change that was asked for and that no hopper pays any more, not yet owed.

    The program ended before a hopper's own wish was in the book: no coin of it fell. One whose
    wish is there finishes it from its own counter, and says itself what did not fall.
    """
    out = []
    for press, visit in connection.execute(_UNTOLD).fetchall():
        fen = over_fen(connection, visit)
        if fen > 0 and not still_falls(connection, f"{press}/"):
            out.append(Owed(f"{visit}/owed", visit, 0, fen))
    return tuple(out)


def still_falls(connection: Connection, job: str) -> bool:
    """Say whether another hopper is not done yet with its part of the change that `job` is of."""
    press = job.rpartition("/")[0]
    return connection.execute(_FALLING, (job, press)).fetchone() is not None
