"""Photos of the shelf that volunteers asked for: the book has their digests, a folder the files."""

from __future__ import annotations

from dataclasses import dataclass

from shop.queries.connection import Connection

_PHOTOS = (
    "SELECT d.job, j.body ->> '$.file', j.body ->> '$.sha256', j.body ->> '$.why', j.at_ms,"
    " (SELECT a.actor FROM device_job k JOIN journal a USING (seq)"
    " WHERE k.job = d.job AND k.what = 'photo_asked')"
    " FROM device_job d JOIN journal j USING (seq) WHERE d.what = 'photo'"
)
_ASKED = (
    "SELECT max(j.at_ms) FROM device_job d JOIN journal j USING (seq) WHERE d.what = 'photo_asked'"
    " AND NOT EXISTS (SELECT 1 FROM device_job p WHERE p.job = d.job AND p.what = 'photo')"
)
#: Photos on a page: what a phone on the shop's Wi-Fi loads in a few seconds.
PHOTOS_MAX = 24


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo.

    Attributes:
        job: the id of the wish.  file: its name in the folder.  sha256: hex digest of its bytes.
        why: before | after | check.  at_ms: when, UTC milliseconds.  by: who asked for it.
    """

    job: str
    file: str
    sha256: str
    why: str
    at_ms: int
    by: str | None


def recent(connection: Connection, since_ms: int) -> tuple[Photo, ...]:
    """Return the photos taken since a moment, the newest first."""
    rows = connection.execute(
        f"{_PHOTOS} AND j.at_ms >= ? ORDER BY d.seq DESC LIMIT {PHOTOS_MAX}", (since_ms,)
    )
    return tuple(Photo(*row) for row in rows)


def one(connection: Connection, job: str) -> Photo | None:
    """Return one photo by the id of its wish, or None."""
    row = connection.execute(f"{_PHOTOS} AND d.job = ?", (job,)).fetchone()
    return Photo(*row) if row else None


def waited_for(connection: Connection) -> int | None:
    """Return when somebody last asked for a photo that is not there, or None."""
    at_ms: int | None = connection.execute(_ASKED).fetchone()[0]
    return at_ms
