"""Charts over time: each round's figure with its bands, never a line without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.chart_text import shorten
from web.charts import WIDTH

#: The plot, in SVG units.
TOP, PLOT, FOOT = 44.0, 220.0, 40.0
LEFT = 44.0
#: Widest band of one round, and how much of it the dark one takes.
BAND_MAX = 34.0
STEPS = (90, 80, 60, 40, 0)
#: Marks of changes share one line of text: each gets so much room at most.
MARK_ROOM = 150.0


@dataclass(frozen=True, slots=True)
class Point:
    """One round: its figure out of 100 and the bands that are known.

    Attributes:
        label: below the axis.  value: the accounted rate.  inner: these books.  outer: community.
        link: where it leads.
    """

    label: str
    value: float
    inner: tuple[float, float] | None
    outer: tuple[float, float] | None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A known change, between two rounds: `after` is the number of points before it."""

    text: str
    after: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn round: bands as (y, height), the dot's y; None where it cannot be said."""

    x: float
    y: float
    inner: tuple[float, float] | None
    outer: tuple[float, float] | None
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawn chart.

    Attributes:
        begin, end: of the axis, out of 100.  cut: it does not begin at 0.
        lines: (y, text) of the axis.  marks: (x, text).  band: width of a band.
    """

    width: float
    height: float
    begin: int
    end: int
    points: tuple[Drawn, ...]
    lines: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    band: float

    @property
    def cut(self) -> bool:
        """Whether the axis does not begin at zero."""
        return self.begin != 0


def trend(points: Sequence[Point], marks: Sequence[Mark] = ()) -> Trend:
    """Return the rounds side by side, oldest first, on an axis that holds all their bands."""
    ends = [100.0]
    for point in points:
        ends += [point.value, *(point.inner or ()), *(point.outer or ())]
    low, high = min(ends), max(ends)
    begin = next((edge for edge in STEPS if low >= edge), int(low // 50) * 50)
    end = max(100, -(-int(-(-high // 1)) // 5) * 5)
    slot = (WIDTH - LEFT) / max(len(points), 4)
    band = round(min(slot * 0.5, BAND_MAX), 1)

    def y(value: float) -> float:
        return round(TOP + PLOT * (end - value) / (end - begin), 1)

    def span(pair: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if pair is None else (y(pair[1]), round(max(y(pair[0]) - y(pair[1]), 3.0), 1))

    drawn = []
    every = max(1, -(-len(points) // 12))
    for i, point in enumerate(points):
        x = round(LEFT + slot * (i + 0.5), 1)
        label = shorten(point.label, slot * every - 6, 13.0) if i % every == 0 else ""
        drawn.append(
            Drawn(x, y(point.value), span(point.inner), span(point.outer), label, point.link)
        )
    steps = sorted({begin, end, 100, (begin + 100) // 2})
    return Trend(
        WIDTH,
        TOP + PLOT + FOOT,
        begin,
        end,
        tuple(drawn),
        tuple((y(step), str(step)) for step in steps),
        _marks(marks, slot),
        band,
    )


def _marks(marks: Sequence[Mark], slot: float) -> tuple[tuple[float, str], ...]:
    """Return where changes stand; those whose texts would meet are shortened, then numbered."""
    placed = [(round(LEFT + slot * mark.after, 1), mark.text) for mark in marks]
    out = []
    for i, (x, text) in enumerate(placed):
        until = placed[i + 1][0] if i + 1 < len(placed) else WIDTH
        room = min(until - x - 8, MARK_ROOM)
        out.append((x, shorten(text, room, 13.0) if room > 26 else ""))
    return tuple(out)
