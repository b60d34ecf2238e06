"""The pulse acceptor as the shop runs it: thread, gpiozero and a pin, with its twin on the wire."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from hardware.codecs.pulse import RECORD_BYTES, decode
from hardware.drivers.pulse_coin import PulseCoin
from hardware.drivers.pulse_state import GpioSettings, PulseConfig
from hardware.gpio_line import EDGES_MAX, GpioLine, open_gpio, pin_of
from hardware.ports import open_port
from hardware.supervisor import Supervisor
from hardware.twins.pulse_coin import PulseCoinModel, play_on
from shop.clock import SystemClock
from shop.errors import DeviceLost
from shop.inputs import CreditReading, DeviceInput, DeviceUp

PIN = 17
#: Far longer than a busy machine keeps a thread waiting between two edges.
GAP_MS = 600
#: Only a broken test waits so long.
PATIENCE_S = 20


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    pins = MockFactory()
    yield pins
    pins.close()
    assert gpiozero.Device.pin_factory is None


class Shop:
    """A pulse acceptor on a pin, the thread that runs it, and a book in memory."""

    def __init__(self, pins: MockFactory, active_low: bool) -> None:
        self.pins, self.active_low = pins, active_low
        self.model = PulseCoinModel()
        self.model.knobs.width_ms = self.model.knobs.pause_ms = 25
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        config = PulseConfig("coins", PIN, {1: 100, 2: 50}, 5, GAP_MS, active_low)
        self.supervisor = Supervisor(
            PulseCoin(config),
            f"gpio:{PIN}",
            self.hear,
            lambda serial: None,
            SystemClock(),
            opener=lambda *args: open_gpio(*args, pin_factory=lambda: pins),
            back_off_ms=(20,),
        )
        self.supervisor.start()
        self.wait_for(lambda: any(isinstance(said, DeviceUp) for said in self.heard))

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard}; {self.supervisor.health()}"

    def insert(self, pulses: int) -> None:
        edges = self.model.insert(pulses, 0)
        play_on(self.pins.pin(PIN), edges, active_low=self.active_low)

    @property
    def coins(self) -> int:
        return sum(len(said.credits) for said in self.heard if isinstance(said, CreditReading))


@pytest.mark.parametrize("active_low", [True, False])
def test_coins_fall_and_the_pin_tells_them(pins: MockFactory, active_low: bool) -> None:
    shop = Shop(pins, active_low)
    time.sleep(GAP_MS / 1_000)  # what comes earlier may be the rest of a coin
    shop.insert(2)
    shop.wait_for(lambda: shop.coins == 1)
    assert shop.supervisor.stop()
    readings = [said for said in shop.heard if isinstance(said, CreditReading)]
    assert [r.why for r in readings] == ["baseline", "continues"]
    assert [(c.fen, c.what) for c in readings[1].credits] == [(50, "2 pulses")]
    assert shop.supervisor.health().state == "stopped"


def a_line(pins: MockFactory, now_ms: Callable[[], int] = lambda: 42) -> GpioLine:
    settings = GpioSettings(active_low=True)
    return open_gpio("coins", f"gpio:{PIN}", settings, pin_factory=lambda: pins, now_ms=now_ms)


def test_edges_carry_the_time_at_which_they_came_and_not_at_which_they_were_read(
    pins: MockFactory,
) -> None:
    times = iter(range(100, 200))
    line = a_line(pins, lambda: next(times))
    pins.pin(PIN).drive_low()
    pins.pin(PIN).drive_high()
    edges, _, _ = decode(line.read(0))
    assert [(edge.at_ms, edge.active) for edge in edges] == [(100, True), (101, False)]
    assert line.read(0) == b""
    line.close()


class HeldLow(MockPin):
    """A pin that the acceptor holds at ground, whatever the board's own resistor does."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self._state = False


def test_a_pin_that_is_active_at_the_start_says_so(pins: MockFactory) -> None:
    pins.pin_class = HeldLow
    line = a_line(pins)
    edges, _, _ = decode(line.read(0))
    assert [edge.active for edge in edges] == [True]
    line.close()


def test_more_edges_than_can_wait_are_told_as_lost(pins: MockFactory) -> None:
    line = a_line(pins)
    for _ in range(EDGES_MAX):
        pins.pin(PIN).drive_low()
        pins.pin(PIN).drive_high()
    data = b""
    while more := line.read(0):
        data += more
    edges, rest, noise = decode(data)
    assert (len(edges), rest, noise) == (EDGES_MAX + 1, b"", 0)
    assert edges[-1].active is None
    assert len(data) % RECORD_BYTES == 0
    line.close()


def test_a_read_that_waits_is_woken(pins: MockFactory) -> None:
    line = a_line(pins)
    reader = threading.Thread(target=line.read, args=(None,))
    reader.start()
    line.wake()
    reader.join(PATIENCE_S)
    assert not reader.is_alive()
    line.close()


def test_a_pin_in_use_is_let_go_of_and_can_be_opened_again(pins: MockFactory) -> None:
    line = a_line(pins)
    with pytest.raises(DeviceLost, match="the pin cannot be used"):
        a_line(pins)
    line.close()
    line.close()
    a_line(pins).close()


def test_a_machine_without_pins_says_what_to_install() -> None:
    def none() -> object:
        raise gpiozero.BadPinFactory("no access to GPIO pins")

    with pytest.raises(DeviceLost, match="python3-lgpio"):
        open_gpio("coins", "gpio:17", GpioSettings(), pin_factory=none)


def test_the_ordinary_opener_takes_a_pin_for_a_pin() -> None:
    with pytest.raises(DeviceLost, match="the pin cannot be used"):
        open_port("coins", "gpio:99", GpioSettings())


@pytest.mark.parametrize("path", ["gpio:", "gpio:x", "gpio:17 ", "/dev/gpio:1"])
def test_what_names_no_pin_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="gpio:17"):
        pin_of(path)
