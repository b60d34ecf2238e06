"""A statement as tables: the figures from goods gone to money received, the goods, the money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from shop.export.sheet import Cell, Column, Hundredths, Sheet
from shop.export.statement_text import BARS, FLAGS
from shop.export.words import N_, Translate, local
from shop.money import round_half_up
from shop.reconcile.estimate import Interval
from shop.reconcile.rates import Rate
from shop.reconcile.statement import Statement, waterfall

_LABEL, _FIGURE = 36, 14


def statement_sheets(statement: Statement, zone: tzinfo, say: Translate) -> tuple[Sheet, ...]:
    """Return the three tables of a statement: statement, goods, money."""
    return (
        _statement(statement, zone, say),
        _items(statement, say),
        _money(statement, say),
    )


def _statement(statement: Statement, zone: tzinfo, say: Translate) -> Sheet:
    facts, rates = statement.facts, statement.rates
    rows: list[Sequence[Cell]] = [
        (say(N_("Shop")), facts.shop),
        (say(N_("Cut")), facts.number),
        (say(N_("From")), local(facts.start_ms, zone).strftime("%Y-%m-%d %H:%M")),
        (say(N_("To")), local(facts.end_ms, zone).strftime("%Y-%m-%d %H:%M")),
        (say(N_("Drawn at the chain's head")), facts.head),
    ]
    rows += [(say(FLAGS[flag][0]), say(FLAGS[flag][1])) for flag in statement.flags]
    rows += [(say(BARS[bar.label]), Hundredths(bar.fen)) for bar in waterfall(statement)]
    named: tuple[tuple[str, Rate], ...] = (
        (N_("Received or acknowledged, %"), rates.accounted),
        (N_("Received, %"), rates.collection),
        (N_("Paid of what was declared, %"), rates.declared_paid),
        (N_("Goods that were scanned, %"), rates.declared_units),
    )
    rows += [(say(name), _percent(rate)) for name, rate in named]
    estimate = statement.estimate
    rows += _interval(say(N_("What happened, 90% interval, %")), estimate.realised)
    rows += _interval(
        say(N_("What to expect of these residents, 90% interval, %")), estimate.underlying
    )
    columns = (
        Column(say(N_("What")), _LABEL),
        Column(say(N_("Figure")), _FIGURE),
        Column(say(N_("Up to")), _FIGURE),
    )
    return Sheet(say(N_("Statement")), columns, rows)


def _percent(rate: Rate) -> Cell:
    return None if rate is None else Hundredths(round_half_up(rate * 10_000))


def _interval(name: str, ends: Interval | None) -> list[Sequence[Cell]]:
    if ends is None:
        return [(name, None, None)]
    return [(name, *(Hundredths(round(end * 10_000)) for end in ends))]


def _items(statement: Statement, say: Translate) -> Sheet:
    heads = (
        (N_("Item"), 28), (N_("Code"), 14), (N_("Unit"), 8), (N_("Opening"), 10),
        (N_("Received"), 10), (N_("Taken off"), 10), (N_("Declared"), 10), (N_("Counted"), 10),
        (N_("Gone"), 10), (N_("Not declared"), 12), (N_("Value"), 12), (N_("Estimated"), 12),
    )  # fmt: skip
    rows = [
        (
            item.name,
            item.item,
            say(N_("pieces")) if item.unit == "each" else say(N_("g")),
            item.opening,
            item.received,
            item.removed,
            item.declared,
            item.counted,
            item.gone,
            item.undeclared,
            Hundredths(item.value_fen),
            say(N_("estimated")) if item.estimated else "",
        )
        for item in statement.exact.items
    ]
    return Sheet(say(N_("Goods")), [Column(say(head), width) for head, width in heads], rows)


def _money(statement: Statement, say: Translate) -> Sheet:
    exact, money = statement.exact, statement.facts.money
    figures = {
        N_("Box at the start"): money.box_opening_fen,
        N_("Change money put in"): money.float_added_fen,
        N_("Change money taken out"): money.float_removed_fen,
        N_("Counted in the box"): money.box_counted_fen,
        N_("Collected in bags"): money.collected_fen,
        N_("Left in the box as change"): exact.box_left_fen,
        N_("Cash left by residents"): exact.cash_net_fen,
        N_("Cash the book knows of"): exact.cash_credited_fen,
        N_("Box over or short"): exact.cash_over_short_fen,
        N_("Box loss"): exact.box_loss_fen,
        N_("QR"): exact.qr_fen,
        N_("of it only claimed"): money.qr_claimed_fen,
        N_("Gifts to the fund"): exact.donations_fen,
        N_("Pay later, paid now"): exact.iou_repaid_fen,
        N_("Money for goods"): exact.goods_money_fen,
        N_("Pay later, open at the start"): exact.iou_opening_fen,
        N_("Pay later, new"): exact.iou_issued_fen,
        N_("Pay later, let go"): exact.iou_forgiven_fen,
        N_("Pay later, open at the end"): exact.iou_outstanding_close_fen,
    }
    rows: list[Sequence[Cell]] = [(say(name), Hundredths(fen)) for name, fen in figures.items()]
    statement_fen = money.qr_statement_fen
    rows.append(
        (
            say(N_("QR by the provider's statement")),
            None if statement_fen is None else Hundredths(statement_fen),
        )
    )
    columns = (Column(say(N_("What")), _LABEL), Column(say(N_("Yuan")), _FIGURE))
    return Sheet(say(N_("Money")), columns, rows)
