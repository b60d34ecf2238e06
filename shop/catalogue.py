"""The goods: what each item is called, its barcodes, and its marked price from a moment on."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shop.gtin import Kind, normalise
from shop.money import JIN_G

#: Longest code kept as it is; a longer or stranger one is kept as a digest of itself.
CODE_CHARS_MAX = 64
#: So many digits in a row may be somebody's payment code, or a part of one that came in pieces;
#: the longest number of goods has 14.
_LONG_DIGITS = re.compile(r"[0-9]{15}")
_PLAIN = re.compile(r"[0-9A-Za-z.-]{1,64}")

#: Items that nobody has listed yet carry their code behind this.
UNKNOWN = "unknown:"


@dataclass(frozen=True, slots=True)
class Item:
    """One item as listed.

    Attributes:
        item: its code in the shop.  name, name_en: as residents read it.
        unit: "each", or "g" for goods by weight, priced per 500 g.
        codes: barcodes of one piece.  case_codes: barcode of a case → pieces in it.
        shelf_group: items that can be taken for one another (swap suggestions).
        picture: name of its drawing or photo.  party: household that made it.
        prices: (from_ms, fen), ascending: each holds from its moment on, inclusive.
        held: (from_ms, fen) of the newest price that was marked "from now": it holds whatever
            the clock said then or says now; only a planned price comes after it.
        planned: (from_ms, fen) of prices marked for a later moment, ascending.
    """

    item: str
    name: str
    name_en: str | None = None
    unit: str = "each"
    codes: tuple[str, ...] = ()
    case_codes: Mapping[str, int] = field(default_factory=dict)
    shelf_group: str | None = None
    picture: str | None = None
    party: str | None = None
    retired: bool = False
    prices: tuple[tuple[int, int], ...] = ()
    held: tuple[int, int] | None = None
    planned: tuple[tuple[int, int], ...] = ()

    @property
    def one(self) -> int:
        """Return what one scan or touch stands for: a piece, or 500 g of goods by weight."""
        return 1 if self.unit == "each" else JIN_G

    def price_at(self, wall_ms: int) -> int | None:
        """Return the marked price at a moment in fen, or None before the first one."""
        found = bisect_right(self.prices, wall_ms, key=lambda price: price[0])
        return self.prices[found - 1][1] if found else None

    def price_now(self, wall_ms: int) -> int | None:
        """Return the marked price as it is now, in fen, or None before the first one.

        Order comes from the book, not from the clock: the newest "from now" holds, until a
        planned price's moment has come. An item that did not come out of a book has only its
        `prices`.
        """
        if self.held is None and not self.planned:
            return self.price_at(wall_ms)
        found = self.held[1] if self.held else None
        for from_ms, fen in self.planned:
            if from_ms <= wall_ms:
                found = fen
        return found


class Catalogue:
    """All items, and which code belongs to which; a frozen value, made anew on each change."""

    __slots__ = ("_by_code", "items")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.items: Mapping[str, Item] = MappingProxyType({item.item: item for item in items})
        by_code: dict[str, tuple[str, int]] = {}
        for item in self.items.values():
            if item.retired:
                continue
            for code in item.codes:
                by_code[code_key(code)] = (item.item, item.one)
            for code, pieces in item.case_codes.items():
                by_code[code_key(code)] = (item.item, pieces)
        self._by_code = by_code

    def find(
        self, code: str, aim: str | None = None, *, zero_first: Kind = "UPC-E"
    ) -> tuple[Item, int] | None:
        """Return the item a code stands for and how much of it, or None if nobody listed it.

        How much is pieces, or grams of goods by weight: a case code says what is in the pack.

        `aim` is the scanner's symbology id where it sends one: it settles eight-digit codes.
        Without it `zero_first` is tried first, then the other reading of the same digits.
        """
        first = normalise(code, aim, zero_first=zero_first)
        found = self._by_code.get(first or "") or self._by_code.get(code_key(code, aim))
        return (self.items[found[0]], found[1]) if found else None

    def __len__(self) -> int:
        return len(self.items)


def code_key(code: str, aim: str | None = None) -> str:
    """Return the form under which a code is kept: 14 digits for a GTIN, else the text itself."""
    return normalise(code, aim) or safe_code(code)


def safe_code(code: str) -> str:
    """Return a code fit for the book: plain ones as they are, others as a digest.

    A scanner may be shown anything (control characters, HTML, 4 kB, a payment code of a kind
    nobody knows here): none of it is stored or shown.
    """
    if _PLAIN.fullmatch(code) and not _LONG_DIGITS.search(code):
        return code
    return "x" + hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def unknown_item(code: str) -> str:
    """Return the item under which an unlisted code is sold until a volunteer names it."""
    return UNKNOWN + safe_code(code)
