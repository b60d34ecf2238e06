"""A simulated year: days of the village at the real counter, scaled; beside as many bare rows."""

from __future__ import annotations

from pathlib import Path

from shop.bench.bare_book import BareBook, rows_of
from shop.bench.figures import Figure
from shop.bench.pace import timed, turns
from shop.book import read_book
from shop.queries import journal
from shop.simulate import Plan, Simulation

#: Days of one run, runs of different seeds at the most, and the seconds after which none begins.
DAYS, RUNS, SECONDS = 30, 3, 3
YEAR = 365


def measure(folder: Path) -> list[Figure]:
    """Simulate with every invariant held, in turn with writing the same rows bare."""
    ours: list[int] = []
    floors: list[int] = []
    for turn in turns(RUNS, SECONDS):
        path = folder / f"year{turn}.db"
        ours.append(timed(Simulation(Plan(days=DAYS, seed=turn + 1), path).run))
        floors.append(_bare(path, folder / f"bare{turn}.db"))
    days = DAYS * len(ours)
    value, floor = (sum(took) * YEAR // days for took in (ours, floors))
    scaled = f"per year, scaled from {days} days"
    note = f"{len(ours)} runs of {DAYS} days of 30 visits, scaled to {YEAR} days"
    return [Figure("simulate_year", value, floor, note, scaled)]


def _bare(path: Path, bare_path: Path) -> int:
    book = read_book(path)
    head, _ = journal.head(book)
    rows = [rows_of(book, (seq,)) for seq in range(1, head + 1)]
    book.close()
    bare = BareBook(bare_path, durable=False)
    took = timed(lambda: bare.write(rows))
    bare.close()
    return took
