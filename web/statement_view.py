"""A statement made ready for its page: bars with words, items in the order asked for, rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from shop.reconcile.figures import ItemExact
from shop.reconcile.statement import Statement
from shop.reconcile.statement import waterfall as bars_of
from web import words
from web.chart_scale import Scale, interval
from web.charts import Step
from web.forms import N_

Translate = Callable[[str], str]

#: Columns of the items table: (msgid, explanation, key to sort by); the letters are those of
#: the books, the words stand beside them.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "name": (N_("Item"), ""),
    "opening": (N_("Opening"), "O"),
    "received": (N_("Goods in"), "R"),
    "removed": (N_("Taken off"), "W"),
    "declared": (N_("Declared"), "D"),
    "counted": (N_("Counted"), "C"),
    "gone": (N_("Gone"), "G"),
    "undeclared": (N_("Not declared"), "U"),
    "value": (N_("Value"), ""),
}


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate in words: its name, its figure or bounds, and what evidence it rests on."""

    name: str
    low: Fraction | None
    high: Fraction | None
    means: str
    headline: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything to say."""
        return self.low is not None and self.high is not None

    @property
    def single(self) -> bool:
        """Whether it is one figure rather than bounds."""
        return self.low == self.high


def steps(statement: Statement, translate: Translate) -> list[Step]:
    """Return the waterfall's bars with their words."""
    bars = bars_of(statement)
    out = []
    for i, bar in enumerate(bars):
        label, tone = words.BARS[bar.label]
        total = i in (0, len(bars) - 1)
        if not bar.fen and not total:
            tone = "even"
        elif bar.label in ("overpaid", "unattached", "cash_over_short", "undeclared"):
            tone = "gain" if bar.fen > 0 else "loss"
        out.append(Step(bar.label, translate(label), bar.fen, tone, total))
    return out


def sorted_items(statement: Statement, column: str, descending: bool) -> list[ItemExact]:
    """Return the items in the order asked for; what was not counted stays at the end."""
    keys: dict[str, Callable[[ItemExact], tuple[bool, int | str]]] = {
        "name": lambda item: (False, item.name),
        "counted": lambda item: ((item.counted is None) != descending, item.counted or 0),
        "value": lambda item: (False, item.value_fen),
    }
    key = keys.get(column, lambda item: (False, getattr(item, column, 0)))
    return sorted(statement.exact.items, key=key, reverse=descending)


def rate_lines(statement: Statement) -> list[RateLine]:
    """Return every rate with what it identifies, the headline first (HONESTY.md section 4)."""
    rates = statement.rates
    return [
        RateLine(
            N_("Received or acknowledged"),
            rates.accounted,
            rates.accounted,
            N_("Money received, pay-later notes and box loss, of what was taken: the headline."),
            headline=True,
        ),
        RateLine(
            N_("Received"),
            rates.collection,
            rates.collection,
            N_("Money received of what was taken. Needs no scanning, only counts; may pass 100."),
        ),
        RateLine(
            N_("Received, within its bounds"),
            *rates.collection_bounds,
            N_("The same, at the lowest and the highest price and for shelves not counted."),
        ),
        RateLine(
            N_("Paid of what was declared"),
            rates.declared_paid,
            rates.declared_paid,
            N_("How fully residents pay once they have scanned; says nothing of the rest."),
        ),
        RateLine(
            N_("If no gift covered a taking"),
            *rates.capped_bounds,
            N_("Those who give more do not make up for others: only bounds can be known."),
        ),
        RateLine(
            N_("Goods that were scanned"),
            rates.declared_units,
            rates.declared_units,
            N_("A habit of scanning, not honesty: who pays without a scan is not in it."),
        ),
    ]


def scale_of(statement: Statement) -> Scale | None:
    """Return the headline on its axis, with the bands that can be said."""
    accounted = statement.rates.accounted
    if accounted is None:
        return None
    return interval(
        round(float(accounted) * 100, 1),
        inner=_hundreds(statement.estimate.realised),
        outer=_hundreds(statement.estimate.underlying),
    )


def _hundreds(pair: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if pair is None else (pair[0] * 100, pair[1] * 100)


def band(pair: tuple[float, float], decimals: int) -> str:
    """Return an interval in yuan of 100, rounded outwards: it never looks surer than it is."""
    step = 10**decimals
    low, high = floor(pair[0] * 100 * step) / step, ceil(pair[1] * 100 * step) / step
    return f"{low:.{decimals}f} – {high:.{decimals}f}".replace("-", "\u2212")


def percent(value: Fraction | None) -> str:
    """Return a rate with one decimal, half up, as exact arithmetic gives it: "94.2"."""
    if value is None:
        return "–"
    tenths = (2 * abs(value.numerator) * 1000 + value.denominator) // (2 * value.denominator)
    sign = "\u2212" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"
