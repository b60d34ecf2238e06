"""What the counter answers, and the rules a cut is closed with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from shop.commands import Command
from shop.entries import canonical


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one input.

    Attributes:
        entries: seq of each entry it wrote, in order; empty where nothing is a fact yet.
        repeated: it had been said before; these are the entries of the first time.
        waiting: a cut waits until the resident at the till has finished.
    """

    entries: tuple[int, ...] = ()
    repeated: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class CutRules:
    """What kind of box and QR this shop has, frozen into each CutClosed.

    Attributes:
        cash_evidence: "machine" where a machine counts the cash, else "claimed".
        max_basket: largest number of units one basket is taken to hold (HONESTY.md 4).
    """

    cash_evidence: Literal["machine", "claimed"] = "claimed"
    max_basket: int = 6


def command_hash(command: Command) -> str:
    """Return the digest under which a command is known again, its id left out."""
    values: dict[str, object] = {"command": type(command).__name__}
    assert is_dataclass(command)
    for field in fields(command):
        if field.name != "id":
            values[field.name] = _plain(getattr(command, field.name))
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "items"):
        return {str(key): _plain(part) for key, part in value.items()}
    return value
