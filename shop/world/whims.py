"""Everyday turns of a visit: putting back, scanning twice, taking back, coins first, a gift."""

from __future__ import annotations

from collections.abc import Callable

from shop.world.chance import below, happens, one_of
from shop.world.intents import Press, Scan
from shop.world.visits import LEFT_MS, MINUTE_MS, QUIET_MS, Plan, Shopper

#: A sale is undone well within the minute; a press before it stands finds no such button.
UNDO_AFTER_MS = 8_000
#: Amounts an open box can be told of, largest first (Rules.gift_tiles_fen).
_TILES_FEN = (5_000, 2_000, 1_000, 500, 200, 100)


def whim(shopper: Shopper) -> Plan:
    """Plan a visit of somebody who scans and means to pay, with one everyday turn in it."""
    turn, plan = one_of(shopper.chance, _TURNS), Plan()
    plan.did.what = turn.__name__.strip("_")
    basket = plan.did.taken = shopper.pick()
    if not basket:
        plan.settle_ms = 0
        return plan
    turn(shopper, plan)
    return plan


def gift(shopper: Shopper) -> Plan:
    """Plan a visit that only gives something to the fund."""
    return _for_nothing(shopper, "give", one_of(shopper.chance, (100, 200, 500, 1000)))


def repayment(shopper: Shopper, fen: int) -> Plan:
    """Plan a visit that only pays an earlier debt, or so much of it as the shop can take.

    An open box is told one of the amounts on its tiles at a time; what is left over stays owed.
    """
    if shopper.ways.box == "machine":
        return _for_nothing(shopper, "repay", fen)
    plan = Plan(settle_ms=MINUTE_MS, needs_idle=True)
    for tile_fen in _TILES_FEN:
        for _ in range(fen // tile_fen):
            said = _for_nothing(shopper, "repay", tile_fen)
            plan.steps += said.steps
            plan.did.cash_fen += tile_fen
            plan.did.credited_fen += tile_fen
            plan.did.repaid_fen += tile_fen
        fen %= tile_fen
    return plan


def _for_nothing(shopper: Shopper, button: str, fen: int) -> Plan:
    plan = Plan(settle_ms=MINUTE_MS, needs_idle=True)
    plan.steps.append(Press(shopper.gap(), button))
    for piece in shopper.pieces(fen):
        shopper.put_in(plan, piece)
    if shopper.ways.box == "machine":
        plan.steps.append(Press(shopper.gap(1_000, 3_000), "done"))
    else:
        plan.steps.append(Press(shopper.gap(), "paid", fen))
    if button == "give":
        plan.did.donated_fen = fen
    else:
        plan.did.repaid_fen = fen
    return plan


def _scan_all(shopper: Shopper, plan: Plan) -> None:
    for item, pieces in plan.did.taken.items():
        shopper.scan(plan, item, pieces)


def _put_back(shopper: Shopper, plan: Plan) -> None:
    """Scan one thing more, then put it back and take its line away."""
    _scan_all(shopper, plan)
    others = [item for item in shopper.on_shelf() if item not in plan.did.taken]
    if others:
        other = one_of(shopper.chance, others)
        code = shopper.goods[other].code
        gap = shopper.gap()
        plan.steps.append(Scan(gap, code) if code else Press(gap, "add", other))
        if happens(shopper.chance, 0.5):
            plan.steps.append(Press(shopper.gap(), "remove", item=other))
        else:
            plan.steps.append(Press(shopper.gap(), "quantity", 0, other))
    shopper.pay(plan, plan.did.declared_fen)


def _double_scan(shopper: Shopper, plan: Plan) -> None:
    """Scan a thing once too often, see it, and set the quantity right."""
    _scan_all(shopper, plan)
    item, pieces = one_of(shopper.chance, list(plan.did.taken.items()))
    code = shopper.goods[item].code
    gap = shopper.gap()
    plan.steps.append(Scan(gap, code) if code else Press(gap, "add", item))
    plan.steps.append(Press(shopper.gap(), "quantity", pieces, item))
    shopper.pay(plan, plan.did.declared_fen)


def _undo(shopper: Shopper, plan: Plan) -> None:
    """Take the sale back within the minute, look again, and declare it anew."""
    _scan_all(shopper, plan)
    shopper.pay(plan, plan.did.declared_fen)
    if plan.settle_ms > QUIET_MS:  # a coin jammed: they have other worries
        return
    plan.steps.append(Press(UNDO_AFTER_MS + below(shopper.chance, 30_000), "undo"))
    plan.steps.append(Press(shopper.gap(), "done"))


def _undo_and_more(shopper: Shopper, plan: Plan) -> None:
    """Take the sale back, take one piece more, and pay the rest in coins."""
    _scan_all(shopper, plan)
    shopper.pay(plan, plan.did.declared_fen)
    item, pieces = one_of(shopper.chance, list(plan.did.taken.items()))
    if plan.settle_ms > QUIET_MS or shopper.ways.box != "machine" or shopper.stock[item] <= pieces:
        return
    fen = shopper.goods[item].fen
    plan.steps.append(Press(UNDO_AFTER_MS + below(shopper.chance, 20_000), "undo"))
    plan.steps.append(Press(shopper.gap(), "quantity", pieces + 1, item))
    for piece in shopper.pieces(fen):
        shopper.put_in(plan, piece)
    plan.steps.append(Press(shopper.gap(1_000, 3_000), "done"))
    plan.did.taken[item] = plan.did.declared[item] = pieces + 1
    plan.did.declared_fen += fen


def _coins_first(shopper: Shopper, plan: Plan) -> None:
    """Put the money in before scanning anything; the till joins the two by itself."""
    if shopper.ways.box != "machine":
        _undo(shopper, plan)
        return
    fen = shopper.worth(plan.did.taken)
    plan.needs_idle = True
    short = shopper.insert(plan, fen)
    for item, pieces in plan.did.taken.items():
        shopper.scan(plan, item, pieces, quick=True)
    plan.steps.append(Press(shopper.gap(1_000, 2_000), "cash", if_shown=True))
    plan.steps.append(Press(shopper.gap(1_000, 2_000), "done", if_shown=True))
    if short:
        plan.settle_ms = LEFT_MS


def _abandon(shopper: Shopper, plan: Plan) -> None:
    """Scan, change one's mind, put everything back and go, saying so or not."""
    _scan_all(shopper, plan)
    plan.did.taken, plan.did.declared, plan.did.declared_fen = {}, {}, 0
    if happens(shopper.chance, 0.5):
        plan.steps.append(Press(shopper.gap(), "leave"))
    else:
        plan.settle_ms = LEFT_MS


def _too_much(shopper: Shopper, plan: Plan) -> None:
    """Have only notes, and let the rest stay, or give it to the fund."""
    _scan_all(shopper, plan)
    due_fen = plan.did.declared_fen
    fen = (due_fen // 500 + 1) * 500
    shopper.pay(plan, fen)
    rest_fen = plan.did.paid_fen - due_fen
    if plan.settle_ms == QUIET_MS and rest_fen > 0 and happens(shopper.chance, 0.3):
        plan.steps.append(Press(UNDO_AFTER_MS, "fund"))
        plan.did.donated_fen = rest_fen


def _to_and_fro(shopper: Shopper, plan: Plan) -> None:
    """Choose cash, go back, ask for help, pay by phone after all."""
    _scan_all(shopper, plan)
    plan.steps += [Press(shopper.gap(), button) for button in ("cash", "back", "help")]
    shopper.pay(plan, plan.did.declared_fen, cash=False)


_TURNS: tuple[Callable[[Shopper, Plan], None], ...] = (
    _put_back,
    _double_scan,
    _undo,
    _undo_and_more,
    _coins_first,
    _abandon,
    _too_much,
    _to_and_fro,
)
