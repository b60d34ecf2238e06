"""What the events of a bill validator mean: a note is held, then stacked or given back.

Only a stacked note is money. What became of a held one is said by the next event that can say
it; where that event passed unseen, or the device counts anew, nobody knows: a person looks
(HARDWARE.md 2.1 headers 159 and 154, section 6 order for money, section 7 power loss).
"""

from __future__ import annotations

from hardware.drivers.counting_reading import Change, Told, numbered
from hardware.drivers.counting_values import Coin, credit_of
from shop.inputs import CoinAccepted, CreditReading, HeldNote

#: Second byte of an event whose first is a bill type.
STACKED, HELD = 0, 1
#: Second byte of an event whose first is 0: the note in escrow was given back.
RETURNED = 1


def bill_events(last: CreditReading, change: Change, notes: tuple[Coin, ...], live: bool) -> Told:
    """Return what a bill validator's new events mean, after what the book has in escrow."""
    held = last.held
    credits: list[CoinAccepted] = []
    errors: list[int] = []
    returned: list[int] = []
    unsure: list[int] = []
    if held is not None and change.lost:
        unsure.append(held.credit_no)  # its end is among what nobody saw
        held = None
    for number, (note, code) in numbered(last, change):
        fen, what = credit_of(notes, note, "note")
        if note and code == STACKED:
            # Another note than the held one: the end of that one was not told.
            own = held is not None and held.what == what
            if held is not None and not own:
                unsure.append(held.credit_no)
            by = held.credit_no if held is not None and own else None
            credits.append(CoinAccepted(number, fen, what, recovered=not live, held=by))
            held = None
        elif note and code == HELD:
            if held is not None:
                unsure.append(held.credit_no)  # two are never in escrow at once
            held = HeldNote(number, fen, what)
        elif note == 0:
            errors.append(code)
            if code == RETURNED and held is not None:
                returned.append(held.credit_no)
                held = None
        else:  # no meaning in the table of events: counted, to be checked
            credits.append(CoinAccepted(number, None, what, recovered=not live))
    return Told(tuple(credits), tuple(errors), held, tuple(returned), tuple(unsure))
