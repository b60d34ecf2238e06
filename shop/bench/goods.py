"""A small shop to measure: its goods, with real check digits and round prices."""

from __future__ import annotations

from pathlib import Path

from shop import book, commands
from shop.clock import Clock, SystemClock
from shop.counter import Counter
from shop.gtin import check_digit
from shop.ids import Ids
from shop.ledger import Ledger

#: So many items a village shop has on its one shelf.
ITEMS = 24


def code(number: int) -> str:
    """Return the EAN-13 of an item, 0 the first."""
    head = f"6900000{number:05}"
    return head + check_digit(head)


def item(number: int) -> str:
    """Return the id of an item."""
    return f"item{number:02}"


def price_fen(number: int) -> int:
    """Return the marked price of an item: odd ones 0.70, even ones 0.80 yuan."""
    return 80 - 10 * (number % 2)


def stock(counter: Counter, ids: Ids, clock: Clock, items: int = ITEMS) -> None:
    """List all goods with their prices, put them on the shelf and change into the box."""

    def fresh() -> str:
        return ids.ulid(clock.now().wall_ms)

    for number in range(items):
        name = item(number)
        counter.handle(commands.ListItem(fresh(), name, f"货品{number}", codes=(code(number),)))
        counter.handle(commands.MarkPrice(fresh(), name, price_fen(number)))
    shelf = {item(number): 100_000 for number in range(items)}
    counter.handle(commands.TakeOpening(fresh(), shelf, {"cashbox": 20_000}))


def stocked_book(path: Path) -> None:
    """Make the book of a shop that is ready to sell, quickly: nobody is at the till yet."""
    book.create_book(path)
    connection = book.open_book(path, durable=False)
    clock, ids = SystemClock(), Ids()
    stock(Counter(Ledger(connection, "bench", clock, "bench"), clock, ids), ids, clock)
    connection.close()
