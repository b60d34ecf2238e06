"""Read the long codes of cartons and of goods by weight: GS1-128, DataBar, DataMatrix, links.

They carry the article number with its weight, date or lot. The parsing is biip's; it is
imported at the first such code, since that takes some 140 ms that the service need not spend.

Sources: GS1 General Specifications, section 3 (application identifiers); HARDWARE.md 1.6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardware.codecs import aim

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

#: AIM ids of symbols that hold element strings.
_GS1_AIM = ("]C1", "]e", "]d2", "]Q3")
#: The separator that scanners send for FNC1.
_GS = "\x1d"
#: A GS1 Digital Link: any host, a path with application identifier 01.
_LINK = re.compile(r"https?://[^/?#]+/(?:[^?#]*/)?(?:01|gtin)/[0-9]{8,14}(?:[/?#]|$)", re.I)

_NET_WEIGHT_KG = re.compile(r"310[0-5]")
_PRICE = re.compile(r"392[0-9]")
_BEST_BEFORE = ("15", "16", "17")  # best before, sell by, expiry


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a long code: its application identifier, what that is, and its text."""

    ai: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a long code says about the goods.

    Attributes:
        gtin: the 14 digits of the article, or None where it names none.
        weight_g: net weight in grams, or None.
        price_fen: the price of the pack where it has no currency of its own, or None.
        until: the earliest of its best-before, sell-by and expiry dates, as YYYY-MM-DD.
        elements: all its parts, in order.
    """

    gtin: str | None
    weight_g: int | None
    price_fen: int | None
    until: str | None
    elements: tuple[Element, ...]


def looks_like_gs1(text: str, mark: str | None = None) -> bool:
    """Whether it is worth importing the parser for this scan.

    Args:
        text: the scan, with or without its AIM id.
        mark: its AIM id, where that was taken off before.
    """
    return (mark or text).startswith(_GS1_AIM) or _GS in text or _LINK.match(text) is not None


def decode(text: str) -> Reading:
    """Read one long code, with its AIM id if the scanner sent one.

    Raises:
        ValueError: no element string, an unknown identifier, or a wrong check digit in it.
    """
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    # biip.parse would also try the text as a bare number; it fails on a lone "]".
    rest = aim.split(text)[1]
    try:
        found = (GS1DigitalLinkURI if _LINK.match(rest) else GS1Message).parse(rest)
    except ParseError as error:
        raise ValueError("no GS1 code: " + " ".join(str(error).split())) from error
    if not found.element_strings:
        raise ValueError("no GS1 code: it holds nothing")
    for part in found.element_strings:
        wrong = part.gtin_error or part.sscc_error or part.gln_error
        if wrong:
            raise ValueError(wrong)
    return _reading(found.element_strings)


def _reading(parts: list[GS1ElementString]) -> Reading:
    gtin: str | None = None
    weight_g: int | None = None
    price_fen: int | None = None
    dates: list[str] = []
    for part in parts:
        if part.ai.ai == "01" and gtin is None:
            gtin = part.value.rjust(14, "0")
        elif _NET_WEIGHT_KG.fullmatch(part.ai.ai) and part.decimal is not None:
            weight_g = int((part.decimal * 1000).to_integral_value())
        elif _PRICE.fullmatch(part.ai.ai) and part.decimal is not None:
            price_fen = int((part.decimal * 100).to_integral_value())
        elif part.ai.ai in _BEST_BEFORE and part.date is not None:
            dates.append(part.date.isoformat())
    elements = tuple(Element(part.ai.ai, part.ai.data_title, part.value) for part in parts)
    return Reading(gtin, weight_g, price_fen, min(dates, default=None), elements)
