"""The driver that runs in the shop, on a pty, with a scanner's twin at the other end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.codecs.scanline import LineOptions
from hardware.drivers.base import Bytes, Emit, Event, Note, Opened, Tick
from hardware.drivers.scanner import ScannerDriver, ScannerOptions
from hardware.ports import Port, open_port
from hardware.twins.faults import Faults
from hardware.twins.scanner import TwinScanner
from shop.clock import SystemClock
from shop.errors import DeviceLost
from shop.inputs import DeviceFault, DeviceInput, Scanned

RICE = "6901028075831"
SALT = "96385074"
#: Only a broken test waits so long.
PATIENCE_S = 20


class Host:
    """The port's thread in its simplest form, driven by the test itself."""

    def __init__(self, link: str, options: ScannerOptions | None = None) -> None:
        self.link = link
        self.driver = ScannerDriver("scanner", options)
        self.state = self.driver.initial()
        self.heard: list[DeviceInput] = []
        self.counts: dict[str, int] = {}
        self.port: Port | None = None

    def plug(self) -> None:
        self.port = open_port("scanner", self.link, self.driver.settings)
        self.tell(Opened(self.port.place))

    def tell(self, event: Event) -> None:
        now_ms = time.monotonic_ns() // 1_000_000
        self.state, actions = self.driver.step(self.state, event, now_ms)
        for action in actions:
            if isinstance(action, Emit):
                self.heard.append(action.input)
            elif isinstance(action, Note):
                self.counts[action.counter] = self.counts.get(action.counter, 0) + action.n

    def listen(self, until: str | None = None) -> None:
        """Go on until the code `until` was heard, or until the port is lost."""
        assert self.port is not None
        give_up = time.monotonic() + PATIENCE_S
        while until is None or until not in self.codes:
            assert time.monotonic() < give_up, f"heard only {self.heard}, counted {self.counts}"
            data = self.port.read(20)
            self.tell(Bytes(data) if data else Tick())

    @property
    def codes(self) -> list[str]:
        return [heard.text for heard in self.heard if isinstance(heard, Scanned)]


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[TwinScanner]:
    scanner = TwinScanner(str(tmp_path / "scanner"), SystemClock(), seed=7).start()
    yield scanner
    scanner.close()


@pytest.fixture
def host(twin: TwinScanner) -> Iterator[Host]:
    host = Host(twin.port.link)
    host.plug()
    yield host
    if host.port is not None:
        host.port.close()


def test_a_scan_travels_from_the_hand_to_the_shop(twin: TwinScanner, host: Host) -> None:
    twin.type(RICE, aim="]E0")
    host.listen(RICE)
    scanned = host.heard[-1]
    assert isinstance(scanned, Scanned)
    assert (scanned.text, scanned.aim, scanned.shape) == (RICE, "]E0", None)


@pytest.mark.parametrize("suffix", ["\r", "\n", "\r\n", "\t"])
def test_any_line_end_over_a_cable_that_cuts(twin: TwinScanner, host: Host, suffix: str) -> None:
    twin.port.to_host.faults = Faults(split=0.9)
    twin.port.dribble_ms = 0.1
    twin.type(RICE, suffix=suffix)
    twin.type(SALT, suffix=suffix)
    host.listen(SALT)
    assert host.codes == [RICE, SALT]


def test_a_scanner_that_sends_no_line_end(twin: TwinScanner) -> None:
    host = Host(twin.port.link, ScannerOptions(line=LineOptions(quiet_ends_line=True)))
    host.plug()
    twin.type(RICE, suffix="")
    host.listen(RICE)
    assert host.port is not None
    host.port.close()


def test_four_kilobytes_of_noise_and_the_next_scan_is_heard(twin: TwinScanner, host: Host) -> None:
    twin.say(bytes(byte for byte in range(256) if byte not in b"\r\n\t") * 16)
    twin.type("")
    twin.type(RICE)
    host.listen(RICE)
    assert host.codes == [RICE]
    assert host.counts["overlong"] == 1


def test_random_noise_fills_no_basket(twin: TwinScanner, host: Host) -> None:
    twin.garbage(4096)
    twin.type("")
    twin.type(RICE)
    host.listen(RICE)
    assert host.codes == [RICE]
    assert host.counts["undecodable"] > 10


def test_a_finger_left_on_the_trigger(twin: TwinScanner, host: Host) -> None:
    twin.repeat(RICE, 30)
    twin.type(SALT)
    host.listen(SALT)
    assert host.codes == [RICE, SALT]
    assert [heard.code for heard in host.heard if isinstance(heard, DeviceFault)] == ["muted"]


def test_the_plug_is_pulled_in_the_middle_of_a_code_and_put_back(
    twin: TwinScanner, host: Host
) -> None:
    twin.type(RICE[:6], suffix="")
    twin.unplug()
    assert not twin.type(RICE)
    with pytest.raises(DeviceLost):
        host.listen()
    assert host.port is not None
    host.port.close()
    with pytest.raises(DeviceLost):
        host.plug()
    twin.replug()
    host.plug()
    twin.type(SALT)
    host.listen(SALT)
    assert host.codes == [SALT]
