"""What a reviewer must say a word to before a period is accepted: one flag, one reason.

A flag says what to look at, never whose doing it was. Each has an id that stays the same while
the figures do, so that a form can bring its reason back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.catalogue import UNKNOWN
from shop.money import line_fen
from shop.reconcile.decisions import BOX_LOSS_ABOVE_FEN, BOX_LOSS_ABOVE_PER_MILLE
from shop.reconcile.estimate import looks_copied
from shop.reconcile.estimate.frozen import has_shifted
from shop.reconcile.statement import Statement

#: Every flag there is, in the order in which they are told.
KEYS = (
    "box_loss",
    "over_short",
    "qr_as_claimed",
    "qr_never_arrived",
    "unattached",
    "counts_copied",
    "recount",
    "write_off_rising",
    "restated",
    "swap",
    "unknown_code",
    "unpriced",
    "uncounted",
)
#: What a reviewer may give as the reason; "other" asks for a note.
EXPLANATIONS = (
    "counted_again",
    "entry_error",
    "late_paper",
    "device_trouble",
    "change_given",
    "spoilage",
    "scanned_as_other",
    "shown_to_village",
    "stands",
    "other",
)
#: The written-off share counts as rising when it is half as large again as before, and over 1%.
RISING_NUMERATOR, RISING_DENOMINATOR = 3, 2
RISING_ABOVE_PERCENT = 1


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to explain.

    Attributes:
        key: one of `KEYS`.  item: the item it is about.  cut: the number of the cut, 0 for none.
        fen: how much it is about, signed.  other: of a swap, what it may have been scanned as.
    """

    key: str
    item: str = ""
    cut: int = 0
    fen: int = 0
    other: str = ""

    @property
    def id(self) -> str:
        """How a form names it."""
        return ":".join(
            part for part in (self.key, str(self.cut or ""), self.item, self.other) if part
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What flags need beside the statements.

    Attributes:
        differences: expected − counted of all first counts of the period's cuts.
        written_off_fen: by cut of the period.  earlier: cuts before it, oldest first.
        earlier_written_off_fen: by cut, of those.
    """

    differences: Sequence[int] = ()
    written_off_fen: Sequence[int] = ()
    earlier: Sequence[Statement] = ()
    earlier_written_off_fen: Sequence[int] = ()


def tolerance_fen(credited_fen: int) -> int:
    """Return by how much a box may be off before somebody must say why, in fen."""
    return max(BOX_LOSS_ABOVE_FEN, credited_fen * BOX_LOSS_ABOVE_PER_MILLE // 1000)


def flags(cuts: Sequence[Statement], around: Around) -> tuple[Flag, ...]:
    """Return every flag of a period, from the statements of its cuts, oldest first."""
    found = [flag for one in cuts for flag in _of_cut(one)]
    found += _of_items(cuts)
    unattached_fen = sum(one.exact.unattached_fen for one in cuts)
    if unattached_fen:
        found.append(Flag("unattached", fen=unattached_fen))
    if around.differences and looks_copied(around.differences):
        found.append(Flag("counts_copied"))
    honesty = [one.estimate.honesty for one in (*around.earlier, *cuts)]
    if has_shifted(honesty):
        found.append(Flag("recount"))
    if _rising(cuts, around):
        found.append(Flag("write_off_rising", fen=sum(around.written_off_fen)))
    return tuple(sorted(found, key=lambda flag: (KEYS.index(flag.key), flag.cut, -abs(flag.fen))))


def without_reason(found: Sequence[Flag], reasons: Mapping[str, str]) -> tuple[Flag, ...]:
    """Return the flags that have no usable reason yet."""
    return tuple(flag for flag in found if reasons.get(flag.id) not in EXPLANATIONS)


def _of_cut(one: Statement) -> list[Flag]:
    exact, number = one.exact, one.facts.number
    found = []
    over_fen = exact.cash_over_short_fen
    if exact.box_loss_fen:
        found.append(Flag("box_loss", cut=number, fen=-exact.box_loss_fen))
    elif abs(over_fen) > tolerance_fen(exact.cash_credited_fen):
        found.append(Flag("over_short", cut=number, fen=over_fen))
    if one.headline.qr_as_claimed:
        found.append(Flag("qr_as_claimed", cut=number, fen=one.facts.money.qr_claimed_fen))
    if "qr_never_arrived" in one.flags:
        found.append(Flag("qr_never_arrived", cut=number))
    if one.facts.restated:
        found.append(Flag("restated", cut=number))
    found += [
        Flag("swap", swap.taken, number, swap.value_effect_fen, swap.scanned) for swap in one.swaps
    ]
    return found


def _of_items(cuts: Sequence[Statement]) -> list[Flag]:
    """Return a flag for each item that was not counted, has no price, or nobody has named."""
    uncounted: dict[str, int] = {}
    unpriced: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for one in cuts:
        for item in one.exact.items:
            if item.item.startswith(UNKNOWN):
                if item.declared:
                    price = item.split[-1][0] if item.split else 0
                    price = price or _last_price(one, item.item)
                    fen = line_fen(item.declared, item.unit, price)
                    unknown[item.item] = unknown.get(item.item, 0) + fen
            elif item.estimated:
                uncounted[item.item] = uncounted.get(item.item, 0) + item.value_fen
            if item.undeclared and not item.priced and not item.item.startswith(UNKNOWN):
                unpriced[item.item] = 0
    return [
        *(Flag("uncounted", item, fen=fen) for item, fen in uncounted.items()),
        *(Flag("unpriced", item, fen=fen) for item, fen in unpriced.items()),
        *(Flag("unknown_code", item, fen=fen) for item, fen in unknown.items()),
    ]


def _last_price(one: Statement, name: str) -> int:
    for item in one.facts.items:
        if item.item == name and item.prices:
            return item.prices[-1][1]
    return 0


def _rising(cuts: Sequence[Statement], around: Around) -> bool:
    """Say whether more of the goods is written off than before: spoilage, or a habit of hiding."""
    gone = sum(one.exact.value_gone_fen for one in cuts)
    before = sum(one.exact.value_gone_fen for one in around.earlier)
    off, off_before = sum(around.written_off_fen), sum(around.earlier_written_off_fen)
    if gone <= 0 or before <= 0 or off * 100 <= gone * RISING_ABOVE_PERCENT:
        return False
    return off * before * RISING_DENOMINATOR > off_before * gone * RISING_NUMERATOR
