"""What may go out to devices: frozen wishes, each harmless if the device is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sound = Literal["scanned", "unknown", "coin", "thanks", "refused", "removed", "help"]
LampColour = Literal["off", "green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Play:
    """Let the buzzer or the voice say that something happened."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Lamp:
    """Show the shop's state on the lamp: green ready, amber look, red do not pay."""

    colour: LampColour
    blink: bool = False


@dataclass(frozen=True, slots=True)
class AcceptMoney:
    """Let the money machines take coins and notes, or refuse them (book not writable, stop)."""

    on: bool


DeviceEffect = Play | Lamp | AcceptMoney
