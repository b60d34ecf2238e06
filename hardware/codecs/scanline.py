"""What a barcode scanner sends over its serial line, made into whole, clean texts.

    [prefix][AIM id]DATA[suffix] CR | LF | CR LF | TAB | nothing

The line is a value: `feed` and `idle` return the next one together with what was read, so a
driver that holds it stays a pure function. However the bytes are cut up, the texts are the
same; no bytes raise; a line never holds more than `LINE_BYTES_MAX`.

Sources: GM65 manual 6.4 (zone order, tails); HARDWARE.md 1.1.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from hardware.codecs import aim

#: Longest line taken. A QR code that a shop has use for is shorter; a longer one is noise.
LINE_BYTES_MAX = 512

#: The one control character that means something: FNC1 in GS1 codes.
_GS = "\x1d"
#: Controls, invisible format marks (they could turn a name around on the screen), lone
#: surrogates, line and paragraph separators.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNASSIGNED = frozenset({"Cn", "Co"})


@dataclass(frozen=True, slots=True)
class LineOptions:
    """How a scanner was set up.

    Attributes:
        prefix: text it puts before each code; taken off where it is there.
        suffix: text it puts after each code, before the line's end; likewise.
        ends: the bytes of which any ends a line.
        quiet_ends_line: the scanner sends no line end, so a pause ends the line.
    """

    prefix: str = ""
    suffix: str = ""
    ends: bytes = b"\r\n\t"
    quiet_ends_line: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One code as scanned.

    Attributes:
        text: 1..512 characters, without prefix, AIM id, suffix and unwanted characters.
        aim: the AIM id the scanner sent, such as "]E0", or None.
    """

    text: str
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class Garbage:
    """How much came that is no code, since the line was opened; for the health record.

    Attributes:
        overlong: lines longer than `LINE_BYTES_MAX`.
        undecodable: lines that are neither UTF-8 nor GB18030.
        controls: unwanted characters taken out of lines.
        broken_off: lines that stopped before their end.
    """

    overlong: int = 0
    undecodable: int = 0
    controls: int = 0
    broken_off: int = 0


@dataclass(frozen=True, slots=True)
class Scanline:
    """A scanner's line between two arrivals of bytes.

    Attributes:
        options: how the scanner was set up.
        held: the bytes of a line that has not ended.
        skipping: the line is overlong: everything up to its end is passed over.
        garbage: what was passed over so far.
    """

    options: LineOptions = LineOptions()
    held: bytes = b""
    skipping: bool = False
    garbage: Garbage = Garbage()

    @property
    def in_line(self) -> bool:
        """Whether a line has begun and not ended."""
        return self.skipping or bool(self.held)

    def feed(self, data: bytes) -> tuple[Scanline, list[Line]]:
        """Take bytes as they came.

        Args:
            data: any bytes, cut up anyhow.

        Returns:
            The line as it is now, and the codes that ended in these bytes.
        """
        held, skipping, garbage = self.held, self.skipping, self.garbage
        lines: list[Line] = []
        *ended, rest = self._split(data)
        for piece in ended:
            if not skipping and len(held) + len(piece) > LINE_BYTES_MAX:
                garbage = replace(garbage, overlong=garbage.overlong + 1)
            elif not skipping:
                line, garbage = self._read(held + piece, garbage)
                lines += line
            held, skipping = b"", False
        if not skipping and len(held) + len(rest) > LINE_BYTES_MAX:
            garbage = replace(garbage, overlong=garbage.overlong + 1)
            held, skipping = b"", True
        elif not skipping:
            held += rest
        return Scanline(self.options, held, skipping, garbage), lines

    def idle(self) -> tuple[Scanline, list[Line]]:
        """Take note that the line has been quiet for as long as the driver allows.

        Returns:
            The line, empty again, and what it held: a code where the scanner sends no line
            end, else nothing, since half a code is no code.
        """
        garbage = self.garbage
        lines: list[Line] = []
        if self.held and self.options.quiet_ends_line:
            lines, garbage = self._read(self.held, garbage)
        elif self.held:
            garbage = replace(garbage, broken_off=garbage.broken_off + 1)
        return Scanline(self.options, garbage=garbage), lines

    def _split(self, data: bytes) -> list[bytes]:
        """Cut at every line end; the last piece has none."""
        ends = self.options.ends
        if not ends:
            return [data]
        for end in ends[1:]:
            data = data.replace(bytes((end,)), ends[:1])
        return data.split(ends[:1])

    def _read(self, raw: bytes, garbage: Garbage) -> tuple[list[Line], Garbage]:
        """Make one whole line into a code, if there is one in it."""
        text = _decoded(raw)
        if text is None:
            return [], replace(garbage, undecodable=garbage.undecodable + 1)
        clean = _cleaned(text)
        if len(clean) < len(text):
            dropped = len(text) - len(clean)
            garbage = replace(garbage, controls=garbage.controls + dropped)
        mark, code = aim.split(clean.removeprefix(self.options.prefix))
        code = code.removesuffix(self.options.suffix)
        return ([Line(code, mark)] if code else []), garbage


def _decoded(raw: bytes) -> str | None:
    """Chinese scanners send either; what is right UTF-8 is hardly ever meant as GB18030."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    # Almost any noise is some GB18030; characters that nobody has assigned give it away.
    return None if any(unicodedata.category(c) in _UNASSIGNED for c in text) else text


def _cleaned(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c == _GS or unicodedata.category(c) not in _UNWANTED)
