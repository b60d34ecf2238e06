"""Whether a provider can be paid at: what its calls say, when it is looked at, who is told."""

from __future__ import annotations

from hardware.backoff import BACK_OFF_MS
from hardware.gateways.base import NotSetUp
from hardware.gateways.order_state import CALL_MS
from hardware.health import Health, Record
from shop.clock import Clock
from shop.errors import DeviceError
from shop.inputs import DeviceDown, DeviceUp

#: So many calls in a row without an answer, and it is down; until then it is looked at at once.
MISSES_MAX = 3
MISSED_LOOK_MS = 1_000
#: Nobody pays at night: a provider that is up is looked at this often when nothing else is asked.
LOOK_MS = 300_000


class Standing:
    """One provider's health; used by its own thread, read by any.

    Args:
        name: of the gateway.  where: its address.  clock: the time.
    """

    def __init__(self, name: str, where: str, clock: Clock) -> None:
        self._name, self._clock = name, clock
        self.record = Record(name, where, self._now_ms())
        self.look_ms = self._now_ms()
        self._misses = self._failures = 0
        self.is_up = False
        self.untold: DeviceUp | DeviceDown | None = None  # what the shop has yet to hear
        self._down_known = False

    def health(self) -> Health:
        """Return how it has been."""
        return self.record.read()

    def begins(self) -> None:
        """It is opened, nothing is known yet."""
        self.record.become("opening", self._now_ms())

    def looks(self) -> None:
        """It is being asked whether it is there; a lost answer is asked for again."""
        self.look_ms = self._now_ms() + CALL_MS

    def answered(self) -> bool:
        """It answered, whatever it said; True where it has just come back."""
        self._misses = self._failures = 0
        self.look_ms = self._now_ms() + LOOK_MS
        self.record.count("frames")
        if self.is_up:
            return False
        self.is_up, self._down_known = True, False
        self.record.become("up", self._now_ms(), "")
        self.untold = DeviceUp(self._name)
        return True

    def missed(self, error: DeviceError) -> None:
        """It did not answer, or not to us: after some of that it is down."""
        self._misses += 1
        self.record.count("timeouts")
        self.record.error(str(error))
        hopeless = isinstance(error, NotSetUp) or self._misses >= MISSES_MAX
        if not hopeless and (self.is_up or not self._down_known):
            self.look_ms = self._now_ms() + MISSED_LOOK_MS
            return
        wait_ms = BACK_OFF_MS[min(self._failures, len(BACK_OFF_MS) - 1)]
        self._failures += 1
        self.look_ms = self._now_ms() + wait_ms
        self.is_up = False
        self.record.become("down", self._now_ms())
        if not self._down_known:
            self._down_known = True
            self.untold = DeviceDown(self._name, error.why)

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
