"""What villagers say to a bulletin, and what they are answered: commands into facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop.counter.roles import check_role
from shop.errors import MalformedInput
from shop.ledger import Transaction
from shop.queries import review
from shop.review.publish import DAY_MS, OBJECTION_DAYS
from shop.review_commands import PUBLIC, AnswerObjection, RaiseObjection
from shop.review_errors import (
    AnsweredAlready,
    NotPublished,
    ObjectionsFull,
    ObjectionTooLate,
    ObjectionUnknown,
)

if TYPE_CHECKING:
    from shop.counter.counter import Counter

Fact = tuple[str, dict[str, Any]]

OUTCOMES = ("explained", "corrected", "noted")
#: Objections to one bulletin that the book takes: a village meeting's worth, not a flood.
OBJECTIONS_MAX = 200


def raise_objection(
    counter: Counter, transaction: Transaction, command: RaiseObjection
) -> Sequence[Fact]:
    """ObjectionRaised: a villager's words alone."""
    if command.by != PUBLIC:
        raise MalformedInput(field="by", why="nobody's name is kept with an objection")
    every = review.all_periods(transaction.connection)
    period = next((one for one in every if one.name == command.period), None)
    if period is None or period.publishing is None:
        raise NotPublished(period=command.period[:20])
    now_ms = counter.clock.now().wall_ms
    if now_ms - period.publishing.at_ms > OBJECTION_DAYS * DAY_MS:
        raise ObjectionTooLate(days=OBJECTION_DAYS)
    if len(period.objections) >= OBJECTIONS_MAX:
        raise ObjectionsFull()
    return [("ObjectionRaised", {"period": period.name, "text": command.text.strip()})]


def answer_objection(
    _: Counter, transaction: Transaction, command: AnswerObjection
) -> Sequence[Fact]:
    """ObjectionAnswered: once, in public."""
    connection = transaction.connection
    check_role(connection, command.by, "coordinator")
    if command.outcome not in OUTCOMES:
        raise MalformedInput(field="outcome", why="explained, corrected or noted")
    raised = [one for period in review.all_periods(connection) for one in period.objections]
    found = next((one for one in raised if one.raised.id == command.objection), None)
    if found is None:
        raise ObjectionUnknown()
    if found.answered is not None:
        raise AnsweredAlready()
    body = {
        "objection": command.objection,
        "answer": command.answer.strip(),
        "outcome": command.outcome,
    }
    return [("ObjectionAnswered", body)]


#: What the desk does with each of these commands.
FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    RaiseObjection: raise_objection,
    AnswerObjection: answer_objection,
}
