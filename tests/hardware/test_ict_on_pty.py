"""The ICT validator as the shop runs it: thread, pyserial and a pty, with its twin behind."""

from __future__ import annotations

import os
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.base import PortSettings
from hardware.drivers.ict_bill import IctBill
from hardware.drivers.ict_state import IctConfig
from hardware.ports import Port, SerialPort, open_port
from hardware.supervisor import Supervisor
from hardware.twins.ict_bill import Doing, IctBillModel
from hardware.twins.unasked import UnaskedTwin
from shop.clock import SystemClock
from shop.inputs import CreditReading, DeviceDown, DeviceInput, DeviceUp
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20
VALUES = (100, 500, 1_000)


def without_parity(device: str, path: str, settings: PortSettings) -> Port:
    """Open a pty: it has no parity, and refuses it when it is opened again."""
    assert settings.parity == "E"
    return open_port(device, path, PortSettings())


class Shop:
    """A validator on a cable, the thread that runs it, and a book in memory."""

    def __init__(self, link: str) -> None:
        self.model = IctBillModel(powered_ms=SystemClock().now().monotonic_ms)
        # A person's note takes half a second in and one into the box; here nobody waits for it.
        self.model.knobs.read_ms = self.model.knobs.stack_ms = 60
        self.twin = UnaskedTwin(link, self.model, SystemClock()).start()
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        self.book: dict[str, CreditReading] = {}
        self.fen: list[int | None] = []
        self.unsure = 0
        self.supervisor = self.begin()

    def begin(self) -> Supervisor:
        """Start the shop's program, or start it again."""
        self.supervisor = Supervisor(
            IctBill(IctConfig("notes", VALUES)),
            self.twin.port.link,
            self.hear,
            self.book.get,
            SystemClock(),
            opener=without_parity,
            back_off_ms=(20, 50),
        )
        self.supervisor.start()
        return self.supervisor

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            if isinstance(said, CreditReading):
                self.book[said.serial] = said
                self.fen += [credit.fen for credit in said.credits]
                self.unsure += len(said.unsure)
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard[-5:]}; {self.supervisor.health()}"

    def of(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)

    def insert(self, number: int) -> None:
        """Put a note to its slot until it is drawn in."""
        while True:
            with self.twin.port.lock:
                if self.model.insert(number, SystemClock().now().monotonic_ms):
                    return
            threading.Event().wait(0.01)

    def end(self) -> None:
        assert self.supervisor.stop()
        self.twin.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(str(tmp_path / "ttyNOTES"))
    yield shop
    shop.end()


@proves("restart_replug", "ict-bill")
@proves("stop", "ict-bill")
def test_notes_a_pulled_plug_and_a_restart(shop: Shop) -> None:
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    shop.insert(2)
    shop.wait_for(lambda: shop.fen == [500])
    shop.twin.port.unplug()
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    shop.twin.port.replug()
    shop.wait_for(lambda: shop.of(DeviceUp) == 2)
    shop.insert(3)
    shop.wait_for(lambda: shop.fen == [500, 1_000])
    assert shop.supervisor.stop()
    while shop.model.enabled:  # its last byte is on the wire
        threading.Event().wait(0.01)
    shop.begin()
    shop.wait_for(lambda: shop.of(DeviceUp) == 3)
    shop.insert(1)
    shop.wait_for(lambda: shop.fen == [500, 1_000, 100])
    (last,) = shop.book.values()
    assert last.serial.startswith("ict:")
    assert last.epoch == 2
    assert shop.model.stacked == [2, 3, 1]


@proves("power_loss", "ict-bill")
@proves("parity_garbage", "ict-bill")
def test_noise_and_a_power_cut_with_a_note_on_its_way(shop: Shop) -> None:
    shop.wait_for(lambda: shop.of(DeviceUp) == 1)
    shop.twin.port.send(bytes.fromhex("00 ff 10 41 8f 99"))
    shop.model.knobs.stack_ms = 60_000
    shop.insert(1)
    while shop.model.doing is not Doing.STACKS:
        threading.Event().wait(0.01)
    shop.twin.port.power(False)
    shop.twin.port.power(True)
    shop.wait_for(lambda: shop.unsure == 1)
    assert shop.fen == []
    shop.model.knobs.stack_ms = 60
    shop.insert(2)
    shop.wait_for(lambda: shop.fen == [500])


@proves("parity_garbage", "ict-bill")
def test_a_port_with_parity_checks_it() -> None:
    master, slave = os.openpty()
    tty.setraw(master)
    port = SerialPort("notes", os.ttyname(slave), IctBill(IctConfig("notes", VALUES)).settings)
    assert termios.tcgetattr(slave)[0] & termios.INPCK
    assert not termios.tcgetattr(slave)[0] & termios.IGNPAR
    port.close()
    os.close(slave)
    os.close(master)
