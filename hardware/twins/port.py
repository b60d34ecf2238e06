"""A device's end of a cable: a pty under a stable name, with every fault a cable can have.

The real driver opens the name as it would a tty. Twins run 8N1, because re-opening a pty with
parity or 7 bits raises a bare `termios.error` (HARDWARE.md 6.1).
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from typing import Protocol

from hardware.twins.faults import BadCable
from shop.clock import Clock

#: One byte at 9600 8N1 takes ten bits' time.
BYTE_MS = 1.04
#: Bytes waiting to go out at most: a scan is 512, so this is a day's worth of impatience.
PENDING_BYTES_MAX = 64 * 1024
_LOOK_S = 0.5


class DeviceModel(Protocol):
    """The device behind the cable, without any input or output of its own."""

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take what the host sent at monotonic `now_ms`; return what the device answers."""
        ...

    def power_up(self, now_ms: int) -> None:
        """Start afresh, as after its power came back."""
        ...


class Mute:
    """A device that never answers; what it says is given to `TwinPort.send`: a scanner."""

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Take the bytes and say nothing."""
        return b""

    def power_up(self, now_ms: int) -> None:
        """Start afresh: it remembers nothing anyway."""


class TwinPort:
    """One pty that answers for `model` in a thread of its own.

    Knobs, to be turned at any time: `to_host.faults`, `to_device.faults`, `echo` (the line is a
    single wire, the host hears itself), `dribble_ms` (time between bytes, 0: at once; `BYTE_MS`
    over a speed-up factor is a real line), `unplug()`, `replug()`, `power(on)`.

    Args:
        link: the stable name; a symlink is put there and follows each replug.
        model: the device.  Held under `lock` while it answers; take it to touch the model.
        clock: the time that the model is told.
        seed: of the faults.
        sleep: waits between dribbled bytes, in seconds.
    """

    def __init__(
        self,
        link: str,
        model: DeviceModel,
        clock: Clock,
        *,
        seed: int = 0,
        echo: bool = False,
        dribble_ms: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.link, self.model, self.lock = link, model, threading.RLock()
        self.to_host = BadCable(random.Random(seed))
        self.to_device = BadCable(random.Random(seed + 1))
        self.echo, self.dribble_ms, self.overruns = echo, dribble_ms, 0
        self._clock, self._sleep = clock, sleep
        self._master: int | None = None
        self._slave: int | None = None
        self._powered, self._want_plug, self._closing = True, True, False
        self._moved = threading.Condition(self.lock)
        self._pending: deque[bytes] = deque()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_w, False)
        self._thread = threading.Thread(target=self._run, name=f"twin {link}", daemon=True)

    def start(self) -> TwinPort:
        """Plug it in; returns once the name is there."""
        self._thread.start()
        self._plugged(True)
        return self

    def close(self) -> None:
        """Unplug it for good and end its thread."""
        self.unplug()
        self._closing = True
        self._wake()
        self._thread.join(5)
        os.close(self._wake_r)
        os.close(self._wake_w)

    def send(self, data: bytes) -> bool:
        """Let the device say `data` unasked, through the faults; False when it is too much."""
        with self.lock:
            if sum(map(len, self._pending)) + len(data) > PENDING_BYTES_MAX:
                return False
            self._pending.append(data)
        self._wake()
        return True

    def unplug(self) -> None:
        """Pull the cable: the name vanishes, a host that reads gets an error."""
        self._plugged(False)

    def replug(self) -> None:
        """Put the cable back: a new pty under the same name."""
        self._plugged(True)

    def power(self, on: bool) -> None:
        """Cut or restore the device's own power; the cable stays where it is."""
        with self.lock:
            if on and not self._powered:
                self.model.power_up(self._clock.now().monotonic_ms)
            self._powered = on

    def _plugged(self, plugged: bool) -> None:
        with self._moved:
            self._want_plug = plugged
            self._wake()
            if not self._moved.wait_for(lambda: (self._master is not None) is plugged, 10):
                raise TimeoutError(f"the twin at {self.link} does not move its plug")

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full: it will wake anyway
            os.write(self._wake_w, b"\0")

    def _run(self) -> None:
        while not self._closing:
            self._follow_plug()
            watched = [self._wake_r] + ([] if self._master is None else [self._master])
            ready, _, _ = select.select(watched, [], [], _LOOK_S)
            if self._wake_r in ready:
                os.read(self._wake_r, 4096)
            while self._pending and self._master is not None:
                self._write(self._pending.popleft())
            if self._master is not None and self._master in ready:
                self._answer(os.read(self._master, 4096))

    def _follow_plug(self) -> None:
        with self._moved:
            if self._want_plug and self._master is None:
                self._master, self._slave = os.openpty()
                tty.setraw(self._master)
                tty.setraw(self._slave)
                os.set_blocking(self._master, False)
                fresh = self.link + ".new"
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(fresh)
                os.symlink(os.ttyname(self._slave), fresh)
                os.replace(fresh, self.link)
            elif not self._want_plug and self._master is not None and self._slave is not None:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self.link)
                os.close(self._slave)
                os.close(self._master)
                self._master = self._slave = None
                self._pending.clear()
            self._moved.notify_all()

    def _answer(self, data: bytes) -> None:
        if self.echo:
            self._write(data)
        heard = b"".join(self.to_device.carry(data))
        with self.lock:
            if not self._powered:
                return
            reply = self.model.receive(heard, self._clock.now().monotonic_ms)
        if reply:
            self._write(reply)

    def _write(self, data: bytes) -> None:
        for piece in self.to_host.carry(data):
            singly = self.dribble_ms > 0
            for part in [bytes([b]) for b in piece] if singly else [piece]:
                if self._master is None or not self._want_plug:
                    return  # pulled in the middle of a frame
                try:
                    os.write(self._master, part)
                except BlockingIOError:
                    self.overruns += len(part)  # nobody reads: a real line would lose them too
                if singly:
                    self._sleep(self.dribble_ms / 1000)
            if not singly and self.to_host.faults.split:
                self._sleep(0.0005)  # or the kernel would glue the pieces together again
