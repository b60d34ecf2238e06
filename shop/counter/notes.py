"""Which pay-later notes the kiosk may offer to somebody who wants to pay one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.counter.reply import Reply
from shop.inputs import Pressed
from shop.queries import ious
from shop.queries.connection import Connection
from shop.till.events import CodeRefused, RepayAsked
from shop.till.state import Note, Phase

if TYPE_CHECKING:
    from shop.counter.counter import Counter

#: Notes that fit on the kiosk's nine tiles; of more, none is shown.
NOTES_MAX = 9


def asked(connection: Connection) -> RepayAsked:
    """Return the open notes that have an alias, where they fit on one screen."""
    found = [one for one in ious.open_ious(connection) if one.alias]
    notes = tuple(Note(one.iou, one.alias, one.owed_fen) for one in found)
    return RepayAsked(notes if len(notes) <= NOTES_MAX else ())


def slip_scanned(counter: Counter, iou: str) -> Reply:
    """Offer the note whose slip was held under the scanner, if nobody is at the till.

    A note without a nickname is called by its short code: it stands on the slip.
    """
    if counter.phase is not Phase.IDLE:
        return counter.step(CodeRefused("slip_later"))
    found = ious.one(counter.ledger.connection, iou)
    if found is None:
        return counter.step(CodeRefused("slip_unknown"))
    if found.owed_fen <= 0:
        return counter.step(CodeRefused("slip_paid"))
    counter.step(RepayAsked((Note(iou, found.alias or found.code, found.owed_fen),)))
    chosen = counter.ids.ulid(counter.clock.now().wall_ms)
    return counter.step(Pressed(chosen, "note", value=iou))
