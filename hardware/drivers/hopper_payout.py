"""One payout: first the book, then the coins, then what really fell.

The order is HARDWARE.md 6's: the intent with the event counter is in the book before 167 is sent;
167 is sent once, and whatever becomes of its answer, the counters of 166 tell what fell. What is
still owed is worked out from the coins that were paid, since some hoppers forget the others.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk_hopper
from hardware.codecs.cctalk_hopper import Status
from hardware.drivers.base import Emit, GiveUp, Note, Settled
from hardware.drivers.hopper_state import (
    BOOK_AGAIN_MS,
    READS_MAX,
    STOPPED_MS,
    STUCK_MS,
    WATCH_EVERY_MS,
    HopperConfig,
    HopperState,
    Payout,
    Stage,
    Step,
    Why,
    blocked,
    tell_condition,
    twice,
)
from hardware.drivers.hopper_wishes import end_payout
from shop.inputs import DeviceFault, DispenseDone, DispenseIntent


def on_check(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Nothing is in the way, or the payout is not begun."""
    found = "" if data is None else cctalk_hopper.trouble(data)
    if not found:
        return replace(state, stage=Stage.BEFORE, heard=None, reads=0), ()
    state = blocked(end_payout(config, state, 0, found), found, now_ms)
    return tell_condition(config, state)


def on_before(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Its counters before the payout, twice alike: they go into the book with the intent."""
    payout = state.payout
    if payout is None or data is None:
        return end_payout(config, state, 0, "refused"), ()
    state, sure = twice(state, data)
    if not sure and state.reads < READS_MAX:
        return state, ()
    status = cctalk_hopper.status(data)
    if not sure or status.remaining:  # it is paying, and we did not ask for it
        return end_payout(config, state, 0, "refused"), ()
    intent = replace(payout.intent, counter=status.event)
    payout = replace(payout, intent=intent, before=status)
    return replace(state, payout=payout, offered=intent), (Emit(intent),)


def on_settled(config: HopperConfig, state: HopperState, event: Settled, now_ms: int) -> Step:
    """The counter has answered: only with the intent in the book may coins fall."""
    if event.reading != state.offered:
        return state, ()
    state = replace(state, offered=None)
    if isinstance(event.reading, DispenseDone):
        if event.ok:
            return replace(state, ends=state.ends[1:]), ()
        return replace(state, book_ms=now_ms + BOOK_AGAIN_MS), ()
    if state.payout is None or state.stage is not Stage.BEFORE:
        return state, ()
    if not event.ok:
        # It may be in the book all the same; this end is then its end, and no coin has fallen.
        state = replace(state, book_ms=now_ms + BOOK_AGAIN_MS)
        return end_payout(config, state, 0, "refused"), ()
    return replace(state, stage=Stage.BOOKED, not_before_ms=now_ms), ()


def on_booked(
    config: HopperConfig, state: HopperState, found: DispenseIntent | None
) -> HopperState:
    """The book says which payout is open: one that it has ended already is not paid again."""
    payout = state.payout
    if payout is None:
        return replace(state, stage=Stage.OFF)
    if found is None:
        return replace(state, payout=None, stage=Stage.OFF)
    if found.job != payout.intent.job and found.device not in config.others:
        # One of its own from before is open still: that is finished first.
        return replace(end_payout(config, state, 0, "refused"), stage=Stage.CURSOR)
    return replace(state, stage=Stage.ON)


def on_enabled(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """It may pay out now, or will not."""
    if data is None:
        return end_payout(config, state, 0, "refused"), ()
    if not config.cipher and state.raw is None:
        detail = "it tells no serial, which its payouts must carry: set cipher = true"
        state = end_payout(config, state, 0, "refused")
        return state, (Emit(DeviceFault(config.name, "misconfigured", detail)),)
    return replace(state, stage=Stage.KEY if config.cipher else Stage.PAY), ()


def on_key(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """It was asked for its key; hoppers without encryption want no more than that."""
    if data is None:
        detail = "it knows no cipher key: set cipher = false for it"
        state = end_payout(config, state, 0, "refused")
        return state, (Emit(DeviceFault(config.name, "misconfigured", detail)),)
    return replace(state, stage=Stage.PAY), ()


def on_paid(
    config: HopperConfig, state: HopperState, data: bytes | None, lost: bool, now_ms: int
) -> Step:
    """167 was answered, or not: it is never sent again, the counters tell what became of it."""
    payout = state.payout
    if payout is None:
        return replace(state, stage=Stage.OFF), ()
    yes = not lost and data is not None
    payout = replace(payout, said_yes=yes, said_no=not lost and not yes, moved_ms=now_ms)
    state = replace(state, payout=payout, stage=Stage.WATCH, heard=None, reads=0)
    return state, (Note("dispense_lost"),) if lost else ()


def on_watch(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """How far the payout is; its end is believed when it came twice alike."""
    payout = state.payout
    if payout is None:
        return replace(state, stage=Stage.OFF), ()
    if data is None:
        why = "it does not say what it has paid: switch it off and on"
        return state, (GiveUp(why, silent=False),)
    status = cctalk_hopper.status(data)
    if not status.remaining:
        state, sure = twice(state, data)
        return settle_payout(config, state, status, now_ms) if sure else (state, ())
    if payout.seen is None or status.remaining != payout.seen.remaining:
        payout = replace(payout, moved_ms=now_ms)
    runs = payout.seen_running or _goes_on(payout, status)
    payout = replace(payout, seen=status, seen_running=runs)
    state = replace(state, payout=payout, heard=None, not_before_ms=now_ms + WATCH_EVERY_MS)
    if payout.halted_ms is not None and now_ms - payout.halted_ms >= STOPPED_MS:
        return _ended_with(config, state, status.paid, "jam", now_ms)
    stuck = payout.halted_ms is None and now_ms - payout.moved_ms >= STUCK_MS
    return replace(state, stage=Stage.HALT) if stuck else state, ()


def _goes_on(payout: Payout, status: Status) -> bool:
    """Whether two readings in a row tell of one payout: a zero that comes twice in a frame while
    another is lost leaves its checksum right, so one reading alone proves nothing.
    """
    seen = payout.seen
    return (
        seen is not None
        and status.event == seen.event != payout.intent.counter
        and status.remaining <= seen.remaining
        and status.remaining + status.paid == seen.remaining + seen.paid
    )


def on_halted(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """The motor is to stop; a coin that is falling still falls, and 166 counts it."""
    payout = state.payout and replace(state.payout, halted_ms=now_ms)
    return replace(state, payout=payout, stage=Stage.WATCH, heard=None), ()


def settle_payout(config: HopperConfig, state: HopperState, status: Status, now_ms: int) -> Step:
    """The counters stand still: decide what fell.

    Args:
        status: read twice alike, with nothing remaining.
    """
    payout = state.payout
    if payout is None:
        return replace(state, stage=Stage.OFF), ()
    if not _ran(config, payout, status):
        why: Why = "refused" if payout.said_no else "lost"
        return end_payout(config, state, 0, why), ()
    sent = min(payout.intent.coins, config.coins_max)
    if status.paid >= sent and not _doubtful(payout, status):
        return _ended_with(config, state, status.paid, "done", now_ms)
    payout = replace(payout, after=status)
    return replace(state, payout=payout, stage=Stage.REASON, not_before_ms=now_ms), ()


def _ran(config: HopperConfig, payout: Payout, status: Status) -> bool:
    """Whether the counters are those of this payout."""
    before, moved = payout.before, status.event != payout.intent.counter
    if before is not None:
        if payout.said_yes or payout.seen_running:
            return True
        if payout.said_no:  # the event counter moves on a refusal too
            return (status.paid, status.unpaid) not in {(before.paid, before.unpaid), (0, 0)}
        return moved
    if payout.seen_running:
        return True
    sent = min(payout.intent.coins, config.coins_max)
    if status.event == 0:  # it forgets its event counter with its power, not its last payout
        return moved and status.paid + status.unpaid == sent
    by_one = cctalk_hopper.moved_by_one(payout.intent.counter, status.event)
    return by_one and status.paid <= sent


def _doubtful(payout: Payout, status: Status) -> bool:
    """Whether these figures may be the payout's before: its answer was lost, nothing changed."""
    before = payout.before
    if before is None or payout.said_yes or payout.seen_running:
        return False
    return (status.paid, status.unpaid) == (before.paid, before.unpaid)


def on_reason(config: HopperConfig, state: HopperState, data: bytes | None, now_ms: int) -> Step:
    """Why it ended short: something blocks it, or no coin came."""
    payout = state.payout
    if payout is None or payout.after is None:
        return replace(state, stage=Stage.OFF), ()
    flags = b"\0" if data is None else data
    found, paid = cctalk_hopper.trouble(flags), payout.after.paid
    if _doubtful(payout, payout.after) and (found or cctalk_hopper.is_disabled(flags)):
        paid = 0
    if payout.halted_ms is not None:
        why: Why = "jam"
    elif found:
        why = found
    elif paid >= min(payout.intent.coins, config.coins_max):
        why = "done"
    elif cctalk_hopper.is_disabled(flags):  # it lost its power in between
        why = "restart" if payout.after.paid == paid else "refused"
    elif cctalk_hopper.timed_out(flags) or payout.before is not None or payout.seen_running:
        why = "empty"
    else:
        why = "restart"
    return _ended_with(config, state, paid, why, now_ms)


def _ended_with(config: HopperConfig, state: HopperState, paid: int, why: Why, now_ms: int) -> Step:
    state = end_payout(config, state, paid, why)
    if why in ("jam", "fraud"):
        state = blocked(state, why, now_ms)
    elif why == "empty":
        # The time-out stays in its flags until a reset, and the next payout has its own reasons.
        state = replace(state, empty=True, empty_ms=now_ms, dirty=True)
    elif why == "done" and paid:
        state = replace(state, empty=False)
    return tell_condition(config, state)
