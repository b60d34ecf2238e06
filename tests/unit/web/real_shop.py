"""A whole shop behind the pages: the real counter on a real book, with a clock that is told."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shop import book, commands
from shop.clock import VirtualClock
from shop.counter import Counter, Reply
from shop.errors import LedgerError
from shop.ids import Ids
from shop.inputs import Pressed, Scanned
from shop.ledger import Ledger
from shop.private.file import open_private
from shop.private.people import People
from shop.till import Rules
from shop.verify import Verified, verify
from tests.people import CHEAP

#: 2026-11-23 08:00 in Shanghai.
START_MS = 1_795_392_000_000
MINUTE_MS = 60_000


@dataclass
class Record:
    """A device's health, as pages read it."""

    device: str
    state: str
    since_ms: int = 0
    port: str = "/dev/ttyUSB0"
    counts: dict[str, int] = field(default_factory=dict)
    last_error: str = ""
    detail: str = ""


class RealShop:
    """The door of web/shop.py onto a counter; one lock stands for its one thread."""

    name = "同心小店"
    demo = False

    def __init__(self, path: Path, start_ms: int = START_MS, seed: int = 7) -> None:
        self.path = path
        self.clock = VirtualClock(start_ms)
        self.ids = Ids(random.Random(seed))
        if not path.exists():
            book.create_book(path)
        self.connection = book.open_book(path, durable=False)
        ledger = Ledger(self.connection, self.name, self.clock, self.ids.ulid(start_ms))
        self.counter = Counter(ledger, self.clock, self.ids, Rules(box="claimed"))
        self.screen = self.counter.screen
        self.lock = threading.Lock()
        private = path.with_name(path.stem)
        private.mkdir(exist_ok=True)
        self.private = open_private(private)
        self.people = People(self.private, self.clock, self.ask, self.reading, CHEAP)
        self.records: tuple[Record, ...] = ()
        self.broken = False
        self.answer_lost = False

    def verify(self) -> Verified:
        """Hold the whole book against itself."""
        with self.reading() as reading:
            return verify(reading)

    @property
    def catalogue(self) -> Any:
        return self.counter.catalogue

    def ask(self, what: Any, timeout_s: int = 5) -> Reply:
        if self.broken:
            raise LedgerError("the disk is full")
        with self.lock:
            return self.counter.handle(what)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        reader = book.read_book(self.path)
        try:
            yield reader
        finally:
            reader.close()

    def health(self) -> tuple[Record, ...]:
        return self.records

    def notice(self, gateway: str, headers: Any, body: bytes) -> bool:
        """A shop without a payment provider takes no notice."""
        return False

    def honesty_percent(self) -> int | None:
        return None

    def fresh_id(self) -> str:
        return self.ids.ulid(self.clock.now().wall_ms)

    # ------------------------------------------------------------ what happens in it

    def say(self, kind: type, **fields: object) -> Reply:
        """Say a command as a volunteer would."""
        return self.ask(kind(id=self.fresh_id(), **fields))

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass, with the till looking at its deadlines."""
        from shop.inputs import Tick

        for _ in range(minutes):
            self.clock.advance(MINUTE_MS)
            self.ask(Tick())

    def list_goods(self, *goods: tuple[str, str, str, int]) -> None:
        """List items: (item, name, barcode, fen)."""
        for item, name, code, fen in goods:
            self.say(commands.ListItem, item=item, name=name, codes=(code,) if code else ())
            self.say(commands.MarkPrice, item=item, fen=fen)

    def press(self, button: str, value: Any = None) -> None:
        """Press a button of the screen that shows now."""
        self.ask(Pressed(f"{self.screen.shown.press}.{self.fresh_id()}", button, value=value))

    def scan(self, code: str) -> None:
        """Hold a barcode under the scanner."""
        self.ask(Scanned("scanner", code))

    def buy(self, *codes: str, paid_fen: int | None = None, how: str = "cash") -> None:
        """Let a resident scan, pay into the open box, and go."""
        for code in codes:
            self.scan(code)
        self.press(how)
        self.press("paid", paid_fen)
        self.pass_minutes(2)


EGG, RICE, SALT = "6901028075831", "6902890022466", "6921168509256"


def village(path: Path) -> RealShop:
    """A small shop that has its first stock and 60 yuan of change in the box."""
    shop = RealShop(path)
    shop.list_goods(
        ("EGG", "土鸡蛋 10 枚", EGG, 1200),
        ("RICE", "大米 5 千克", RICE, 3500),
        ("SALT", "加碘盐", SALT, 250),
    )
    shop.say(
        commands.TakeOpening, goods={"EGG": 20, "RICE": 10, "SALT": 40}, money={"cashbox": 6000}
    )
    shop.pass_minutes(5)
    return shop


def let_in(app: Any) -> None:
    """Open the pages of an application to this test as to a coordinator who also counts."""
    manager = getattr(app, "login_manager", None)
    if manager is None:
        return
    from shop.queries.people import Person
    from web.access import User

    person = Person("L01", ("volunteer", "coordinator"), active=True, seq=1, at_ms=0)
    manager.session_protection = None
    manager.request_loader(lambda _request: User("test", person))
