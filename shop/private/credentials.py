"""Secrets of those who sign, kept as argon2 hashes; checking takes as long for nobody at all."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shop.errors import ShopBusy
from shop.private.file import Private
from shop.private.rules import Kind, secret_of

#: Each check takes 12 MiB: two at a time fit beside the till on a board of 512 MB.
CHECKS_AT_ONCE = 2
#: Longer than both checks before it; then the page says "busy".
PATIENCE_S = 10

_ONE = "SELECT person, kind, hash, version, entry, set_ms FROM credential WHERE person = ?"
_ALL = "SELECT person, kind, hash, version, entry, set_ms FROM credential"
_SET = (
    "INSERT INTO credential (person, kind, hash, version, entry, set_ms) VALUES (?, ?, ?, 1, ?, ?)"
    " ON CONFLICT (person) DO UPDATE SET kind = excluded.kind, hash = excluded.hash,"
    " version = version + 1, entry = excluded.entry, set_ms = excluded.set_ms"
)
_REHASH = "UPDATE credential SET hash = ? WHERE person = ? AND version = ?"


class Hasher(Protocol):
    """What hashes secrets: argon2-cffi's PasswordHasher, at whatever cost."""

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Return the hash of a secret."""
        ...

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        """Return True if they belong together; raise otherwise."""
        ...

    def check_needs_rehash(self, hash: str | bytes) -> bool:
        """Say whether a hash was made at another cost."""
        ...


def default_hasher() -> Hasher:
    """Return the hasher of a shop: 12 MiB, three turns, some tenths of a second on a Pi."""
    return PasswordHasher(time_cost=3, memory_cost=12_288, parallelism=1)


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody logs in with.

    Attributes:
        kind: pin or passphrase.  version: grows with each new secret, so old log-ins end.
        entry: id of the form that set it, so that the same form sets it once.
    """

    person: str
    kind: Kind
    hash: str
    version: int
    entry: str
    set_ms: int


class Credentials:
    """The secrets of all people.

    Args:
        private: the file.  hasher: how secrets are hashed.
    """

    def __init__(self, private: Private, hasher: Hasher) -> None:
        self._private, self._hasher = private, hasher
        self._checks = threading.BoundedSemaphore(CHECKS_AT_ONCE)
        #: Hash of a secret nobody has: what a try for an unknown code is checked against.
        self._nobody = hasher.hash(secrets.token_urlsafe(24))

    def of(self, person: str) -> Credential | None:
        """Return what somebody logs in with, or None."""
        rows = self._private.rows(_ONE, (person,))
        return _credential(rows[0]) if rows else None

    def all(self) -> dict[str, Credential]:
        """Return everybody's, by their code."""
        return {row[0]: _credential(row) for row in self._private.rows(_ALL)}

    def set(self, person: str, kind: Kind, secret: str, entry: str, at_ms: int) -> None:
        """Give somebody a new secret, already checked by `rules`; a repeated form changes nothing.

        Raises:
            ShopBusy: too many at once.
        """
        known = self.of(person)
        if known is not None and known.entry == entry:
            return
        with self.turn():
            made = self._hasher.hash(secret)
        with self._private.transaction() as connection:
            connection.execute(_SET, (person, kind, made, entry, at_ms))

    def fits(self, credential: Credential | None, typed: str) -> bool:
        """Say whether a secret is somebody's; for nobody it takes as long and says no.

        Called within `turn`.
        """
        secret = secret_of(typed)
        if credential is not None and credential.kind == "pin":
            secret = secret.replace(" ", "")
        try:
            self._hasher.verify(credential.hash if credential else self._nobody, secret)
        except (VerificationError, InvalidHashError):
            return False
        if credential is None:
            return False
        if self._hasher.check_needs_rehash(credential.hash):
            made = self._hasher.hash(secret)
            with self._private.transaction() as connection:
                connection.execute(_REHASH, (made, credential.person, credential.version))
        return True

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take one's turn at hashing: each costs memory that the till needs too.

        Raises:
            ShopBusy: too many at once.
        """
        if not self._checks.acquire(timeout=PATIENCE_S):
            raise ShopBusy()
        try:
            yield
        finally:
            self._checks.release()


def _credential(row: tuple[str, str, str, int, str, int]) -> Credential:
    person, kind, hash_, version, entry, set_ms = row
    return Credential(person, cast(Kind, kind), hash_, version, entry, set_ms)
