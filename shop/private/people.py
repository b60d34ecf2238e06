"""People who sign: who they are, and what coordinators do about them.

The book gets codes and roles through the counter, first; the secret follows into `private.db`.
If the power goes between the two, somebody is enrolled who cannot log in yet: a reset mends it.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from shop.clock import Clock
from shop.commands import ChangeSetting, Command
from shop.people_commands import EnrolPerson, ResetSecret, SuspendPerson
from shop.people_errors import (
    NotYourself,
    PersonUnknown,
    SecretNeeded,
    SetUpAlready,
    SetUpCodeWrong,
)
from shop.private import rules
from shop.private.credentials import Hasher
from shop.private.file import Private
from shop.private.lockout import MINUTE_MS
from shop.private.names import Names
from shop.private.sign_in import SignIn
from shop.queries import people as queries
from shop.queries.connection import Connection
from shop.queries.people import Person

#: Who speaks at the machine itself, before there is a coordinator.
SETUP = "setup"
#: The setting that holds the shop's name, once a page has said it.
SHOP_NAME = "shop.name"
#: Letters that nobody mistakes for each other, read off a terminal.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Member:
    """A person as coordinators see them.

    Attributes:
        person: what the book says.  name: sealed, "" where none was given.
        kind: what they log in with; None: nothing yet.  wait_minutes: of a lock-out.
    """

    person: Person
    name: str
    kind: rules.Kind | None
    wait_minutes: int


class People(SignIn):
    """All who may sign in one shop.

    Args:
        private: the file of secrets.  clock: the shop's.
        ask: puts a command to the counter.  reading: gives the book to read.
        hasher: of secrets; tests take a cheap one.
    """

    def __init__(
        self,
        private: Private,
        clock: Clock,
        ask: Callable[[Command], object],
        reading: Callable[[], AbstractContextManager[Connection]],
        hasher: Hasher | None = None,
    ) -> None:
        super().__init__(private, clock, reading, hasher)
        self._ask, self.names = ask, Names(private)
        self._setting_up = threading.Lock()
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        self._setup_code = f"{letters[:4]}-{letters[4:]}"

    def members(self) -> tuple[Member, ...]:
        """Return everybody, those who may sign first."""
        with self._reading() as book:
            everybody = queries.everybody(book)
        names, credentials, now_ms = self.names.all("person"), self._credentials.all(), self._now()
        made = []
        for one in sorted(everybody, key=lambda person: not person.active):
            credential = credentials.get(one.code)
            wait = -(-self._locks.wait_ms(one.code, now_ms) // MINUTE_MS)
            kind = credential.kind if credential else None
            made.append(Member(one, names.get(one.code, ""), kind, wait))
        return tuple(made)

    def open_for_setup(self) -> bool:
        """Say whether no coordinator can log in: then the shop may be set up (again)."""
        with self._reading() as book:
            found = queries.coordinators(book)
        return not any(self._credentials.of(code) for code in found)

    @property
    def setup_code(self) -> str:
        """The code of this start for setting up from another machine; "" once that is done."""
        return self._setup_code if self.open_for_setup() else ""

    # ------------------------------------------------------------ what coordinators do

    def enrol(
        self, id: str, code: str, name: str, roles: tuple[str, ...], secret: str, by: str
    ) -> None:
        """Let a new person sign.

        Raises:
            InputRefused: what was entered cannot be; nothing was done.
        """
        code, name, roles = rules.check_code(code), rules.check_name(name), rules.check_roles(roles)
        kind = rules.kind_for(roles)
        fresh = rules.check_secret(kind, secret, code)
        self._ask(EnrolPerson(id, code, roles, by=by))
        self._credentials.set(code, kind, fresh, id, self._now())
        self.names.set("person", code, name)

    def change(
        self, id: str, code: str, name: str | None, roles: tuple[str, ...], secret: str, by: str
    ) -> None:
        """Change a known person's name and roles, or take a suspended one back.

        Args:
            name: None keeps the present one.
            secret: a new one, which other roles may ask for; "" keeps the present one.
        """
        name, roles = name and rules.check_name(name), rules.check_roles(roles)
        kind, has = rules.kind_for(roles), self._credentials.of(code)
        if not secret and (has is None or has.kind != kind):
            raise SecretNeeded()
        if secret and code == by:
            raise NotYourself()
        fresh = rules.check_secret(kind, secret, code) if secret else ""
        person = self.known(code)
        if person is None or not person.active or person.roles != roles or fresh:
            self._ask(EnrolPerson(id, code, roles, again=True, by=by))
        if fresh:
            self._credentials.set(code, kind, fresh, id, self._now())
        if name is not None:
            self.names.set("person", code, name)

    def reset(self, id: str, code: str, secret: str, by: str) -> None:
        """Give somebody who forgot theirs a new secret; the book says so, lock-outs end."""
        person = self.known(code)
        if person is None or not person.active:
            raise PersonUnknown(person=code[:40])
        kind = rules.kind_for(person.roles)
        fresh = rules.check_secret(kind, secret, code)
        self._ask(ResetSecret(id, code, by=by))
        self._credentials.set(code, kind, fresh, id, self._now())
        self._logins.end_all(code)
        self._locks.forget(code)

    def suspend(self, id: str, code: str, reason: str, by: str) -> None:
        """Let somebody sign no longer, and throw them out at once."""
        self._ask(SuspendPerson(id, code, reason or None, by=by))
        self._logins.end_all(code)

    def set_up(
        self, id: str, shop_name: str, code: str, name: str, secret: str, typed: str | None
    ) -> None:
        """Make the first coordinator and name the shop, once.

        Args:
            typed: the set-up code as entered; None at the machine itself, which needs none.

        Raises:
            SetUpAlready: there is a coordinator.  SetUpCodeWrong.  InputRefused.
        """
        with self._setting_up:
            if not self.open_for_setup():
                raise SetUpAlready()
            if typed is not None and not self._is_setup_code(typed):
                raise SetUpCodeWrong()
            code, name = rules.check_code(code), rules.check_name(name)
            fresh = rules.check_secret("passphrase", secret, code)
            if shop_name:
                self._ask(ChangeSetting(f"{id}-name", SHOP_NAME, shop_name, by=SETUP))
            known = self.known(code)
            roles = rules.check_roles(("coordinator", *(known.roles if known else ())))
            self._ask(EnrolPerson(id, code, roles, again=known is not None, by=SETUP))
            self._credentials.set(code, "passphrase", fresh, id, self._now())
            self.names.set("person", code, name)

    def _is_setup_code(self, typed: str) -> bool:
        plain = rules.secret_of(typed).upper().replace(" ", "").replace("-", "")
        return hmac.compare_digest(plain.encode(), self._setup_code.replace("-", "").encode())
