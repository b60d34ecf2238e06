"""A period's statement as PeriodClosed keeps it: whole numbers and texts, the same every time.

Anybody who draws the same cuts by the same rules at the same place of the book gets the same
bytes; `verify` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from shop.entries import canonical
from shop.reconcile.estimate.frozen import frozen
from shop.reconcile.facts import CutFacts, SaleFacts
from shop.reconcile.figures import Exact
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw
from shop.review.tally import Tally

#: Versions of the rules that figures are worked out by; frozen beside them. A rule that is changed
#: on purpose gets the next number, and `verify` leaves figures of another one as they stand.
RULES: Mapping[str, int] = {"exact": 1, "estimate": 1, "frozen": 1}

Figures = dict[str, Any]


def inputs_sha256(cuts: Sequence[CutFacts], tally: Tally) -> str:
    """Return the digest of everything the figures of a period are worked out from."""
    seen = []
    for facts in cuts:
        values = asdict(facts)
        del values["head"]  # where it was looked at, no input
        seen.append(values)
    return hashlib.sha256(canonical([seen, asdict(tally)]).encode()).hexdigest()


def figures(cuts: Sequence[CutFacts], tally: Tally) -> Figures:
    """Return all figures of a period from the facts of its cuts, oldest first."""
    return of_statements([draw(facts) for facts in cuts], tally)


def of_statements(statements: Sequence[Statement], tally: Tally) -> Figures:
    """Return all figures of a period from the statements of its cuts, oldest first."""
    whole = of_cuts(statements)
    facts, headline = whole.facts, whole.headline
    return {
        "start_ms": statements[0].facts.start_ms,
        "end_ms": facts.end_ms,
        "shop": facts.shop,
        "demo": facts.demo,
        "cash_evidence": facts.cash_evidence,
        "qr_evidence": facts.qr_evidence,
        "percent": headline.percent,
        "qr_as_claimed": headline.qr_as_claimed,
        "flags": list(whole.flags),
        "exact": _exact(whole.exact),
        "items": [_plain(asdict(item)) for item in whole.exact.items],
        "rates": _plain(asdict(whole.rates)),
        "estimate": dict(frozen(whole.estimate)),
        "swaps": [_plain(asdict(swap)) for swap in whole.swaps],
        "visits": {**asdict(tally.visits), **_behind_parts(facts.sales)},
        "largest_basket_fen": max((sale.due_fen for sale in facts.sales), default=0),
        "written_off": [_plain(asdict(one)) for one in tally.written_off],
        "fund": asdict(tally.fund),
        "cuts": [_cut(one) for one in statements],
    }


def _cut(one: Statement) -> Figures:
    exact = one.exact
    return {
        "cut": one.facts.cut,
        "number": one.facts.number,
        "start_ms": one.facts.start_ms,
        "end_ms": one.facts.end_ms,
        "percent": one.headline.percent,
        "value_gone_fen": exact.value_gone_fen,
        "goods_money_fen": exact.goods_money_fen,
        "over_short_fen": exact.cash_over_short_fen,
        "box_loss_fen": exact.box_loss_fen,
        "estimate": dict(frozen(one.estimate)),
    }


def _exact(exact: Exact) -> Figures:
    values = _plain(asdict(exact))
    del values["items"]
    return dict(values)


def _behind_parts(sales: Sequence[SaleFacts]) -> dict[str, int]:
    """Return how many visits stand behind each part of the gap that visits make."""
    behind = dict.fromkeys(("sales", "iou_issued", "declared_unpaid", "underpaid", "overpaid"), 0)
    for sale in sales:
        short = sale.due_fen - sale.paid_fen - sale.iou_fen
        behind["sales"] += not sale.refund_only
        behind["iou_issued"] += bool(sale.iou_fen)
        if short < 0:
            behind["overpaid"] += 1
        elif short:
            nothing = sale.paid_fen == sale.iou_fen == 0
            behind["declared_unpaid" if nothing else "underpaid"] += 1
    return behind


def _plain(value: Any) -> Any:
    """Return a value as a body may hold it: fractions as text, tuples as lists."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
