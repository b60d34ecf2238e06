"""Settings of codes: what the shop's own scale prints, and the scanner's set-up sheet."""

from __future__ import annotations

from dataclasses import dataclass

from shop import instore
from shop.config.kinds import Key, OneOf, Text


@dataclass(frozen=True, slots=True)
class ScaleCodes:
    """Layouts of a scale's codes, each with what its value is."""

    most: int
    allowed: str = (
        'a table of layout → "price" or "weight", such as { "21iiiiivvvvvc" = "weight" }: 12, 13'
        " or 18 letters, 2 first, c last, i and v each in one run"
    )

    def take(self, value: object) -> dict[str, str]:
        """Return layout → what its value is, each checked."""
        if not isinstance(value, dict) or len(value) > self.most:
            raise ValueError
        layouts = [instore.pattern(text, str(what)) for text, what in value.items()]
        return {layout.text: layout.value for layout in layouts}


@dataclass(frozen=True, slots=True)
class NamedCodes:
    """Codes to print, each with the line that stands above it."""

    most: int
    allowed: str = (
        "a list of up to 24 pairs of a name and a text of 1 to 60 plain characters, such as"
        ' [["line end CR LF", "…"]]'
    )

    def take(self, value: object) -> tuple[tuple[str, str], ...]:
        """Return the pairs, checked one by one."""
        if not isinstance(value, list) or len(value) > self.most:
            raise ValueError
        return tuple(self._pair(pair) for pair in value)

    def _pair(self, pair: object) -> tuple[str, str]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValueError
        name, text = Text(40, 1).take(pair[0]), Text(60, 1).take(pair[1])
        if not text.isascii():
            raise ValueError
        return name, text


CODES = (
    Key(
        "in_store",
        ScaleCodes(8),
        {},
        "how the codes of the shop's own scale are laid out; empty: it has none",
    ),
    Key(
        "eight_digits",
        OneOf(("UPC-E", "EAN-8")),
        "UPC-E",
        "what eight digits that begin with 0 are, where the scanner does not say it",
    ),
    Key(
        "setup_sheet",
        NamedCodes(24),
        (),
        "set-up codes out of the scanner's manual, printed on its set-up sheet",
    ),
)
