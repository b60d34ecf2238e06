"""The figures of the truth: what one visit did, and what one cut comes to, each cause apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Outcome:
    """What one visit did.

    Attributes:
        taken: item → pieces carried out.  declared: item → pieces the sale says.
        declared_fen: the sale's total.
        cash_fen: really put into the box, change out.  credited_fen: of it, what the machine
            counted, or what the resident claimed.
        qr_fen: paid by phone.  iou_fen: left as IOU.
        repaid_fen, donated_fen: of credited and phone money, what paid a debt, what is a gift.
        what: one word for logs.
    """

    taken: dict[str, int] = field(default_factory=dict)
    declared: dict[str, int] = field(default_factory=dict)
    declared_fen: int = 0
    cash_fen: int = 0
    credited_fen: int = 0
    qr_fen: int = 0
    iou_fen: int = 0
    repaid_fen: int = 0
    donated_fen: int = 0
    what: str = ""

    @property
    def paid_fen(self) -> int:
        """Return the goods money that the book can know."""
        return self.credited_fen + self.qr_fen - self.repaid_fen - self.donated_fen


@dataclass(slots=True)
class Tally:
    """The figures of one cut, with the causes apart.

    Attributes:
        visits: comings with anything taken, paid or scanned.  sales: standing sales.
        declared_fen: goods declared.  undeclared_fen: taken and never declared.
        paid_fen: goods money really left, jammed coins too.  iou_fen: left as IOU.
        unpaid_fen, underpaid_fen, overpaid_fen: by sale, as the book can know them.
        unattached_fen: counted money of visits without a sale.
        uncounted_cash_fen: in the box and never counted (jammed coins; an open box: put in
            less what was claimed).  jams: how many coins fell past the sensor.
        donated_fen, repaid_fen, cash_credited_fen, qr_fen: money said to be so.
        spoiled_fen: spoiled and not written off.  misreceived_fen: brought less written down,
            mirrored: what the shelf lacks.  miscounted_fen: counts of the last cut less errors
            of this one.
        box_miscounted_fen: counted less truly there, against the last cut's.  box_loss_fen:
            taken out of the box by nobody who may.
        unlisted_fen: of declared_fen, under unknown codes.
    """

    visits: int = 0
    sales: int = 0
    declared_fen: int = 0
    undeclared_fen: int = 0
    paid_fen: int = 0
    iou_fen: int = 0
    unpaid_fen: int = 0
    underpaid_fen: int = 0
    overpaid_fen: int = 0
    unattached_fen: int = 0
    uncounted_cash_fen: int = 0
    donated_fen: int = 0
    repaid_fen: int = 0
    cash_credited_fen: int = 0
    qr_fen: int = 0
    spoiled_fen: int = 0
    misreceived_fen: int = 0
    miscounted_fen: int = 0
    box_miscounted_fen: int = 0
    box_loss_fen: int = 0
    unlisted_fen: int = 0
    jams: int = 0
    whole: bool = True  # every listed item was counted in this cut and the one before

    @property
    def taken_fen(self) -> int:
        """Return the value that residents really took."""
        return self.declared_fen + self.undeclared_fen

    def add(self, other: Tally) -> None:
        """Add another cut's figures."""
        for name, value in asdict(other).items():
            if name == "whole":
                self.whole = self.whole and other.whole
            else:
                setattr(self, name, getattr(self, name) + value)

    def as_json(self) -> dict[str, int | str | None]:
        """Return the figures with the true rate, (paid + IOU) / taken, as text."""
        rate = (self.paid_fen + self.iou_fen) / self.taken_fen if self.taken_fen else None
        return {
            **asdict(self),
            "taken_fen": self.taken_fen,
            "rate": None if rate is None else f"{rate:.6f}",
        }
