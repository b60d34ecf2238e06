"""Paper as a slip printer makes it of bytes: read by the manual, to hold the writer against it.

It knows nothing of `hardware.codecs.escpos`, so that the two check each other. What it does not
know it counts: a text that smuggles in a command is seen here.
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a printer keeps while it cannot print; more is lost, as on a real one.
BUFFER_BYTES_MAX = 64 * 1024
#: Sheets that a twin remembers; a trial that prints more looks at the newest.
SHEETS_MAX = 200

#: Command → bytes of its parameters.
_ESC = {b"@": 0, b"a": 1, b"E": 1, b"d": 1}
_GS = {b"!": 1, b"V": 1}
_FS = {b"&": 0, b".": 0}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One piece of paper.

    Attributes:
        lines: what stands on it, as read by eye.  large: those in double size.
        qr: what its QR codes say.  cut: it was cut off; else it is to be torn.
    """

    lines: tuple[str, ...]
    large: tuple[str, ...]
    qr: tuple[str, ...]
    cut: bool

    @property
    def text(self) -> str:
        """All of its lines."""
        return "\n".join(self.lines)


class Reader:
    """Bytes in, sheets of paper out, however the bytes are cut into pieces.

    Attributes:
        sheets: what came out, oldest first.  unknown: commands that no printer here knows.
        lines_left: until the roll ends; None: it never does.
    """

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.unknown = 0
        self.lines_left: int | None = None
        self._buffer = bytearray()
        self.reset()

    def reset(self) -> None:
        """Forget what is half printed: the power was off, or ESC @."""
        self._line, self._double, self._chinese, self._stored = bytearray(), False, False, ""
        self._lines: list[str] = []
        self._large: list[str] = []
        self._qr: list[str] = []

    @property
    def empty(self) -> bool:
        """Whether the roll has ended."""
        return self.lines_left is not None and self.lines_left <= 0

    @property
    def pending(self) -> int:
        """Bytes that wait to be printed."""
        return len(self._buffer)

    def put(self, data: bytes) -> None:
        """Take bytes into the buffer."""
        room = BUFFER_BYTES_MAX - len(self._buffer)
        self._buffer += data[: max(0, room)]

    def clear(self) -> None:
        """Lose the buffer, as without power."""
        self._buffer.clear()
        self.reset()

    def tear(self) -> None:
        """Tear off what hangs out, as people do where there is no knife."""
        if self._lines or self._qr:
            self._end(cut=False)

    def run(self) -> None:
        """Print what is in the buffer, as far as commands are whole and there is paper."""
        while self._buffer and not self.empty:
            used = self._one(bytes(self._buffer))
            if not used:
                return
            del self._buffer[:used]

    def _one(self, data: bytes) -> int:
        """Do the first command or character; return its bytes, 0 where more must come."""
        first = data[:1]
        if first == b"\n":
            self._feed(1)
            return 1
        if first in (b"\x1b", b"\x1d", b"\x1c"):
            return self._command(data)
        if first < b" " or first == b"\x7f":
            self.unknown += 1
            return 1
        size = 2 if first >= b"\x81" and self._chinese else 1
        if len(data) < size:
            return 0
        self._line += data[:size]
        return size

    def _command(self, data: bytes) -> int:
        kind, name = data[:1], data[1:2]
        if not name:
            return 0
        if kind == b"\x1d" and name == b"(":
            return self._symbol(data)
        known = {b"\x1b": _ESC, b"\x1d": _GS, b"\x1c": _FS}[kind].get(name)
        if known is None:
            self.unknown += 1
            return 2
        if len(data) < 2 + known:
            return 0
        self._do(kind + name, data[2 : 2 + known])
        return 2 + known

    def _do(self, command: bytes, given: bytes) -> None:
        match command:
            case b"\x1b@":
                self.tear()
                self.reset()
            case b"\x1c&":
                self._chinese = True
            case b"\x1c.":
                self._chinese = False
            case b"\x1d!":
                self._double = given == b"\x11"
            case b"\x1bd":
                self._feed(given[0])
            case b"\x1dV":
                self._end(cut=True)

    def _symbol(self, data: bytes) -> int:
        """Read one GS ( k: what a QR code says, and the word to draw it."""
        if len(data) < 5:
            return 0
        size = 5 + int.from_bytes(data[3:5], "little")
        if len(data) < size:
            return 0
        function, given = data[5:7], data[7:size]
        if function == b"1P":
            self._stored = given[1:].decode("utf-8", "replace")
        elif function == b"1Q":
            self._qr.append(self._stored)
        elif function not in (b"1A", b"1C", b"1E"):
            self.unknown += 1
        return size

    def _feed(self, lines: int) -> None:
        text = self._line.decode("gbk" if self._chinese else "latin-1", "replace")
        if text:
            self._lines.append(text)
            if self._double:
                self._large.append(text)
        self._line.clear()
        if self.lines_left is not None:
            self.lines_left -= lines

    def _end(self, *, cut: bool) -> None:
        sheet = Sheet(tuple(self._lines), tuple(self._large), tuple(self._qr), cut)
        self.sheets = [*self.sheets, sheet][-SHEETS_MAX:]
        self._lines, self._large, self._qr = [], [], []


def read_sheets(data: bytes) -> list[Sheet]:
    """Return what a printer makes of these bytes, such as a plain file that stood in for it."""
    reader = Reader()
    reader.put(data)
    reader.run()
    reader.tear()
    return reader.sheets
