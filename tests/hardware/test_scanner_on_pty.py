"""The driver that runs in the shop, in its own thread, with a scanner's twin on the other end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.codecs.scanline import LineOptions
from hardware.drivers.scanner import ScannerDriver, ScannerOptions
from hardware.supervisor import Supervisor
from hardware.twins.faults import Faults
from hardware.twins.scanner import TwinScanner
from shop.clock import SystemClock
from shop.inputs import DeviceDown, DeviceFault, DeviceInput, DeviceUp, Scanned
from tests.failures import proves

RICE = "6901028075831"
SALT = "96385074"
#: Only a broken test waits so long.
PATIENCE_S = 20


class Shop:
    """Whoever listens to the scanner."""

    def __init__(self, link: str, options: ScannerOptions | None = None) -> None:
        self.heard: list[DeviceInput] = []
        self.moved = threading.Condition()
        self.supervisor = Supervisor(
            ScannerDriver("scanner", options),
            link,
            self.hear,
            lambda serial: None,
            SystemClock(),
            back_off_ms=(20,),
        )
        self.supervisor.start()
        self.wait_for(lambda: self.of(DeviceUp) == 1)

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def of(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"heard only {self.heard}; {self.supervisor.health()}"

    def wait_for_code(self, text: str) -> None:
        self.wait_for(lambda: text in self.codes)

    @property
    def codes(self) -> list[str]:
        return [said.text for said in self.heard if isinstance(said, Scanned)]

    @property
    def faults(self) -> list[str]:
        return [said.code for said in self.heard if isinstance(said, DeviceFault)]

    def counted(self, what: str) -> int:
        return self.supervisor.health().counts.get(what, 0)


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[TwinScanner]:
    scanner = TwinScanner(str(tmp_path / "scanner"), SystemClock(), seed=7).start()
    yield scanner
    scanner.close()


@pytest.fixture
def shops() -> Iterator[Callable[..., Shop]]:
    made: list[Shop] = []

    def make(twin: TwinScanner, options: ScannerOptions | None = None) -> Shop:
        made.append(Shop(twin.port.link, options))
        return made[-1]

    yield make
    for shop in made:
        assert shop.supervisor.stop()


@pytest.fixture
def shop(shops: Callable[..., Shop], twin: TwinScanner) -> Shop:
    return shops(twin)


def test_a_scan_travels_from_the_hand_to_the_shop(twin: TwinScanner, shop: Shop) -> None:
    assert twin.type(RICE, aim="]E0")
    shop.wait_for_code(RICE)
    scanned = shop.heard[-1]
    assert isinstance(scanned, Scanned)
    assert (scanned.device, scanned.aim, scanned.shape) == ("scanner", "]E0", None)


def test_a_payment_code_is_marked_and_in_no_health_record(twin: TwinScanner, shop: Shop) -> None:
    code = "280123456789012345"
    twin.repeat(code, 25)
    shop.wait_for(lambda: "muted" in shop.faults)
    scanned = next(said for said in shop.heard if isinstance(said, Scanned))
    assert scanned.shape == "alipay"
    faults = [said for said in shop.heard if isinstance(said, DeviceFault)]
    assert code not in f"{faults} {shop.supervisor.health()}"


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"])
def test_any_line_end_over_a_cable_that_cuts(twin: TwinScanner, shop: Shop, suffix: str) -> None:
    twin.port.to_host.faults = Faults(split=0.9)
    twin.port.dribble_ms = 0.1
    twin.type(RICE, suffix=suffix)
    twin.type(SALT, suffix=suffix)
    shop.wait_for_code(SALT)
    assert shop.codes == [RICE, SALT]


def test_a_scanner_that_sends_no_line_end(twin: TwinScanner, shops: Callable[..., Shop]) -> None:
    shop = shops(twin, ScannerOptions(line=LineOptions(quiet_ends_line=True)))
    twin.type(RICE, suffix="")
    shop.wait_for_code(RICE)


@proves("bad_frames", "scanner")
def test_four_kilobytes_of_noise_and_the_next_scan_is_heard(twin: TwinScanner, shop: Shop) -> None:
    twin.say(bytes(byte for byte in range(256) if byte not in b"\r\n\t") * 16)
    twin.type("")
    twin.type(RICE)
    shop.wait_for_code(RICE)
    assert shop.codes == [RICE]
    assert shop.counted("overlong") == 1


@proves("bad_frames", "scanner")
def test_random_noise_fills_no_basket(twin: TwinScanner, shop: Shop) -> None:
    twin.garbage(4096)
    twin.type("")
    twin.type(RICE)
    shop.wait_for_code(RICE)
    assert shop.codes == [RICE]
    assert shop.counted("undecodable") > 10


@proves("scanner_stuck", "scanner")
def test_a_finger_left_on_the_trigger(twin: TwinScanner, shop: Shop) -> None:
    twin.repeat(RICE, 30)
    twin.type(SALT)
    shop.wait_for_code(SALT)
    assert shop.codes == [RICE, SALT]
    assert shop.faults[:1] == ["muted"]


@proves("restart_replug", "scanner")
@proves("silent", "scanner")
def test_the_plug_is_pulled_in_the_middle_of_a_code_and_put_back(
    twin: TwinScanner, shop: Shop
) -> None:
    twin.type(RICE[:6], suffix="")
    twin.unplug()
    assert not twin.plugged
    assert not twin.type(RICE)
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    assert shop.supervisor.health().state == "down"
    twin.replug()
    shop.wait_for(lambda: shop.of(DeviceUp) == 2)
    twin.type(SALT)
    shop.wait_for_code(SALT)
    assert shop.codes == [SALT]
