"""The cut: what closing it says, worked out from blind counts, pure.

Quantities are pieces or grams, money is fen. The rules are those of DESIGN.md section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shop.catalogue import UNKNOWN
from shop.errors import CountAbsurd, CountIncomplete, QrStatementDiffers
from shop.reconcile.decisions import Decisions
from shop.reconcile.facts import CutFacts, ItemFacts

#: A count above this many times what the shop ever held at once is counted again.
ABSURD_TIMES = 10
#: Below this a count is never absurd: a first delivery may come before its paper.
ABSURD_BELOW = 200

#: The reason that is noted by itself for goods nobody has listed yet.
NOT_LISTED = "not listed yet"


def check_count(item: str, unit: str, counted: int, expected: int) -> None:
    """Refuse a count far above anything the shop held, without saying what it expects.

    Args:
        expected: what the book holds now.

    Raises:
        CountAbsurd: it is more than ten times that, and large.
    """
    limit = max(ABSURD_TIMES * expected, ABSURD_BELOW * (1 if unit == "each" else 500))
    if counted > limit:
        raise CountAbsurd(item=item, counted=counted)


def why_uncounted(facts_items: Iterable[ItemFacts], reasons: Mapping[str, str]) -> dict[str, str]:
    """Return a reason for every item that was not counted.

    Raises:
        CountIncomplete: an item was neither counted nor listed with a reason.
    """
    out: dict[str, str] = {}
    missing = []
    for item in facts_items:
        if item.counted is not None:
            continue
        if item.item.startswith(UNKNOWN):
            out[item.item] = NOT_LISTED
        elif reasons.get(item.item, "").strip():
            out[item.item] = reasons[item.item].strip()[:200]
        else:
            missing.append(item.name)
    if missing:
        shown = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
        raise CountIncomplete(items=shown)
    return out


@dataclass(frozen=True, slots=True)
class Closing:
    """What CutClosed says about goods and box, before the balances are added.

    Attributes:
        items: one line an item, as the body holds it.
        over_short_fen: what to post between over_short and cashbox: mirrors of late facts
            have posted their part already.
    """

    items: tuple[dict[str, Any], ...]
    over_short_fen: int
    box_loss_fen: int


def closing(
    facts: CutFacts,
    decisions: Decisions,
    expected: Mapping[str, int],
    counted: Mapping[str, int],
    gone_before: Mapping[str, int],
    over_short_fen: int,
    doubts: Mapping[str, int],
) -> Closing:
    """Return what closing the cut posts: expected − counted of the last accepted counts.

    Args:
        expected, counted: by item, of its last count, at the count's own seq.
        gone_before: what baskets open at that moment had taken already.
        over_short_fen: box counted − expected at the box count.
        doubts: how uncertain the estimate of each uncounted item is.
    """
    decided = {decision.item: decision for decision in decisions.items}
    out = []
    for item in facts.items:
        decision = decided[item.item]
        was_counted = item.item in counted
        if was_counted:
            gone = gone_before.get(item.item, 0)
            missing = expected[item.item] - counted[item.item] - gone
        else:
            gone = 0
            missing = decision.undeclared
        out.append(
            {
                "item": item.item,
                "unit": item.unit,
                "expected": expected.get(item.item),
                "counted": counted.get(item.item),
                "gone_before": gone,
                "missing": missing,
                "split": [[fen, units] for fen, units in decision.split],
                "why": item.why_uncounted,
                "doubt": doubts.get(item.item),
            }
        )
    return Closing(tuple(out), over_short_fen, decisions.box_loss_fen)


def check_qr(book_fen: int, statement_fen: int | None) -> None:
    """Hold a statement by lines against the book's QR payments of the cut, once it is matched.

    Raises:
        QrStatementDiffers: there is a statement, and it says another sum.
    """
    if statement_fen is not None and statement_fen != book_fen:
        raise QrStatementDiffers()
