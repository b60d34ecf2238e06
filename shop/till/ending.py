"""取, and how visits end: undo, time that runs out, walking away."""

from __future__ import annotations

from dataclasses import replace

from shop.effects import Play
from shop.till import facts, paying
from shop.till.events import CatalogueChanged, Event, Record, Refuse, TroubleChanged
from shop.till.scanning import Step
from shop.till.state import Phase, Till

#: Phases whose visit has chosen how to pay: walking away from these is a short sale.
_TENDER_CHOSEN = frozenset({Phase.CASH, Phase.QR, Phase.IOU})


def undo(till: Till, event: Event) -> Step:
    """撤销: a counter-entry for the sale; basket and money are back as they were."""
    visit = till.visit
    assert visit is not None
    if not visit.declared or not visit.lines:
        return till, (Refuse("nothing_to_undo"),)
    void = facts.voided(visit, event)
    _, sale, tender = event.ids
    restored = replace(
        visit,
        sale=sale,
        tender=tender,
        # The goods count as taken off the shelf again from here on (DESIGN.md: the cut).
        opened_seq=event.head_seq + 1,
        iou_fen=0,
        declared=False,
        after_undo=True,
    )
    basket = till.with_visit(restored, Phase.BASKET, event.now_ms)
    basket = replace(basket, newest=None, notice="undone", notice_fen=None)
    return basket, (Record((void,)), Play("removed"))


def thanks_over(till: Till, event: Event) -> Step:
    """Go back to the greeting: the sale stands, nothing more to write."""
    return till.idle(), ()


def ticked(till: Till, event: Event) -> Step:
    """Look at the clock: declare what is paid and quiet, end what was left standing."""
    if _quiet(till, event.now_ms):
        assert till.visit is not None
        return paying.declared(till, event, till.visit, "quiet")
    if till.deadline_ms is not None and event.now_ms >= till.deadline_ms:
        return _time_out(till, event)
    return till, ()


def quiet_deadline_ms(till: Till) -> int | None:
    """Return when a paid basket declares itself, or None if it does not."""
    visit = till.visit
    if (
        visit is None
        or till.quiet_at_ms is None
        or till.phase not in (Phase.BASKET, Phase.CASH, Phase.QR)
        or visit.declared
        or visit.after_undo
        or not visit.lines
        or visit.money_fen < visit.due_fen
        or visit.money_fen <= 0
    ):
        return None
    return till.quiet_at_ms + till.rules.quiet_ms


def _quiet(till: Till, now_ms: int) -> bool:
    at_ms = quiet_deadline_ms(till)
    return at_ms is not None and now_ms >= at_ms


def _time_out(till: Till, event: Event) -> Step:
    visit = till.visit
    if visit is None or visit.declared:
        return till.idle(), ()
    if till.phase in (Phase.GIVE, Phase.REPAY) and visit.money_fen > 0 and not visit.lines:
        # They said what it is for before they put it in: it is that, finished or not.
        return paying.gift_said(till, event)
    chosen = till.phase in _TENDER_CHOSEN or visit.money_fen > 0
    if visit.lines and chosen and not visit.after_undo:
        return paying.declared(till, event, visit, "timeout")
    why = "restart" if till.notice == "resumed" else "timeout"
    return till.idle(), (Record((facts.abandoned(visit, event, why),)),)


def catalogue_changed(till: Till, event: Event) -> Step:
    """Take the new catalogue; lines already in a basket keep their price."""
    assert isinstance(event.what, CatalogueChanged)
    return replace(till, catalogue=event.what.catalogue), ()


def trouble_changed(till: Till, event: Event) -> Step:
    """Show what does not work now; nothing else changes."""
    assert isinstance(event.what, TroubleChanged)
    return replace(till, trouble=event.what.trouble), ()


def help_wanted(till: Till, event: Event) -> Step:
    """Note that somebody asked for help: lamp, sound, a task for the volunteers."""
    if till.notice == "help_coming":
        return till, (Play("help"),)  # it is noted: pressing on must not fill the book
    note = facts.help_asked(event, till.phase.value)
    return replace(till, notice="help_coming", notice_fen=None), (Record((note,)), Play("help"))


def ignored(till: Till, event: Event) -> Step:
    """Nothing to do in this phase."""
    return till, ()
