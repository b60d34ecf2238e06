"""A shaky shop: the program is killed and started again, presses and readings come twice.

What residents and volunteers do stays the same, and so must every figure: a restart loses no
money and doubles none, and a repeat changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shop.clock import VirtualClock
from shop.commands import Command
from shop.counter import Counter
from shop.errors import ButtonNotHere
from shop.ids import Ids
from shop.inputs import CreditReading, Pressed
from shop.simulate.checker import demand
from shop.simulate.player import Player
from shop.world import Chance, intents
from shop.world.chance import below, happens

#: Of visits, so many see the program die once.
_KILLED_PERCENT = 10
#: Of presses, commands and readings, so many are said twice.
_TWICE_PERCENT = 10
#: How quickly a resident scans again what the restarted till has forgotten.
_AGAIN_MS = 1_200

#: After one of these the sale may stand: whoever pressed it does not scan again.
_FINAL = frozenset({"done", "paid", "undo", "give", "repay", "leave"})


class ShakyPlayer(Player):
    """Acts as everybody in a shop whose power and network are bad.

    Args:
        restart: ends the counter as a kill does and returns a new one on the same book.
        chance: when faults come; not the world's, so that its people stay the same.
        others: as `Player`.
    """

    def __init__(
        self,
        counter: Counter,
        clock: VirtualClock,
        ids: Ids,
        after: Callable[[], None],
        *,
        machine: bool,
        restart: Callable[[], Counter],
        chance: Chance,
    ) -> None:
        super().__init__(counter, clock, ids, after, machine=machine)
        self._restart, self._chance = restart, chance
        self._last_reading: CreditReading | None = None
        self.restarts = 0
        self.repeats = 0

    def visit(self, visit: intents.Visit) -> None:
        """Do a visit; the program may die after one of its steps."""
        steps = visit.steps
        if len(steps) < 2 or not happens(self._chance, _KILLED_PERCENT / 100):
            super().visit(visit)
            return
        dies = 1 + below(self._chance, len(steps) - 1)
        began_ms = self.clock.now().wall_ms
        for place, step in enumerate(steps):
            if place == dies and not any(_final(one) for one in steps[:dies]):
                self._die()
                for again in filter(_is_of_the_basket, steps[:dies]):
                    self.wait(_AGAIN_MS)
                    self.step(again)
            self.wait(step.gap_ms)
            self.step(step)
        planned_ms = sum(step.gap_ms for step in steps)
        self.late_ms += self.clock.now().wall_ms - began_ms - planned_ms

    def _die(self) -> None:
        self.counter = self._restart()
        self.restarts += 1
        self._after()
        if self._last_reading is not None:
            # The driver had no answer yet when the program died: it tells the same again.
            self._repeat(self._last_reading)

    def _give(self, what: Any) -> None:
        super()._give(what)
        if isinstance(what, CreditReading):
            self._last_reading = what
        if isinstance(what, Pressed | CreditReading | Command) and happens(
            self._chance, _TWICE_PERCENT / 100
        ):
            self._repeat(what)

    def _repeat(self, what: Any) -> None:
        before = self.counter.ledger.head_seq
        try:
            reply = self.counter.handle(what)
            demand(reply.repeated or reply.waiting, "a repeat was taken for news", what)
        except ButtonNotHere:
            pass  # an old screen's press, refused: it changed nothing either
        demand(self.counter.ledger.head_seq == before, "a repeat wrote something", what)
        self.repeats += 1
        self._after()


def _final(step: intents.Step) -> bool:
    return isinstance(step, intents.Press) and step.button in _FINAL


def _is_of_the_basket(step: intents.Step) -> bool:
    return isinstance(step, intents.Scan | intents.Press)
