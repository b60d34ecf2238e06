"""ESC/POS: the few bytes that a slip of paper needs, and what the printer says of itself.

Text goes out in Chinese mode (FS &) as GBK, in which a printer draws each two-byte character two
columns wide. So the width of a text is the number of its bytes, and a row of an amount in yuan
ends at the same column whatever stands before it.

A control character within a text would be a command to the printer: none gets through.

Sources: HARDWARE.md 4; Epson's ESC/POS reference (ESC @, ESC a, ESC E, GS !, FS &, ESC d, GS V,
GS ( k with cn 49, DLE EOT).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

#: Forget what was set before (ESC @), then Chinese mode (FS &).
INIT = b"\x1b@\x1c&"
#: Full cut (GS V 0).
CUT = b"\x1dV\x00"
#: The mark that stands for a character the printer has no picture of, as in Chinese typesetting.
MISSING = "〓"
#: Lines from the printing head to the knife, and to the edge that paper is torn at.
FEED_LINES = 4
#: Lines of one slip at most: a roll is 30 m, a slip that long is a mistake.
LINES_MAX = 300
#: A QR code of more bytes does not fit on 58 mm paper at a size that scanners read.
QR_BYTES_MAX = 300

#: Signs that GBK has under another number.
_SAME = str.maketrans({"\u00a5": "￥", "\u2013": "—", "\u00a0": " ", "\u20ac": "EUR"})
_ALIGN = {"left": b"\x1ba\x00", "centre": b"\x1ba\x01"}
_BOLD = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
_DOUBLE = {False: b"\x1d!\x00", True: b"\x1d!\x11"}


# ---------------------------------------------------------------- text


def printable(text: str) -> str:
    """Return a text as the printer can draw it, on one line; what it cannot draw is marked."""
    said = unicodedata.normalize("NFC", text).translate(_SAME)
    return "".join(map(_drawn, " ".join(said.split())))


def width(text: str) -> int:
    """Return how many narrow characters a printable text is wide."""
    return len(text.encode("gbk"))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield the lines of a text: broken at spaces, or within what has none, as Chinese.

    Args:
        columns: narrow characters on a line, 2 or more.
    """
    line = ""
    for word in printable(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        if line and width(word) <= columns:
            yield line
            line = word
            continue
        *whole, line = _chopped(joined, columns)
        yield from whole
    yield line


def row(left: str, right: str, columns: int) -> Iterator[str]:
    """Yield the lines of two columns: the left one wrapped, the right one at the edge."""
    *above, last = wrapped(left, columns)
    end = printable(right)
    yield from above
    if not end:
        yield last
    elif width(last) + 1 + width(end) <= columns:
        yield last + " " * (columns - width(last) - width(end)) + end
    else:
        if last:
            yield last
        for line in wrapped(end, columns):
            yield " " * (columns - width(line)) + line


def _drawn(character: str) -> str:
    if ord(character) < 0x20 or ord(character) == 0x7F:
        return ""
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        # a mark upon the character before it, or a sign that joins two: nothing of its own
        joins = unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn")
        return "" if joins else MISSING
    return character


def _chopped(text: str, columns: int) -> list[str]:
    lines = [""]
    for character in text:
        if width(lines[-1] + character) > columns:
            lines.append("")
        if lines[-1] or character != " ":
            lines[-1] += character
    return lines


# ---------------------------------------------------------------- a slip


def slip(
    title: str,
    rows: tuple[tuple[str, str], ...],
    foot: tuple[str, ...],
    qr: str,
    *,
    columns: int,
    cut: bool,
) -> bytes:
    """Return the bytes of one slip.

    Args:
        title: large, in the middle.  rows: what stands left and right.  foot: the last lines.
        qr: what its QR code says, at most `QR_BYTES_MAX` bytes; "" for none.
        columns: narrow characters on a line: 32 on 58 mm paper, 48 on 80 mm.
        cut: the printer has a knife; else the paper is fed to be torn.
    """
    head = _lines(wrapped(title, columns // 2))
    out = [INIT, _ALIGN["centre"], _DOUBLE[True], _BOLD[True], head, _BOLD[False], _DOUBLE[False]]
    if rows:
        lines = (line for left, right in rows for line in row(left, right, columns))
        out += [_ALIGN["left"], _lines(iter(["-" * columns])), _lines(lines)]
        out += [_lines(iter(["-" * columns]))]
    out += [_ALIGN["centre"]]
    if qr:
        out += [qr_code(qr), b"\n"]
    out += [_lines(line for text in foot for line in wrapped(text, columns))]
    out += [feed(FEED_LINES), CUT if cut else b""]
    return b"".join(out)


def qr_code(text: str, module_dots: int = 6) -> bytes:
    """Return the commands by which the printer draws a QR code itself.

    Model 2, error correction M. A text that is too long is left out: a code cut short would
    say something else.

    Args:
        module_dots: dots of one of its squares, 1..16; 6 are 0.75 mm at 203 dots an inch.
    """
    data = text.encode("utf-8")
    if len(data) > QR_BYTES_MAX:
        return b""
    commands = (
        b"1A2\x00",  # model 2
        b"1C" + bytes([module_dots]),
        b"1E1",  # error correction M
        b"1P0" + data,
        b"1Q0",  # print what is stored
    )
    return b"".join(b"\x1d(k" + len(c).to_bytes(2, "little") + c for c in commands)


def feed(lines: int) -> bytes:
    """Return the command that moves the paper on (ESC d)."""
    return b"\x1bd" + bytes([lines])


def _lines(lines: Iterator[str]) -> bytes:
    kept = [line for _, line in zip(range(LINES_MAX), lines, strict=False)]
    return "".join(f"{line}\n" for line in kept).encode("gbk")


# ---------------------------------------------------------------- what the printer says


#: The questions of a round: printer, why it is offline, paper.
QUESTIONS: tuple[Literal[1, 2, 4], ...] = (1, 2, 4)
#: Bits 0 and 7 are off and bits 1 and 4 on in every answer: how one is told from noise.
_FIXED_MASK, _FIXED = 0x93, 0x12


def ask(question: Literal[1, 2, 4]) -> bytes:
    """Return the question (DLE EOT n); the printer answers it even while it prints."""
    return b"\x10\x04" + bytes([question])


def is_status(byte: int) -> bool:
    """Say whether a byte can be an answer at all."""
    return byte & _FIXED_MASK == _FIXED


@dataclass(frozen=True, slots=True)
class Status:
    """What the printer says of itself, of the three answers together.

    Attributes:
        offline: it prints nothing now.  cover: its cover is open.  failed: an error of its
            mechanics, such as the knife.  empty: there is no paper.  low: little is left.
    """

    offline: bool = False
    cover: bool = False
    failed: bool = False
    empty: bool = False
    low: bool = False


def status(answers: tuple[int, int, int]) -> Status:
    """Return what the answers to `QUESTIONS` mean, in their order."""
    printer, why, paper = answers
    return Status(
        offline=bool(printer & 0x08),
        cover=bool(why & 0x04),
        failed=bool(why & 0x40),
        empty=bool(why & 0x20) or bool(paper & 0x60),
        low=bool(paper & 0x0C),
    )
