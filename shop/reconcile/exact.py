"""The exact layer: from a cut's facts to every figure of HONESTY.md section 3, to the fen.

Nothing is estimated here but an uncounted shelf, and that by a stated rule. Every identity of
section 3 is asserted each time: a statement whose parts do not add up is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.errors import BrokenInvariant
from shop.reconcile.decisions import (
    Decisions,
    ItemDecision,
    box_loss_fen,
    cash_net_fen,
    decide,
    standing,
)
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, SaleFacts
from shop.reconcile.figures import Exact, GapParts, ItemExact
from shop.reconcile.splits import book, value_bounds_fen

__all__ = [
    "Decisions",
    "Exact",
    "GapParts",
    "ItemDecision",
    "ItemExact",
    "box_loss_fen",
    "cash_net_fen",
    "decide",
    "standing",
    "work_out",
]


def work_out(facts: CutFacts) -> Exact:
    """Return every exact figure of a cut, each identity of HONESTY.md section 3 asserted.

    Raises:
        BrokenInvariant: two sides of an identity differ; the message holds both figures.
    """
    decisions = standing(facts)
    items = tuple(
        _work_out_item(item, decided)
        for item, decided in zip(facts.items, decisions.items, strict=True)
    )
    money, sales = facts.money, facts.sales
    parts = _gap_parts(sales, money, sum(item.value_fen for item in items))
    declared = sum(sale.due_fen for sale in sales)
    cash_net = cash_net_fen(money)
    money_in = cash_net + money.qr_fen
    goods_money = money_in - money.donations_fen - money.repaid_fen
    owed = money.iou_opening_fen + money.iou_issued_fen
    exact = Exact(
        items=items,
        value_gone_fen=declared + parts.undeclared,
        value_declared_fen=declared,
        value_undeclared_fen=parts.undeclared,
        value_undeclared_pos_fen=sum(max(item.value_fen, 0) for item in items),
        value_undeclared_neg_fen=sum(max(-item.value_fen, 0) for item in items),
        value_gone_bounds_fen=(
            declared + sum(item.value_bounds_fen[0] for item in items),
            declared + sum(item.value_bounds_fen[1] for item in items),
        ),
        cash_net_fen=cash_net,
        cash_credited_fen=money.cash_credited_fen,
        cash_over_short_fen=money.over_short_fen,
        qr_fen=money.qr_fen,
        money_in_fen=money_in,
        donations_fen=money.donations_fen,
        iou_repaid_fen=money.repaid_fen,
        goods_money_fen=goods_money,
        paid_fen=sum(sale.paid_fen for sale in sales),
        capped_fen=sum(_capped_fen(sale) for sale in sales),
        unattached_fen=money.unattached_fen,
        box_loss_fen=decisions.box_loss_fen,
        gap_fen=declared + parts.undeclared - goods_money,
        gap_parts=parts,
        iou_opening_fen=money.iou_opening_fen,
        iou_issued_fen=money.iou_issued_fen,
        iou_forgiven_fen=money.iou_forgiven_fen,
        iou_outstanding_close_fen=owed - money.repaid_fen - money.iou_forgiven_fen,
        box_left_fen=money.box_counted_fen - money.collected_fen,
        estimate_ratio=decisions.estimate_ratio,
    )
    _assert_goods(exact)
    _assert_money(exact, facts)
    return exact


def _work_out_item(item: ItemFacts, decided: ItemDecision) -> ItemExact:
    return ItemExact(
        item=item.item,
        name=item.name,
        unit=item.unit,
        opening=item.opening,
        received=item.received,
        removed=item.removed,
        declared=item.declared,
        counted=item.counted,
        book=book(item),
        gone=item.declared + decided.undeclared,
        undeclared=decided.undeclared,
        estimated=decided.estimated,
        split=decided.split,
        value_fen=decided.value_fen,
        value_bounds_fen=value_bounds_fen(item, decided.undeclared),
        priced=any(fen for _, fen in item.prices),
    )


def _gap_parts(sales: Sequence[SaleFacts], money: MoneyFacts, undeclared_fen: int) -> GapParts:
    """Sort each sale's short = due - paid - iou into N, Un or Ov, and take in the rest."""
    unpaid = underpaid = overpaid = 0
    for sale in sales:
        short = sale.due_fen - sale.paid_fen - sale.iou_fen
        if short < 0:
            overpaid -= short
        elif sale.paid_fen == sale.iou_fen == 0:
            unpaid += short
        else:
            underpaid += short
    return GapParts(
        undeclared=undeclared_fen,
        iou_issued=money.iou_issued_fen,
        declared_unpaid=unpaid,
        underpaid=underpaid,
        overpaid=-overpaid,
        unattached=-money.unattached_fen,
        cash_over_short=-money.over_short_fen,
    )


def _capped_fen(sale: SaleFacts) -> int:
    """Return a sale's part of B: min(paid, due); a refund-only visit's (negative) due."""
    return sale.due_fen if sale.refund_only else min(sale.paid_fen, sale.due_fen)


def _same(what: str, left: int, right: int) -> None:
    """Hold two sides of an identity against each other."""
    if left != right:
        raise BrokenInvariant(f"{what} does not hold: {left} is not {right}")


def _assert_goods(exact: Exact) -> None:
    """Assert the identities of the goods side, item by item and in fen."""
    for item in exact.items:
        if item.counted is not None:
            gone = item.opening + item.received - item.removed - item.counted
            _same(f"{item.item}: O + R - W - C = D + U", gone, item.gone)
            _same(f"{item.item}: U = book - C", item.undeclared, item.book - item.counted)
        _same(f"{item.item}: U = sum of its split", item.undeclared, sum(n for _, n in item.split))
    _same(
        "V_U = positive - negative item values",
        exact.value_undeclared_fen,
        exact.value_undeclared_pos_fen - exact.value_undeclared_neg_fen,
    )


def _assert_money(exact: Exact, facts: CutFacts) -> None:
    """Assert the identities of the money side, and that goods and money meet."""
    _same(
        "K = M + S",
        exact.cash_net_fen,
        exact.cash_credited_fen + exact.cash_over_short_fen,
    )
    _same(
        "P = paid + unattached + S",
        exact.goods_money_fen,
        exact.paid_fen + exact.unattached_fen + exact.cash_over_short_fen,
    )
    _same("I = IOUs of the sales", exact.iou_issued_fen, sum(sale.iou_fen for sale in facts.sales))
    _same("V_G - P = sum of the gap parts", exact.gap_fen, sum(exact.gap_parts.addends().values()))
    if exact.box_loss_fen:
        _same("box loss = -S", exact.box_loss_fen, -exact.cash_over_short_fen)
