"""Several devices that are not there on one wire: each answers to its own address."""

from __future__ import annotations

from collections.abc import Sequence

from hardware.codecs import cctalk
from hardware.codecs.cctalk import Frame
from hardware.twins.port import DeviceModel

_ADDRESS_POLL = cctalk.encode(Frame(0, cctalk.ADDRESS_POLL))


class BusModel:
    """The wire with all that hangs on it.

    Args:
        models: the devices.
        collide: answers to the address poll fall into one another, as on a wire that any of
            them may pull down.
    """

    def __init__(self, models: Sequence[DeviceModel], *, collide: bool = False) -> None:
        self.models, self.collide = list(models), collide

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Let every device hear `data`; return what they answer, one after the other."""
        said = [model.receive(data, now_ms) for model in self.models]
        if not (self.collide and data == _ADDRESS_POLL):
            return b"".join(said)
        wire = 0xFF
        for byte in b"".join(said):
            wire &= byte
        return bytes([wire]) if any(said) else b""

    def power_up(self, now_ms: int) -> None:
        """Give all of them their power back."""
        for model in self.models:
            model.power_up(now_ms)
