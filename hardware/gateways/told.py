"""What the shop is told of payments, and what the book has said yes to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.gateways.base import Seen
from hardware.health import Record
from shop.errors import ShopError
from shop.inputs import DeviceInput, QrAside, QrPaid


class Credits:
    """Numbers of payments whose credit the book has said yes to.

    A repeat of a notice is answered from here; what has fallen out is found in the book.
    """

    def __init__(self, most: int = 4_096) -> None:
        self._most = most
        self._kept: dict[str, None] = {}

    def __contains__(self, reference: str) -> bool:
        return reference in self._kept

    def add(self, reference: str) -> None:
        """Remember one more; the oldest is forgotten."""
        self._kept[reference] = None
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]


class Shop:
    """The shop as a provider's window sees it.

    Args:
        emit: hands an input to the shop; True when it is in the book, or taken.
        record: where it is counted what the shop did not take.
    """

    def __init__(self, emit: Callable[[DeviceInput], bool], record: Record) -> None:
        self._emit, self._record = emit, record
        self.credits = Credits()

    def say(self, said: DeviceInput) -> bool:
        """Hand it to the shop; whatever is not a clear yes is a no."""
        try:
            taken = self._emit(said)
        except ShopError as error:
            self._record.error(str(error))
            taken = False
        if not taken:
            self._record.count("dropped")
        elif isinstance(said, QrPaid | QrAside):
            self.credits.add(said.reference)
        return taken


@dataclass(slots=True)
class Told:
    """A believed notice, and what became of it."""

    seen: Seen
    done: threading.Event = field(default_factory=threading.Event)
    ok: bool = False
