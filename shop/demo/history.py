"""A month in the life of the demo's shop, lived in virtual time and written into its book."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shop.simulate.run import Plan, Simulation

TELL_MS = 150


def write_history(
    book: Path, days: int, seed: int, timezone: str, now_ms: int, tell: Callable[[int], None]
) -> int:
    """Make a demo's book and fill it with `days` days that end last midnight.

    Args:
        book: where it is made; nothing may be there.
        days: how many, 0 or more.  seed: of the village.  timezone: of the shop's days.
        now_ms: UTC milliseconds of the present moment.
        tell: hears the number of days done so far, now and then.

    Returns:
        The number of entries in the book.
    """
    today = datetime.fromtimestamp(now_ms // 1000, tz=ZoneInfo(timezone)).date()
    first = today - timedelta(days=days)
    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(timezone))
    plan = Plan(days, seed, start_ms=int(midnight.timestamp()) * 1000, demo=True, thorough=False)
    life = Simulation(plan, book)
    done = threading.Event()

    def watch() -> None:
        while not done.wait(TELL_MS / 1000):
            tell(life.day)

    watcher = threading.Thread(target=watch, name="history", daemon=True)
    watcher.start()
    try:
        life.run()
    finally:
        done.set()
        watcher.join()
    return life.entries
