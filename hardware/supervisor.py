"""One thread a port: open, run the driver, and after any failure back off and open again.

A wedged or missing device never stops the till: everything that goes wrong here ends in the
health record and a `DeviceDown`, and the next attempt (DESIGN.md 5, HARDWARE.md 7). Where several
devices share a port each has its own record.
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
from hardware.health import Health
from hardware.ports import OpenPort, Port, open_port
from hardware.reports import Reports, error_of
from hardware.wishes import NOT_FOR_LATER, Wishes, concerns
from shop.clock import Clock
from shop.effects import DeviceEffect
from shop.errors import DeviceError, ShopError
from shop.inputs import Answered, CreditReading, DeviceInput, DeviceUp, DispenseIntent

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
        self._cursor, self._opener = cursor, opener
        self._reports = Reports(base.devices_of(driver), path, self._now_ms, emit)
        self._state = driver.initial()
        self._lock = threading.Lock()  # guards _port and _wishes
        self._port: Port | None = None
        self._wishes = Wishes()
        self._stop = threading.Event()
        self._back_off = BackOff(path, clock, self._stop, back_off_ms)
        self._thread = threading.Thread(target=self._run, name=driver.name, daemon=True)

    @property
    def name(self) -> str:
        """The device's name in the configuration; those of all that share the port."""
        return self._driver.name

    def health(self) -> Health:
        """Return how the device has been; of several on a port, the first."""
        return self._reports.first.read()

    def healths(self) -> tuple[Health, ...]:
        """Return how each device on the port has been."""
        return self._reports.read()

    def start(self) -> None:
        """Begin, once."""
        self._thread.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish something of the device, by the rules of `Wishes`; at once, in any thread."""
        if not concerns(effect, self._driver):
            return
        with self._lock:
            kept = self._wishes.put(effect)
            if self._port is not None:
                self._port.wake()
        if not kept:
            self._reports.count("dropped")

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
            self._safely(self._one_opening)
            if not self._stop.is_set():
                self._reports.count("reconnects")
                self._safely(self._left_alone)
                self._back_off.wait(lambda: self._safely(self._meanwhile))
        self._reports.become("stopped", self._now_ms())

    def _safely(self, part: Callable[[], None]) -> None:
        """Do a part of the thread's work; what goes wrong is told, and the thread goes on."""
        try:
            part()
        except DeviceError as error:
            kind, why, seen = type(error), error.why, error.seen
            self._are_down(why, lambda device: str(kind(device, self._path, why, seen)))
        except Exception as error:  # noqa: BLE001 - our bug
            self._reports.count("failures")
            _log.exception("the driver of %s failed", self.name)
            said = f"the program failed here ({type(error).__name__}: {error})"
            self._are_down("the program failed: see the log, tell the makers", lambda _: said)

    def _are_down(self, why: str, sentence: Callable[[str], str]) -> None:
        self._reports.are_down(why, sentence, self._now_ms(), tell=not self._stop.is_set())

    def _one_opening(self) -> None:
        """Open the port and run the driver on it until it ends or fails."""
        self._back_off.trying()
        port = self._opener(self.name, self._path, self._driver.settings)
        with self._lock:
            self._port = port
        try:
            self._reports.is_open(self._now_ms())
            self._tell(base.Opened(port.place), port)
            while not self._stop.is_set():
                for effect in self._take_commands():
                    self._tell(base.Command(effect), port)
                self._reports.tell_again()
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
            self._reports.first.record.error(f"{self.name} did not settle: the next start does")

    def _listen(self, port: Port) -> bool:
        deadline_ms = self._driver.deadline_ms(self._state)
        wait_ms = SLEEP_MS_MAX if deadline_ms is None else deadline_ms - self._now_ms()
        data = port.read(min(max(0, wait_ms), SLEEP_MS_MAX))
        self._reports.count("bytes", len(data))
        return self._tell(base.Bytes(data) if data else base.Tick(), port)

    def _left_alone(self) -> None:
        """The port is gone: a driver that pays out answers for what it has not begun."""
        if base.hears_away(self._driver):
            self._tell(base.Away(), None)

    def _meanwhile(self) -> None:
        """Between two openings: wishes for change and slips are heard, all others wait."""
        if not base.hears_away(self._driver):
            return
        with self._lock:
            wishes = self._wishes.take(only=NOT_FOR_LATER)
        for wish in wishes:
            self._tell(base.Command(wish), None)
        due_ms = self._driver.deadline_ms(self._state)
        if due_ms is not None and due_ms <= self._now_ms():
            self._tell(base.Tick(), None)

    def _take_commands(self) -> list[DeviceEffect]:
        with self._lock:
            return self._wishes.take()

    def _tell(self, event: Event, port: Port | None) -> bool:
        """Tell the driver, do what it wants; True once it is done with the port.

        Args:
            port: None between two openings: then nothing can be sent, nor given up.
        """
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

    def _do(self, action: Action, port: Port | None) -> Event | None:
        match action:
            case base.Send(data) if port is not None:
                port.write(data)
            case base.FlushInput() if port is not None:
                port.flush_input()
            case base.Emit(said) if isinstance(said, Answered):
                return base.Settled(said, self._reports.say(said))
            case base.Emit(said):
                taken = self._reports.say(said)
                if isinstance(said, DeviceUp):
                    self._back_off.is_up()
                    self._reports.of(said).is_up(said, taken, self._now_ms())
            case base.AskCursor(serial):
                return self._ask(serial)
            case base.Note(counter, n):
                self._reports.count(counter, n)
            case base.Of(device, base.Note(counter, n)):
                self._reports[device].record.count(counter, n)
            case base.Of(device, base.GiveUp(why) as given_up):
                sentence = str(error_of(given_up, device, self._path))
                tell = not self._stop.is_set()
                self._reports[device].is_down(why, sentence, self._now_ms(), tell=tell)
            case base.GiveUp() if port is not None:
                raise error_of(action, self.name, self._path)
        return None

    def _ask(self, serial: str) -> base.Cursor:
        try:
            return base.Cursor(serial, self._cursor(serial))
        except ShopError as error:
            self._reports.first.record.error(str(error))
            return base.Cursor(serial, None, ok=False)

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms
