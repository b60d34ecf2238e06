"""A barcode scanner's own side of the line: a hand that holds goods before it.

What it types goes through a pty into the real driver. Its cable has the faults of `TwinPort`,
its nature those of a scanner: noise, a finger left on the trigger, no line end.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from hardware.twins.port import Mute, TwinPort
from shop.clock import Clock


class TwinScanner:
    """A scanner on a pty.

    Knobs of the cable are those of `port`: `port.to_host.faults` (split, drop, noise, dup) and
    `port.dribble_ms`.

    Args:
        link: the stable name under which the driver finds it.
        clock: the time of the cable.
        seed: of its faults and its noise.
        sleep: waits between repeats, in seconds.
    """

    def __init__(
        self,
        link: str,
        clock: Clock,
        *,
        seed: int = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.port = TwinPort(link, Mute(), clock, seed=seed, sleep=sleep)
        self._noise = random.Random(seed)
        self._sleep = sleep
        self._plugged = False

    def start(self) -> TwinScanner:
        """Plug it in; returns once its name is there."""
        self.port.start()
        self._plugged = True
        return self

    def close(self) -> None:
        """Unplug it for good."""
        self._plugged = False
        self.port.close()

    @property
    def plugged(self) -> bool:
        """Whether its cable is in."""
        return self._plugged

    def unplug(self) -> None:
        """Pull its plug."""
        self._plugged = False
        self.port.unplug()

    def replug(self) -> None:
        """Put its plug back."""
        self.port.replug()
        self._plugged = True

    def type(self, code: str, suffix: str = "\r\n", aim: str = "") -> bool:
        """Scan one code.

        Args:
            code: what is printed on the goods.
            suffix: the line end it is set to; "" for none.
            aim: its mark for the kind of code, such as "]E0"; "" where it sends none.

        Returns:
            False where nothing was said, because it is unplugged or its line is full.
        """
        return self.say(f"{aim}{code}{suffix}".encode())

    def repeat(self, code: str, times: int, gap_ms: float = 0, suffix: str = "\r\n") -> None:
        """Keep looking at one code, as with a finger left on the trigger.

        Args:
            times: how often it is said.  gap_ms: the time between two of them.
        """
        for _ in range(times):
            self.type(code, suffix)
            if gap_ms:
                self._sleep(gap_ms / 1000)

    def garbage(self, byte_count: int = 4096) -> None:
        """Say noise, as with a wrong speed or a broken cable; it ends no line on purpose."""
        self.say(self._noise.randbytes(byte_count))

    def say(self, data: bytes) -> bool:
        """Put any bytes on the line; False as for `type`."""
        return self._plugged and self.port.send(data)
