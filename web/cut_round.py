"""Where a round of counting stands: what is counted, what comes next, what to count again.

Blind throughout: it knows the catalogue and what volunteers counted, never what the book says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shop.catalogue import Catalogue, Item

_NUMBER = re.compile(r"([0-9]{1,9})")
#: Shelves are rarely more than ten.
_DIGITS = str.maketrans({sign: str(n) for n, sign in enumerate("零一二三四五六七八九十")})

#: Share of the counted items that is counted a second time (HONESTY.md section 2: 20 to 25%).
RECOUNT_SHARE = 4


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One item of the round.

    Attributes:
        counted: the last first-round count, or None.  again: the last recount, or None.
        reason: why it cannot be counted, if a volunteer said so on this phone.
    """

    item: Item
    counted: int | None
    again: int | None
    reason: str | None

    @property
    def settled(self) -> bool:
        """Whether it is counted, or was said to be impossible to count."""
        return self.counted is not None or self.reason is not None


@dataclass(frozen=True, slots=True)
class Round:
    """The shelf side of an open cut, in the order of the shelf."""

    rows: tuple[ShelfRow, ...]
    recount: tuple[ShelfRow, ...]

    @property
    def counted(self) -> int:
        """How many items have a count."""
        return sum(row.counted is not None for row in self.rows)

    @property
    def settled(self) -> int:
        """How many items need nothing more."""
        return sum(row.settled for row in self.rows)

    @property
    def uncounted(self) -> tuple[ShelfRow, ...]:
        """Items without a count."""
        return tuple(row for row in self.rows if row.counted is None)

    def row(self, item: str) -> ShelfRow | None:
        """Return the row of an item."""
        return next((row for row in self.rows if row.item.item == item), None)

    def following(self, after: str | None = None) -> ShelfRow | None:
        """Return the next item that is open, going on after one and round to the beginning."""
        names = [row.item.item for row in self.rows]
        begin = names.index(after) + 1 if after in names else 0
        ordered = self.rows[begin:] + self.rows[:begin]
        return next((row for row in ordered if not row.settled), None)

    def recount_following(self) -> ShelfRow | None:
        """Return the next item to be counted a second time."""
        return next((row for row in self.recount if row.again is None), None)


def shelf_round(
    catalogue: Catalogue,
    counts: Iterable[tuple[str, int, int]],
    reasons: Mapping[str, str],
    now_ms: int,
) -> Round:
    """Return the state of the shelf count.

    Args:
        catalogue: the items; retired ones are not asked for unless they were counted.
        counts: (item, counted, round), oldest first: the last of each round stands.
        reasons: why an item cannot be counted, as said on this phone.
        now_ms: the moment whose prices decide what matters most.
    """
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for item, counted, number in counts:
        (second if number > 1 else first)[item] = counted
    rows = tuple(
        ShelfRow(item, first.get(item.item), second.get(item.item), reasons.get(item.item))
        for item in in_shelf_order(catalogue)
        if not item.retired or item.item in first
    )
    return Round(rows, _recount(rows, now_ms))


def in_shelf_order(catalogue: Catalogue) -> list[Item]:
    """Return the items as one walks along the shelf: by group, then by name."""
    return sorted(
        catalogue.items.values(),
        key=lambda item: (
            not item.shelf_group,
            _natural(item.shelf_group or ""),
            _natural(item.name),
            item.item,
        ),
    )


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers by size, Chinese ones too: 第二排 before 第三排."""
    parts = _NUMBER.split(text.translate(_DIGITS))
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _recount(rows: tuple[ShelfRow, ...], now_ms: int) -> tuple[ShelfRow, ...]:
    """Choose the quarter that narrows the figure most: a miscount costs its price squared.

    The same count error on a dear item moves the statement most, so the dearest come first;
    what is on the shelf decides between equal prices. An item once recounted stays chosen.
    """
    counted = [row for row in rows if row.counted is not None]
    share = -(-len(counted) // RECOUNT_SHARE)
    ranked = sorted(
        counted,
        key=lambda row: (-(row.item.price_now(now_ms) or 0), -(row.counted or 0), row.item.item),
    )
    chosen = {row.item.item for row in ranked[:share]}
    return tuple(row for row in ranked if row.item.item in chosen or row.again is not None)
