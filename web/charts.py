"""Charts as frozen geometry: what a template draws as SVG, with nothing left to decide there.

A chart is read beside its table, so it keeps to four promises: no two texts meet, whatever the
number of bars; an axis that does not begin at zero says so; the smallest amount stays visible;
a gap below zero points the other way. Money comes in as fen, geometry leaves as SVG units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shop.money import format_yuan
from web.chart_text import fit, shorten, signed, wrap
from web.chart_text import width as width_of

#: Drawing width of a desk chart; the SVG scales with its card.
WIDTH = 940
#: Drawing width of the phone's chart, one row a bar, drawn at about 1:1 on 360 px.
NARROW = 320
PLOT = 168
TOP = 36
#: Thinnest bar that is still seen: one part in a thousand must not vanish.
THIN = 3.0
LINE = 18
ROW = 52
#: The axis is cut when all that moves lies in less than this share of its height.
CUT_BELOW = 0.35
#: How much of a cut plot the moving part then takes.
CUT_FILL = 0.62


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: a total that stands on the axis, or a change that hangs.

    Attributes:
        key: name of the part, for its link and its table row.  label: as read.
        fen: the total, or the signed change.  tone: gone, loss, owed, gain or received.
    """

    key: str
    label: str
    fen: int
    tone: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn bar with its texts; `lines` are the label's lines at `label_y` and below."""

    key: str
    label: str
    tone: str
    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    value_y: float
    value_size: float
    lines: tuple[str, ...]
    label_y: float
    total: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: bars, the short lines that join them, and what its axis leaves out.

    Attributes:
        axis: where zero (or the cut) is, as y of a desk chart, x of a narrow one.
        cut_fen: where a cut axis begins, or None for a whole one.
    """

    width: float
    height: float
    axis: float
    bars: tuple[Bar, ...]
    joints: tuple[tuple[float, float, float, float], ...]
    cut_fen: int | None
    narrow: bool = False

    @property
    def cut_yuan(self) -> str:
        """Where the cut axis begins, in yuan."""
        return format_yuan(self.cut_fen or 0)


def levels(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Return (from, to) of each bar in fen: totals stand on zero, changes on what was before."""
    out, running = [], 0
    for step in steps:
        start = 0 if step.total else running
        running = step.fen if step.total else running + step.fen
        out.append((start, running))
    return out


def cut_at(steps: Sequence[Step]) -> int | None:
    """Return where the axis begins if it must be cut to show the changes, else None.

    It is cut to a round amount, only when all of the bars' ends lie close together far from
    zero, so that the two totals keep a stump of a third of the plot.
    """
    ends = [end for _, end in levels(steps)]
    if not ends or min(ends) <= 0:
        return None
    span, top = max(ends) - min(ends), max(ends)
    if span == 0 or span >= CUT_BELOW * top:
        return None
    rough = top - round(span / CUT_FILL)
    step = _round_step(max(span // 4, 1))
    begin = rough // step * step
    return begin if begin > 0 else None


def waterfall(steps: Sequence[Step]) -> Chart:
    """Return the desk waterfall: from what was taken to what was received, left to right."""
    cut = cut_at(steps)
    ranges = levels(steps)
    low, high = _bounds(ranges, cut)
    slot = WIDTH / max(len(steps), 4)
    bar_width = min(slot * 0.78, 120.0)
    size = fit([_value(step) for step in steps], slot - 6, 14.0, bold=True)
    labels = [wrap(step.label, slot - 10, 14.0) for step in steps]

    def y(fen: int) -> float:
        return TOP + PLOT * (high - max(fen, low)) / (high - low)

    bars, joints = [], []
    floor = TOP + PLOT
    for i, (step, (start, end)) in enumerate(zip(steps, ranges, strict=True)):
        x = slot * i + (slot - bar_width) / 2
        top, height = thick(y(max(start, end)), y(min(start, end)))
        bars.append(
            Bar(
                step.key, step.label, step.tone, round(x, 1), top, round(bar_width, 1), height,
                round(x + bar_width / 2, 1), _value(step), round(top - 9, 1), size,
                labels[i], floor + 26, step.total,
            )
        )  # fmt: skip
        if i + 1 < len(steps):
            level = round(y(end), 1)
            joints.append((round(x + bar_width, 1), level, round(x + slot, 1), level))
    rows = max((len(lines) for lines in labels), default=1)
    height = floor + 26 + LINE * (rows - 1) + 8
    return Chart(WIDTH, height, round(y(0), 1), tuple(bars), tuple(joints), cut)


def narrow_waterfall(steps: Sequence[Step]) -> Chart:
    """Return the same waterfall for a phone: one row a bar, top to bottom."""
    cut = cut_at(steps)
    ranges = levels(steps)
    low, high = _bounds(ranges, cut)

    def x(fen: int) -> float:
        return NARROW * (max(fen, low) - low) / (high - low)

    bars, joints = [], []
    for i, (step, (start, end)) in enumerate(zip(steps, ranges, strict=True)):
        right = x(max(start, end))
        left, width = thick(x(min(start, end)), right)
        left = min(left, NARROW - width)
        y = ROW * i
        value = _value(step)
        size = fit([value], NARROW * 0.6, 15.0, bold=True)
        label = shorten(step.label, NARROW - width_of(value, size, bold=True) - 16, 15.0)
        bars.append(
            Bar(
                step.key, step.label, step.tone, round(left, 1), y + 24.0, width, 16.0,
                float(NARROW), value, y + 16.0, size, (label,), y + 16.0, step.total,
            )
        )  # fmt: skip
        if i + 1 < len(steps):
            level = round(x(end), 1)
            joints.append((level, y + 40.0, level, y + ROW + 24.0))
    height = ROW * max(len(steps), 1)
    return Chart(NARROW, height, round(x(0), 1), tuple(bars), tuple(joints), cut, narrow=True)


def _value(step: Step) -> str:
    return format_yuan(step.fen).replace("-", "\u2212") if step.total else signed(step.fen)


def _bounds(ranges: Sequence[tuple[int, int]], cut: int | None) -> tuple[int, int]:
    """Return the fen at both ends of the axis; never an empty one."""
    ends = [fen for pair in ranges for fen in pair]
    low = cut if cut is not None else min([*ends, 0])
    high = max([*ends, 0])
    return low, high if high > low else low + 1


def thick(low: float, high: float) -> tuple[float, float]:
    """Return (begin, length) of a bar, widened about its middle where it would vanish."""
    length = high - low
    if length < THIN:
        return round(max((low + high - THIN) / 2, 0.0), 1), THIN
    return round(low, 1), round(length, 1)


def _round_step(least: int) -> int:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below `least`."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10
