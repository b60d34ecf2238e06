"""The lamp beside the lens: lit while a photo is taken, and there is no photo without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hardware.board_pins import board_pins
from hardware.camera_sources import NoPhoto


class PinLamp:
    """A lamp on a pin of the board's header.

    Args:
        pin: its BCM number.
        pin_factory: makes gpiozero's access to the pins, in tests; None: this board's.
    """

    def __init__(self, pin: int, pin_factory: Callable[[], Any] | None = None) -> None:
        self._pin, self._pin_factory = pin, pin_factory or board_pins
        self._lamp: Any = None

    def __call__(self, on: bool) -> None:
        """Light it or put it out.

        Raises:
            NoPhoto: it cannot be lit: nobody is to be photographed without a warning.
        """
        try:
            if self._lamp is None and on:
                from gpiozero import LED

                self._lamp = LED(self._pin, pin_factory=self._pin_factory())
            if self._lamp is not None:
                self._lamp.value = on
        except Exception as error:
            why = f"the camera's lamp on pin {self._pin} cannot be lit ({error})"
            raise NoPhoto(f"{why}: look at [camera] lamp_pin and its wire") from error
