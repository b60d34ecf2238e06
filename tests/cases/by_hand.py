"""A case's facts straight from its input, without any book: the other side of the comparison."""

from shop.cases.happened import ShopCase
from shop.money import line_fen
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, SaleFacts

IN = {"restock": 1, "transfer_in": 1}


def facts_of(case: ShopCase) -> CutFacts:
    units = {product.sku: product.unit for product in case.products}
    standing = [session for session in case.sessions if not session.void]
    return CutFacts(
        cut="by-hand",
        number=1,
        shop=case.id,
        start_ms=case.start_ms,
        end_ms=case.end_ms,
        cash_evidence=case.cash_evidence,
        qr_evidence="statement",
        max_basket=case.max_basket,
        items=tuple(item_of(case, product) for product in case.products),
        sales=tuple(
            SaleFacts(
                sale=session.id,
                visit=session.id,
                at_ms=session.at_ms,
                due_fen=sum(
                    line_fen(line.quantity, units[line.sku], line.each_fen)
                    for line in session.lines
                ),
                paid_fen=goods_money(case, session.id),
                iou_fen=session.iou_fen,
            )
            for session in standing
        ),
        money=money_of(case, {session.id for session in standing}),
    )


def item_of(case, product) -> ItemFacts:
    moves = [move for move in case.moves if move.sku == product.sku]
    declared = [
        (session.at_ms, line.quantity)
        for session in case.sessions
        if not session.void
        for line in session.lines
        if line.sku == product.sku
    ]
    before = [price for price in product.prices if price[0] <= case.start_ms][-1:]
    inside = [price for price in product.prices if case.start_ms < price[0] < case.end_ms]
    return ItemFacts(
        item=product.sku,
        name=product.sku,
        unit=product.unit,
        shelf_group=product.group,
        opening=case.opening[product.sku],
        received=sum(move.quantity for move in moves if move.kind in IN),
        removed=sum(move.quantity for move in moves if move.kind not in IN),
        declared=sum(n for _, n in declared),
        counted=case.counted[product.sku],
        prices=(*before, *inside),
        declared_at=tuple(declared),
    )


def goods_money(case: ShopCase, session: str | None) -> int:
    return sum(p.fen for p in case.payments if p.what == "goods" and p.session == session)


def total(case: ShopCase, **of: str) -> int:
    return sum(p.fen for p in case.payments if all(getattr(p, k) == v for k, v in of.items()))


def money_of(case: ShopCase, standing: set[str]) -> MoneyFacts:
    box = case.cashbox
    credited = total(case, tender="cash")
    net = box.left_fen + box.removed_fen - box.open_fen - box.added_fen
    loose = sum(p.fen for p in case.payments if p.what == "goods" and p.session not in standing)
    return MoneyFacts(
        box_opening_fen=box.open_fen,
        float_added_fen=box.added_fen,
        float_removed_fen=0,
        collected_fen=box.removed_fen,
        box_counted_fen=box.left_fen + box.removed_fen,
        cash_credited_fen=credited,
        over_short_fen=net - credited,
        qr_fen=total(case, tender="qr"),
        qr_claimed_fen=0,
        qr_statement_fen=total(case, tender="qr"),
        donations_fen=total(case, what="donation"),
        repaid_fen=total(case, what="iou_repayment"),
        unattached_fen=loose,
        iou_opening_fen=case.iou_open_fen,
        iou_issued_fen=sum(s.iou_fen for s in case.sessions if not s.void),
        iou_forgiven_fen=case.iou_forgiven_fen,
    )
