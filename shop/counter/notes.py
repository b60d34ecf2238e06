"""Which pay-later notes the kiosk may offer to somebody who wants to pay one."""

from __future__ import annotations

from shop.queries import ious
from shop.queries.connection import Connection
from shop.till.events import RepayAsked
from shop.till.state import Note

#: Notes that fit on the kiosk's nine tiles; of more, none is shown.
NOTES_MAX = 9


def asked(connection: Connection) -> RepayAsked:
    """Return the open notes that have an alias, where they fit on one screen."""
    found = [one for one in ious.open_ious(connection) if one.alias]
    notes = tuple(Note(one.iou, one.alias, one.owed_fen) for one in found)
    return RepayAsked(notes if len(notes) <= NOTES_MAX else ())
