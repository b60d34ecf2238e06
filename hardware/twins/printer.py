"""A slip printer's own side of the line: what comes out as paper, and what it says of itself."""

from __future__ import annotations

from hardware.twins.paper import Reader, Sheet
from hardware.twins.port import TwinPort
from shop.clock import Clock


class PrinterModel:
    """A printer without its cable. Knobs, to be turned at any time:

    Attributes:
        reader: its paper.  cover_open, offline, jammed, low: how it is.
        mute: it answers no question, as many cheap ones.
    """

    def __init__(self) -> None:
        self.reader = Reader()
        self.cover_open = self.offline = self.jammed = self.low = self.mute = False
        self._half = b""

    @property
    def sheets(self) -> list[Sheet]:
        """What came out, oldest first."""
        return self.reader.sheets

    def load(self, lines: int | None = None) -> None:
        """Put in a roll of so many lines; None: one that never ends."""
        self.reader.lines_left = lines

    def receive(self, data: bytes, now_ms: int) -> bytes:
        """Answer questions at once, whatever waits; print the rest as soon as that can be."""
        data, answers, rest = self._half + data, bytearray(), bytearray()
        while data and data not in (b"\x10", b"\x10\x04"):
            if data.startswith(b"\x10\x04"):
                answers.append(self._status(data[2]))
                data = data[3:]
            else:
                rest += data[:1]
                data = data[1:]
        self._half = data
        self.reader.put(bytes(rest))
        self.print()
        return b"" if self.mute else bytes(answers)

    def print(self) -> None:
        """Go on printing, where nothing is in the way."""
        if not (self.cover_open or self.offline or self.jammed):
            self.reader.run()

    def power_up(self, now_ms: int) -> None:
        """Start afresh: what waited is lost."""
        self.reader.clear()
        self._half = b""

    def _status(self, question: int) -> int:
        empty = self.reader.empty
        stopped = self.cover_open or self.offline or self.jammed or empty
        bits = {
            1: 0x08 if stopped else 0,
            2: (0x04 if self.cover_open else 0)
            | (0x20 if empty else 0)
            | (0x40 if self.jammed else 0),
            4: (0x60 if empty else 0) | (0x0C if self.low or empty else 0),
        }
        return 0x12 | bits.get(question, 0)


class TwinPrinter:
    """A printer on a pty.

    Args:
        link: the stable name under which the driver finds it.  clock: the time of the cable.
        seed: of the cable's faults.
    """

    def __init__(self, link: str, clock: Clock, *, seed: int = 0) -> None:
        self.model = PrinterModel()
        self.port = TwinPort(link, self.model, clock, seed=seed)

    def start(self) -> TwinPrinter:
        """Plug it in; returns once its name is there."""
        self.port.start()
        return self

    def close(self) -> None:
        """Unplug it for good."""
        self.port.close()

    @property
    def sheets(self) -> list[Sheet]:
        """What came out, oldest first."""
        with self.port.lock:
            return list(self.model.sheets)
