"""The kinds of entry a journal may hold, and what the body of each must say.

An entry is a fact in the past tense, frozen; a correction is a further fact. A body holds every
figure its postings need (DESIGN.md section 4), so that `posting` is a function of it alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shop.entry_kinds import KINDS, Kind
from shop.errors import BrokenInvariant

Body = Mapping[str, Any]

#: Longest body that is written, in characters: a cut of 2,000 items fits; a runaway does not.
BODY_CHARS_MAX = 4_000_000

_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "int": int,
    "bool": bool,
    "list": (list, tuple),
    "map": Mapping,
    "any": object,
}

#: Fields any body may have beside its own.
COMMON = {
    "v": "version of the posting rule that reads this body",
    "command": "sha256 of the command that made it: the same id with another is refused",
    "for_cut": "the cut this late paper fact belongs to",
    "mirror": "what keeps later cuts still: [{cut, item, quantity} or {cut, fen}]",
}


#: The JSON type of each of these.
COMMON_TYPES = {"v": "int", "command": "text", "for_cut": "text", "mirror": "list"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it has its place in the book.

    Attributes:
        id: made where the fact was first said; a repeat of it changes nothing.
        kind: one of `entry_kinds.KINDS`.
        body: the fact itself, JSON values only, whole numbers only.
        at_ms: UTC milliseconds at which it happened (recorded_ms is the ledger's).
        actor: who said it: till, kiosk, device:…, volunteer:…, coordinator:…, setup.
        corrects: seq of the entry it corrects.
    """

    id: str
    kind: str
    body: Body
    at_ms: int
    actor: str = "till"
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in its place: one row of the journal, as read back."""

    seq: int
    shop: str
    id: str
    kind: str
    at_ms: int
    recorded_ms: int
    boot: str
    monotonic_ms: int
    clock_ok: int
    actor: str
    corrects: int | None
    body: Body
    digest: bytes


_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no floats, UTF-8."""
    return _CANONICAL.encode(value)


def check(draft: Draft) -> None:
    """Refuse a body that its kind does not know: our bug, caught before it is written.

    Raises:
        BrokenInvariant: unknown kind, missing or unknown field, wrong type.
    """
    kind = KINDS.get(draft.kind)
    if kind is None:
        raise BrokenInvariant(f"no entry kind {draft.kind}")
    check_body(kind, draft.body)


def check_body(kind: Kind, body: Body) -> None:
    """Hold a body against the fields of its kind (see `check`)."""
    for name, value in body.items():
        if value is not None and not isinstance(value, _SCALARS) and not _plain(value):
            raise BrokenInvariant(f"{kind.name}.{name} holds what a body cannot: {value!r}")
        if name in COMMON:
            if not isinstance(value, _TYPES[COMMON_TYPES[name]]):
                raise BrokenInvariant(f"{kind.name}.{name} is not of type {COMMON_TYPES[name]}")
            continue
        field = kind.fields.get(name)
        if field is None:
            raise BrokenInvariant(f"{kind.name} has no field {name}")
        if value is None:
            if not field.optional:
                raise BrokenInvariant(f"{kind.name}.{name} must not be empty")
            continue
        if not isinstance(value, _TYPES[field.type]) or (
            field.type == "int" and isinstance(value, bool)
        ):
            raise BrokenInvariant(f"{kind.name}.{name} is not of type {field.type}: {value!r}")
    for name in kind.required - body.keys():
        raise BrokenInvariant(f"{kind.name} lacks {name}")


_SCALARS, _LISTS = (str, int), (list, tuple)


def _plain(value: object) -> bool:
    """Say whether a value is made of texts, whole numbers, lists and maps alone: no floats."""
    if value is None or isinstance(value, _SCALARS):
        return True
    if isinstance(value, dict | Mapping):  # a dict is asked first: it is by far the most common
        for key, part in value.items():
            if not isinstance(key, str) or not (isinstance(part, _SCALARS) or _plain(part)):
                return False
        return True
    if isinstance(value, _LISTS):
        return all(_plain(part) for part in value)
    return False
