"""Which buttons mean something now, and what the QR screen shows."""

from __future__ import annotations

from shop.till.means import Order
from shop.till.state import Phase, Till, Visit

#: Buttons that each phase shows (names of `inputs.BUTTONS`); a press of another is refused.
BUTTONS_OF: dict[Phase, frozenset[str]] = {
    Phase.IDLE: frozenset({"add", "repay", "give", "help"}),
    Phase.BASKET: frozenset(
        {"add", "quantity", "remove", "cash", "qr", "iou", "done", "leave", "help"}
    ),
    Phase.UNKNOWN: frozenset({"price", "back", "help"}),
    Phase.CASH: frozenset({"paid", "done", "back", "iou", "help"}),
    Phase.QR: frozenset({"paid", "back", "help"}),
    Phase.IOU: frozenset({"iou", "back", "help"}),
    Phase.CREDIT: frozenset({"add", "fund", "leave", "help"}),
    Phase.GIVE: frozenset({"paid", "done", "back", "help"}),
    Phase.REPAY: frozenset({"note", "paid", "done", "back", "help"}),
    Phase.THANKS: frozenset({"undo", "fund", "change", "owe", "done", "add", "help"}),
}


def buttons(till: Till) -> frozenset[str]:
    """Return the buttons that mean something now; none while nothing can be recorded."""
    if "book" in till.trouble:
        return frozenset()
    shown = set(BUTTONS_OF[till.phase])
    visit = till.visit
    if visit is None:
        return frozenset(shown)
    if till.phase is Phase.THANKS:
        shown &= _after_sale(till, visit)
    if till.phase is Phase.QR and qr_shown(till) in ("waiting", "none"):
        shown -= {"paid"}
    if till.phase is Phase.BASKET and (not visit.lines or visit.money_fen < visit.due_fen):
        shown -= {"done"}
    if not till.means.by_phone(till.trouble):
        shown -= {"qr"}
    if till.phase is Phase.BASKET and not visit.lines:
        shown -= {"cash", "qr", "iou"}
    if till.phase is Phase.CASH:
        shown -= {"paid"} if till.rules.box == "machine" else set()
        if visit.money_fen <= 0:
            shown -= {"done"}
    if till.phase is Phase.REPAY and not till.notes:
        shown -= {"note"}
    if till.phase in (Phase.GIVE, Phase.REPAY):
        shown -= {"paid"} if till.rules.box == "machine" else set()
        if visit.money_fen <= 0:
            shown -= {"done"}
    if till.phase is Phase.CREDIT and visit.money_fen <= 0:
        shown -= {"fund"}
    return frozenset(shown)


def _after_sale(till: Till, visit: Visit) -> set[str]:
    """Return the buttons of thanks: three at most matter, whatever the change does."""
    if visit.payouts:
        return {"help"}
    shown = set(BUTTONS_OF[Phase.THANKS])
    if not visit.lines or visit.change_short:
        shown -= {"undo"}
    if not visit.change_short:
        shown -= {"owe"}
    if visit.left_fen >= 0:
        return shown - {"fund", "change", "owe"}
    if till.rules.change == "none" and till.rules.box == "machine":
        shown -= {"change"}
    if visit.change_short and not till.rules.spare_tray:
        shown -= {"change"}
    return shown


def orders_shown(till: Till) -> tuple[Order, ...]:
    """Return the orders of the sale whose codes the screen may show."""
    return till.visit.orders if till.visit and till.phase is Phase.QR else ()


def qr_shown(till: Till) -> str:
    """Return what the QR screen shows: codes of this sale where there are any."""
    orders = orders_shown(till)
    if any(one.state == "waits" or (one.how == "code" and one.open) for one in orders):
        return "waiting"
    if any(one.state == "ready" for one in orders):
        return "codes"
    if any(one.state == "asked" for one in orders):
        return "asking"
    return "static" if till.means.wall_code else "none"
