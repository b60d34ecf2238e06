"""The printer's driver in its own thread: on a pty with a twin, on a pipe and on a plain file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.base import PortSettings
from hardware.drivers.escpos_printer import EscposPrinter
from hardware.drivers.printer_state import PrinterConfig
from hardware.file_port import FILE_BYTES_MAX, FilePort, is_file_port
from hardware.ports import OpenPort, SerialPort, open_port
from hardware.supervisor import Supervisor
from hardware.twins.paper import read_sheets
from hardware.twins.printer import TwinPrinter
from shop.clock import SystemClock
from shop.effects import PrintSlip
from shop.errors import DeviceLost
from shop.inputs import DeviceDown, DeviceFault, DeviceInput, DeviceUp
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20
SLIP = PrintSlip("iou", "同心小店", (("赊账", "3.00"),), ("谢谢",), "tongxin:iou:01/iou")
PLAIN = PortSettings()


class Shop:
    """Whoever has slips to print."""

    def __init__(self, path: str, opener: OpenPort = open_port) -> None:
        self.heard: list[DeviceInput] = []
        self.moved = threading.Condition()
        driver = EscposPrinter(PrinterConfig("printer"))
        self.supervisor = Supervisor(
            driver, path, self.hear, lambda _: None, SystemClock(), opener=opener, back_off_ms=(20,)
        )
        self.supervisor.start()

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"heard only {self.heard}; {self.supervisor.health()}"

    def ups(self) -> int:
        return sum(isinstance(said, DeviceUp) for said in self.heard)

    def wait_for_paper(self, lies_there: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(PATIENCE_S * 50):
            if lies_there():
                return
            pause.wait(0.02)
        raise AssertionError(f"no paper; {self.heard} {self.supervisor.health()}")


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[TwinPrinter]:
    printer = TwinPrinter(str(tmp_path / "printer"), SystemClock()).start()
    yield printer
    printer.close()


@pytest.fixture
def shops() -> Iterator[Callable[..., Shop]]:
    made: list[Shop] = []

    def make(path: str | Path, opener: OpenPort = open_port) -> Shop:
        made.append(Shop(str(path), opener))
        return made[-1]

    yield make
    for shop in made:
        assert shop.supervisor.stop()


@proves("printer", "escpos")
def test_over_a_serial_line_out_of_paper_and_back(twin: TwinPrinter, shops: Callable[..., Shop]):
    shop = shops(twin.port.link)
    shop.wait_for(lambda: shop.ups() == 1)
    shop.supervisor.command(SLIP)
    shop.wait_for_paper(lambda: len(twin.sheets) == 1)
    assert twin.sheets[0].qr == ("tongxin:iou:01/iou",)
    with twin.port.lock:
        twin.model.load(0)
    shop.supervisor.command(SLIP)
    shop.wait_for(lambda: any(isinstance(said, DeviceFault) for said in shop.heard))


@proves("printer", "escpos")
def test_a_pulled_plug_is_noticed_and_the_slip_comes_when_it_is_back(
    twin: TwinPrinter, shops: Callable[..., Shop]
):
    shop = shops(twin.port.link)
    shop.wait_for(lambda: shop.ups() == 1)
    twin.port.unplug()
    shop.wait_for(lambda: any(isinstance(said, DeviceDown) for said in shop.heard))
    shop.supervisor.command(SLIP)
    twin.port.replug()
    shop.wait_for_paper(lambda: len(twin.sheets) == 1)


def test_a_usb_printer_answers_through_the_file_port(twin: TwinPrinter, shops: Callable[..., Shop]):
    shop = shops(twin.port.link, FilePort)
    shop.wait_for(lambda: shop.ups() == 1)
    shop.supervisor.command(SLIP)
    shop.wait_for_paper(lambda: len(twin.sheets) == 1)


def test_a_plain_file_stands_in_for_paper(tmp_path: Path, shops: Callable[..., Shop]):
    paper = tmp_path / "slips.bin"
    paper.touch()
    shop = shops(paper)
    shop.supervisor.command(SLIP)
    shop.wait_for_paper(lambda: len(read_sheets(paper.read_bytes())) == 1)
    assert read_sheets(paper.read_bytes())[0].lines[0] == "同心小店"


@proves("printer", "escpos")
def test_a_printer_that_takes_no_bytes_is_down_and_the_till_waits_for_nothing(
    tmp_path: Path, shops: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hardware.file_port.WRITE_TIMEOUT_S", 0.05)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    stuffed = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        while True:
            os.write(stuffed, bytes(4096))
    except BlockingIOError:
        pass  # as full as a printer without paper
    shop = shops(pipe)
    shop.wait_for(lambda: any(isinstance(said, DeviceDown) for said in shop.heard))
    os.close(stuffed)


class TestPorts:
    def test_a_printer_that_is_not_there_is_not_made(self, tmp_path: Path):
        with pytest.raises(DeviceLost, match="cable"):
            FilePort("printer", str(tmp_path / "lp0"), PLAIN)
        assert not (tmp_path / "lp0").exists()

    def test_a_file_that_grows_without_end_is_refused(self, tmp_path: Path):
        paper = tmp_path / "slips.bin"
        paper.touch()
        os.truncate(paper, FILE_BYTES_MAX)
        port = FilePort("printer", str(paper), PLAIN)
        with pytest.raises(DeviceLost, match="move the file away"):
            port.write(b"one more")
        port.close()

    def test_a_file_says_nothing_and_a_wake_ends_the_wait(self, tmp_path: Path):
        paper = tmp_path / "slips.bin"
        paper.write_bytes(b"said by ourselves")
        port = FilePort("printer", str(paper), PLAIN)
        port.flush_input()
        assert port.read(0) == b""
        port.wake()
        assert port.read(None) == b""
        port.close()
        port.wake()  # closed: nobody sleeps

    def test_each_path_has_its_kind_of_port(self, twin: TwinPrinter, tmp_path: Path):
        paper = tmp_path / "slips.bin"
        paper.touch()
        assert is_file_port(str(paper))
        assert is_file_port("/dev/usb/lp9")
        assert not is_file_port("/dev/serial/by-id/nothing-here")
        assert not is_file_port(twin.port.link)
        for path, kind in ((str(paper), FilePort), (twin.port.link, SerialPort)):
            port = open_port("printer", path, PLAIN)
            assert isinstance(port, kind)
            port.close()

    def test_a_pulled_plug_is_lost_in_every_way(self, twin: TwinPrinter):
        port = FilePort("printer", twin.port.link, PLAIN)
        twin.port.unplug()
        for use in (lambda: port.read(0), lambda: port.write(b"x"), port.flush_input):
            with pytest.raises(DeviceLost):
                use()
        port.close()


@proves("printer", "escpos")
def test_a_slip_wished_for_while_the_plug_is_out_grows_old(
    twin: TwinPrinter, shops: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hardware.drivers.escpos_printer.SLIP_MS_MAX", 0)
    shop = shops(twin.port.link)
    shop.wait_for(lambda: shop.ups() == 1)
    twin.port.unplug()
    shop.wait_for(lambda: any(isinstance(said, DeviceDown) for said in shop.heard))
    shop.supervisor.command(SLIP)
    shop.wait_for_paper(lambda: shop.supervisor.health().counts.get("slips_dropped", 0) == 1)
    twin.port.replug()
    shop.wait_for(lambda: shop.ups() == 2)
    assert twin.sheets == []
