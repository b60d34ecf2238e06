"""Charts on a scale: a figure out of 100 with its bands, and the box above or below the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.chart_text import fit, signed, wrap
from web.charts import LINE, PLOT, TOP, WIDTH, Bar, Chart, thick


def over_short(points: Sequence[tuple[str, int]], tolerance_fen: int = 0) -> Chart:
    """Return bars around zero: the box counted above or below the book, cut by cut.

    `joints` holds the tolerance band as two lines, when there is one.
    """
    size_of = max([abs(fen) for _, fen in points] + [tolerance_fen, 100])
    half = PLOT / 2
    slot = WIDTH / max(len(points), 4)
    bar_width = min(slot * 0.6, 72.0)
    values = [signed(fen) for _, fen in points]
    size = fit(values, slot - 6, 14.0, bold=False)
    labels = [wrap(label, slot - 8, 13.0) for label, _ in points]
    zero = TOP + half
    bars = []
    for i, (label, fen) in enumerate(points):
        x = slot * i + (slot - bar_width) / 2
        reach = half * abs(fen) / size_of
        top, height = thick(zero - reach, zero) if fen >= 0 else thick(zero, zero + reach)
        value_y = top - 8 if fen >= 0 else top + height + 17
        bars.append(
            Bar(
                str(i), label, "over" if fen > 0 else "short" if fen < 0 else "even",
                round(x, 1), top, round(bar_width, 1), height, round(x + bar_width / 2, 1),
                values[i], round(value_y, 1), size, labels[i], TOP + PLOT + 42.0, False,
            )
        )  # fmt: skip
    rows = max((len(lines) for lines in labels), default=1)
    reach = round(half * tolerance_fen / size_of, 1)
    band = ((0.0, zero - reach, WIDTH, zero - reach), (0.0, zero + reach, WIDTH, zero + reach))
    return Chart(
        WIDTH, TOP + PLOT + 42 + LINE * (rows - 1) + 8, zero, tuple(bars),
        band if tolerance_fen else (), None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """A figure out of 100 on its axis, with the bands around it where they are known.

    Attributes:
        begin, end: the axis, in yuan of 100.  at: x of the figure.
        inner, outer: (x, width) of this period's books and of the community.
        ticks: (x, text).  cut: the axis does not begin at zero.
    """

    begin: int
    end: int
    at: float
    inner: tuple[float, float] | None
    outer: tuple[float, float] | None
    ticks: tuple[tuple[float, str], ...]

    @property
    def cut(self) -> bool:
        """Whether the axis does not begin at zero."""
        return self.begin != 0


def interval(
    value: float,
    inner: tuple[float, float] | None = None,
    outer: tuple[float, float] | None = None,
    width: int = 560,
) -> Scale:
    """Return where a figure out of 100 and its bands lie on an axis that holds them all."""
    seen = [value, 100.0, *(inner or ()), *(outer or ())]
    low, high = min(seen), max(seen)
    begin = next((edge for edge in (90, 80, 60, 0) if low >= edge + 1), None)
    if begin is None:
        begin = int(low // 50) * 50
    end = 100 if high <= 100 else -(-int(-(-high // 1)) // 10) * 10

    def x(figure: float) -> float:
        return round(width * (figure - begin) / (end - begin), 1)

    def band(pair: tuple[float, float] | None) -> tuple[float, float] | None:
        if pair is None:
            return None
        left, size = thick(x(pair[0]), x(pair[1]))
        return left, size

    middle = (begin + end) / 2
    marks = {begin, end, 100} if end != 100 else {begin, middle, end}
    ticks = tuple((x(mark), f"{mark:g}") for mark in sorted(marks))
    return Scale(begin, end, x(value), band(inner), band(outer), ticks)
