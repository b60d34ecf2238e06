"""A statement as JSON: the shape of a worked case's `expected`, and what it was drawn from.

The only place that leaves exact arithmetic: rates are written to six places.
"""

from __future__ import annotations

from typing import Any

from shop.reconcile.estimate import Estimate, Interval
from shop.reconcile.exact import Exact, ItemExact
from shop.reconcile.rates import Bounds, Rate, Rates
from shop.reconcile.statement import Statement

#: Rates are written to this many parts of one.
_PARTS = 10**6


def rate_json(value: Rate) -> float | None:
    """Return a rate as a JSON number with six places, or null."""
    return None if value is None else round(value * _PARTS) / _PARTS


def statement_json(statement: Statement) -> dict[str, Any]:
    """Return the whole statement: `meta` (cut, shop, times, flags, chain head) and its figures."""
    facts, headline = statement.facts, statement.headline
    meta = {
        "cut": facts.cut,
        "number": facts.number,
        "shop": facts.shop,
        "start_ms": facts.start_ms,
        "end_ms": facts.end_ms,
        "percent": headline.percent,
        "flags": list(statement.flags),
        "head": facts.head,
        "demo": facts.demo,
    }
    return {"meta": meta, **figures_json(statement)}


def figures_json(statement: Statement) -> dict[str, Any]:
    """Return the figures alone, in the shape of a worked case (cases/README.md)."""
    exact = statement.exact
    return {
        "items": {item.item: _item_json(item) for item in exact.items},
        **_totals_json(exact),
        "rates": _rates_json(statement.rates),
        "swaps": [
            {
                "taken": swap.taken,
                "scanned": swap.scanned,
                "units": swap.units,
                "value_effect": swap.value_effect_fen,
            }
            for swap in statement.swaps
        ],
        "stats": _stats_json(statement.estimate),
    }


def _stats_json(found: Estimate) -> dict[str, Any]:
    """Return the figures that are not exact, to eight places; null where it is too few to say."""
    return {
        "H": _rounded(found.honesty),
        "loss_share": _rounded(found.loss_share),
        "over_share": _rounded(found.over_share),
        "realised_90": _interval(found.realised),
        "underlying_90": _interval(found.underlying),
        "loss_90": _interval(found.loss),
        "m": _rounded(found.mean_basket_fen),
        "mL": _rounded(found.mean_unseen_fen),
        "n_eff": _rounded(found.effective_baskets),
        "sd_measurement": _rounded(found.measurement_sd),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 8)


def _interval(ends: Interval | None) -> list[float | None] | None:
    return None if ends is None else [_rounded(ends[0]), _rounded(ends[1])]


def _item_json(item: ItemExact) -> dict[str, Any]:
    estimated = "_est" if item.estimated else ""
    return {
        "O": item.opening,
        "R": item.received,
        "W": item.removed,
        "D": item.declared,
        "C": item.counted,
        "book": item.book,
        f"G{estimated}": item.gone,
        f"U{estimated}": item.undeclared,
        "U_by_price": [list(part) for part in item.split],
        "U_value": item.value_fen,
        "U_value_bounds": list(item.value_bounds_fen),
    }


def _totals_json(exact: Exact) -> dict[str, Any]:
    return {
        "value_gone": exact.value_gone_fen,
        "value_declared": exact.value_declared_fen,
        "value_undeclared": exact.value_undeclared_fen,
        "value_undeclared_pos": exact.value_undeclared_pos_fen,
        "value_undeclared_neg": exact.value_undeclared_neg_fen,
        "value_gone_bounds": list(exact.value_gone_bounds_fen),
        "cash_net": exact.cash_net_fen,
        "cash_credited": exact.cash_credited_fen,
        "cash_over_short": exact.cash_over_short_fen,
        "qr": exact.qr_fen,
        "money_in": exact.money_in_fen,
        "donations": exact.donations_fen,
        "iou_repaid": exact.iou_repaid_fen,
        "goods_money": exact.goods_money_fen,
        "box_loss": exact.box_loss_fen,
        "gap": exact.gap_fen,
        "gap_parts": exact.gap_parts.addends(),
        "iou_outstanding_close": exact.iou_outstanding_close_fen,
    }


def _rates_json(rates: Rates) -> dict[str, Any]:
    return {
        "collection": rate_json(rates.collection),
        "accounted": rate_json(rates.accounted),
        "declared_units": rate_json(rates.declared_units),
        "declared_paid": rate_json(rates.declared_paid),
        "collection_bounds": _bounds_json(rates.collection_bounds),
        "capped_bounds": _bounds_json(rates.capped_bounds),
        "fully_paid_sessions": list(rates.fully_paid_sessions),
        "transaction_bounds": _bounds_json(rates.transaction_bounds),
    }


def _bounds_json(bounds: Bounds) -> list[float | None]:
    return [rate_json(bound) for bound in bounds]
