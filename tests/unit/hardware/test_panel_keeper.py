"""The panel that comes late, fails and comes back; and a relay that is off whenever nobody rules."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gpiozero import BadPinFactory, Device
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from hardware.board_pins import board_pins
from hardware.panel import Panel, PanelConfig
from hardware.panel_keeper import PanelKeeper
from shop.clock import SystemClock, VirtualClock
from shop.effects import AcceptMoney, Lamp, Play
from shop.inputs import DeviceDown, DeviceInput, DeviceUp, DoorMoved
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20
GREEN, RED, RELAY, TILT, BUTTON = 13, 26, 16, 20, 5
WALL = PanelConfig(green=GREEN, red=RED, relay=RELAY, tilt=TILT, button=BUTTON)


class Shop:
    """A shop with a panel on a board whose pins may be away."""

    def __init__(self, config: PanelConfig = WALL) -> None:
        self.board = MockFactory(pin_class=MockPWMPin)
        self.there = True
        self.heard: list[DeviceInput] = []
        self.moved = threading.Condition()
        self.panel = PanelKeeper(config, self.hear, SystemClock(), self.pins, back_off_ms=(5, 10))

    def pins(self) -> MockFactory:
        if not self.there:
            raise OSError("can not open gpiochip")
        return self.board

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        return True

    def wait_for(self, kind: type[DeviceInput]) -> None:
        with self.moved:
            came = self.moved.wait_for(
                lambda: any(isinstance(said, kind) for said in self.heard), PATIENCE_S
            )
        assert came, self.panel.health()

    def high(self, pin: int) -> bool:
        return bool(self.board.pin(pin).state)

    @property
    def state(self) -> str:
        return self.panel.health()[0].state


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.there = False
    assert made.panel.stop(PATIENCE_S)
    made.board.reset()


class TestPinsThatAreAway:
    @proves("silent", "panel")
    def test_a_board_without_pins_is_told_once_and_wishes_are_harmless(self, shop: Shop) -> None:
        shop.there = False
        shop.panel.start()
        for effect in (Lamp("green"), AcceptMoney(True), Play("thanks")):
            shop.panel.command(effect)
        shop.wait_for(DeviceDown)
        (health,) = shop.panel.health()
        assert health.state == "down"
        assert "can not open gpiochip" in health.last_error
        assert "python3-lgpio" in health.last_error
        while shop.panel.health()[0].counts["reconnects"] < 3:
            pass
        assert [type(said) for said in shop.heard] == [DeviceDown]

    @proves("silent", "panel")
    def test_pins_that_come_late_show_what_was_wished_meanwhile(self, shop: Shop) -> None:
        shop.there = False
        shop.panel.start()
        shop.panel.command(Lamp("red"))
        shop.panel.command(AcceptMoney(True))
        shop.panel.command(Lamp("green"))
        shop.there = True
        shop.wait_for(DeviceUp)
        assert shop.state == "up"
        assert (shop.high(GREEN), shop.high(RED), shop.high(RELAY)) == (True, False, True)

    @proves("silent", "panel")
    def test_a_pin_that_fails_is_taken_anew(self, shop: Shop) -> None:
        shop.panel.start()
        shop.panel.command(AcceptMoney(True))
        shop.board.pin(RELAY).close()  # an input now: it cannot be set
        shop.panel.command(AcceptMoney(False))
        shop.wait_for(DeviceUp)
        assert [type(said) for said in shop.heard] == [DeviceDown, DeviceUp]
        assert not shop.high(RELAY)
        shop.panel.command(AcceptMoney(True))
        assert shop.high(RELAY)

    def test_a_panel_that_was_there_from_the_start_says_nothing(self, shop: Shop) -> None:
        shop.panel.start()
        assert shop.state == "up"
        assert shop.heard == []


class TestTheRelayIsOff:
    @proves("stop", "panel")
    def test_of_a_panel_that_was_never_started(self, shop: Shop) -> None:
        shop.panel.command(AcceptMoney(True))
        assert not shop.high(RELAY)
        assert shop.board.pin(RELAY).function == "input"

    @proves("stop", "panel")
    def test_of_a_panel_that_was_just_opened(self, shop: Shop) -> None:
        shop.panel.start()
        assert not shop.high(RELAY)

    @proves("stop", "panel")
    def test_of_a_panel_that_stops_with_its_lamps(self, shop: Shop) -> None:
        shop.panel.start()
        shop.panel.command(Lamp("green"))
        shop.panel.command(AcceptMoney(True))
        assert shop.panel.stop(PATIENCE_S)
        assert (shop.high(RELAY), shop.high(GREEN)) == (False, False)
        assert shop.state == "stopped"
        shop.panel.command(AcceptMoney(True))
        assert not shop.high(RELAY)

    @proves("stop", "panel")
    @pytest.mark.parametrize("broken", [GREEN, TILT, BUTTON])
    def test_of_a_panel_that_dies_half_way(self, broken: int) -> None:
        # A plain mock pin keeps its level when it is closed; one with PWM would fall by itself.
        burning = [f"GPIO{broken}"]

        class Pin(MockPin):
            def _set_function(self, value: str) -> None:
                if self.info.name in burning:
                    burning.clear()
                    raise OSError("this pin burnt out")
                super()._set_function(value)

        board = MockFactory(pin_class=Pin)
        with pytest.raises(OSError, match="burnt out"):
            Panel(WALL, print, VirtualClock(0), board)
        assert not board.pin(RELAY).state

    @proves("stop", "panel")
    def test_of_a_relay_that_pulls_in_at_0_volt_too(self) -> None:
        shop = Shop(PanelConfig(relay=RELAY, relay_active_high=False))
        shop.board = MockFactory(pin_class=MockPin)
        shop.panel.start()
        assert shop.high(RELAY), "0 V would let money in"
        shop.panel.command(AcceptMoney(True))
        assert not shop.high(RELAY)
        shop.panel.stop(PATIENCE_S)
        assert shop.high(RELAY)


class TestTilt:
    def test_a_box_that_is_moved_opens_its_contact(self, shop: Shop) -> None:
        shop.panel.start()
        shop.board.pin(TILT).drive_low()  # it is put up
        shop.heard.clear()
        shop.board.pin(TILT).drive_high()
        shop.board.pin(TILT).drive_low()
        assert shop.heard == [DoorMoved("tilt", True), DoorMoved("tilt", False)]


def libraries(**there: Callable[[], Any]) -> Callable[[str], Any]:
    """Stand for a machine with these of gpiozero's libraries."""

    def import_module(name: str) -> Any:
        made = there.get(name.rpartition(".")[2])
        if made is None:
            raise ImportError(f"no module {name}")
        return SimpleNamespace(LGPIOFactory=made, RPiGPIOFactory=made)

    return import_module


class TestWhichPinsThereAre:
    def test_lgpio_where_it_is(self) -> None:
        assert board_pins(libraries(lgpio=lambda: "lgpio", rpigpio=lambda: "old")) == "lgpio"

    def test_an_older_board_without_it(self) -> None:
        assert board_pins(libraries(rpigpio=lambda: "old")) == "old"

    def test_lgpio_that_may_not_open_the_chip(self) -> None:
        def refused() -> Any:
            raise OSError("permission denied")

        assert board_pins(libraries(lgpio=refused, rpigpio=lambda: "old")) == "old"

    def test_none_at_all_says_what_was_tried(self) -> None:
        with pytest.raises(BadPinFactory, match=r"LGPIOFactory.*RPiGPIOFactory"):
            board_pins(libraries())
        assert Device.pin_factory is None
