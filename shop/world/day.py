"""Who comes when: the days of the world, one after another, as intents in order of time.

There is one till: people queue, and whoever wants the idle screen waits for the undo minute of
the one before. Volunteers step between two visits. Moments are milliseconds since midnight of
the first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from shop.world.chance import Chance, below, happens, one_of, poisson
from shop.world.goods import Good, assortment
from shop.world.intents import DayEnds, Deed, Intent, Visit
from shop.world.truth import Truth
from shop.world.village import Habit, Resident, Village, Ways
from shop.world.visits import MINUTE_MS, Plan, Shopper
from shop.world.volunteers import Volunteers
from shop.world.whims import gift, repayment, whim

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
OPENS_MS, SHUTS_MS = 7 * HOUR_MS, 21 * HOUR_MS
SET_UP_MS, MORNING_MS, CUT_MS = 5 * HOUR_MS, 6 * HOUR_MS, 13 * HOUR_MS
NIGHT_MS = 23 * HOUR_MS
#: A volunteer needs this long for one item.
COUNT_GAP_MS = 25_000
#: Monday to Sunday; they scale visits only and have mean 1.
WEEKDAYS = (0.9, 0.9, 0.95, 0.95, 1.1, 1.2, 1.0)
#: Of those who owe and come again, so many pay their debt first.
REPAYS = 0.7

Do = Callable[[int], Iterator[Deed]]


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that is to happen at a moment, or as soon after it as the till is free."""

    at_ms: int
    do: Do | None  # None: a resident comes


def _one(at_ms: int, deed: Callable[[int], Deed]) -> _Due:
    return _Due(at_ms, lambda at: iter((deed(at),)))


class World:
    """A seeded village with its shop, its people and its truth.

    Args:
        chance: where everything comes from; the same seed gives the same world.
        ways: how its people are.
        close_last_day: whether the last day ends with a cut, so that every figure is known.
    """

    def __init__(
        self, chance: Chance, ways: Ways | None = None, *, close_last_day: bool = True
    ) -> None:
        self.chance = chance
        self.ways = ways or Ways()
        self.close_last_day = close_last_day
        self.goods: tuple[Good, ...] = assortment(chance)
        self.village = Village(chance, self.ways)
        by_item = {good.item: good for good in self.goods}
        self.truth = Truth(by_item)
        self.shopper = Shopper(chance, self.ways, by_item, self.truth.stock)
        self.volunteers = Volunteers(chance, self.ways, self.goods, self.truth)
        self._owes: dict[int, int] = {}
        self._free_ms = 0
        self._idle_ms = 0

    def intents(self, days: int) -> Iterator[Intent]:
        """Yield what happens on so many days, in order of time.

        The truth always stands as after the intent that was yielded last, so each must be
        carried out before the next is asked for.
        """
        yield from self.volunteers.set_up(SET_UP_MS)
        for day in range(days):
            cut = day % self.ways.cut_days == self.ways.cut_days - 1
            last = self.close_last_day and day == days - 1
            for due in self._agenda(day, cut, last):
                if due.do is None:
                    yield from self._visit(day, due.at_ms)
                else:
                    yield from self._deeds(due)
            yield DayEnds(max(day * DAY_MS + NIGHT_MS, self._idle_ms), day)

    # ------------------------------------------------------------ a day

    def _agenda(self, day: int, cut: bool, last: bool) -> Iterator[_Due]:
        """Return the day's visits and deeds by their wanted moments."""
        start_ms = day * DAY_MS
        visits = poisson(self.chance, self.ways.visits_per_day * WEEKDAYS[day % 7])
        due = [_Due(start_ms + MORNING_MS, self.volunteers.morning)]
        due += [_Due(start_ms + self._hour(), None) for _ in range(visits)]
        if cut and happens(self.chance, self.ways.box_loss):
            due.append(_Due(start_ms + CUT_MS - HOUR_MS, self._box_loss))
        if last:
            due += self._round(start_ms + SHUTS_MS + HOUR_MS // 2)
        elif cut:
            due += self._round(start_ms + CUT_MS)
        return iter(sorted(due, key=lambda one: one.at_ms))

    def _hour(self) -> int:
        """Return a moment of the opening hours; mornings and evenings are busier."""
        length_ms = SHUTS_MS - OPENS_MS
        if happens(self.chance, 0.5):
            return OPENS_MS + below(self.chance, length_ms)
        middle_ms = OPENS_MS + one_of(self.chance, (length_ms // 6, length_ms * 3 // 4))
        spread_ms = length_ms // 6
        return middle_ms + below(self.chance, spread_ms) - below(self.chance, spread_ms)

    def _box_loss(self, at_ms: int) -> Iterator[Deed]:
        self.volunteers.lose_from_box()
        return iter(())

    def _round(self, at_ms: int) -> Iterator[_Due]:
        """Return the deeds of a cut, one after the other, so that residents come between."""
        helpers = self.volunteers
        counted, again, left_out = helpers.to_count()
        if happens(self.chance, self.ways.called_off):
            yield _one(at_ms, helpers.open_round)
            for item in counted[:3]:
                at_ms += COUNT_GAP_MS
                yield _one(at_ms, partial(helpers.count, item=item, round_=1))
            at_ms += COUNT_GAP_MS
            yield _one(at_ms, helpers.call_off)
            at_ms += COUNT_GAP_MS
        yield _one(at_ms, helpers.open_round)
        for item, round_ in [(item, 1) for item in counted] + [(item, 2) for item in again]:
            at_ms += COUNT_GAP_MS
            yield _one(at_ms, partial(helpers.count, item=item, round_=round_))

        def finish(at: int) -> Iterator[Deed]:
            box = helpers.count_box(at)
            yield box
            yield helpers.enter_statement(at)
            yield from helpers.collect(at, box.fen)
            yield helpers.close_round(at, left_out)

        yield _Due(at_ms + COUNT_GAP_MS, finish)

    def _deeds(self, due: _Due) -> Iterator[Deed]:
        if due.do is not None:
            self._free_ms = max(due.at_ms, self._idle_ms)
            self._idle_ms = self._free_ms
            yield from due.do(self._free_ms)

    # ------------------------------------------------------------ a visit

    def _visit(self, day: int, wanted_ms: int) -> Iterator[Visit]:
        """Let the next resident come, when it is their turn."""
        wait_ms = self._free_ms
        if max(wanted_ms, wait_ms) > day * DAY_MS + SHUTS_MS:
            return  # the shop has shut while they queued
        resident = self.village.comer(self.chance)
        plan = self._plan(resident)
        at_ms = max(wanted_ms, self._idle_ms if plan.needs_idle else wait_ms)
        self.truth.visit(plan.did)
        if plan.steps:
            ends_ms = at_ms + sum(step.gap_ms for step in plan.steps)
            self._free_ms = ends_ms + plan.settle_ms
            self._idle_ms = self._free_ms + MINUTE_MS
        what = plan.did.what or resident.habit.value
        yield Visit(at_ms, resident.number, what, tuple(plan.steps), plan.settle_ms)

    def _plan(self, resident: Resident) -> Plan:
        owes_fen = self._owes.get(resident.number, 0)
        if owes_fen >= 100 and happens(self.chance, REPAYS):
            plan = repayment(self.shopper, owes_fen)
            self._owes[resident.number] = owes_fen - plan.did.repaid_fen
            return plan
        if happens(self.chance, self.ways.gifts):
            return gift(self.shopper)
        if resident.habit is Habit.HONEST and happens(self.chance, self.ways.oddities):
            return whim(self.shopper)
        plan = self.shopper.visit(resident.habit)
        if plan.did.iou_fen:
            self._owes[resident.number] = owes_fen + plan.did.iou_fen
        return plan
