"""What the till remembers between two inputs: one visit at the most, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from shop.catalogue import Catalogue
from shop.money import line_fen
from shop.till.means import Means, Order, Payout


class Phase(StrEnum):
    """The one question the screen asks now."""

    IDLE = "idle"
    BASKET = "basket"
    UNKNOWN = "unknown"  # a barcode nobody listed: which price stands on it?
    CASH = "cash"
    QR = "qr"
    IOU = "iou"
    CREDIT = "credit"  # money came and no goods yet
    GIVE = "give"
    REPAY = "repay"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Rules:
    """How this shop's till behaves; times in milliseconds, each with its reason.

    Attributes:
        box: "machine" counts coins itself, "claimed" is an open box and the resident's word.
        change: "none", "tray" (a tray of coins beside the box) or "hopper"; an open box is
            its own tray.
        quiet_ms: silence after enough money before the sale declares itself.
        undo_ms: how long a sale can be taken back.
        basket_ms: silence before an unfinished basket ends; never under 30 s.
        credit_ms: how long money without goods is offered, also after a restart.
        price_tiles_fen: prices a resident can pick for an unknown barcode.
        gift_tiles_fen: amounts to give or repay where no machine counts.
        lines_max: distinct lines of one basket; more is somebody playing.
        quantity_max: pieces of one line.
        spare_tray: beside the hopper there is a tray, for what the hopper cannot pay.
    """

    box: Literal["machine", "claimed"] = "machine"
    change: Literal["none", "tray", "hopper"] = "none"
    quiet_ms: int = 5_000
    undo_ms: int = 60_000
    basket_ms: int = 120_000
    credit_ms: int = 60_000
    price_tiles_fen: tuple[int, ...] = (100, 200, 300, 500, 800, 1000, 1500, 2000, 3000)
    gift_tiles_fen: tuple[int, ...] = (100, 200, 500, 1000, 2000, 5000)
    lines_max: int = 60
    quantity_max: int = 99
    spare_tray: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the basket: `quantity` pieces or grams at a price frozen when scanned."""

    id: str
    item: str
    name: str
    quantity: int
    unit: str
    each_fen: int
    name_en: str | None = None
    picture: str | None = None
    party: str | None = None

    @property
    def fen(self) -> int:
        """Return what the line costs."""
        return line_fen(self.quantity, self.unit, self.each_fen)


@dataclass(frozen=True, slots=True)
class Note:
    """An open pay-later note as the till offers it: its alias, never what it owes."""

    iou: str
    alias: str
    owed_fen: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, from its first scan or coin until its undo time has run out.

    Attributes:
        visit: its id.  sale: the id its next declaration will carry.
        tender: the id its next claimed payment will carry.
        opened_seq: head of the book when its basket began: a count after it has seen the
            shelf without these goods.
        money_fen: goods money of the visit so far, change and gifts taken off.
        iou_fen: left as IOU by the standing sale.
        declared: its sale stands.  after_undo: only an explicit press declares it again.
        orders: of this sale at payment providers.  payouts: change that is falling now.
        change_short: a hopper could not pay all of the change.
    """

    visit: str
    sale: str
    tender: str
    opened_seq: int
    lines: tuple[Line, ...] = ()
    money_fen: int = 0
    iou_fen: int = 0
    declared: bool = False
    after_undo: bool = False
    orders: tuple[Order, ...] = ()
    payouts: tuple[Payout, ...] = ()
    change_short: bool = False

    @property
    def due_fen(self) -> int:
        """Return what the lines cost together."""
        return sum(line.fen for line in self.lines)

    @property
    def left_fen(self) -> int:
        """Return what is still to pay; negative if too much was paid."""
        return self.due_fen - self.money_fen - self.iou_fen


@dataclass(frozen=True, slots=True)
class Till:
    """The whole state of the till.

    Attributes:
        phase: the question on the screen.  visit: the one visit there is, if any.
        back_to: where "back" leads from a question.
        asked_item: the item whose price is asked.  unknown_code: what the screen calls it.
        newest: id of the line that was touched last (drawn highlighted).
        quiet_at_ms: monotonic moment of the last money, while it counts.
        deadline_ms: monotonic moment at which the phase ends by itself.
        notice: key of a sentence on the screen, with its amount in fen.
        notes: pay-later notes to choose from, while which one is asked.  note: the chosen one.
        trouble: names of what does not work now, such as "scanner", "coins", "book".
        means: what the shop's devices and payment providers can do for it.
    """

    rules: Rules
    catalogue: Catalogue
    phase: Phase = Phase.IDLE
    visit: Visit | None = None
    asked_item: str | None = None
    unknown_code: str | None = None
    newest: str | None = None
    quiet_at_ms: int | None = None
    deadline_ms: int | None = None
    notice: str | None = None
    notice_fen: int | None = None
    trouble: frozenset[str] = field(default_factory=frozenset)
    notes: tuple[Note, ...] = ()
    note: Note | None = None
    means: Means = field(default_factory=Means)

    def idle(self) -> Till:
        """Return the till as it waits for the next resident."""
        return Till(self.rules, self.catalogue, trouble=self.trouble, means=self.means)

    def with_visit(self, visit: Visit, phase: Phase, now_ms: int) -> Till:
        """Return the till in a phase of this visit, with the clock of that phase wound up."""
        lasts = {
            Phase.THANKS: self.rules.undo_ms,
            Phase.CREDIT: self.rules.credit_ms,
        }.get(phase, self.rules.basket_ms)
        return replace(
            self,
            visit=visit,
            phase=phase,
            deadline_ms=now_ms + lasts,
            asked_item=self.asked_item if phase is Phase.UNKNOWN else None,
            unknown_code=self.unknown_code if phase is Phase.UNKNOWN else None,
            notice=None,
            notice_fen=None,
            notes=self.notes if phase is Phase.REPAY else (),
            note=self.note if phase is Phase.REPAY else None,
        )
