"""The things on the shop's wall that need no screen: lamp, buzzer, button, contacts, relay.

Every one is optional. Pins are BCM numbers. The pin factory is handed to each device and never
set for the whole process, so tests and the demo put a mock in its place beside a real panel.

Sources: gpiozero 2.0 API; HARDWARE.md 2.7 (a dead Pi refuses coins) and 4 (pin factories).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from hardware.board_pins import REMEDY, board_pins
from hardware.buzzer import BuzzerPlayer
from hardware.panel_config import PanelConfig as PanelConfig
from shop.clock import Clock
from shop.effects import AcceptMoney, DeviceEffect, Lamp, LampColour, Play
from shop.inputs import DeviceDown, DeviceInput, DoorMoved, GreenPressed

#: A contact must stand still so long to have moved; springs and magnets bounce for 1–20 ms.
BOUNCE_S = 0.03
#: A finger does not press the green button twice so soon; a trembling one does.
PRESS_GAP_MS = 400
BLINK_S = 0.5

_RGB: dict[LampColour, tuple[float, float, float]] = {
    "off": (0, 0, 0),
    "green": (0, 1, 0),
    "amber": (1, 0.4, 0),
    "red": (1, 0, 0),
}


class NullPanel:
    """A wall with nothing on it: every wish is harmless."""

    def handle(self, effect: DeviceEffect) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Panel:
    """What is wired, as one device named "panel".

    Args:
        config: which pins.
        emit: takes presses and moves, from gpiozero's threads; must not block for long.
        clock: the time, to tell a press from a tremble.
        pin_factory: gpiozero's access to the pins, real or mock.

    Raises:
        gpiozero.GPIOZeroError, OSError: a pin cannot be had; everything is let go of before.
    """

    def __init__(
        self,
        config: PanelConfig,
        emit: Callable[[DeviceInput], None],
        clock: Clock,
        pin_factory: Any,
    ) -> None:
        self._config, self._emit, self._clock, self._pins = config, emit, clock, pin_factory
        self._leds: dict[str, Any] = {}
        self._rgb: Any = None
        self._buzzer: BuzzerPlayer | None = None
        self._relay: Any = None
        self._shown: Lamp | None = None
        self._pressed_ms: int | None = None
        self._open: dict[str, bool] = {}
        self._told_fault = ""
        with ExitStack() as stack:
            self._take_outputs(stack)
            self._take_inputs(stack)
            self._closing = stack.pop_all()

    def handle(self, effect: DeviceEffect) -> None:
        """Do what the shop wishes, without waiting for it to be over; never fails.

        A pin that fails is told to the shop once, as DeviceDown: the till goes on without.
        """
        try:
            match effect:
                case Play(sound) if self._buzzer is not None:
                    self._buzzer.play(sound)
                    if self._buzzer.failed is not None:
                        raise self._buzzer.failed
                case Lamp() if effect != self._shown:
                    self._light(effect)
                    self._shown = effect
                case AcceptMoney(on) if self._relay is not None:
                    (self._relay.on if on else self._relay.off)()
        except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
            self._tell_fault(error)

    def close(self) -> None:
        """Let the money machines refuse, be dark, then let go of every pin; never fails.

        A pin that is let go of may keep its level: what it should be is set before.
        """
        self.handle(AcceptMoney(False))
        self.handle(Lamp("off"))
        try:
            self._closing.close()
        except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
            self._tell_fault(error)

    def _tell_fault(self, error: Exception) -> None:
        fault = f"{type(error).__name__}: {error}"
        if fault != self._told_fault:
            self._told_fault = fault
            self._emit(DeviceDown("panel", f"a pin fails ({fault}): look at its wiring"))

    def _take_outputs(self, stack: ExitStack) -> None:
        from gpiozero import LED, RGBLED, Buzzer, OutputDevice

        config, high = self._config, self._config.lamp_active_high
        if config.relay is not None:  # first, so that it refuses as early as can be
            self._relay = OutputDevice(
                config.relay,
                active_high=config.relay_active_high,
                initial_value=False,
                pin_factory=self._pins,
            )
            stack.callback(self._relay.close)
        for colour in ("green", "amber", "red"):
            pin = getattr(config, colour)
            if pin is not None:
                self._leds[colour] = LED(pin, active_high=high, pin_factory=self._pins)
                stack.callback(self._leds[colour].close)
        if config.rgb:
            self._rgb = RGBLED(*config.rgb, active_high=high, pin_factory=self._pins)
            stack.callback(self._rgb.close)
        if config.buzzer is not None:
            self._buzzer = BuzzerPlayer(Buzzer(config.buzzer, pin_factory=self._pins))
            stack.callback(self._buzzer.close)

    def _take_inputs(self, stack: ExitStack) -> None:
        # Not Button: its thread for long presses would be one more for each contact.
        from gpiozero import DigitalInputDevice

        def contact(pin: int) -> Any:
            made = DigitalInputDevice(
                pin, pull_up=True, bounce_time=BOUNCE_S, pin_factory=self._pins
            )
            stack.callback(made.close)
            return made

        config = self._config
        if config.button is not None:
            contact(config.button).when_activated = self._press
        for name in ("door", "lid", "tilt"):
            pin = getattr(config, name)
            if pin is not None:
                self._watch(name, contact(pin))

    def _watch(self, name: str, contact: Any) -> None:
        shut_is_closed = self._config.contacts_close_when_shut
        self._open[name] = contact.is_active is not shut_is_closed
        contact.when_activated = lambda: self._door(name, not shut_is_closed)
        contact.when_deactivated = lambda: self._door(name, shut_is_closed)

    def _press(self) -> None:
        now_ms = self._clock.now().monotonic_ms
        before_ms, self._pressed_ms = self._pressed_ms, now_ms
        if before_ms is None or now_ms - before_ms >= PRESS_GAP_MS:
            self._emit(GreenPressed())

    def _door(self, name: str, is_open: bool) -> None:
        if self._open[name] is not is_open:
            self._open[name] = is_open
            self._emit(DoorMoved(name, is_open))

    def _light(self, lamp: Lamp) -> None:
        if self._rgb is not None:
            colour = _RGB[lamp.colour]
            if lamp.blink:
                self._rgb.blink(BLINK_S, BLINK_S, on_color=colour)
            else:
                self._rgb.color = colour
        lit = {lamp.colour}
        if lamp.colour == "amber" and "amber" not in self._leds:
            lit = {"red", "green"}
        for colour_name, led in self._leds.items():
            if colour_name not in lit:
                led.off()
            elif lamp.blink:
                led.blink(BLINK_S, BLINK_S)
            else:
                led.on()


def open_panel(
    config: PanelConfig,
    emit: Callable[[DeviceInput], None],
    clock: Clock,
    pin_factory: Callable[[], Any] | None = None,
) -> tuple[Panel | NullPanel, str]:
    """Return the panel, and a sentence for the health page: "" or what to do about it.

    Args:
        config, emit, clock: see `Panel`.
        pin_factory: makes gpiozero's access to the pins; None for those of this board.
    """
    if not config.pins():
        return NullPanel(), ""
    try:
        return Panel(config, emit, clock, (pin_factory or board_pins)()), ""
    except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
        why = " ".join(str(error).split()) or type(error).__name__
        return NullPanel(), f"The panel does not work: {why}. {REMEDY}"
