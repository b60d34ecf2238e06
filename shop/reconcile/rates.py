"""What the exact figures say about honesty, and how far: rates and bounds, as exact fractions.

HONESTY.md section 4. A rate whose denominator is 0 or less is None: there is nothing to say.
None is about a person, and `declared_units` is a scanning habit, never to be published as
honesty.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from shop.money import units
from shop.reconcile.exact import Exact
from shop.reconcile.facts import CutFacts, SaleFacts

#: A rate, or None where there is nothing to say.
Rate = Fraction | None
#: The least and the most a rate can be, where evidence does not tell more.
Bounds = tuple[Rate, Rate]


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of one statement.

    Attributes:
        collection: P / V_G; may exceed 1.
        accounted: (P + box loss + I) / V_G, the headline.
        declared_units: sum of min(D, G) / sum of G, grams as g/500.
        declared_paid: B / V_D, what was paid of what was declared, IOUs not counted.
        collection_bounds: P over the largest and the smallest value gone.
        capped_bounds: the collection if nobody's generosity covered another's taking.
        transaction_bounds: fully paid sales among all takings, if each undeclared unit was a
            taking of its own, and if they went `max_basket` at a time.
        fully_paid_sessions: (sales with paid + IOU >= due, all standing sales).
    """

    collection: Rate
    accounted: Rate
    declared_units: Rate
    declared_paid: Rate
    collection_bounds: Bounds
    capped_bounds: Bounds
    transaction_bounds: Bounds
    fully_paid_sessions: tuple[int, int]


def rate(part: int | Fraction, whole: int | Fraction) -> Rate:
    """Return part / whole exactly, or None where the whole is 0 or less."""
    return Fraction(part) / Fraction(whole) if whole > 0 else None


def rates(exact: Exact, facts: CutFacts) -> Rates:
    """Return every rate and bound of HONESTY.md section 4."""
    gone = exact.value_gone_fen
    acknowledged = exact.goods_money_fen + exact.box_loss_fen + exact.iou_issued_fen
    sessions = [sale for sale in facts.sales if not sale.refund_only]
    full = sum(_fully_paid(sale) for sale in sessions)
    return Rates(
        collection=rate(exact.goods_money_fen, gone),
        accounted=rate(acknowledged, gone),
        declared_units=_declared_units(exact),
        declared_paid=rate(exact.capped_fen, exact.value_declared_fen),
        collection_bounds=_collection_bounds(exact),
        capped_bounds=_capped_bounds(exact, facts.cash_evidence),
        transaction_bounds=_transaction_bounds(exact, full, len(sessions), facts.max_basket),
        fully_paid_sessions=(full, len(sessions)),
    )


def _fully_paid(sale: SaleFacts) -> bool:
    return sale.paid_fen + sale.iou_fen >= sale.due_fen


def _declared_units(exact: Exact) -> Rate:
    declared = sum(units(min(item.declared, item.gone), item.unit) for item in exact.items)
    return rate(declared, sum(units(item.gone, item.unit) for item in exact.items))


def _low_first(one: Rate, other: Rate) -> Bounds:
    """Return two bounds with the lower one first; where one is None, as they came."""
    if one is not None and other is not None and other < one:
        return other, one
    return one, other


def _collection_bounds(exact: Exact) -> Bounds:
    """Divide P by the largest and the smallest value gone."""
    least, most = exact.value_gone_bounds_fen
    return _low_first(rate(exact.goods_money_fen, most), rate(exact.goods_money_fen, least))


def _capped_bounds(exact: Exact, cash_evidence: str) -> Bounds:
    """Bound what was paid without netting givers against takers.

    B = sum of min(paid, due); X = unattached + S, box loss left in; V_U+ = positive item values.
    low = B (+ min(0, X) if cash is only claimed), high = min(B + min(max(X, 0), V_U+), V_G).
    Where shelves counted above their book make V_G smaller than B, the two change places.
    """
    loose = exact.unattached_fen + exact.cash_over_short_fen
    low = exact.capped_fen + (min(0, loose) if cash_evidence == "claimed" else 0)
    covered = min(max(loose, 0), exact.value_undeclared_pos_fen)
    high = min(exact.capped_fen + covered, exact.value_gone_fen)
    return _low_first(rate(low, exact.value_gone_fen), rate(high, exact.value_gone_fen))


def _transaction_bounds(exact: Exact, full: int, sessions: int, max_basket: int) -> Bounds:
    """Bound n_full / takings by the number of takings the undeclared units may have been.

    A few grams are less than a unit but still one taking: then the two change places.
    """
    undeclared = sum(
        (units(max(0, item.undeclared), item.unit) for item in exact.items), Fraction(0)
    )
    return _low_first(
        rate(full, sessions + undeclared),
        rate(full, sessions + ceil(undeclared / max_basket)),
    )
