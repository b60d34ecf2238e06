"""Pairing two rows of moments in their order: as many pairs as can be, as near as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Largest table of one group: a village till never has a thousand equal payments in a row. Beyond
#: it the group counts as tied, rather than keep the till waiting.
CELLS_MAX = 250_000
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """Moments that lie together, and how they are paired.

    Attributes:
        left, right: places of its moments in the two rows.
        pairs: (place in left row, place in right row).
        tied: which moments stay over can be chosen in several equally good ways.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    tied: bool


#: (pairs, distance): more pairs are better, then less distance.  ways: how often it is reached.
_Cell = tuple[int, int, int]


def paired_in_time(left: Sequence[int], right: Sequence[int], window: int) -> Iterator[Group]:
    """Yield the groups of two rows of moments (ms, ascending) that can be paired within a window.

    Pairs never cross in time. Distances count in whole seconds, as providers write them.
    """
    events = sorted(
        [(at, 0, place) for place, at in enumerate(left)]
        + [(at, 1, place) for place, at in enumerate(right)]
    )
    sides: tuple[list[int], list[int]] = ([], [])
    before: int | None = None
    for at, side, place in events:
        if before is not None and at - before > window:
            yield from _grouped(left, right, sides, window)
            sides = ([], [])
        sides[side].append(place)
        before = at
    yield from _grouped(left, right, sides, window)


def _grouped(
    left: Sequence[int], right: Sequence[int], sides: tuple[list[int], list[int]], window: int
) -> Iterator[Group]:
    ours, theirs = sides
    if not ours or not theirs:
        return
    if len(ours) * len(theirs) > CELLS_MAX:
        yield Group(tuple(ours), tuple(theirs), (), tied=True)
        return
    table = _table([left[place] for place in ours], [right[place] for place in theirs], window)
    count, _, ways = table[0][0]
    if not count:
        return
    pairs = tuple(
        (ours[one], theirs[other])
        for one, other in _walk(table, [left[p] for p in ours], [right[p] for p in theirs], window)
    )
    tied = ways > 1
    yield Group(tuple(ours), tuple(theirs), () if tied else pairs, tied)


def _table(left: Sequence[int], right: Sequence[int], window: int) -> list[list[_Cell]]:
    """Return the best that the rest of both rows can do, from each place on."""
    rows, columns = len(left), len(right)
    table: list[list[_Cell]] = [[(0, 0, 1)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            table[i][j] = _best(table, i, j, left[i] - right[j], window)
    return table


def _best(table: list[list[_Cell]], i: int, j: int, apart: int, window: int) -> _Cell:
    """Return the best of pairing, or leaving one over; each way of choosing is counted once.

    Leaving both over is reached through the left one first, so that no way counts twice.
    """
    options = [table[i + 1][j], table[i][j + 1]]
    both = table[i + 1][j + 1]
    if abs(apart) <= window:
        seconds = (abs(apart) + _SECOND_MS // 2) // _SECOND_MS
        options.append((both[0] + 1, both[1] + seconds, both[2]))
    count, apart_s = max((one[0], -one[1]) for one in options)
    ways = sum(one[2] for one in options if one[:2] == (count, -apart_s))
    if both[:2] == (count, -apart_s):
        ways -= both[2]  # reached by leaving out either first
    return count, -apart_s, min(ways, 1 << 40)


def _walk(
    table: list[list[_Cell]], left: Sequence[int], right: Sequence[int], window: int
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of the best way."""
    i = j = 0
    while i < len(left) and j < len(right):
        here, both = table[i][j], table[i + 1][j + 1]
        apart = abs(left[i] - right[j])
        seconds = (apart + _SECOND_MS // 2) // _SECOND_MS
        if apart <= window and (both[0] + 1, both[1] + seconds) == here[:2]:
            yield i, j
            i, j = i + 1, j + 1
        elif table[i + 1][j][:2] == here[:2]:
            i += 1
        else:
            j += 1
