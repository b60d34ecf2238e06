"""The coin acceptor as the shop runs it: thread, pyserial and a pty, with its twin behind."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.coin_acceptor import CoinAcceptor
from hardware.drivers.coin_state import CoinConfig
from hardware.supervisor import Supervisor
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.faults import Faults
from hardware.twins.port import BYTE_MS, TwinPort
from shop.clock import SystemClock
from shop.effects import AcceptMoney
from shop.errors import LedgerFull
from shop.inputs import CoinAccepted, CreditReading, DeviceDown, DeviceInput, DeviceUp
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20


class Shop:
    """A coin box on a cable, the thread that runs it, and a book in memory."""

    def __init__(self, link: str, echo: bool = False) -> None:
        self.model = CoinAcceptorModel()
        self.twin = TwinPort(link, self.model, SystemClock(), echo=echo).start()
        self.moved = threading.Condition()
        self.heard: list[DeviceInput] = []
        self.book: dict[str, CreditReading] = {}
        self.credits: dict[tuple[str, int, int], CoinAccepted] = {}
        self.lost = 0
        self.fails: Exception | None = None
        self.supervisor = self.begin()

    def begin(self) -> Supervisor:
        """Start the shop's program, or start it again."""
        self.supervisor = Supervisor(
            CoinAcceptor(CoinConfig("coins")),
            self.twin.link,
            self.hear,
            self.book.get,
            SystemClock(),
            back_off_ms=(20, 50),
        )
        self.supervisor.start()
        return self.supervisor

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            if self.fails is not None:
                raise self.fails
            self.heard.append(said)
            if isinstance(said, CreditReading):
                for credit in said.credits:
                    key = (said.serial, said.epoch, credit.credit_no)
                    assert key not in self.credits
                    self.credits[key] = credit
                self.lost += said.lost
                self.book[said.serial] = said
            self.moved.notify_all()
        return True

    def wait_for(self, what: Callable[[], bool]) -> None:
        with self.moved:
            done = self.moved.wait_for(what, PATIENCE_S)
        assert done, f"{self.heard[-5:]}; {self.supervisor.health()}"

    def wait_until_up(self, times: int = 1) -> None:
        self.wait_for(lambda: self.of(DeviceUp) >= times)

    def of(self, kind: type[DeviceInput]) -> int:
        return sum(isinstance(said, kind) for said in self.heard)

    def insert(self, coin: int) -> bool:
        with self.twin.lock:
            return self.model.insert(coin)

    def wait_for_all(self) -> None:
        self.wait_for(lambda: len(self.credits) + self.lost == self.model.accepted)

    def end(self) -> None:
        self.fails = None
        assert self.supervisor.stop()
        self.twin.close()


@pytest.fixture
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    shop = Shop(str(tmp_path / "ttyCOINS"), echo=getattr(request, "param", False))
    yield shop
    shop.end()


@proves("restart_replug", "cctalk-coin")
@proves("double_credit", "cctalk-coin")
@pytest.mark.parametrize("shop", [True, False], indirect=True, ids=["echo", "no echo"])
def test_a_day_with_pulled_plugs_and_a_power_cut(shop: Shop) -> None:
    rng = random.Random(3)
    shop.wait_until_up()
    for round_no in range(16):
        unplugged = round_no % 5 == 2
        if unplugged:
            shop.twin.unplug()
        for _ in range(4):
            assert shop.insert(rng.choice((1, 2, 3)))
        if unplugged:
            shop.twin.replug()
        shop.wait_for_all()
    with shop.twin.lock:
        shop.model.power_up(0)
    shop.wait_for(lambda: shop.book["12345678"].why == "reset")
    while not shop.insert(1):  # until its coins are enabled again
        threading.Event().wait(0.01)
    shop.wait_for_all()
    assert len(shop.credits) == shop.model.accepted >= 65
    assert shop.lost == 0
    assert {epoch for _, epoch, _ in shop.credits} == {1, 2}
    assert shop.of(DeviceDown) == 3  # once for each pulled plug, however often it was tried


@proves("bad_frames", "cctalk-coin")
@proves("retry", "cctalk-coin")
@proves("echo", "cctalk-coin")
def test_the_same_on_a_wire_as_slow_and_as_bad_as_a_real_one(shop: Shop) -> None:
    shop.wait_until_up()
    shop.twin.echo = True  # a reopening finds it out
    shop.twin.dribble_ms = BYTE_MS
    shop.twin.to_host.faults = Faults(drop=0.01, noise=0.01, dup=0.005, split=0.2)
    shop.twin.unplug()
    shop.twin.replug()
    for _ in range(4):
        for coin in (1, 2, 3):
            shop.insert(coin)
        shop.wait_for_all()
    assert shop.lost == 0
    assert sorted(c.fen or 0 for c in shop.credits.values()) == [10] * 4 + [50] * 4 + [100] * 4


@proves("restart_replug", "cctalk-coin")
@proves("stop", "cctalk-coin")
def test_the_program_is_started_again_and_goes_on_from_the_book(shop: Shop) -> None:
    shop.wait_until_up()
    shop.insert(1)
    assert shop.supervisor.stop()  # settles the coin before it goes
    assert len(shop.credits) == 1
    assert not shop.insert(1)  # the slot is closed
    assert shop.supervisor.health().state == "stopped"
    shop.begin()
    shop.wait_until_up(2)
    shop.wait_for(lambda: shop.model.master)
    shop.insert(2)
    shop.wait_for_all()
    assert [c.fen for c in shop.credits.values()] == [100, 50]


def test_the_book_fails_and_the_slot_closes_until_it_is_back(shop: Shop) -> None:
    shop.wait_until_up()
    shop.fails = LedgerFull("no space: free some")
    assert shop.insert(1)
    while shop.model.master:  # the driver closes it, at the latest after a poll
        threading.Event().wait(0.01)
    assert shop.supervisor.health().last_error == "no space: free some"
    assert shop.credits == {}
    shop.fails = None
    shop.wait_for_all()
    assert len(shop.credits) == 1


def test_the_shop_closes_the_slot_even_while_the_cable_is_out(shop: Shop) -> None:
    shop.wait_until_up()
    shop.twin.unplug()
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    shop.supervisor.command(AcceptMoney(True))
    shop.supervisor.command(AcceptMoney(False))  # the latest wish counts
    shop.twin.replug()
    shop.wait_until_up(2)
    while shop.model.master:
        threading.Event().wait(0.01)
    assert shop.supervisor.health().state == "up"


@proves("silent", "cctalk-coin")
@proves("power_loss", "cctalk-coin")
def test_its_own_power_goes_and_comes_back(shop: Shop) -> None:
    shop.wait_until_up()
    shop.insert(1)
    shop.wait_for_all()
    shop.twin.power(False)
    shop.wait_for(lambda: shop.of(DeviceDown) == 1)
    health = shop.supervisor.health()
    assert health.state in ("down", "opening")
    assert "power supply" in health.last_error
    assert health.counts["timeouts"] >= 3
    shop.twin.power(True)
    shop.wait_for(lambda: shop.book["12345678"].why == "reset")
    shop.wait_until_up(2)
    shop.insert(1)
    shop.wait_for_all()
    assert [key[1:] for key in shop.credits] == [(1, 1), (2, 1)]
