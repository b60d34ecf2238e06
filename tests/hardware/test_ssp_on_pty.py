"""The SSP note validator as the shop runs it: thread, pyserial and a pty, its twin behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hardware.drivers.base import PortSettings
from hardware.drivers.ssp_bill import SspBill
from hardware.drivers.ssp_state import SspConfig
from hardware.supervisor import Supervisor
from hardware.twins.port import TwinPort
from hardware.twins.ssp_bill import SspBillModel
from shop.clock import SystemClock
from shop.inputs import CreditReading, DeviceInput, DeviceUp
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20


class Shop:
    """A note validator on a cable, the thread that runs it, and a book in memory."""

    def __init__(self, link: str) -> None:
        self.model = SspBillModel()
        self.twin = TwinPort(link, self.model, SystemClock()).start()
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        self.book: list[CreditReading] = []
        self.supervisor = Supervisor(
            SspBill(SspConfig("notes")),
            link,
            self.hear,
            lambda serial: self.book[-1] if self.book else None,
            SystemClock(),
            back_off_ms=(20, 50),
        )
        self.supervisor.start()

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            if isinstance(said, CreditReading):
                self.book.append(said)
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard[-5:]}; {self.supervisor.health()}"

    def put(self, channel: int) -> None:
        while True:
            with self.twin.lock:
                if self.model.insert(channel):
                    return
            threading.Event().wait(0.01)

    def pay(self, channel: int) -> None:
        """Put a note in until it is taken: one that comes while the unit is set up comes back."""
        taken = len(self.fen) + 1
        while len(self.fen) < taken:
            ended = len(self.fen) + self.back + 1
            self.put(channel)
            self.wait_for(partial(self.has_ended, ended))

    def has_ended(self, notes: int) -> bool:
        return len(self.fen) + self.back >= notes

    @property
    def back(self) -> int:
        return sum(len(reading.returned) for reading in self.book)

    @property
    def fen(self) -> list[int | None]:
        return [credit.fen for reading in self.book for credit in reading.credits]

    @property
    def ups(self) -> int:
        return sum(isinstance(said, DeviceUp) for said in self.heard)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(str(tmp_path / "ttyNOTES"))
    yield shop
    assert shop.supervisor.stop()
    shop.twin.close()


def test_the_line_has_two_stop_bits() -> None:
    assert SspBill.settings == PortSettings(stop_bits=2)


@proves("restart_replug", "ssp-bill")
def test_notes_a_pulled_plug_and_a_power_cut(shop: Shop) -> None:
    shop.pay(3)
    assert shop.fen == [1_000]
    shop.twin.unplug()
    shop.twin.replug()
    shop.pay(2)
    assert shop.fen == [1_000, 500]
    with shop.twin.lock:
        shop.model.power_up(0)
    shop.pay(1)
    assert shop.fen == [1_000, 500, 100]
    assert shop.ups == 2
    assert shop.model.in_cashbox() == [3, 2, 1]
