"""What the shop's speed has to be: every figure with its unit, its floor and its goal."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_MS = 1_000_000
_S = 1_000_000_000
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Goal:
    """What one figure has to reach.

    Attributes:
        name: of the figure.  group: the module of this package that measures it.
        unit: in which it is shown.  scale: of these, ns or bytes, one unit has.
        most: the largest value that is good, in units, or None.
        ratio_most: the largest multiple of its floor that is good, or None.
        floor: what it stands beside.
    """

    name: str
    group: str
    unit: str
    scale: int
    most: Fraction | None
    ratio_most: Fraction | None
    floor: str

    @property
    def text(self) -> str:
        """Return the goal as a person reads it."""
        said = []
        if self.most is not None:
            said.append(f"≤{decimal(self.most)} {self.unit}")
        if self.ratio_most is not None:
            said.append(f"≤{decimal(self.ratio_most)}× the floor")
        return " and ".join(said)

    def met(self, value: int, floor: int) -> bool:
        """Say whether a value (ns or bytes) beside its floor is good."""
        if self.most is not None and value > self.most * self.scale:
            return False
        return self.ratio_most is None or value <= self.ratio_most * floor


def decimal(number: Fraction) -> str:
    """Return a number with the decimals it needs, at most three."""
    whole, thousandths = divmod(round(number * 1000), 1000)
    return f"{whole}.{thousandths:03}".rstrip("0").rstrip(".")


def _ms(name: str, group: str, most: int | None, floor: str, ratio: Fraction | None = None) -> Goal:
    limit = None if most is None else Fraction(most)
    return Goal(name, group, "ms", _MS, limit, ratio, floor)


_OLD = Fraction(6, 5)

#: Every figure, in the order in which it is shown (issue 2, "Numbers").
GOALS: tuple[Goal, ...] = (
    _ms("durable_sale", "sale", 2, "the same rows, bare sqlite3", Fraction(3)),
    _ms("durable_sale_coins", "sale", 2, "the same rows, bare sqlite3", Fraction(3)),
    _ms("kiosk_command", "web", 10, "a bare Flask route on waitress"),
    _ms("scan_to_screen", "serial", 5, "a pty's echo, median"),
    _ms("scan_to_screen_p99", "serial", 50, "a pty's echo, 99th of 100"),
    Goal("start_to_ready", "start", "s", _S, Fraction(3, 2), None, "importing flask, waitress"),
    Goal("rss", "start", "MiB", _MIB, Fraction(70), None, "a bare Flask on waitress"),
    _ms("statement_month", "books", 150, "the same rows, read and left"),
    _ms("statement_age", "books", None, "the same month in a book of one year", _OLD),
    _ms("balances_age", "books", None, "the same balances in a book of one year", _OLD),
    Goal("cpu_polling", "polling", "% of a core", 10_000_000, Fraction(3), None, "bare exchanges"),
    Goal("simulate_year", "year", "s", _S, Fraction(30), None, "as many bare rows"),
)

BY_NAME = {goal.name: goal for goal in GOALS}
#: The modules that measure, in the order in which they run.
GROUPS = tuple(dict.fromkeys(goal.group for goal in GOALS))
