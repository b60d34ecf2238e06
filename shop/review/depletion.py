"""How lots are used up: the oldest first, step by step (see `shop.review.lots`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from shop.errors import BrokenInvariant
from shop.money import largest_remainder
from shop.review.lots import FOUND, Layer, Receipt, Step, Stock


def after(stock: Stock, step: Step) -> Stock:
    """Return the lots after a step: what came, then what left, always the oldest first.

    Raises:
        BrokenInvariant: a shelf does not hold what the step says it must.
    """
    before = {item: _Shelf(layers, stock.short.get(item, 0)) for item, layers in _by_item(stock)}
    shelves: dict[str, _Shelf] = dict(before)
    came: dict[str, list[Receipt]] = {}
    for receipt in step.receipts:
        came.setdefault(receipt.item, []).append(receipt)
    for item in sorted(_items(step)):
        shelf = shelves.setdefault(item, _Shelf([], stock.short.get(item, 0)))
        held = shelf.held
        _work(shelf, step, item, came.get(item, ()))
        if shelf.held != held + _net(step, item, came.get(item, ())):
            raise BrokenInvariant(f"{item}: its lots hold {shelf.held}, not what moved")
    layers = tuple(layer for shelf in shelves.values() for layer in shelf.layers)
    short = dict(stock.short) | {item: shelf.short for item, shelf in shelves.items()}
    return Stock(layers, {item: quantity for item, quantity in sorted(short.items()) if quantity})


def over(stock: Stock, steps: Iterable[Step]) -> Stock:
    """Return the lots after several steps."""
    for step in steps:
        stock = after(stock, step)
    return stock


def _items(step: Step) -> set[str]:
    named = {item for item, _ in step.named_back}
    came = {one.item for one in step.receipts}
    return {*named, *came, *step.back, *step.off, *step.gone}


def _by_item(stock: Stock) -> Iterable[tuple[str, list[Layer]]]:
    found: dict[str, list[Layer]] = {}
    for layer in stock.layers:
        found.setdefault(layer.item, []).append(layer)
    return found.items()


def _net(step: Step, item: str, came: Sequence[Receipt]) -> int:
    """Return what a step leaves on the shelf more than before."""
    named = sum(n for (of, _), n in step.named_back.items() if of == item)
    left = step.back.get(item, 0) + step.off.get(item, 0) + step.gone.get(item, 0)
    return sum(one.quantity for one in came) - named - left


def _work(shelf: _Shelf, step: Step, item: str, came: Sequence[Receipt]) -> None:
    """Let one item's goods come and go."""
    named = {lot: n for (of, lot), n in sorted(step.named_back.items()) if of == item}
    back, off, gone = (part.get(item, 0) for part in (step.back, step.off, step.gone))
    # What came back was taken to be gone, or off, before: it lies in front of all other goods
    # and is the first to go again. Nobody is paid for it twice, nobody is asked for money back.
    found = -sum(n for n in (back, off, gone, *named.values()) if n < 0)
    if found:
        shelf.find(item, step.units.get(item, "each"), found)
    for receipt in came:
        shelf.receive(receipt)
    for lot, quantity in named.items():
        shelf.give_back(lot, max(quantity, 0))
    shelf.give_back(None, max(back, 0))
    shelf.write_off(max(off, 0))
    shelf.go(max(gone, 0), max(step.paid.get(item, 0), 0))


class _Shelf:
    """The lots of one item while a step is worked in.

    Args:
        layers: oldest first.  short: what left beyond them.
    """

    def __init__(self, layers: list[Layer], short: int) -> None:
        self.layers, self.short = list(layers), short

    @property
    def held(self) -> int:
        return sum(layer.left for layer in self.layers) - self.short

    def find(self, item: str, unit: str, quantity: int) -> None:
        quantity -= self._fill(quantity)
        if quantity:
            self.layers.insert(0, Layer(FOUND, item, unit, received=quantity))

    def receive(self, receipt: Receipt) -> None:
        if receipt.quantity < 0:
            self._unreceive(receipt.key, -receipt.quantity)
            return
        filled = self._fill(receipt.quantity)
        at = self._at(receipt.key)
        if at is None:
            at = len(self.layers)
            self.layers.append(Layer(receipt.key, receipt.item, receipt.unit))
        one = self.layers[at]
        self.layers[at] = replace(
            one,
            terms=receipt.terms,
            received=one.received + receipt.quantity,
            gone=one.gone + filled,
        )

    def _unreceive(self, key: int, quantity: int) -> None:
        """Take a corrected delivery away: what is left of it, then the oldest of the others."""
        at = self._at(key)
        places = [place for place in range(len(self.layers)) if place != at]
        for place in places if at is None else [at, *places]:
            taken = min(quantity, self.layers[place].left)
            if taken:
                one = self.layers[place]
                self.layers[place] = replace(one, received=one.received - taken)
                quantity -= taken
        self.short += quantity

    def give_back(self, lot: str | None, quantity: int) -> None:
        """Let goods go back, out of a lot as far as it has them, else the oldest."""
        for named in (True, False) if lot is not None else (False,):
            for at, taken in self._oldest(quantity, lot if named else None):
                one = self.layers[at]
                self.layers[at] = replace(one, back=one.back + taken)
                quantity -= taken
        self.short += quantity

    def write_off(self, quantity: int) -> None:
        for at, taken in self._oldest(quantity):
            one = self.layers[at]
            self.layers[at] = replace(one, off=one.off + taken)
            quantity -= taken
        self.short += quantity

    def go(self, gone: int, paid: int) -> None:
        """Let goods be gone; of those paid for, each lot has its share by largest remainder."""
        if not gone:
            return
        parts = self._oldest(gone)
        beyond = gone - sum(taken for _, taken in parts)
        shares = [min(paid, gone)]
        if beyond or len(parts) > 1:
            shares = largest_remainder(shares[0], [taken for _, taken in parts] + [beyond])
        for (at, taken), share in zip(parts, shares, strict=False):
            one = self.layers[at]
            self.layers[at] = replace(one, gone=one.gone + taken, paid=one.paid + share)
        self.short += beyond

    def _oldest(self, quantity: int, lot: str | None = None) -> list[tuple[int, int]]:
        """Return (place, how much) of the oldest layers that hold together at most `quantity`."""
        out = []
        for at, one in enumerate(self.layers):
            taken = min(quantity, one.left)
            if taken > 0 and (lot is None or one.terms.lot == lot):
                out.append((at, taken))
                quantity -= taken
        return out

    def _fill(self, quantity: int) -> int:
        """Return how much of goods that came had left the shelf before they were written down."""
        filled = min(self.short, quantity)
        self.short -= filled
        return filled

    def _at(self, key: int) -> int | None:
        return next((at for at, one in enumerate(self.layers) if one.key == key), None)
