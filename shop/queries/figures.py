"""Reading the movements of a cut into figures: by the kind of their entry and their two ends.

A counter-posting counts negatively in the figure of the entry it corrects.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from shop.queries.lines import Line
from shop.reconcile.facts import SaleFacts

#: (kind, natural from, natural to) → figure of an item; backwards counts negatively.
_ITEM_FIGURES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "OpeningTaken": (("opening", "shelf", "opening"),),
    "GoodsReceived": (("supplier", "shelf", "received"),),
    "GoodsReturned": (("shelf", "supplier", "removed"),),
    "GoodsWrittenOff": (("shelf", "written_off", "removed"),),
    "GoodsTransferred": (
        ("other_shop", "shelf", "received"),
        ("shelf", "other_shop", "removed"),
    ),
}

_MONEY_PLACES = ("cashbox", "qr_wallet", "qr_pending")


@dataclass(slots=True)
class ItemFigures:
    """What moved of one item within a cut."""

    opening: int = 0
    received: int = 0
    removed: int = 0
    declared: int = 0
    last_each_fen: int = 0
    declared_at: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class VisitFigures:
    """What moved against the due of one visit."""

    visit: str
    due_fen: int = 0
    paid_fen: int = 0
    iou_fen: int = 0
    refunded: bool = False
    sale: str | None = None
    at_ms: int = 0
    sales: set[str] = field(default_factory=set)
    voided: set[str] = field(default_factory=set)

    @property
    def stands(self) -> bool:
        """Say whether it has a standing sale: one of 0 fen is one too, its goods tell."""
        return bool(self.sales - self.voided)


@dataclass(slots=True)
class Figures:
    """Every figure that the movements of one cut give."""

    items: dict[str, ItemFigures] = field(default_factory=dict)
    visits: dict[str, VisitFigures] = field(default_factory=dict)
    opening_fen: dict[str, int] = field(default_factory=dict)
    cash_fen: int = 0
    qr_fen: int = 0
    qr_claimed_fen: int = 0
    qr_claims: int = 0
    donations_fen: int = 0
    repaid_fen: int = 0
    iou_issued_fen: int = 0
    iou_forgiven_fen: int = 0
    float_added_fen: int = 0
    float_removed_fen: int = 0
    collected_fen: int = 0
    over_short_fen: int = 0
    collections: list[tuple[int, int]] = field(default_factory=list)
    newest_seq: int = 0

    @property
    def box_net_fen(self) -> int:
        """Return what the cut's own facts left in the box beside its opening."""
        return (
            self.opening_fen.get("cashbox", 0)
            + self.float_added_fen
            - self.float_removed_fen
            + self.cash_fen
        )

    def collected_before(self, seq: int) -> int:
        """Return what was taken out of the box in this round before an entry."""
        return sum(fen for taken_seq, fen in self.collections if taken_seq < seq)

    def sale_facts(self) -> tuple[SaleFacts, ...]:
        """Return the visits with a standing sale, and those that only refunded, in time order."""
        out = []
        for visit in self.visits.values():
            if visit.stands or visit.refunded:
                out.append(
                    SaleFacts(
                        sale=visit.sale or visit.visit,
                        visit=visit.visit,
                        at_ms=visit.at_ms,
                        due_fen=visit.due_fen,
                        paid_fen=visit.paid_fen,
                        iou_fen=visit.iou_fen,
                        refund_only=not visit.stands,
                    )
                )
        return tuple(sorted(out, key=lambda sale: (sale.at_ms, sale.sale)))

    def unattached_fen(self) -> int:
        """Return −due of visits without a standing sale: money nobody scanned goods for."""
        return sum(
            visit.paid_fen + visit.iou_fen - visit.due_fen
            for visit in self.visits.values()
            if not visit.stands and not visit.refunded
        )


def read_lines(lines: Iterable[Line]) -> Figures:
    """Return the figures of a cut's movements."""
    figures = Figures()
    for line in lines:
        if line.kind != "CutClosed" and line.from_account != "over_short":
            figures.newest_seq = max(figures.newest_seq, line.seq)
        if line.item is not None:
            _goods(figures, line)
        else:
            _money(figures, line)
    return figures


def _kind(line: Line) -> str:
    """Return the kind whose figure a line counts in: of a correction, the corrected one's."""
    if line.correction is None:
        return line.kind
    return str(json.loads(line.correction)["kind"])


def _goods(figures: Figures, line: Line) -> None:
    assert line.item is not None
    item = figures.items.setdefault(line.item, ItemFigures())
    ends = (line.from_account, line.to_account)
    for source, target, name in _ITEM_FIGURES.get(_kind(line), ()):
        if ends == (source, target):
            setattr(item, name, getattr(item, name) + line.quantity)
            return
        if ends == (target, source) and line.correction is not None:
            setattr(item, name, getattr(item, name) - line.quantity)
            return
    if "taken" not in ends:
        return
    quantity = -line.quantity if line.from_account == "taken" else line.quantity
    item.declared += quantity
    if line.each_fen is not None:
        item.last_each_fen = line.each_fen
    if "written_off" in ends:
        item.removed -= quantity
    at_ms = _declared_ms(figures, line)
    item.declared_at[at_ms] = item.declared_at.get(at_ms, 0) + quantity
    if not item.declared_at[at_ms]:
        del item.declared_at[at_ms]


def _declared_ms(figures: Figures, line: Line) -> int:
    """Return the moment of the sale a line belongs to: a void lowers the day it was said on."""
    if line.visit is None:
        return line.at_ms
    visit = figures.visits.setdefault(line.visit, VisitFigures(line.visit))
    if line.kind == "SaleDeclared" and line.sale is not None:
        visit.sale, visit.at_ms = line.sale, line.at_ms
        visit.sales.add(line.sale)
    elif line.kind == "SaleVoided" and line.sale is not None:
        visit.voided.add(line.sale)
    return visit.at_ms or line.at_ms


def _money(figures: Figures, line: Line) -> None:
    source, target, fen = line.from_account, line.to_account, line.quantity
    if source == "opening":
        figures.opening_fen[target] = figures.opening_fen.get(target, 0) + fen
        return
    if "due" in (source, target) and line.visit is not None:
        _due(figures, line)
        return
    if (source, target) == ("qr_pending", "qr_wallet"):
        figures.qr_claimed_fen -= fen
    elif (source, target) == ("qr_wallet", "qr_pending"):
        figures.qr_claimed_fen += fen
    elif "float" in (source, target):
        if _kind(line) == "FloatRemoved":
            figures.float_removed_fen += fen if target == "float" else -fen
        else:
            figures.float_added_fen += fen if source == "float" else -fen
    elif "collected" in (source, target) and "cashbox" in (source, target):
        taken = fen if target == "collected" else -fen
        figures.collected_fen += taken
        figures.collections.append((line.seq, taken))
    elif "over_short" in (source, target):
        figures.over_short_fen += fen if source == "over_short" else -fen
    elif "forgiven" in (source, target):
        figures.iou_forgiven_fen += fen if target == "forgiven" else -fen


def _due(figures: Figures, line: Line) -> None:
    """Read one movement to or from a visit's due."""
    assert line.visit is not None
    visit = figures.visits.setdefault(line.visit, VisitFigures(line.visit))
    out_of_due = line.from_account == "due"
    other = line.to_account if out_of_due else line.from_account
    fen = line.quantity if out_of_due else -line.quantity
    visit.at_ms = visit.at_ms or line.at_ms
    kind = _kind(line)
    if other == "sales":
        visit.due_fen -= fen
        if kind == "RefundGiven":
            visit.refunded = True
        elif not out_of_due and line.kind == "SaleDeclared":
            visit.sale, visit.at_ms = line.sale, line.at_ms
    elif other in _MONEY_PLACES:
        visit.paid_fen += fen
        if other == "cashbox":
            figures.cash_fen += fen
        else:
            figures.qr_fen += fen
        if other == "qr_pending":
            figures.qr_claimed_fen += fen
            figures.qr_claims += kind == "TenderReceived"
    elif other == "owed":
        if kind == "IouRepaid":
            visit.paid_fen += fen
            figures.repaid_fen -= fen
        else:
            visit.iou_fen += fen
            figures.iou_issued_fen += fen
    elif other == "donor":
        visit.paid_fen += fen
        figures.donations_fen -= fen
