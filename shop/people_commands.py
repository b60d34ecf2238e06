"""What coordinators say about who may sign; frozen commands like those of `shop.commands`.

They carry codes and roles, never a name or a secret: what a command says stands in the book.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnrolPerson:
    """Let somebody sign in some roles; `again` changes a known person's roles, or takes them back.

    `by` is a coordinator's code, or "setup" for who stands at the machine.
    """

    id: str
    person: str
    roles: tuple[str, ...]
    again: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ResetSecret:
    """Note that somebody who forgot their secret was given a new one."""

    id: str
    person: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SuspendPerson:
    """Let somebody sign no longer, at once."""

    id: str
    person: str
    reason: str | None = None
    by: str | None = None
