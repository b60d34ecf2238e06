"""A note between slot and stacker: first the book, then the note.

A held note is offered to the book like every event, and routed only when a reading shows, after
the book's yes, that its event is still the newest one: stacked if the shop takes money, the note
has a value and the book took at most 3 s; given back in every other case. Header 154 acts each
time, so a lost answer is never followed by a second one: the events say what became of it. Only a
note that is still held after a while is routed again (HARDWARE.md 2.1, 6 order for money).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers.base import Settled
from hardware.drivers.bill_reading import HELD
from hardware.drivers.cctalk_line import Question
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_reading import Pairs
from hardware.drivers.counting_state import CountingState, Escrow, Step, jam

#: Where a note may be routed; to extend is to ask for more time before it is given back.
GIVE_BACK, STACK, EXTEND = 0, 1, 255
#: The reply to 154 that says that no note is held.
_EMPTY = b"\xfe"
#: A resident does not wait longer for a note that hangs in the slot (HARDWARE.md 6).
COMMIT_MS_MAX = 3_000
#: The way into the stacker takes two seconds; a note held longer than this was not routed.
ROUTE_AGAIN_MS = 5_000
#: A note that stays after so many routes is stuck.
ROUTES_MAX = 3


def notice(
    config: CountingConfig, state: CountingState, now: tuple[int, Pairs], now_ms: int
) -> CountingState:
    """Look whether a reading that may be believed shows a held note as its newest event."""
    if not config.dialect.escrow or state.escrow.seen == now:
        return state
    note, code = now[1][0]
    held = note != 0 and code == HELD
    return replace(state, escrow=Escrow(seen=now, seen_ms=now_ms) if held else Escrow())


def hold_on(state: CountingState) -> tuple[CountingState, bool]:
    """Ask the device to be patient before the book is asked, since nothing is heard meanwhile.

    Returns:
        The state, and whether that is to be done first.
    """
    escrow = state.escrow
    if escrow.seen is None or escrow.extended or state.no_extension or state.stopping:
        return state, False
    return replace(state, escrow=replace(escrow, way=EXTEND, extended=True)), True


def answered(state: CountingState, event: Settled, now_ms: int) -> CountingState:
    """The book has answered for the held note: too late or not at all, and it is given back."""
    escrow = state.escrow
    if escrow.seen is None:
        return state
    if not event.ok or state.stopping:
        return replace(state, escrow=replace(escrow, way=GIVE_BACK))
    late = now_ms - escrow.seen_ms > COMMIT_MS_MAX
    # What the newest event is by now is read before the note is routed.
    return replace(state, escrow=replace(escrow, late=late), poll_ms=now_ms)


def decide(config: CountingConfig, state: CountingState, now_ms: int) -> Step:
    """Route the held note: the reading that was just made shows it, and so does the book."""
    escrow, last = state.escrow, state.last
    if escrow.seen is None or escrow.over or escrow.way is not None or last is None:
        return state, ()
    if escrow.sent_ms is not None and now_ms < escrow.sent_ms + ROUTE_AGAIN_MS:
        return state, ()
    if escrow.tries >= ROUTES_MAX:
        state = replace(state, escrow=replace(escrow, tries=0, sent_ms=now_ms))
        return jam(config, state, "a note stays between slot and stacker: open it", now_ms)
    held = last.held
    worth = held is not None and held.credit_no == last.credit_no and held.fen is not None
    way = STACK if worth and state.accept and not escrow.late else GIVE_BACK
    return replace(state, escrow=replace(escrow, way=way)), ()


def route_due(state: CountingState, now_ms: int) -> tuple[CountingState, Question | None]:
    """Return the question that routes the held note, where that is due."""
    escrow = state.escrow
    if escrow.way is None:
        return state, None
    question = Question(cctalk.ROUTE_BILL, bytes([escrow.way]), (0, 1))
    sent = replace(escrow, way=None, asked=escrow.way)
    if escrow.way != EXTEND:
        sent = replace(sent, sent_ms=now_ms, tries=escrow.tries + 1)
    return replace(state, escrow=sent), question


def on_route(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """It took the route, says that nothing is held, or cannot."""
    escrow = state.escrow
    if escrow.asked == EXTEND:
        return replace(state, no_extension=data is None), ()
    return replace(state, escrow=replace(escrow, over=data == _EMPTY)), ()
