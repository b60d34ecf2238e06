"""Books to export: one in which everything happened, a month, sixty strange names, wrong clocks."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from shop import book, commands
from shop.export.copying import copy_book
from shop.simulate import Plan, Simulation
from tests.unit.counter.a_shop import Shop
from tests.unit.ledger.lived import lived

#: What somebody might call an item to run something on a coordinator's desk.
EVIL = (
    '=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1+1", "'=quoted", '"', "\\",
    'a"b\\c', "{#}", "; comment", "a\nb", "* \"x\"", "<script>", "名,字", "=", "'",
)  # fmt: skip


#: Those of them that the desk takes: not what cannot be printed, nor space around.
SAID = tuple(name for name in EVIL if name.isprintable() and name == name.strip())


def everything() -> sqlite3.Connection:
    """A book in which every kind of entry has happened."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(lived())
    return connection


@cache
def _sixty() -> bytes:
    shop = Shop(stocked=False)
    for n in range(60):
        item = ("I%02d", "i%02d", "项%d", "-x%d", "A--%d")[n % 5] % n
        name = SAID[n] if n < len(SAID) else f"农家自制土法压榨花生油 {n} 号"
        unit = "g" if n % 7 == 0 else "each"
        shop.say(commands.ListItem, item, name, unit, (f"69010000{n:05}",))
        shop.say(commands.MarkPrice, item, 100 + n)
    goods = {item: 500 + n for n, item in enumerate(shop.counter.catalogue.items)}
    shop.say(commands.TakeOpening, goods, {"cashbox": 5000})
    shop.say(commands.WriteOffGoods, "I00", 5, "=HYPERLINK(1)")
    shop.scan("6901000000001")
    shop.press("iou")
    shop.press("iou", "=老李")
    shop.wait(90)
    return bytes(shop.connection.serialize())


def sixty() -> sqlite3.Connection:
    """Sixty items with names that would like to be formulas."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_sixty())
    return connection


@cache
def _month() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "month.db"
        Simulation(Plan(days=31, seed=5, thorough=False), path).run()
        connection = book.read_book(path)
        copy_book(connection, path.with_suffix(".copy"))
        connection.close()
        return path.with_suffix(".copy").read_bytes()


def month_at(path: Path) -> None:
    """Put the book of a simulated month, with its five cuts, into a file."""
    path.write_bytes(_month())


def month() -> sqlite3.Connection:
    """A simulated month with its five cuts."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_month())
    return connection


def wrong_clocks() -> sqlite3.Connection:
    """A book whose clock jumped: forward over two cuts, back again, back before the opening."""
    day_ms = 86_400_000
    shop = Shop()
    start = shop.clock.now().wall_ms

    def live() -> None:
        shop.scan("rice", "soap")
        shop.coin(500)
        shop.wait(300)

    live()
    for days in (0, 1, 9, 9, 2, -3, 3):
        shop.clock.set_wall(start + days * day_ms)
        live()
        shop.cut({"rice": -1}, box_off=50)
        live()
        shop.cut()
        live()
    shop.clock.set_wall(start + day_ms)
    live()
    return shop.connection
