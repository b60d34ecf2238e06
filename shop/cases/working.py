"""Working a case out: the figures asked for, in the shape in which they are expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_never

from shop.cases.book import statement_of
from shop.cases.happened import ShopCase
from shop.cases.reading import Given
from shop.cases.sums_case import AggregateCase, CashIdentityCase, ProceedsCase, VintageCase
from shop.export.statement_json import figures_json, rate_json
from shop.reconcile.published import aggregate, cash_identity
from shop.reconcile.vintage import vintages
from shop.review.proceeds import proceeds


def work_out_case(given: Given, file: str, book: Path) -> Any:
    """Return a case's figures as JSON values.

    Args:
        given: what happened.
        file: the case file, for messages.
        book: where the book of a shop's case is made; no file is there yet.
    """
    match given:
        case ShopCase():
            return figures_json(statement_of(given, file, book))
        case AggregateCase():
            sums = aggregate(given.sold_fen, given.received_fen)
            return {"collection": rate_json(sums.collection), "gap": sums.gap_fen}
        case CashIdentityCase():
            return _cash_identity(given)
        case VintageCase():
            return _vintage(given)
        case ProceedsCase():
            return _proceeds(given)
        case _:
            assert_never(given)


def _cash_identity(given: CashIdentityCase) -> dict[str, Any]:
    bucket = cash_identity(
        put_in_fen=given.put_in_fen,
        lent_fen=given.lent_fen,
        returned_fen=given.returned_fen,
        donated_fen=given.donated_fen,
        stolen_fen=given.stolen_fen,
        reported_left_fen=given.reported_left_fen,
    )
    return {
        "expected_left": bucket.expected_left_fen,
        "unexplained": bucket.unexplained_fen,
        "return_rate": rate_json(bucket.return_rate),
    }


def _vintage(given: VintageCase) -> list[dict[str, Any]]:
    return [
        {
            "as_of": vintage.as_of,
            "collection": rate_json(vintage.collection),
            "accounted": rate_json(vintage.accounted),
            "open_iou": vintage.open_iou_fen,
        }
        for vintage in vintages(
            given.value_gone_fen, given.goods_money_fen, given.iou_issued_fen, given.later
        )
    ]


def _proceeds(given: ProceedsCase) -> dict[str, Any]:
    found = proceeds(
        value_gone_fen=given.value_gone_fen,
        goods_money_fen=given.goods_money_fen,
        donations_fen=given.donations_fen,
        purchase_cost_gone_fen=given.purchase_cost_gone_fen,
        expenses_fen=given.expenses_fen,
        reserve_fen=given.reserve_fen,
        lots=given.lots,
        weights=dict(given.weights),
    )
    return {
        "payables": dict(found.payables),
        "surplus": found.surplus,
        "allocation": dict(found.allocation),
        "deficit_carried": found.deficit_carried,
    }
