"""Reviewing, closing and publishing a period, and what villagers say to it: commands into facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop.counter import desk_objections
from shop.counter.roles import check_role
from shop.errors import MalformedInput, NoCutOpen, PriceInThePast
from shop.ledger import Transaction
from shop.queries import cuts, journal, period_read, review
from shop.queries.connection import Connection
from shop.review.flags import EXPLANATIONS, Flag, without_reason
from shop.review.frozen import RULES
from shop.review.publish import bulletin
from shop.review.states import Period, State, allowed
from shop.review_commands import (
    ClosePeriod,
    PublishBulletin,
    ReviewPeriod,
)
from shop.review_errors import (
    ApprovalByReviewer,
    CutAlreadyInPeriod,
    CutsNotConsecutive,
    FiguresChanged,
    NotReviewed,
    PeriodUnknown,
    PriceInClosedPeriod,
    PublishedAlready,
    PublishedTooEarly,
    ReasonMissing,
    ReviewByCounter,
)

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

DECISIONS = ("accept", "send_back")
#: More cuts than a period of a shop that counts daily for a quarter.
CUTS_MAX = 100


def review_period(_: Counter, transaction: Transaction, command: ReviewPeriod) -> Sequence[Fact]:
    """PeriodReviewed: the next period's cuts, accepted or sent back, with a reason a flag."""
    connection = transaction.connection
    check_role(connection, command.by, "reviewer")
    if command.decision not in DECISIONS:
        raise MalformedInput(field="decision", why="accept or send_back")
    every = review.all_periods(connection)
    _check_run(connection, every, command.cuts)
    _check_did_not_count(connection, command.by, command.cuts)
    found = period_read.read(connection, command.cuts)
    if command.seen is not None and command.seen != found.inputs_sha256:
        raise FiguresChanged()
    flags = period_read.flags_of(connection, found)
    if command.decision == "accept" and (left := without_reason(flags, command.reasons)):
        raise ReasonMissing(count=len(left))
    body = {
        "period": every[-1].name,
        "cuts": list(command.cuts),
        "decision": command.decision,
        "inputs_sha256": found.inputs_sha256,
        "flags": [_explained(flag, command) for flag in flags],
        "note": command.note or None,
    }
    return [("PeriodReviewed", body)]


def close_period(_: Counter, transaction: Transaction, command: ClosePeriod) -> Sequence[Fact]:
    """PeriodClosed: every figure of what was reviewed, frozen."""
    connection = transaction.connection
    check_role(connection, command.by, "approver")
    period = review.all_periods(connection)[-1]
    reviewed = period.review
    if command.period != period.name:
        raise PeriodUnknown(period=command.period[:20])
    if reviewed is None or reviewed.name != "reviewed":
        raise NotReviewed(period=period.name)
    if reviewed.actor == command.by:
        raise ApprovalByReviewer(person=command.by)
    of = reviewed.body["cuts"]
    _check_did_not_count(connection, command.by, of)
    found = period_read.read(connection, of)
    if period.state is not State.REVIEWED or (
        found.inputs_sha256 != reviewed.body["inputs_sha256"]
    ):
        raise FiguresChanged()
    body = {
        "period": period.name,
        "cuts": list(of),
        "rules": dict(RULES),
        "inputs_sha256": found.inputs_sha256,
        "figures": found.figures,
        "reviewer": reviewed.actor,
        "review": reviewed.seq,
    }
    return [("PeriodClosed", body)]


def publish(_: Counter, transaction: Transaction, command: PublishBulletin) -> Sequence[Fact]:
    """BulletinPublished: what may be told of a closed period, and the chain's head."""
    connection = transaction.connection
    check_role(connection, command.by, "coordinator", "approver")
    every = review.all_periods(connection)
    period = _of(every, command.period)
    if period.closing is None:
        raise PublishedTooEarly(period=period.name)
    if period.publishing is not None:
        raise PublishedAlready(period=period.name)
    body = {
        "period": period.name,
        "figures": bulletin(review.figures_of(connection, period)),
        "head": transaction.head[1].hex(),
        "reviewer": period.closing.body["reviewer"],
        "approver": period.closing.actor,
    }
    return [("BulletinPublished", body)]


def check_price(connection: Connection, from_ms: int, now_ms: int) -> None:
    """Refuse a price from a moment that has passed; say more where its period is closed."""
    if from_ms >= now_ms:
        return
    closed = journal.latest(connection, "PeriodClosed")
    if closed is not None and from_ms < closed.body["figures"]["end_ms"]:
        raise PriceInClosedPeriod(period=closed.body["period"])
    raise PriceInThePast()


def _of(every: Sequence[Period], name: str) -> Period:
    found = next((one for one in every if one.name == name), None)
    if found is None:
        raise PeriodUnknown(period=name[:20])
    return found


def _check_run(connection: Connection, every: Sequence[Period], of: Sequence[str]) -> None:
    """Refuse cuts that are no run, leave one out, or are in a closed period already."""
    pending, numbers = every[-1], {}
    for cut in of[:CUTS_MAX]:
        edge = cuts.bounds(connection, cut)
        if edge.closed_seq is None:
            raise NoCutOpen(cut=cut[:40])
        numbers[cut] = cuts.number_of(connection, edge.closed_seq)
    for period in every[:-1]:
        taken = next((cut for cut in of if cut in period.cuts), None)
        if taken is not None:
            raise CutAlreadyInPeriod(number=numbers[taken], period=period.name)
    free = pending.cuts
    begin = free.index(of[0]) if of and of[0] in free else 0
    # Only the first period of a book may leave out what was before it.
    gap = begin > 0 and len(every) > 1
    if (
        not of
        or gap
        or tuple(of) != free[begin : begin + len(of)]
        or not allowed(pending.state, "reviewed")
    ):
        first = cuts.bounds(connection, free[0]).closed_seq if free else None
        number = cuts.number_of(connection, first) if first else len(numbers) + 1
        raise CutsNotConsecutive(first=number)


def _check_did_not_count(connection: Connection, by: str | None, of: Sequence[str]) -> None:
    """Refuse a signature of who counted: one person can never do two."""
    if any(by in review.counters(connection, cut) for cut in of):
        raise ReviewByCounter(person=by)


def _explained(flag: Flag, command: ReviewPeriod) -> dict[str, Any]:
    why = command.reasons.get(flag.id)
    note = (command.notes.get(flag.id) or "").strip()
    if why == "other" and not note and command.decision == "accept":
        raise MalformedInput(field=f"note-{flag.id}", why="say in words what the reason is")
    body: dict[str, Any] = {"key": flag.key, "fen": flag.fen}
    for name, value in (("item", flag.item), ("cut", flag.cut), ("other", flag.other)):
        if value:
            body[name] = value
    body["why"] = why if why in EXPLANATIONS else ""
    if note:
        body["note"] = note
    return body


#: What the desk does with each of these commands.
FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    ReviewPeriod: review_period,
    ClosePeriod: close_period,
    PublishBulletin: publish,
    **desk_objections.FACTS,
}
