"""上次忘了付: money without goods, for an earlier debt; which one, where few are open."""

from __future__ import annotations

from dataclasses import replace

from shop.entries import Draft
from shop.inputs import Pressed
from shop.till import facts
from shop.till.events import Event, Refuse, RepayAsked
from shop.till.scanning import Step, opened
from shop.till.state import Phase, Till, Visit


def start_repay(till: Till, event: Event) -> Step:
    """Begin a visit that pays an earlier debt; ask which where the notes are shown."""
    notes = event.what.notes if isinstance(event.what, RepayAsked) else ()
    return replace(till.with_visit(opened(event), Phase.REPAY, event.now_ms), notes=notes), ()


def note_chosen(till: Till, event: Event) -> Step:
    """Take the note that a resident says is theirs, or none of those shown."""
    said = event.what.value if isinstance(event.what, Pressed) else None
    note = next((one for one in till.notes if one.iou == said), None)
    if said is not None and note is None:
        return till, (Refuse("malformed_input"),)
    assert till.visit is not None
    asked = till.with_visit(till.visit, Phase.REPAY, event.now_ms)
    return replace(asked, notes=(), note=note), ()


def repaid(till: Till, visit: Visit, event: Event) -> Draft:
    """Return what the money pays: at most what the note owes; more stays without a sale."""
    if till.note is None:
        return facts.repaid(visit, event, visit.money_fen)
    fen = min(visit.money_fen, till.note.owed_fen)
    return facts.repaid(visit, event, fen, till.note.iou)
