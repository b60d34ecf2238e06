"""Sharing out a period: its draft (the entry that shares it out: `shop.review.sharing_body`).

Everything is a function of what the book says up to that entry, so that `verify` works it out
anew. What the fund was short of is carried to the next period in the entry itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shop.entries import canonical
from shop.money import line_fen
from shop.review.depletion import over
from shop.review.lots import Layer, Step, Stock
from shop.review.proceeds import Lot, Proceeds, payable_fen, proceeds


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the proceeds of a period are worked out from; money in fen.

    Attributes:
        cuts: ids, oldest first.  period: its name.  start_ms, end_ms: as its cuts have them.
        value_gone_fen: V.  goods_money_fen: P.  donations_fen: given in visits.
        late_money_fen: goods money and gifts of periods shared out before that came to be known
            since: more (or less) than was shared then.
        gifts_fen: given to the fund itself.  expenses_fen: running costs paid.
        deficit_before_fen: carried from the period before.
        stock: the lots before it.  steps: what moved since: late facts first, then its cuts.
    """

    cuts: tuple[str, ...]
    period: str
    start_ms: int
    end_ms: int
    value_gone_fen: int
    goods_money_fen: int
    donations_fen: int
    late_money_fen: int
    gifts_fen: int
    expenses_fen: int
    deficit_before_fen: int
    stock: Stock
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one lot in the period.

    Attributes:
        layer: the lot, its figures those of the period.
        payable_fen: owed to its household.  cost_fen: what the bought goods gone had cost.
        spoiled_fen: what the bought goods written off had cost.
    """

    layer: Layer
    payable_fen: int
    cost_fen: int
    spoiled_fen: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A period's proceeds before anybody decides on reserve and shares.

    Attributes:
        inputs: what it rests on.  lines: lots that something happened to.
        shelf: the lots after it, with what became of them.  left: the same, its past put behind.
        payables: owed for goods, by household.
        digest: of the inputs; a fact that comes in changes it.
    """

    inputs: Inputs
    lines: tuple[Line, ...]
    shelf: Stock
    left: Stock
    payables: Mapping[str, int]
    digest: str

    @property
    def cost_fen(self) -> int:
        """What the bought goods that are gone had cost."""
        return sum(line.cost_fen for line in self.lines)

    @property
    def spoiled_fen(self) -> int:
        """What the bought goods that were written off had cost."""
        return sum(line.spoiled_fen for line in self.lines)

    @property
    def payables_fen(self) -> int:
        """What is owed to all households for their goods."""
        return sum(self.payables.values())

    @property
    def before_reserve_fen(self) -> int:
        """The surplus while nothing is kept back; below 0 it is a deficit."""
        return self.shared(0, {}).surplus

    @property
    def without_terms(self) -> tuple[Line, ...]:
        """Lots of a household that say nothing of a payout: nothing is owed for them."""
        return tuple(
            line
            for line in self.lines
            if line.layer.terms.party
            and line.layer.terms.payout_fen is None
            and line.layer.terms.cost_fen is None
        )

    def shared(self, reserve_fen: int, weights: Mapping[str, int]) -> Proceeds:
        """Return payables, surplus and its allocation (`shop.review.proceeds`)."""
        given = self.inputs
        costs = given.expenses_fen + self.spoiled_fen + given.deficit_before_fen
        return proceeds(
            value_gone_fen=given.value_gone_fen,
            goods_money_fen=given.goods_money_fen,
            donations_fen=given.donations_fen + given.gifts_fen + given.late_money_fen,
            purchase_cost_gone_fen=self.cost_fen,
            expenses_fen=costs,
            reserve_fen=reserve_fen,
            lots=[lot_of(line.layer) for line in self.lines if consigned(line.layer)],
            weights=weights,
        )


def draft(inputs: Inputs) -> Draft:
    """Return what a period's proceeds are, lot by lot."""
    done = over(inputs.stock, inputs.steps)
    lines = tuple(_line(layer, inputs) for layer in done.layers if layer.gone or layer.off)
    payables: dict[str, int] = {}
    for line in lines:
        if consigned(line.layer):
            party = line.layer.terms.party
            payables[party] = payables.get(party, 0) + line.payable_fen
    digest = hashlib.sha256(canonical(_plain(asdict(inputs))).encode()).hexdigest()
    return Draft(inputs, lines, done, done.settled(), dict(sorted(payables.items())), digest)


def lot_of(layer: Layer) -> Lot:
    """Return a lot as `proceeds` looks at it."""
    terms = layer.terms
    return Lot(terms.party, layer.gone, layer.paid, terms.payout_fen or 0, terms.bearer, layer.unit)


def consigned(layer: Layer) -> bool:
    """Say whether something was promised to a household for these goods."""
    return bool(layer.terms.party) and layer.terms.payout_fen is not None


def _line(layer: Layer, inputs: Inputs) -> Line:
    cost = layer.terms.cost_fen or 0
    owed = 0
    if consigned(layer):
        owed = payable_fen(lot_of(layer), inputs.goods_money_fen, inputs.value_gone_fen)
    return Line(
        layer,
        owed,
        line_fen(layer.gone, layer.unit, cost),
        line_fen(layer.off, layer.unit, cost),
    )


def _plain(value: Any) -> Any:
    """Return a value as canonical JSON can hold it: keys that are pairs become text."""
    if isinstance(value, Mapping):
        return {
            "\t".join(key) if isinstance(key, tuple) else str(key): _plain(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
