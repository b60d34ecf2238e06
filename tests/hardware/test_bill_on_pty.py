"""The bill validator as the shop runs it: thread, pyserial and a pty, with its twin behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.bill_validator import BillValidator
from hardware.supervisor import Supervisor
from hardware.twins.bill_validator import BillValidatorModel, Note
from hardware.twins.port import TwinPort
from shop import config
from shop.clock import SystemClock
from shop.effects import AcceptMoney
from shop.inputs import CoinAccepted, CreditReading, DeviceInput, DeviceUp
from shop.main.drivers import driver_of
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20
OPTIONS = {"address": 40, "crc": True, "poll_ms": 200, "note_fen": {}}


class Shop:
    """A bill validator on a cable, the thread that runs it, and a book in memory."""

    def __init__(self, link: str) -> None:
        self.model = BillValidatorModel()
        self.twin = TwinPort(link, self.model, SystemClock(), echo=True).start()
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        self.book: dict[str, CreditReading] = {}
        self.credits: dict[tuple[str, int, int], CoinAccepted] = {}
        self.begin()

    def begin(self) -> None:
        """Start the shop's program, or start it again."""
        driver = driver_of(config.Device("notes", "cctalk-bill", self.twin.link, True, OPTIONS))
        assert isinstance(driver, BillValidator)
        self.supervisor = Supervisor(
            driver, self.twin.link, self.hear, self.book.get, SystemClock(), back_off_ms=(20, 50)
        )
        self.supervisor.start()

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            if isinstance(said, CreditReading):
                for credit in said.credits:
                    key = (said.serial, said.epoch, credit.credit_no)
                    assert key not in self.credits
                    self.credits[key] = credit
                self.book[said.serial] = said
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard[-5:]}; {self.supervisor.health()}"

    def ups(self) -> int:
        return sum(isinstance(said, DeviceUp) for said in self.heard)

    def insert(self, kind: int) -> Note:
        with self.twin.lock:
            return self.model.insert(kind)

    def wait_for_fen(self, *fen: int) -> None:
        self.wait_for(lambda: [c.fen for c in self.credits.values()] == list(fen))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(str(tmp_path / "ttyNOTES"))
    yield shop
    assert shop.supervisor.stop()
    shop.twin.close()


@proves("restart_replug", "cctalk-bill")
def test_notes_with_a_pulled_plug_and_a_restart_of_the_program(shop: Shop) -> None:
    shop.wait_for(lambda: shop.ups() == 1)
    shop.insert(3)
    shop.wait_for_fen(1_000)
    shop.insert(2)
    shop.wait_for(lambda: shop.book["bill:7654321"].held is not None)
    shop.twin.unplug()
    shop.twin.replug()  # whether the note was routed before or is routed now
    shop.wait_for_fen(1_000, 500)
    assert shop.supervisor.stop()
    shop.begin()
    shop.wait_for(lambda: shop.ups() == 3)
    shop.insert(1)
    shop.wait_for_fen(1_000, 500, 100)
    assert [note.where for note in shop.model.notes] == ["stacked"] * 3
    assert [c.held for c in shop.credits.values()] == [1, 3, 5]


@proves("stop", "cctalk-bill")
def test_it_refuses_when_the_shop_does(shop: Shop) -> None:
    shop.wait_for(lambda: shop.ups() == 1)
    shop.supervisor.command(AcceptMoney(False))
    while shop.model.master:
        threading.Event().wait(0.01)
    assert shop.insert(3).where == "returned"
