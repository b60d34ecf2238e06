"""What to bring next: a forecast of goods gone, and how many of each fill the shelf until then.

Goods gone, not goods declared: shelves are emptied by those who do not scan too (HONESTY.md
section 7). Exact: whole pieces and grams, fractions; a root is only ever compared, never taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from shop.money import JIN_G

WEEK = 7
#: Ways to forecast; both do as well as anything that was tried (docs/explanation/restock.md).
METHODS = ("mean", "ewma")
#: Days in stock the mean looks back on.
WINDOW_DAYS = 28
#: How much each day in stock moves the smoothed forecast.
SMOOTHING = Fraction(1, 10)
#: Weeks in which the spread of a week is looked for.
SPREAD_WEEKS = 8
#: Days in stock without which a week says nothing of its spread.
WEEK_DAYS_LEAST = 3
#: Standard deviations above the mean: nine times of ten there is enough.
SAFETY = Fraction(128, 100)
#: How far a single count is off, squared (HONESTY.md section 3).
COUNT_VARIANCE = Fraction(1, 10)
#: Fewer days in stock than this are too few to trust the forecast.
DAYS_LEAST = 14


@dataclass(frozen=True, slots=True)
class Policy:
    """How often somebody brings goods, and how the forecast is made.

    Attributes:
        method: one of METHODS.  lead_days: from the list to the shelf.
        review_days: from one list to the next.
    """

    method: str = "mean"
    lead_days: int = 1
    review_days: int = WEEK

    @property
    def days(self) -> int:
        """Return how long what is brought must last."""
        return self.lead_days + self.review_days


@dataclass(frozen=True, slots=True)
class Day:
    """One past day of an item.

    Attributes:
        gone: pieces or grams, undeclared ones allotted; may be below 0 after a miscount.
        in_stock: there was something to take.
    """

    gone: Fraction
    in_stock: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """Goods on the shelf with a date: how much of them, and the days until it, 0 is today."""

    quantity: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One item as it stands.

    Attributes:
        days: oldest first, ending yesterday.  book: what the shelf should hold.
        unseen: what has likely gone undeclared since the last count.
        dated: goods with a date that may still be there, the earliest date first.
        life_days: how long fresh goods keep, or None where no delivery told a date.
    """

    item: str
    name: str
    unit: str
    days: tuple[Day, ...]
    book: int
    unseen: Fraction = Fraction(0)
    dated: tuple[Dated, ...] = ()
    life_days: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to bring of one item, and why.

    Attributes:
        on_hand, low, high: what is likely there now, and the ends of nine in ten.
        per_day: mu, goods gone a day in stock.  variance: of a week.
        up_to: S, what should be there when the goods arrive.  capped: S before the date's cap,
            where that lowered it.
        suggest: what to bring; 0: enough is there.
        expiring: of what is there, what will likely pass its date unsold.  next_date_days: days
            until the earliest date of what is there.
        days_known: days in stock the forecast rests on.  below: the book says less than nothing.
    """

    item: str
    name: str
    unit: str
    on_hand: int
    low: int
    high: int
    per_day: Fraction
    variance: Fraction
    up_to: int
    suggest: int
    capped: int | None = None
    expiring: int = 0
    next_date_days: int | None = None
    days_known: int = 0
    below: bool = False


def per_day(days: Sequence[Day], method: str = "mean") -> Fraction:
    """Return mu: goods gone a day, over the days in stock alone; never below 0."""
    gone = [day.gone for day in days if day.in_stock]
    if not gone:
        return Fraction(0)
    if method == "mean":
        recent = gone[-WINDOW_DAYS:]
        return max(Fraction(0), sum(recent, Fraction(0)) / len(recent))
    first = gone[:WEEK]
    level = sum(first, Fraction(0)) / len(first)
    for value in gone:
        level += SMOOTHING * (value - level)
    return max(Fraction(0), level)


def week_variance(days: Sequence[Day], mu: Fraction, one: int = 1) -> Fraction:
    """Return the variance of a week's goods gone, from the last eight weeks in stock.

    A week in which the shelf was empty for some days is scaled to seven. With fewer than four
    weeks to go by it is at least that of chance alone: 7·mu, taken in pieces of size `one`.
    """
    weeks = []
    for n in range(SPREAD_WEEKS):
        end = len(days) - n * WEEK
        if end < WEEK:
            break
        there = [day.gone for day in days[end - WEEK : end] if day.in_stock]
        if len(there) >= WEEK_DAYS_LEAST:
            weeks.append(sum(there, Fraction(0)) * WEEK / len(there))
    chance = WEEK * mu * one
    if len(weeks) < 2:
        return chance
    mean = sum(weeks, Fraction(0)) / len(weeks)
    found = sum(((week - mean) ** 2 for week in weeks), Fraction(0)) / (len(weeks) - 1)
    return found if len(weeks) >= SPREAD_WEEKS // 2 else max(found, chance)


def ceil_with_root(value: Fraction, square: Fraction) -> int:
    """Return ceil(value + √square), exactly: no root is rounded on the way."""
    # √(p/q) lies in [r/q, (r+1)/q) with r = isqrt(p·q), so that at most one more is needed
    root = Fraction(isqrt(square.numerator * square.denominator), square.denominator)
    found = _ceil(value + root)
    while found < value or (found - value) ** 2 < square:
        found += 1
    return found


def order_up_to(mu: Fraction, variance: Fraction, days: int) -> int:
    """Return S = ceil(mu·days + 1.28·sd of a week, scaled to the days)."""
    return ceil_with_root(mu * days, SAFETY**2 * variance * days / WEEK)


def propose(shelf: Shelf, policy: Policy) -> Proposal:
    """Return what to bring of one item."""
    one = 1 if shelf.unit == "each" else JIN_G
    mu = per_day(shelf.days, policy.method)
    variance = week_variance(shelf.days, mu, one)
    spread = SAFETY**2 * (shelf.unseen * one + COUNT_VARIANCE * one**2)
    middle = max(Fraction(0), shelf.book - shelf.unseen)
    high = min(ceil_with_root(middle, spread), max(0, shelf.book) + one)
    low = max(0, -ceil_with_root(-middle, spread))
    on_hand = round(middle)
    dated = _newest(shelf.dated, on_hand)
    expiring = unsold(dated, mu)
    up_to = order_up_to(mu, variance, policy.days) if mu else 0
    capped = None
    if shelf.life_days is not None:
        cap = int(mu * shelf.life_days)
        if cap < up_to:
            capped, up_to = up_to, cap
    lacking = max(0, up_to - max(0, on_hand - expiring))
    return Proposal(
        item=shelf.item,
        name=shelf.name,
        unit=shelf.unit,
        on_hand=on_hand,
        low=min(low, on_hand),
        high=max(high, on_hand),
        per_day=mu,
        variance=variance,
        up_to=up_to,
        suggest=-(-lacking // one) * one,
        capped=capped,
        expiring=expiring,
        next_date_days=min((one.days_left for one in dated), default=None),
        days_known=sum(day.in_stock for day in shelf.days),
        below=shelf.book < 0,
    )


def unsold(dated: Sequence[Dated], mu: Fraction) -> int:
    """Return what of dated goods will pass its date, the earliest taken first at mu a day.

    On its date goods are still sold, after it no more.
    """
    come = lost = Fraction(0)
    for one in sorted(dated, key=lambda one: one.days_left):
        come += one.quantity
        sold = mu * max(0, one.days_left + 1)
        lost = max(lost, come - sold)
    return int(lost)


def _newest(dated: Sequence[Dated], on_hand: int) -> tuple[Dated, ...]:
    """Return which dated goods are still there: older ones went first, so the latest dates."""
    left, kept = on_hand, []
    for one in sorted(dated, key=lambda one: one.days_left, reverse=True):
        part = min(left, one.quantity)
        if part > 0:
            kept.append(Dated(part, one.days_left))
            left -= part
    return tuple(reversed(kept))


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
