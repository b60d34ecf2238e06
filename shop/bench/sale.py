"""A durable sale: two lines, cash, change; every entry of it through the real counter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from shop import book
from shop.bench import goods
from shop.bench.bare_book import BareBook, rows_of
from shop.bench.figures import Figure
from shop.bench.pace import median, timed, turns
from shop.clock import SystemClock
from shop.counter import Counter, Reply
from shop.ids import Ids
from shop.inputs import CoinAccepted, CreditReading, Pressed, Scanned
from shop.ledger import Ledger
from shop.till.state import Rules

#: Sales of each sort; before them some that do not count, until caches are warm.
SALES, WARMING = 150, 5
#: A slow disk makes fewer sales in so many seconds.
SECONDS = 3


class Resident:
    """Buys two things for 1.50 yuan and takes 0.50 change, again and again.

    Args:
        counter: the real one.  clock: its clock.
        box: an open box (one press says it all), or a machine that counts each coin.
    """

    def __init__(
        self, counter: Counter, clock: SystemClock, box: Literal["claimed", "machine"]
    ) -> None:
        self.counter, self._clock, self._box = counter, clock, box
        self._coins = 0

    def buy(self) -> list[Reply]:
        """Make one visit; return what the counter answered, one reply a transaction."""
        said = [self._scan(0), self._scan(1)]
        if self._box == "claimed":
            return [*said, self._press("cash"), self._press("paid")]
        said += [self._coin(), self._coin(), self._press("done"), self._press("change")]
        return said

    def leave(self) -> None:
        """Make room for the next visit."""
        self._press("done")

    def _scan(self, number: int) -> Reply:
        now_ms = self._clock.now().monotonic_ms
        return self.counter.handle(Scanned("scanner", goods.code(number), seen_ms=now_ms))

    def _press(self, button: str) -> Reply:
        press = self.counter.screen.shown.press
        return self.counter.handle(Pressed(f"{press}.{button}.", button))

    def _coin(self) -> Reply:
        self._coins += 1
        number = self._coins
        events = tuple((1, 1) for _ in range(5))
        coin = CoinAccepted(number, 100, "CN100A")
        counter = (number - 1) % 255 + 1
        return self.counter.handle(
            CreditReading("coins", "bench", 1, number, counter, events, (coin,))
        )


@contextmanager
def resident(folder: Path, box: Literal["claimed", "machine"]) -> Iterator[Resident]:
    """Open a stocked shop on a fresh, durable book, with one resident in it."""
    path = folder / f"{box}.db"
    goods.stocked_book(path)
    connection = book.open_book(path)
    try:
        clock, ids = SystemClock(), Ids()
        ledger = Ledger(connection, "bench", clock, "bench")
        counter = Counter(ledger, clock, ids, Rules(box=box, change="tray"))
        yield Resident(counter, clock, box)
    finally:
        connection.close()


def measure(folder: Path) -> list[Figure]:
    """Sell in turn at the counter and into bare tables, in an open box and with a machine."""
    return [
        _sell(folder, "claimed", "durable_sale"),
        _sell(folder, "machine", "durable_sale_coins"),
    ]


def _sell(folder: Path, box: Literal["claimed", "machine"], name: str) -> Figure:
    bare = BareBook(folder / f"{box}-bare.db")
    ours: list[int] = []
    floors: list[int] = []
    commits = 0
    with resident(folder, box) as buyer:
        connection = buyer.counter.ledger.connection
        for _ in turns(WARMING + SALES, SECONDS):
            replies: list[Reply] = []
            ours.append(timed(_into(replies, buyer.buy)))
            writing = [rows_of(connection, reply.entries) for reply in replies if reply.entries]
            floors.append(timed(lambda rows=writing: bare.write(rows)))  # type: ignore[misc]
            commits = len(writing)
            buyer.leave()
    bare.close()
    note = f"{len(ours) - WARMING} sales of {commits} commit{'s' if commits > 1 else ''}"
    return Figure(name, median(ours[WARMING:]), median(floors[WARMING:]), note)


def _into(replies: list[Reply], buy: Callable[[], list[Reply]]) -> Callable[[], None]:
    return lambda: replies.extend(buy())
