"""One thread a port: open, run the driver, and after any failure back off and open again.

A wedged or missing device never stops the till: everything that goes wrong here ends in the
health record and a `DeviceDown`, and the next attempt (DESIGN.md 5, HARDWARE.md 7).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from hardware.backoff import BACK_OFF_MS, BackOff
from hardware.drivers import base
from hardware.drivers.base import Action, Driver, Event
from hardware.health import Health, Record
from hardware.ports import OpenPort, Port, open_port
from hardware.wishes import Wishes
from shop.clock import Clock
from shop.effects import DeviceEffect
from shop.errors import DeviceError, DeviceSilent, ProtocolViolation, ShopError
from shop.inputs import (
    Answered,
    CreditReading,
    DeviceDown,
    DeviceInput,
    DeviceUp,
    DispenseIntent,
)

#: A driver may wish to sleep longer; it is woken by bytes and commands anyway.
SLEEP_MS_MAX = 1_000
#: The coin acceptor needs 500 ms of rest and some reads; more is a device that hangs.
STOP_MS_MAX = 4_000

_log = logging.getLogger(__name__)


class Supervisor:
    """Runs one driver on one port, in a thread of its own.

    Args:
        driver: the device's driver.
        path: the tty, best by a stable name.
        emit: hands an input to the shop and blocks until it is answered: True when it is in
            the book (or taken), False when not. May raise a `ShopError`, which means not.
        cursor: the latest reading of a serial in the book, None where there never was one.
            May raise a `ShopError`: then nothing is known.
        clock: the time.
        opener: opens the port; another one than `open_port` in tests.
        back_off_ms: the waits between attempts.
    """

    def __init__(
        self,
        driver: Driver[Any],
        path: str,
        emit: Callable[[DeviceInput], bool],
        cursor: Callable[[str], CreditReading | DispenseIntent | None],
        clock: Clock,
        *,
        opener: OpenPort = open_port,
        back_off_ms: tuple[int, ...] = BACK_OFF_MS,
    ) -> None:
        self._driver, self._path, self._clock = driver, path, clock
        self._emit, self._cursor = emit, cursor
        self._opener = opener
        self._record = Record(driver.name, path, self._now_ms())
        self._state = driver.initial()
        self._lock = threading.Lock()  # guards _port and _wishes
        self._port: Port | None = None
        self._wishes = Wishes()
        self._stop = threading.Event()
        self._down_told = False
        self._up_untold: DeviceUp | None = None  # what the shop had no room for
        self._back_off = BackOff(path, clock, self._stop, back_off_ms)
        self._thread = threading.Thread(target=self._run, name=driver.name, daemon=True)

    @property
    def name(self) -> str:
        """The device's name in the configuration."""
        return self._driver.name

    def health(self) -> Health:
        """Return how the device has been."""
        return self._record.read()

    def start(self) -> None:
        """Begin, once."""
        self._thread.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish something of the device, by the rules of `Wishes`."""
        with self._lock:
            self._wishes.put(effect)
            if self._port is not None:
                self._port.wake()

    def stop(self, timeout_s: float = STOP_MS_MAX / 1000 + 2) -> bool:
        """End: refuse money, settle what was counted, let go of the port.

        Returns:
            Whether the thread ended within `timeout_s`.
        """
        self._stop.set()
        with self._lock:
            if self._port is not None:
                self._port.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._one_opening()
            except DeviceError as error:
                self._is_down(error.why, str(error))
            except Exception as error:  # noqa: BLE001 - our bug: told, and the thread goes on
                self._record.count("failures")
                _log.exception("the driver of %s failed", self.name)
                said = f"the program failed here ({type(error).__name__}: {error})"
                self._is_down("the program failed: see the log, tell the makers", said)
            if not self._stop.is_set():
                self._record.count("reconnects")
                self._back_off.wait()
        self._record.become("stopped", self._now_ms())

    def _one_opening(self) -> None:
        """Open the port and run the driver on it until it ends or fails."""
        self._back_off.trying()
        port = self._opener(self.name, self._path, self._driver.settings)
        with self._lock:
            self._port = port
        try:
            self._record.become("opening", self._now_ms())
            self._tell(base.Opened(port.place), port)
            while not self._stop.is_set():
                for effect in self._take_commands():
                    self._tell(base.Command(effect), port)
                if self._up_untold is not None and self._say(self._up_untold):
                    self._up_untold = None
                self._listen(port)
            self._farewell(port)
        finally:
            with self._lock:
                self._port = None
            port.close()

    def _farewell(self, port: Port) -> None:
        end_ms = self._now_ms() + STOP_MS_MAX
        done = self._tell(base.Stopping(), port)
        while not done and self._now_ms() < end_ms:
            done = self._listen(port)
        if not done:
            self._record.error(f"{self.name} did not settle in time: its next start settles it")

    def _listen(self, port: Port) -> bool:
        deadline_ms = self._driver.deadline_ms(self._state)
        wait_ms = SLEEP_MS_MAX
        if deadline_ms is not None:
            wait_ms = min(max(0, deadline_ms - self._now_ms()), SLEEP_MS_MAX)
        data = port.read(wait_ms)
        self._record.count("bytes", len(data))
        return self._tell(base.Bytes(data) if data else base.Tick(), port)

    def _take_commands(self) -> list[DeviceEffect]:
        with self._lock:
            return self._wishes.take()

    def _tell(self, event: Event, port: Port) -> bool:
        """Tell the driver, do what it wants; True once it is done with the port."""
        events = deque([event])
        done = False
        while events:
            now_ms = self._now_ms()
            self._state, actions = self._driver.step(self._state, events.popleft(), now_ms)
            for action in actions:
                answer = self._do(action, port)
                events += [] if answer is None else [answer]
                done = done or isinstance(action, base.Done)
        return done

    def _do(self, action: Action, port: Port) -> Event | None:
        match action:
            case base.Send(data):
                port.write(data)
            case base.FlushInput():
                port.flush_input()
            case base.Emit(said) if isinstance(said, Answered):
                return base.Settled(said, self._say(said))
            case base.Emit(said):
                taken = self._say(said)
                if isinstance(said, DeviceUp):
                    self._up_untold = None if taken else said
                    self._is_up(said.detail)
            case base.AskCursor(serial):
                return self._ask(serial)
            case base.Note(counter, n):
                self._record.count(counter, n)
            case base.GiveUp(why, silent, seen):
                kind = DeviceSilent if silent else ProtocolViolation
                raise kind(self.name, self._path, why, seen)
            case base.Done():
                pass
        return None

    def _say(self, said: DeviceInput) -> bool:
        """Hand it to the shop; whatever is not a clear yes is a no."""
        try:
            taken = self._emit(said)
        except ShopError as error:
            self._record.error(str(error))
            taken = False
        if not taken:
            self._record.count("dropped")
        return taken

    def _ask(self, serial: str) -> base.Cursor:
        try:
            return base.Cursor(serial, self._cursor(serial))
        except ShopError as error:
            self._record.error(str(error))
            return base.Cursor(serial, None, ok=False)

    # ------------------------------------------------------------ up and down

    def _is_up(self, detail: str) -> None:
        self._back_off.is_up()
        self._down_told = False
        self._record.become("up", self._now_ms(), detail)

    def _is_down(self, why: str, sentence: str) -> None:
        self._up_untold = None
        self._record.error(sentence)
        self._record.become("down", self._now_ms())
        if self._stop.is_set() or self._down_told:
            return
        try:
            self._down_told = self._say(DeviceDown(self.name, why))
        except Exception:  # noqa: BLE001 - the shop's own failure must not end this thread
            self._record.count("failures")
            _log.exception("the shop could not be told that %s is down", self.name)

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
