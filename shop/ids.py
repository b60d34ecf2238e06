"""Identifiers: ULIDs, made where a fact is first said, so that a repeat is known as one.

The layout is that of the ULID specification: 48 bits of UTC milliseconds, 80 bits of chance,
in Crockford's base 32 (26 characters). Chance is handed in.
"""

from __future__ import annotations

import re
import secrets
from typing import Protocol

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Two letters at once, since every input of the till makes three ids.
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_SHAPE = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


class Bits(Protocol):
    """A source of chance: the system's, or a seeded one."""

    def getrandbits(self, k: int, /) -> int:
        """Return `k` random bits."""
        ...


class _SystemBits:
    def getrandbits(self, k: int, /) -> int:
        return secrets.randbits(k)


class Ids:
    """Makes ULIDs from a moment and a source of chance.

    Args:
        bits: where chance comes from; the operating system's when left out.
    """

    def __init__(self, bits: Bits | None = None) -> None:
        self._bits = bits or _SystemBits()

    def ulid(self, wall_ms: int) -> str:
        """Return a new id for something first said at `wall_ms` (UTC milliseconds)."""
        return _encode((wall_ms & (1 << 48) - 1) << 80 | self._bits.getrandbits(80))


def is_ulid(text: str) -> bool:
    """Say whether `text` has the shape of a ULID."""
    return _SHAPE.fullmatch(text) is not None


def _encode(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])
