"""How things are timed: in turn with their floors, by the median, in whole nanoseconds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns


def timed(do: Callable[[], object]) -> int:
    """Return how long `do` takes, in ns."""
    began = perf_counter_ns()
    do()
    return perf_counter_ns() - began


def in_turn(
    first: Callable[[], object], second: Callable[[], object], times: int, seconds: int
) -> tuple[int, int]:
    """Return the medians of two deeds done in turn, so that the machine's moods hit both."""
    pairs = [(timed(first), timed(second)) for _ in turns(times, seconds)]
    return median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])


def median(values: Sequence[int]) -> int:
    """Return the value in the middle."""
    return quantile(values, 50)


def quantile(values: Sequence[int], percent: int) -> int:
    """Return the smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def turns(times: int, seconds: int) -> Iterator[int]:
    """Count 0, 1, … up to `times`, fewer once the seconds are over: a slow disk ends it early."""
    end = perf_counter_ns() + seconds * 1_000_000_000
    for turn in range(times):
        yield turn
        if perf_counter_ns() > end:
            return


@contextmanager
def scratch(near: Path) -> Iterator[Path]:
    """Give a folder for a while, on the disk on which `near` is or would be made."""
    place = near
    while not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        if place == place.parent:
            place = Path(tempfile.gettempdir())
            break
        place = place.parent
    with tempfile.TemporaryDirectory(prefix="tongxin-bench-", dir=place) as folder:
        yield Path(folder)
