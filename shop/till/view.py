"""What the screen shows for a state of the till: a frozen value, drawn by pages, never edited."""

from __future__ import annotations

from dataclasses import dataclass

from shop.till.buttons import buttons, orders_shown, qr_shown
from shop.till.coach import coach, in_pieces
from shop.till.state import Phase, Till

#: The step of 扫 付 取 that each phase belongs to.
STEP_OF: dict[Phase, int] = {
    Phase.IDLE: 0,
    Phase.BASKET: 1,
    Phase.UNKNOWN: 1,
    Phase.CREDIT: 1,
    Phase.CASH: 2,
    Phase.QR: 2,
    Phase.IOU: 2,
    Phase.GIVE: 2,
    Phase.REPAY: 2,
    Phase.THANKS: 3,
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as drawn; `newest` is the one to highlight, `full` takes no further piece."""

    id: str
    item: str
    name: str
    name_en: str | None
    picture: str | None
    party: str | None
    quantity: int
    unit: str
    each_fen: int
    fen: int
    newest: bool
    full: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The kiosk's screen.

    Attributes:
        phase: one of `Phase`, or "closed" when the book cannot take entries: do not pay.
        step: 0 greeting, 1 扫, 2 付, 3 取.
        buttons: names of the buttons that may be pressed now.
        lines: the basket, oldest first.
        due_fen: the total.  money_fen: goods money so far.  left_fen: still to pay (negative:
            too much given).  iou_fen: left as IOU.
        put_fen, take_fen: the coach's advice; put_pieces, take_pieces: (fen, count) of each.
        price_tiles_fen: prices or amounts to choose from, where the phase asks for one.
        unknown_code: the code whose price is asked.
        undo_s: whole seconds for which undo is possible.
        machine: coins are counted by a machine.
        notice: key of a sentence to show, with notice_fen; see `texts` of the kiosk.
        trouble: what does not work: "scanner", "coins", "printer", "book", by name.
        notes: (id, alias) of pay-later notes to choose from; what they owe is nobody's business.
        note: alias of the chosen one.
        by_phone: there is a way to pay by phone now.
        qr: what the QR screen shows: static (the code on the wall), asking, codes, waiting, none.
        codes: (gateway, text) of each code to draw.
        takes_codes: a payment code held under the scanner is charged.
        falling: change is falling out of a hopper now.  short: some of it could not fall.
    """

    phase: str
    step: int
    buttons: frozenset[str]
    lines: tuple[LineView, ...]
    due_fen: int
    money_fen: int
    left_fen: int
    iou_fen: int
    put_fen: int
    take_fen: int
    put_pieces: tuple[tuple[int, int], ...]
    take_pieces: tuple[tuple[int, int], ...]
    price_tiles_fen: tuple[int, ...]
    unknown_code: str | None
    undo_s: int
    machine: bool
    change: str
    notice: str | None
    notice_fen: int | None
    trouble: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()
    note: str | None = None
    by_phone: bool = True
    qr: str = "static"
    takes_codes: bool = False
    codes: tuple[tuple[str, str], ...] = ()
    falling: bool = False
    short: bool = False


def look(till: Till, now_ms: int) -> View:
    """Return what the screen shows for this state at a monotonic moment."""
    visit = till.visit
    rules = till.rules
    left_fen = visit.left_fen if visit else 0
    with_change = rules.change != "none" or rules.box == "claimed"
    put_fen, take_fen = coach(left_fen, with_change) if till.phase is Phase.CASH else (0, 0)
    tiles: tuple[int, ...] = ()
    if till.phase is Phase.UNKNOWN:
        tiles = rules.price_tiles_fen
    elif till.phase in (Phase.GIVE, Phase.REPAY) and rules.box == "claimed" and not till.notes:
        tiles = rules.gift_tiles_fen
    undo_s = 0
    if till.phase is Phase.THANKS and till.deadline_ms is not None:
        undo_s = max(0, -(-(till.deadline_ms - now_ms) // 1000))
    return View(
        phase="closed" if "book" in till.trouble else till.phase.value,
        step=STEP_OF[till.phase],
        buttons=buttons(till),
        lines=_lines(till),
        due_fen=visit.due_fen if visit else 0,
        money_fen=visit.money_fen if visit else 0,
        left_fen=left_fen,
        iou_fen=visit.iou_fen if visit else 0,
        put_fen=put_fen,
        take_fen=take_fen,
        put_pieces=in_pieces(put_fen),
        take_pieces=in_pieces(take_fen),
        price_tiles_fen=tiles,
        unknown_code=till.unknown_code,
        undo_s=undo_s,
        machine=rules.box == "machine",
        change=rules.change,
        notice=till.notice,
        notice_fen=till.notice_fen,
        trouble=tuple(sorted(till.trouble)),
        notes=tuple((note.iou, note.alias) for note in till.notes),
        note=till.note.alias if till.note else None,
        by_phone=till.means.by_phone(till.trouble),
        qr=qr_shown(till),
        takes_codes=any(
            one.shape and one.gateway not in till.trouble for one in till.means.providers
        ),
        codes=tuple((one.gateway, one.text) for one in orders_shown(till) if one.state == "ready"),
        falling=bool(visit and visit.payouts),
        short=bool(visit and visit.change_short),
    )


def _lines(till: Till) -> tuple[LineView, ...]:
    if till.visit is None:
        return ()
    return tuple(
        LineView(
            line.id,
            line.item,
            line.name,
            line.name_en,
            line.picture,
            line.party,
            line.quantity,
            line.unit,
            line.each_fen,
            line.fen,
            line.id == till.newest,
            line.quantity >= till.rules.quantity_max,
        )
        for line in till.visit.lines
    )
