"""取: change that a hopper pays out, and what becomes of the part that it cannot pay."""

from __future__ import annotations

from dataclasses import replace

from shop.effects import Dispense, Play
from shop.till import facts
from shop.till.events import ChangeFell, Event, Record, Refuse
from shop.till.means import Payout, plan
from shop.till.scanning import Step
from shop.till.state import Phase, Till, Visit


def by_hopper(till: Till, event: Event, over_fen: int) -> Step:
    """取找零: let the hoppers pay as much as they can; nothing is said before coins fell."""
    visit = till.visit
    assert visit is not None
    working = [one for one in till.means.hoppers if one.device not in till.trouble]
    planned = plan(over_fen, working)
    if not planned:
        return _short(till, visit), ()
    payouts = tuple(
        Payout(hopper.device, f"{visit.tender}/{hopper.device}", coins, hopper.coin_fen)
        for hopper, coins in planned
    )
    wishes = tuple(Dispense(one.device, one.job, visit.visit, one.coins) for one in payouts)
    asked = facts.change_asked(visit, event, over_fen, len(payouts))
    _, _, tender = event.ids
    visit = replace(visit, payouts=payouts, tender=tender)
    # A fresh undo time: nobody is sent away while coins are falling.
    paying = till.with_visit(visit, Phase.THANKS, event.now_ms)
    falling = replace(paying, notice="change_falls", notice_fen=over_fen)
    return falling, (Record((asked,)), *wishes)


def fell(till: Till, event: Event) -> Step:
    """A hopper is done: so much fell; what did not is owed once all of them are done."""
    said, visit = event.what, till.visit
    assert isinstance(said, ChangeFell)
    if visit is None or all(one.job != said.job for one in visit.payouts):
        return till, ()
    left = tuple(one for one in visit.payouts if one.job != said.job)
    visit = replace(visit, payouts=left, money_fen=visit.money_fen - said.fen)
    if left:
        return replace(till, visit=visit), ()
    if visit.left_fen < 0:
        return _short(till, visit), (Play("refused"),)
    done = replace(till, visit=visit, notice="change_fell", notice_fen=None)
    return done, (Play("coin"),)


def owe(till: Till, event: Event) -> Step:
    """The shop owes what the hopper could not pay: it says so on a slip, a volunteer pays it."""
    visit = till.visit
    assert visit is not None
    over_fen = -visit.left_fen
    if over_fen <= 0 or not visit.change_short:
        return till, (Refuse("button_not_here"),)
    fact = facts.change_owed(visit, event, over_fen)
    _, _, tender = event.ids
    visit = replace(visit, money_fen=visit.money_fen - over_fen, tender=tender)
    owed = replace(till, visit=visit, notice="change_owed", notice_fen=over_fen)
    return owed, (Record((fact,)), Play("thanks"))


def _short(till: Till, visit: Visit) -> Till:
    """Offer a slip, the fund or the tray for what no hopper pays."""
    short = replace(visit, change_short=True)
    return replace(till, visit=short, notice="change_short", notice_fen=-visit.left_fen)
