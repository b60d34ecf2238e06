"""What a statement is worked out from: one closed cut (or several), as frozen values.

`queries` draws these from the book; `exact` turns them into figures. Names are those of
HONESTY.md section 3, spelled out. Quantities are pieces or grams (see `unit`), money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item over the cut.

    Attributes:
        item: its code.  name: as listed.  unit: "each" or "g".  shelf_group: for swaps.
        opening: O, the sum of the movements of earlier cuts on the shelf.
        received: R, goods received and transferred in, net of their corrections.
        removed: W, written off, transferred out, returned, taken → written_off.
        declared: D, declared units; voided ones and refunds taken off.
        counted: C as of the cut, or None where the item was not counted.
        prices: marked prices in force in [start, end): (from_ms, fen), ascending; the first
            holds at the start, or from the item's first price where it is younger.
        declared_at: (at_ms of the sale, net quantity) of each standing declaration.
        frozen_split: units of U (or its estimate) per price as CutClosed decided them:
            (fen, units), or None while the cut is not closed.
        frozen_estimate: U_est as CutClosed posted it, for an uncounted item.
        why_uncounted: the reason given.
        opening_doubt: where the opening is itself an estimate, its variance in millionths of a
            unit² (grams as g/500), as the cut before froze it; None where it was counted.
    """

    item: str
    name: str
    unit: str
    shelf_group: str | None
    opening: int
    received: int
    removed: int
    declared: int
    counted: int | None
    prices: tuple[tuple[int, int], ...]
    declared_at: tuple[tuple[int, int], ...] = ()
    frozen_split: tuple[tuple[int, int], ...] | None = None
    frozen_estimate: int | None = None
    why_uncounted: str | None = None
    opening_doubt: int | None = None


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """One visit with a standing sale (a "session"), or a refund-only visit.

    Attributes:
        due_fen: what its goods cost, refunds taken off (negative in a refund-only visit).
        paid_fen: goods money of the visit: tenders less change, returns, gifts, repayments.
        iou_fen: what it left as an IOU.
        refund_only: no sale of its own; it enters only the capped rate's B.
    """

    sale: str
    visit: str
    at_ms: int
    due_fen: int
    paid_fen: int
    iou_fen: int
    refund_only: bool = False


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """The money side of the cut, each figure read from the book.

    Attributes:
        box_opening_fen: in the box at the cut's start.
        float_added_fen, float_removed_fen: change money put in, taken back.
        collected_fen: taken out in bags.  box_counted_fen: counted whole, before collection.
        cash_credited_fen: M, cash tenders of every kind less change and returns.
        over_short_fen: S as posted by CutClosed with later mirrors.
        qr_fen: Q, QR tenders net of unfound and returned.  qr_claimed_fen: of it, only claimed.
        qr_statement_fen: what the provider's statement says, or None without one.
        qr_claims: how many payments residents said they made by QR, found or not.
        donations_fen, repaid_fen: of all tenders, what was a gift, what paid an IOU.
        unattached_fen: −due of visits without a standing sale.
        iou_opening_fen, iou_issued_fen, iou_forgiven_fen: the IOU book.
    """

    box_opening_fen: int
    float_added_fen: int
    float_removed_fen: int
    collected_fen: int
    box_counted_fen: int
    cash_credited_fen: int
    over_short_fen: int
    qr_fen: int
    qr_claimed_fen: int
    qr_statement_fen: int | None
    donations_fen: int
    repaid_fen: int
    unattached_fen: int
    iou_opening_fen: int
    iou_issued_fen: int
    iou_forgiven_fen: int
    qr_claims: int = 0


@dataclass(frozen=True, slots=True)
class Recounts:
    """What blind recounts have taught this shop about its own counting, up to a cut.

    Attributes:
        n: how many items were counted twice.
        squares: sum of the squared differences, in (1/500 of a unit)²: a piece is 500 parts,
            a gram is one.
    """

    n: int = 0
    squares: int = 0


@dataclass(frozen=True, slots=True)
class CutFacts:
    """Everything one statement needs.

    Attributes:
        cut: its id.  number: how many cuts the shop has closed up to it.  shop: its name.
        start_ms, end_ms: wall time of the previous cut (or the opening) and of this one.
        cash_evidence: "machine" or "claimed".  qr_evidence: "statement", "confirmed" or "claimed".
        max_basket: largest number of units one basket is taken to hold (transaction bounds).
        recounts: what the shop knows of its count error by then.
        box_loss_fen: as CutClosed froze it, or None while it is being decided.
        restated: a fact recorded after the close belongs to this cut.
        head: hex digest of the entry the statement was drawn at.  demo: never a real figure.
    """

    cut: str
    number: int
    shop: str
    start_ms: int
    end_ms: int
    cash_evidence: str
    qr_evidence: str
    max_basket: int
    items: tuple[ItemFacts, ...]
    sales: tuple[SaleFacts, ...]
    money: MoneyFacts
    recounts: Recounts = Recounts()
    box_loss_fen: int | None = None
    restated: bool = False
    head: str = ""
    demo: bool = False
