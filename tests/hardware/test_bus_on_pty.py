"""Three devices on one port as the shop runs them: thread, pyserial and a pty, twins behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.bill_state import BillConfig
from hardware.drivers.bill_validator import BillValidator
from hardware.drivers.cctalk_bus import CctalkBus
from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.hopper import Hopper
from hardware.drivers.hopper_state import HopperConfig
from hardware.supervisor import Supervisor
from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.port import TwinPort
from hardware.wishes import WAITING_MAX
from shop.clock import SystemClock
from shop.effects import AcceptMoney, Dispense
from shop.errors import LedgerFull
from shop.inputs import (
    CreditReading,
    DeviceDown,
    DeviceInput,
    DeviceUp,
    DispenseDone,
    DispenseIntent,
)
from tests.failures import proves
from tests.hardware.hopper_shop import Book

#: Only a broken test waits so long.
PATIENCE_S = 20
ALL = ("coins", "change", "notes")


class Shop:
    """A coin box, a hopper and a bill validator on one cable, and a book in memory."""

    def __init__(self, link: str, back_off_ms: tuple[int, ...] = (20, 50)) -> None:
        self.coins, self.hopper = CoinAcceptorModel(), HopperModel(coin_ms=20)
        self.bills = BillValidatorModel()
        wire = BusModel([self.coins, self.hopper, self.bills])
        self.twin = TwinPort(link, wire, SystemClock(), echo=True).start()
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        self.readings: dict[str, CreditReading] = {}
        self.credits: list[tuple[str, int | None]] = []
        self.payouts = Book()
        self.fails: Exception | None = None
        bus = CctalkBus(
            [
                CoinAcceptor(CoinConfig("coins")),
                Hopper(HopperConfig("change")),
                BillValidator(BillConfig("notes")),
            ]
        )
        self.supervisor = Supervisor(
            bus, link, self.hear, self.cursor, SystemClock(), back_off_ms=back_off_ms
        )
        self.supervisor.start()

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            if self.fails is not None:
                raise self.fails
            self.heard.append(said)
            if isinstance(said, CreditReading):
                self.readings[said.serial] = said
                self.credits += [(said.device, credit.fen) for credit in said.credits]
            if isinstance(said, DispenseIntent | DispenseDone):
                self.payouts.take(said)
            self.moved.notify_all()
        return True

    def cursor(self, serial: str) -> CreditReading | DispenseIntent | None:
        return self.readings.get(serial) or self.payouts.open(serial)

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard[-6:]}; {self.supervisor.healths()}"

    def of(self, kind: type[DeviceUp | DeviceDown], device: str) -> int:
        return sum(isinstance(said, kind) and said.device == device for said in self.heard)

    def wait_until_up(self, times: int = 1) -> None:
        self.wait_for(lambda: all(self.of(DeviceUp, device) >= times for device in ALL))

    def wish(self, job: str, coins: int) -> None:
        self.supervisor.command(Dispense("change", job, "visit", coins))

    def wait_for_end(self, job: str) -> tuple[int, int, str]:
        self.wait_for(lambda: job in self.payouts.ended)
        end = self.payouts.ended[job]
        return end.paid, end.unpaid, end.why

    def states(self) -> dict[str, str]:
        return {health.device: health.state for health in self.supervisor.healths()}

    def end(self) -> None:
        self.fails = None
        assert self.supervisor.stop()
        self.twin.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(str(tmp_path / "ttyMONEY"))
    yield shop
    shop.end()


@proves("restart_replug", "cctalk-hopper")
def test_a_day_of_coins_notes_and_change_with_pulled_plugs(shop: Shop) -> None:
    shop.wait_until_up()
    for n in range(4):
        with shop.twin.lock:
            assert shop.coins.insert(1)
            if n == 0:
                shop.bills.insert(1)
        shop.wish(f"job-{n}", 3)
        if n % 2:
            shop.twin.unplug()
            shop.twin.replug()
        shop.wait_for_end(f"job-{n}")
        shop.wait_for(lambda: sum(who == "coins" for who, _ in shop.credits) == n + 1)  # noqa: B023
        shop.wait_until_up(1 + (n + 1) // 2)
    for device in ALL:
        assert shop.of(DeviceDown, device) == 2, "told of each device, once for each pulled plug"
    assert shop.payouts.coins("change") == shop.hopper.fallen
    assert set(shop.payouts.ended) == {f"job-{n}" for n in range(4)}
    shop.wait_for(lambda: ("notes", 100) in shop.credits)
    assert shop.states() == dict.fromkeys(ALL, "up")


@proves("silent", "cctalk-hopper")
def test_one_device_is_down_alone_and_has_its_own_record(shop: Shop) -> None:
    shop.wait_until_up()
    shop.hopper.knobs.silent = True
    shop.wait_for(lambda: shop.of(DeviceDown, "change") == 1)
    states = shop.states()
    assert (states["coins"], states["notes"], states["change"]) == ("up", "up", "down")
    by_name = {health.device: health for health in shop.supervisor.healths()}
    assert "power supply" in by_name["change"].last_error
    assert by_name["change"].last_error.startswith("change on ")
    assert by_name["change"].counts["timeouts"] >= 3
    assert by_name["coins"].last_error == ""
    assert by_name["coins"].counts["timeouts"] == 0
    with shop.twin.lock:
        shop.coins.insert(1)
    shop.wait_for(lambda: ("coins", 100) in shop.credits)
    shop.wish("job", 2)
    assert shop.wait_for_end("job") == (0, 2, "refused")
    shop.hopper.knobs.silent = False
    shop.wait_for(lambda: shop.of(DeviceUp, "change") == 2)
    assert shop.of(DeviceDown, "change") == 1
    shop.wish("again", 2)
    assert shop.wait_for_end("again") == (2, 0, "done")


@proves("silent", "cctalk-hopper")
def test_without_the_port_a_wish_for_change_is_answered_and_others_wait(tmp_path: Path) -> None:
    shop = Shop(str(tmp_path / "ttyMONEY"), back_off_ms=(60_000,))
    shop.wait_until_up()
    shop.twin.unplug()
    shop.wait_for(lambda: shop.of(DeviceDown, "change") == 1)
    shop.fails = LedgerFull("no space: free some")
    shop.wish("job", 2)
    shop.wish("other", 1)
    while not shop.supervisor.healths()[1].counts["dropped"]:
        threading.Event().wait(0.01)
    shop.fails = None
    assert shop.wait_for_end("job") == (0, 2, "refused")
    assert shop.wait_for_end("other") == (0, 1, "refused")
    shop.supervisor.command(Dispense("nobody", "lost", "visit", 2))
    shop.supervisor.command(AcceptMoney(False))
    shop.twin.replug()
    shop.wait_until_up(2)
    while shop.coins.master:  # that wish waited for the port
        threading.Event().wait(0.01)
    assert shop.hopper.fallen == 0
    shop.end()


def test_more_wishes_than_fit_are_counted(tmp_path: Path) -> None:
    shop = Shop(str(tmp_path / "ttyMONEY"))
    assert shop.supervisor.stop()
    for n in range(WAITING_MAX + 2):
        shop.wish(f"job-{n}", 1)
    assert {health.counts["dropped"] for health in shop.supervisor.healths()} == {2}
    shop.twin.close()
