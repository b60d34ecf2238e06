"""How a closed period reads later: the first figures stand, later ones stand beside them.

A vintage is what was known of a period after a later round: paper that came late, pay-later notes
that were paid or let go. Nothing that was published is edited (HONESTY.md section 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shop.reconcile.rates import Rate
from shop.reconcile.vintage import Later, vintages
from shop.review.publish import may_tell_change

#: What is known of a visit: (due, paid, IOU, repaid, let go), in fen.
Visit = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rates of a vintage rest on, in fen."""

    value_gone_fen: int
    goods_money_fen: int
    box_loss_fen: int
    iou_issued_fen: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """A period as it was known after a round.

    Attributes:
        number: of the round, 0 for the first figures, -1 for the present moment.
        at_ms: when that was.  sums: what it rests on.
        accounted, collection: the rates as they read then.
        repaid_fen, forgiven_fen, open_iou_fen: of the period's own pay-later notes.
        causes: kinds of the entries that changed it.  visits: by visit, to count what changed.
    """

    number: int
    at_ms: int
    sums: Sums
    accounted: Rate
    collection: Rate
    repaid_fen: int
    forgiven_fen: int
    open_iou_fen: int
    causes: tuple[str, ...]
    visits: Mapping[str, Visit]


def vintage(
    number: int,
    at_ms: int,
    sums: Sums,
    repaid_fen: int,
    forgiven_fen: int,
    causes: Sequence[str],
    visits: Mapping[str, Visit],
) -> Vintage:
    """Return a period's rates from what was known at a moment.

    accounted = (P + box loss + I − let go) / V; collection = (P + repaid) / V.
    """
    (read,) = vintages(
        sums.value_gone_fen,
        sums.goods_money_fen,
        sums.iou_issued_fen,
        [Later("", repaid_fen, forgiven_fen)],
    )
    accounted = read.accounted
    if accounted is not None:
        accounted += Fraction(sums.box_loss_fen, sums.value_gone_fen)
    return Vintage(
        number,
        at_ms,
        sums,
        accounted,
        read.collection,
        repaid_fen,
        forgiven_fen,
        read.open_iou_fen,
        tuple(causes),
        visits,
    )


def changed_visits(before: Vintage, after: Vintage) -> int:
    """Return how many visits read differently in two vintages."""
    names = before.visits.keys() | after.visits.keys()
    return sum(before.visits.get(name) != after.visits.get(name) for name in names)


def tellable(known: Sequence[Vintage]) -> tuple[Vintage, ...]:
    """Return the vintages that may be told the village, the first one always.

    One that differs from the one told before by one to ten visits waits until more have changed.
    """
    told = list(known[:1])
    for one in known[1:]:
        if may_tell_change(changed_visits(told[-1], one)):
            told.append(one)
    return tuple(told)
