"""A shop's people on a real book and a real private.db, with a clock that is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shop.private.file import open_private
from shop.private.people import People
from tests.people import CHEAP, Who
from tests.unit.web.real_shop import RealShop

PHONE, OTHER_PHONE = "192.168.4.20", "192.168.4.21"


class Desk:
    """The real counter and its people; `restart` is a power cut of the program."""

    def __init__(self, folder: Path, hasher: Any = CHEAP) -> None:
        self.folder, self.hasher = folder, hasher
        self.shop = RealShop(folder / "book.db")
        self._open()

    def _open(self) -> None:
        self.private = open_private(self.folder)
        self.people = People(
            self.private, self.shop.clock, self.shop.ask, self.shop.reading, self.hasher
        )

    def restart(self) -> None:
        self.private.close()
        self._open()

    def id(self) -> str:
        return self.shop.fresh_id()

    def pass_ms(self, ms: int) -> None:
        self.shop.clock.advance(ms)

    def enrol(self, *people: Who) -> None:
        for who in people:
            self.people.enrol(self.id(), who.code, "", who.roles, who.secret, "setup")

    def log_in(self, who: Who, secret: str | None = None, source: str = PHONE) -> str:
        return self.people.log_in(who.code, who.secret if secret is None else secret, source)

    def entries(self, kind: str) -> list[Any]:
        from shop import queries

        with self.shop.reading() as book:
            return list(reversed(queries.journal.recent(book, 100, kinds=(kind,))))

    def close(self) -> None:
        self.private.close()
        self.shop.private.close()
        self.shop.connection.close()


@contextmanager
def desk(folder: Path, hasher: Any = CHEAP) -> Iterator[Desk]:
    """Open a shop with nobody enrolled."""
    held = Desk(folder, hasher)
    try:
        yield held
    finally:
        held.close()
