"""What a resident on the demo's street can do, and what is said about it.

It reaches the shop through `Hands` alone: bytes on its devices' lines, as a real hand's.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

_HOW_MUCH = re.compile(r"\s[\d.]+\s?\w+$")
#: Two arms carry so much.
HAND_MAX = 24
#: Sentences of what happened that stay to be read.
LINES_MAX = 40
#: Coins and notes in the purse, in fen.
PURSE_FEN = (10, 50, 100, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One sort of goods on the shelf; `code` is the barcode on it, "" where it has none."""

    item: str
    name: str
    name_en: str
    fen: int
    group: str
    code: str

    def called(self, english: bool) -> str:
        """Return its whole name in the reader's language."""
        return self.name_en if english and self.name_en else self.name

    def short(self, english: bool) -> str:
        """Return its name without how much is in it, for a narrow price tag."""
        name = self.called(english)
        return _HOW_MUCH.sub("", name.split(",")[0]) if english else name.split(" ")[0]


class Switch(Protocol):
    """Something of the shop's devices that a hand can turn, pull or block.

    Attributes:
        key: its name, such as "scanner".  act: what turning it does now, such as "pull".
        state: how it is now, such as "in".  good: that is how it should be.
    """

    @property
    def key(self) -> str:
        """Its name."""
        ...

    @property
    def act(self) -> str:
        """What turning it does now."""
        ...

    @property
    def state(self) -> str:
        """How it is now."""
        ...

    @property
    def good(self) -> bool:
        """Whether that is how it should be."""
        ...


class Hands(Protocol):
    """What hands can do in the shop: write bytes to its lines, pull cables, press nothing."""

    def scan(self, code: str) -> bool:
        """Hold a barcode under the scanner; False if its cable is out."""
        ...

    def drop(self, fen: int) -> bool:
        """Put one coin or note into the box; False if it falls through to the return tray."""
        ...

    def phone(self) -> int:
        """Pay what the till's screen shows with a phone; fen that went, 0 for no code there."""
        ...

    def show_code(self) -> bool:
        """Hold a phone's payment code under the scanner; False if its cable is out."""
        ...

    def fallen(self) -> int:
        """Return the fen of change that hoppers have paid out so far."""
        ...

    def switches(self) -> Sequence[Switch]:
        """Return what can be turned, as it is now."""
        ...

    def turn(self, key: str) -> str:
        """Turn one; return what that did, a value of `Switch.act`."""
        ...


@dataclass(slots=True)
class InHand:
    """One thing in the hand, and how often it was scanned."""

    good: Shelved
    scanned: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of what happened: a key of the page's texts, and what it speaks of."""

    key: str
    good: Shelved | None = None
    fen: int = 0
    count: int = 0
    other: int = 0


@dataclass(slots=True)
class Street:
    """One resident on the street: whoever looks at the page.

    Args:
        hands: reaches the devices.  goods: what stands on the shelf.
        people: who may sign (code, what they do, secret), told on the demo's log-in page.
    """

    hands: Hands
    goods: Sequence[Shelved]
    people: Sequence[object] = ()
    held: list[InHand] = field(default_factory=list)
    in_box_fen: int = 0
    #: Of the change that ever fell, so much was taken out of the tray.
    taken_fen: int = 0
    change_fen: int = 0
    said: deque[Said] = field(default_factory=lambda: deque(maxlen=LINES_MAX))
    #: Grows with everything done here: the demo's residents wait while somebody acts.
    acts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def act(self, what: str, of: str) -> None:
        """Do one thing; `of` is what it is done with, as the page's form says.

        Raises:
            KeyError, ValueError: the page has no such thing to do.
        """
        with self._lock:
            self.acts += 1
            self.said.append(_DEEDS[what](self, of))

    def hear(self, key: str) -> None:
        """Tell something that others did in the shop: a key of the page's texts."""
        with self._lock:
            self.said.append(Said(key))

    # ------------------------------------------------------------ what can be done

    def _pick(self, of: str) -> Said:
        good = next((good for good in self.goods if good.item == of), None)
        if good is None:
            raise ValueError(of)
        if len(self.held) >= HAND_MAX:
            return Said("hands_full")
        self.held.append(InHand(good))
        return Said("picked", good)

    def _back(self, of: str) -> Said:
        return Said("put_back", self.held.pop(self._place(of)).good)

    def _scan(self, of: str) -> Said:
        thing = self.held[self._place(of)]
        if not thing.good.code:
            return Said("no_barcode", thing.good)
        if not self.hands.scan(thing.good.code):
            return Said("scanner_silent", thing.good)
        thing.scanned += 1
        return Said("scanned" if thing.scanned == 1 else "scanned_again", thing.good)

    def _drop(self, of: str) -> Said:
        fen = int(of)
        if fen not in PURSE_FEN:
            raise ValueError(of)
        if not self.hands.drop(fen):
            return Said("fell_through", fen=fen)
        self.in_box_fen += fen
        return Said("dropped", fen=fen)

    def _change(self, of: str) -> Said:
        fen = self.hands.fallen() - self.taken_fen
        if fen <= 0:
            return Said("no_change")
        self.taken_fen += fen
        self.change_fen += fen
        return Said("took_change", fen=fen)

    def _out(self, of: str) -> Said:
        count, unscanned = len(self.held), sum(not thing.scanned for thing in self.held)
        paid_fen, self.in_box_fen, self.change_fen = self.in_box_fen - self.change_fen, 0, 0
        self.held.clear()
        if not count:
            return Said("walked_out_empty", fen=paid_fen)
        return Said("walked_out", fen=paid_fen, count=count, other=unscanned)

    def _phone(self, of: str) -> Said:
        fen = self.hands.phone()
        return Said("phone_paid", fen=fen) if fen else Said("phone_no_code")

    def _code(self, of: str) -> Said:
        return Said("code_shown" if self.hands.show_code() else "code_silent")

    def _turn(self, of: str) -> Said:
        return Said(f"{of}_{self.hands.turn(of)}")

    def _place(self, of: str) -> int:
        place = int(of)
        if not 0 <= place < len(self.held):
            raise ValueError(of)
        return place


_DEEDS = {
    "pick": Street._pick,
    "back": Street._back,
    "scan": Street._scan,
    "drop": Street._drop,
    "change": Street._change,
    "out": Street._out,
    "phone": Street._phone,
    "code": Street._code,
    "turn": Street._turn,
}
