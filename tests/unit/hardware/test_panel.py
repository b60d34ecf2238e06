"""Lamp, buzzer, button, contacts and relay, on pins that are driven by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from hardware.panel import NullPanel, Panel, PanelConfig, open_panel
from shop.clock import VirtualClock
from shop.effects import AcceptMoney, Lamp, Play
from shop.errors import ConfigError
from shop.inputs import DeviceDown, DeviceInput, DoorMoved, GreenPressed

#: Only a broken test waits so long.
PATIENCE_S = 20

WHOLE = PanelConfig(green=2, amber=3, red=4, buzzer=17, button=27, door=22, lid=23, relay=24)


class Wall:
    """A panel on mock pins, and what it told the shop."""

    def __init__(self, config: PanelConfig) -> None:
        self.heard: list[DeviceInput] = []
        self.clock = VirtualClock(0)
        self.pins = MockFactory(pin_class=MockPWMPin)
        self.panel = Panel(config, self.heard.append, self.clock, self.pins)

    def pin(self, number: int) -> Any:
        return self.pins.pin(number)

    def lit(self, *numbers: int) -> list[bool]:
        return [bool(self.pin(number).state) for number in numbers]


@pytest.fixture
def wall() -> Iterator[Callable[[PanelConfig], Wall]]:
    walls: list[Wall] = []

    def make(config: PanelConfig) -> Wall:
        walls.append(Wall(config))
        return walls[-1]

    yield make
    for one in walls:
        one.panel.close()
        one.pins.reset()


def eventually(what: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < give_up
        time.sleep(0.005)


class TestMoneyMachines:
    def test_they_refuse_until_the_shop_says_so_and_when_it_stops(self, wall: Any) -> None:
        shop = wall(WHOLE)
        assert shop.lit(24) == [False]
        shop.panel.handle(AcceptMoney(True))
        assert shop.lit(24) == [True]
        shop.panel.handle(AcceptMoney(False))
        assert shop.lit(24) == [False]
        shop.panel.handle(AcceptMoney(True))
        shop.panel.close()
        assert [now.state for now in shop.pin(24).states] == [False, True, False, True, False]
        assert shop.pin(24).function == "input"

    def test_the_relay_is_let_go_before_its_pin_is(self) -> None:
        # A plain mock pin keeps its level when it is closed; one with PWM would fall by itself.
        pins = MockFactory(pin_class=MockPin)
        panel = Panel(PanelConfig(relay=24), print, VirtualClock(0), pins)
        panel.handle(AcceptMoney(True))
        panel.close()
        assert pins.pin(24).state is False

    def test_a_relay_that_pulls_in_at_0_volt_is_off_at_rest_too(self, wall: Any) -> None:
        shop = wall(PanelConfig(relay=24, relay_active_high=False))
        assert shop.lit(24) == [True]
        shop.panel.handle(AcceptMoney(True))
        assert shop.lit(24) == [False]


class TestLamp:
    @pytest.mark.parametrize(
        ("colour", "lit"),
        [
            ("green", [True, False, False]),
            ("amber", [False, True, False]),
            ("red", [False, False, True]),
            ("off", [False, False, False]),
        ],
    )
    def test_three_lamps_show_one_colour(self, wall: Any, colour: Any, lit: list[bool]) -> None:
        shop = wall(WHOLE)
        shop.panel.handle(Lamp("red"))
        shop.panel.handle(Lamp(colour))
        assert shop.lit(2, 3, 4) == lit

    def test_two_lamps_make_amber_together(self, wall: Any) -> None:
        shop = wall(PanelConfig(green=2, red=4))
        shop.panel.handle(Lamp("amber"))
        assert shop.lit(2, 4) == [True, True]

    def test_one_lamp_of_three_colours(self, wall: Any) -> None:
        shop = wall(PanelConfig(rgb_red=5, rgb_green=6, rgb_blue=7))
        shop.panel.handle(Lamp("amber"))
        red, green, blue = (shop.pin(n).state for n in (5, 6, 7))
        assert red > green > blue == 0
        shop.panel.handle(Lamp("green", blink=True))
        eventually(lambda: shop.lit(5, 6, 7) == [False, True, False])
        shop.panel.handle(Lamp("off"))
        assert shop.lit(5, 6, 7) == [False, False, False]

    def test_a_blinking_lamp_goes_on_blinking_while_the_shop_repeats_itself(
        self, wall: Any
    ) -> None:
        shop = wall(PanelConfig(red=4))
        shop.panel.handle(Lamp("red", blink=True))
        eventually(lambda: shop.lit(4) == [True])
        shop.panel.handle(Lamp("red", blink=True))
        eventually(lambda: shop.lit(4) == [False])
        shop.panel.handle(Lamp("red"))
        assert shop.lit(4) == [True]


class TestSounds:
    def test_thanks_is_four_pips_on_the_pin(self, wall: Any) -> None:
        shop = wall(WHOLE)
        shop.panel.handle(Play("thanks"))
        assert shop.panel._buzzer.finish(PATIENCE_S)
        assert [now.state for now in shop.pin(17).states] == [False, *[True, False] * 4]

    def test_the_shop_stops_in_the_middle_of_a_sound(self, wall: Any) -> None:
        shop = wall(WHOLE)
        shop.panel.handle(Play("refused"))
        eventually(lambda: shop.lit(17) == [True])
        shop.panel.close()
        assert shop.lit(17) == [False]


class TestButton:
    def test_one_press_is_one_paid(self, wall: Any) -> None:
        shop = wall(WHOLE)
        shop.pin(27).drive_low()
        shop.pin(27).drive_high()
        assert shop.heard == [GreenPressed("panel")]

    def test_a_trembling_finger_presses_once_and_a_second_press_counts(self, wall: Any) -> None:
        shop = wall(WHOLE)
        for gap_ms in (0, 100, 200, 1_000):
            shop.clock.advance(gap_ms)
            shop.pin(27).drive_low()
            shop.pin(27).drive_high()
        assert shop.heard == [GreenPressed("panel")] * 2

    def test_a_button_that_is_held_down_says_so_once(self, wall: Any) -> None:
        shop = wall(WHOLE)
        shop.pin(27).drive_low()
        shop.clock.advance(60_000)
        assert shop.heard == [GreenPressed("panel")]


class TestDoor:
    def test_door_and_lid_tell_when_they_move(self, wall: Any) -> None:
        shop = wall(WHOLE)
        shop.pin(22).drive_low()  # the magnet closes the contact
        shop.pin(22).drive_high()
        shop.pin(23).drive_low()
        assert shop.heard == [
            DoorMoved("door", False),
            DoorMoved("door", True),
            DoorMoved("lid", False),
        ]

    def test_contacts_of_the_other_kind(self, wall: Any) -> None:
        shop = wall(PanelConfig(door=22, contacts_close_when_shut=False))
        shop.pin(22).drive_low()
        assert shop.heard == [DoorMoved("door", True)]


class TestWhatIsNotThere:
    def test_what_is_not_wired_does_not_exist(self, wall: Any) -> None:
        shop = wall(PanelConfig(green=2))
        for effect in (Play("thanks"), Lamp("red"), AcceptMoney(True)):
            shop.panel.handle(effect)
        assert shop.lit(2) == [False]
        assert shop.heard == []

    def test_nothing_wired_is_nothing_wrong(self) -> None:
        panel, health = open_panel(PanelConfig(), print, VirtualClock(0))
        assert isinstance(panel, NullPanel)
        assert health == ""

    def test_no_gpio_is_a_sentence_and_the_shop_goes_on(self) -> None:
        def no_chip() -> Any:
            raise OSError("can not open gpiochip")

        panel, health = open_panel(WHOLE, print, VirtualClock(0), no_chip)
        assert "can not open gpiochip" in health
        assert "python3-lgpio" in health
        for effect in (Play("thanks"), Lamp("red"), AcceptMoney(True)):
            panel.handle(effect)
        panel.close()

    def test_a_pin_that_another_has_lets_go_of_all(self) -> None:
        from gpiozero import LED

        pins = MockFactory(pin_class=MockPWMPin)
        other = LED(27, pin_factory=pins)
        panel, health = open_panel(WHOLE, print, VirtualClock(0), lambda: pins)
        assert isinstance(panel, NullPanel)
        assert "27" in health
        LED(24, pin_factory=pins).close()  # the relay's pin is free again
        other.close()

    def test_a_pin_that_fails_later_is_told_once_and_the_till_goes_on(self, wall: Any) -> None:
        shop = wall(PanelConfig(relay=24))
        shop.pin(24).close()  # an input now: it cannot be set
        shop.panel.handle(AcceptMoney(True))
        shop.panel.handle(AcceptMoney(True))
        shop.panel.close()
        assert [type(heard) for heard in shop.heard] == [DeviceDown]

    def test_the_global_pin_factory_is_never_touched(self, wall: Any) -> None:
        wall(WHOLE)
        open_panel(WHOLE, print, VirtualClock(0))[0].close()
        assert Device.pin_factory is None


@pytest.mark.parametrize(
    "pins", [{"green": 1}, {"green": 28}, {"green": 4, "red": 4}, {"rgb_red": 5}]
)
def test_wiring_that_cannot_be_is_refused(pins: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        PanelConfig(**pins)
