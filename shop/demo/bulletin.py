"""The demo's office: the history's rounds reviewed, closed, published, asked about and answered.

Through the same commands as everybody's; the last round is left for whoever looks at the demo.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from shop.commands import Command
from shop.ids import Ids
from shop.queries import cuts, period_read
from shop.queries.connection import Connection
from shop.review_commands import (
    AnswerObjection,
    ClosePeriod,
    LongText,
    PublishBulletin,
    RaiseObjection,
    ReviewPeriod,
)

#: Who signs: see `shop.demo.people`.
REVIEWER, APPROVER, COORDINATOR = "c2", "a1", "c1"
#: More rounds than a demo's history ever has.
ROUNDS_MAX = 100
_REASONS = {
    "box_loss": "shown_to_village",
    "over_short": "change_given",
    "uncounted": "counted_again",
    "swap": "scanned_as_other",
    "write_off_rising": "spoilage",
    "unknown_code": "entry_error",
    "counts_copied": "counted_again",
    "recount": "counted_again",
}
_QUESTION = "报损的豆腐是谁看着扔的？"
_ANSWER = "两位志愿者一起看过，当天记下，照片在协调员处。"


def publish(
    ask: Callable[[Command], object],
    reading: Callable[[], AbstractContextManager[Connection]],
    wall_ms: int,
) -> int:
    """Publish all rounds of the history but the last one; the only one, if there is one.

    Args:
        ask: puts a command to the counter.  reading: gives the book to read.
        wall_ms: UTC milliseconds of now, for the ids.

    Returns:
        How many rounds the period has; 0 where none was closed.
    """
    ids = Ids()

    def fresh() -> str:
        return ids.ulid(wall_ms)

    with reading() as book:
        closed = [one.cut for one in cuts.closed_cuts(book, ROUNDS_MAX)[::-1]]
        of = tuple(closed[:-1] or closed)
        if not of:
            return 0
        found = period_read.read(book, of)
        flags = period_read.flags_of(book, found)
    reasons = {flag.id: _REASONS.get(flag.key, "stands") for flag in flags}
    ask(ReviewPeriod(fresh(), of, "accept", reasons, by=REVIEWER))
    ask(ClosePeriod(fresh(), "1", by=APPROVER))
    ask(PublishBulletin(fresh(), "1", by=COORDINATOR))
    asked = fresh()
    ask(RaiseObjection(asked, "1", LongText(_QUESTION)))
    ask(AnswerObjection(fresh(), asked, LongText(_ANSWER), "explained", by=COORDINATOR))
    return len(of)
