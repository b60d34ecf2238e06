"""Access to this board's own pins, made for one panel and not for the whole process.

Sources: gpiozero 2.0 (`gpiozero.devices`, `gpiozero.pins`); HARDWARE.md 4.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

#: In order of preference; gpiozero's own choice would be set for the whole process.
_FACTORIES = (("gpiozero.pins.lgpio", "LGPIOFactory"), ("gpiozero.pins.rpigpio", "RPiGPIOFactory"))
#: What to do where there is no access.
REMEDY = (
    "On a Raspberry Pi install python3-lgpio with apt, make the venv with "
    "--system-site-packages, and put the service's user into the group gpio."
)


def board_pins(import_module: Callable[[str], Any] = importlib.import_module) -> Any:
    """Return gpiozero's access to the pins of this board, without making it everybody's.

    lgpio comes first: it is the one that knows the Pi 5, whose header is another chip than those of
    older boards (gpiozero finds it). RPi.GPIO, tried next, knows the boards up to the Pi 4.

    Args:
        import_module: how a library is got hold of; another one in tests.

    Raises:
        BadPinFactory: this is no Raspberry Pi, or its pins may not be used; says what was tried.
    """
    from gpiozero import BadPinFactory

    tried = []
    for module, name in _FACTORIES:
        try:
            return getattr(import_module(module), name)()
        except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
            tried.append(f"{name}: {error}")
    raise BadPinFactory("no access to GPIO pins (" + "; ".join(tried) + ")")
