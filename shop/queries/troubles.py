"""What devices last said of themselves: the fault that stands in the book, and since when."""

from __future__ import annotations

from dataclasses import dataclass

from shop.queries.connection import Connection

#: The newest word of each device; a fault that was followed by another word is over.
_LAST = """
SELECT j.body ->> '$.device', substr(j.body ->> '$.what', 7), j.body ->> '$.detail', j.at_ms
FROM journal j JOIN (
    SELECT max(seq) AS seq FROM (
        SELECT seq, body FROM journal WHERE kind = 'DeviceNoted' ORDER BY seq DESC LIMIT ?)
    WHERE body ->> '$.job' IS NULL AND body ->> '$.what' != 'reading'
    GROUP BY body ->> '$.device') USING (seq)
WHERE j.body ->> '$.what' LIKE 'fault:%'
"""
#: Words of devices looked back at, coins among them: a day of a busy shop.
WORDS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A device's last word, where that was a fault.

    Attributes:
        device: its name.  code: jam, empty, low …  detail: what was seen, in English.
        at_ms: since when, UTC milliseconds.
    """

    device: str
    code: str
    detail: str
    at_ms: int


def last_faults(connection: Connection) -> dict[str, Fault]:
    """Return the fault that each device spoke of last, by its name."""
    rows = connection.execute(_LAST, (WORDS_MAX,)).fetchall()
    return {row[0]: Fault(row[0], row[1], row[2] or "", int(row[3])) for row in rows}
