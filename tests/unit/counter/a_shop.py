"""A shop for stories: the real counter on a real book in memory, time that stands until told."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

from shop import book, commands
from shop.clock import VirtualClock
from shop.counter import Counter, CutRules, Reply
from shop.ids import Ids
from shop.inputs import CoinAccepted, CreditReading, GreenPressed, Pressed, Scanned, Tick
from shop.ledger import Ledger
from shop.migrations import migrations
from shop.queries import balances, cuts, journal
from shop.till import Rules, View
from shop.till.means import Means
from shop.verify import Verified, verify

MONDAY_MS = 1_780_000_000_000
#: item → (barcode, name, unit, price in fen)
GOODS = {
    "rice": ("6901028075831", "大米", "each", 350),
    "soap": ("6920152400012", "肥皂", "each", 150),
    "eggs": ("egg-tray", "鸡蛋", "each", 80),
    "pepper": ("pepper-bag", "花椒", "g", 2500),
}
CODE = {item: spec[0] for item, spec in GOODS.items()}


@cache
def _shape() -> bytes:
    """The empty book, as bytes: made once."""
    from sqlite_utils import Database

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(f"PRAGMA application_id = {book.APPLICATION_ID}")
    migrations().apply(Database(connection))
    return connection.serialize()


@cache
def _stocked() -> bytes:
    """The book of a shop with goods, prices and an opening, as bytes: made once."""
    shop = Shop(empty_book(), seed=1_000_003)
    return bytes(shop.connection.serialize())


def empty_book(image: bytes | None = None) -> sqlite3.Connection:
    """A fresh book in memory, opened as the writer opens it; a copy of another, if named."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(image or _shape())
    for pragma in book._PRAGMAS:
        connection.execute(pragma)
    return connection


class Shop:
    """One shop; `connection` may be any that the ledger can talk to."""

    def __init__(
        self,
        connection: Any = None,
        *,
        box: str = "machine",
        change: str = "none",
        seed: int = 1,
        stocked: bool = True,
        means: Means | None = None,
        **rules: Any,
    ) -> None:
        self.means = means
        copied = connection is None and stocked
        if connection is None:
            connection = empty_book(_stocked() if stocked else None)
        self.connection = connection
        self.clock = VirtualClock(MONDAY_MS, 1_000)
        self.bits = random.Random(seed)
        self.ids = Ids(self.bits)
        self.rules = Rules(box=box, change=change, **rules)
        self.heard: list[Any] = []
        self.credit_no = 0
        self.presses = 0
        self.start()
        if stocked and not copied:
            self.stock()
        self.since = self.ledger.head_seq

    def start(self) -> None:
        """The program starts (again) on this book."""
        self.ledger = Ledger(self.connection, "Xingsha", self.clock, "boot")
        evidence = "machine" if self.rules.box == "machine" else "claimed"
        self.counter = Counter(
            self.ledger,
            self.clock,
            self.ids,
            self.rules,
            CutRules(evidence),
            self.heard.append,
            self.means,
        )

    def stock(self) -> None:
        """List the goods, mark their prices, take the opening."""
        for item, (code, name, unit, fen) in GOODS.items():
            self.say(commands.ListItem, item, name, unit, (code,))
            self.say(commands.MarkPrice, item, fen)
        goods = {"rice": 20, "soap": 20, "eggs": 30, "pepper": 5000}
        self.say(commands.TakeOpening, goods, {"cashbox": 5000, "float": 10_000})

    # ---------------------------------------------------------------- what people do

    def id(self) -> str:
        return self.ids.ulid(self.clock.now().wall_ms)

    def say(self, command: Callable[..., Any], *args: Any, **named: Any) -> Reply:
        """A volunteer's command, with a fresh id unless one is named."""
        id_ = named.pop("id", None) or self.id()
        return self.counter.handle(command(id_, *args, **named))

    def scan(self, *items: str) -> Reply:
        """Scan goods by name, or any text as it is."""
        reply = Reply()
        for item in items:
            reply = self.counter.handle(Scanned("scanner", CODE.get(item, item)))
        return reply

    def reading(self, *fen: int | None) -> CreditReading:
        """What the coin acceptor says when these coins fall."""
        coins = []
        for value in fen:
            self.credit_no += 1
            coins.append(CoinAccepted(self.credit_no, value, "CN"))
        number = self.credit_no
        return CreditReading("coins", "sn1", 1, number, number % 256, ((1, 1),), tuple(coins))

    def coin(self, *fen: int | None) -> Reply:
        return self.counter.handle(self.reading(*fen))

    def press(self, button: str, value: Any = None, line: str | None = None) -> Reply:
        """Press a button of the screen that is shown."""
        self.presses += 1
        shown = self.counter.screen.shown
        return self.counter.handle(
            Pressed(f"{shown.press}.{button}.{self.presses}", button, line, value)
        )

    def green(self) -> Reply:
        return self.counter.handle(GreenPressed())

    def wait(self, seconds: int) -> None:
        """Let time pass; the counter is ticked at each of its deadlines, as the inbox does."""
        end = self.clock.now().monotonic_ms + seconds * 1000
        while (due := self.counter.next_deadline_ms()) is not None and due <= end:
            self.clock.advance(max(0, due - self.clock.now().monotonic_ms))
            before = self.counter.next_deadline_ms()
            self.counter.handle(Tick())
            if self.counter.next_deadline_ms() == before:
                break
        self.clock.advance(max(0, end - self.clock.now().monotonic_ms))
        self.counter.handle(Tick())

    def count_all(self, cut: str, off: dict[str, int] | None = None) -> None:
        """Count every shelf as the book has it, but for what is said to be off."""
        held = balances.shelf(self.connection)
        for item in GOODS:
            counted = max(0, held.get(item, 0) + (off or {}).get(item, 0))
            self.say(commands.CountItem, cut, item, counted)

    def open_cut(self) -> str:
        reply = self.say(commands.OpenCut)
        assert not reply.waiting
        cut = cuts.open_cut_id(self.connection)
        assert cut is not None
        return cut

    def cut(self, off: dict[str, int] | None = None, box_off: int = 0, take: int = 0) -> str:
        """A whole round: count all, the box too, take money out, close."""
        cut = self.open_cut()
        self.count_all(cut, off)
        box = balances.one(self.connection, "cashbox")
        self.say(commands.CountBox, cut, max(0, box + box_off))
        if take:
            self.say(commands.CollectCash, cut, take)
        self.say(commands.CloseCut, cut)
        return cut

    # ---------------------------------------------------------------- what is to be seen

    @property
    def view(self) -> View:
        return self.counter.screen.shown.view

    @property
    def kinds(self) -> list[str]:
        """The kinds of entry since the story began."""
        return [row[3] for row in journal.rows_after(self.connection, self.since)]

    def news(self) -> list[str]:
        """The kinds of entry since this was asked last."""
        kinds = self.kinds
        self.since = self.ledger.head_seq
        return kinds

    def last(self, kind: str) -> Any:
        """The newest entry of a kind."""
        entry = journal.latest(self.connection, kind)
        assert entry is not None, f"no {kind}"
        return entry

    def place(self, account: str, item: str = "") -> int:
        return balances.one(self.connection, account, item)

    def verify(self) -> Verified:
        return verify(self.connection)

    def sounds(self) -> list[str]:
        """What was heard since asked last."""
        sounds = [effect.sound for effect in self.heard if hasattr(effect, "sound")]
        self.heard.clear()
        return sounds
