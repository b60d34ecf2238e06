"""The door between pages and the shop: they ask, read and look, and never reach behind it."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shop.book import read_book
from shop.catalogue import Catalogue
from shop.clock import Clock
from shop.commands import ChangeSetting, Command
from shop.counter import Counter, Inbox, Reply
from shop.ids import Ids
from shop.inputs import CreditReading, DispenseIntent, Pressed, QrOrdered
from shop.main.devices import DeviceHealth
from shop.private.people import SHOP_NAME, People
from shop.queries import devices, journal, payments, settings
from shop.queries.connection import Connection

if TYPE_CHECKING:
    from shop.verify import Verified

#: Connections kept open for pages; each may hold half a MiB of the book in memory.
READERS_KEPT = 4
_SMALL_CACHE = "PRAGMA cache_size = -512"


class Readers:
    """Read-only connections to the book, each used by one thread at a time.

    Args:
        path: of the book.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue(READERS_KEPT)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one moment of the book: all that is read in the block belongs together."""
        connection = self._take()
        try:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._give(connection)

    def close(self) -> None:
        """Let go of the connections that nobody uses."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            connection = read_book(self._path)
            connection.execute(_SMALL_CACHE)
            return connection

    def _give(self, connection: sqlite3.Connection) -> None:
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()


def _no_notice(gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Stand for a shop without a payment provider: nothing that comes in is one's notice."""
    return False


class Door:
    """The running shop as pages see it (`web.shop.Shop`).

    Args:
        name: of the shop, until a page says another.  demo: it is invented.
        clock, ids: time and fresh ids.  counter, inbox: where what is asked goes.
        readers: of the book.  health: how each device is.  people: who may sign.
        notice: takes what says it is a payment provider's notice; without one, none is taken.
    """

    def __init__(
        self,
        name: str,
        demo: bool,
        clock: Clock,
        ids: Ids,
        counter: Counter,
        inbox: Inbox,
        readers: Readers,
        health: Callable[[], tuple[DeviceHealth, ...]],
        people: People,
        notice: Callable[[str, Mapping[str, str], bytes], bool] = _no_notice,
    ) -> None:
        self.demo, self.clock, self.screen, self.people = demo, clock, counter.screen, people
        self.reading, self.health, self.notice = readers.reading, health, notice
        self._ids, self._counter, self._inbox = ids, counter, inbox
        self._given_name = name
        self.name = self._read_name()

    @property
    def catalogue(self) -> Catalogue:
        """The goods and prices of this moment."""
        return self._counter.catalogue

    def ask(self, what: Pressed | Command, timeout_s: int = 5) -> Reply:
        """Put a press or a command to the counter and wait for its answer."""
        reply = self._inbox.ask(what, timeout_s)
        if isinstance(what, ChangeSetting):
            self.name = self._read_name()
        return reply

    def fresh_id(self) -> str:
        """Return a new id for a form that is being rendered."""
        return self._ids.ulid(self.clock.now().wall_ms)

    def _read_name(self) -> str:
        with self.reading() as book:
            return str(settings.setting(book, SHOP_NAME) or self._given_name)

    def cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        """Return where the book left a device; None at first contact."""
        with self.reading() as book:
            return devices.cursor(book, serial)

    def open_orders(self, gateway: str) -> tuple[QrOrdered, ...]:
        """Return the orders of a payment provider that have no end in the book."""
        with self.reading() as book:
            return devices.open_orders(book, gateway)

    def order(self, gateway: str, order: str) -> QrOrdered | None:
        """Return an order of a payment provider by its number, over or not."""
        with self.reading() as book:
            return payments.ordered(book, gateway, order)

    def verify(self) -> Verified:
        """Hold the whole book against itself, on a connection that only reads.

        Raises:
            ChainBroken: the first entry that does not hold.
        """
        from shop.verify import verify

        with self.reading() as book:
            return verify(book)

    def honesty_percent(self) -> int | None:
        """Return yuan accounted for of each 100 taken, as the newest bulletin tells.

        None before the first, and where it says "too few to say" or "QR as claimed".
        """
        with self.reading() as book:
            newest = journal.latest(book, "BulletinPublished")
        return newest.body["figures"]["percent"] if newest else None
