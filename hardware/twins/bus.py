"""Several devices that are not there on one wire: each answers to its own address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hardware.codecs import cctalk
from hardware.twins.port import DeviceModel

_EVERYBODY = 0
#: A gap of 50 ms between bytes ends a frame, whole or not.
_GAP_MS = 50


class CctalkModel(DeviceModel, Protocol):
    """A ccTalk device behind the wire."""

    address: int


class BusModel:
    """The wire with all that hangs on it.

    Every device counts the bytes of every frame, and looks into those alone that begin with its
    address: so devices with and without CRC get along on one wire.

    Args:
        models: the devices.
        collide: answers to the address poll fall into one another, as on a wire that any of
            them may pull down.
    """

    def __init__(self, models: Sequence[CctalkModel], *, collide: bool = False) -> None:
        self.models, self.collide = list(models), collide
        self._held = b""
        self._heard_ms = 0

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Let the devices hear `data`; return what they answer, one after the other."""
        if now_ms - self._heard_ms >= _GAP_MS:
            self._held = b""
        self._heard_ms = now_ms
        self._held += data
        said = b""
        while len(self._held) > 1:
            size = self._held[1] + cctalk.FRAME_BYTES_MIN
            if len(self._held) < size:
                break
            frame, self._held = self._held[:size], self._held[size:]
            said += self._answer(frame, now_ms)
        return said

    def power_up(self, now_ms: int) -> None:
        """Give all of them their power back."""
        for model in self.models:
            model.power_up(now_ms)

    def _answer(self, frame: bytes, now_ms: int) -> bytes:
        said = []
        for model in self.models:
            heard = frame if frame[0] in (_EVERYBODY, model.address) else b""
            said.append(model.receive(heard, now_ms))  # time passes for all of them
        if not self.collide or frame[0] != _EVERYBODY:
            return b"".join(said)
        wire = 0xFF
        for byte in b"".join(said):
            wire &= byte
        return bytes([wire]) if any(said) else b""
