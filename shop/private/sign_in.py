"""Being let in: a code and a secret become a log-in, and a log-in becomes a person."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from shop.clock import Clock
from shop.people_errors import NotLetIn, PersonUnknown
from shop.private import rules
from shop.private.credentials import Credentials, Hasher, default_hasher
from shop.private.file import Private
from shop.private.locks import Locks
from shop.private.logins import Login, Logins
from shop.queries import people as queries
from shop.queries.connection import Connection
from shop.queries.people import Person

_log = logging.getLogger(__name__)

#: What is typed as a code is looked at only so far: longer is no person.
_TYPED_MAX = 64


class SignIn:
    """Lets those in whom the book knows and whose secret fits.

    Args:
        private: the file of secrets.  clock: the shop's.
        reading: gives the book to read.  hasher: of secrets; tests take a cheap one.
    """

    def __init__(
        self,
        private: Private,
        clock: Clock,
        reading: Callable[[], AbstractContextManager[Connection]],
        hasher: Hasher | None = None,
    ) -> None:
        self._clock, self._reading = clock, reading
        self._credentials = Credentials(private, hasher or default_hasher())
        self._locks, self._logins = Locks(private), Logins(private)

    def known(self, code: str) -> Person | None:
        """Return what the book says of a code; None if it never heard of it."""
        with self._reading() as book:
            return queries.person(book, code)

    def log_in(self, code: str, secret: str, source: str) -> str:
        """Return the token of a fresh log-in.

        Args:
            code, secret: as typed.  source: whose tries they count as (`locks.source_of`).

        Raises:
            NotLetIn: they do not belong together.  LockedOut: too many wrong tries.
            ShopBusy: too many at once.
        """
        code = rules.code_of(code[:_TYPED_MAX])
        person = self.known(code)
        version = self._prove(code, person, secret, source)
        if person is None:
            raise NotLetIn()
        _log.info("%s has logged in", code)
        return self._begin(person, version)

    def session(self, token: str) -> Person | None:
        """Return who a token stands for: nobody after log-out, suspension, reset, other roles."""
        login = self._logins.find(token, self._now())
        if login is None:
            return None
        person = self.known(login.person)
        credential = self._credentials.of(login.person)
        if person is None or not person.active or credential is None:
            return None
        as_then = (person.seq, credential.version) == (login.person_seq, login.version)
        return person if as_then else None

    def log_out(self, token: str) -> None:
        """End a log-in for good."""
        self._logins.end(token)

    def change_own(self, id: str, code: str, old: str, new: str, source: str) -> str:
        """Give somebody logged in a new secret; every other log-in of theirs ends.

        Returns:
            The token to go on with.

        Raises:
            NotLetIn, LockedOut: the present secret is wrong.  InputRefused: the new one is.
        """
        person = self.known(code)
        if person is None or not person.active:
            raise PersonUnknown(person=code)
        kind = rules.kind_for(person.roles)
        fresh = rules.check_secret(kind, new, code)
        self._prove(code, person, old, source)
        self._credentials.set(code, kind, fresh, id, self._now())
        self._logins.end_all(code)
        _log.info("%s has changed the own secret", code)
        changed = self._credentials.of(code)
        return self._begin(person, changed.version if changed else 0)

    def _begin(self, person: Person, version: int) -> str:
        return self._logins.begin(Login(person.code, person.seq, version, self._now()))

    def _prove(self, code: str, person: Person | None, secret: str, source: str) -> int:
        """Hold a secret against somebody's, counting the try; return the secret's version."""
        now_ms = self._now()
        credential = self._credentials.of(code) if person and person.active else None
        with self._credentials.turn():
            self._locks.begin(code, person is not None, source, now_ms)
            fits = self._credentials.fits(credential, secret[: rules.PASSPHRASE_CHARS_MAX * 2])
        if not fits or credential is None:
            # what was typed as a code may be a PIN in the wrong field: it stays out of the log
            _log.warning("wrong try for %s from %s", code if person else "nobody", source)
            raise NotLetIn()
        self._locks.right(code, source, now_ms)
        return credential.version

    def _now(self) -> int:
        return self._clock.now().wall_ms
