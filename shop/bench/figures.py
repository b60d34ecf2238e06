"""Figures as they come out: measured, beside their floors, held against their goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shop.bench.goals import BY_NAME, Goal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        name: its row of `goals.GOALS`.  value, floor: in ns, or in bytes for memory.
        note: how it was measured, for the table.
        scaled_from: what was really measured, where the value is scaled: it stands in the unit.
    """

    name: str
    value: int
    floor: int
    note: str = ""
    scaled_from: str = ""

    @property
    def goal(self) -> Goal:
        """Return what it has to reach."""
        return BY_NAME[self.name]

    @property
    def ratio(self) -> Fraction:
        """Return how many times its floor it is."""
        return Fraction(self.value, max(1, self.floor))

    @property
    def ok(self) -> bool:
        """Say whether the goal is reached."""
        return self.goal.met(self.value, self.floor)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, its numbers with three decimals, the ratio with two."""
        goal = self.goal
        return {
            "name": self.name,
            "value": _shown(self.value, goal.scale) / 1000,
            "unit": f"{goal.unit} ({self.scaled_from})" if self.scaled_from else goal.unit,
            "floor": _shown(self.floor, goal.scale) / 1000,
            "ratio": round(self.ratio * 100) / 100,
            "goal": goal.text,
            "ok": self.ok,
        }


def _shown(measured: int, scale: int) -> int:
    """Return thousandths of the unit, rounded: true division by 1000 is left to the printing."""
    return round(Fraction(measured * 1000, scale))


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as lines for a terminal."""
    lines = [f"{'':20}{'value':>10}      {'floor':>10}{'ratio':>9}  goal"]
    for figure in figures:
        goal = figure.goal
        value, floor = (_text(_shown(n, goal.scale)) for n in (figure.value, figure.floor))
        ratio = _text(round(figure.ratio * 1000))[:-1]
        mark = "ok" if figure.ok else "MISSED"
        lines.append(
            f"{figure.name:20}{value:>10} {goal.unit:4} {floor:>10}{ratio:>8}×  {goal.text}: {mark}"
        )
        lines.append(f"{'':4}floor: {goal.floor}{'; ' if figure.note else ''}{figure.note}")
    return "\n".join(lines)


def _text(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03}"
