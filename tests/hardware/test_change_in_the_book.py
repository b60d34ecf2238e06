"""Change from the resident's press to the coin in the tray: till, book, driver and twin together."""

from __future__ import annotations

import pytest

from hardware.drivers.base import Command
from hardware.drivers.hopper import Hopper as Driver
from hardware.drivers.hopper_state import HopperConfig
from hardware.twins.hopper import HopperModel
from hardware.twins.line import SimulatedLine
from shop.effects import Dispense
from shop.inputs import DeviceInput
from shop.queries import devices, owed
from shop.till.means import Hopper, Means
from tests.failures import proves
from tests.unit.counter.a_shop import Shop


class WithHopper:
    """A shop whose change comes out of a hopper of half yuan."""

    def __init__(self, coins: int = 50) -> None:
        self.shop = Shop(change="hopper", means=Means(hoppers=(Hopper("change", 50, 50),)))
        self.model = HopperModel(coins=coins)
        self.line = SimulatedLine(
            Driver(HopperConfig("change", coin_fen=50)), self.model, self.hear, self.cursor
        )
        self.line.run(2_000)

    def hear(self, said: DeviceInput) -> bool:
        self.shop.counter.handle(said)
        return True

    def cursor(self, serial: str) -> object:
        return devices.cursor(self.shop.connection, serial)

    def press_change(self) -> None:
        """Rice at 3.50 was paid with 5.00: three half yuan are due."""
        self.shop.scan("rice")
        self.shop.coin(500)
        self.shop.wait(6)
        self.shop.press("change")
        self.pass_wishes_on()

    def pass_wishes_on(self) -> None:
        for effect in self.shop.heard:
            if isinstance(effect, Dispense):
                self.line.tell(Command(effect))
        self.shop.heard.clear()

    @property
    def box_fen(self) -> int:
        return self.shop.place("cashbox")


def test_what_falls_is_change_in_the_book() -> None:
    with_hopper = WithHopper()
    with_hopper.press_change()
    assert with_hopper.shop.view.falling
    with_hopper.line.run(3_000)
    assert with_hopper.model.fallen == 3
    assert with_hopper.box_fen == 5_000 + 350
    assert with_hopper.shop.view.notice == "change_fell"
    with_hopper.shop.verify()


@proves("hopper_short", "cctalk-hopper")
def test_what_did_not_fall_is_owed() -> None:
    with_hopper = WithHopper(coins=1)
    with_hopper.press_change()
    with_hopper.line.run(20_000)
    assert with_hopper.box_fen == 5_000 + 450
    shown = with_hopper.shop.view
    assert (shown.notice, shown.notice_fen) == ("change_short", 100)


@proves("hopper_short", "cctalk-hopper")
@pytest.mark.parametrize("what_comes", ["the next resident", "a restart"])
def test_what_did_not_fall_is_owed_where_nobody_can_be_asked_any_more(what_comes: str) -> None:
    with_hopper = WithHopper(coins=1)
    with_hopper.press_change()
    with_hopper.line.run(1_500)
    if what_comes == "a restart":
        with_hopper.shop.start()
        with_hopper.line.restart_host()
    else:
        with_hopper.shop.scan("soap")
    with_hopper.line.run(20_000)
    assert with_hopper.model.fallen == 1
    assert [slip.fen for slip in owed.open_slips(with_hopper.shop.connection)] == [100]
    assert with_hopper.shop.view.notice is None
    with_hopper.shop.verify()


@proves("silent", "cctalk-hopper")
def test_without_the_hopper_the_resident_learns_it_at_once() -> None:
    with_hopper = WithHopper()
    with_hopper.shop.scan("rice")
    with_hopper.shop.coin(500)
    with_hopper.shop.wait(6)
    with_hopper.line.unplug()
    with_hopper.shop.press("change")
    with_hopper.pass_wishes_on()
    assert with_hopper.shop.view.notice == "change_short"
    with_hopper.line.replug()
    with_hopper.line.run(5_000)
    assert with_hopper.model.fallen == 0


@proves("power_loss", "cctalk-hopper")
@proves("restart_replug", "cctalk-hopper")
@pytest.mark.parametrize("after_ms", range(0, 900, 60))
def test_the_shop_dies_at_any_moment_and_the_book_has_what_fell(after_ms: int) -> None:
    with_hopper = WithHopper()
    with_hopper.press_change()
    with_hopper.line.run(after_ms)
    with_hopper.shop.start()
    with_hopper.line.restart_host()
    with_hopper.line.run(5_000)
    assert with_hopper.box_fen == 5_000 + 500 - 50 * with_hopper.model.fallen
    assert devices.open_dispense(with_hopper.shop.connection, "hopper:345678") is None
    with_hopper.shop.verify()
