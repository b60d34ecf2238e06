"""Goods gone by day, from what moved on the shelves: declared ones, and undeclared ones allotted.

An undeclared unit was taken on some day between two counts; it is given to the days on which the
item was declared, in proportion, else to the days on which there was something to take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from shop.money import largest_remainder, units
from shop.review.restock import Dated, Day


@dataclass(frozen=True, slots=True)
class ShelfMove:
    """One movement of an item.

    Attributes:
        at_ms: when.  declared, missing: what it adds to D and to U; negative takes back.
        onto: what it puts on the shelf; negative takes off.  cut: the cut it names, or "".
    """

    item: str
    at_ms: int
    declared: int
    missing: int
    onto: int
    cut: str


@dataclass(frozen=True, slots=True)
class Round:
    """A closed cut: its boundary in time."""

    cut: str
    opened_ms: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods received with a date on them, both as days (ordinals)."""

    item: str
    quantity: int
    on_day: int
    expires_day: int


@dataclass(frozen=True, slots=True)
class Moves:
    """What was read of the last weeks.

    Attributes:
        opening: what the shelves held where the reading begins.  begin_ms: that moment.
        moves: in the order of the book.  rounds: closed cuts, oldest first.
    """

    begin_ms: int
    opening: Mapping[str, int]
    moves: Sequence[ShelfMove]
    rounds: Sequence[Round]
    deliveries: Sequence[Delivery] = ()


@dataclass(slots=True)
class _Item:
    """The days of one item while they are put together."""

    level: int = 0
    first: int = 0
    opening: int = 0
    declared: dict[int, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)
    end: dict[int, int] = field(default_factory=dict)

    def see(self, day: int, onto: int) -> None:
        """Follow the shelf: the most it held on a day, and what it held at its end."""
        self.most.setdefault(day, self.level)
        self.level += onto
        self.most[day] = max(self.most[day], self.level)
        self.end[day] = self.level


@dataclass(frozen=True, slots=True)
class Demand:
    """Goods gone of every item.

    Attributes:
        days: item → its days, oldest first, ending yesterday.
        unseen: item → what has likely gone undeclared since the last count.
        ratio: undeclared for each declared unit, over all items; 0 before the first count.
    """

    days: Mapping[str, tuple[Day, ...]]
    unseen: Mapping[str, Fraction]
    ratio: Fraction


def demand(
    read: Moves, unit_of: Mapping[str, str], today: int, day_of: Callable[[int], int]
) -> Demand:
    """Return goods gone by item and day.

    Args:
        read: what moved.  unit_of: item → each or g.
        today: the present day, not over yet, as an ordinal.  day_of: UTC ms → ordinal.
    """
    begin = day_of(read.begin_ms)
    found = _follow(read, begin, today, day_of)
    ratio = _ratio(found, unit_of)
    spans = _spans(read.rounds, begin, day_of)
    since = day_of(read.rounds[-1].opened_ms) + 1 if read.rounds else begin
    days: dict[str, tuple[Day, ...]] = {}
    unseen: dict[str, Fraction] = {}
    for name, item in found.items():
        days[name] = _days(item, spans, since, today, ratio)
        late = sum(n for day, n in item.declared.items() if day >= since)
        unseen[name] = ratio * max(0, late)
    return Demand(days, unseen, ratio)


def _follow(read: Moves, begin: int, today: int, day_of: Callable[[int], int]) -> dict[str, _Item]:
    found = {item: _Item(level, begin, level) for item, level in read.opening.items()}
    newest = begin
    for move in read.moves:
        # a clock set back does not turn the order of the book round
        newest = day = min(max(newest, day_of(move.at_ms)), today)
        item = found.setdefault(move.item, _Item(0, day))
        item.see(day, move.onto)
        if move.declared:
            item.declared[day] = item.declared.get(day, 0) + move.declared
        if move.missing:
            item.missing[move.cut] = item.missing.get(move.cut, 0) + move.missing
    return found


def _ratio(found: Mapping[str, _Item], unit_of: Mapping[str, str]) -> Fraction:
    declared = undeclared = Fraction(0)
    for name, item in found.items():
        unit = unit_of.get(name, "each")
        declared += units(sum(item.declared.values()), unit)
        undeclared += units(sum(item.missing.values()), unit)
    return max(Fraction(0), undeclared / declared) if declared > 0 else Fraction(0)


def _spans(
    rounds: Iterable[Round], begin: int, day_of: Callable[[int], int]
) -> dict[str, tuple[int, int]]:
    """Return the first and last day of each cut."""
    spans, start = {}, begin
    for one in rounds:
        end = max(start, day_of(one.opened_ms))
        spans[one.cut] = (start, end)
        start = end + 1
    return spans


def _days(
    item: _Item,
    spans: Mapping[str, tuple[int, int]],
    since: int,
    today: int,
    ratio: Fraction,
) -> tuple[Day, ...]:
    stocked: dict[int, bool] = {}
    level = item.opening
    for day in range(item.first, today):
        most = item.most.get(day, level)
        stocked[day] = most > 0 or item.declared.get(day, 0) > 0
        level = item.end.get(day, level)
    gone = {day: Fraction(item.declared.get(day, 0)) for day in stocked}
    for day in range(max(since, item.first), today):
        gone[day] *= 1 + ratio
    for cut, missing in item.missing.items():
        first, last = spans.get(cut, (item.first, today - 1))
        within = [day for day in range(max(first, item.first), last + 1) if day in gone]
        for day, part in zip(within, _shared(missing, within, item, stocked), strict=True):
            gone[day] += part
    return tuple(Day(gone[day], stocked[day]) for day in sorted(stocked))


def _shared(
    missing: int, within: Sequence[int], item: _Item, stocked: Mapping[int, bool]
) -> list[int]:
    """Share undeclared units over the days of their cut."""
    if not within:
        return []
    weights = [max(0, item.declared.get(day, 0)) for day in within]
    if not any(weights):
        weights = [int(stocked[day]) for day in within]
    if not any(weights):
        weights = [1] * len(within)
    return largest_remainder(missing, weights)


def dated(deliveries: Iterable[Delivery], today: int) -> dict[str, tuple[Dated, ...]]:
    """Return item → goods with a date, the earliest first; past ones have days below 0."""
    found: dict[str, list[Dated]] = {}
    for one in deliveries:
        found.setdefault(one.item, []).append(Dated(one.quantity, one.expires_day - today))
    return {
        item: tuple(sorted(all_, key=lambda one: one.days_left)) for item, all_ in found.items()
    }


def life_days(deliveries: Iterable[Delivery]) -> dict[str, int]:
    """Return item → how many days its goods keep, the median of its deliveries."""
    found: dict[str, list[int]] = {}
    for one in deliveries:
        found.setdefault(one.item, []).append(max(0, one.expires_day - one.on_day))
    return {item: sorted(all_)[(len(all_) - 1) // 2] for item, all_ in found.items()}
