"""Which cut counted what, and so what mirror a late fact must carry, worked out anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shop.posting import Postings, post

#: Facts that name their cut but come after its count by their nature: no count has seen them.
_AFTER_COUNT = frozenset({"CashCollected"})


@dataclass(slots=True)
class _Round:
    """One cut as far as mirrors are concerned; the box stands under the name ""."""

    counted: set[str] = field(default_factory=set)
    cancelled: bool = False
    mirrored: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Mirrors:
    """The cuts of a book in their order, and what late facts posted against them."""

    _rounds: dict[str, _Round] = field(default_factory=dict)

    def open(self, cut: str) -> None:
        """Take in a new round."""
        self._rounds[cut] = _Round()

    def cancel(self, cut: str) -> None:
        """Give a round up: no later fact meets its counts."""
        self._rounds[cut].cancelled = True

    def count(self, cut: str, item: str) -> None:
        """Note that a round counted an item, or the box ("")."""
        self._rounds[cut].counted.add(item)

    def of(self, cut: str, item: str) -> int:
        """Return what late facts posted in a round against the count of an item or the box."""
        found = self._rounds.get(cut)
        return found.mirrored.get(item, 0) if found else 0

    def check(self, kind: str, body: dict[str, Any]) -> str | None:
        """Return what is wrong with the mirror an entry carries, or None."""
        mirror = body.get("mirror") or []
        named = body.get("for_cut")
        if kind == "CutCancelled":
            wanted = self._undone(body["cut"])
        elif named is None or kind in _AFTER_COUNT:
            wanted = {}
        elif named not in self._rounds or self._rounds[named].cancelled:
            return f"it names the cut {named}, which there is not"
        else:
            wanted = self._wanted(kind, body, named)
        if _sums(mirror) != wanted:
            return f"its mirror is {mirror}, the counts say {wanted}"
        return None

    def take(self, body: dict[str, Any]) -> None:
        """Take in the mirror of an entry that was checked; a correction takes one back."""
        wrong, right = body.get("body") or {}, (body.get("replacement") or {}).get("body") or {}
        for of, sign in ((body, 1), (wrong, -1), (right, 1)):
            for (cut, item), quantity in _sums(of.get("mirror") or []).items():
                mirrored = self._rounds[cut].mirrored
                mirrored[item] = mirrored.get(item, 0) + sign * quantity

    def _wanted(self, kind: str, body: dict[str, Any], named: str) -> dict[tuple[str, str], int]:
        own = {key: value for key, value in body.items() if key != "mirror"}
        wanted = {}
        for item, quantity in _onto(post(kind, own)).items():
            cut = self._first_that_counted(named, item)
            if cut is not None and quantity:
                wanted[cut, item] = quantity
        return wanted

    def _undone(self, cut: str) -> dict[tuple[str, str], int]:
        found = self._rounds.get(cut)
        mirrored = found.mirrored if found else {}
        return {(cut, item): -quantity for item, quantity in mirrored.items() if quantity}

    def _first_that_counted(self, named: str, item: str) -> str | None:
        reached = False
        for cut, one in self._rounds.items():
            reached = reached or cut == named
            if reached and not one.cancelled and item in one.counted:
                return cut
        return None


def _onto(postings: Postings) -> dict[str, int]:
    """Return what movements bring onto the shelf, by item, and into the box ("")."""
    onto: dict[str, int] = {}
    for move in postings.movements:
        item = move.item or ""
        place = "shelf" if item else "cashbox"
        if move.to_account == place:
            onto[item] = onto.get(item, 0) + move.quantity
        if move.from_account == place:
            onto[item] = onto.get(item, 0) - move.quantity
    return onto


def _sums(mirror: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for one in mirror:
        key = (one["cut"], one.get("item", ""))
        sums[key] = sums.get(key, 0) + (one["quantity"] if "item" in one else one["fen"])
    return {key: quantity for key, quantity in sums.items() if quantity}
