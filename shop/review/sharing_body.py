"""The body of the entry that shares a period out, and the lots that the next one begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from shop.errors import BrokenInvariant
from shop.review.lots import Layer, Stock, Terms
from shop.review.sharing import Draft, Line, consigned

Body = dict[str, Any]


def body_of(found: Draft, reserve_fen: int, weights: Mapping[str, int]) -> Body:
    """Return what ProceedsAllocated says of a draft, once reserve and weights are decided.

    Raises:
        BrokenInvariant: what is set aside is not payables and surplus.
    """
    shared = found.shared(reserve_fen, weights)
    if dict(shared.payables) != {k: v for k, v in found.payables.items() if k in shared.payables}:
        raise BrokenInvariant("the payables of the lots are not those of the households")
    owed = [
        {"party": party, "fen": fen, "what": "goods"}
        for party, fen in sorted(found.payables.items())
        if fen
    ]
    shares = [
        {"party": party, "fen": fen, "what": "share"}
        for party, fen in sorted(shared.allocation.items())
        if fen
    ]
    given = found.inputs
    return {
        "allocations": owed + shares,
        "reserve_fen": reserve_fen,
        "cuts": list(given.cuts),
        "period": given.period,
        "weights": dict(sorted(weights.items())),
        "figures": {
            "start_ms": given.start_ms,
            "end_ms": given.end_ms,
            "value_gone_fen": given.value_gone_fen,
            "goods_money_fen": given.goods_money_fen,
            "donations_fen": given.donations_fen,
            "late_money_fen": given.late_money_fen,
            "gifts_fen": given.gifts_fen,
            "purchase_cost_fen": found.cost_fen,
            "spoiled_fen": found.spoiled_fen,
            "payables_fen": found.payables_fen,
            "expenses_fen": given.expenses_fen,
            "deficit_before_fen": given.deficit_before_fen,
            "surplus_fen": shared.surplus,
            "deficit_after_fen": shared.deficit_carried,
        },
        "lots": [_lot_body(line) for line in found.lines],
        "left": left_body(found.left),
        "draft_sha256": found.digest,
    }


def left_body(stock: Stock) -> list[Body]:
    """Return lots as a body keeps them, shortages last."""
    kept = [
        {
            "key": layer.key,
            "item": layer.item,
            "unit": layer.unit,
            "left": layer.left,
            "terms": {name: value for name, value in asdict(layer.terms).items() if value != ""},
        }
        for layer in stock.layers
    ]
    return [*kept, *({"item": item, "short": n} for item, n in sorted(stock.short.items()))]


def stock_of(left: Sequence[Mapping[str, Any]]) -> Stock:
    """Return the lots that a body kept."""
    layers = tuple(
        Layer(one["key"], one["item"], one["unit"], Terms(**one["terms"]), received=one["left"])
        for one in left
        if "left" in one
    )
    return Stock(layers, {one["item"]: one["short"] for one in left if "short" in one})


def _lot_body(line: Line) -> Body:
    layer, terms = line.layer, line.layer.terms
    body: Body = {
        "key": layer.key,
        "item": layer.item,
        "unit": layer.unit,
        "gone": layer.gone,
        "paid": layer.paid,
        "off": layer.off,
        "payable_fen": line.payable_fen,
        "cost_fen": line.cost_fen,
        "spoiled_fen": line.spoiled_fen,
    }
    for name in ("lot", "party", "bearer") if consigned(layer) else ("lot", "party"):
        if getattr(terms, name):
            body[name] = getattr(terms, name)
    return body
