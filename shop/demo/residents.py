"""The village comes to the demo's shop: each resident's intents, done with hands on real things.

Within a visit everything takes the time it takes; only the gaps between two visits shrink.
Residents queue: they wait for the one before, and politely for whoever acts on the street.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from shop.demo.kiosk import TIMEOUT_S, Kiosk, NoScreen
from shop.demo.volunteers import Volunteers
from shop.world import Visit, World
from shop.world.intents import DayEnds, Insert, PayByPhone, Press, Scan

_log = logging.getLogger(__name__)
#: A night is not waited through: no gap counts for more than this.
GAP_MS_MAX = 90 * 60_000
#: Between two visits at least, so that one can follow what happens.
GAP_MS_MIN = 2_000
#: After somebody did something on the street, residents stand back so long.
POLITE_MS = 45_000
LOOK_MS = 700
DAYS_MAX = 3_650
#: The screen must be the idle one for what begins with a coin or an idle button.
_FREE = frozenset({"idle", "thanks"})


class Hands(Protocol):
    """What residents do with their hands."""

    def scan(self, code: str) -> bool:
        """Hold a barcode under the scanner."""
        ...

    def drop(self, fen: int) -> bool:
        """Put one coin or note into the box."""
        ...

    def phone(self) -> int:
        """Pay the code on the screen; fen that went, 0 where none is to be paid."""
        ...


class Residents:
    """Comes and goes, in a thread of its own.

    Args:
        seed: of the village; the same as the history's, so that its goods are the same.
        speed: by how much the gaps between visits shrink, 1 or more.
        hands: reach the devices.  kiosk: the till's screen.  volunteers: fill the shelf.
        acts: a number that grows when somebody acts on the street.
        tell: hears "resident_came" and "resident_left".
    """

    def __init__(
        self,
        seed: int,
        speed: int,
        hands: Hands,
        kiosk: Kiosk,
        volunteers: Volunteers,
        acts: Callable[[], int],
        tell: Callable[[str], None],
    ) -> None:
        chance = random.Random(seed)
        self._world = World(chance)
        chance.seed(f"{seed} live")  # the same shop and people, other days than in the history
        self._names: Mapping[str, str] = {good.item: good.name for good in self._world.goods}
        self._speed, self._hands, self._kiosk = speed, hands, kiosk
        self._volunteers = volunteers
        self._acts, self._tell = acts, tell
        self._acted, self._acted_ms = acts(), -POLITE_MS
        self._going = threading.Event()
        self._thread = threading.Thread(target=self._run, name="residents", daemon=True)
        self.visits = 0

    def start(self) -> None:
        """Let them come."""
        self._thread.start()

    def stop(self) -> None:
        """Send everybody home."""
        self._going.set()
        self._thread.join(2 * TIMEOUT_S)

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        last_ms: int | None = None
        for intent in self._world.intents(DAYS_MAX):
            if self._going.is_set():
                return
            try:
                if isinstance(intent, Visit):
                    gap_ms = 0 if last_ms is None else min(intent.at_ms - last_ms, GAP_MS_MAX)
                    last_ms = intent.at_ms
                    self._come(intent, max(GAP_MS_MIN, gap_ms // self._speed))
                elif not isinstance(intent, DayEnds) and last_ms is not None:
                    self._volunteers.do(intent)
            except NoScreen as error:
                _log.info("somebody finds no page: %s", error)

    def _come(self, visit: Visit, after_ms: int) -> None:
        if not self._pause(after_ms) and self._my_turn(visit):
            self._tell("resident_came")
            self._visit(visit)
            self._tell("resident_left")
            self.visits += 1

    def _my_turn(self, visit: Visit) -> bool:
        """Wait until the till is free; False when everybody is sent home."""
        if not visit.steps:
            return not self._going.is_set()
        first = visit.steps[0]
        needs_idle = isinstance(first, Insert) or (
            isinstance(first, Press) and first.button in ("repay", "give")
        )
        free = frozenset({"idle"}) if needs_idle else _FREE
        while not self._going.is_set():
            if not self._somebody_acts() and self._kiosk.look().phase in free:
                return True
            self._pause(LOOK_MS)
        return False

    def _somebody_acts(self) -> bool:
        acts, now_ms = self._acts(), time.monotonic_ns() // 1_000_000
        if acts != self._acted:
            self._acted, self._acted_ms = acts, now_ms
        return now_ms - self._acted_ms < POLITE_MS

    def _visit(self, visit: Visit) -> None:
        for step in visit.steps:
            if self._pause(step.gap_ms):
                return
            match step:
                case Scan(text=text):
                    self._hands.scan(text)
                case Insert(fen=fen, counted=True):
                    self._hands.drop(fen)
                case Press():
                    self._press(step)
                case PayByPhone():
                    self._hands.phone()
                case _:
                    pass  # past the sensor, out of the tray: the shop sees nothing

    def _press(self, step: Press) -> None:
        if step.if_shown and not self._kiosk.look().shows(step.button):
            return
        line = None
        if step.item is not None:
            line = self._kiosk.look().lines.get(self._names[step.item])
            if line is None:
                return  # the scanner did not read it: a person sees that it is not there
        if not self._kiosk.press(step.button, step.value, line):
            _log.debug("the screen has no %s for a resident now", step.button)

    def _pause(self, ms: int) -> bool:
        """Let time pass; True when everybody is sent home."""
        return self._going.wait(ms / 1000)
