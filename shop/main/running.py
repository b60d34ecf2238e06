"""Putting the shop together: clock → book → counter → devices → pages, and taking it down."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from shop.book import create_book, open_book
from shop.clock import Clock, SystemClock
from shop.commands import Command
from shop.config import Config
from shop.counter import Inbox
from shop.effects import AcceptMoney, DeviceEffect
from shop.errors import BookHeld, ConfigError, LedgerError, LedgerFull
from shop.ids import Ids
from shop.inputs import DeviceInput
from shop.ledger import Ledger
from shop.main.camera import cameras
from shop.main.devices import Attached, Devices
from shop.main.door import Door, Readers
from shop.main.gateways import pay_desk
from shop.main.means import counter_of
from shop.main.pages import Pages
from shop.private.credentials import Hasher
from shop.private.file import open_private
from shop.private.people import People

_log = logging.getLogger(__name__)
#: What a system says where a disk takes nothing now: mended without touching a setting.
NO_WRITING = (errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Running:
    """A shop that is put together; see `compose`.

    Attributes:
        config: its settings.  door: what pages see.  address: where they are, once started.
        broken: set when a rule of our own did not hold; the program must end.
    """

    def __init__(
        self,
        config: Config,
        *,
        demo: bool = False,
        clock: Clock | None = None,
        street: Any = None,
        pin_factory: Callable[[], Any] | None = None,
        hasher: Hasher | None = None,
    ) -> None:
        self.config, self.broken = config, threading.Event()
        clock = clock or SystemClock()
        ids = Ids()
        with ExitStack() as undo, book_errors():
            self._lock = hold_book(config.book.path)
            undo.callback(os.close, self._lock)
            if not config.book.path.exists() and not demo:
                create_book(config.book.path)
            self._connection = open_book(config.book.path, demo=demo)
            undo.callback(self._connection.close)
            self._private = open_private(config.state)
            undo.callback(self._private.close)
            ledger = Ledger(self._connection, config.shop.code, clock, boot_id())
            self._devices: Devices | None = None
            counter = counter_of(config, ledger, clock, ids, self._wish)
            self._counter = counter
            self._inbox = Inbox(counter, clock, self._broke)
            self._readers = Readers(config.book.path)
            undo.callback(self._readers.close)
            self.people = People(self._private, clock, self._ask, self._readers.reading, hasher)
            self.door = Door(
                config.shop.name,
                demo,
                clock,
                ids,
                counter,
                self._inbox,
                self._readers,
                self._health,
                self.people,
                self._notice,
            )
            undo.pop_all()
        self._pay_desk = pay_desk(config, self._emit, self.door, clock)
        attached: tuple[Attached, ...] = (
            *cameras(config, self._emit, clock, pin_factory),
            *self._pay_desk,
        )
        self._devices = Devices(config, clock, self._emit, self.door.cursor, pin_factory, attached)
        self._street = street
        self._pages: Pages | None = None
        self._started = self._stopped = False
        self._clock = clock

    @property
    def address(self) -> str:
        """Where the pages are."""
        assert self._pages is not None
        return self._pages.address

    def start(self) -> None:
        """Take inputs, open the devices, serve the pages; returns when all of it runs.

        Raises:
            ConfigError: the pages' port cannot be had.
            LedgerFull: the secret of the pages cannot be written.
        """
        with book_errors():
            self._pages = Pages(self.config, self.door, self._street)
        self._inbox.start()
        assert self._devices is not None
        self._started = True
        self._devices.start()
        self._devices.command(AcceptMoney(True))
        self._devices.command(self._counter.lamp())
        self._pages.start()

    def stop(self) -> None:
        """Refuse money, settle what devices counted, commit, close; under 3 s in all."""
        if self._stopped:
            return
        self._stopped = True
        if self._devices is not None and self._started:
            self._devices.stop()
            self._inbox.stop(1)
        if self._pages is not None:
            self._pages.close()
        self._readers.close()
        self._private.close()
        self._connection.close()
        os.close(self._lock)

    def alive(self) -> bool:
        """Say whether the counter has turned within the last 10 s and no rule of ours broke."""
        now_ms = self._clock.now().monotonic_ms
        return not self.broken.is_set() and now_ms - self._inbox.last_turn_ms < 10_000

    # ------------------------------------------------------------ wiring

    def _wish(self, effect: DeviceEffect) -> None:
        if self._devices is not None:
            self._devices.command(effect)

    def _emit(self, said: DeviceInput) -> bool:
        return self._inbox.offer(said)

    def _ask(self, command: Command) -> object:
        return self.door.ask(command)

    def _health(self) -> Any:
        return self._devices.health() if self._devices is not None else ()

    def _notice(self, gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
        return any(desk.notice(gateway, headers, body) for desk in self._pay_desk)

    def _broke(self, error: BaseException) -> None:
        _log.critical("a rule of the program does not hold; it ends", exc_info=error)
        self.broken.set()


def compose(
    config: Config,
    *,
    demo: bool = False,
    clock: Clock | None = None,
    street: Any = None,
    pin_factory: Callable[[], Any] | None = None,
    hasher: Hasher | None = None,
) -> Running:
    """Put a shop together as the settings say; `start()` lets it run.

    Args:
        demo: the book must be a demo's, and exists; else it must be a real one, made if missing.
        clock: the machine's where left out.
        street: the demo's street, which brings its page.
        pin_factory: gpiozero's access to the pins, in tests.
        hasher: of secrets, in tests; else argon2 at the cost of a shop.

    Raises:
        ConfigError: a setting cannot be used here.  LedgerError: the book cannot.
    """
    return Running(
        config, demo=demo, clock=clock, street=street, pin_factory=pin_factory, hasher=hasher
    )


def hold_book(path: Path) -> int:
    """Make the book's folder, for us alone, and hold its lock: one writer, ever.

    Raises:
        ConfigError: there can be no such folder.  OSError: it cannot be written now.
        BookHeld: another program has the book.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno in NO_WRITING or (error.errno == errno.EACCES and path.parent.is_dir()):
            raise  # a disk that takes nothing now, not a setting: see book_errors
        allowed = "a place the shop's user may write: check its owner, or set book.path"
        raise ConfigError("state folder", str(path.parent), error.strerror, allowed) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise BookHeld(f"another program writes {path}: stop it first") from error
    return held


@contextmanager
def book_errors() -> Iterator[None]:
    """Where a start meets a disk that takes nothing, or a damaged file, say it of the book.

    Raises:
        LedgerFull: the shop's folder cannot be written.  LedgerError: the book cannot be used.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(f"the book cannot be used: {error}") from error
    except OSError as error:
        if error.errno in (*NO_WRITING, errno.EACCES):
            raise LedgerFull(f"the shop's folder cannot be written: {error}") from error
        raise


def boot_id() -> str:
    """Return the id of this start of the machine."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return f"unknown-{os.getpid()}"
