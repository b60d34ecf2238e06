"""Texts in charts: how wide they are, how they wrap, shorten or shrink to stay in their place.

The server has no font to measure with; the widths are those of Noto Sans, rounded up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from shop.money import format_yuan

#: Share of the font size that a character takes: a Chinese one, a wide or a narrow Latin one.
_FULL, _BROAD, _USUAL, _SLIM = 1.0, 0.74, 0.57, 0.32
_SLIM_ONES = frozenset(" .,:;'|!ijlrtfI()[]")
_BROAD_ONES = frozenset("mwMWGOQDHNU%@&+\u2212")
#: Smallest text that is printed legibly; below it a chart would be useless.
SIZE_MIN = 8.0
LINES_MAX = 3


def signed(fen: int) -> str:
    """Return an amount with its sign in front, a true minus: "+5.00", "\u22121.00", "0.00"."""
    text = format_yuan(abs(fen))
    return f"+{text}" if fen > 0 else f"\u2212{text}" if fen < 0 else text


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is drawn, in SVG units."""
    ems = 0.0
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF":
            ems += _FULL
        elif sign in _SLIM_ONES:
            ems += _SLIM
        elif sign in _BROAD_ONES:
            ems += _BROAD
        else:
            ems += _USUAL
    return ems * size * (1.06 if bold else 1.0)


def fit(texts: Iterable[str], room: float, size: float, *, bold: bool = False) -> float:
    """Return the largest size, up to `size`, at which every text keeps to its room."""
    widest = max((width(text, 1.0, bold=bold) for text in texts), default=0.0)
    if widest * size <= room:
        return size
    return max(int(room / widest * 10) / 10, SIZE_MIN)


def shorten(text: str, room: float, size: float) -> str:
    """Return the text, with an ellipsis where it is too long for its room."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, size: float) -> tuple[str, ...]:
    """Return the text in at most three lines that each keep to the room, the last shortened."""
    lines: list[str] = []
    for word in _words(text):
        joined = lines[-1] + word if lines else word
        if lines and width(joined.strip(), size) <= room:
            lines[-1] = joined
        else:
            lines.append(word.lstrip())
    if len(lines) > LINES_MAX:
        lines = [*lines[: LINES_MAX - 1], "".join(lines[LINES_MAX - 1 :])]
    return tuple(shorten(line.strip(), room, size) for line in lines) or ("",)


def _words(text: str) -> list[str]:
    """Return the pieces a line may break between: Latin words whole, Chinese by the sign."""
    words: list[str] = []
    for sign in text:
        full = unicodedata.east_asian_width(sign) in "WF"
        closing = full and unicodedata.category(sign).startswith("P")
        last = words[-1][-1] if words else ""
        after_full = bool(last) and unicodedata.east_asian_width(last) in "WF"
        if not words or sign == " " or ((full or after_full) and not closing):
            words.append(sign)
        else:
            words[-1] += sign
    return words
