"""Lots: what each delivery brought, on what terms, and what is left of it.

The values; how lots are used up is in `shop.review.depletion`. Goods GONE deplete a lot, declared
or not (HONESTY.md section 7): the shelf cannot say which jar a resident took, so the oldest on it
is taken to be gone. Written-off goods take the oldest too. Depletion goes by cuts: within one,
what came is on the shelf before anything leaves it.

All whole numbers: pieces, or grams of goods by weight. Nothing is ever lost or made: what came is
gone, written off, given back, or left. Where more left than the lots ever held, that is kept as
`short` and the next delivery fills it first: a delivery was then written down too late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

#: What the key of goods that nobody brought is: found at a count, or brought back.
FOUND = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms goods came.

    Attributes:
        lot: what the delivery is called; "" where it has no name.  party: household, or "".
        supplier: who else brought them, or "".
        payout_fen: promised for one (or 500 g) that is gone; None where not on consignment.
        cost_fen: what one (or 500 g) was bought for; None where not bought.
        bearer: of what goes unpaid: fund, consignor or prorata.  expires_on: YYYY-MM-DD or "".
    """

    lot: str = ""
    party: str = ""
    supplier: str = ""
    payout_fen: int | None = None
    cost_fen: int | None = None
    bearer: str = "fund"
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one delivery brought of one item, and what became of it.

    Attributes:
        key: seq of the entry that brought it; `FOUND` for goods that nobody brought.
        received: net of corrections.  gone: taken, declared or not.  paid: of these, paid for.
        off: written off.  back: given back or sent to another shop.  left: on the shelf.
    """

    key: int
    item: str
    unit: str
    terms: Terms = Terms()
    received: int = 0
    gone: int = 0
    paid: int = 0
    off: int = 0
    back: int = 0

    @property
    def left(self) -> int:
        """What is still on the shelf."""
        return self.received - self.gone - self.off - self.back


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that came, or (quantity below 0) a delivery that was corrected away again."""

    key: int
    item: str
    unit: str
    quantity: int
    terms: Terms = Terms()


@dataclass(frozen=True, slots=True)
class Step:
    """What moved on the shelf between two counts, by item.

    Attributes:
        receipts: in the order of the book.  named_back: (item, lot) → given back out of a lot.
        back, off, gone: other goods returned or sent away, written off, gone (G).
        paid: of the gone, declared and paid for.
        units: of each item: each or g.
    """

    receipts: tuple[Receipt, ...] = ()
    named_back: Mapping[tuple[str, str], int] = field(default_factory=dict)
    back: Mapping[str, int] = field(default_factory=dict)
    off: Mapping[str, int] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stock:
    """All lots of a shop at one moment.

    Attributes:
        layers: oldest first, those used up too until `settled` lets them go.
        short: item → what left the shelf beyond all lots.
    """

    layers: tuple[Layer, ...] = ()
    short: Mapping[str, int] = field(default_factory=dict)

    def held(self, item: str) -> int:
        """Return what is on the shelf of an item; below 0 where the book is short."""
        return sum(one.left for one in self.layers if one.item == item) - self.short.get(item, 0)

    def settled(self) -> Stock:
        """Return the same shelf with its past put behind: only what is left, nothing gone yet."""
        fresh = (
            replace(one, received=one.left, gone=0, paid=0, off=0, back=0)
            for one in self.layers
            if one.left
        )
        return Stock(tuple(fresh), {item: n for item, n in self.short.items() if n})

    def expiring(self, until: str) -> tuple[Layer, ...]:
        """Return what is left and expires up to a day (YYYY-MM-DD), the soonest first."""
        due = [one for one in self.layers if one.left and "" < one.terms.expires_on <= until]
        return tuple(sorted(due, key=lambda one: (one.terms.expires_on, one.key)))
