"""A period: a run of consecutive cuts, whose exact figures are the sums of its cuts'.

Weeks are summed, never averaged. The variance of counting is taken once for the period: the
closing of one cut is the opening of the next, so what happened between the first and the last
count is all that counting leaves in doubt (DESIGN.md section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise

from shop.errors import BrokenInvariant
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts
from shop.reconcile.figures import Exact, GapParts, ItemExact
from shop.reconcile.splits import Split, estimate_ratio
from shop.reconcile.statement import Statement, assemble


def of_cuts(statements: Sequence[Statement]) -> Statement:
    """Return the statement of a period from those of its cuts, oldest first.

    Raises:
        BrokenInvariant: there are none, one is left out between them, or an item's opening is
            not the closing before it.
    """
    if not statements:
        raise BrokenInvariant("a period has at least one cut")
    if len(statements) == 1:
        return statements[0]
    _assert_chained(statements)
    facts = _facts(statements)
    exact = _exact(statements, facts)
    return assemble(facts, exact)


def _assert_chained(statements: Sequence[Statement]) -> None:
    """Assert that each cut follows the one before, and opens with what that closed with."""
    for before, after in pairwise(statements):
        if after.facts.number != before.facts.number + 1:
            raise BrokenInvariant(
                f"cut {after.facts.number} does not follow cut {before.facts.number}"
            )
        closing = {
            item.item: item.opening + item.received - item.removed - item.gone
            for item in before.exact.items
        }
        for item in after.exact.items:
            if item.item in closing and closing[item.item] != item.opening:
                raise BrokenInvariant(
                    f"{item.item}: cut {after.facts.number} opens with {item.opening},"
                    f" the one before closed with {closing[item.item]}"
                )


def _facts(statements: Sequence[Statement]) -> CutFacts:
    first, last = statements[0].facts, statements[-1].facts
    claimed = any(s.facts.qr_evidence == "claimed" and s.facts.money.qr_fen for s in statements)
    machine = all(s.facts.cash_evidence == "machine" for s in statements)
    return replace(
        last,
        start_ms=first.start_ms,
        cash_evidence="machine" if machine else "claimed",
        qr_evidence="claimed" if claimed else last.qr_evidence,
        items=_items(statements),
        sales=tuple(sale for s in statements for sale in s.facts.sales),
        money=_money(statements),
        box_loss_fen=sum(s.exact.box_loss_fen for s in statements),
        restated=any(s.facts.restated for s in statements),
        demo=any(s.facts.demo for s in statements),
    )


def _items(statements: Sequence[Statement]) -> tuple[ItemFacts, ...]:
    """Return each item over the whole period: opened in the first cut, counted in the last."""
    found: dict[str, ItemFacts] = {}
    for statement in statements:
        for item in statement.facts.items:
            before = found.get(item.item)
            if before is None:
                found[item.item] = replace(item, frozen_split=None, frozen_estimate=None)
                continue
            prices = dict(before.prices) | dict(item.prices)
            found[item.item] = replace(
                item,
                opening=before.opening,
                opening_doubt=before.opening_doubt,
                received=before.received + item.received,
                removed=before.removed + item.removed,
                declared=before.declared + item.declared,
                prices=tuple(sorted(prices.items())),
                declared_at=before.declared_at + item.declared_at,
                frozen_split=None,
                frozen_estimate=None,
            )
    return tuple(found[name] for name in sorted(found))


def _money(statements: Sequence[Statement]) -> MoneyFacts:
    """Return the money of the period: the box opened in the first cut, all flows summed."""
    every = [s.facts.money for s in statements]
    first = every[0]
    summed = {
        field.name: sum(getattr(money, field.name) or 0 for money in every)
        for field in fields(MoneyFacts)
    }
    summed["box_opening_fen"] = first.box_opening_fen
    summed["iou_opening_fen"] = first.iou_opening_fen
    # As if one box had been counted whole at the end: K is then the sum of the cuts' K.
    cash_net = sum(s.exact.cash_net_fen for s in statements)
    summed["box_counted_fen"] = (
        cash_net - summed["float_removed_fen"] + first.box_opening_fen + summed["float_added_fen"]
    )
    whole = MoneyFacts(**summed)
    if any(money.qr_statement_fen is None for money in every):
        whole = replace(whole, qr_statement_fen=None)
    return whole


def _exact(statements: Sequence[Statement], facts: CutFacts) -> Exact:
    every = [s.exact for s in statements]
    first, last = every[0], every[-1]
    summed: dict[str, int] = {}
    for field in fields(Exact):
        value = getattr(first, field.name)
        if isinstance(value, int):
            summed[field.name] = sum(getattr(exact, field.name) for exact in every)
    items = _exact_items(every)
    values = [item.value_fen for item in items]
    summed["iou_opening_fen"] = first.iou_opening_fen
    summed["iou_outstanding_close_fen"] = last.iou_outstanding_close_fen
    summed["box_left_fen"] = last.box_left_fen
    summed["value_undeclared_pos_fen"] = sum(max(value, 0) for value in values)
    summed["value_undeclared_neg_fen"] = sum(max(-value, 0) for value in values)
    parts = {
        name: sum(getattr(exact.gap_parts, name) for exact in every)
        for name in first.gap_parts.addends()
    }
    return replace(
        last,
        items=items,
        gap_parts=GapParts(**parts),
        value_gone_bounds_fen=(
            sum(exact.value_gone_bounds_fen[0] for exact in every),
            sum(exact.value_gone_bounds_fen[1] for exact in every),
        ),
        # Over the whole period: an estimate that a later count replaced has dropped out of U.
        estimate_ratio=estimate_ratio(facts.items),
        **summed,
    )


def _exact_items(every: Sequence[Exact]) -> tuple[ItemExact, ...]:
    found: dict[str, ItemExact] = {}
    for exact in every:
        for item in exact.items:
            before = found.get(item.item)
            if before is None:
                found[item.item] = item
                continue
            received = before.received + item.received
            removed = before.removed + item.removed
            declared = before.declared + item.declared
            found[item.item] = replace(
                item,
                opening=before.opening,
                received=received,
                removed=removed,
                declared=declared,
                book=before.opening + received - removed - declared,
                gone=before.gone + item.gone,
                undeclared=before.undeclared + item.undeclared,
                split=_merged(before.split, item.split),
                value_fen=before.value_fen + item.value_fen,
                value_bounds_fen=(
                    before.value_bounds_fen[0] + item.value_bounds_fen[0],
                    before.value_bounds_fen[1] + item.value_bounds_fen[1],
                ),
                priced=before.priced and item.priced,
            )
    return tuple(found[name] for name in sorted(found))


def _merged(before: Split, after: Split) -> Split:
    """Return the split over the prices of both cuts; one price running on stays one part."""
    if before and after and before[-1][0] == after[0][0]:
        joined = (before[-1][0], before[-1][1] + after[0][1])
        return (*before[:-1], joined, *after[1:])
    return (*before, *after)
