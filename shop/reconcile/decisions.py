"""What a cut decides once: what uncounted shelves lost, at which prices, and whose loss the box is.

CutClosed freezes these, so that a later program never moves a published figure (HONESTY.md
section 3; DESIGN.md section 4). Everything else of a statement follows from facts alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts
from shop.reconcile.splits import Split, book, estimate, estimate_ratio, split, split_value_fen

#: A box short by no more than this many fen is a miscount, not a robbery.
BOX_LOSS_ABOVE_FEN = 500
#: Nor by no more than this many fen of each 1000 fen that the machine credited.
BOX_LOSS_ABOVE_PER_MILLE = 5


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What a cut decides once about an item.

    Attributes:
        item: its code.
        undeclared: U, or U_est where `estimated`; pieces or grams, signed.
        estimated: the item was not counted.
        split: U over the prices of the period: (fen, units) in time order.
        value_fen: U_value, at those prices.
    """

    item: str
    undeclared: int
    estimated: bool
    split: Split
    value_fen: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What CutClosed freezes, so that no later rule moves a published figure.

    Attributes:
        items: one decision an item, in the order of the facts.
        estimate_ratio: lambda, undeclared per declared unit over the counted items.
        over_short_fen: S = K - M.
        box_loss_fen: the part of -S that no buyer is charged with.
    """

    items: tuple[ItemDecision, ...]
    estimate_ratio: Fraction
    over_short_fen: int
    box_loss_fen: int


def cash_net_fen(money: MoneyFacts) -> int:
    """Return K: counted_close + removed - open_float - added, in fen.

    The box is counted whole, so counted_close = counted - collected, and what was collected
    cancels out.
    """
    left = money.box_counted_fen - money.collected_fen
    removed = money.collected_fen + money.float_removed_fen
    return left + removed - money.box_opening_fen - money.float_added_fen


def box_loss_fen(over_short_fen: int, credited_fen: int, cash_evidence: str) -> int:
    """Return what is missing from a box whose money a machine counted in, as no buyer's doing.

    The whole shortage -S where -S > max(500, floor(M * 5 / 1000)), else 0; none where cash is
    only claimed, since theft, non-payment and bad change look the same there.
    """
    allowed = max(BOX_LOSS_ABOVE_FEN, credited_fen * BOX_LOSS_ABOVE_PER_MILLE // 1000)
    if cash_evidence != "machine" or -over_short_fen <= allowed:
        return 0
    return -over_short_fen


def decide(facts: CutFacts) -> Decisions:
    """Return what CutClosed freezes: U and its split an item, lambda, over/short, box loss.

    Reads only what was counted and recorded, never an earlier decision; S comes from the box
    count, since the closing that posts it is still to be written.
    """
    ratio = estimate_ratio(facts.items)
    over_short = cash_net_fen(facts.money) - facts.money.cash_credited_fen
    return Decisions(
        items=tuple(_decide_item(item, ratio, facts) for item in facts.items),
        estimate_ratio=ratio,
        over_short_fen=over_short,
        box_loss_fen=box_loss_fen(over_short, facts.money.cash_credited_fen, facts.cash_evidence),
    )


def _decide_item(item: ItemFacts, ratio: Fraction, facts: CutFacts) -> ItemDecision:
    estimated = item.counted is None
    undeclared = estimate(item, ratio) if item.counted is None else book(item) - item.counted
    return _decision(item, undeclared, estimated, split(undeclared, item, *_period(facts)))


def _decision(item: ItemFacts, undeclared: int, estimated: bool, parts: Split) -> ItemDecision:
    value = split_value_fen(parts, item.unit)
    return ItemDecision(item.item, undeclared, estimated, parts, value)


def _period(facts: CutFacts) -> tuple[int, int]:
    return facts.start_ms, facts.end_ms


def standing(facts: CutFacts) -> Decisions:
    """Return the decisions a statement rests on: the frozen ones, wherever they still hold.

    A frozen estimate stands for good, since its posting is the next opening. A frozen split
    stands while its units still sum to U; where a late fact changed U, U is split again by the
    same rule. A frozen box loss stands unless a late fact restated the cut.
    """
    fresh = decide(facts)
    items = tuple(
        _standing_item(item, decided, facts)
        for item, decided in zip(facts.items, fresh.items, strict=True)
    )
    loss = facts.box_loss_fen
    if loss is None or facts.restated:
        loss = fresh.box_loss_fen
    return Decisions(items, fresh.estimate_ratio, fresh.over_short_fen, loss)


def _standing_item(item: ItemFacts, decided: ItemDecision, facts: CutFacts) -> ItemDecision:
    undeclared = decided.undeclared
    if decided.estimated and item.frozen_estimate is not None:
        undeclared = item.frozen_estimate
    frozen = item.frozen_split
    if frozen is not None and sum(n for _, n in frozen) == undeclared:
        return _decision(item, undeclared, decided.estimated, frozen)
    if undeclared == decided.undeclared:
        return decided
    return _decision(item, undeclared, decided.estimated, split(undeclared, item, *_period(facts)))
