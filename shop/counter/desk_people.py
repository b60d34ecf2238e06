"""Who may sign, written into the book: codes and roles alone, never a name or a secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shop.ledger import Transaction
from shop.people_commands import EnrolPerson, ResetSecret, SuspendPerson
from shop.people_errors import (
    LastCoordinator,
    NotYourself,
    OnlyCoordinators,
    PersonKnown,
    PersonUnknown,
)
from shop.private.rules import check_code, check_roles
from shop.queries import people
from shop.queries.people import Person

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: Who stands at the machine itself: the first set-up, and the installer's command.
SETUP = "setup"
REASON_CHARS_MAX = 200

Fact = tuple[str, dict[str, Any]]


def enrol(_: Counter, transaction: Transaction, command: EnrolPerson) -> Sequence[Fact]:
    """Write that somebody may sign; a known code only if it is meant (`again`)."""
    _may(transaction, command.by)
    code = check_code(command.person)
    roles = check_roles(command.roles)
    known = people.person(transaction.connection, code)
    if known is not None and not command.again:
        raise PersonKnown(person=code)
    if known is None and command.again:
        raise PersonUnknown(person=code)
    if "coordinator" not in roles:
        _not_the_last(transaction, known)
    return [("PersonEnrolled", {"person": code, "roles": list(roles)})]


def reset(_: Counter, transaction: Transaction, command: ResetSecret) -> Sequence[Fact]:
    """Write that somebody was given a new secret: enrolled again, in the same roles."""
    _may(transaction, command.by)
    known = _active(transaction, command.person)
    if known.code == command.by:
        raise NotYourself()
    return [
        ("PersonEnrolled", {"person": known.code, "roles": list(known.roles), "why": "reset"}),
    ]


def suspend(_: Counter, transaction: Transaction, command: SuspendPerson) -> Sequence[Fact]:
    """Write that somebody may sign no longer; one coordinator always stays."""
    _may(transaction, command.by)
    known = _active(transaction, command.person)
    _not_the_last(transaction, known)
    reason = (command.reason or "").strip()[:REASON_CHARS_MAX]
    return [("PersonSuspended", {"person": known.code, "reason": reason or None})]


def _may(transaction: Transaction, by: str | None) -> None:
    if by == SETUP:
        return
    who = people.person(transaction.connection, by) if by else None
    if who is None or not who.may("coordinator"):
        raise OnlyCoordinators()


def _active(transaction: Transaction, code: str) -> Person:
    known = people.person(transaction.connection, code)
    if known is None or not known.active:
        raise PersonUnknown(person=str(code)[:40])
    return known


def _not_the_last(transaction: Transaction, leaving: Person | None) -> None:
    if leaving is None or not leaving.may("coordinator"):
        return
    if people.coordinators(transaction.connection) == (leaving.code,):
        raise LastCoordinator(person=leaving.code)


#: What the desk does with each of these commands.
FACTS: dict[type, Callable[[Counter, Transaction, Any], Sequence[Fact]]] = {
    EnrolPerson: enrol,
    ResetSecret: reset,
    SuspendPerson: suspend,
}
