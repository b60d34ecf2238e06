"""A simulated year: days of the village at the real counter, scaled; beside as many bare rows."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter_ns

from shop.bench.bare_book import BareBook, rows_of
from shop.bench.figures import Figure
from shop.book import read_book
from shop.queries import journal
from shop.simulate import Plan, Simulation

#: Days that are measured, in two runs, for the 365 that are told.
DAYS, RUNS, YEAR = 30, 2, 365


def measure(folder: Path) -> list[Figure]:
    """Simulate with every invariant held, in turn with writing the same rows bare."""
    ours = floors = 0
    for seed in range(1, RUNS + 1):
        path = folder / f"year{seed}.db"
        simulation = Simulation(Plan(days=DAYS, seed=seed), path)
        began = perf_counter_ns()
        simulation.run()
        ours += perf_counter_ns() - began
        floors += _bare(path, folder / f"bare{seed}.db")
    measured = DAYS * RUNS
    note = f"{RUNS} runs of {DAYS} days, 30 visits a day, scaled by {YEAR}/{measured}"
    return [
        Figure("simulate_year", ours * YEAR // measured, floors * YEAR // measured, note),
    ]


def _bare(path: Path, bare_path: Path) -> int:
    book = read_book(path)
    head, _ = journal.head(book)
    rows = [rows_of(book, (seq,)) for seq in range(1, head + 1)]
    book.close()
    bare = BareBook(bare_path, durable=False)
    began = perf_counter_ns()
    bare.write(rows)
    took = perf_counter_ns() - began
    bare.close()
    return took
